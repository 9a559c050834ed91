"""Evidence as pages show it."""

from __future__ import annotations

from typing import Any

from auditor.output.html.pieces import Block, evidence_of, place_of

AUDITED = "a" * 40


def piece(path: str | None = "a.py", start: int | None = 1, end: int | None = None, **fields: Any) -> dict[str, Any]:
    excerpt = "\n".join(f"line {number}" for number in range(start, (end or start) + 1)) if start else ""
    given = {"path": path, "start_line": start, "end_line": end or start, "excerpt": excerpt, "polarity": "for"}
    return {"id": f"{path}{start}", "commit": AUDITED, "ref": None} | given | fields


def numbers(block: Block) -> list[tuple[int, bool]]:
    return [(line.number, line.is_evidence) for line in block.lines]


def test_pieces_whose_lines_meet_share_an_excerpt() -> None:
    pieces = [
        piece(start=4, before="line 2\nline 3", after="line 5\nline 6"),
        piece(start=6, before="line 4\nline 5", after="line 7\nline 8"),
        piece(start=20),
    ]
    together, alone = evidence_of(pieces, 5, 5).shown
    assert [entry["start_line"] for entry in together.pieces] == [4, 6]
    assert numbers(together) == [(2, False), (3, False), (4, True), (5, False), (6, True), (7, False), (8, False)]
    assert numbers(alone) == [(20, True)]


def test_pieces_of_other_files_commits_or_sides_stand_alone() -> None:
    pieces = [piece(), piece("b.py"), piece(commit="b" * 40), piece(polarity="against")]
    assert len(evidence_of(pieces, 9, 9).shown) == 4


def test_what_speaks_against_comes_first_and_what_has_no_lines_last() -> None:
    pieces = [piece(None, None, ref="main"), piece("a.py"), piece("b.py", polarity="against")]
    shown = evidence_of(pieces, 9, 9).shown
    assert [block.pieces[0]["path"] for block in shown] == ["b.py", "a.py", None]


def test_many_pieces_are_listed_and_then_counted() -> None:
    evidence = evidence_of([piece(f"{number:02}.py") for number in range(10)], 2, 5)
    assert (len(evidence.shown), len(evidence.listed), evidence.more) == (2, 5, 3)


def test_empty_lines_around_are_no_help() -> None:
    (block,) = evidence_of([piece(start=3, before="\n", after=" \nline 5")], 1, 0).shown
    assert numbers(block) == [(3, True), (4, False), (5, False)]


def test_lines_that_an_excerpt_does_not_have_are_counted() -> None:
    (block,) = evidence_of([piece(start=1, end=9) | {"excerpt": "1\n2\n3\n4\n5"}], 1, 0).shown
    assert block.left_out == 4


def test_a_place_tells_what_is_not_the_audited_commit() -> None:
    assert place_of(piece(start=3, end=5), AUDITED) == "a.py:3-5"
    assert place_of(piece(start=None, commit="b" * 40), AUDITED) == "a.py at commit bbbbbbbbbb"
    assert place_of(piece(ref="dev"), AUDITED) == "a.py:1 on dev"
    assert place_of(piece(None, None, ref="dev"), AUDITED) == "branch dev"
    assert place_of(piece(None, None), AUDITED) == "commit aaaaaaaaaa"
