"""What the answers say of all functions, all workflows, all dependencies or all hyperparameters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.statements import Statement
from auditor.statements.universals import documentation, hyperparameters, versions, workflows

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.vocabulary import Vocabulary


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements that hold for each of many things, of which one that lacks it is enough to refute them."""
    yield from documentation.find(facts)
    yield from workflows.find(facts)
    yield from versions.find(facts)
    yield from hyperparameters.find(facts)
