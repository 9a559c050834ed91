"""Repositories on this machine and on servers: clones, what is fetched again, and what cannot be had."""

from __future__ import annotations

import base64
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from auditor.batch.acquire import Access, Acquired, Fetching, acquire
from auditor.batch.groups import Group
from auditor.repository import cloning
from auditor.repository.opening import open_repository
from auditor.rule import ExampleCommit
from tests.repositories import make_repository
from tests.repository.workbench import git


def served(folder: Path) -> tuple[Path, Group]:
    """A repository with a branch and a pull request, and the group whose list names its address."""
    idea = ExampleCommit({"idea.py": "print()"}, branch="idea")
    repository = make_repository(folder / "served", [ExampleCommit({"main.py": "print()"}), idea])
    git(repository, "update-ref", "refs/pull/3/head", "refs/heads/idea")
    git(repository, "update-ref", "-d", "refs/heads/idea")
    git(repository, "branch", "other", "main")
    return repository, Group("1", f"file://{repository}")


@pytest.fixture(autouse=True)
def folders_are_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests have no network: git may clone folders here, which it never may otherwise."""
    monkeypatch.setattr(cloning, "_PROTOCOLS", "file:http:https")


def fetching(folder: Path, seconds: float = 20) -> Fetching:
    return Fetching(folder / "cache", seconds, attempts=2, pause=0.01)


def test_a_local_repository_is_taken_as_it_is(tmp_path: Path) -> None:
    repository, _ = served(tmp_path)
    assert acquire(Group("1", str(repository)), fetching(tmp_path)) == Acquired(Access.READY, repository)
    assert acquire(Group("2", str(tmp_path)), fetching(tmp_path)).access is Access.MISSING
    assert not (tmp_path / "cache").exists()


def test_a_clone_has_all_branches_and_pull_requests(tmp_path: Path) -> None:
    _, group = served(tmp_path)
    found = acquire(group, fetching(tmp_path))
    assert (found.access, found.why) == (Access.READY, "")
    assert found.path is not None
    with open_repository(found.path) as opened:
        assert opened.default_branch == "main"
        assert [branch.name for branch in opened.history.branches] == ["main", "other"]
        assert [pull.name for pull in opened.history.pull_requests] == ["3"]


def test_a_later_run_fetches_what_is_new_and_drops_what_is_gone(tmp_path: Path) -> None:
    repository, group = served(tmp_path)
    first = acquire(group, fetching(tmp_path))
    assert first.path is not None
    (first.path / "packed-refs.lock").touch()  # of a git that was killed
    git(repository, "branch", "--delete", "--force", "other")
    git(repository, "branch", "new", "refs/pull/3/head")
    git(repository, "symbolic-ref", "HEAD", "refs/heads/new")
    assert acquire(group, fetching(tmp_path)) == first
    with open_repository(first.path) as opened:
        assert opened.default_branch == "new"
        assert [branch.name for branch in opened.history.branches] == ["main", "new"]


def test_a_server_that_is_gone_leaves_the_earlier_clone(tmp_path: Path) -> None:
    repository, group = served(tmp_path)
    first = acquire(group, fetching(tmp_path))
    repository.rename(tmp_path / "moved")
    found = acquire(group, fetching(tmp_path))
    assert (found.access, found.path) == (Access.READY, first.path)
    assert found.why.startswith("as of an earlier clone, private-or-missing now: ")
    assert acquire(group, fetching(tmp_path / "elsewhere")).access is Access.MISSING


@contextmanager
def silent_server(answer: bytes = b"") -> Iterator[str]:
    """The address of a server that gives one answer, or none and keeps its caller waiting."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        kept = []

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                kept.append(connection)
                if answer:
                    connection.recv(4096)
                    connection.sendall(answer)
                    connection.close()

        Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/a.git"
        server.shutdown(socket.SHUT_RDWR)
        for connection in kept:
            connection.close()


def test_a_server_that_never_answers_is_left(tmp_path: Path) -> None:
    with silent_server() as address:
        found = acquire(Group("1", address), fetching(tmp_path, seconds=0.5))
    assert found == Acquired(Access.TIMED_OUT, None, "the server took too long")


@pytest.mark.parametrize(
    ("answer", "access"),
    [
        (b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n", Access.MISSING),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", Access.MISSING),
        (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", Access.UNREACHABLE),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\nhalf", Access.UNREACHABLE),
    ],
)
def test_what_servers_say(answer: bytes, access: Access, tmp_path: Path) -> None:
    with silent_server(answer) as address:
        found = acquire(Group("1", address), fetching(tmp_path))
    assert (found.access, found.path) == (access, None)
    assert "\n" not in found.why


def test_a_run_that_is_stopped_waits_for_no_server(tmp_path: Path) -> None:
    stopped = Event()
    stopped.set()
    with silent_server() as address:
        found = acquire(Group("1", address), Fetching(tmp_path / "cache", stop=stopped))
    assert found.why == "the run was stopped"


def test_a_token_goes_to_its_own_host_and_on_no_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    token = "made-up-token-of-nobody"
    kept = tmp_path / "kept"
    (tmp_path / "bin").mkdir()
    spy = tmp_path / "bin" / "git"
    spy.write_text(f'#!/bin/sh\nenv >> {kept}.environment\necho "$@" >> {kept}.arguments\necho fatal: $0 >&2\nexit 1\n')
    spy.chmod(0o755)
    monkeypatch.setenv("PATH", f"{spy.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("GITHUB_TOKEN", token)
    found = acquire(Group("1", "https://github.com/nobody/nothing"), fetching(tmp_path))
    encoded = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    environment = (tmp_path / "kept.environment").read_text()
    assert "GIT_CONFIG_KEY_0=http.https://github.com/.extraHeader\n" in environment
    assert f"GIT_CONFIG_VALUE_0=Authorization: Basic {encoded}\n" in environment
    said = found.why + (tmp_path / "kept.arguments").read_text()
    assert token not in said
    assert encoded not in said
