"""How many tests, workflows and container images there are, as the answers say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.statements import Statement
from auditor.statements.counts import images, tests, workflows

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.vocabulary import Vocabulary


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:
    """Statements that give a number of tests, of workflow files, or of container images and their Dockerfiles."""
    yield from tests.find(facts)
    yield from workflows.find(facts, vocabulary)
    yield from images.find(facts)
