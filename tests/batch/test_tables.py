"""The tables and the summary of a cohort, from the evidence reports on disk."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from auditor.batch.groups import BadRow
from auditor.batch.run import Outcome, State, report_path
from auditor.batch.tables import needs_an_eye, read_summary, write_tables
from auditor.errors import UnusableInput
from auditor.output.evidence_report import evidence_report, to_json
from tests.audits import audit_of


def written(output: Path, group: str, ticked: bool, **statement: object) -> Outcome:
    """A group whose report claims tests, which are there, and an image, which is not."""
    with audit_of({"tests": True, "image": ticked}) as audit:
        report = evidence_report(audit, 0)
    if statement:
        entry = {"question": 2, "kind": "tests", "value": None, "actual": None, "reason": None, "path": "a", "line": 1}
        report["statements"].append(entry | statement)
        report["summary"]["statements"][statement["verdict"]] += 1
    path = report_path(output, group)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(to_json(report), "utf-8")
    return Outcome(group, State.AUDITED)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    outcomes = [
        written(tmp_path, "honest", ticked=False, verdict="refuted", quote="=HYPERLINK(a)\n, b", value=["x", "y"]),
        written(tmp_path, "accused", ticked=True),
        Outcome("gone", State.MISSING, "not found"),
    ]
    write_tables(tmp_path, outcomes, "2026-01-23", [BadRow(4, "group 9 has no repository")])
    return tmp_path


def rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_per_group(output: Path) -> None:
    found = rows(output / "groups.csv")
    shown = ("group", "state", "why", "supported", "unsupported", "statements_refuted", "commits", "authors")
    assert [[row[column] for column in shown] for row in found] == [
        ["honest", "audited", "", "1", "0", "1", "1", "1"],
        ["accused", "audited", "", "1", "1", "0", "1", "1"],
        ["gone", "private-or-missing", "not found", "", "", "", "", ""],
    ]
    assert len(found[0]["commit"]) == 40


def test_a_row_per_group_and_item(output: Path) -> None:
    found = [
        (row["group"], row["item"], row["ticked"], row["status"], row["verdict"]) for row in rows(output / "items.csv")
    ]
    assert len(found) == 10
    assert ("accused", "image", "true", "absent", "unsupported") in found
    assert ("honest", "image", "false", "absent", "blank") in found


def test_what_a_group_wrote_is_no_formula_and_one_line(output: Path) -> None:
    (row,) = rows(output / "statements.csv")
    assert (row["group"], row["quote"], row["value"], row["line"]) == ("honest", "'=HYPERLINK(a) , b", "x; y", "1")


def test_the_summary_is_read_again_and_knows_the_worst(output: Path) -> None:
    summary = read_summary(output)
    assert summary["skipped"] == [{"line": 4, "why": "group 9 has no repository"}]
    assert summary["states"]["audited"] == 2
    assert summary["verdicts"]["unsupported"] == 1
    assert [group["group"] for group in sorted(summary["groups"], key=needs_an_eye)] == ["gone", "accused", "honest"]
    image = next(item for item in summary["items"] if item["item"] == "image")
    assert (image["groups"], image["ticked"], image["failed"], image["present"]) == (2, 1, 1, 0)


@pytest.mark.parametrize("content", [None, "{", json.dumps({"schema_version": "0"})])
def test_a_folder_without_a_summary_is_unusable(content: str | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "cohort.json").write_text(content)
    with pytest.raises(UnusableInput):
        read_summary(tmp_path)


def test_tables_of_a_cohort_in_which_nothing_could_be_audited(tmp_path: Path) -> None:
    summary = write_tables(tmp_path, [Outcome("gone", State.MISSING, "not found")])
    assert summary["median_commits"] is None
    assert len(rows(tmp_path / "groups.csv")) == 1
