"""Figures that contradict other figures, and folders that were kept and removed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from auditor.prose.words import word_set
from auditor.statements.contradictions.model import Contradiction
from auditor.statements.numbers import read_numbers

if TYPE_CHECKING:
    from auditor.prose.sentences import Sentence
    from auditor.statements.said import Said

_TESTS = re.compile(r"\btests?\b", re.IGNORECASE)
_PART = re.compile(
    r"\(\s*(\d{1,3})\s*(?:unit |integration )?tests?\b[^)]{0,20}\)|^\W*(\d{1,3})\s+tests?\b", re.IGNORECASE
)
_NOT_ALL = re.compile(
    r"\bincluding\b|\bexcluding\b|\bamong\b|\bof which\b|\bfor example\b|\bmain(?:ly)?\b", re.IGNORECASE
)
_ITEM_WITH_TITLE = re.compile(r"^.{0,60}:")
_FEWEST_PARTS = 2
_MADE = re.compile(
    r"\b(?:we|i)\b[^.]{0,30}\b(?:created|implemented|wrote|written|made|added|developed)\b", re.IGNORECASE
)
_OF_TESTS = re.compile(
    r"\s+(?:(?:unit|integration|performance|api|model|data|system)[\s-]+){0,2}tests?\b", re.IGNORECASE
)
# What adds to a total, or tells again what it consists of.
_AGAIN = re.compile(
    r"\b(?:in total|altogether|all in all|these|those|of the|later|more|additional\w*)\b", re.IGNORECASE
)

_COVERAGE = re.compile(
    r"\b(?:total|overall|our)\s+(?:test\s+|code\s+)?coverage\b[^.%]{0,60}?(\d{1,3}(?:[.,]\d+)?)\s?%"
    r"|\b(?:total|overall|code|test) coverage of (?:(?:around|about|approximately|roughly) |~)?"
    r"(\d{1,3}(?:[.,]\d+)?)\s?%",
    re.IGNORECASE,
)
_NOT_THE_COVERAGE = re.compile(
    r"\b(?:even (?:if|with)|would|could|at least|minimum|threshold|below|drops?|initial|before|close to|if|"
    r"required?)\b",
    re.IGNORECASE,
)
_ROUNDING = 1.0  # percentage points

_FOLDER = re.compile(
    r"`/?([\w.-]+)/?`|\b([\w-]+)/(?!\w)|\b(?:the )?[\"“']?([\w-]+)[\"”']? (?:folder|director(?:y|ies))\b"
)
_KEPT = re.compile(r"\b(?:kept|filled (?:out|in)|used|made use of)\b", re.IGNORECASE)
_REMOVED = re.compile(r"\b(?:removed|deleted|dropped|got rid of)\b", re.IGNORECASE)
_NOT = re.compile(r"\bno[tn]?\b|n['’]t\b|\bexcept\b|\bunused\b", re.IGNORECASE)
_NO_LONGER_LISTED = re.compile(
    r"\b(?:because|since|as we|so that|into|from|and (?:we )?(?:added|created|put|moved))\b", re.IGNORECASE
)
_NO_NAMES = word_set(
    "the this that a some following these and other any our all new unused unnecessary such each every whole"
)


def find(said: Said) -> Iterator[Contradiction]:
    """Totals that their parts do not add up to, two coverages, folders kept and removed."""
    yield from _parts_of_a_total(said)
    yield from _two_coverages(said)
    yield from _kept_and_removed(said)


def _parts_of_a_total(said: Said) -> Iterator[Contradiction]:
    """A total of tests, and parts with their numbers that add up to another; in prose, to more."""
    answer = said.answer("tests")
    total = next(
        (
            (sentence, amount.number)
            for sentence in answer[:3]
            if sentence.context == "prose"
            for amount in read_numbers(sentence.plain)
            if amount.is_exact and _TESTS.search(sentence.plain, amount.span[1], amount.span[1] + 30)
        ),
        None,
    )
    if total is None or _NOT_ALL.search(total[0].plain):
        return
    parts = _listed_parts(answer)
    added = sum(number for _, number in parts)
    if len(parts) < _FEWEST_PARTS or added == total[1]:
        parts = _parts_in_prose(answer, total[0])
        added = sum(number for _, number in parts)
        if len(parts) < _FEWEST_PARTS or added <= total[1]:
            return
    shown = " + ".join(str(number) for _, number in parts)
    summary = f"{total[1]} tests in total, but the parts add up to {added} ({shown})."
    yield Contradiction(total[0], parts[0][0], summary)


def _listed_parts(answer: Sequence[Sentence]) -> list[tuple[Sentence, int]]:
    """The numbers of tests in a list; none where some of its items have none."""
    items = [sentence for sentence in answer if sentence.context == "list"]
    found = [(sentence, match) for sentence in items if (match := _PART.search(sentence.plain))]
    titled = [sentence for sentence in items if _ITEM_WITH_TITLE.match(sentence.plain)]
    return [(sentence, int(match[1] or match[2])) for sentence, match in found] if len(found) >= len(titled) else []


def _parts_in_prose(answer: Sequence[Sentence], total: Sentence) -> list[tuple[Sentence, int]]:
    """The numbers of tests that were made for this and that; other sentences may name the same tests again."""
    return [
        (sentence, int(amount.number))
        for sentence in answer
        if sentence is not total and sentence.context == "prose" and not _AGAIN.search(sentence.plain)
        for amount in read_numbers(sentence.plain)
        if amount.is_exact
        and _MADE.search(sentence.plain, 0, amount.span[0])
        and _OF_TESTS.match(sentence.plain, amount.span[1])
    ]


def _two_coverages(said: Said) -> Iterator[Contradiction]:
    """Two figures for the coverage of the code in different answers."""
    found = [
        (sentence, value)
        for sentence in said.sentences
        if "%" in sentence.plain and sentence.context in {"prose", "list"}
        for value in [_coverage(sentence)]
        if value is not None
    ]
    own = next((entry for entry in found if said.asks(entry[0]) == "coverage"), None)
    for sentence, value in found if own else ():
        if own and sentence.question != own[0].question and abs(value - own[1]) > _ROUNDING:
            summary = f"The coverage is {own[1]:g} % in one answer and {value:g} % in the other."
            yield Contradiction(own[0], sentence, summary)
            return


def _coverage(sentence: Sentence) -> float | None:
    match = _COVERAGE.search(sentence.plain)
    if match is None or _NOT_THE_COVERAGE.search(sentence.plain):
        return None
    value = float((match[1] or match[2]).replace(",", "."))
    return value if value < 100 else None  # "100 % coverage" is mostly talk of what it would mean


def _kept_and_removed(said: Said) -> Iterator[Contradiction]:
    """A folder that the answer on the project's structure says was kept, and says was removed."""
    kept: dict[str, Sentence] = {}
    removed: dict[str, Sentence] = {}
    for sentence in said.answer("structure"):
        if not _NOT.search(sentence.plain):
            for name in _folders(sentence.plain, _KEPT, _REMOVED):
                kept.setdefault(name, sentence)
        for name in _folders(sentence.plain, _REMOVED, _KEPT):
            removed.setdefault(name, sentence)
    for name in sorted(kept.keys() & removed.keys()):
        if kept[name] is not removed[name]:
            summary = f"The folder {name} is kept in one sentence and removed in the other."
            yield Contradiction(kept[name], removed[name], summary)


def _folders(text: str, verb: re.Pattern[str], other: re.Pattern[str]) -> Iterator[str]:
    """The folders that a sentence names as a verb's objects, where the other verb does not come before it."""
    match = verb.search(text)
    if match is None or other.search(text, 0, match.end()):
        return
    stops = [
        stop.start() for stop in (other.search(text, match.end()), _NO_LONGER_LISTED.search(text, match.end())) if stop
    ]
    for found in _FOLDER.finditer(text, match.end(), min(stops, default=len(text))):
        name = (found[1] or found[2] or found[3]).lower()
        if name not in _NO_NAMES:
            yield name
