"""Since when a repository has had something: the first commit on the way to the audited one."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from auditor.baseline import Baseline
from auditor.batch.fingerprints import own_lines, shingles
from auditor.repository.store import ObjectStore
from auditor.repository.versions import FileHistory

_MOST_OF_IT = 0.8  # a few lines of it may have changed since


@dataclass(frozen=True, slots=True, order=True)
class First:
    """The commit that first had something. committed_at: seconds since 1970, as it says itself."""

    committed_at: int
    commit: str


def first_with_lines(
    store: ObjectStore, head: str, path: str, wanted: Set[int], baseline: Baseline | None
) -> First | None:
    """When the file at path first had most of the wanted shingles; None where no commit shows it.

    head: the commit (40 hex digits) that the history leads to. baseline: what was handed out.
    """
    for version in FileHistory(store, head).versions(path):
        text = version.text or ""
        match = baseline.match(version.path, text.split("\n")) if baseline else None
        found = shingles(own_lines(version.path, text, match))
        if len(found & wanted) >= _MOST_OF_IT * len(wanted):
            return _first(store, version.commit)
    return None


def first_with_object(store: ObjectStore, head: str, oid: str) -> First | None:
    """When a git object (40 hex digits) was first in a tree on the way to head, under any name."""
    _, out, _ = store.run("log", "--full-history", "--no-renames", f"--find-object={oid}", "--format=%H", head, "--")
    commits = out.decode().split()
    return _first(store, commits[-1]) if commits else None


def _first(store: ObjectStore, commit: str) -> First:
    _, out, _ = store.run("log", "-1", "--format=%ct", commit, "--")
    seconds = out.decode().strip()
    return First(int(seconds) if seconds.isdigit() else 0, commit)
