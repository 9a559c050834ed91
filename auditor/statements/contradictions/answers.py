"""Answers that contradict other answers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from auditor.prose.mentions import Mention, find_mentions, find_names
from auditor.prose.mood import Mood
from auditor.statements.contradictions.model import Contradiction

if TYPE_CHECKING:
    from auditor.prose.sentences import Sentence
    from auditor.statements.said import Said
    from auditor.statements.stance import Position
    from auditor.topics import Topics
    from auditor.vocabulary import Vocabulary

_LINTING = re.compile(r"lint|format|style|quality|pep|ruff|flake8|black|check", re.IGNORECASE)
_EXAMPLES = re.compile(r"\be\.g\b|\bsuch as\b|\bfor example\b|\blike\b|\bfor instance\b", re.IGNORECASE)
_CHOOSING = re.compile(
    r"\b(?:us(?:e|ed|ing)|with|chose|via|implemented|built|ran|runs?|through|by|set ?up|lints?)\b", re.IGNORECASE
)
# What is said with these is said of one case, of what may be, or of what is shown, and contradicts nothing.
_LIMITED = re.compile(
    r"\b(?:instead of|rather than|over|except|unless|needed|need|if|would|could|can|may|might|should|in order to"
    r"|only time|exercises?|at first|initially|migrat\w+|switch\w*|drift|want\w*|plan\w*|custom|tests? (?:for|of)"
    r"|reason|(?:overview|figure|diagram|image)s?)\b|\bfor\s+(?:\w+\s+)?\w+ing\b|^(?:it|this|that|they|these)\b",
    re.IGNORECASE,
)
_JUST_USED = re.compile(
    r"\b(?:we|i)\s+(?:(?!not\b)\w+\s+){0,2}?(?:use|used|utili[sz]ed|made use of)\s+(?:\w+\s+){0,3}$", re.IGNORECASE
)
_INDIRECTLY = re.compile(
    r"indirect|exercise|only time|under the hood|behind|through|via\b|not\b|n['’]t\b|primarily|tried|issues",
    re.IGNORECASE,
)


def find(said: Said, topics: Topics, vocabulary: Vocabulary) -> Iterator[Contradiction]:
    """One answer denies what another affirms, names other tools, or leaves out of a full list what was used."""
    yield from _affirmed_and_denied(said)
    yield from _other_tools(said, vocabulary)
    yield from _left_out(said, topics)


def _affirmed_and_denied(said: Said) -> Iterator[Contradiction]:
    """Topics that one answer plainly denies, and another plainly affirms or puts down to a member."""
    by_topic: dict[str, list[Position]] = defaultdict(list)
    for position in said.positions:
        by_topic[position.topic.key].append(position)
    for key, positions in by_topic.items():
        denial = next((p.sentence for p in positions if p.denies and p.plain and not _is_limited(p.sentence)), None)
        if denial is None:
            continue
        affirmations = (
            p.sentence
            for p in positions
            if not p.denies and (p.plain or (p.items and said.asks(p.sentence) == "contributions"))
        )
        others = (sentence for sentence in affirmations if sentence.question != denial.question)
        affirmation = next((sentence for sentence in others if not _is_limited(sentence)), None)
        if affirmation:
            yield Contradiction(affirmation, denial, f"One answer says that there was no {key}, the other tells of it.")


def _is_limited(sentence: Sentence) -> bool:
    """Whether a sentence, up to a "but", speaks of one case, or of what may be."""
    return _LIMITED.search(re.split(r"\bbut\b", sentence.plain, maxsplit=1)[0]) is not None


def _other_tools(said: Said, vocabulary: Vocabulary) -> Iterator[Contradiction]:
    """Answers that name other linters, or another documentation tool."""
    linters = _chosen(said, vocabulary, ("linter", "formatter"), _LINTING)
    linters = {number: found for number, found in linters.items() if said.asked(number) in {"style", "integration"}}
    documentation = _chosen(said, vocabulary, ("documentation",))
    for what, chosen in (("linters", linters), ("documentation tools", documentation)):
        numbers = sorted(chosen)
        for one, other in ((a, b) for a in numbers for b in numbers if a < b):
            first, second = ({mention.key for mention in chosen[number]} for number in (one, other))
            if not first & second:
                summary = f"The answers name different {what}: {_joined(first)}, and {_joined(second)}."
                yield Contradiction(chosen[one][0].sentence, chosen[other][0].sentence, summary)


def _chosen(
    said: Said, vocabulary: Vocabulary, kinds: Sequence[str], about: re.Pattern[str] | None = None
) -> dict[int, list[Mention]]:
    """The tools of these kinds that each answer says the group uses, from sentences about something."""
    names = {key: (*t.names, *t.exact) for key, t in vocabulary.items() if t.kind in kinds}
    sentences = [s for s in said.sentences if s.context in {"prose", "list"} and (not about or about.search(s.plain))]
    found: dict[int, list[Mention]] = defaultdict(list)
    for mention in find_mentions(sentences, {key: values for key, values in names.items() if values}):
        plain = mention.sentence.plain
        if mention.mood is Mood.AFFIRMED and _CHOOSING.search(plain) and not _EXAMPLES.search(plain):
            found[mention.sentence.question].append(mention)
    return found


def _left_out(said: Said, topics: Topics) -> Iterator[Contradiction]:
    """The list of all that was used leaves out what another answer says was used."""
    names = {key: topic.names for key, topic in topics.items() if topic.listed_in and said.is_list(topic.listed_in)}
    if not names:
        return
    mentioned: dict[str, list[Mention]] = defaultdict(list)
    for mention in find_mentions([s for s in said.sentences if s.context in {"prose", "list"}], names):
        mentioned[mention.key].append(mention)
    for key, mentions in mentioned.items():
        listed = said.answer(topics[key].listed_in)
        used = next((mention.sentence for mention in mentions if _is_just_used(mention)), None)
        if used and not any(True for _ in find_names(listed, {key: (*names[key], *topics[key].listed_as)})):
            summary = f"The list of all that was used leaves out {key}, which the other answer tells of."
            yield Contradiction(listed[0], used, summary)


def _is_just_used(mention: Mention) -> bool:
    """Whether the group says plainly that it used a thing."""
    plain = mention.sentence.plain
    is_used = mention.mood is Mood.AFFIRMED and _JUST_USED.search(plain[: mention.span[0]]) is not None
    return is_used and not _INDIRECTLY.search(plain)


def _joined(keys: set[str]) -> str:
    return " and ".join(sorted(keys))
