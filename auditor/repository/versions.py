"""What earlier commits held: the versions of a file, and the files of a commit."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.repository.store import ObjectStore
from auditor.repository.text import decode, is_binary

_NO_OBJECT = "0" * 40


@dataclass(frozen=True, slots=True)
class FileVersion:
    """What a commit made of a file. path: where it was then. text: None where it was removed or is no text."""

    commit: str
    path: str
    text: str | None


class FileHistory:
    """Earlier contents, each read by one git process when it is asked for."""

    def __init__(self, store: ObjectStore, head: str) -> None:
        """head: the commit (40 hex digits) that the history leads to."""
        self._store = store
        self._head = head

    def versions(self, path: str) -> list[FileVersion]:
        """Every version of the file at path on all the lines of history, oldest first, whatever case its name had.

        The list is empty where the file was never there, or the history cannot be read.
        """
        # Renames are not followed: git would have to compare contents that a partial clone does not have.
        _, log, _ = self._store.run(
            "log", "--full-history", "--raw", "--no-abbrev", "--no-renames", "-z", "--format=%x01%H",
            self._head, "--", f":(top,literal,icase){path}",
        )  # fmt: skip
        found = _changes(log[: log.rfind(b"\0") + 1].decode("utf-8", errors="replace"))
        wanted = list(dict.fromkeys(oid for _, oid, _ in found if oid != _NO_OBJECT))
        contents = dict(zip(wanted, self._store.read_many(wanted), strict=True))
        return [FileVersion(commit, where, _text(contents.get(oid))) for commit, oid, where in reversed(found)]

    def paths(self, commit: str) -> tuple[str, ...]:
        """The paths of all files of a commit (40 hex digits), sorted; none where it cannot be read."""
        _, listing, _ = self._store.run("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit)
        return tuple(sorted(path for path in listing.decode("utf-8", errors="replace").split("\0") if path))


def _changes(log: str) -> list[tuple[str, str, str]]:
    """Commit, object and path of each change in git's output, newest first. Merges have no changes of their own."""
    found = []
    commit = ""
    fields = iter(log.split("\0"))
    for field in fields:
        text = field.lstrip("\n")
        if text.startswith("\x01"):
            commit = text[1:]
        elif text.startswith(":"):
            found.append((commit, text.split()[3], next(fields, "")))
    return found


def _text(content: bytes | None) -> str | None:
    return None if content is None or is_binary(content) else decode(content)
