"""Find a repository on this machine and settle which commit of it is audited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from auditor.errors import UnusableInput
from auditor.repository.history import History, Ref, read_history
from auditor.repository.hosting import remote_url
from auditor.repository.snapshot import DEFAULT_BLOB_LIMIT, Snapshot, take_snapshot
from auditor.repository.store import ObjectStore


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository pinned to one commit.

    branch is the branch that was audited (None for a commit or a date given by itself), default_branch the one that a
    clone would check out (None where it cannot be told), url the address it was cloned from, if any.
    """

    snapshot: Snapshot
    history: History
    branch: str | None
    default_branch: str | None
    url: str | None


@contextmanager
def open_repository(location: Path, at: str = "", blob_limit: int = DEFAULT_BLOB_LIMIT) -> Iterator[Repository]:
    """Open the repository at location, pinned to one commit.

    location: a work tree, a `.git`, or a bare git directory. at: empty for HEAD, or a commit, a branch, a tag, or a
    date (ISO 8601; one without a time zone is in UTC, one without a time is the end of that day) for the last commit
    of the default branch by then.

    Raises UnusableInput where there is no repository, no commit, or not the one asked for.
    """
    directory = _git_directory(location)
    with ObjectStore(directory) as store:
        head = _resolve(store, "HEAD")
        default_branch = _default_branch(store, directory)
        branch: str | None = None
        if not at:
            if head is None:
                raise UnusableInput(f"{location} has no commit on its HEAD: nothing to audit")
            commit, branch = head, _head_branch(store)
        elif (date := _date(at)) is not None:
            tip = _resolve(store, _branch_ref(store, default_branch)) if default_branch else head
            commit = _last_by(store, tip, date)
            if commit is None:
                raise UnusableInput(f"{location} has no commit on its default branch by {at}")
            branch = default_branch
        else:
            found = _resolve(store, _branch_ref(store, at)) or _resolve(store, at)
            if found is None:
                raise UnusableInput(f"{location} has no commit {at}")
            commit, branch = found, at if _resolve(store, _branch_ref(store, at)) else None
        history = read_history(store, commit)
        yield Repository(
            take_snapshot(store, commit, blob_limit), history, branch, default_branch, remote_url(directory)
        )


def _git_directory(location: Path) -> Path:
    """The git directory that holds objects and refs."""
    import git
    from git.exc import InvalidGitRepositoryError, NoSuchPathError

    try:
        repository = git.Repo(location, search_parent_directories=False)
    except NoSuchPathError:
        raise UnusableInput(f"{location} does not exist") from None
    except (InvalidGitRepositoryError, OSError):
        raise UnusableInput(f"{location} is not a git repository") from None
    with repository:
        return Path(repository.common_dir)


def _resolve(store: ObjectStore, name: str) -> str | None:
    """The commit that a name stands for, or None."""
    status, out, _ = store.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    return out.decode().strip() if status == 0 else None


def _head_branch(store: ObjectStore) -> str | None:
    status, out, _ = store.run("symbolic-ref", "--quiet", "--short", "HEAD")
    return out.decode().strip() if status == 0 else None


def _default_branch(store: ObjectStore, directory: Path) -> str | None:
    """What the remote calls its HEAD, else the repository's own HEAD, else main or master."""
    for remote in sorted((directory / "refs" / "remotes").glob("*/HEAD")):
        match = re.fullmatch(r"ref: refs/remotes/[^/]+/(\S+)\s*", remote.read_text(errors="replace"))
        if match and _resolve(store, _branch_ref(store, match[1])):
            return match[1]
    if name := _head_branch(store):
        return name
    return next((name for name in ("main", "master") if _resolve(store, f"refs/heads/{name}")), None)


def _branch_ref(store: ObjectStore, name: str) -> str:
    """The full ref of a branch: the remote's copy is the newer one in a clone that was only fetched."""
    remote = f"refs/remotes/origin/{name}"
    return remote if _resolve(store, remote) else f"refs/heads/{name}"


def _date(text: str) -> datetime | None:
    if not re.match(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) == len("2026-01-23"):
        date = date.replace(hour=23, minute=59, second=59)
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _last_by(store: ObjectStore, tip: str | None, date: datetime) -> str | None:
    """The newest commit on the first-parent line of tip that was committed by date.

    Only the first-parent line was ever the branch's own tip: a commit that came in with a later merge was not yet on
    the branch, whenever it was made.
    """
    if tip is None:
        return None
    _, out, _ = store.run("log", "--first-parent", "--format=%H %ct", tip, "--")
    for line in out.decode().splitlines():
        oid, _, seconds = line.partition(" ")
        if seconds and int(seconds) <= date.timestamp():
            return oid
    return None


__all__ = ["Ref", "Repository", "open_repository"]
