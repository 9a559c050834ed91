"""A repository at one commit: its tree, and the text of its files, read once and kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from auditor.errors import Unread
from auditor.repository.store import ObjectStore
from auditor.repository.text import decode, is_binary

DEFAULT_BLOB_LIMIT = 10_000_000  # bytes; notebooks with their figures reach a few millions
_TOTAL_LIMIT = 300_000_000  # bytes; a few kB of crafted objects can stand for any number of large files
_MAX_MISSING_FOLDERS = 100

# Folders of other people's code that groups commit by mistake. What is in them says nothing of the group's own work.
VENDORED_FOLDERS = frozenset(
    [
        *("site-packages", "dist-packages", "__pypackages__", "node_modules", "bower_components"),
        *("third_party", "vendor", "vendored", "google-cloud-sdk"),
    ]
)
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
        stem, dot, ending = self.name.rpartition(".")
        return f".{ending.lower()}" if dot and stem else ""


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
        blob_limit: int = DEFAULT_BLOB_LIMIT,
    ) -> None:
        self.commit = commit
        self.entries: dict[str, Entry] = {entry.path: entry for entry in sorted(entries, key=lambda e: e.path)}
        self.store = store
        self._blob_limit = blob_limit
        self._bytes_left = _TOTAL_LIMIT
        self._blobs: dict[str, bytes | None] = {}
        self._texts: dict[str, str | None] = {}
        self._unread: dict[str, Unread] = {problem.path: problem for problem in unread}

    @property
    def unread(self) -> list[Unread]:
        """What should have been read and could not be, sorted by path."""
        return sorted(self._unread.values())

    def report_unread(self, path: str, message: str) -> None:
        """Record that path could not be made sense of; the first reason given for a path stays."""
        self._unread.setdefault(path, Unread(path, message))

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
        return any(part in VENDORED_FOLDERS for part in folder.split("/")) or (
            bool(self._environments) and path.startswith(self._environments)
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
        return text.split("\n") if text else []

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
        changed = Snapshot(self.store, self.commit, entries, unlisted, self._blob_limit)
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
        elif entry.size > self._blob_limit:
            self.report_unread(path, f"it has {entry.size:,} bytes, more than the {self._blob_limit:,} that are read")
        elif entry.size > self._bytes_left:
            self.report_unread(path, f"the files before it have the {_TOTAL_LIMIT:,} bytes that are read altogether")
        else:
            self._bytes_left -= entry.size
            yield entry


def take_snapshot(store: ObjectStore, commit: str, blob_limit: int = DEFAULT_BLOB_LIMIT) -> Snapshot:
    """The snapshot of commit (a full object name).

    Folders whose tree objects are missing are named in `unread`, and the rest of the tree is still there.
    """
    entries: list[Entry] = []
    missing: dict[str, str] = {}
    waiting = [("", commit)]
    while waiting and len(missing) < _MAX_MISSING_FOLDERS:
        folder, tree = waiting.pop()
        status, listing, error = store.run(*_LIST, "-r", tree)
        if status > 0:  # git's listing ends at the first folder that is missing: each is asked for by itself
            status, listing, error = store.run(*_LIST, tree)
        if status:
            missing[folder or "the tree"] = error
        for kind, entry in _entries(listing, folder):
            if kind == "tree":
                waiting.append((f"{entry.path}/", entry.oid))
            else:
                entries.append(entry)
    unread = [Unread("", f"not listed: {', '.join(sorted(missing))} ({min(missing.values())})")] if missing else []
    return Snapshot(store, commit, entries, unread, blob_limit)


_LIST = ("ls-tree", "-z", "-l", "--full-tree")


def _entries(listing: bytes, folder: str) -> Iterator[tuple[str, Entry]]:
    """Type and entry of each line of `git ls-tree -z -l`: mode, type, object and size before a tab, the path behind it.

    The size is "-" for what is no blob, and "BAD" for a blob that the repository does not have. Bytes of a path that
    are no UTF-8 are written as `\\xe9`.
    """
    for line in listing.split(b"\0")[:-1]:
        head, _, path = line.partition(b"\t")
        mode, kind, oid, size = head.decode("ascii").split()
        entry_kind = _KINDS.get(mode, EntryKind.FILE)
        name = folder + path.decode("utf-8", errors="backslashreplace")
        yield kind, Entry(name, oid, entry_kind, int(size) if size.isdigit() else None)


_KINDS = {"120000": EntryKind.LINK, "160000": EntryKind.SUBMODULE}
