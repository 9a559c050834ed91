"""Git's object store of one repository, read through git itself and through nothing that the repository configures.

The repository's own `config`, hooks, attributes, grafts and replace refs are never in effect: git is pointed at a
temporary git directory of ours that borrows the objects and refs of the real one and brings a configuration of its own.
So it does not matter either who owns the repository or whether its `config` is there at all.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from auditor.errors import UnusableInput
from auditor.limits import limits
from auditor.repository.locating import common_directory
from auditor.repository.processes import closed_environment, killed_after, run_git, start_git
from auditor.repository.settings import read_settings

# How many object names are written before their objects are read. 67 bytes each at most: below a pipe's buffer
# (64 KiB on Linux, a page where a user has very many of them), so that writing never waits for reading.
_BATCH = 60

# What the repository's `config` says of its layout and must hold here too, with the values that git knows.
_LAYOUT = {"extensions.objectformat": ("sha1", "sha256"), "extensions.refstorage": ("files", "reftable")}


class ObjectStore:
    """The objects and refs of one repository.

    settings: what the repository's own `config` says, by git's full names in lower case ("remote.origin.url"), for
    reading only. is_shallow: whether its history was cut off. Use the store as a context manager, or call close(): it
    holds a temporary folder and, once objects were read, one `git cat-file --batch` process.
    """

    def __init__(self, git_directory: Path) -> None:
        """git_directory: the real one; of a linked work tree its own, which names the common one.

        Raises UnusableInput where it is incomplete, leads to another one, or is of a format that the installed git does
        not know.
        """
        common = common_directory(git_directory)
        self.settings = read_settings(common / "config")
        self.is_shallow = False
        self._folder = Path(tempfile.mkdtemp(prefix="auditor-"))
        self._batch: subprocess.Popen[bytes] | None = None
        most = {"GIT_ALLOC_LIMIT": str(limits().memory_bytes)}
        self._environment = closed_environment() | most | {"GIT_DIR": str(self._folder)}
        try:
            self._borrow(git_directory, common)
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

        Of an output over the limit the beginning is returned with -1 as the status, as it is when the time is over.
        """
        return run_git(*arguments, environment=self._environment, stdin=stdin)

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

    def _read_batch(self, oids: list[str]) -> list[bytes | None]:
        contents: list[bytes | None] = []
        while len(contents) < len(oids):
            try:
                contents += self._ask(oids[len(contents) :])
            except BaseException:  # what was asked for and not taken would pass for the next answer
                self._end_batch()
                raise
            if len(contents) < len(oids):
                # git gave up on this one (a damaged object is fatal to it): it is unreadable, the rest may be well.
                self._end_batch()
                contents.append(None)
        return contents

    def _ask(self, oids: list[str]) -> list[bytes | None]:
        """Contents in order, fewer than asked for when git dies over one, or is ended because it takes too long."""
        if self._batch is None:
            # There is no driver for it to run. Without --textconv git copies a loose object from file to pipe as it
            # comes, and of one that is shorter than it says the rest would be waited for for ever.
            self._batch = start_git(
                *("cat-file", "--batch", "--textconv"),
                environment=self._environment,
                stdin=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        process = self._batch
        assert process.stdin is not None
        assert process.stdout is not None
        contents: list[bytes | None] = []
        with killed_after(process, limits().git_seconds):
            try:
                process.stdin.write("".join(f"{oid} -\n" for oid in oids).encode())  # the path is of no matter
                process.stdin.flush()
            except BrokenPipeError:
                return contents
            for oid in oids:
                header = process.stdout.readline().split()
                if not header:
                    break
                if len(header) != 3:  # "<oid> missing"
                    contents.append(None)
                    continue
                size = int(header[2])
                content = process.stdout.read(size)
                if process.stdout.read(1) != b"\n":
                    break
                # The name of an object is the digest of its content: git does not look whether they belong together.
                contents.append(content if object_name(header[1], content, len(oid)) == oid else None)
        return contents

    def _end_batch(self) -> None:
        process, self._batch = self._batch, None
        if process is None:
            return
        process.kill()
        with contextlib.suppress(BrokenPipeError):
            process.communicate()

    def _borrow(self, git_directory: Path, common: Path) -> None:
        """Lay out the temporary git directory: objects and refs of the real one, and a configuration of ours."""
        for name in ("objects", "refs", "reftable"):
            if (common / name).is_dir():
                (self._folder / name).symlink_to((common / name).resolve())
        for source in (git_directory / "HEAD", common / "packed-refs"):
            if source.is_file():
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
        if (common / "shallow").is_file():
            boundary = self._boundary((common / "shallow").read_bytes().decode("ascii", errors="replace").split())
            (self._folder / "shallow").write_text("".join(f"{oid}\n" for oid in boundary))
            self.is_shallow = bool(boundary)

    def _boundary(self, named: list[str]) -> list[str]:
        """The commits of a shallow repository that do lack a parent: others would hide history that is there."""
        oids = [oid for oid in dict.fromkeys(named) if len(oid) in (40, 64) and oid.isalnum()][: limits().refs]
        parents = {
            oid: [
                line[7:].decode("ascii", errors="replace") for line in _header(content) if line.startswith(b"parent ")
            ]
            for oid, content in zip(oids, self.read_many(oids), strict=True)
            if content is not None
        }
        asked = sorted({parent for those in parents.values() for parent in those})
        _, out, _ = self.run("cat-file", "--batch-check=%(objectname)", stdin="".join(f"{o}\n" for o in asked).encode())
        there = set(out.decode("ascii", errors="replace").split("\n"))
        return [oid for oid, those in parents.items() if not there.issuperset(those)]


def object_name(kind: bytes, content: bytes, length: int = 40) -> str:
    """The name that git gives an object: a digest of its type and content, of 40 (SHA-1) or 64 hex digits."""
    digest = hashlib.sha1 if length == 40 else hashlib.sha256
    name = digest(b"%s %d\0" % (kind, len(content)), usedforsecurity=False)
    name.update(content)
    return name.hexdigest()


def _header(commit: bytes) -> list[bytes]:
    return commit.partition(b"\n\n")[0].split(b"\n")
