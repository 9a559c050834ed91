"""Whose checklist item a line is, however its text was changed."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.rulebook import Item

# The course module that an item belongs to, "(M17)" or "(M2+M6)": it says nothing of the item's identity.
_MODULE = re.compile(r"\(\s*M\s?\d+(?:\s*[+,&/]\s*M?\s?\d+)*\s*\)", re.IGNORECASE)
_WORD = re.compile(r"[a-z0-9]+", re.IGNORECASE)
_PARENTHESES = re.compile(r"\([^()]*\)")
_LONGEST_LINE = 600  # characters; no wording has half of that

_FEWEST_WORDS = 3  # a shorter piece of an item could be a piece of anything
# Likeness is 100 for equal texts. Wordings of different items can be 88 alike: they are told apart by a margin, or else
# by the words in which they differ.
_LEAST_LIKENESS = 80.0
_LEAST_MARGIN = 8.0


@dataclass(frozen=True, slots=True)
class Match:
    """The item that a line is about, and what the group added to the item's text."""

    item: str
    remark: str = ""


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, without marks, markup and module numbers."""
    return tuple(match[0].lower() for match in _WORD.finditer(_MODULE.sub(" ", html.unescape(text))))


class Wordings:
    """All wordings of all items."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items: dict[tuple[str, ...], str] = {}
        for item in items:
            for text in (item.text, *item.wordings):
                self._items.setdefault(words_of(text), item.id)
        self._by_beginning: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
        for wording in sorted(self._items, key=len, reverse=True):
            self._by_beginning[wording[:_FEWEST_WORDS]].append(wording)

    def beginning(self, text: str) -> Match | None:
        """The item whose unchanged wording the text begins with, or is the beginning of.

        What follows the wording is the remark.
        """
        text = html.unescape(text[:_LONGEST_LINE])
        words = words_of(text)
        wordings = self._by_beginning.get(words[:_FEWEST_WORDS], ())
        if len(words) >= _FEWEST_WORDS:
            item = _only(self._items[wording] for wording in wordings if wording[: len(words)] == words)
            if item:
                return Match(item)
        for wording in wordings:
            if words[: len(wording)] == wording:
                return Match(self._items[wording], _remark(text, len(wording)))
        return None

    def likely(self, text: str) -> str | None:
        """The item that a text with a changed wording is about, or None where that is not clear.

        It is the text's best reading among all items, which is not to say that it must be one of them.
        """
        text = html.unescape(text[:_LONGEST_LINE])
        words = words_of(text)
        if len(words) < _FEWEST_WORDS:
            return None
        whole = {" ".join(words), " ".join(words_of(_PARENTHESES.sub(" ", text)))}
        return self._alike(whole, words) or self._containing(words) or self._alike(whole, words, with_beginnings=True)

    def _containing(self, words: tuple[str, ...]) -> str | None:
        """The item whose wording stands in the middle of the line, after something else."""
        line = f" {' '.join(words)} "
        return _only(item for wording, item in self._items.items() if f" {' '.join(wording)} " in line)

    def _alike(self, forms: set[str], words: tuple[str, ...], with_beginnings: bool = False) -> str | None:
        """The item with a wording that one of the forms of a line is most like, if clearly so.

        with_beginnings: so much of the line's beginning counts as a form too as the wording has words; the rest may
        be a long remark.
        """
        from rapidfuzz.fuzz import ratio

        best: dict[str, tuple[float, tuple[str, ...]]] = {}
        for wording, item in self._items.items():
            whole = " ".join(wording)
            compared = forms | {" ".join(words[: len(wording)])} if with_beginnings else forms
            likeness = max(ratio(whole, form) for form in compared)
            best[item] = max(best.get(item, (0.0, ())), (likeness, wording))
        first, *others = sorted(best, key=lambda item: best[item], reverse=True)
        likeness, wording = best[first]
        if likeness < _LEAST_LIKENESS:
            return None
        rivals = [best[item][1] for item in others if best[item][0] > likeness - _LEAST_MARGIN]
        return first if all(_tells_apart(words, wording, rival) for rival in rivals) else None


def _tells_apart(words: tuple[str, ...], wording: tuple[str, ...], rival: tuple[str, ...]) -> bool:
    """Whether a line has a word that tells a wording from its rival, and none that tells the rival from it."""
    own, other = set(wording) - set(rival), set(rival) - set(wording)
    return not own.isdisjoint(words) and other.isdisjoint(words)


def _only(items: Iterable[str]) -> str | None:
    """The one item there is, or None for none or several."""
    found = set(items)
    return found.pop() if len(found) == 1 else None


def _remark(text: str, words: int) -> str:
    """What follows the first words of a text."""
    masked = _MODULE.sub(lambda match: " " * len(match[0]), text)
    ends: Sequence[int] = [match.end() for match in _WORD.finditer(masked)]
    rest = masked[ends[words - 1] :]
    # The item's own closing marks are no remark, an opening parenthesis is the beginning of one.
    rest = re.sub(r"^[^\w(\[<]+", "", rest)
    return " ".join(rest.split()) if _WORD.search(rest) else ""
