"""What was not done, held against the rules' findings."""

from __future__ import annotations

import pytest

from auditor.place import Place
from auditor.rule import Evidence, Finding, absent, partial, present, unverifiable
from auditor.statements.denied import find_denied
from auditor.statements.stance import find_positions
from auditor.topics import read_topics
from tests.reports import report_of
from tests.repositories import facts_of

TOPICS = read_topics(
    {
        "glazing": {"names": ["glaze"], "items": ["glaze"], "traced": True},
        "selling": {"names": ["sell"], "items": ["sales"]},
    }
)


def _piece(kind: str) -> Evidence:
    return Evidence(kind, "a pot", Place("pots.py", 1, 1))


@pytest.mark.parametrize(
    ("answer", "finding", "expected"),
    [
        ("We did not glaze our pots.", absent("No."), ["confirmed"]),  # nothing glazed, so no pots either
        ("We did not glaze our pots.", unverifiable("Ask."), []),
        ("We did not glaze our pots.", present("Yes.", [_piece("call")]), []),
        ("We did not glaze.", absent("No."), ["confirmed"]),
        ("We did not glaze.", unverifiable("Ask."), ["unverifiable"]),
        ("We did not glaze.", partial("Required.", [_piece("requirement")]), ["confirmed"]),
        ("We did not glaze.", partial("Told.", [_piece("answer")]), ["unverifiable"]),
        ("We did not glaze.", partial("Half.", [_piece("call")]), []),
        ("We did not glaze.", present("Yes.", [_piece("call")]), ["refuted"]),
        ("We did not glaze.", present("Yes.", [_piece("dvc")]), ["refuted"]),
        ("We did not glaze. We did glaze our pots.", present("Yes.", [_piece("call")]), []),  # once
        ("We did not glaze.", present("Yes.", [_piece("answer")]), []),
        ("We did not sell.", present("Yes.", [_piece("call")]), []),
        ("We did not glaze much.", absent("No."), []),
        ("We did not really glaze.", absent("No."), ["confirmed"]),
        ("We did not really glaze.", present("Yes.", [_piece("call")]), []),
        ("We did not always glaze.", absent("No."), []),
        ("We tried to glaze, but never succeeded.", absent("No."), ["confirmed"]),
        ("We tried to glaze, but never succeeded.", present("Yes.", [_piece("call")]), []),
        ("We tried to glaze.", absent("No."), []),
        ("We had no pots to glaze with us.", absent("No."), []),
        ("We glaze.", absent("No."), []),
    ],
)
def test_a_denial_is_held_against_the_findings(answer: str, finding: Finding, expected: list[str]) -> None:
    with facts_of({}, (), report_of({1: answer})) as facts:
        positions = find_positions(facts, TOPICS, ())
    found = list(find_denied(positions, {"glaze": finding, "sales": finding}, ()))
    assert [statement.outcome.value for statement in found] == expected
