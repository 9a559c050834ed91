"""A git directory whose files name other places is not followed there: what is read is the repository, or nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.errors import UnusableInput
from auditor.repository.opening import open_repository
from auditor.rule import ExampleCommit
from tests.repositories import make_repository
from tests.repository.workbench import commit, git, loose_object, work_tree


def replaced_by_link(path: Path, target: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    path.symlink_to(target)


def a_git_file(tree: Path, other: Path) -> None:
    shutil.rmtree(tree / ".git")
    (tree / ".git").write_text(f"gitdir: {other}/.git\n")


def a_linked_git_folder(tree: Path, other: Path) -> None:
    replaced_by_link(tree / ".git", other / ".git")


def a_commondir(tree: Path, other: Path) -> None:
    (tree / ".git" / "commondir").write_text(f"{other}/.git\n")
    (tree / ".git" / "HEAD").write_text(git(other, "rev-parse", "HEAD") + "\n")


def a_commondir_of_a_work_tree(tree: Path, other: Path) -> None:
    """The other's work tree is linked, and so its git directory may name a common one; this one may not."""
    git(other, "worktree", "add", "--quiet", "--detach", "../linked")
    shutil.rmtree(tree / ".git")
    shutil.copytree(other / ".git" / "worktrees" / "linked", tree / ".git")
    (tree / ".git" / "commondir").write_text(f"{other}/.git\n")


def linked_objects(tree: Path, other: Path) -> None:
    replaced_by_link(tree / ".git" / "objects", other / ".git" / "objects")
    (tree / ".git" / "HEAD").write_text(git(other, "rev-parse", "HEAD") + "\n")


def linked_refs(tree: Path, other: Path) -> None:
    replaced_by_link(tree / ".git" / "refs", other / ".git" / "refs")


def a_linked_object(tree: Path, other: Path) -> None:
    for name in ("HEAD", "HEAD^{tree}", "HEAD:main.py"):
        theirs = loose_object(other, name)
        ours = tree / ".git" / "objects" / theirs.parent.name / theirs.name
        ours.parent.mkdir(exist_ok=True)
        ours.symlink_to(theirs)
    (tree / ".git" / "HEAD").write_text(git(other, "rev-parse", "HEAD") + "\n")


def a_linked_head(tree: Path, other: Path) -> None:
    replaced_by_link(tree / ".git" / "HEAD", other / ".git" / "HEAD")


def linked_settings(tree: Path, other: Path) -> None:
    replaced_by_link(tree / ".git" / "config", other / ".git" / "config")


def alternates(tree: Path, other: Path) -> None:
    (tree / ".git" / "objects" / "info" / "alternates").write_text(f"{other}/.git/objects\n")
    (tree / ".git" / "HEAD").write_text(git(other, "rev-parse", "HEAD") + "\n")


def alternates_to_everything(tree: Path, other: Path) -> None:
    (tree / ".git" / "objects" / "info" / "alternates").write_text("/\n")


def a_pipe_for_a_ref(tree: Path, other: Path) -> None:
    os.mkfifo(tree / ".git" / "refs" / "heads" / "waits")


def a_pipe_for_an_object(tree: Path, other: Path) -> None:
    blob = loose_object(tree, "HEAD:main.py")
    blob.unlink()
    os.mkfifo(blob)


def a_pipe_for_head(tree: Path, other: Path) -> None:
    (tree / ".git" / "HEAD").unlink()
    os.mkfifo(tree / ".git" / "HEAD")


@pytest.mark.parametrize(
    ("redirect", "said"),
    [
        (a_git_file, "names another repository"),
        (a_linked_git_folder, "is a link to another folder"),
        (a_commondir, "commondir is not followed"),
        (a_commondir_of_a_work_tree, "commondir is not followed"),
        (linked_objects, "has objects, which leads elsewhere"),
        (linked_refs, "has refs, which leads elsewhere"),
        (a_linked_object, "has objects/"),
        (a_linked_head, "is not a git repository"),
        (linked_settings, "has config, which leads elsewhere"),
        (alternates, "borrows objects from another repository"),
        (alternates_to_everything, "borrows objects from another repository"),
        (a_pipe_for_a_ref, "has refs/heads/waits, which leads elsewhere or is no file"),
        (a_pipe_for_an_object, "which leads elsewhere or is no file"),
        (a_pipe_for_head, "is not a git repository"),
    ],
)
def test_another_repository_is_not_read_as_this_one(
    redirect: Callable[[Path, Path], None], said: str, tmp_path: Path
) -> None:
    tree = work_tree(tmp_path / "tree")
    other = work_tree(tmp_path / "other", {"main.py": "secret()\n"})
    redirect(tree, other)
    with pytest.raises(UnusableInput, match=said), open_repository(tree) as repository:
        assert repository.snapshot.text("main.py") != "secret()\n"


def test_files_that_look_like_a_bare_repository_do_not_hide_the_repository(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree")
    made = make_repository(tmp_path / "made", [ExampleCommit({"main.py": "made_up()"})])
    for name in ("HEAD", "config", "objects", "refs"):
        (shutil.copytree if (made / name).is_dir() else shutil.copy)(made / name, tree / name)
    with open_repository(tree) as repository:
        assert repository.snapshot.text("main.py") == "print()\n"


def test_what_says_that_history_ends_is_believed_only_where_it_does(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree")
    second = commit(tree, {"main.py": "second()\n"})
    (tree / ".git" / "shallow").write_text(f"{second}\n")
    assert git(tree, "rev-list", "--count", "HEAD") == "1"
    with open_repository(tree) as repository:
        assert len(repository.history.reachable) == 2


def test_a_forged_folder_is_left_out(tmp_path: Path) -> None:
    """Its object has another one's content: the commit keeps its name, and git shows other files."""
    tree = work_tree(tmp_path / "tree", {"src/main.py": "honest()\n", "main.py": "print()\n"})
    honest = git(tree, "rev-parse", "HEAD:src")
    commit(tree, {"src/main.py": "forged()\n"})
    forged = loose_object(tree, "HEAD:src").read_bytes()
    git(tree, "reset", "--quiet", "--hard", "HEAD~1")
    loose_object(tree, honest).write_bytes(forged)
    assert git(tree, "show", "HEAD:src/main.py") == "forged()"
    with open_repository(tree) as repository:
        assert list(repository.snapshot.entries) == ["main.py"]
        assert [unread.message for unread in repository.snapshot.unread] == ["not listed: src/ (missing or damaged)"]


def test_a_forged_commit_is_no_history(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree")
    second = commit(tree, {"main.py": "second()\n"})
    git(tree, "commit", "--quiet", "--amend", "--no-edit", "--author=Nobody <nobody@example.org>")
    forged = loose_object(tree, "HEAD").read_bytes()
    git(tree, "reset", "--quiet", "--hard", second)
    commit(tree, {"main.py": "third()\n"})
    loose_object(tree, second).write_bytes(forged)
    assert "Nobody" in git(tree, "log", "--format=%an")
    with open_repository(tree) as repository:
        assert {person.name for person in repository.history.authors} == {"Ada Lovelace"}
        assert "damaged" in repository.history.unread[0].message
