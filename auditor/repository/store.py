"""Git's object store of one repository, read through git itself and through nothing that the repository configures.

The repository's own `config`, hooks, attributes, grafts and replace refs are never in effect: git is pointed at a
temporary git directory of ours that borrows the objects and refs of the real one and brings a configuration of its own.
So it does not matter either who owns the repository or whether its `config` is there at all.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from auditor.errors import UnusableInput

# What git inherits from the caller: nothing but what it needs to run.
_INHERITED = ("PATH", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "LANG")

# How many object names are written before their objects are read. 67 bytes each at most: below a pipe's buffer
# (64 KiB on Linux, a page where a user has very many of them), so that writing never waits for reading.
_BATCH = 60

# Bytes of one command's output. A tree of 53,000 files takes 7 MB; a few kB of crafted trees could list billions.
_MAX_OUTPUT = 64_000_000

# What the repository's `config` says of its layout and must hold here too, with the values that git knows.
_LAYOUT = {"extensions.objectformat": ("sha1", "sha256"), "extensions.refstorage": ("files", "reftable")}


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

    settings: what the repository's own `config` says, by git's full names in lower case ("remote.origin.url"), for
    reading only. Use the store as a context manager, or call close(): it holds a temporary folder and, once objects
    were read, one `git cat-file --batch` process.
    """

    def __init__(self, git_directory: Path) -> None:
        """git_directory: the real one; of a linked work tree its own, which names the common one.

        Raises UnusableInput where it is incomplete, or of a format that the installed git does not know.
        """
        self.settings: dict[str, str] = {}
        self._folder = Path(tempfile.mkdtemp(prefix="auditor-"))
        self._batch: subprocess.Popen[bytes] | None = None
        self._environment = closed_environment() | {"GIT_DIR": str(self._folder)}
        try:
            self._borrow(git_directory)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> ObjectStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the reading process and remove the temporary folder. May be called more than once."""
        self._end_batch()
        shutil.rmtree(self._folder, ignore_errors=True)

    def run(self, *arguments: str, stdin: bytes = b"") -> tuple[int, bytes, str]:
        """Run one git command; returns exit status, standard output and the last line of standard error.

        Of an output of more than 64 MB the beginning is returned, with -1 as the status.
        """
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as errors:
            given.write(stdin)
            given.seek(0)
            with self._start(*arguments, stdin=given.fileno(), stderr=errors.fileno()) as process:
                assert process.stdout is not None
                out = process.stdout.read(_MAX_OUTPUT + 1)  # git ends when the rest cannot be written
            errors.seek(0)
            lines = errors.read().decode("utf-8", errors="replace").strip().splitlines()
        if len(out) > _MAX_OUTPUT:
            return -1, out[:_MAX_OUTPUT], f"git {arguments[0]} lists more than {_MAX_OUTPUT:,} bytes"
        return process.returncode, out, lines[-1] if lines else ""

    def read(self, oid: str) -> bytes | None:
        """The content of one object, or None when the repository does not have it."""
        return next(self.read_many([oid]))

    def read_many(self, oids: Iterable[str]) -> Iterator[bytes | None]:
        """The contents of many objects in the order asked for; None for each that is missing or damaged."""
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
            for content in self._ask(oids[done:]):
                done += 1
                yield content
            if done < len(oids):
                # git gave up on this one (a damaged object is fatal to it): it is unreadable, the rest may be well.
                self._end_batch()
                done += 1
                yield None

    def _ask(self, oids: list[str]) -> Iterator[bytes | None]:
        """Contents in order, fewer than asked for when git dies over one."""
        if self._batch is None:
            # There is no driver for it to run. Without --textconv git copies a loose object from file to pipe as it
            # comes, and of one that is shorter than it says the rest would be waited for for ever.
            self._batch = self._start("cat-file", "--batch", "--textconv", stdin=subprocess.PIPE)
        process = self._batch
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write("".join(f"{oid} -\n" for oid in oids).encode())  # the path is of no matter
            process.stdin.flush()
        except BrokenPipeError:
            return
        for oid in oids:
            header = process.stdout.readline().split()
            if not header:
                return
            if len(header) != 3:  # "<oid> missing"
                yield None
                continue
            size = int(header[2])
            content = process.stdout.read(size)
            if process.stdout.read(1) != b"\n":
                return
            # The name of an object is the digest of its content: git itself does not look whether they belong together.
            digest = hashlib.sha1 if len(oid) == 40 else hashlib.sha256
            name = digest(b"%s %d\0" % (header[1], size), usedforsecurity=False)
            name.update(content)
            yield content if name.hexdigest() == oid else None

    def _start(self, *arguments: str, stdin: int, stderr: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        # Not through GitPython's own runner: it hands the caller's whole environment on, every GIT_ variable with it.
        try:
            return subprocess.Popen(
                ["git", *arguments], stdin=stdin, stdout=subprocess.PIPE, stderr=stderr, env=self._environment
            )
        except FileNotFoundError:
            raise UnusableInput("git is not installed, or not on the PATH") from None

    def _end_batch(self) -> None:
        process, self._batch = self._batch, None
        if process is None:
            return
        process.kill()
        with contextlib.suppress(BrokenPipeError):
            process.communicate()

    def _borrow(self, git_directory: Path) -> None:
        """Lay out the temporary git directory: objects and refs of the real one, and a configuration of ours."""
        common = _common_directory(git_directory)
        if not (common / "objects").is_dir():
            raise UnusableInput(f"{git_directory} has no objects: it is no complete git directory")
        if (common / "config").is_file():
            self.settings = self._read_settings((common / "config").resolve())
        for name in ("objects", "refs", "reftable"):
            if (common / name).is_dir():
                (self._folder / name).symlink_to((common / name).resolve())
        for source in (git_directory / "HEAD", common / "packed-refs", common / "shallow"):
            if source.is_file():  # and no device or pipe, which would never end
                shutil.copyfile(source, self._folder / source.name)
        if not (self._folder / "refs").exists():
            (self._folder / "refs").mkdir()
        layout = {name: self.settings[name] for name in _LAYOUT if self.settings.get(name) in _LAYOUT[name]}
        lines = ["[core]", f"repositoryFormatVersion = {1 if layout else 0}", "bare = true", "commitGraph = false"]
        for name, value in layout.items():
            lines += ["[extensions]", f"{name.rpartition('.')[2]} = {value}"]
        (self._folder / "config").write_text("\n".join([*lines, ""]))
        if layout:
            status, _, error = self.run("rev-parse", "--git-dir")
            if status:
                raise UnusableInput(f"{git_directory} is of a format that the installed git cannot read: {error}")

    def _read_settings(self, config: Path) -> dict[str, str]:
        """All settings of a configuration file, without the files that it includes; none where it is no such file."""
        status, out, _ = self.run("config", "--file", str(config), "--no-includes", "--null", "--list")
        if status:
            return {}
        # "key\nvalue\0", the section and the last part of the key in lower case; a key without a value is true
        pairs = (item.partition("\n") for item in out.decode("utf-8", errors="replace").split("\0") if item)
        return {key: value for key, _, value in pairs}


def _common_directory(git_directory: Path) -> Path:
    """Where objects, refs and configuration are: of a linked work tree, what its `commondir` names."""
    named = git_directory / "commondir"
    if not named.is_file():
        return git_directory
    return git_directory / named.read_text(encoding="utf-8", errors="replace").strip()
