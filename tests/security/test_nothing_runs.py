"""Whatever a repository, an address or the folder around us configures: nothing runs, and no password is asked for."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from auditor.batch.acquire import Access, Fetching, acquire
from auditor.batch.groups import Group
from auditor.errors import UnusableInput
from auditor.repository.cloning import located, network_environment
from auditor.repository.opening import open_repository
from auditor.repository.processes import closed_environment
from tests.repository.workbench import commit, git, work_tree

PACKAGE = Path(__file__).parents[2] / "auditor"


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A program that leaves a mark beside itself when it is run."""
    program = tmp_path / "canary"
    program.write_text(f"#!/bin/sh\necho $0 $@ >> {tmp_path}/mark\n")
    program.chmod(0o755)
    return program


def was_run(canary: Path) -> bool:
    mark = canary.with_name("mark")
    found = mark.exists()
    mark.unlink(missing_ok=True)
    return found


@pytest.mark.parametrize(
    "address",
    [
        "ext::{canary} %S repository",
        "fd::17",
        "file://{tree}",
        "ssh://-oProxyCommand={canary}/repository",
        "canary://host/repository",
        "--upload-pack={canary}",
        "http://localhost%0dexample.org/a.git",
        "http://localhost%0aurl=http:%2f%2fexample.org/a.git",
    ],
)
def test_an_address_runs_nothing(address: str, canary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither helpers named in it, nor a server on this machine, nor an option that passes for an address."""
    tree = work_tree(tmp_path / "tree")
    hook = tree / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.symlink_to(canary)
    git(tree, "config", "uploadpack.packObjectsHook", str(canary))
    helper = tmp_path / "bin" / "git-remote-canary"
    helper.parent.mkdir()
    helper.symlink_to(canary)
    monkeypatch.setenv("PATH", f"{helper.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "ext:fd:file:canary")
    named = address.format(canary=canary, tree=tree)
    with pytest.raises(UnusableInput), located(named) as path, open_repository(path / "nowhere"):
        pass
    assert acquire(Group("1", named), Fetching(tmp_path / "cache", seconds=5, attempts=1)).access is not Access.READY
    assert not was_run(canary)


def test_the_folder_we_are_in_configures_nothing(canary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = work_tree(tmp_path / "here")
    git(here, "config", "core.sshCommand", str(canary))
    git(here, "config", "core.gitProxy", str(canary))
    git(here, "config", "credential.helper", str(canary))
    git(here, "config", "core.askPass", str(canary))
    git(here, "config", f"url.ext::{canary} .insteadOf", "ssh://nobody@localhost:1/")
    git(here, "config", "core.fsmonitor", str(canary))
    monkeypatch.chdir(here)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(canary))
    monkeypatch.setenv("SSH_ASKPASS", str(canary))
    for address in ("ssh://nobody@localhost:1/a.git", "git://localhost:1/a.git", "http://localhost:1/a.git"):
        with pytest.raises(UnusableInput, match="cannot be cloned"), located(address):
            pass
        found = acquire(Group("1", address), Fetching(tmp_path / "cache", seconds=5, attempts=1))
        assert found.access is not Access.READY
    assert not was_run(canary)


def test_submodules_and_large_files_are_not_fetched(canary: Path, tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree", {".gitattributes": "*.bin filter=lfs diff=lfs\n", "model.bin": "version 1\n"})
    modules = f'[submodule "part"]\n\tpath = part\n\turl = ext::{canary}\n\tupdate = !{canary}\n'
    commit(tree, {".gitmodules": modules})
    for name in ("smudge", "clean", "process"):
        git(tree, "config", f"filter.lfs.{name}", str(canary))
    git(tree, "config", "submodule.recurse", "true")
    git(tree, "config", "diff.submodule", "diff")
    was_run(canary)
    with open_repository(tree) as repository:
        assert repository.snapshot.text("model.bin") == "version 1\n"
    assert not was_run(canary)


def test_every_process_of_git_has_a_closed_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What could change what git reads, or make it ask or run something, is set or left out in all of them."""
    for name in ("GIT_DIR", "GIT_CONFIG_COUNT", "GIT_EXEC_PATH", "GIT_EXTERNAL_DIFF", "GIT_SSH", "GIT_TRACE", "PAGER"):
        monkeypatch.setenv(name, "from outside")
    for environment in (closed_environment(), network_environment()):
        assert "from outside" not in environment.values()
        assert environment["GIT_CONFIG_NOSYSTEM"] == environment["GIT_NO_REPLACE_OBJECTS"] == "1"
        assert environment["GIT_CONFIG_GLOBAL"] == environment["GIT_DIR"] == os.devnull
        assert environment["GIT_TERMINAL_PROMPT"] == "0"
    assert closed_environment()["GIT_ALLOW_PROTOCOL"] == "none"
    assert not {"file", "ext", "fd"} & set(network_environment()["GIT_ALLOW_PROTOCOL"].split(":"))


def test_no_module_starts_programs_but_those_that_are_known_to() -> None:
    """git (closed environment) and ruff (on copies under numbers). Nothing evaluates or unpickles."""
    starting, evaluating = set(), set()
    for path in PACKAGE.rglob("*.py"):
        name = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            imported = {alias.name for alias in node.names} if isinstance(node, ast.Import | ast.ImportFrom) else set()
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if "subprocess" in imported:
                starting.add(name)
            if imported & {"pickle", "marshal", "shelve", "ctypes"} or called in ("eval", "exec", "compile"):
                evaluating.add(name)
    assert starting == {
        "batch/acquire.py",
        "facts/lint.py",
        "repository/cloning.py",
        "repository/processes.py",
        "repository/store.py",
    }
    assert evaluating == set()
