"""Groups who try to crash, stall or mislead the auditor: each gets a report, or one line that says why not."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from auditor.cli import main
from tests.security.hostile import CRAFTED, Hostile, innocent, listed

GROUPS = [*listed(), *CRAFTED]


def batch(folder: Path, groups: list[str]) -> Path:
    """Run `auditor batch` on the groups' repositories in a folder, with seconds for each; the folder of the results."""
    rows = "".join(f"{name},{folder / name}\n" for name in groups)
    (folder / "groups.csv").write_text(f"group,repository\n{rows}")
    results = folder / f"results-of-{len(groups)}"
    limits = [f"--limit={limit}" for limit in ("git_seconds=1", "files=5_000", "total_bytes=20_000_000")]
    options = ["--cache", str(folder / "cache"), "--no-html", *limits]
    assert main(["batch", str(folder / "groups.csv"), "--output", str(results), *options]) == 0
    return results


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of the whole cohort, the innocent group in the middle of it."""
    folder = tmp_path_factory.mktemp("hostile")
    for group in GROUPS:
        group.make(folder / group.name)
    innocent(folder / "innocent")
    names = [group.name for group in GROUPS]
    return batch(folder, [*names[:8], "innocent", *names[8:]])


def report_of(results: Path, group: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((results / "groups" / f"{group}.json").read_text("utf-8"))
    return report


@pytest.mark.parametrize("group", [group for group in GROUPS if not group.fails], ids=lambda group: group.name)
def test_a_hostile_group_gets_a_report_that_names_what_was_not_read(group: Hostile, results: Path) -> None:
    report = report_of(results, group.name)
    errors = [f"{error['path']}: {error['message']}" for error in report["errors"]]
    for pattern in group.errors:
        assert any(re.search(pattern, error) for error in errors), (pattern, errors)
    assert not [error for error in errors if "failed" in error]
    verdicts = {item["item"]: item["verdict"] for item in report["items"] if item["ticked"]}
    assert verdicts.get("git-repository") == (None if group.name == "no-content" else "supported")
    if any(error.startswith(": not listed") for error in errors):  # what is not there may be among what was not listed
        assert "unsupported" not in verdicts.values()


@pytest.mark.parametrize("group", [group for group in GROUPS if group.fails], ids=lambda group: group.name)
def test_what_cannot_be_audited_is_told_in_a_line(group: Hostile, results: Path) -> None:
    with (results / "groups.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["group"]: row for row in csv.DictReader(file)}
    assert rows[group.name]["state"] in ("failed", "empty", "private-or-missing")
    assert re.search(group.fails, rows[group.name]["why"])


def test_the_innocent_group_among_them_gets_the_same_bytes_as_alone(results: Path) -> None:
    alone = batch(results.parent, ["innocent"])
    among = (results / "groups" / "innocent.json").read_bytes()
    assert among == (alone / "groups" / "innocent.json").read_bytes()
    assert json.loads(among)["errors"] == []


def test_nothing_of_theirs_was_run_or_written_elsewhere(results: Path) -> None:
    assert not list(results.parent.rglob("pwned*"))
    assert not Path("pwned").exists()
    assert {path.parent for path in results.rglob("*") if path.is_file()} == {
        results,
        results / "groups",
        results / ".state",
    }


def test_no_result_has_a_path_of_this_machine(results: Path) -> None:
    for path in results.rglob("*"):
        if path.is_file():
            assert str(results.parent) not in path.read_text("utf-8"), path.name
