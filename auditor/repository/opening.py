"""Find a repository on this machine and settle which commit of it is audited."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from auditor.errors import EmptyRepository, UnusableInput
from auditor.repository.history import History, read_history
from auditor.repository.hosting import remote_url
from auditor.repository.snapshot import DEFAULT_BLOB_LIMIT, Snapshot, take_snapshot
from auditor.repository.store import ObjectStore

# What makes a name an expression on commits (`main~2`, `v1^{}`, `:/fix`): no branch can be called so.
_NO_REF_NAME = re.compile(r"[~^:?*\[\\\s]|\.\.|@\{")


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
    date (as `read_date` knows them) for the last commit of the default branch by then.

    Raises UnusableInput where there is no repository, no commit, or not the one asked for.
    """
    with ObjectStore(git_directory(location)) as store:
        commit, branch, default_branch = _pinned(store, location, at)
        history = read_history(store, commit)
        snapshot = take_snapshot(store, commit, blob_limit)
        yield Repository(snapshot, history, branch, default_branch, remote_url(store.settings))


def fingerprint(location: Path, at: str = "") -> str:
    """A digest of all that an audit of the repository depends on: the commit, every branch, tag and pull request.

    location, at: as for `open_repository`, and so are the errors; of them EmptyRepository where there is no commit.
    """
    with ObjectStore(git_directory(location)) as store:
        pinned = _pinned(store, location, at)
        _, refs, _ = store.run("for-each-ref", "--format=%(objectname) %(refname)")
        known = repr((pinned, remote_url(store.settings))).encode()
        return hashlib.sha256(known + refs).hexdigest()


def read_date(text: str) -> datetime | None:
    """The moment that a text names: ISO 8601, and a time zone's name ("2026-01-23 23:59 Europe/Copenhagen") or none.

    One without a time zone is in UTC, one without a time is the end of that day. None for what is no date, or names
    no zone that this machine knows.
    """
    written, _, zone = text.strip().rpartition(" ")
    if not re.match(r"[A-Z][A-Za-z]", zone):
        written, zone = text.strip(), ""
    if not re.match(r"\d{4}-\d{2}-\d{2}", written):
        return None
    try:
        date, named = datetime.fromisoformat(written), ZoneInfo(zone) if zone else UTC
    except (ValueError, KeyError, OSError):
        return None
    if len(written) == len("2026-01-23"):
        date = date.replace(hour=23, minute=59, second=59)
    return date if date.tzinfo else date.replace(tzinfo=named)


def git_directory(location: Path) -> Path:
    """The git directory of a work tree, a linked work tree, or a `.git` or bare directory itself.

    Nothing of the repository's configuration is read for it. Raises UnusableInput where there is none.
    """
    try:
        from git.repo.fun import find_submodule_git_dir, find_worktree_git_dir, is_git_dir
    except ImportError:  # GitPython looks for git as it is imported
        raise UnusableInput("git is not installed, or not on the PATH") from None

    try:
        for directory in (location, location / ".git"):
            if is_git_dir(directory):
                return directory
        # a file `.git` that names the directory; of a linked work tree that has no objects of its own
        named = find_submodule_git_dir(location / ".git") or find_worktree_git_dir(location / ".git")
        if named is not None and (location / named / "HEAD").is_file():
            return location / named
        exists = location.exists()
    except (OSError, ValueError):
        exists = True
    raise UnusableInput(f"{location} is not a git repository" if exists else f"{location} does not exist")


def _pinned(store: ObjectStore, location: Path, at: str) -> tuple[str, str | None, str | None]:
    """The commit that is asked for, the branch it is the tip of if that was asked for, and the default branch."""
    head_branch = _head_branch(store)
    default_branch = _default_branch(store, head_branch)
    branch: str | None
    if at in ("", "HEAD"):
        commit, branch = _resolve(store, "HEAD"), head_branch
        missing = "has no commit on its HEAD: nothing to audit"
    elif (date := read_date(at)) is not None:
        tip = _resolve(store, _branch_ref(store, default_branch) if default_branch else "HEAD")
        commit, branch = _last_by(store, tip, date), default_branch
        missing = f"has no commit on its default branch by {at}"
    else:
        tip = None if _NO_REF_NAME.search(at) else _resolve(store, _branch_ref(store, at))
        commit, branch = tip or _resolve(store, at), at if tip else None
        missing = f"has no commit {at}"
    if commit is None:
        any_ref = store.run("for-each-ref", "--count=1")[1] or _resolve(store, "HEAD")
        raise (UnusableInput if any_ref else EmptyRepository)(f"{location} {missing}")
    return commit, branch, default_branch


def _resolve(store: ObjectStore, name: str) -> str | None:
    """The commit that a name stands for, or None."""
    status, out, _ = store.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    return out.decode().strip() if status == 0 else None


def _head_branch(store: ObjectStore) -> str | None:
    status, out, _ = store.run("symbolic-ref", "--quiet", "--short", "HEAD")
    return out.decode("utf-8", errors="replace").strip() if status == 0 else None


def _default_branch(store: ObjectStore, head_branch: str | None) -> str | None:
    """What the remote calls its HEAD, else the repository's own HEAD, else main or master."""
    _, listing, _ = store.run("for-each-ref", "--format=%(refname) %(symref)", "refs/remotes/*/HEAD")
    for line in sorted(listing.decode("utf-8", errors="replace").splitlines(), key=lambda line: "/origin/" not in line):
        remote, _, target = line.partition("/HEAD ")
        if target.startswith(f"{remote}/"):
            return target.removeprefix(f"{remote}/")
    return head_branch or next((name for name in ("main", "master") if _resolve(store, f"refs/heads/{name}")), None)


def _branch_ref(store: ObjectStore, name: str) -> str:
    """The full ref of a branch: the remote's copy is the newer one in a clone that was only fetched."""
    remote = f"refs/remotes/origin/{name}"
    return remote if _resolve(store, remote) else f"refs/heads/{name}"


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
