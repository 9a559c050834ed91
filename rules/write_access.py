"""Every member of the group can write to the repository, which shows in who committed to it.

Counted are distinct human authors and co-authors over all branches: bots are left out, and one person's several names
and e-mail addresses are one. Commits do not show who *may* write, so fewer authors than members is `partial`; only a
single author in a group of several is `absent`.
"""

from __future__ import annotations

from auditor.place import Place
from auditor.report import Report
from auditor.repository.history import History
from auditor.rule import Evidence, Example, ExampleCommit, Finding, absent, partial, present, unverifiable

LOOKS_ELSEWHERE = False


def judge(history: History, report: Report | None) -> Finding:
    authors = history.authors
    evidence = [
        Evidence(
            "author",
            f"{person.name}: {len(commits)} commit{'s' if len(commits) != 1 else ''}, the newest of them",
            Place(commit=commits[0].oid),
        )
        for person, commits in authors.items()
    ]
    count, members = len(authors), len(report.members) if report and report.members else None
    if members is None:
        return unverifiable(f"{_people(count)}; the report does not say how many members the group has.", evidence)
    if count >= members:
        return present(f"{_people(count)}, and the report declares {members}.", evidence)
    if count >= 2:
        return partial(f"{_people(count)}, but the report declares {members}.", evidence)
    return absent(f"Only one person ever commits, but the report declares {members} members.", evidence)


def _people(count: int) -> str:
    return "One person commits" if count == 1 else f"{count} people commit"


_ADA = "Ada Lovelace <ada@example.org>"
_TWO = (
    ExampleCommit({"README.md": "A project"}, _ADA),
    ExampleCommit({"a.py": "a = 1"}, "Grace Hopper <grace@example.org>"),
)

EXAMPLES = [
    Example("as many as declared", "present", history=_TWO, members=("s000001", "s000002")),
    Example("fewer than declared", "partial", history=_TWO, members=("s000001", "s000002", "s000003")),
    Example("one of several", "absent", {"README.md": "A project"}, members=("s000001", "s000002")),
    Example("alone in a group of one", "present", {"README.md": "A project"}, members=("s000001",)),
    Example("nobody says how many", "unverifiable", history=_TWO),
    Example(
        "a co-author counts",
        "present",
        history=(
            ExampleCommit(
                {"README.md": "A project"}, _ADA, "Pair work\n\nCo-authored-by: Grace Hopper <grace@example.org>"
            ),
        ),
        members=("s000001", "s000002"),
    ),
    Example(
        "a bot does not count",
        "absent",
        history=(
            ExampleCommit({"README.md": "A project"}, _ADA),
            ExampleCommit({"a.py": "a = 1"}, "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>"),
        ),
        members=("s000001", "s000002"),
    ),
    Example(
        "one person under two names",
        "absent",
        history=(
            ExampleCommit({"README.md": "A project"}, _ADA),
            ExampleCommit({"a.py": "a = 1"}, "adalove <ada@example.org>"),
            ExampleCommit({"a.py": "a = 2"}, "adalove <1234+adalove@users.noreply.github.com>"),
        ),
        members=("s000001", "s000002"),
    ),
    Example(
        "an author on a branch",
        "present",
        history=(
            ExampleCommit({"README.md": "A project"}, _ADA),
            ExampleCommit({"a.py": "a = 1"}, "Grace Hopper <grace@example.org>", branch="work"),
        ),
        members=("s000001", "s000002"),
    ),
]
