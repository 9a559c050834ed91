"""The run of a cohort: what becomes of each group, whatever becomes of the others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.batch.groups import Group
from auditor.batch.run import Outcome, State, report_path, run_cohort
from auditor.repository.opening import open_repository
from auditor.rule import ExampleCommit
from tests.batch import faults
from tests.batch.cohorts import LATE, Heard, cohort, plan
from tests.repositories import make_repository


def test_a_group_that_takes_its_worker_along_costs_no_other_group(tmp_path: Path) -> None:
    names = ["well-1", "crash", "well-2", "hang", "allocate", "raise", "once", "well-3"]
    heard = Heard()
    outcomes = run_cohort(cohort(tmp_path, names), plan(tmp_path, seconds=1), heard, faults.work)
    assert [(outcome.group, outcome.state, outcome.why) for outcome in outcomes] == [
        ("well-1", State.AUDITED, ""),
        ("crash", State.FAILED, "its process ended by signal 11"),
        ("well-2", State.AUDITED, ""),
        ("hang", State.FAILED, "took longer than 1 s"),
        ("allocate", State.FAILED, "needed more than 1 GiB of memory"),
        ("raise", State.FAILED, "RuntimeError: no such luck"),
        ("once", State.AUDITED, ""),
        ("well-3", State.AUDITED, ""),
    ]
    assert sorted(outcome.group for outcome in heard.outcomes) == sorted(names)
    assert [report_path(tmp_path / "results", name).is_file() for name in ("well-1", "once", "crash")] == [
        True,
        True,
        False,
    ]


def test_only_what_has_changed_is_audited_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    groups = cohort(tmp_path, ["one", "two"])
    run_cohort(groups, plan(tmp_path), Heard(), faults.work)
    other = make_repository(tmp_path / "other", [ExampleCommit({"main.py": "print()"})])
    changed = [groups[0], Group("two", str(other))]

    def is_new(refresh: bool = False) -> list[bool]:
        outcomes = run_cohort(changed, plan(tmp_path, refresh=refresh), Heard(), faults.work)
        assert {outcome.state for outcome in outcomes} == {State.AUDITED}
        return [outcome.is_new for outcome in outcomes]

    assert is_new() == [False, True]
    assert is_new() == [False, False]
    assert is_new(refresh=True) == [True, True]
    report_path(tmp_path / "results", "one").unlink()
    assert is_new() == [True, False]
    monkeypatch.setattr("auditor.batch.run.source_digest", lambda _: "of a rule with another line")
    assert is_new() == [True, True]


def test_repositories_that_cannot_be_audited_have_a_state_and_no_report(tmp_path: Path) -> None:
    empty = make_repository(tmp_path / "empty", [])
    early = make_repository(tmp_path / "early", [LATE])
    groups = [Group("gone", str(tmp_path / "gone")), Group("empty", str(empty)), Group("early", str(early))]
    results = tmp_path / "results"
    report_path(results, "gone").parent.mkdir(parents=True)
    report_path(results, "gone").write_text("of an earlier run")
    outcomes = run_cohort(groups, plan(tmp_path, deadline="2026-01-23"), Heard(), faults.work)
    assert outcomes == [
        Outcome("gone", State.MISSING, "the repository does not exist"),
        Outcome("empty", State.EMPTY, "the repository has no commit on its default branch by 2026-01-23"),
        Outcome("early", State.FAILED, "the repository has no commit on its default branch by 2026-01-23"),
    ]
    assert list((results / "groups").iterdir()) == []


def test_the_same_bytes_with_any_number_of_workers(tmp_path: Path) -> None:
    groups = cohort(tmp_path / "repositories", ["one", "two", "three"])

    def reports(folder: str, jobs: int) -> dict[str, bytes]:
        run_cohort(groups, plan(tmp_path / folder, jobs=jobs), Heard())
        return {path.name: path.read_bytes() for path in (tmp_path / folder / "results" / "groups").iterdir()}

    alone = reports("alone", jobs=1)
    assert sorted(alone) == ["one.json", "three.json", "two.json"]
    assert alone == reports("together", jobs=3)


def test_a_deadline_and_a_commit_of_the_list(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "repo", [ExampleCommit({"a": "a"}, date="2026-01-20T12:00:00Z"), LATE])
    with open_repository(repository) as opened:
        newest = opened.snapshot.commit
    groups = [Group("by-date", str(repository)), Group("by-commit", str(repository), commit=newest)]
    run_cohort(groups, plan(tmp_path, deadline="2026-01-23 23:59 Europe/Copenhagen"), Heard())
    found = {
        name: json.loads(report_path(tmp_path / "results", name).read_text())["repository"]
        for name in ("by-date", "by-commit")
    }
    assert found["by-date"]["committed_at"] == "2026-01-20T12:00:00Z"
    assert found["by-commit"]["commit"] == newest


def test_no_id_leads_out_of_the_folder() -> None:
    output = Path("results")
    names = [report_path(output, group).name for group in ("7", "owner/name", "../../etc", ".hidden", "a+b", "x" * 300)]
    assert names[:5] == ["7.json", "owner+name.json", "%2E.+..+etc.json", "%2Ehidden.json", "a%2Bb.json"]
    assert len(names[5]) < 200
