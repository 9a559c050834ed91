"""A repository at one commit: its tree, and the text of its files, read once and kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache

from auditor.errors import Unread
from auditor.limits import limits
from auditor.repository.store import ObjectStore
from auditor.repository.text import decode, is_binary

# Folders of other people's code that groups commit by mistake. What is in them says nothing of the group's own work.
VENDORED_FOLDERS = frozenset(
    [
        *("site-packages", "dist-packages", "__pypackages__", "node_modules", "bower_components"),
        *("third_party", "vendor", "vendored", "google-cloud-sdk"),
    ]
)
_STANDARD_LIBRARY = re.compile(r"(?:^|/)lib/python3(?:\.\d+)?/")  # of an environment, on any system but Windows
_ENVIRONMENT_MARK = "pyvenv.cfg"  # every virtual environment has this file at its root (PEP 405)


class EntryKind(Enum):
    """What a tree holds under a path."""

    FILE = "file"
    LINK = "symbolic link"
    SUBMODULE = "submodule"


@dataclass(frozen=True, slots=True)
class Entry:
    """One path of the tree. size is in bytes, None where the repository does not have the object."""

    path: str
    oid: str
    kind: EntryKind
    size: int | None

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def folder(self) -> str:
        """The folder's path, the empty string for the root."""
        return self.path.rpartition("/")[0]

    @property
    def suffix(self) -> str:
        """The file ending in lower case with its dot, or the empty string."""
        path = self.path  # asked a dozen times of every file, so not by way of the name
        dot = path.rfind(".")
        return path[dot:].lower() if dot > path.rfind("/") + 1 else ""


class Snapshot:
    """The tree of one commit.

    Nothing is checked out. Files are read from the object store when first asked for; what could not be read is None
    to the caller, and is listed in `unread`.
    """

    def __init__(
        self,
        store: ObjectStore,
        commit: str,
        entries: Iterable[Entry],
        unread: Iterable[Unread] = (),
    ) -> None:
        self.commit = commit
        self.entries: dict[str, Entry] = {entry.path: entry for entry in sorted(entries, key=lambda e: e.path)}
        self.store = store
        self._bytes_left = limits().total_bytes
        self._blobs: dict[str, bytes | None] = {}
        self._texts: dict[str, str | None] = {}
        # By path; what has none is a problem of its own each time.
        self._unread: dict[str | Unread, Unread] = {problem.path or problem: problem for problem in unread}

    @property
    def unread(self) -> list[Unread]:
        """What should have been read and could not be, sorted by path."""
        return sorted(self._unread.values())

    def report_unread(self, path: str, message: str) -> None:
        """Record that path could not be made sense of; the first reason given for a path stays.

        An empty path is for what is no file: any number of reasons.
        """
        problem = Unread(path, message)
        self._unread.setdefault(path or problem, problem)

    def why_unread(self, path: str) -> str | None:
        """Why path could not be read, or None when nothing is known against it."""
        problem = self._unread.get(path)
        return problem.message if problem else None

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder of the tree, submodules included."""
        found: set[str] = set()
        for entry in self.entries.values():
            folder = entry.path if entry.kind is EntryKind.SUBMODULE else entry.folder
            while folder and folder not in found:
                found.add(folder)
                folder = folder.rpartition("/")[0]
        return frozenset(found)

    @cached_property
    def _environments(self) -> tuple[str, ...]:
        return tuple(f"{entry.folder}/" for entry in self.entries.values() if entry.name == _ENVIRONMENT_MARK)

    def is_vendored(self, path: str) -> bool:
        """Whether path lies in a folder of installed or copied third-party code."""
        folder = path.rpartition("/")[0]
        return (
            any(part in VENDORED_FOLDERS for part in folder.split("/"))
            or (bool(self._environments) and path.startswith(self._environments))
            or _STANDARD_LIBRARY.search(path) is not None
        )

    @cached_property
    def files(self) -> tuple[Entry, ...]:
        """The group's files, sorted by path: neither links, nor submodules, nor vendored code."""
        return tuple(
            entry
            for entry in self.entries.values()
            if entry.kind is EntryKind.FILE and not self.is_vendored(entry.path)
        )

    def blob(self, path: str) -> bytes | None:
        """The bytes of a file, or None when it is not there or cannot be read (see `unread`)."""
        if path not in self._blobs:
            self.read([path])
        return self._blobs[path]

    def text(self, path: str) -> str | None:
        """The text of a file, or None when it is not there, is binary, or cannot be read (see `unread`)."""
        if path not in self._texts:
            data = self.blob(path)
            self._texts[path] = None if data is None or is_binary(data) else decode(data)
        return self._texts[path]

    def lines(self, path: str) -> list[str]:
        """The lines of a file without their ends; none where there is no text."""
        text = self.text(path)
        return _lines(text) if text else []

    def read(self, paths: Iterable[str]) -> None:
        """Read many files in one go. Whoever needs a group of files calls this before it asks for each."""
        wanted = [entry for path in paths if path not in self._blobs for entry in self._readable(path)]
        contents: Iterator[bytes | None] = self.store.read_many(entry.oid for entry in wanted)
        for entry, content in zip(wanted, contents, strict=True):
            self._blobs[entry.path] = content
            if content is None:
                self.report_unread(entry.path, "its content is missing from the repository")

    def with_texts(self, texts: Mapping[str, str | None]) -> Snapshot:
        """The same tree with other texts in some of its files; None removes a file. The repository stays as it is."""
        entries = [entry for entry in self.entries.values() if texts.get(entry.path, "") is not None]
        unlisted = [problem for problem in self._unread.values() if problem.path not in self.entries]
        changed = Snapshot(self.store, self.commit, entries, unlisted)
        changed._blobs = {path: data for path, data in self._blobs.items() if data is not None and path not in texts}
        changed._blobs |= {path: text.encode() for path, text in texts.items() if text is not None}
        return changed

    def _readable(self, path: str) -> Iterator[Entry]:
        self._blobs[path] = None
        entry = self.entries.get(path)
        if entry is None or entry.kind is not EntryKind.FILE:
            return
        if entry.size is None:
            self.report_unread(path, "its content is missing from the repository")
        elif entry.size > limits().blob_bytes:
            self.report_unread(path, f"it has more than the {limits().blob_bytes:,} bytes that are read")
        elif entry.size > self._bytes_left:
            most = limits().total_bytes
            self.report_unread(path, f"the files before it have the {most:,} bytes that are read altogether")
        else:
            self._bytes_left -= entry.size
            yield entry


def large_blobs() -> str:
    """git's filter for the blobs that no snapshot reads, since they are too large: what a clone can do without."""
    return f"blob:limit={limits().blob_bytes + 1}"  # git leaves out those that have this size or more


@lru_cache(maxsize=16)  # one place after another of the same file is shown
def _lines(text: str) -> list[str]:
    return text.split("\n")
