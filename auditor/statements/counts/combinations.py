"""How many combinations of systems and versions the tests run on, held against the workflows' matrices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement, stated
from auditor.statements.counts.phrases import Counted, counted

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.workflows.matrix import Matrix

_COMBINATIONS = re.compile(
    r"(?:combinations|configurations|(?:test|build|ci|matrix)\s+(?:jobs|runs|environments|variants))\b", re.IGNORECASE
)
_OF_A_MATRIX = re.compile(
    r"\bmatri(?:x|ces)\b|\boperating systems?\b|\bubuntu\b|\bwindows\b|\bpython versions?\b", re.IGNORECASE
)
_OF_CHECKS = re.compile(r"\btest|\bCI\b|\bworkflow|\bbuild|\bjobs?\b|\bmatri", re.IGNORECASE)


def find(facts: Facts) -> Iterator[Statement]:
    """The first statement in each answer on the number of combinations, where a workflow has a matrix."""
    jobs = [job for workflow in facts.workflows if workflow.is_live for job in workflow.jobs if not job.dead]
    matrices = [job.matrix for job in jobs if job.matrix and len(job.matrix.combinations) > 1]
    if not matrices or any(matrix.unresolved for matrix in matrices):
        return
    seen: set[int] = set()
    for sentence in facts.answers.sentences:
        if sentence.question in seen or sentence.context not in ("prose", "list"):
            continue
        patterns = (_COMBINATIONS, _OF_A_MATRIX, _OF_CHECKS)
        if not all(pattern.search(sentence.plain) for pattern in patterns):
            continue
        for phrase in counted(sentence, _COMBINATIONS):
            is_version = "." in sentence.plain[slice(*phrase.amount.span)]
            if phrase.is_affirmed and not is_version:
                seen.add(sentence.question)
                yield _held_against(phrase, matrices)
                break


def _held_against(phrase: Counted, matrices: list[Matrix]) -> Statement:
    sizes = list(dict.fromkeys(len(matrix.combinations) for matrix in matrices))
    fitting = [matrix for matrix in matrices if phrase.amount.covers(len(matrix.combinations))]
    holds = bool(fitting) or phrase.amount.covers(sum(len(matrix.combinations) for matrix in matrices))
    shown = (fitting or matrices)[:2]
    which = "the matrix has" if len(matrices) == 1 else "the matrices have"
    return stated(
        phrase.sentence,
        Kind.NUMBER_OTHER,
        phrase.value,
        Outcome.CONFIRMED if holds else Outcome.REFUTED,
        f"In the workflows {which} {' and '.join(str(size) for size in sizes)} combinations.",
        actual=sizes[0] if len(sizes) == 1 else None,
        evidence=[Evidence("workflow-matrix", f"{len(m.combinations)} combinations", m.place) for m in shown],
        items=("ci-matrix-caching",),
    )
