"""Made-up git repositories for tests, from texts or from a folder of files."""

from __future__ import annotations

import atexit
import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from textwrap import dedent

from auditor.facts import Facts
from auditor.report import Report
from auditor.repository.opening import Repository, open_repository
from auditor.rule import ExampleCommit


def make_repository(folder: Path, commits: Iterable[ExampleCommit]) -> Path:
    """A bare repository in folder with these commits; returns its path.

    One `git fast-import` makes it, which is ten times faster than a `git commit` per commit. What `git init` makes is
    written here (the layout is gitrepository-layout(5)'s): it would take an eighth of the time that tests take.
    """
    for name in ("objects/info", "objects/pack", "refs/heads", "refs/tags", "hooks"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "HEAD").write_text("ref: refs/heads/main\n")
    (folder / "config").write_text("[core]\nrepositoryFormatVersion = 0\nbare = true\n")
    stream, seen = [], {"main": False}
    for commit in commits:
        if not seen.get(commit.branch) and commit.branch != "main":
            stream.append(f"reset refs/heads/{commit.branch}\nfrom refs/heads/main\n\n".encode())
        seen[commit.branch] = True
        name, _, email = commit.author.rpartition("<")
        seconds = _seconds(commit.date)
        who = f"{name.strip()} <{email.rstrip('>')}> {seconds} +0000".lstrip()
        message = commit.message.encode()
        stream.append(f"commit refs/heads/{commit.branch}\nauthor {who}\ncommitter {who}\n".encode())
        stream.append(b"data %d\n%s\n" % (len(message), message))
        for path, content in commit.files.items():
            if content is None:
                stream.append(f"D {path}\n".encode())
                continue
            data = content if isinstance(content, bytes) else text_of(content).encode()
            stream.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data))
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(
        ["git", "-c", "core.fsync=none", "fast-import", "--quiet"],
        input=b"".join(stream),
        cwd=folder,
        env=environment,
        check=True,
    )
    return folder


def text_of(content: str) -> str:
    """A text as it stands in an example: without common indentation and blank lines around it, ending in a newline."""
    return dedent(content).strip("\n") + "\n" if content else ""


def _seconds(date: str) -> int:
    """Seconds since 1970 of an ISO 8601 date."""
    return int(datetime.fromisoformat(date).timestamp())


@contextmanager
def repository_of(
    files: Mapping[str, str | bytes] | None = None, history: Iterable[ExampleCommit] = ()
) -> Iterator[Repository]:
    """An opened repository with one commit of these files, or with this history."""
    with tempfile.TemporaryDirectory() as folder:
        commits = tuple(history) or (ExampleCommit(files or {"README.md": "Empty"}),)
        with open_repository(make_repository(Path(folder) / "repository", commits)) as repository:
            yield repository


class _Last:
    """The repository of the test before, which the next one mostly shares: to make one takes longer than to ask it."""

    def __init__(self) -> None:
        self._key = ""
        self._opened = ExitStack()
        self._repository: Repository | None = None
        atexit.register(self._opened.close)

    def repository_of(self, files: Mapping[str, str | bytes] | None, history: Iterable[ExampleCommit]) -> Repository:
        commits = tuple(history)
        key = repr((files, commits))
        if self._repository is None or key != self._key:
            self._opened.close()
            self._repository = self._opened.enter_context(repository_of(files, commits))
            self._key = key
        return self._repository


_LAST = _Last()


def shared_repository_of(
    files: Mapping[str, str | bytes] | None = None, history: Iterable[ExampleCommit] = ()
) -> Repository:
    """Like `repository_of`, for tests that change nothing about it: the next test gets the same one, if it is alike."""
    return _LAST.repository_of(files, history)


@contextmanager
def facts_of(
    files: Mapping[str, str | bytes] | None = None,
    history: Iterable[ExampleCommit] = (),
    report: Report | None = None,
) -> Iterator[Facts]:
    """The facts of a made-up repository."""
    with repository_of(files, history) as repository:
        yield Facts(repository.snapshot, repository.history, report)
