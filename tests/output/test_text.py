"""The terminal view of an evidence report."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from auditor.output.evidence_report import evidence_report
from auditor.output.text import show_report
from auditor.verdicts import Verdict
from tests.audits import audit_of

TICKS = {"tests": True, "tracking": True, "image": True, "cloud": True, "docs": False}


def small_report(ticks: dict[str, bool | None] | None = None) -> dict[str, Any]:
    with audit_of(ticks or dict(TICKS)) as audit:
        return evidence_report(audit, seconds=0)


def shown(report: dict[str, Any], terminal: bool = False) -> str:
    file = io.StringIO()
    show_report(report, Console(file=file, width=80, force_terminal=terminal, highlight=False, markup=False))
    return file.getvalue()


def test_what_needs_an_eye_comes_first() -> None:
    text = shown(small_report())
    headings = [line.split()[0] for line in text.splitlines() if line[:1].isupper() and line.split()[0].isupper()]
    assert headings == ["UNSUPPORTED", "WEAK", "UNVERIFIABLE", "VERDICTS"]


def test_a_finding_has_its_text_summary_and_evidence() -> None:
    assert """
WEAK  ticked, and the repository shows only part of it
  Track experiments  [tracking]
    A key is set, and nothing is logged.
      train.py:2  sets a key
""" in "\n".join(line.rstrip() for line in shown(small_report()).splitlines())


def test_statements_and_contradictions_are_shown_between_accusations_and_weak_items() -> None:
    report = small_report()
    report["statements"] = [
        {
            "question": 7,
            "quote": "nine tests",
            "kind": "test-count",
            "value": 9,
            "actual": 2,
            "verdict": "refuted",
            "reason": "pytest would collect 2.",
            "path": "report.md",
            "line": 40,
            "items": ["tests"],
            "evidence": [],
        },
        {"question": 8, "quote": "all is well", "verdict": "confirmed"},
    ]
    report["contradictions"] = [{"between": ["item:cloud", "question:22"], "summary": "Ticked, and denied."}]
    text = shown(report)
    assert text.index("UNSUPPORTED") < text.index("REFUTED") < text.index("CONTRADICTIONS") < text.index("WEAK")
    assert 'question 7  "nine tests"' in text
    assert "test-count: claims 9, the repository shows 2" in text
    assert "report.md:40" in text
    assert "item cloud and question 22: Ticked, and denied." in text
    assert "all is well" not in text


def test_a_report_without_accusations_says_so() -> None:
    assert "Nothing is claimed that the repository shows to be wrong." in shown(small_report({"tests": True}))
    assert "Nothing is claimed" not in shown(small_report())


def test_what_only_the_template_shows_is_marked() -> None:
    report = small_report({"tests": True})
    report["items"][0]["template_only"] = True
    assert "TEMPLATE ONLY" in shown(report)


def test_evidence_of_another_commit_says_so() -> None:
    report = small_report()
    for entry in report["evidence"]:
        entry["commit"] = "f" * 40
    assert "train.py at commit ffffffffff  there is no Dockerfile" in shown(report)


def test_what_came_after_the_deadline_and_odd_dates_are_shown() -> None:
    report = small_report()
    assert "DEADLINE" not in shown(report)
    assert "DATES" not in shown(report)
    report["repository"] |= {"deadline": "2026-01-23T22:59:00Z", "later_commits": 3}
    report["report"]["after_deadline"] = "report.md is changed 2 days after the deadline in aaaaaaaaaa"
    for item in report["items"]:
        item["after_deadline"] = {"message": f"appears 2 days after the deadline: {item['item']}"}
    report["repository"]["date_oddities"] = [{"commit": "b" * 40, "message": "dated too early"}] * 7
    report["run"]["dated_in_the_future"] = ["c" * 40]
    text = shown(report)
    assert "as of 2026-01-23T22:59:00Z: 3 later commits are left out" in text
    assert "report.md is changed 2 days after the deadline in aaaaaaaaaa" in text
    assert "[image] appears 2 days after the deadline: image" in text
    assert "[docs]" not in text  # it is not ticked
    assert text.count("commit bbbbbbbbbb is dated too early") == 5
    assert "and 3 more" in text


def test_what_was_not_read_and_oddities_are_shown() -> None:
    report = small_report()
    report["errors"] = [{"path": "big.py", "message": "it is too large"}]
    report["report"]["oddities"] = ["report.md:3: a box that cannot be read"]
    text = shown(report)
    assert "big.py: it is too large" in text
    assert "report.md:3: a box that cannot be read" in text


def test_text_of_the_repository_is_neither_obeyed_nor_taken_for_markup() -> None:
    report = small_report()
    report["items"][2]["summary"] = "[red]\x1b[2J wiped\u202e [link=x]"
    text = shown(report)
    assert "[red][2J wiped<U+202E> [link=x]" in text
    assert "\x1b" not in text


def test_links_are_addresses_in_a_pipe_and_behind_the_place_on_a_terminal() -> None:
    report = small_report()
    address = "https://github.com/o/n/blob/" + "0" * 40 + "/train.py#L2"
    for entry in report["evidence"]:
        entry["url"] = address
    assert f"      {address}\n" in shown(report)
    assert f"{address}\x1b\\train.py:2" in shown(report, terminal=True).replace("\x1b[1m", "")


def test_no_line_but_an_address_is_wider_than_80_columns() -> None:
    report = small_report()
    report["items"][2]["summary"] = "word " * 60
    assert max(map(len, shown(report).splitlines())) <= 80


def test_every_verdict_is_counted() -> None:
    text = shown(small_report()).partition("VERDICTS")[2]
    assert all(verdict in text for verdict in Verdict)
