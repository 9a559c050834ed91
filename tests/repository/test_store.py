"""Objects are read whatever a repository says of itself, and nothing that it says is ever done."""

from __future__ import annotations

import subprocess
import zlib
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import UnusableInput
from auditor.limits import AuditLimits, in_effect
from auditor.repository import store as store_module
from auditor.repository.locating import git_directory
from auditor.repository.opening import open_repository
from auditor.repository.store import ObjectStore
from tests.repository.workbench import commit, git, loose_object, work_tree


def test_nothing_that_a_repository_configures_is_run(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree", {"main.py": "print()\n", "lost.py": "lost()\n"})
    commit(tree, {"main.py": "print(1)\n"})
    (tree / ".git" / "info").mkdir(exist_ok=True)
    (tree / ".git" / "info" / "attributes").write_text("*.py diff=run filter=run\n")
    mark = tmp_path / "mark"
    hook = tree / ".git" / "hooks" / "run"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\necho $0 >> {mark}\n")
    hook.chmod(0o755)
    (tree / ".git" / "more").write_text(f"[core]\n\tpager = {hook}\n")
    for key in ("core.fsmonitor", "core.sshCommand", "core.pager", "core.gitProxy", "core.alternateRefsCommand"):
        git(tree, "config", key, str(hook))
    for key in ("diff.external", "diff.run.textconv", "diff.run.command", "filter.run.smudge", "gpg.program"):
        git(tree, "config", key, str(hook))
    for command in ("log", "ls-tree", "cat-file", "rev-parse", "for-each-ref", "symbolic-ref", "config"):
        git(tree, "config", f"alias.{command}", f"!{hook}")
    git(tree, "config", "log.showSignature", "true")
    git(tree, "config", "include.path", "more")
    git(tree, "config", "core.repositoryFormatVersion", "1")
    git(tree, "config", "extensions.partialClone", "origin")
    git(tree, "config", "remote.origin.promisor", "true")
    git(tree, "config", "remote.origin.url", f"ext::{hook}")
    git(tree, "config", "protocol.ext.allow", "always")
    loose_object(tree, "HEAD:lost.py").unlink()
    mark.unlink(missing_ok=True)
    with open_repository(tree) as repository, ObjectStore(git_directory(tree)) as store:
        assert len(repository.history.commits) == 2
        assert repository.snapshot.text("main.py") == "print(1)\n"
        assert repository.snapshot.text("lost.py") is None
        status, out, _ = store.run("log", "--patch", "--format=", "HEAD~1..HEAD")
        assert (status, b"+print(1)" in out) == (0, True)
    assert not mark.exists(), mark.read_text()


def test_what_replaces_commits_and_files_is_passed_over(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree", {"main.py": "first()\n"})
    first = git(tree, "rev-parse", "HEAD")
    second = commit(tree, {"main.py": "second()\n"})
    git(tree, "replace", "HEAD:main.py", "HEAD~1:main.py")
    git(tree, "replace", "--graft", second)
    (tree / ".git" / "info").mkdir(exist_ok=True)
    (tree / ".git" / "info" / "grafts").write_text(f"{second}\n")
    assert git(tree, "show", "HEAD:main.py") == "first()"
    assert git(tree, "rev-list", "--count", "HEAD") == "1"
    with open_repository(tree) as repository:
        assert repository.snapshot.text("main.py") == "second()\n"
        assert list(repository.history.reachable) == [second, first]


def test_a_commit_graph_is_not_taken_at_its_word(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree", {"main.py": "first()\n"})
    commit(tree, {"main.py": "second()\n"})
    git(tree, "commit-graph", "write", "--reachable")
    graph = tree / ".git" / "objects" / "info" / "commit-graph"
    data = graph.read_bytes()
    parent = data.index(bytes.fromhex(git(tree, "rev-parse", "HEAD^{tree}"))) + 20
    graph.chmod(0o644)
    graph.write_bytes(data[:parent] + b"\x70\0\0\0" + data[parent + 4 :])  # "has no parent"
    assert git(tree, "rev-list", "--count", "HEAD") == "1"
    with open_repository(tree) as repository:
        assert len(repository.history.commits) == 2


def test_neither_the_callers_environment_nor_its_settings_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = work_tree(tmp_path / "tree")
    other = work_tree(tmp_path / "other", {"main.py": "other()\n"})
    (tmp_path / ".gitconfig").write_text("[core]\n\tnonsense")
    for name, value in {
        "GIT_DIR": str(other / ".git"),  # as it is in a git hook
        "GIT_OBJECT_DIRECTORY": str(other / ".git" / "objects"),
        "GIT_INDEX_FILE": str(other / ".git" / "index"),
        "GIT_NAMESPACE": "other",
        "GIT_CONFIG_PARAMETERS": "nonsense",
        "GIT_TRACE": "1",
        "HOME": str(tmp_path),
    }.items():
        monkeypatch.setenv(name, value)
    with open_repository(tree) as repository:
        assert repository.branch == "main"
        assert repository.snapshot.text("main.py") == "print()\n"


def test_the_repository_is_left_as_it_was(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree")
    before = {path: path.stat().st_mtime_ns for path in tree.rglob("*")}
    with open_repository(tree) as repository:
        assert repository.snapshot.text("main.py")
    assert {path: path.stat().st_mtime_ns for path in tree.rglob("*")} == before


@pytest.mark.parametrize("has_config", [True, False])
def test_settings_that_make_no_sense_do_no_harm(tmp_path: Path, has_config: bool) -> None:
    tree = work_tree(tmp_path / "tree")
    (tree / ".git" / "config").unlink()
    if has_config:
        (tree / ".git" / "config").write_bytes(b"[core\n\xff\xfe url = \0")
    with open_repository(tree) as repository:
        assert repository.snapshot.text("main.py") == "print()\n"
        assert repository.url is None


def test_a_missing_file_costs_only_itself(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree", {f"{name}.py": f"{name}()\n" for name in "abcd"})
    loose_object(tree, "HEAD:b.py").unlink()
    with open_repository(tree) as repository:
        snapshot = repository.snapshot
        snapshot.read(["a.py", "b.py", "c.py", "d.py"])
        assert [snapshot.text(f"{name}.py") for name in "abcd"] == ["a()\n", None, "c()\n", "d()\n"]
        assert snapshot.entries["b.py"].size is None
        assert [(found.path, found.message) for found in snapshot.unread] == [
            ("b.py", "its content is missing from the repository")
        ]


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"no zlib stream",
        zlib.compress(b"nonsense"),
        zlib.compress(b"blob 4\0b()\n")[:-7],
        zlib.compress(b"blob 700\0short"),
        zlib.compress(b"blob 4\0z()\n"),
    ],
    ids=["empty", "not compressed", "no header", "cut off", "shorter than it says", "another's content"],
)
def test_a_damaged_file_costs_only_itself(tmp_path: Path, damaged: bytes) -> None:
    tree = work_tree(tmp_path / "tree", {f"{name}.py": f"{name}()\n" for name in "abcd"})
    loose_object(tree, "HEAD:b.py").write_bytes(damaged)
    with open_repository(tree) as repository:
        snapshot = repository.snapshot
        snapshot.read(["a.py", "b.py", "c.py", "d.py"])
        assert [snapshot.text(f"{name}.py") for name in "abcd"] == ["a()\n", None, "c()\n", "d()\n"]
        assert [found.path for found in snapshot.unread] == ["b.py"]


def test_many_files_are_read_in_order_by_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = work_tree(tmp_path / "tree", {f"{number}.txt": f"{number}\n" * number for number in range(200)})
    started: list[list[str]] = []

    class Counted(subprocess.Popen[bytes]):
        def __init__(self, command: list[str], **settings: Any) -> None:
            started.append(command)
            super().__init__(command, **settings)

    monkeypatch.setattr(subprocess, "Popen", Counted)
    oids = [git(tree, "rev-parse", f"HEAD:{number}.txt") for number in (7, 199, 120)]
    with ObjectStore(git_directory(tree)) as store:
        everything = git(tree, "ls-tree", "--object-only", "HEAD").splitlines()
        assert sum(content is not None for content in store.read_many(everything)) == 200
        contents = list(store.read_many([*oids, "0" * 40, oids[0]]))
    assert contents == [b"7\n" * 7, b"199\n" * 199, b"120\n" * 120, None, b"7\n" * 7]
    assert [command for command in started if "cat-file" in command] == [["git", "cat-file", "--batch", "--textconv"]]


def test_nothing_is_left_behind_whatever_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = work_tree(tmp_path / "tree")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))

    def interrupted() -> None:
        with open_repository(tree) as repository:
            assert repository.snapshot.text("main.py")
            assert len(list((tmp_path / "temporary").iterdir())) == 1
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with pytest.raises(UnusableInput), open_repository(tree, "no-such-branch"):
        pass
    assert list((tmp_path / "temporary").iterdir()) == []


def test_an_output_without_end_is_cut_off(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree", {f"{number}.txt": "" for number in range(100)})
    with in_effect(AuditLimits(git_bytes=1000)), ObjectStore(git_directory(tree)) as store:
        status, out, error = store.run("ls-tree", "HEAD")
        assert (status, len(out), error) == (-1, 1000, "git ls-tree lists more than 1,000 bytes")


def test_a_repository_with_longer_object_names(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    git(tree, "init", "--quiet", "--initial-branch=main", "--object-format=sha256")
    head = commit(tree, {"main.py": "print()\n"})
    assert len(head) == 64
    for at in ("", "main", head, head[:12], "2026-01-10"):
        with open_repository(tree, at) as repository:
            assert repository.snapshot.commit == head
            assert repository.snapshot.text("main.py") == "print()\n"
            assert list(repository.history.commits) == [head]


def test_a_format_that_git_does_not_know_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = work_tree(tmp_path / "tree")
    git(tree, "config", "core.repositoryFormatVersion", "1")
    git(tree, "config", "extensions.objectFormat", "sha1024")
    monkeypatch.setitem(store_module._LAYOUT, "extensions.objectformat", ("sha1024",))
    with pytest.raises(UnusableInput, match="is of a format that the installed git cannot read"), open_repository(tree):
        pass
