"""Commits that the answers name, looked up in the history."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement, stated

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.prose.sentences import Sentence
    from auditor.vocabulary import Vocabulary

_COMMIT = re.compile(
    r"/commits?/(?P<linked>[0-9a-f]{7,40})\b|\bcommit[\s`*:(\[#]{1,4}(?P<named>(?=[a-f]*\d)[0-9a-f]{7,40})\b",
    re.IGNORECASE,
)


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements that name a commit by its hash; each commit once."""
    seen: set[str] = set()
    for sentence in facts.answers.sentences:
        if "commit" not in sentence.text or sentence.context == "code":
            continue
        for match in _COMMIT.finditer(sentence.text):
            name = (match["linked"] or match["named"]).lower()
            if not any(other.startswith(name) or name.startswith(other) for other in seen):
                yield _look_up(sentence, name, facts)
            seen.add(name)


def _look_up(sentence: Sentence, name: str, facts: Facts) -> Statement:
    commits = [commit for oid, commit in facts.history.commits.items() if oid.startswith(name)]
    if commits:
        reason = f"The history has the commit: {commits[0].subject}"
        evidence: tuple[Evidence, ...] = (Evidence("commit", commits[0].subject, Place(commit=commits[0].oid)),)
    else:
        reason = "No branch, tag or pull request leads to a commit of that name; it may be of another repository."
        evidence = ()
    return stated(
        sentence,
        Kind.OTHER,
        commits[0].oid if commits else name,
        Outcome.CONFIRMED if commits else Outcome.UNVERIFIABLE,
        reason,
        evidence=evidence,
    )
