"""What the audited commit does not have: files on branches that were never merged, and files removed since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from auditor.limits import limits
from auditor.place import Place
from auditor.repository.history import History
from auditor.repository.people import is_bot
from auditor.repository.snapshot import Entry, EntryKind, Snapshot
from auditor.repository.store import ObjectStore

_WORK = (".py", ".ipynb", ".md", ".rst", ".yml", ".yaml", ".toml", ".cfg", ".dvc", ".sh", "dockerfile", "makefile")
_LINK_OR_SUBMODULE = ("120000", "160000")
_RAW = ("log", "--raw", "-z", "--no-abbrev", "--no-renames", "--format=%x01%H %P")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file is to be seen: a commit that has it, and the branch it is on (None for a file removed since)."""

    commit: str
    branch: str | None


class Elsewhere:
    """Files that are not at the audited commit, or not in that form, as one snapshot, with the origin of each."""

    def __init__(self, snapshot: Snapshot, origins: dict[str, Origin]) -> None:
        self.snapshot = snapshot
        self.origins = origins

    def place(self, place: Place) -> Place:
        """A place in the snapshot with the commit and branch where it is to be seen."""
        origin = self.origins[place.path or ""]
        return replace(place, commit=origin.commit, ref=origin.branch)


def look_elsewhere(snapshot: Snapshot, history: History) -> Elsewhere:
    """The newest form of every file that only unmerged branches of people have, or that was removed since.

    A file whose very content stands at the audited commit (moved, say) is left out.
    """
    store = snapshot.store
    here = {entry.oid for entry in snapshot.entries.values()}
    found: dict[str, tuple[str, Origin]] = {}
    tips = [ref.commit for ref in history.unmerged_branches if not _is_bots(history, ref.commit)]
    branch_of = _branches(history)
    raw, is_whole = _raw_changes(snapshot, *tips, f"^{history.head}") if tips else ("", True)
    for commit, _, changes in _changes(raw):
        for status, _, new, path in changes:
            if path not in found and commit in branch_of:
                found[path] = ("" if status == "D" else new, Origin(commit, branch_of[commit]))
    raw, _ = _raw_changes(snapshot, "--diff-filter=D", history.head) if is_whole else ("", False)
    for _, parents, changes in _changes(raw):
        for _, old, _, path in changes:
            if path not in snapshot.entries and parents:
                found.setdefault(path, (old, Origin(parents[0], None)))
    chosen = {path: item for path, item in sorted(found.items()) if item[0] and item[0] not in here}
    if len(chosen) > limits().removed_files:
        # Most of so many are data or a committed environment. What could be the group's work comes first.
        ranked = sorted(chosen, key=lambda path: (not _may_be_work(snapshot, path), path))
        first, rest = ranked[: limits().removed_files], ranked[limits().removed_files :]
        if _may_be_work(snapshot, rest[0]):
            snapshot.report_unread("", f"{len(rest):,} files on other branches or removed since were not looked at")
        chosen = {path: chosen[path] for path in sorted(first)}
    sizes = _sizes(store, [oid for oid, _ in chosen.values()])
    entries = [Entry(path, oid, EntryKind.FILE, sizes.get(oid)) for path, (oid, _) in chosen.items()]
    return Elsewhere(Snapshot(store, snapshot.commit, entries), {path: origin for path, (_, origin) in chosen.items()})


def _may_be_work(snapshot: Snapshot, path: str) -> bool:
    return path.lower().endswith(_WORK) and not snapshot.is_vendored(path)


def _is_bots(history: History, oid: str) -> bool:
    commit = history.commits.get(oid)
    return commit is not None and is_bot(commit.author)


def _branches(history: History) -> dict[str, str]:
    """The name of an unmerged branch for each commit that only such branches have."""
    names: dict[str, str] = {}
    for ref in history.unmerged_branches:
        waiting = [ref.commit]
        while waiting:
            oid = waiting.pop()
            if oid in names or oid in history.reachable or oid not in history.commits:
                continue
            names[oid] = ref.name
            waiting += history.commits[oid].parents
    return names


_Change = tuple[str, str, str, str]  # status, old and new object, path


def _raw_changes(snapshot: Snapshot, *revisions: str) -> tuple[str, bool]:
    """What git lists, up to the last field that is whole, and whether that is all."""
    status, out, error = snapshot.store.run(*_RAW, *revisions, "--")
    if status < 0:
        snapshot.report_unread("", f"not all earlier versions were looked at: {error}")
    return out[: out.rfind(b"\0") + 1].decode("utf-8", errors="replace"), status >= 0


def _changes(raw: str) -> Iterator[tuple[str, list[str], list[_Change]]]:
    """Commit, parents and changed files, newest commit first; merges have no changes of their own."""
    commit = ""
    parents: list[str] = []
    changes: list[_Change] = []
    fields = iter(raw.split("\0"))
    for field in fields:
        text = field.lstrip("\n")
        if text.startswith("\x01"):
            if commit:
                yield commit, parents, changes
            commit, *parents = text[1:].split()
            changes = []
        elif text.startswith(":"):
            _, new_mode, old, new, status = text[1:].split()
            path = next(fields, "")
            if new_mode not in _LINK_OR_SUBMODULE:
                changes.append((status, old, new, path))
    if commit:
        yield commit, parents, changes


def _sizes(store: ObjectStore, oids: Sequence[str]) -> dict[str, int]:
    """The sizes of those objects that the repository has."""
    if not oids:
        return {}
    _, out, _ = store.run("cat-file", "--batch-check", stdin="".join(f"{oid}\n" for oid in oids).encode())
    lines = (line.split() for line in out.decode().splitlines())
    return {fields[0]: int(fields[2]) for fields in lines if len(fields) == 3 and fields[1] == "blob"}
