"""A sentence as words and clauses: enough of its structure to tell how far a "not" or a "would" reaches.

This is no parser. Clauses are told apart at punctuation, conjunctions, relative pronouns and subject pronouns, with a
look at whether a subject or a finite verb follows; what cannot be told stays in the clause before.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from auditor.prose.markup import CODE_SPAN, URL
from auditor.prose.words import (
    ADVERBS,
    AUXILIARIES,
    DETERMINERS,
    DO,
    FINITE,
    GROUP,
    HAVE,
    MODALS,
    NOT_PAST_ALONE,
    PASTS,
    PERSONS,
    PREPOSITIONS,
    PRONOUNS,
    SAME_IN_PAST,
)

_APOSTROPHE = r"(?:['’‘´`]|â€™)"
_TOKEN = re.compile(
    rf"(?P<code>{CODE_SPAN})|(?P<url>{URL.pattern})"
    rf"|(?P<word>\w+(?:(?:[-./&@_+]|{_APOSTROPHE})\w+)*+)"
    r"|(?P<dash>(?<=\s)[-–—]{1,3}+(?=\s)|[–—]+|->|→)|(?P<mark>[,;:()|?!✓✅✔✗✘❌✖])",
    re.IGNORECASE,
)
_CONTRACTION = re.compile(rf"(?P<stem>\w+?)(?:(?P<not>n{_APOSTROPHE}?t|{_APOSTROPHE}nt)|{_APOSTROPHE}(?P<rest>m|re|ve|ll|d|s))")
_STEMS = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}
_NEGATABLE = frozenset("do does did is are was were has have had can could would should might must need wo ca sha ai".split())
_RESTS = {"m": "am", "re": "are", "ve": "have", "ll": "will", "d": "would"}
_PRONOUNS_WITH_IS = frozenset("it that this there he she what who where here let".split())
_SPELLINGS = {"✓": "yes", "✅": "yes", "✔": "yes", "✗": "no", "✘": "no", "❌": "no", "✖": "no", "cannot": "can not", "w/o": "without", "n/a": "no"}

# Conjunctions and the like, before which a clause ends whatever follows.
_ALWAYS = frozenset("; : - | but however although though whereas because unless if when whenever which who whom whose where nor whilst ( )".split())
# The same where a subject or a verb follows.
_PERHAPS = frozenset("and or , that as since after before until till once so while".split())
_HARD = frozenset("; : - | ( )".split())
_OPENERS = _ALWAYS | _PERHAPS | {"even", "also", "yet", "then", "only", "just", "instead", "rather"}
_LOOK_AHEAD = 8  # words; a subject is seldom longer


@dataclass(frozen=True, slots=True)
class Clause:
    """Words lo to hi (without) of a sentence, opened by a conjunction or mark.

    verb is the index of its first finite verb (or auxiliary), None in a fragment; subject is where its own subject
    begins, None where it has none: then it shares the one of the clause before.
    """

    lo: int
    hi: int
    opener: str
    first: int
    verb: int | None
    subject: int | None
    by_group: bool
    depth: int = 0


@dataclass(frozen=True)
class Words:
    """The words of a sentence: as they are told apart, in lower case, contractions taken apart ("did", "not").

    joined is all of them with a space before each, for patterns; at holds the offset of each in it.
    """

    texts: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    joined: str
    at: Sequence[int]
    clauses: Sequence[Clause] = field(default=())

    def index_at(self, offset: int) -> int:
        """The word at an offset of the sentence, or the next one."""
        return min(bisect_left(self.ends, offset + 1), len(self.texts) - 1)

    def index_in_joined(self, offset: int) -> int:
        """The word that an offset of joined is the end of, plus one."""
        return bisect_left(self.at, offset)

    def clause_of(self, index: int) -> int:
        """The number of the clause that a word is in."""
        return bisect_right([clause.lo for clause in self.clauses], index) - 1


@lru_cache(maxsize=512)
def words_of(plain: str) -> Words:
    """The words and clauses of a sentence without markup."""
    texts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _TOKEN.finditer(plain):
        for text in _normalized(match):
            texts.append(text)
            starts.append(match.start())
            ends.append(match.end())
    at = []
    length = 0
    for text in texts:
        at.append(length)
        length += len(text) + 1
    return Words(texts, starts, ends, "".join(" " + text for text in texts), at, tuple(_clauses(texts)))


def _normalized(match: re.Match[str]) -> Sequence[str]:
    kind = match.lastgroup
    if kind == "code":
        return ("code`",)
    if kind == "url":
        return ("url`",)
    if kind == "dash":
        return ("-",)
    return _expanded(match[0].lower())


@lru_cache(maxsize=4096)
def _expanded(word: str) -> Sequence[str]:
    """A word as the words it stands for."""
    word = _SPELLINGS.get(word, word)
    contraction = _CONTRACTION.fullmatch(word)
    if not contraction:
        return tuple(word.split())
    stem, rest = contraction["stem"], contraction["rest"]
    if contraction["not"]:
        return (_STEMS.get(stem, stem), "not") if stem in _NEGATABLE else (word,)
    if rest == "s":
        return (stem, "is") if stem in _PRONOUNS_WITH_IS else (stem,)
    return (stem, _RESTS[rest])
