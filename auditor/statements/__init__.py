"""What the answers say that a repository can confirm or refute.

Each module of this package finds statements of a few related kinds in the answers and holds each against the facts, in
one function `find(facts, vocabulary)`. `find_statements` asks all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.rule import Evidence

if TYPE_CHECKING:
    from auditor.prose.sentences import Sentence


class Kind(StrEnum):
    """What a statement is about."""

    TEST_COUNT = "test-count"
    COVERAGE = "coverage"
    OS_MATRIX = "os-matrix"
    PYTHON_MATRIX = "python-matrix"
    WORKFLOW_COUNT = "workflow-count"
    LINT_TOOL = "lint-tool"
    TOOL_USE = "tool-use"
    NO_TOOL_USE = "no-tool-use"
    FILE_EXISTS = "file-exists"
    BRANCHES = "branches"
    PULL_REQUESTS = "pull-requests"
    DVC_REMOTE = "dvc-remote"
    DOCKER_IMAGES = "docker-images"
    CONFIG = "config"
    SEED = "seed"
    FIGURE = "figure"
    NUMBER_OTHER = "number-other"
    OTHER = "other"


class Outcome(StrEnum):
    """What the repository says to a statement."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    UNVERIFIABLE = "unverifiable"


Value = str | int | float | bool | None | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One assertion of an answer, held against the repository.

    quote: the sentence, or the part of it that says this, as it stands in the report. value is what is claimed, actual
    what the repository shows instead (or as a number), None where nothing is to be added. reason: one sentence for a
    person. items: the checklist items that it bears on, affirming them unless denies is set.
    """

    question: int
    quote: str
    kind: Kind
    value: Value
    outcome: Outcome
    reason: str
    place: Place
    actual: Value = None
    evidence: tuple[Evidence, ...] = ()
    items: tuple[str, ...] = ()
    denies: bool = False


def stated(  # noqa: PLR0913 (one parameter per field)
    sentence: Sentence,
    kind: Kind,
    value: Value,
    outcome: Outcome,
    reason: str,
    *,
    actual: Value = None,
    evidence: Iterable[Evidence] = (),
    items: tuple[str, ...] = (),
    denies: bool = False,
) -> Statement:
    """What a sentence says, as a statement."""
    return Statement(
        question=sentence.question,
        quote=sentence.text,
        kind=kind,
        value=value,
        outcome=outcome,
        reason=reason,
        place=sentence.place,
        actual=actual,
        evidence=tuple(evidence),
        items=items,
        denies=denies,
    )
