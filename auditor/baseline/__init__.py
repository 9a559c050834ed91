"""What a course hands out, as digests: tells a group's own work from the template's that it started with.

A baseline holds no text, only 64-bit digests of the pieces (see `auditor.baseline.pieces`) of every version in the
history of the repositories that it was built from. Of a cookiecutter template every piece counts, in a file of the same
name: a group's tree starts as a copy of it, so what stands there unchanged was taken over. Other material is copied by
whole files and functions, under any name; so only those count, and only long ones, which nobody writes twice by chance.

Where the template puts a value of the user's (the project's name, the author, the Python version), any value does.
"""

from __future__ import annotations

import base64
import json
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from posixpath import basename, splitext

from auditor.baseline.pieces import REMEMBERED, Piece, cut, kind_of

# Stands in normalised lines for a value that the template's user gives.
VALUE = "\0"
# From how many characters on (spaces left out) a file or function is nobody's accident. About four lines of code.
DISTINCT = 100
# How many characters must stand before a user's value for the line to be known by them: "# <name>" is any heading.
KNOWN_BY = 4
# The least part of a settings file that is the template's, for equal lines in it to be taken over. In a file of a
# group's own the same few lines (`branches: [main]`, a checkout) are chance.
MOSTLY = 0.5
# A longer value is the user's own text.
_LONGEST_VALUE = 80


class Baseline:
    """Digests of handed-out material."""

    def __init__(self, digests: Iterable[int], value_offsets: Iterable[int] = ()) -> None:
        """digests: as `digest` makes them. value_offsets: where in a normalised line a user's value can begin."""
        self._digests = array("Q", sorted(digests))
        self._value_offsets = tuple(sorted(value_offsets))
        self._beginnings: dict[str, bool] = {}
        self._rendered = lru_cache(REMEMBERED)(self.with_values)

    @classmethod
    def from_bytes(cls, data: bytes) -> Baseline:
        """The baseline that `to_bytes` wrote."""
        content = json.loads(data)
        baseline = cls((), content["value_offsets"])
        baseline._digests.frombytes(base64.b64decode(content["digests"]))
        if sys.byteorder == "big":
            baseline._digests.byteswap()
        return baseline

    def to_bytes(self, about: str, sources: Iterable[str]) -> bytes:
        """As JSON: about and sources for people, the sorted digests as base64 of 8-byte little-endian integers."""
        digests = array("Q", self._digests)
        if sys.byteorder == "big":
            digests.byteswap()
        content = {
            "about": about,
            "sources": list(sources),
            "value_offsets": self._value_offsets,
            "digests": base64.b64encode(digests.tobytes()).decode("ascii"),
        }
        return (json.dumps(content, indent=1) + "\n").encode("ascii")

    def __len__(self) -> int:
        return len(self._digests)

    def __contains__(self, value: int) -> bool:
        position = bisect_left(self._digests, value)
        return position < len(self._digests) and self._digests[position] == value

    def has_blob(self, oid: str) -> bool:
        """Whether the git object oid (40 hex digits) is a figure of the material, byte for byte."""
        return blob_digest(oid) in self

    def match(self, path: str, lines: list[str]) -> FileMatch:
        """What of a file (its path in the repository, all its lines) is handed-out material."""
        pieces = cut(path, lines, self._rendered)
        names = [name_of(path)]
        owned = pieces
        if not any(value in self for value in file_digests(path, names, pieces)):
            owned = [piece for piece in pieces if any(value in self for value in piece_digests(path, names, piece))]
            if kind_of(path) == "settings":
                owned = _inherited(pieces, owned)
        return FileMatch(_lines_of(pieces), _lines_of(owned))

    def with_values(self, line: str) -> str:
        """The normalised line with VALUE in the place of the user's value, if it is such a line of a template."""
        if not self._may_hold_value(line[:KNOWN_BY]):
            return line
        for start in self._value_offsets:
            if start >= len(line):
                break
            if digest("before", line[:start]) not in self:
                continue
            for end in range(start + 1, min(start + _LONGEST_VALUE, len(line)) + 1):
                candidate = line[:start] + line[start:].replace(line[start:end], VALUE)
                if digest("line", candidate) in self:
                    return candidate
        return line

    def _may_hold_value(self, beginning: str) -> bool:
        if beginning not in self._beginnings:
            self._beginnings[beginning] = digest("beginning", beginning) in self
        return self._beginnings[beginning]


