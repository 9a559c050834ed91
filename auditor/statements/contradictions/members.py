"""Members whom one answer lists, and another that tells what each of them did names otherwise or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from auditor.statements.contradictions.model import Contradiction

if TYPE_CHECKING:
    from auditor.prose.sentences import Sentence
    from auditor.statements.said import Said

# Student numbers, with a digit too few or too many where somebody slipped; "s" goes before them, or is left out.
_NUMBER = re.compile(r"(?<![\w.-])s?(\d{5,7})(?![\w-]|\.\d)", re.IGNORECASE)
_SLIPS = 2  # letters that are wrong, left out or too many
_TOLD_BY_NUMBER = 2  # members; a single number says nothing of how the others are called


def find(said: Said) -> Iterator[Contradiction]:
    """The numbers that only one of the two answers has: a slip of the pen, somebody left out, or nobody's."""
    from rapidfuzz.distance import Levenshtein

    listed, told = _numbers(said.answer("members")), _numbers(said.answer("contributions"))
    if len(listed.keys() & told.keys()) < _TOLD_BY_NUMBER:
        return
    missing = [number for number in listed if number not in told]
    for number in (number for number in told if number not in listed):
        meant = min(missing, key=lambda one: Levenshtein.distance(one, number), default=None)
        if meant is not None and Levenshtein.distance(meant, number) <= _SLIPS:
            missing.remove(meant)
            summary = f"The list of members has s{meant}, the contributions have s{number} instead."
            yield Contradiction(listed[meant], told[number], summary)
        else:
            summary = f"The contributions tell of s{number}, who is not in the list of members."
            yield Contradiction(next(iter(listed.values())), told[number], summary)
    for number in missing:
        summary = f"The list of members has s{number}; the contributions name the others, and not this one."
        yield Contradiction(listed[number], next(iter(told.values())), summary)


def _numbers(sentences: Sequence[Sentence]) -> dict[str, Sentence]:
    """Each student number, without the letter, and the first sentence that names it."""
    found: dict[str, Sentence] = {}
    for sentence in sentences:
        for match in _NUMBER.finditer(sentence.plain):
            found.setdefault(match[1], sentence)
    return found
