"""Commits by their dates: what a branch was at a moment, and dates that cannot be right.

The date of a commit is its committer's: when it was made as it is now. Anybody can set it to anything, and when a
commit was pushed is not in a repository at all. So what a date decides is told together with what speaks against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from auditor.repository.history import Commit, History, Ref, iso_time

# Two clocks on one project are minutes apart, and half a day where one of them stands in the wrong time zone.
_TOLERANCE = 24 * 3600
# As git words a merge, by default: of the branch from an address, of the remote's copy as it was fetched.
_MERGED = re.compile(r"Merge (?:remote-tracking )?branch '(?:refs/heads/|(?:refs/remotes/)?origin/)?(?P<name>[^']+)'")


@dataclass(frozen=True, slots=True)
class DateOddity:
    """A commit (40 hex digits) of which two dates cannot both be right; message says why."""

    commit: str
    message: str


def line(commits: Mapping[str, Commit], tip: str, branch: str) -> Iterator[Commit]:
    """The commits that were the tip of a branch one after the other, newest first, as far as they are known.

    These are the first parents, but for merges of the branch into somebody's copy of it (`git pull`) or into another
    branch: there the merged parent is what everybody saw, and the first one was on one machine alone until then.
    """
    oid = tip
    while oid in commits:
        commit = commits[oid]
        yield commit
        oid = commit.parents[_is_pull(commits, commit, branch)] if commit.parents else ""


def _is_pull(commits: Mapping[str, Commit], commit: Commit, branch: str) -> bool:
    """Whether a commit merges the branch itself, by its message, or else by whose the parents are."""
    if not commit.is_merge:
        return False
    if commit.message.startswith("Merge "):  # as git or the host words it
        merged = _MERGED.match(commit.message)
        return merged is not None and merged["name"] == branch
    # Those with a message of one's own are nine times in ten pulls where they bring others' work to one's own.
    own, other = (commits.get(parent) for parent in commit.parents[:2])
    return own is not None and other is not None and own.author == commit.author != other.author


def tip_at(commits: Mapping[str, Commit], tip: str, branch: str, date: float) -> str | None:
    """The newest commit of a branch that is dated at most date (seconds since 1970), or None."""
    return next((commit.oid for commit in line(commits, tip, branch) if commit.committed_at <= date), None)


def as_of(history: History, date: float, default_branch: str) -> History:
    """A history without what was committed after date, unless the audited commit builds on it.

    Branches and pull requests stand where they stood then. Those of later commits alone are left out, and so are tags
    of later commits.
    """
    commits = {oid: c for oid, c in history.commits.items() if c.committed_at <= date or oid in history.reachable}

    def moved(refs: Iterable[Ref]) -> Iterator[Ref]:
        for ref in refs:
            name = ref.name.removeprefix("origin/")
            then = tip_at(history.commits, ref.commit, name, date)
            if then is not None and (then == ref.commit or name == default_branch or then not in history.reachable):
                yield Ref(ref.name, then)

    tags = [tag for tag in history.tags if tag.commit in commits]
    return History(
        commits.values(), moved(history.branches), tags, moved(history.pull_requests), history.head, history.unread
    )


def date_oddities(commits: Mapping[str, Commit], deadline: float | None = None) -> list[DateOddity]:
    """Commits dated more than a day before one that they build on, or committed a day before they were written.

    With a deadline, the difference need not be a day where one of the two dates is before the deadline and the other is
    after it: then the order of the commits says that work of after the deadline passes for work of before.
    """
    found = []
    for commit in commits.values():
        parents = [commits[oid] for oid in commit.parents if oid in commits]
        newest = max(parents, key=lambda parent: (parent.committed_at, parent.oid), default=commit)
        written = f"dated {iso_time(commit.committed_at)}"
        if _is_odd(commit.committed_at, newest.committed_at, deadline):
            built_on = f"{newest.oid[:10]}, which is dated {iso_time(newest.committed_at)}"
            found.append(DateOddity(commit.oid, f"{written}, but builds on {built_on}"))
        if _is_odd(commit.committed_at, commit.authored_at, deadline):
            authored = iso_time(commit.authored_at)
            found.append(DateOddity(commit.oid, f"{written} by who committed it, and {authored} by who wrote it"))
    return sorted(found, key=lambda oddity: (commits[oddity.commit].committed_at, oddity.commit, oddity.message))


def _is_odd(date: int, no_later_than_this: int, deadline: float | None) -> bool:
    across = deadline is not None and date <= deadline < no_later_than_this
    return across or no_later_than_this - date > _TOLERANCE