class FileMatch:
    """Which lines of one file are handed-out material."""

    def __init__(self, significant: frozenset[int], owned: frozenset[int]) -> None:
        """significant: the lines that say anything; owned: those of them that are handed out."""
        self._significant = significant
        self.owned = owned

    def covers(self, start: int, end: int) -> bool:
        """Whether lines start to end (from 1, end included) say something, and nothing that was not handed out.

        Blank lines and comments say nothing.
        """
        lines = [number for number in range(start, end + 1) if number in self._significant]
        return bool(lines) and all(number in self.owned for number in lines)

    @property
    def is_whole(self) -> bool:
        """Whether the file says nothing of its own."""
        return bool(self.owned) and self.owned == self._significant


def _inherited(pieces: list[Piece], equal: list[Piece]) -> list[Piece]:
    """Of the settings that are equal to a template's, those that were taken over.

    None, in a file of which most is otherwise: there they are chance. And none that holds one that is not equal: a step
    whose command was changed is not the same step.
    """
    kept = {piece.lines: piece for piece in equal}
    equal_lines = frozenset(kept)
    holding: set[tuple[int, ...]] = set()
    above: list[Piece] = []
    for piece in pieces:
        while above and not piece.text.startswith(above[-1].text + "\n"):
            above.pop()
        holding.update(outer.lines for outer in above)
        if piece.lines not in equal_lines:
            for outer in above:
                kept.pop(outer.lines, None)
        above.append(piece)
    innermost = [piece.lines for piece in pieces if piece.lines not in holding]
    shared = sum(lines in equal_lines for lines in innermost)
    return list(kept.values()) if shared >= MOSTLY * len(innermost) else []


def _lines_of(pieces: Iterable[Piece]) -> frozenset[int]:
    return frozenset(number for piece in pieces for number in piece.lines)


def digest(*parts: str) -> int:
    """64 bits of parts. The first one names what sort of thing it is."""
    data = "\x1f".join(parts).encode("utf-8", errors="replace")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


def value_digests(line: str) -> list[int]:
    """Digests of a normalised line of a template that holds VALUE; none where it does not, or too little before it."""
    before, value, _ = line.partition(VALUE)
    if not value or len(before) < KNOWN_BY:
        return []
    return [digest("beginning", line[:KNOWN_BY]), digest("before", before), digest("line", line)]


def blob_digest(oid: str) -> int:
    """The digest of a git object by its name."""
    return digest("blob", oid)


def name_of(path: str) -> str:
    """A file's name as far as it says what the file is: without its folder, its ending and its case."""
    return splitext(basename(path.lower()))[0]


def file_digests(path: str, names: Iterable[str], pieces: list[Piece]) -> list[int]:
    """Digests of a file as a whole: under each of names, and under any name where it is long.

    The order of its pieces does not matter: import sorters change it.
    """
    kind = kind_of(path) or ""
    text = "\n\n".join(sorted(piece.text for piece in pieces))
    if not text:
        return []
    named = [digest("file", kind, name, text) for name in names]
    return [*named, digest("file", kind, text)] if len(text) >= DISTINCT else named


def piece_digests(path: str, names: Iterable[str], piece: Piece) -> list[int]:
    """Digests of a piece: in a file of each of names, and for a long function or class in any file.

    Statements of Python that define nothing have none: an import or a call says nothing by itself.
    """
    kind = kind_of(path) or ""
    if kind == "python" and not piece.is_definition:
        return []
    named = [digest("piece", kind, name, piece.text) for name in names]
    is_distinct = piece.is_definition and len(piece.text) >= DISTINCT
    return [*named, digest("piece", kind, piece.text)] if is_distinct else named
