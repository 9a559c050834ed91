"""Where a report disagrees with itself: a tick with an answer, two answers, two figures, two lists of members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.statements.contradictions import answers, figures, members, ticks
from auditor.statements.contradictions.model import Contradiction

if TYPE_CHECKING:
    from auditor.statements.said import Said
    from auditor.topics import Topics
    from auditor.vocabulary import Vocabulary


def find_contradictions(said: Said, topics: Topics, vocabulary: Vocabulary) -> list[Contradiction]:
    """The contradictions of a report, each once."""
    found: dict[tuple[object, ...], Contradiction] = {}
    for one in (
        *ticks.find(said, topics),
        *answers.find(said, topics, vocabulary),
        *figures.find(said),
        *members.find(said),
    ):
        first = one.first if isinstance(one.first, str) else (one.first.question, one.first.text)
        found.setdefault((first, one.second.question, one.second.text), one)
    return list(found.values())
