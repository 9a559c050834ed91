"""Git's object store of one repository, read through git itself and through nothing that the repository configures.

The repository's own `config`, hooks, attributes, grafts and replace refs are never in effect: git is pointed at a
temporary git directory of ours that borrows the objects and refs of the real one and brings a configuration of its own.
So it does not matter either who owns the repository or whether its `config` is there at all.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.errors import UnusableInput

if TYPE_CHECKING:
    import git

# What git inherits from the caller: nothing but what it needs to run.
_INHERITED = ("PATH", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "LANG")

# How many object names are written before their objects are read. 41 bytes each: well below a pipe's buffer
# (64 KiB on Linux, 4 KiB at the least by POSIX), so that writing never waits for reading.
_BATCH = 64


def closed_environment() -> dict[str, str]:
    """The environment of every git process: no configuration of system or user, no prompt, no network, no replacing."""
    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return kept | {
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "true",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_PAGER": "cat",
    }


class ObjectStore:
    """The objects and refs of one repository.

    Use it as a context manager, or call close(): it holds a temporary folder and, once objects were read, one
    `git cat-file --batch` process.
    """

    def __init__(self, git_directory: Path) -> None:
        """git_directory: the real git directory (of a work tree's linked copy: the common one)."""
        import git

        self._folder = Path(tempfile.mkdtemp(prefix="auditor-"))
        self._batch: subprocess.Popen[bytes] | None = None
        try:
            _borrow(git_directory, self._folder)
            self.git: git.Git = git.Git(str(self._folder))
            self._environment = closed_environment() | {"GIT_DIR": str(self._folder)}
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> ObjectStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the reading process and remove the temporary folder. May be called more than once."""
        if self._batch is not None:
            self._end_batch()
        shutil.rmtree(self._folder, ignore_errors=True)

    def run(self, *arguments: str, stdin: bytes = b"") -> tuple[int, bytes, str]:
        """Run one git command; returns exit status, standard output and the last line of standard error."""
        with tempfile.TemporaryFile() as given:
            given.write(stdin)
            given.seek(0)
            status, out, err = self.git.execute(
                ["git", *arguments],
                istream=given,
                with_extended_output=True,
                with_exceptions=False,
                stdout_as_string=False,
                strip_newline_in_stdout=False,
                env=self._environment,
            )
        assert isinstance(out, bytes)
        lines = str(err).strip().splitlines()
        return int(status), out, lines[-1] if lines else ""

    def read(self, oid: str) -> bytes | None:
        """The content of one object, or None when the repository does not have it."""
        return next(self.read_many([oid]))

    def read_many(self, oids: Iterable[str]) -> Iterator[bytes | None]:
        """The contents of many objects in the order asked for; None for each that the repository does not have."""
        waiting: list[str] = []
        for oid in oids:
            waiting.append(oid)
            if len(waiting) == _BATCH:
                yield from self._read_batch(waiting)
                waiting = []
        if waiting:
            yield from self._read_batch(waiting)

    def _read_batch(self, oids: list[str]) -> Iterator[bytes | None]:
        done = 0
        while done < len(oids):
            before = done
            for content in self._ask(oids[done:]):
                done += 1
                yield content
            if done < len(oids):
                # git gave up on this one (a damaged object is fatal to it): it is unreadable, the rest may be well.
                self._end_batch()
                if done == before or done < len(oids):
                    done += 1
                    yield None

    def _ask(self, oids: list[str]) -> Iterator[bytes | None]:
        """Contents in order, fewer than asked for when git dies over one."""
        process = self._batch or self._start_batch()
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write("".join(f"{oid}\n" for oid in oids).encode())
            process.stdin.flush()
        except BrokenPipeError:
            return
        for _ in oids:
            header = process.stdout.readline().split()
            if not header:
                return
            if len(header) != 3:  # "<oid> missing"
                yield None
                continue
            size = int(header[2])
            content = process.stdout.read(size + 1)
            if len(content) != size + 1:
                return
            yield content[:size]

    def _start_batch(self) -> subprocess.Popen[bytes]:
        process: Any = self.git.execute(
            ["git", "cat-file", "--batch"],
            as_process=True,
            istream=subprocess.PIPE,
            env=self._environment,
        )
        # GitPython wraps the process to kill it when forgotten; the process inside has the pipes.
        self._batch = process.proc
        self._wrapper = process
        return process.proc  # type: ignore[no-any-return]

    def _end_batch(self) -> None:
        batch, self._batch = self._batch, None
        if batch is None:
            return
        for pipe in (batch.stdin, batch.stdout, batch.stderr):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    pass
        batch.terminate()
        batch.wait()


def _borrow(git_directory: Path, folder: Path) -> None:
    """Lay out folder as a git directory with the objects and refs of git_directory and a configuration of ours."""
    if not (git_directory / "objects").is_dir():
        raise UnusableInput(f"{git_directory.name} has no objects: it is no complete git directory")
    (folder / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = true\n")
    for name in ("objects", "refs", "packed-refs"):
        if (git_directory / name).exists():
            (folder / name).symlink_to((git_directory / name).resolve())
    (folder / "refs").exists() or (folder / "refs").mkdir()
    for name in ("HEAD", "shallow"):
        if (git_directory / name).is_file():
            shutil.copyfile(git_directory / name, folder / name)
