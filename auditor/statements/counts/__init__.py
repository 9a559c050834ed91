"""How many tests, workflows, container images, endpoints and combinations there are, as the answers say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.statements import Statement
from auditor.statements.counts import combinations, endpoints, images, tests, workflows

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.vocabulary import Vocabulary


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:
    """Statements that give a number of tests, workflow files, images, Dockerfiles, endpoints, or combinations."""
    yield from tests.find(facts)
    yield from workflows.find(facts, vocabulary)
    yield from images.find(facts)
    yield from endpoints.find(facts)
    yield from combinations.find(facts)
