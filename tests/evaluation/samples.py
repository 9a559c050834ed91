"""Made-up labels and evidence reports of two repositories."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

COMMIT = "0123456789abcdef0123456789abcdef01234567"

SWELL = f"""
repo: waves/swell
commit: {COMMIT}
items:
  tests: {{ticked: true, status: present, stance: affirm, why: two tests, evidence: ["tests/test_waves.py:1-9"]}}
  image: {{ticked: true, status: absent, stance: silent, why: no Dockerfile, evidence: []}}
  docs: {{ticked: true, status: partial, stance: silent, why: three lines, evidence: ["README.md:1-3"]}}
  cloud: {{ticked: false, status: unverifiable, stance: deny, why: no trace, evidence: []}}
statements:
  - {{question: 7, quote: "we wrote nine unit tests", kind: test-count, value: 9, verdict: refuted}}
  - {{question: 8, quote: "a coverage of 80 %", kind: coverage, value: 80, verdict: confirmed, why: the badge says so}}
  - {{question: 9, quote: "all used branches", kind: branches, value: true, verdict: confirmed, why: there are four}}
  - {{question: 9, quote: "it was fun", kind: other, value: fun, verdict: unverifiable, why: who knows}}
contradictions:
  - {{between: ["item:cloud", "question:22"], why: not ticked, but told}}
  - {{between: ["question:7", "question:8"], why: no tests, but a coverage}}
"""
TIDE = f"""
repo: waves/tide
commit: {COMMIT}
items:
  tests: {{ticked: true, status: absent, stance: deny, why: none, evidence: []}}
  image: {{ticked: null, status: present, why: it builds, evidence: ["Dockerfile:1-4"]}}
"""


def item(
    id_: str, ticked: bool | None, status: str, verdict: str, stance: str = "silent", **more: Any
) -> dict[str, Any]:
    return {"item": id_, "ticked": ticked, "status": status, "stance": stance, "verdict": verdict, **more}


def statement(question: int, quote: str, kind: str, value: object, verdict: str) -> dict[str, Any]:
    return {"question": question, "quote": quote, "kind": kind, "value": value, "verdict": verdict, "evidence": []}


def report(items: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"schema_version": "1", "repository": {"commit": COMMIT}, "items": items, **more}


REPORTS = {
    "waves+swell": report(
        [
            item("tests", True, "present", "supported", "affirm"),
            item("image", True, "present", "supported", evidence=["e1"], summary="There is one."),
            item("docs", False, "absent", "unsupported"),
            item("cloud", False, "unverifiable", "blank"),
        ],
        statements=[
            statement(7, "In total nine unit tests", "test-count", 9, "confirmed"),
            statement(8, "a coverage of 80 % was reached", "coverage", 80, "confirmed"),
            statement(8, "and nine branches", "branches", 9, "confirmed"),
        ],
        contradictions=[{"between": ["question:22", "item:cloud"], "summary": "Told, but not ticked."}],
        evidence=[
            {
                "id": "e1",
                "path": "image.txt",
                "start_line": 2,
                "end_line": 3,
                "commit": COMMIT,
                "message": "builds on sand",
                "excerpt": "FROM sand\nRUN swell",
            }
        ],
    ),
    "waves+tide": report([item("tests", True, "absent", "contradicted", "deny")]),
}


def write_samples(folder: Path) -> tuple[Path, Path]:
    """The folders with the labels and with the reports."""
    labels, reports = folder / "labels", folder / "reports"
    labels.mkdir()
    reports.mkdir()
    (labels / "waves+swell.yaml").write_text(SWELL)
    (labels / "waves+tide.yaml").write_text(TIDE)
    for name, data in REPORTS.items():
        (reports / f"{name}.json").write_text(json.dumps(data))
    return labels, reports
