"""A status held against a claim."""

from __future__ import annotations

import networkx
import pytest

from auditor.rule import Status
from auditor.verdicts import Stance, Verdict, judge_items, stance_on, verdict
from tests.audits import audit_of

AFFIRM, DENY, SILENT = Stance


@pytest.mark.parametrize(
    ("ticked", "status", "stances", "expected"),
    [
        (True, "present", (AFFIRM, DENY, SILENT), "supported"),
        (True, "partial", (AFFIRM, SILENT), "weak"),
        (True, "absent", (AFFIRM, SILENT), "unsupported"),
        (True, "unverifiable", (AFFIRM, SILENT), "unverifiable"),
        (True, "partial", (DENY,), "contradicted"),
        (True, "absent", (DENY,), "contradicted"),
        (True, "unverifiable", (DENY,), "contradicted"),
        (False, "present", (AFFIRM, DENY, SILENT), "unclaimed"),
        (False, "partial", (AFFIRM, DENY, SILENT), "blank"),
        (False, "absent", (AFFIRM, DENY, SILENT), "blank"),
        (False, "unverifiable", (AFFIRM, DENY, SILENT), "blank"),
        (None, "present", (AFFIRM, DENY, SILENT), "unclaimed"),
        (None, "absent", (AFFIRM, DENY, SILENT), "blank"),
    ],
)
def test_a_verdict_is_a_status_held_against_a_tick_and_a_stance(
    ticked: bool | None, status: str, stances: tuple[Stance, ...], expected: str
) -> None:
    for stance in stances:
        assert verdict(ticked, Status(status), stance) == Verdict(expected)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], SILENT),
        (["affirm in passing"], AFFIRM),
        (["deny in passing"], SILENT),
        (["deny plainly"], DENY),
        (["deny plainly", "affirm in passing"], DENY),
        (["deny plainly", "affirm plainly"], AFFIRM),
        (["deny in passing", "affirm in passing"], AFFIRM),
    ],
)
def test_only_a_plain_denial_counts_and_a_plain_affirmation_outweighs_it(said: list[str], expected: Stance) -> None:
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    graph.add_node("item:tests")
    for number, what in enumerate(said):
        stance, _, how = what.partition(" ")
        graph.add_edge(f"statement:{number}", "item:tests", key="about", stance=stance, plain=how == "plainly")
    assert stance_on(graph, "tests") is expected


def test_items_are_judged_in_the_checklists_order_and_a_missing_rule_is_said() -> None:
    with audit_of({"tests": True, "image": True, "tracking": False, "docs": True}) as audit:
        judged = judge_items(audit.graph)
    assert [(item.item, item.verdict.value) for item in judged] == [
        ("tests", "supported"),
        ("tracking", "blank"),
        ("image", "unsupported"),
        ("cloud", "blank"),
        ("docs", "unverifiable"),
    ]
    assert [item.item for item in judged if not item.has_rule] == ["docs"]
