"""A sentence as words and clauses: enough of its structure to tell how far a "not" or a "would" reaches.

This is no parser. Clauses are told apart at punctuation, conjunctions, relative pronouns and subject pronouns, with a
look at whether a subject or a finite verb follows; what cannot be told stays in the clause before.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from auditor.prose.tokens import tokenize
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
    word_set,
)

_HARD = word_set("; : - | ( ) ? !")
# Before these a clause ends, whatever follows.
_ALWAYS = _HARD | word_set("""
    although because but however if nor though unless when whenever where whereas which while whilst who whom whose
""")
# Before these it ends where a subject or a verb follows.
_PERHAPS = word_set("and or , that as since after before until till once so")
_CONNECTORS = _ALWAYS | _PERHAPS | {"then"}
_SUBORDINATING = word_set("as if when since because although though while after before once")
_OPENS_BEHIND_COMMA = word_set("only just instead but not")
_NEGATIONS = word_set("neither nor never not")
_WHOLES = word_set("nothing anything everything all every none")  # before "but" in the sense of "except"
_SUBJECTS = word_set("it this there you one")  # where a verb follows them
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


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a sentence as `tokenize` has them, and its clauses.

    ends are offsets in the sentence.
    """

    texts: Sequence[str]
    ends: Sequence[int]
    clauses: Sequence[Clause]

    def index_at(self, offset: int) -> int:
        """The word that is at an offset of the sentence, or else the next."""
        return min(bisect_right(self.ends, offset), len(self.texts) - 1)

    def clause_of(self, index: int) -> int:
        """The number of the clause that a word is in."""
        return max(bisect_right(self.clauses, index, key=lambda clause: clause.lo) - 1, 0)


_TOLD = word_set("mentioned stated described said explained noted discussed written shown seen")
_BEFORE = word_set("above before earlier previously already")


@lru_cache(maxsize=1024)
def words_of(plain: str) -> Words:
    """The words and clauses of a sentence without markup."""
    texts, ends = tokenize(plain)
    return Words(texts, ends, _clauses(texts))


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
        return word in {"the", "our"} and _begins_main_clause(texts, lo, index)
    if _opening_words(texts, lo, index) == index:
        return word in _HARD  # all there is of the clause is what opens it
    before = texts[index - 1]
    if word in PERSONS:
        is_inverted = before in AUXILIARIES and _opening_words(texts, lo, index) >= index - 1 - (
            texts[index - 2] in _NEGATIONS
        )
        return not is_inverted  # "had we used", "neither did we use"
    if word in PRONOUNS and word != "that":
        return word in _SUBJECTS and before not in PREPOSITIONS and _is_finite(texts, _skip(texts, index + 1))
    if word == "but" and not _WHOLES.isdisjoint(texts[max(index - 3, lo) : index]):
        return _has_subject(texts, index + 1) or _has_predicate(texts, lo, index, index + 1)
    return word in _ALWAYS or _goes_on_with_clause(texts, lo, index)


def _goes_on_with_clause(texts: Sequence[str], lo: int, index: int) -> bool:
    """Whether a clause follows the conjunction or comma at index, or just more words of the one it stands in."""
    word, before, after = texts[index], texts[index - 1], texts[index + 1] if index + 1 < len(texts) else ""
    if word == "as" and (before in {"such", "well", "as", "same"} or after == "well"):
        return False
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
    if word in {"and", "or", ","} and _is_noun_list(texts, lo, index):
        return False
    return _has_subject(texts, following) or _has_predicate(texts, lo, index, following)


def _begins_main_clause(texts: Sequence[str], lo: int, index: int) -> bool:
    """Whether a main clause begins at a word with no comma before it: "As X was late the data was"."""
    if texts[lo] == "as" and texts[lo + 1] in _TOLD and _BEFORE.issuperset(texts[lo + 2 : index]):
        return True  # "As mentioned above the data was"
    return (
        texts[lo] in _SUBORDINATING
        and index > lo + 3
        and texts[index - 1] not in PREPOSITIONS | FINITE | DETERMINERS | BASES | {"of", "and", "or", ",", "not"}
        and any(word in FINITE for word in texts[lo:index])
        and _has_subject(texts, index)
    )


def _is_noun_list(texts: Sequence[str], lo: int, hi: int) -> bool:
    """Whether there are only nouns so far, of which more follow: "X, Y and Z were ..."."""
    first = _opening_words(texts, lo, hi)
    if any(word in FINITE for word in texts[first:hi]):
        return False
    leads_in = texts[first] in PREPOSITIONS | {"not"} or texts[first].endswith(("ly", "ed", "ing"))
    return texts[hi] != "," or not (leads_in or _SUBORDINATING & set(texts[lo:first]))


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
        return conjunction in {"and", "or", "but"}
    if word in AUXILIARIES and word not in {"be", "been"}:
        return True
    after = texts[position + 1] if position + 1 < len(texts) else ""
    if conjunction == "and" and word.endswith("s") and not word.endswith("ss") and after in DETERMINERS:
        return True
    # "or" goes on with what was negated: "was not built or deployed".
    return (
        conjunction in {"and", ",", "that", "so", "but"}
        and word in PASTS
        and not (conjunction == "," and _lists(texts, lo, index))
    )


def _lists(texts: Sequence[str], lo: int, index: int) -> bool:
    """Whether the clause has no verb yet, so that a participle behind its comma belongs to a noun."""
    return not any(word in FINITE for word in texts[lo:index])


def _clause(texts: Sequence[str], lo: int, hi: int, before: Clause | None) -> Clause:
    first = _opening_words(texts, lo, hi)
    opener = ""
    for word in texts[lo:first]:
        if (word in _CONNECTORS and not (word == "," and opener)) or word in {"instead", "only", "just", "even"}:
            opener = f"{opener} {word}" if opener in {"so", "even", "such"} else word
    verb = next(
        (
            index
            for index in range(first, hi)
            if texts[index] in FINITE or (texts[index] in BASES and index > first and texts[index - 1] in PERSONS)
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
