"""Ticks that the answers contradict."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from auditor.prose.mentions import find_names
from auditor.prose.mood import Mood, mood_of
from auditor.rule import Status
from auditor.statements.contradictions.model import Contradiction

if TYPE_CHECKING:
    from auditor.prose.sentences import Sentence
    from auditor.statements.said import Said
    from auditor.statements.stance import Position
    from auditor.topics import Topics

# What is told with these need not have come to what a tick stands for.
_HALF_HEARTED = re.compile(
    r"\b(?:some|a little|a bit|briefly|originally|initially|tried|attempted|partly|partially|wanted|not a lot)\b",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\b(?:figure|diagram|image|picture|overview|starting point)\b", re.IGNORECASE)


def find(said: Said, topics: Topics) -> Iterator[Contradiction]:
    """Ticked and denied, described and not ticked, ticked and told to be something else."""
    yield from _denied(said)
    yield from _described(said)
    yield from _pictured(said, topics)
    yield from _done_otherwise(said, topics)
    yield from _not_listed(said, topics)


def _denied(said: Said) -> Iterator[Contradiction]:
    """Ticked items that an answer plainly denies, unless another plainly affirms them."""
    affirmed = {item for p in said.positions if not p.denies for item in p.items if p.is_plain_on(item)}
    mentioned = {item for p in said.positions if not p.denies for item in p.items}
    for position in said.positions:
        if position.denies and position.plain:
            items = [item for item in position.items if item not in affirmed]
            items += [item for item in position.topic.doubts if item not in mentioned]
            for item in items:
                if said.ticked(item):
                    summary = f"Ticked, but the answer denies it: no {position.topic.key}."
                    yield Contradiction(item, position.sentence, summary)


def _described(said: Said) -> Iterator[Contradiction]:
    """Items that are not ticked though an answer tells how the group did them, and the repository shows it."""
    denied = {item for p in said.positions if p.plain and p.denies for item in p.items}
    described: dict[str, Position] = {}
    for position in said.positions:
        is_told = position.plain and not position.denies and said.asks(position.sentence) in position.topic.told_in
        if is_told and not _HALF_HEARTED.search(position.sentence.plain):
            for item in position.items:
                described.setdefault(item, position)
    missed = {
        item: position
        for item, position in described.items()
        if item not in denied and said.ticked(item) is False and said.shows(item, Status.PRESENT, Status.PARTIAL)
    }
    if missed and said.is_checklist_untouched:
        item, position = next(iter(missed.items()))
        topics = ", ".join(dict.fromkeys(position.topic.key for position in missed.values()))
        summary = f"Nothing in the checklist is ticked, but the answers describe what was done: {topics}."
        yield Contradiction(item, position.sentence, summary)
        return
    for item, position in missed.items():
        summary = f"Not ticked, but the answer describes it ({position.topic.key})."
        yield Contradiction(item, position.sentence, summary)


def _pictured(said: Said, topics: Topics) -> Iterator[Contradiction]:
    """Items that are not ticked though an answer shows an image of them."""
    for topic in topics.values():
        sentences = said.answer(topic.pictured)
        if sentences and said.images(topic.pictured) and not said.is_checklist_untouched:
            about = next((sentence for sentence in sentences if _PICTURE.search(sentence.plain)), sentences[0])
            for item in topic.affirmed:
                if said.ticked(item) is False:
                    yield Contradiction(item, about, f"Not ticked, but the answer shows and explains it ({topic.key}).")


def _done_otherwise(said: Said, topics: Topics) -> Iterator[Contradiction]:
    """Items that are ticked though the answer on them tells of something else alone."""
    for topic in topics.values():
        answer = said.answer(topic.asked) if topic.instead else []
        if any(
            _came_about(sentence, match)
            for sentence in answer
            for match in _any_of(topic.besides).finditer(sentence.plain)
        ):
            continue
        other = next(
            (s for s in answer if s.context != "code" and _any_of(topic.instead).search(s.plain) is not None), None
        )
        for item in topic.denied if other else ():
            if other and said.ticked(item):
                word = (_any_of(topic.instead).search(other.plain) or [""])[0]
                summary = (
                    f'Ticked, but the answer that is to tell of {topic.key} tells only of something else ("{word}").'
                )
                yield Contradiction(item, other, summary)


def _came_about(sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether a thing may have come about, and was not only tried, thought of or denied."""
    return mood_of(sentence, match.span()) not in (Mood.DENIED, Mood.ATTEMPTED, Mood.HYPOTHETICAL, Mood.PLANNED)


def _not_listed(said: Said, topics: Topics) -> Iterator[Contradiction]:
    """Items that are ticked though the list of all that was used has nothing that they need, nor has another answer."""
    for topic in topics.values():
        if not (topic.needed_by and said.is_list(topic.listed_in)):
            continue
        if not any(True for _ in find_names(said.sentences, {topic.key: topic.names})):
            for item in topic.needed_by:
                if said.ticked(item):
                    summary = f"Ticked, but the list of all that was used has no {topic.key}."
                    yield Contradiction(item, said.answer(topic.listed_in)[0], summary)


@lru_cache(maxsize=64)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """What finds words that begin with one of these."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})\w*" if words else "(?!)", re.IGNORECASE)
