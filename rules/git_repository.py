"""The group keeps its project in a git repository.

Present when there is a git repository with at least one commit, which is so for everything that can be audited.
"""

from auditor.place import Place
from auditor.repository.history import History
from auditor.rule import Evidence, Example, Finding, present

LOOKS_ELSEWHERE = False


def judge(history: History) -> Finding:
    first = history.first_commits[0].oid if history.first_commits else history.head
    count = len(history.reachable)
    evidence = [
        Evidence("commit", "the first commit", Place(commit=first)),
        Evidence("commit", "the audited commit", Place(commit=history.head)),
    ]
    return present(f"A git repository with {count} commit{'s' if count != 1 else ''}.", evidence[: min(count, 2)])


EXAMPLES = [
    Example("one commit", "present", {"README.md": "A project"}),
]
