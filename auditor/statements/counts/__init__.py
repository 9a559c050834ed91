"""How many tests, workflows, container images and endpoints there are, as the answers say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.statements import Statement
from auditor.statements.counts import endpoints, images, tests, workflows

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.vocabulary import Vocabulary


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:
    """Statements that give a number of tests, workflow files, container images, Dockerfiles, or endpoints."""
    yield from tests.find(facts)
    yield from workflows.find(facts, vocabulary)
    yield from images.find(facts)
    yield from endpoints.find(facts)
