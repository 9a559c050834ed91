"""Where a repository can be, and which of its commits is audited."""

from __future__ import annotations

import os
import shutil
import zoneinfo
from datetime import UTC
from pathlib import Path

import pytest

from auditor.errors import EmptyRepository, UnusableInput
from auditor.repository.opening import fingerprint, open_repository, read_date
from auditor.rule import ExampleCommit
from tests.repositories import make_repository
from tests.repository.workbench import commit, git, work_tree


def text_at(location: Path, at: str = "", path: str = "main.py") -> str | None:
    with open_repository(location, at) as repository:
        return repository.snapshot.text(path)


def test_a_work_tree_its_git_folder_and_a_bare_clone_hold_the_same(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree")
    git(tmp_path, "clone", "--quiet", "--bare", str(tree), "bare")
    assert text_at(tree) == text_at(tree / ".git") == text_at(tmp_path / "bare") == "print()\n"


def test_what_is_not_committed_is_not_audited(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree")
    (tree / "main.py").write_text("changed\n")
    (tree / "new.py").write_text("new\n")
    git(tree, "add", "new.py")
    assert text_at(tree) == "print()\n"
    assert text_at(tree, path="new.py") is None


def test_a_bare_folder_needs_no_config(tmp_path: Path) -> None:
    bare = make_repository(tmp_path / "bare", [ExampleCommit({"main.py": "print()"})])
    (bare / "config").unlink()
    assert text_at(bare) == "print()\n"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_who_owns_the_repository_does_not_matter(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree")
    for folder, _, files in os.walk(tree):
        for name in (".", *files):
            os.chown(Path(folder) / name, 12345, 12345)
    assert text_at(tree) == "print()\n"


def test_a_linked_work_tree_has_a_head_of_its_own(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree")
    git(tree, "remote", "add", "origin", "git@example.org:owner/name.git")
    git(tree, "worktree", "add", "--quiet", "-b", "idea", "../linked")
    commit(tmp_path / "linked", {"main.py": "idea()\n"})
    assert (tmp_path / "linked" / ".git").is_file()
    with open_repository(tmp_path / "linked") as repository:
        assert repository.branch == "idea"
        assert repository.snapshot.text("main.py") == "idea()\n"
        assert repository.url == "https://example.org/owner/name"
    assert text_at(tree) == "print()\n"


def test_a_submodule_is_a_repository_too(tmp_path: Path) -> None:
    work_tree(tmp_path / "part", {"part.py": "part()\n"})
    tree = work_tree(tmp_path / "tree")
    git(tree, "submodule", "--quiet", "add", "../part", "part")
    assert (tree / "part" / ".git").is_file()
    assert text_at(tree / "part", path="part.py") == "part()\n"


def test_what_cannot_be_opened_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("text")
    (tmp_path / "pointing").mkdir()
    (tmp_path / "pointing" / ".git").write_text("gitdir: ../nowhere\n")
    empty = tmp_path / "empty"
    git(tmp_path, "init", "--quiet", str(empty))
    hollow = work_tree(tmp_path / "hollow")
    shutil.rmtree(hollow / ".git" / "objects")
    for location, said in {
        tmp_path / "nothing": "does not exist",
        tmp_path / "folder": "is not a git repository",
        tmp_path / "file": "is not a git repository",
        tmp_path / "pointing": "is not a git repository",
        tmp_path / ("x" * 300): "is not a git repository",
        empty: "has no commit on its HEAD: nothing to audit",
        hollow: "is not a git repository",
    }.items():
        with pytest.raises(UnusableInput) as raised, open_repository(location):
            pass
        assert str(raised.value) == f"{location} {said}"


def test_a_folder_inside_a_work_tree_is_not_the_repository(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree", {"src/main.py": "print()\n"})
    with pytest.raises(UnusableInput, match="is not a git repository"), open_repository(tree / "src"):
        pass


def test_a_commit_a_tag_or_a_branch_can_be_asked_for(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree", {"main.py": "first()\n"})
    first = git(tree, "rev-parse", "HEAD")
    git(tree, "tag", "light")
    git(tree, "tag", "--annotate", "--message=Handed in", "handed-in")
    git(tree, "switch", "--quiet", "--create", "feature/idea")
    commit(tree, {"main.py": "idea()\n"})
    git(tree, "switch", "--quiet", "main")
    commit(tree, {"main.py": "last()\n"})
    for at, branch, text in (
        ("", "main", "last()\n"),
        ("HEAD", "main", "last()\n"),
        ("main", "main", "last()\n"),
        ("main~1", None, "first()\n"),
        (first, None, "first()\n"),
        (first[:8], None, "first()\n"),
        ("light", None, "first()\n"),
        ("handed-in", None, "first()\n"),
        ("feature/idea", "feature/idea", "idea()\n"),
    ):
        with open_repository(tree, at) as repository:
            assert (repository.branch, repository.snapshot.text("main.py")) == (branch, text), at
    git(tree, "switch", "--quiet", "--detach", "light")
    with open_repository(tree) as repository:
        assert (repository.branch, repository.default_branch) == (None, "main")


@pytest.mark.parametrize("at", ["0" * 40, "no-such-branch", "--all", "v1", "2026-01-10-tag", "main:main.py", "a b"])
def test_a_commit_that_is_not_there(tmp_path: Path, at: str) -> None:
    tree = work_tree(tmp_path / "tree")
    with pytest.raises(UnusableInput) as raised, open_repository(tree, at):
        pass
    assert str(raised.value) == f"{tree} has no commit {at}"


def test_a_date_is_the_last_commit_that_the_default_branch_had_by_then(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree", {"main.py": "first()\n"})  # of the 10th, noon
    git(tree, "switch", "--quiet", "--create", "idea")
    commit(tree, {"idea.py": "idea()\n"}, date="2026-01-11T12:00:00Z")
    git(tree, "switch", "--quiet", "main")
    commit(tree, {"main.py": "second()\n"}, date="2026-01-12T23:30:00+00:00")
    git(tree, "merge", "--quiet", "--no-ff", "--message=Merge idea", "idea", date="2026-01-14T12:00:00Z")
    for at, text in (
        ("2026-01-10", "first()\n"),
        ("2026-01-11", "first()\n"),  # the idea was made on the 11th, but was on its branch until the 14th
        ("2026-01-12T23:00", "first()\n"),
        ("2026-01-12", "second()\n"),
        ("2026-01-13T00:00:00+01:00", "first()\n"),
        ("2026-01-13T00:30:00+01:00", "second()\n"),
        ("2026-01-20", "second()\n"),
    ):
        assert text_at(tree, at) == text, at
    assert text_at(tree, "2026-01-11", "idea.py") is None
    assert text_at(tree, "2026-01-14", "idea.py") == "idea()\n"
    with pytest.raises(UnusableInput, match="has no commit on its default branch by 2026-01-09"):
        text_at(tree, "2026-01-09")


def test_the_default_branch_of_a_clone_is_that_of_its_origin(tmp_path: Path) -> None:
    origin = work_tree(tmp_path / "origin")
    git(origin, "branch", "--move", "trunk")
    git(tmp_path, "clone", "--quiet", str(origin), "clone")
    clone = tmp_path / "clone"
    git(clone, "switch", "--quiet", "--create", "own")
    commit(clone, {"main.py": "own()\n"})
    with open_repository(clone) as repository:
        assert (repository.branch, repository.default_branch) == ("own", "trunk")
        assert repository.snapshot.text("main.py") == "own()\n"
    assert text_at(clone, "2026-01-20") == "print()\n"


def test_what_was_fetched_counts_although_it_was_not_pulled(tmp_path: Path) -> None:
    origin = work_tree(tmp_path / "origin")
    git(tmp_path, "clone", "--quiet", str(origin), "clone")
    commit(origin, {"main.py": "newer()\n"})
    git(tmp_path / "clone", "fetch", "--quiet")
    assert text_at(tmp_path / "clone") == "print()\n"
    assert text_at(tmp_path / "clone", "main") == "newer()\n"
    assert text_at(tmp_path / "clone", "2026-01-20") == "newer()\n"
    with open_repository(tmp_path / "clone") as repository:
        assert [branch.name for branch in repository.history.unmerged_branches] == ["origin/main"]


def test_the_commit_is_pinned_by_its_name_and_the_address_is_known(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree")
    git(tree, "remote", "add", "origin", "https://user:hunter2@example.org/owner/name.git")
    with open_repository(tree) as repository:
        assert repository.snapshot.commit == repository.history.head == git(tree, "rev-parse", "HEAD")
        assert repository.url == "https://example.org/owner/name"


def test_without_git_there_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = work_tree(tmp_path / "tree")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnusableInput, match="git is not installed"), open_repository(tree):
        pass


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-23 23:59 Europe/Copenhagen", "2026-01-23T22:59:00+00:00"),
        ("2026-07-01 12:00 Europe/Copenhagen", "2026-07-01T10:00:00+00:00"),
        ("2026-01-23 Europe/Copenhagen", "2026-01-23T22:59:59+00:00"),
        ("2026-01-23T12:00+02:00", "2026-01-23T10:00:00+00:00"),
        ("2026-01-23 12:00 +02:00", "2026-01-23T10:00:00+00:00"),
        ("2026-01-23", "2026-01-23T23:59:59+00:00"),
        ("2026-01-23 23:59 Europe/Atlantis", None),
        ("2026-01-23 25:00", None),
        ("main", None),
    ],
)
def test_dates(text: str, expected: str | None) -> None:
    date = read_date(text)
    assert (date and date.astimezone(UTC).isoformat()) == expected


def test_a_machine_without_time_zones_knows_them_all_the_same() -> None:
    zoneinfo.reset_tzpath([])
    zoneinfo.ZoneInfo.clear_cache()
    try:
        assert read_date("2026-01-23 23:59 Europe/Copenhagen") is not None
    finally:
        zoneinfo.reset_tzpath()


def test_a_fingerprint_changes_with_what_an_audit_reads_and_only_then(tmp_path: Path) -> None:
    first = ExampleCommit({"main.py": "print()"})
    one = make_repository(tmp_path / "one", [first])
    same = make_repository(tmp_path / "same", [first])
    branch = make_repository(tmp_path / "branch", [first, ExampleCommit({"idea.py": "print()"}, branch="idea")])
    assert fingerprint(one) == fingerprint(same) != fingerprint(branch)
    assert fingerprint(branch, "main") != fingerprint(branch, "idea")


def test_a_repository_without_a_commit_is_told_from_one_without_the_commit(tmp_path: Path) -> None:
    with pytest.raises(EmptyRepository):
        fingerprint(make_repository(tmp_path / "empty", []))
    with pytest.raises(UnusableInput) as raised:
        fingerprint(make_repository(tmp_path / "late", [ExampleCommit({"a": "a"})]), "2001-01-01")
    assert not isinstance(raised.value, EmptyRepository)
