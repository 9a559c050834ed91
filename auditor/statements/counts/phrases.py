"""Counted things in a sentence: "nine different unit tests", "a single Dockerfile"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from auditor.prose.mood import Mood, mood_of
from auditor.prose.sentences import Sentence
from auditor.prose.words import AUXILIARIES, DETERMINERS, PREPOSITIONS, PRONOUNS
from auditor.statements.numbers import Amount, read_numbers


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of things. words: those between the number and the noun, in lower case; start to end: all of it."""

    amount: Amount
    words: tuple[str, ...]
    noun: str
    sentence: Sentence
    start: int
    end: int

    @property
    def before(self) -> str:
        """What the sentence says before it."""
        return self.sentence.plain[: self.start]

    @property
    def after(self) -> str:
        """What the sentence says behind it."""
        return self.sentence.plain[self.end :]

    @property
    def text(self) -> str:
        """All of it, in lower case."""
        return self.sentence.plain[self.start : self.end].lower()

    @property
    def is_affirmed(self) -> bool:
        """Whether the sentence says that there are that many, now."""
        return (
            mood_of(self.sentence, (self.end - len(self.noun), self.end)) is Mood.AFFIRMED
            and _THEN.search(self.sentence.plain) is None
            and _ASKED.search(self.before) is None
        )

    @property
    def value(self) -> int | float | str:
        """The number as claimed; a range as it is written."""
        return self.amount.claimed(self.sentence.plain)


# What was so once.
_THEN = re.compile(
    r"\b(?:initially|originally|at first|previously|formerly|used to|in the beginning|at that (?:time|point)|"
    r"from now on|in (?:the )?future|next time)\b",
    re.IGNORECASE,
)
# What somebody wants there to be.
_ASKED = re.compile(
    r"\b(?:asked|required|supposed|recommended|suggested|goal|aim(?:ed)?|target(?:ed)?|wanted)\b[^.;,]{0,40}$",
    re.IGNORECASE,
)
_GAP = re.compile(r"[\s*_\"“”'‘’]*")
_WORD = re.compile(r"[^\W\d_][\w&/+.’'-]*")
_MOST_WORDS = 6  # between a number and its noun
_BREAKS = (
    AUXILIARIES | DETERMINERS | PREPOSITIONS | PRONOUNS | {"of", "and", "or", "as", "than", "but", "not", "per"}
) - {"one"}
# Words in "s" that are no plurals, or a name's.
_NO_PLURALS = frozenset({"various", "actions", "continuous", "this", "github's", "pytest's", "cross", "previous"})


def counted(sentence: Sentence, noun: re.Pattern[str], joined: Collection[str] = ()) -> Iterator[Counted]:
    """The numbers of what noun matches. joined: words that "and" or a comma may join before the noun."""
    text = sentence.plain
    for amount in read_numbers(text):
        position = amount.span[1]
        words: list[str] = []
        while len(words) <= _MOST_WORDS and (gap := _GAP.match(text, position)):
            position = gap.end()
            if match := noun.match(text, position):
                yield Counted(amount, tuple(words), match[0].lower(), sentence, amount.span[0], match.end())
                break
            if words and words[-1] in joined and (link := _LINK.match(text, position)):
                position = link.end()
                continue
            word = _WORD.match(text, position)
            if word is None or _ends_phrase(word[0].lower()):
                break
            words.append(word[0].lower())
            position = word.end()


_LINK = re.compile(r",\s*(?:and\s+)?|(?:and|or|&)\s+", re.IGNORECASE)


def _ends_phrase(word: str) -> bool:
    is_plural = word.endswith("s") and not word.endswith("ss") and len(word) > 3 and word not in _NO_PLURALS
    return word in _BREAKS or is_plural
