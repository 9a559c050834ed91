"""What came after a deadline: items that the audited commit does not show, and a later one does.

The verdict stays that of the deadline. Whether late work counts is for a person to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from auditor.facts import Facts
from auditor.judging import judge_or_leave
from auditor.report import Report
from auditor.report.reading import read_report
from auditor.repository.dates import line
from auditor.repository.history import Commit, History, Ref
from auditor.repository.listing import take_snapshot
from auditor.repository.opening import Repository
from auditor.rule import Finding, Status
from auditor.rulebook import Rulebook

_RANKS = {Status.ABSENT: 0, Status.UNVERIFIABLE: 0, Status.PARTIAL: 1, Status.PRESENT: 2}
# Commits that are judged between the audited one and the newest. Each costs a part of an audit, all together at most
# about two. Few groups have more commits than this after a deadline.
_MOST_JUDGED = 16
_MOST_FILES = 20_000  # of all judged commits together: of a repository with ten thousands, none between is judged


@dataclass(frozen=True, slots=True)
class Appearance:
    """Where what an item asks for comes to the default branch after the deadline.

    status: what the branch shows from then on. commit: the one that brings it. seconds: how long after the deadline
    that was, by the commit's own date. message: the same for a person.
    """

    status: Status
    commit: Commit
    seconds: float
    message: str


@dataclass(frozen=True, slots=True)
class Late:
    """What came after a deadline. items: by their ids. report: what became of the report, empty where nothing did."""

    items: Mapping[str, Appearance] = field(default_factory=dict)
    report: str = ""


def look_later(
    repository: Repository,
    rulebook: Rulebook,
    findings: Mapping[str, Finding],
    report: Report | None,
    given: Report | None = None,
) -> Late:
    """The items of which the default branch's newest commit shows more than the audited one.

    findings, report: of the audited commit. given: a report from elsewhere, which goes before the repository's own.
    Without a date that was asked for, and without later commits, there is nothing late.
    """
    if repository.deadline is None or not repository.later:
        return Late()
    branch = _LaterBranch(repository, rulebook, given)
    newest = branch.facts(len(branch.commits) - 1)
    unshown = {item: finding for item, finding in findings.items() if finding.status is not Status.PRESENT}
    better = {
        item: finding
        for item, finding in branch.findings(newest, unshown).items()
        if _RANKS[finding.status] > _RANKS[unshown[item].status] and _is_there(finding)
    }
    most = min(_MOST_JUDGED, _MOST_FILES // max(1, len(newest.snapshot.entries)))
    deadline = repository.deadline.timestamp()
    items = {item: _appearance(arrival, branch, deadline) for item, arrival in branch.arrivals(better, most).items()}
    return Late(items, "" if given else _of_report(report, newest.report, branch, deadline))


def _is_there(finding: Finding) -> bool:
    """Whether some of the evidence is in files that the judged commit has, and not in removed ones."""
    places = [piece.place for piece in finding.evidence]
    return not places or any(place.path is None or place.commit is None for place in places)


@dataclass(frozen=True, slots=True)
class _Arrival:
    """The place of a commit that shows an item, what it shows, and whether an earlier one cannot show it, too."""

    place: int
    finding: Finding
    is_first: bool


class _LaterBranch:
    """The default branch after the audited commit, judged where it is asked for."""

    def __init__(self, repository: Repository, rulebook: Rulebook, given: Report | None) -> None:
        self._store = repository.snapshot.store
        self._rulebook = rulebook
        self._given = given
        self._audited = repository.snapshot.commit
        self._name = repository.default_branch or ""
        self._later = {commit.oid: commit for commit in repository.later}
        self._known = repository.history.reachable | self._later
        newest = repository.later[0]
        self.commits = list(line(self._later, newest.oid, self._name))[::-1]  # oldest first

    def facts(self, place: int) -> Facts:
        """The facts of the branch as it was with one of its commits."""
        commit = self.commits[place]
        snapshot = take_snapshot(self._store, commit.oid)
        history = History(self._known.values(), [Ref(self._name, commit.oid)], head=commit.oid)
        report = self._given or read_report(snapshot, self._rulebook)
        return Facts(snapshot, history, report, self._rulebook.baseline)

    def findings(self, facts: Facts, items: Iterable[str]) -> dict[str, Finding]:
        """What these facts show for items."""
        return {item: judge_or_leave(self._rulebook.rules[item], facts)[0] for item in items}

    def arrivals(self, better: Mapping[str, Finding], most: int) -> dict[str, _Arrival]:
        """The first commits that show as much of these items as the newest, which shows these findings.

        The commits are halved until they are found; what once came is taken to have stayed. most: how many are judged.
        """
        judged = {len(self.commits) - 1: better}
        bounds = {item: (0, len(self.commits) - 1) for item in better}  # the first commit is between these, included
        while len(judged) <= most:
            low, high = max(bounds.values(), key=lambda pair: pair[1] - pair[0], default=(0, 0))
            if low == high:
                break
            middle = (low + high) // 2
            judged[middle] = self.findings(self.facts(middle), better)
            for item, (first, last) in bounds.items():
                if first <= middle < last:
                    found = judged[middle][item]
                    is_shown = _RANKS[found.status] >= _RANKS[better[item].status] and _is_there(found)
                    bounds[item] = (first, middle) if is_shown else (middle + 1, last)
        return {item: _Arrival(last, judged[last][item], first == last) for item, (first, last) in bounds.items()}

    def brought(self, place: int) -> list[Commit]:
        """The commits that came to the branch with one of its own, that one left out."""
        before = self._ancestors(self.commits[place - 1]) if place else set()
        oid = self.commits[place].oid
        return [self._later[new] for new in self._ancestors(self.commits[place]) - before - {oid}]

    def _ancestors(self, commit: Commit) -> set[str]:
        seen, waiting = {commit.oid}, [commit.oid]
        while waiting:
            new = [oid for oid in self._later[waiting.pop()].parents if oid in self._later and oid not in seen]
            seen.update(new)
            waiting += new
        return seen

    def changing(self, paths: Iterable[str]) -> list[int]:
        """The places of the commits in which one of these files changes."""
        named = sorted(path for path in paths if "\n" not in path)
        commits = [self._audited, *(commit.oid for commit in self.commits)]
        asked = "".join(f"{oid}:{path}\n" for oid in commits for path in named)
        _, out, _ = self._store.run("cat-file", "--batch-check", stdin=asked.encode())
        # "OBJECT TYPE SIZE", or "COMMIT:PATH missing"
        answers = (answer.split() for answer in out.decode("utf-8", errors="replace").split("\n"))
        objects = iter(["" if fields[-1:] == ["missing"] else fields[:1] for fields in answers])
        states = [[next(objects, "") for _ in named] for _ in commits]
        return [place for place, (one, next_) in enumerate(pairwise(states)) if one != next_]


def _appearance(arrival: _Arrival, branch: _LaterBranch, deadline: float) -> Appearance:
    finding, commit = arrival.finding, branch.commits[arrival.place]
    seconds = commit.committed_at - deadline
    part = "" if finding.status is Status.PRESENT else " in part"
    sure = "" if arrival.is_first else ", at the latest"
    brought = [one for one in branch.brought(arrival.place) if not one.is_merge]
    if commit.is_merge and brought and all(one.committed_at <= deadline for one in brought):
        origin = ", a merge of earlier commits"
    elif commit.authored_at <= deadline:
        origin = ", which was written before it"
    else:
        origin = ""
    message = f"appears{part} {_span(seconds)} after the deadline{sure} in {commit.oid[:10]}{origin}: {finding.summary}"
    return Appearance(finding.status, commit, seconds, message)


def _of_report(before: Report | None, now: Report | None, branch: _LaterBranch, deadline: float) -> str:
    """What became of the report after the deadline."""
    report = before or now
    changed = branch.changing(report.paths) if report else []
    if report is None or not changed:
        return ""
    first, last = (branch.commits[place] for place in (changed[0], changed[-1]))
    since = f"{_span(first.committed_at - deadline)} after the deadline in {first.oid[:10]}"
    if before is None:
        return f"{report.path} appears {since}"
    until = f", and last {_span(last.committed_at - deadline)} after it in {last.oid[:10]}" if last != first else ""
    return f"{report.path} is changed {since}{until}"


def _span(seconds: float) -> str:
    """A length of time in the largest of days, hours and minutes of which it has two, rounded down."""
    for unit, length in (("days", 86400), ("hours", 3600)):
        if seconds >= 2 * length:
            return f"{int(seconds // length)} {unit}"
    minutes = int(seconds // 60)
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
