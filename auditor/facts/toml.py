"""TOML files with line numbers, which tomli does not give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.limits import limits
from auditor.place import Place
from auditor.repository.snapshot import Snapshot

Keys = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A parsed file. lines: first and last line of every table, key and array element by its keys and indices."""

    path: str
    data: Mapping[str, Any]
    lines: Mapping[Keys, tuple[int, int]]

    def get(self, *keys: str) -> Any:
        """What stands under keys, or None."""
        value: Any = self.data
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def table(self, *keys: str) -> Mapping[str, Any]:
        """The table under keys, empty where there is none."""
        value = self.get(*keys)
        return value if isinstance(value, dict) else {}

    def place(self, *keys: str | int) -> Place:
        """Where keys stand, or the nearest table around them that has lines of its own."""
        for length in range(len(keys), 0, -1):
            if lines := self.lines.get(keys[:length]):
                return Place(self.path, *lines)
        return Place(self.path)


def read_toml(snapshot: Snapshot, path: str) -> TomlFile | None:
    """The TOML file at path, or None where it is not there or cannot be parsed (see `snapshot.unread`)."""
    import tomli

    text = snapshot.text(path)
    if text is None:
        return None
    if len(text) > limits().toml_characters:
        snapshot.report_unread(path, f"it has more than the {limits().toml_characters:,} characters that are read")
        return None
    try:
        return TomlFile(path, tomli.loads(text.removeprefix("\ufeff")), _line_numbers(text))
    except (ValueError, RecursionError) as error:  # tomli's own, or int's over a number of thousands of digits
        snapshot.report_unread(path, f"it is no valid TOML: {error}")
        return None


_TOKEN = re.compile(
    r"""
      (?P<blank> [ \t\r\ufeff]+ | \#[^\n]* )
    | (?P<newline> \n )
    | (?P<string> \"{3} (?: \\. | [^\\] )*? \"{3,5} | '{3} .*? '{3,5} | "(?: \\. | [^"\\\n] )*" | '[^'\n]*' )
    | (?P<mark> [\[\]{}=,.] )
    | (?P<bare> [^\s\[\]{}=,.\#]+ )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for match in _TOKEN.finditer(text):
        end = line + match[0].count("\n")
        if match.lastgroup == "newline":
            yield _Token("newline", "\n", line, line)
        elif match.lastgroup != "blank":
            yield _Token(match.lastgroup or "", match[0], line, end)
        line = end
    yield _Token("newline", "\n", line, line)


def _line_numbers(text: str) -> dict[Keys, tuple[int, int]]:
    """Lines by keys, of a text that tomli could parse."""
    return _LineScan(text).lines


class _LineScan:
    """Walks over the tokens of a text that tomli could parse; anything else ends in lines that mean nothing."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Keys, tuple[int, int]] = {}
        self._tokens = list(_tokens(text))
        self._next = 0
        self._array_lengths: dict[Keys, int] = {}
        # The tables whose lines run on: one that is taken up again below another table keeps its first lines.
        running: set[Keys] = set()
        table: Keys = ()
        while self._next < len(self._tokens):
            token = self._tokens[self._next]
            if token.kind == "newline":
                self._next += 1
                continue
            if token.text == "[" and token.kind == "mark":
                table = keys = self._heading()
                around = [keys[:length] for length in range(1, len(keys) + 1)]
                running = {part for part in around if part in running or part not in self.lines}
                end = token.end
            else:
                keys = table + self._keys("=")
                around = [keys[:length] for length in range(1, len(keys) + 1)]
                # A dotted key (`a.b = 1`) makes tables without a heading.
                running.update(around[len(table) :])
                end = self._value(keys)
            for part in around:
                if part in running:
                    self._add(part, token.start, end)

    def _add(self, keys: Keys, start: int, end: int) -> None:
        known_start, known_end = self.lines.get(keys, (start, end))
        self.lines[keys] = (known_start, max(known_end, end))

    def _take(self) -> _Token:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _is_at(self, *marks: str) -> bool:
        token = self._tokens[min(self._next, len(self._tokens) - 1)]
        return self._next >= len(self._tokens) or (token.kind in ("mark", "newline") and token.text in marks)

    def _keys(self, *closers: str) -> Keys:
        keys: list[str] = []
        while not self._is_at(*closers, "\n"):
            token = self._take()
            if token.kind != "mark":
                keys.append(token.text[1:-1] if token.kind == "string" else token.text)
        if self._next < len(self._tokens):
            self._take()
        return tuple(keys)

    def _heading(self) -> Keys:
        """The keys of `[a.b]`, or of the element that `[[a.b]]` adds, with the indices of the arrays around it."""
        self._take()
        is_element = self._is_at("[")
        names = self._keys("]")
        keys: Keys = ()
        for position, name in enumerate(names):
            keys += (name,)
            if is_element and position == len(names) - 1:
                self._array_lengths[keys] = self._array_lengths.get(keys, 0) + 1
            if length := self._array_lengths.get(keys):
                keys += (length - 1,)
        while not self._is_at("\n"):
            self._take()
        return keys

    def _value(self, keys: Keys) -> int:
        """Pass over one value and note its elements; returns its last line."""
        if self._is_at("["):
            return self._array(keys)
        if self._is_at("{"):
            return self._inline_table(keys)
        end = self._take().end
        while not self._is_at(",", "]", "}", "\n"):
            end = self._take().end
        return end

    def _array(self, keys: Keys) -> int:
        token, index = self._take(), 0
        while not self._is_at("]"):
            if self._is_at(",", "\n"):
                self._take()
                continue
            start = self._tokens[self._next].start
            self._add((*keys, index), start, self._value((*keys, index)))
            index += 1
        return self._take().end if self._next < len(self._tokens) else token.end

    def _inline_table(self, keys: Keys) -> int:
        token = self._take()
        while not self._is_at("}"):
            if self._is_at(",", "\n"):
                self._take()
                continue
            start = self._tokens[self._next].start
            inner = keys + self._keys("=")
            self._add(inner, start, self._value(inner))
        return self._take().end if self._next < len(self._tokens) else token.end
