"""A sentence as words and clauses: enough of its structure to tell how far a "not" or a "would" reaches.

This is no parser. Clauses are told apart at punctuation, conjunctions, relative pronouns and subject pronouns, with a
look at whether a subject or a finite verb follows; what cannot be told stays in the clause before.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from auditor.prose.markup import CODE_SPAN, URL
from auditor.prose.words import (
    ADVERBS,
    AUXILIARIES,
    BASES,
    DETERMINERS,
    FINITE,
    GROUP,
    PASTS,
    PERSONS,
    PREPOSITIONS,
    PRONOUNS,
    RESULTING,
)

_BROKEN_APOSTROPHE = "â€™"  # in UTF-8 that was read as Windows-1252
_APOSTROPHE = r"['’‘´]{1,3}"
_TOKEN = re.compile(
    rf"(?P<code>{CODE_SPAN})|(?P<url>{URL})"
    rf"|(?P<word>\w+(?:(?:[-./&@_+]|{_APOSTROPHE})\w+)*+)"
    r"|(?P<dash>(?<=\s)[-–—]{1,3}+(?=\s)|[–—]+|->|→)|(?P<mark>[,;:()|?!✓✅✔✗✘❌✖])",
    re.IGNORECASE,
)
_CONTRACTION = re.compile(rf"(?P<stem>\w+?)(?:(?P<not>n{_APOSTROPHE}?t|{_APOSTROPHE}nt)|{_APOSTROPHE}(?P<rest>m|re|ve|ll|d|s))")
_STEMS = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}
_NEGATABLE = frozenset("do does did is are was were has have had can could would should might must need wo ca sha ai".split())
_RESTS = {"m": "am", "re": "are", "ve": "have", "ll": "will", "d": "would"}
_PRONOUNS_WITH_IS = frozenset("it that this there he she what who where here let".split())
_SPELLINGS = {"✓": "yes", "✅": "yes", "✔": "yes", "✗": "no", "✘": "no", "❌": "no", "✖": "no", "cannot": "can not", "w/o": "without", "n/a": "no", "and/or": "or"}

# Before these a clause ends, whatever follows.
_ALWAYS = frozenset(
    "; : - | ( ) ? ! but however although though whereas because unless if when whenever which who whom whose where nor "
    "whilst while".split()
)
_HARD = frozenset("; : - | ( ) ? !".split())
# Before these it ends where a subject or a verb follows.
_PERHAPS = frozenset("and or , that as since after before until till once so".split())
_CONNECTORS = _ALWAYS | _PERHAPS | {"then"}
_SUBORDINATING = frozenset("as if when since because although though while after before once".split())
_OPENS_BEHIND_COMMA = frozenset("only just instead but not".split())
_LONGEST_SUBJECT = 8  # words


@dataclass(frozen=True, slots=True)
class Clause:
    """The words from lo to hi (left out) of a sentence.

    opener is the conjunction, pronoun or mark that opens it, or "". verb is its first finite verb or auxiliary, None in
    a fragment. subject is where its own subject begins, None where it shares that of the clause before. by_group: the
    subject is who writes.
    """

    lo: int
    hi: int
    opener: str
    verb: int | None
    subject: int | None
    by_group: bool


@dataclass(frozen=True)
class Words:
    """The words of a sentence: in lower case, contractions taken apart ("did", "not"), marks among them.

    starts and ends are offsets in the sentence. joined is all words with a space before each, for patterns, and at the
    offset of each in it.
    """

    texts: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    joined: str
    at: Sequence[int]
    clauses: Sequence[Clause]

    def index_at(self, offset: int) -> int:
        """The word that is at an offset of the sentence, or else the next."""
        return min(bisect_right(self.ends, offset), len(self.texts) - 1)

    def words_before(self, offset: int) -> int:
        """How many words end before an offset of joined."""
        return bisect_left(self.at, offset)

    def clause_of(self, index: int) -> int:
        """The number of the clause that a word is in."""
        return max(bisect_right(self.clauses, index, key=lambda clause: clause.lo) - 1, 0)


@lru_cache(maxsize=256)
def words_of(plain: str) -> Words:
    """The words and clauses of a sentence without markup."""
    texts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _TOKEN.finditer(plain.replace(_BROKEN_APOSTROPHE, "'''")):
        for text in _normalized(match):
            texts.append(text)
            starts.append(match.start())
            ends.append(match.end())
    at = []
    length = 0
    for text in texts:
        at.append(length)
        length += len(text) + 1
    joined = "".join([" " + text for text in texts])
    return Words(texts, starts, ends, joined, at, _clauses(texts))


def _normalized(match: re.Match[str]) -> Sequence[str]:
    kind = match.lastgroup
    if kind == "code":
        return ("code`",)
    if kind == "url":
        return ("url`",)
    return ("-",) if kind == "dash" else _expanded(match[0].lower())


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


def _clauses(texts: Sequence[str]) -> tuple[Clause, ...]:
    found: list[Clause] = []
    lo = 0
    for index in range(1, len(texts) + 1):
        if index == len(texts) or _begins_clause(texts, lo, index):
            found.append(_clause(texts, lo, index, found[-1] if found else None))
            lo = index
    return tuple(found)


def _begins_clause(texts: Sequence[str], lo: int, index: int) -> bool:
    """Whether a clause that began at lo ends before the word at index."""
    word = texts[index]
    if word not in _CONNECTORS and word not in PRONOUNS:
        return _begins_main_clause(texts, lo, index)
    if _opening_words(texts, lo, index) == index:
        return word in _HARD  # all there is of the clause is what opens it
    before = texts[index - 1]
    if word in PERSONS:
        return True
    if word in {"it", "this", "there", "you", "one"}:
        return before not in PREPOSITIONS and _is_finite(texts, _skip(texts, index + 1))
    if word == "but":
        return before not in {"nothing", "anything", "everything", "all", "none"}
    if word in _ALWAYS:
        return True
    if word == "as" and (before in {"such", "well", "as", "same"} or texts[index + 1 : index + 2] == ["well"]):
        return False
    after = texts[index + 1] if index + 1 < len(texts) else ""
    if word == "," and (after in _OPENS_BEHIND_COMMA or after in RESULTING):
        return True
    if word in {"and", "or"} and after == "instead":
        return texts[index + 2 : index + 3] != ["of"]
    if word in {"before", "after"} and after.endswith("ing"):
        return True
    following = index + 1
    while following < len(texts) and texts[following] in _CONNECTORS and texts[following] not in _HARD:
        if texts[following] in _ALWAYS:
            return True
        following += 1
    if word in _PERHAPS:
        return _has_subject(texts, following) or _has_predicate(texts, lo, index, following)
    return False


def _begins_main_clause(texts: Sequence[str], lo: int, index: int) -> bool:
    """Whether a main clause begins at a word with no comma before it: "As X was late the data was"."""
    return (
        texts[index] in {"the", "our"}
        and texts[lo] in _SUBORDINATING
        and index > lo + 3
        and texts[index - 1] not in PREPOSITIONS | FINITE | DETERMINERS | BASES | {"of", "and", "or", ",", "not"}
        and any(word in FINITE for word in texts[lo:index])
        and _has_subject(texts, index)
    )


def _opening_words(texts: Sequence[str], lo: int, hi: int) -> int:
    """Where what opens a clause ends: conjunctions, marks and adverbs."""
    index = lo
    while index < hi and (texts[index] in _CONNECTORS or texts[index] in ADVERBS):
        index += 1
    return index


def _skip(texts: Sequence[str], index: int) -> int:
    """The first word from index on that is no adverb."""
    while index < len(texts) and texts[index] in ADVERBS:
        index += 1
    return index


def _is_finite(texts: Sequence[str], index: int) -> bool:
    return index < len(texts) and texts[index] in FINITE


def _has_subject(texts: Sequence[str], index: int) -> bool:
    """Whether a subject with its verb follows."""
    index = _skip(texts, index)
    if index >= len(texts):
        return False
    if texts[index] in PERSONS:
        return True
    if texts[index] in PRONOUNS and _is_finite(texts, _skip(texts, index + 1)):
        return True
    may_be_verb = AUXILIARIES if texts[index] not in DETERMINERS else FINITE
    for position in range(index + 1, min(index + 1 + _LONGEST_SUBJECT, len(texts))):
        word = texts[position]
        if word in may_be_verb and texts[position - 1] not in {"to", ","}:
            return True
        if word in _ALWAYS or word in PERSONS or word in {",", "that", "as"}:
            return False
    return False


def _has_predicate(texts: Sequence[str], lo: int, index: int, following: int) -> bool:
    """Whether another verb for the same subject follows the conjunction at index."""
    position = _skip(texts, following)
    if position >= len(texts):
        return False
    word, conjunction = texts[position], texts[following - 1]
    if word == "not":
        return conjunction in {"and", "or"}
    if word in AUXILIARIES and word not in {"be", "been"}:
        return True
    after = texts[position + 1] if position + 1 < len(texts) else ""
    if conjunction == "and" and word.endswith("s") and not word.endswith("ss") and after in DETERMINERS:
        return True
    # "or" goes on with what was negated: "was not built or deployed".
    return conjunction in {"and", ",", "that", "so"} and word in PASTS and not (conjunction == "," and _lists(texts, lo, index))


def _lists(texts: Sequence[str], lo: int, index: int) -> bool:
    """Whether the clause has no verb yet, so that a participle behind its comma belongs to a noun."""
    return not any(word in FINITE for word in texts[lo:index])


def _clause(texts: Sequence[str], lo: int, hi: int, before: Clause | None) -> Clause:
    first = _opening_words(texts, lo, hi)
    opener = ""
    for word in texts[lo:first]:
        if word in _CONNECTORS and not (word == "," and opener) or word in {"instead", "only", "just", "even"}:
            opener = f"{opener} {word}" if opener in {"so", "even", "such"} else word
    verb = next(
        (
            index
            for index in range(first, hi)
            if texts[index] in FINITE or (index > first and texts[index - 1] in PERSONS and texts[index] not in ADVERBS)
        ),
        None,
    )
    if verb is None:
        return Clause(lo, hi, opener, None, None, before.by_group if before else True)
    subject = first if any(word not in {"not", "never"} and word not in ADVERBS for word in texts[first:verb]) else None
    if subject is None:
        by_group = opener not in {"which", "that", "who"} and (before.by_group if before else True)
        return Clause(lo, hi, opener, verb, None, by_group)
    return Clause(lo, hi, opener, verb, subject, any(word in GROUP for word in texts[subject:verb]))
