"""Which commands of a shell text can run, as far as `true`, `false` and `exit` settle it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

KEYWORDS = frozenset({"if", "then", "elif", "else", "fi", "while", "until", "do", "done", "esac", "{", "}", "!"})
_OPENING = frozenset({"if", "while", "until", "for", "foreach", "select", "case", "{"})
_CLOSING = frozenset({"fi", "done", "esac", "}"})
_JOINING = frozenset({"&&", "||", "|", "|&", "&"})
_RESULTS = {"true": True, ":": True, "false": False}


@dataclass(slots=True)
class _Block:
    """A compound command that is open. condition: what it always is; is_dead: what stands here in it can never run."""

    opening: str
    condition: bool | None = None
    is_dead: bool = False


class Reach:
    """Follows the commands of a text in their order."""

    def __init__(self) -> None:
        self._blocks: list[_Block] = []
        self._operator = ""  # that joins the command before to the next one
        self._result: bool | None = None  # of the command before, where that is settled
        self._is_over = False

    def reaches(self, words: Sequence[str], separator: str, in_parentheses: bool) -> bool:
        """Whether the next simple command can run. words: its own, keywords in front included; separator: its end."""
        own = list(words)
        while own and (own[0] in KEYWORDS or own[0] in _OPENING):
            self._keyword(own.pop(0))
        if not own:
            return True
        is_skipped = (self._operator, self._result) in (("&&", False), ("||", True))
        runs = not (is_skipped or self._is_over or any(block.is_dead for block in self._blocks))
        if not is_skipped:
            self._result = None if "!" in words else _RESULTS.get(own[0])
        is_alone = not (self._blocks or self._operator or in_parentheses) and separator not in _JOINING
        # Without a number it may stand in a document, where it leaves a container or another machine.
        self._is_over |= runs and is_alone and own[0] == "exit" and own[1:2] != [] and own[1].isdecimal()
        self._operator = separator if separator in _JOINING else ""
        if own[-1] in ("{", "}"):
            self._keyword(own[-1])
        return runs

    def _keyword(self, keyword: str) -> None:
        if keyword in _OPENING:
            self._blocks.append(_Block(keyword))
        elif self._blocks and keyword in _CLOSING:
            self._blocks.pop()
        elif self._blocks and keyword in ("then", "do"):
            block = self._blocks[-1]
            block.condition = self._result
            block.is_dead = block.opening in ("if", "while") and self._result is False
        elif self._blocks and keyword in ("elif", "else"):
            self._blocks[-1].is_dead = self._blocks[-1].condition is True
        self._operator, self._result = "", None
