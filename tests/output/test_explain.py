"""The tree around one item."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from auditor.errors import UnusableInput
from auditor.output.explain import explain
from tests.audits import audit_of

if TYPE_CHECKING:
    from auditor.graph import EvidenceGraph


def drawn(graph: EvidenceGraph, item: str) -> str:
    file = io.StringIO()
    Console(file=file, width=100, highlight=False, markup=False).print(explain(graph, item))
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


def test_a_verdict_is_explained_down_to_lines_file_and_commit() -> None:
    with audit_of({"tracking": True}) as audit:
        commit = audit.repository.snapshot.commit
        assert (
            drawn(audit.graph, "tracking")
            == f"""\
Track experiments  [tracking]
├── verdict: weak, ticked, and the repository shows only part of it
├── claim: ticked at report.md:1
└── rule: partial. A key is set, and nothing is logged.
    └── supports: train.py:2  sets a key
        | os.environ["WANDB_API_KEY"] = "001***"
        ├── file train.py
        └── commit {commit}"""
        )


def test_statements_and_contradictions_are_part_of_it() -> None:
    with audit_of({"cloud": True}) as audit:
        graph = audit.graph
    graph.add_node(
        "statement:0",
        question=22,
        quote="We did not\x1b train in the cloud",
        kind="no-tool-use",
        verdict="unverifiable",
        reason="nothing shows it",
        path="report.md",
        line=80,
    )
    graph.add_edge("statement:0", "item:cloud", key="about", stance="deny", plain=True)
    graph.add_edge("claim:cloud", "statement:0", key="contradicts", summary="Ticked, and denied.")
    text = drawn(graph, "cloud")
    assert "verdict: contradicted" in text
    assert 'question 22 denies it: "We did not train in the cloud" at report.md:80' in text
    assert "no-tool-use unverifiable: nothing shows it" in text
    assert text.count("contradicts") == 2
    assert "contradicts the tick of cloud: Ticked, and denied." in text


def test_an_item_without_a_line_and_one_without_a_rule() -> None:
    with audit_of({"tests": True}) as audit:
        assert "claim: none." in drawn(audit.graph, "cloud")
        assert "rule: none." in drawn(audit.graph, "docs")


def test_an_unknown_item_is_answered_with_those_that_are_like_it() -> None:
    with audit_of({}) as audit, pytest.raises(UnusableInput, match="no item test: did you mean tests"):
        explain(audit.graph, "test")
