"""Who committed when: commits per day and person, for the evidence report."""

from __future__ import annotations

from collections import Counter
from typing import Any

from auditor.repository.history import iso_time
from auditor.repository.opening import Repository
from auditor.repository.people import merge_people


def commits_by_day(repository: Repository) -> list[dict[str, Any]]:
    """Commits of all branches by day (UTC, of the committer's date) and person, merges left out, sorted.

    later_commits are those of the default branch that the audited commit does not contain, the others are commits. A
    commit with co-authors is each one's. bot tells programs from people.
    """
    later = {commit.oid for commit in repository.later}
    commits = repository.history.commits | {commit.oid: commit for commit in repository.later}
    people = merge_people(one for commit in commits.values() for one in (commit.author, *commit.co_authors))
    counts: dict[tuple[str, str, bool], Counter[bool]] = {}
    for commit in commits.values():
        if commit.is_merge:
            continue
        day = iso_time(commit.committed_at)[: len("2026-01-23")]
        for person in dict.fromkeys(people[signature] for signature in (commit.author, *commit.co_authors)):
            counts.setdefault((day, person.name, person.is_bot), Counter())[commit.oid in later] += 1
    return [
        {"date": day, "author": name, "bot": is_bot, "commits": count[False], "later_commits": count[True]}
        for (day, name, is_bot), count in sorted(counts.items())
    ]
