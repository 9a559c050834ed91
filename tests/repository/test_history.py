"""Commits, branches, tags, pull requests and authors."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.repository.history import Commit, iso_time
from auditor.repository.opening import open_repository
from auditor.repository.people import Signature
from auditor.rule import ExampleCommit
from tests.repositories import repository_of
from tests.repository.workbench import commit, git, loose_object, work_tree

ADA = Signature("Ada Lovelace", "ada@example.org")
GRACE = Signature("Grace Hopper", "grace@example.org")


def raw_commit(tree: Path, author: bytes, message: bytes, *parents: str, more: bytes = b"") -> str:
    """A commit on main as no porcelain command would make it."""
    lines = [b"tree " + git(tree, "rev-parse", "HEAD^{tree}").encode()]
    lines += [b"parent " + parent.encode() for parent in parents]
    lines += [b"author " + author, b"committer " + author, *([more] if more else []), b"", message]
    oid = git(tree, "hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=b"\n".join(lines))
    git(tree, "update-ref", "refs/heads/main", oid)
    return oid


def test_what_a_commit_says(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree")
    root = git(tree, "rev-parse", "HEAD")
    oid = commit(tree, {"a.py": "a"}, "Add a\n\nIt was missing.", date="2026-01-12T00:30:00+02:00")
    with open_repository(tree) as repository:
        found = repository.history.commits[oid]
        assert (found.author, found.parents, found.is_merge) == (ADA, (root,), False)
        assert (found.subject, found.message) == ("Add a", "Add a\n\nIt was missing.")
        assert iso_time(found.committed_at) == iso_time(found.authored_at) == "2026-01-11T22:30:00Z"
        assert [one.oid for one in repository.history.first_commits] == [root]


def test_co_authors_wherever_they_are_named() -> None:
    message = """
        Pair work (#12)

        co-authored-by: Grace Hopper <grace@example.org>
        Co-Authored-By:   Hedy Lamarr<hedy@example.org>
        Co-authored-by: nobody
        Not-co-authored-by: Ada <a@example.org>
        """
    with repository_of(history=[ExampleCommit({"a.py": "a"}, message=message)]) as repository:
        [found] = repository.history.commits.values()
        assert found.co_authors == (GRACE, Signature("Hedy Lamarr", "hedy@example.org"))
        assert [person.name for person in repository.history.authors] == ["Ada Lovelace", "Grace Hopper", "Hedy Lamarr"]


def test_authors_are_people_over_all_branches_with_their_commits() -> None:
    history = [
        ExampleCommit({"a.py": "1"}, "Ada Lovelace <ada@example.org>"),
        ExampleCommit({"a.py": "2"}, "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>"),
        ExampleCommit({"a.py": "3"}, "ada lovelace <1+ada@users.noreply.github.com>"),
        ExampleCommit({"b.py": "1"}, "Grace Hopper <grace@example.org>", branch="work"),
        ExampleCommit({"a.py": "4"}, " <>"),
        ExampleCommit({"a.py": "5"}, "Ada Lovelace <ada@example.org>", "Mine\n\nCo-authored-by: ada <ada@example.org>"),
    ]
    with repository_of(history=history) as repository:
        authors = repository.history.authors
        assert {person.name: len(commits) for person, commits in authors.items()} == {
            "Ada Lovelace": 3,
            "Grace Hopper": 1,
        }
        assert len(repository.history.commits) == 6
        [ada, *_] = authors
        assert all(repository.history.author_of(one) is ada for one in authors[ada])


def test_odd_author_fields_survive(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree")
    cases = {
        b"<> 1767960000 +0000": Signature("", ""),
        b" <grace@example.org> 1767960000 +0000": Signature("", "grace@example.org"),
        b"Hedy <> 1767960000 +0000": Signature("Hedy", ""),
        b"Mary\x1fAnn\x1e <g\x1f@x> 1767960000 +0000": Signature("Mary\x1fAnn\x1e", "g\x1f@x"),
        b"J\xf6rg <j@x> 1767960000 +0000": Signature("J\u00f6rg", "j@x"),  # Latin-1 that does not say so
        "J\u00f6rg <j@x> 1767960000 +0000".encode(): Signature("J\u00f6rg", "j@x"),
    }
    made = {raw_commit(tree, author, b"Odd", git(tree, "rev-parse", "HEAD")): author for author in cases}
    with open_repository(tree) as repository:
        for oid, author in made.items():
            assert repository.history.commits[oid].author == cases[author]
        assert len(repository.history.authors) == 5


def test_damaged_dates_and_messages_survive(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree")
    head = git(tree, "rev-parse", "HEAD")
    one = raw_commit(tree, b"A <a@x> 99999999999999999999 +0000", b"Gr\xfc\xdfe", head, more=b"encoding latin1")
    two = raw_commit(tree, b"A <a@x> yesterday", b"", one)
    with open_repository(tree) as repository:
        assert repository.history.commits[one].message == "Gr\u00fc\u00dfe"
        assert repository.history.commits[two].message == ""
        assert [len(iso_time(repository.history.commits[oid].authored_at)) for oid in (one, two)] == [20, 20]


@pytest.mark.parametrize(
    ("seconds", "time"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (10**18, "9999-12-31T23:59:59Z"),
        (-(10**18), "0001-01-01T00:00:00Z"),
    ],
)
def test_times_that_no_calendar_has_are_held_to_it(seconds: int, time: str) -> None:
    assert iso_time(seconds) == time


@pytest.mark.parametrize(
    ("message", "number"),
    [
        ("Merge pull request #12 from group/feature\n\nAdd it", 12),
        ("Add it (#7)", 7),
        ("Add it (#7)\n\n* first\n* second", 7),
        ("Merged in feature (pull request #3)\n\nAdd it", 3),
        ("Merge branch 'feature' into 'main'\n\nAdd it\n\nSee merge request group/project!42", 42),
        ("Fix (#7) for good", None),
        ("Fixes #7", None),
        ("Merge branch 'feature'", None),
    ],
)
def test_the_pull_request_that_a_message_names(message: str, number: int | None) -> None:
    assert Commit("0" * 40, (), ADA, 0, 0, message).pull_request == number


def test_merged_and_unmerged_branches_merges_and_tags(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree")
    git(tree, "switch", "--quiet", "--create", "merged")
    commit(tree, {"b.py": "b"})
    git(tree, "switch", "--quiet", "--create", "open")
    tip = commit(tree, {"c.py": "c"})
    git(tree, "switch", "--quiet", "main")
    git(tree, "merge", "--quiet", "--no-ff", "--message=Merge it", "merged")
    git(tree, "tag", "v1", "open")
    git(tree, "tag", "--annotate", "--message=Second", "v2", "HEAD")
    git(tree, "tag", "--annotate", "--message=Tag of a tag", "v3", "v2")
    git(tree, "tag", "picture", "HEAD:main.py")
    head = git(tree, "rev-parse", "HEAD")
    with open_repository(tree) as repository:
        history = repository.history
        assert [branch.name for branch in history.branches] == ["main", "merged", "open"]
        assert [(branch.name, branch.commit) for branch in history.unmerged_branches] == [("open", tip)]
        assert [(tag.name, tag.commit) for tag in history.tags] == [("v1", tip), ("v2", head), ("v3", head)]
        assert [one.oid for one in history.commits.values() if one.is_merge] == [head]
        assert tip in history.commits
        assert tip not in history.reachable
        assert len(history.reachable) == 3


def test_branches_of_a_remote_go_by_their_short_names(tmp_path: Path) -> None:
    origin = work_tree(tmp_path / "origin")
    template = work_tree(tmp_path / "template", {"template.py": "template"})
    git(origin, "branch", "feature/one")
    git(origin, "switch", "--quiet", "--create", "work")
    work = commit(origin, {"b.py": "b"})
    git(origin, "switch", "--quiet", "main")
    git(tmp_path, "clone", "--quiet", str(origin), "clone")
    git(tmp_path / "clone", "remote", "add", "upstream", str(template))
    git(tmp_path / "clone", "fetch", "--quiet", "upstream")
    with open_repository(tmp_path / "clone") as repository:
        history = repository.history
        assert [branch.name for branch in history.branches] == ["feature/one", "main", "work"]
        assert [(branch.name, branch.commit) for branch in history.unmerged_branches] == [("work", work)]
        assert git(template, "rev-parse", "HEAD") not in history.commits


def test_pull_requests_of_a_mirror(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree")
    head = git(tree, "rev-parse", "HEAD")
    for ref in ("refs/pull/12/head", "refs/pull/12/merge", "refs/merge-requests/7/head", "refs/remotes/origin/pr/3"):
        git(tree, "update-ref", ref, head)
    with open_repository(tree) as repository:
        assert sorted(ref.name for ref in repository.history.pull_requests) == ["12", "3", "7"]
        assert [branch.name for branch in repository.history.branches] == ["main"]


def test_a_missing_commit_is_told_and_what_there_is_stays(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree")
    git(tree, "switch", "--quiet", "--create", "broken")
    commit(tree, {"b.py": "1"})
    lost = loose_object(tree, "HEAD")
    commit(tree, {"b.py": "2"})
    git(tree, "switch", "--quiet", "main")
    lost.unlink()
    with open_repository(tree) as repository:
        assert list(repository.history.commits) == [repository.snapshot.commit]
        [unread] = repository.history.unread
        assert unread.path == ""
        assert unread.message.startswith("the history is incomplete: ")


def test_a_shallow_clone_has_the_history_that_it_has(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree")
    head = commit(tree, {"main.py": "second()\n"})
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{tree}", "shallow")
    with open_repository(tmp_path / "shallow") as repository:
        assert list(repository.history.commits) == [head]
        [unread] = repository.history.unread
        assert unread.message == "the history is incomplete: the clone is shallow"


def test_two_histories_that_were_joined_have_two_first_commits(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree")
    git(tree, "switch", "--quiet", "--orphan", "other")
    commit(tree, {"other.py": "other"}, date="2025-12-01T12:00:00Z")
    git(tree, "switch", "--quiet", "main")
    git(tree, "merge", "--quiet", "--allow-unrelated-histories", "--message=Join", "other")
    with open_repository(tree) as repository:
        dates = [iso_time(first.committed_at)[:10] for first in repository.history.first_commits]
        assert dates == ["2025-12-01", "2026-01-10"]
