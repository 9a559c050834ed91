"""The paths of one commit, folder by folder, as far as they can be trusted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from auditor.errors import Unread
from auditor.limits import limits
from auditor.repository.snapshot import Entry, EntryKind, Snapshot, large_blobs
from auditor.repository.store import ObjectStore

_LONGEST_PATH = 4096  # characters, of any that a system takes
_MOST_NAMED = 100  # folders with the same problem that are named
_FOLDER = b"40000"
_KINDS = {b"120000": EntryKind.LINK, b"160000": EntryKind.SUBMODULE}


def take_snapshot(store: ObjectStore, commit: str) -> Snapshot:
    """The snapshot of commit (a full object name).

    Folders whose tree objects are missing or damaged are named in `unread`, and the rest of the tree is still there; so
    are paths that are too long, too deep, or too many: then those that are nearest to the root are there.
    A file that a clone left out for its size has one byte more than the limit: a whole clone gives the same snapshot,
    but for how large such a file is.
    """
    # Not by `git ls-tree`, which neither ends before 10^10 paths nor looks whether a tree is what its name says.
    listing = _Listing(store)
    listing.read(_root(store.read(commit)))
    left_out = store.settings.get("remote.origin.partialclonefilter") == large_blobs()
    return Snapshot(store, commit, listing.sized(limits().blob_bytes + 1 if left_out else None), listing.unread())


def _root(commit: bytes | None) -> str:
    """The tree that a commit's content names; empty where that cannot be told."""
    first = (commit or b"").partition(b"\n")[0].decode("ascii", errors="replace")
    return first.removeprefix("tree ") if re.fullmatch(r"tree [0-9a-f]{40,64}", first) else ""


class _Listing:
    """The entries of a tree. What is left of it is kept with the reason."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._entries: list[Entry] = []
        self._left: dict[str, str] = {}

    def read(self, root: str) -> None:
        """List what a tree leads to, the folders nearest to it first."""
        level = [("", root)]
        count = 0
        while level:
            trees = dict.fromkeys(oid for _, oid in level)
            contents = dict(zip(trees, self._store.read_many(trees), strict=True))
            below = []
            for folder, tree in level:
                for mode, path, oid in self._rows(folder, contents[tree], len(root) // 2):
                    count += 1
                    if count > limits().files:
                        self._left["the rest"] = f"there are more than {limits().files:,} paths"
                        return
                    if len(path) > _LONGEST_PATH or path.count("/") > limits().tree_depth:
                        reason = f"they have more than {_LONGEST_PATH:,} characters or {limits().tree_depth:,} folders"
                        self._left["some paths"] = reason
                    elif mode == _FOLDER:
                        below.append((f"{path}/", oid))
                    else:
                        self._entries.append(Entry(path, oid, _KINDS.get(mode, EntryKind.FILE), None))
            level = below

    def _rows(self, folder: str, tree: bytes | None, length: int) -> Iterator[tuple[bytes, str, str]]:
        """Mode, path and object of each row of a tree, whose names of objects have that many bytes.

        Format: mode, a space, the name, NUL, the object; bytes of a name that are no UTF-8 are written as `\\xe9`.
        """
        position = 0
        while tree is not None and position < len(tree):
            space = tree.find(b" ", position)
            end = tree.find(b"\0", space)
            if space < 0 or end < 0 or end + length >= len(tree):
                tree = None
                break
            name = tree[space + 1 : end].decode("utf-8", errors="backslashreplace")
            mode, oid = tree[position:space], tree[end + 1 : end + 1 + length].hex()
            position = end + 1 + length
            yield mode, folder + name, oid
        if tree is None:
            self._left[folder or "the tree"] = "missing or damaged"

    def sized(self, missing: int | None) -> list[Entry]:
        """The entries with their sizes; missing: that of a file whose content is not there."""
        files = dict.fromkeys(entry.oid for entry in self._entries if entry.kind is EntryKind.FILE)
        asked = "".join(f"{oid}\n" for oid in files).encode()
        _, out, _ = self._store.run("cat-file", "--batch-check", stdin=asked) if asked else (0, b"", "")
        rows = (line.split() for line in out.decode("ascii", errors="replace").splitlines())
        sizes = {row[0]: int(row[2]) for row in rows if len(row) == 3 and row[1] == "blob"}
        return [
            replace(entry, size=sizes.get(entry.oid, missing)) if entry.kind is EntryKind.FILE else entry
            for entry in self._entries
        ]

    def unread(self) -> list[Unread]:
        """What is left out, each reason once."""
        by_reason: dict[str, list[str]] = {}
        for what, reason in sorted(self._left.items()):
            by_reason.setdefault(reason, []).append(what)
        return [
            Unread("", f"not listed: {', '.join(named[:_MOST_NAMED])} ({reason})")
            for reason, named in sorted(by_reason.items())
        ]
