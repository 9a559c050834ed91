"""Find a repository on this machine and settle which commit of it is audited."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from auditor.errors import EmptyRepository, UnusableInput
from auditor.limits import limits
from auditor.repository.dates import DateOddity, as_of, date_oddities, tip_at
from auditor.repository.history import Commit, History, iso_time, read_commits, read_history
from auditor.repository.hosting import remote_url
from auditor.repository.listing import take_snapshot
from auditor.repository.locating import git_directory
from auditor.repository.snapshot import Snapshot
from auditor.repository.store import ObjectStore
from auditor.time_limit import OutOfTime, TimeLimit

# What makes a name an expression on commits (`main~2`, `v1^{}`, `:/fix`): no branch can be called so.
_NO_REF_NAME = re.compile(r"[~^:?*\[\\\s]|\.\.|@\{")

# git takes this for the name of an object, whatever its refs are called.
_OBJECT_NAME = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository pinned to one commit.

    branch is the branch that was audited (None for a commit given by itself), default_branch the one that a clone would
    check out (None where it cannot be told), url the address it was cloned from, if any.
    deadline: the date that was asked for; history is then as it was by that date. later: the commits of the default
    branch that the audited one does not contain, its tip first. time: what the audit may take, opening included.
    """

    snapshot: Snapshot
    history: History
    branch: str | None
    default_branch: str | None
    url: str | None
    deadline: datetime | None = None
    later: tuple[Commit, ...] = ()
    date_oddities: tuple[DateOddity, ...] = ()
    time: TimeLimit = field(default_factory=lambda: TimeLimit(limits().seconds))


@contextmanager
def open_repository(location: Path, at: str = "") -> Iterator[Repository]:
    """Open the repository at location, pinned to one commit.

    location: a work tree, a `.git`, or a bare git directory. at: empty for HEAD, or a commit, a branch, a tag, or a
    date (as `read_date` knows them) for the last commit of the default branch by then.

    Raises UnusableInput where there is no repository, no commit, or not the one asked for, and where reading it takes
    longer than an audit may.
    """
    time = TimeLimit(limits().seconds)
    with ExitStack() as stack:
        try:
            with time.held():
                store = stack.enter_context(ObjectStore(git_directory(location)))
                repository = _read(store, location, at, time)
        except OutOfTime:
            raise UnusableInput(f"{location} could not be read within {time.seconds} s") from None
        yield repository


def _read(store: ObjectStore, location: Path, at: str, time: TimeLimit) -> Repository:
    commit, branch, default_branch = _pinned(store, location, at)
    deadline = read_date(at)
    seconds = deadline.timestamp() if deadline else None
    history = read_history(store, commit)
    later = tuple(history.later_on(default_branch or ""))
    oddities = date_oddities(history.reachable | {one.oid: one for one in later}, seconds)
    if seconds is not None:
        history = as_of(history, seconds, default_branch or "")
    snapshot = take_snapshot(store, commit)
    url = remote_url(store.settings)
    return Repository(snapshot, history, branch, default_branch, url, deadline, later, tuple(oddities), time)


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
    text = re.sub(r"(?<!\s)\s++(?=[+-]\d\d:?\d\d$)", "", text.strip())
    written, _, zone = text.rpartition(" ")
    if not re.match(r"[A-Z][A-Za-z]", zone):
        written, zone = text, ""
    if not re.match(r"\d{4}-\d{2}-\d{2}", written):
        return None
    try:
        date, named = datetime.fromisoformat(written), ZoneInfo(zone) if zone else UTC
    except (ValueError, KeyError, OSError):
        return None
    if len(written) == len("2026-01-23"):
        date = date.replace(hour=23, minute=59, second=59)
    return date if date.tzinfo else date.replace(tzinfo=named)


def _pinned(store: ObjectStore, location: Path, at: str) -> tuple[str, str | None, str | None]:
    """The commit that is asked for, the branch it is the tip of if that was asked for, and the default branch."""
    head_branch = _head_branch(store)
    default_branch = _default_branch(store, head_branch)
    commit: str | None
    branch: str | None
    if at in ("", "HEAD"):
        commit, branch = _resolve(store, "HEAD"), head_branch
        missing = "has no commit on its HEAD: nothing to audit"
    elif (date := read_date(at)) is not None:
        newest = _resolve(store, _branch_ref(store, default_branch) if default_branch else "HEAD") or ""
        commits = read_commits(store, newest) if newest else {}
        commit, branch = tip_at(commits, newest, default_branch or "", date.timestamp()), default_branch
        missing = f"has no commit on its default branch by {at}{_rewritten(commits.values(), date)}"
    else:
        is_no_branch = _NO_REF_NAME.search(at) or _OBJECT_NAME.fullmatch(at)
        tip = None if is_no_branch else _resolve(store, _branch_ref(store, at))
        commit, branch = tip or _resolve(store, at), at if tip else None
        missing = f"has no commit {at}"
    if commit is None:
        any_ref = store.run("for-each-ref", "--count=1")[1] or _resolve(store, "HEAD")
        raise (UnusableInput if any_ref else EmptyRepository)(f"{location} {missing}")
    return commit, branch, default_branch


def _rewritten(commits: Iterable[Commit], date: datetime) -> str:
    """What is to be told of commits that are all of after a date, if some were written before it."""
    written = min((commit.authored_at for commit in commits), default=None)
    if written is None or written > date.timestamp():
        return ""
    return f", but commits that were written before and made anew since, the first of them at {iso_time(written)}"


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
