"""What came after a deadline: in which commit, how late, and what it costs to find out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from auditor import deadline
from auditor.audit import Audit, audit_repository
from auditor.output.evidence_report import evidence_report
from auditor.repository.listing import take_snapshot
from auditor.repository.opening import open_repository
from auditor.repository.snapshot import Snapshot
from auditor.repository.store import ObjectStore
from auditor.rule import ExampleCommit
from auditor.rulebook import load_rulebook
from tests.audits import FILES, RULEBOOK, report_with
from tests.repositories import make_repository
from tests.repository.workbench import commit, git, work_tree

DEADLINE = "2026-01-23T12:00:00Z"
TEST = FILES["tests/test_waves.py"]
FIRST = ExampleCommit({"train.py": FILES["train.py"], "report.md": "* [x] Write tests"})


def later(hours: int, files: dict[str, str | bytes | None]) -> ExampleCommit:
    """A commit of so many hours after the deadline."""
    return ExampleCommit(files, date=f"2026-01-{23 + (12 + hours) // 24}T{(12 + hours) % 24:02}:30:00Z")


@contextmanager
def audited(location: Path, at: str = DEADLINE) -> Iterator[Audit]:
    with open_repository(location, at) as repository:
        yield audit_repository(repository, RULEBOOK, "swell", report=report_with({"tests": True}))


def test_an_item_that_came_late_says_when_and_where_and_keeps_its_verdict(tmp_path: Path) -> None:
    commits = [FIRST, later(1, {"a.py": "1"}), later(50, {"tests/test_waves.py": TEST}), later(70, {"b.py": "1"})]
    with audited(make_repository(tmp_path / "repo", commits)) as audit:
        report = evidence_report(audit)
        third = audit.repository.later[1]
    entry = next(item for item in report["items"] if item["item"] == "tests")
    assert (entry["status"], entry["verdict"]) == ("absent", "unsupported")
    assert entry["after_deadline"] == {
        "status": "present",
        "days": 2.1,
        "commit": third.oid,
        "committed_at": "2026-01-25T14:30:00Z",
        "url": None,
        "message": f"appears 2 days after the deadline in {third.oid[:10]}: There is a test.",
    }
    assert report["repository"]["deadline"] == "2026-01-23T12:00:00Z"
    assert report["repository"]["later_commits"] == 3
    assert [item["item"] for item in report["items"] if item["after_deadline"]] == ["tests"]


def test_without_a_date_nothing_is_late(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "repo", [FIRST, later(1, {"tests/test_waves.py": TEST})])
    with open_repository(repository, DEADLINE) as opened:
        by_then = opened.snapshot.commit
    with audited(repository, by_then) as audit:
        assert not audit.late.items
    with audited(repository, "") as audit:
        assert not audit.late.items


def test_what_is_there_at_the_deadline_or_gone_again_is_not_late(tmp_path: Path) -> None:
    gone = [later(1, {"tests/test_waves.py": TEST}), later(2, {"tests/test_waves.py": None})]
    with audited(make_repository(tmp_path / "gone", [FIRST, *gone])) as audit:
        assert not audit.late.items
    there = ExampleCommit({**FIRST.files, "tests/test_waves.py": TEST})
    with audited(make_repository(tmp_path / "there", [there, later(1, {"tests/test_other.py": TEST})])) as audit:
        assert not audit.late.items


def test_a_late_merge_of_earlier_commits_says_so(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree")
    git(tree, "switch", "--quiet", "--create", "idea")
    commit(tree, {"tests/test_waves.py": "assert 1"}, date="2026-01-22T12:00:00Z")
    git(tree, "switch", "--quiet", "main")
    git(tree, "merge", "--quiet", "--no-ff", "--message=Merge branch 'idea'", "idea", date="2026-01-23T13:30:00Z")
    git(tree, "branch", "--delete", "--force", "idea")
    with audited(tree) as audit:
        message = audit.late.items["tests"].message
    assert message.startswith("appears 90 minutes after the deadline in ")
    assert message.endswith(", a merge of earlier commits: There is a test.")


def test_a_commit_that_was_made_anew_says_when_it_was_written(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree")
    commit(tree, {"tests/test_waves.py": "assert 1"})
    written = "--date=2026-01-20T12:00:00Z"
    git(tree, "commit", "--quiet", "--amend", "--no-edit", written, date="2026-01-24T12:00:00Z")
    with audited(tree) as audit:
        assert ", which was written before it: " in audit.late.items["tests"].message


@pytest.mark.parametrize(("most", "expected"), [(16, "in"), (1, ", at the latest in")])
def test_of_many_commits_not_all_are_judged(
    most: int, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: list[dict[str, str | bytes | None]] = [{f"{number}.py": "1"} for number in range(40)]
    files[11]["tests/test_waves.py"] = TEST
    commits = [FIRST, *(later(number + 1, one) for number, one in enumerate(files))]
    monkeypatch.setattr(deadline, "_MOST_JUDGED", most)
    taken = []

    def take(store: ObjectStore, oid: str) -> Snapshot:
        taken.append(oid)
        return take_snapshot(store, oid)

    monkeypatch.setattr(deadline, "take_snapshot", take)
    with audited(make_repository(tmp_path / "repo", commits)) as audit:
        found = audit.late.items["tests"]
    assert f"after the deadline{expected if expected[0] == ',' else f' {expected}'} {found.commit.oid[:10]}" in (
        found.message
    )
    assert len(taken) <= min(most + 1, 7)  # the newest, and the halves of forty
    if most > 1:
        assert found.seconds == 12.5 * 3600


def test_what_became_of_the_report_is_told(tmp_path: Path) -> None:
    book = load_rulebook()
    report = "\n".join(f"* [x] {item.text}" for item in book.items_of(None)[:20])
    for name, first, told in (
        ("none", {"a": "1"}, "reports/README.md appears 90 minutes after the deadline in "),
        ("one", {"reports/README.md": report}, "reports/README.md is changed 90 minutes after the deadline in "),
    ):
        changes = [later(1, {"reports/README.md": f"{report}\n{number}"}) for number in range(2)]
        repository = make_repository(tmp_path / name, [ExampleCommit(first), *changes, later(60, {"b": "1"})])
        with open_repository(repository, DEADLINE) as opened:
            found = audit_repository(opened, book, "swell").late.report
        assert found.startswith(told)
