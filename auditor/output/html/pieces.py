"""Evidence as a page shows it: where each piece stands, and the lines of those that stand together as one excerpt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Entry: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file with its number. is_evidence: whether it is what is pointed at, or only stands beside it."""

    number: int
    text: str
    is_evidence: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Pieces of evidence that stand together, as the evidence report has them, and one excerpt with all their lines.

    left_out: how many lines of the last piece the excerpt does not have.
    """

    pieces: tuple[Entry, ...]
    lines: tuple[Line, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Blocks with their lines, pieces whose places are listed, and how many more there are."""

    shown: tuple[Block, ...]
    listed: tuple[Entry, ...]
    more: int


def evidence_of(pieces: Iterable[Entry], most_shown: int, most_listed: int) -> Evidence:
    """What a page has of some pieces of the evidence report: what speaks against comes first, then by place."""
    ordered = sorted(
        pieces,
        key=lambda piece: (piece["polarity"] != "against", piece["path"] or "~", piece["start_line"] or 0, piece["id"]),
    )
    blocks = list(_blocks(ordered))
    # Where lines can be shown at all, they go before what has none: a branch, a commit, a whole file.
    blocks.sort(key=lambda block: (block.pieces[0]["polarity"] != "against", not block.lines))
    rest = [piece for block in blocks[most_shown:] for piece in block.pieces]
    return Evidence(tuple(blocks[:most_shown]), tuple(rest[:most_listed]), max(0, len(rest) - most_listed))


def place_of(piece: Entry, audited: str) -> str:
    """Where a piece stands, as path:lines, or its branch or commit. audited: the commit that need not be told."""
    commit = (piece["commit"] or "")[:10]
    if piece["path"] is None:
        return f"branch {piece['ref']}" if piece["ref"] else f"commit {commit}"
    start, end = piece["start_line"], piece["end_line"]
    lines = "" if start is None else f":{start}" if end in (None, start) else f":{start}-{end}"
    where = f" on {piece['ref']}" if piece["ref"] else f" at commit {commit}" if piece["commit"] != audited else ""
    return f"{piece['path']}{lines}{where}"


def _blocks(pieces: Iterable[Entry]) -> Iterator[Block]:
    """Pieces one after the other; those together whose lines meet."""
    together: list[Entry] = []
    lines: dict[int, Line] = {}
    for piece in pieces:
        own = _lines(piece)
        meets = bool(own and lines) and _file(piece) == _file(together[-1]) and own[0].number <= max(lines) + 1
        if not meets and together:
            yield _block(together, lines)
            together, lines = [], {}
        together.append(piece)
        for line in own:
            if line.is_evidence or line.number not in lines:
                lines[line.number] = line
    if together:
        yield _block(together, lines)


def _block(pieces: list[Entry], lines: Mapping[int, Line]) -> Block:
    last = max(lines, default=0)
    end = max((piece["end_line"] or 0 for piece in pieces), default=0)
    return Block(tuple(pieces), tuple(lines[number] for number in sorted(lines)), max(0, end - last) if lines else 0)


def _file(piece: Entry) -> tuple[Any, ...]:
    return piece["path"], piece["commit"], piece["ref"], piece["polarity"]


def _lines(piece: Entry) -> list[Line]:
    start = piece["start_line"]
    if start is None or not piece["excerpt"].strip():
        return []
    before = piece["before"].split("\n") if piece.get("before") else []
    excerpt = piece["excerpt"].split("\n")
    after = piece["after"].split("\n") if piece.get("after") else []
    lines = [
        Line(number, text, start <= number < start + len(excerpt))
        for number, text in enumerate([*before, *excerpt, *after], start - len(before))
    ]
    told = [index for index, line in enumerate(lines) if line.is_evidence or line.text.strip()]
    return lines[told[0] : told[-1] + 1]
