"""What a branch was at a moment, and dates that cannot be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import UnusableInput
from auditor.repository.dates import as_of, date_oddities
from auditor.repository.opening import open_repository
from auditor.rule import ExampleCommit
from tests.repositories import make_repository, repository_of
from tests.repository.workbench import commit, git, work_tree

DEADLINE = "2026-01-23 23:59 Europe/Copenhagen"


def paths_by_then(location: Path) -> set[str]:
    with open_repository(location, DEADLINE) as repository:
        return set(repository.snapshot.entries)


@pytest.mark.parametrize(
    ("merge", "expected"),
    [
        ("Merge branch 'main' of github.com:ada/engine", {"main.py", "pushed.py"}),
        ("Merge remote-tracking branch 'origin/main'", {"main.py", "pushed.py"}),
        ("Merge remote-tracking branch 'refs/remotes/origin/main' into main", {"main.py", "pushed.py"}),
        ("Merge pull request #7 from ada/idea", {"main.py", "kept.py"}),
        ("Merge branch 'idea'", {"main.py", "kept.py"}),
        ("Solved the conflict", {"main.py", "pushed.py"}),
    ],
)
def test_what_others_saw_by_then_counts_and_not_what_one_had_on_a_machine(
    merge: str, expected: set[str], tmp_path: Path
) -> None:
    tree = work_tree(tmp_path / "tree")
    git(tree, "switch", "--quiet", "--create", "other")
    commit(tree, {"pushed.py": "1"}, date="2026-01-22T12:00:00Z")
    git(tree, "commit", "--quiet", "--amend", "--no-edit", "--author=Alan <alan@example.org>", date="2026-01-22T12:00Z")
    git(tree, "switch", "--quiet", "main")
    commit(tree, {"kept.py": "1"}, date="2026-01-23T12:00:00Z")
    git(tree, "merge", "--quiet", "--no-ff", f"--message={merge}", "other", date="2026-01-24T12:00:00Z")
    git(tree, "branch", "--delete", "--force", "other")
    assert paths_by_then(tree) == expected


def test_branches_tags_and_pull_requests_are_as_they_were() -> None:
    history = [
        ExampleCommit({"a": "1"}, date="2026-01-10T12:00:00Z"),
        ExampleCommit({"b": "1"}, branch="idea", date="2026-01-11T12:00:00Z"),
        ExampleCommit({"b": "2"}, branch="idea", date="2026-01-20T12:00:00Z"),
        ExampleCommit({"c": "1"}, branch="later", date="2026-01-20T12:00:00Z", author="Late <late@example.org>"),
    ]
    with repository_of(history=history) as repository:
        then = as_of(repository.history, 1768219200, "main")  # 2026-01-12T12:00:00Z
    assert [branch.name for branch in then.branches] == ["idea", "main"]
    idea = then.branches[0].commit
    assert then.commits[idea].committed_at == 1768132800
    assert [person.name for person in then.authors] == ["Ada Lovelace"]
    assert len(then.commits) == 2


def test_by_a_date_the_default_branch_is_no_unmerged_one(tmp_path: Path) -> None:
    commits = [
        ExampleCommit({"a": "1"}, date="2026-01-10T12:00:00Z"),
        ExampleCommit({"c": "1"}, branch="idea", date="2026-01-11T12:00:00Z"),
        ExampleCommit({"b": "1"}, date="2026-01-30T12:00:00Z"),
    ]
    with open_repository(make_repository(tmp_path / "repo", commits), DEADLINE) as repository:
        assert [branch.name for branch in repository.history.unmerged_branches] == ["idea"]
        assert [commit.committed_at for commit in repository.later] == [1769774400]


def oddities(*dates: str, deadline: float | None = None) -> list[str]:
    """What is told of the dates of commits that build on each other."""
    commits = [ExampleCommit({"a": str(number)}, date=date) for number, date in enumerate(dates)]
    with repository_of(history=commits) as repository:
        return [oddity.message for oddity in date_oddities(repository.history.commits, deadline)]


def test_dates_that_run_backwards_are_told() -> None:
    (told,) = oddities("2026-01-20T12:00:00Z", "2026-01-10T12:00:00Z")
    assert told.startswith("dated 2026-01-10T12:00:00Z, but builds on ")
    assert told.endswith(", which is dated 2026-01-20T12:00:00Z")
    assert oddities("2026-01-20T12:00:00Z", "2026-01-20T01:00:00Z") == []  # a clock in another time zone


def test_an_hour_is_enough_across_the_deadline() -> None:
    dates = ("2026-01-24T00:30:00Z", "2026-01-23T23:30:00Z")
    midnight = 1769212800
    assert oddities(*dates) == []
    assert len(oddities(*dates, deadline=midnight)) == 1
    assert oddities(*dates, deadline=midnight - 86400) == []


def test_a_commit_made_before_it_was_written_is_told(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree")
    git(tree, "commit", "--quiet", "--allow-empty", "--message=Now", "--date=2026-02-10T12:00:00Z")
    with open_repository(tree) as repository:
        (told,) = repository.date_oddities
    assert told.message == "dated 2026-01-10T12:00:00Z by who committed it, and 2026-02-10T12:00:00Z by who wrote it"


def test_a_backdated_commit_that_counts_is_pointed_out(tmp_path: Path) -> None:
    commits = [
        ExampleCommit({"a": "1"}, date="2026-01-20T12:00:00Z"),
        ExampleCommit({"late": "1"}, date="2026-01-25T12:00:00Z"),
        ExampleCommit({"backdated": "1"}, date="2026-01-23T12:00:00Z"),
    ]
    with open_repository(make_repository(tmp_path / "repo", commits), DEADLINE) as repository:
        assert "backdated" in repository.snapshot.entries
        assert [oddity.commit for oddity in repository.date_oddities] == [repository.snapshot.commit]


def test_a_history_that_was_made_anew_after_the_deadline_is_said_to_be(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree")
    author = "--date=2026-01-09T12:00:00Z"
    git(tree, "commit", "--quiet", "--amend", "--no-edit", author, date="2026-02-01T12:00:00Z")
    with pytest.raises(UnusableInput) as raised, open_repository(tree, DEADLINE):
        pass
    assert str(raised.value) == (
        f"{tree} has no commit on its default branch by {DEADLINE}, but commits that were written before and made anew "
        "since, the first of them at 2026-01-09T12:00:00Z"
    )
