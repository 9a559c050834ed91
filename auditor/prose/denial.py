"""What a denial denies, of all that it reaches."""

from __future__ import annotations

from auditor.prose.clauses import Words
from auditor.prose.cues import Mood, Reach
from auditor.prose.effects import Effect
from auditor.prose.words import (
    ADVERBS,
    AMOUNTS,
    BASES,
    DETERMINERS,
    DONE,
    FINITE,
    HEADS,
    NEED,
    PREPOSITIONS,
    PRONOUNS,
    WHICH_ONES,
    word_set,
)

_INSTRUMENTS = word_set("using with via by")
_DEFINITE = word_set("the this these")
_OURS = word_set("our my existing current")
# "The use of X" is X, "the tests of X" are something else.
_PARTITIVES = word_set("""
    absence advantage all any form implementation instead integration kind lack most much none out place rid some
    usage use
""")
_MAKING = word_set("""
    add build complete completed conduct create develop do finish finished get have implement implemented
    implementing include make making perform run up use using write
""")
# What follows a name and is no noun that the name could belong to.
_NO_NOUNS = PREPOSITIONS | FINITE | ADVERBS | PRONOUNS | DETERMINERS | NEED | DONE | AMOUNTS | BASES
_NO_NOUNS |= word_set("""
    alone although and anymore as beyond but early either enough however itself later nor not of or since than
    ourselves themselves though together until when where while
""")

_BEFORE_NOUNS = PREPOSITIONS | FINITE | BASES | {"not", "no"}


def is_spared(words: Words, index: int, effect: Effect) -> bool:
    """Whether an effect spares a word that it reaches because its thing is taken for granted.

    "We wrote no tests for our API" and "the API would need monitoring" both say that there is an API.
    """
    if effect.reach is Reach.NOUN:
        return False
    texts = words.texts
    for position in range(index - 1, max(index - 5, -1), -1):
        word = texts[position]
        if position and (word in _OURS or word in _DEFINITE):
            before = texts[position - 1]
            if before == "of":
                return texts[position - 2] not in _PARTITIVES
            if before in PREPOSITIONS and before not in _INSTRUMENTS:
                is_ground = before == "for" or texts[position - 2 : position] == ["based", "on"]
                return word in _OURS or (effect.mood is Mood.DENIED and is_ground)
            is_object = effect.mood is Mood.DENIED and effect.at < position and before not in _MAKING
            return word in _OURS and is_object
        if word in _OURS:
            return effect.mood is Mood.HYPOTHETICAL
        if word in PREPOSITIONS or word in FINITE or word in {",", "and", "or", "not"}:
            return False
    return False


def narrowed(words: Words, index: int, last: int) -> Mood:
    """The mood of a denied name, the words index to last: it may be only a part or a case of it, or another thing."""
    texts = words.texts
    clause = words.clauses[words.clause_of(index)]
    if clause.opener in {"if", "unless", "when", "whenever", "even if"}:
        return Mood.HYPOTHETICAL
    if _is_attribute(words, last):
        return Mood.OTHERS
    before = list(texts[max(index - 4, clause.lo) : index])
    head = texts[max(index - 6, clause.lo) : index]
    if before[-1:] == ["of"] and "the" in head and _PARTITIVES.isdisjoint(head[head.index("the") :]):
        return Mood.OTHERS
    while before and before[-1] not in _BEFORE_NOUNS:
        word = before.pop()
        if word in WHICH_ONES or (word.isdigit() and len(word) > 1):
            return Mood.ATTEMPTED
    return Mood.OTHERS if before[-1:] == ["by"] else Mood.DENIED


def _is_attribute(words: Words, last: int) -> bool:
    """Whether a name that ends at a word only tells which of the things behind it: "Docker layer caching"."""
    following = [word for word in words.texts[last + 1 : last + 3] if word not in HEADS][:1]
    return any(
        word.isalpha() and len(word) > 2 and word not in _NO_NOUNS and not word.endswith(("ly", "ing", "ed"))
        for word in following
    )
