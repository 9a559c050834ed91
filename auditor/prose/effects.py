"""Which words of a sentence its cues reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from auditor.prose.clauses import Clause, Words, words_of
from auditor.prose.cues import CUES, Cue, Mood, Reach
from auditor.prose.modals import is_supposition
from auditor.prose.words import (
    ADVERBS,
    AUXILIARIES,
    BE,
    DETERMINERS,
    DONE,
    FINITE,
    MODALS,
    PASTS,
    PREPOSITIONS,
    PRONOUNS,
    USING,
    word_set,
)

_GOES_ON = frozenset({"", ",", "and", "or", "nor", "(", ")", "-", ":"})  # openers of what belongs to the clause before
_RELATIVE = frozenset({"which", "that", "who"})
_TELLS_MORE = _RELATIVE | {"so that", "such that", "where"}
_DURING = word_set("while when before after")
_PAST = PASTS | word_set("was were had did")
_LABEL_ENDS = frozenset({":", "-", "|", "("})
_ANAPHORS = word_set("it this that these them those so any")
_TOPICS = word_set("as for regarding concerning")  # "As for X, we did not do any."
_INSTEAD = word_set("instead rather")
_SPARING = frozenset({"without", "avoid", "avoided", "avoiding"})


@dataclass(frozen=True, slots=True)
class Effect:
    """The cue at the word at gives the words from lo to hi (left out) its mood. reach is the cue's."""

    mood: Mood
    lo: int
    hi: int
    at: int
    reach: Reach


@lru_cache(maxsize=1024)
def effects_of(plain: str) -> tuple[Effect, ...]:
    """What the cues of a sentence do to its words."""
    words = words_of(plain)
    found: list[Effect] = []
    index = 0
    while index < len(words.texts):
        if words.texts[index] not in CUES:
            index += 1
            continue
        number = words.clause_of(index)
        cue, end = _cue_at(words, number, index)
        if cue is not None and _counts(words, number, cue, words.texts[index]):
            if words.texts[index] in _INSTEAD and _supposes(found):
                cue = replace(cue, mood=Mood.HYPOTHETICAL)  # "It would do to read the logs, instead of using X"
            found.extend(_reached(words, cue, number, index, end))
        index = end
    found.extend(_conditions(words, found))
    return tuple(found)


def _cue_at(words: Words, number: int, index: int) -> tuple[Cue | None, int]:
    """The cue at a word, if any, and where its words end."""
    for cue in CUES[words.texts[index]]:
        if cue.by_group and not words.clauses[number].by_group:
            continue
        end = cue.phrase.match(words.texts, index, len(words.texts))
        if end is not None:
            return cue, end
    return None, index + 1


def _counts(words: Words, number: int, cue: Cue, word: str) -> bool:
    """Whether a cue means in its clause what it says: "if we want to" tells of no plan, "would" may tell a habit."""
    if cue.mood is Mood.PLANNED:
        return words.clauses[number].opener not in {"if", "when", "whenever"}
    return word not in MODALS or cue.reach is Reach.NOTHING or is_supposition(words, number)


def _reached(words: Words, cue: Cue, number: int, at: int, end: int) -> Iterator[Effect]:
    """What a cue reaches that takes the words from at to end, in the clause of that number."""
    clause = words.clauses[number]
    reach = cue.reach
    if reach is Reach.PASSIVE:
        reach = Reach.BOTH if _is_passive(words, clause, at, end) else Reach.AFTER
    if reach is Reach.AFTER and _belongs_to_noun(words, clause, at):
        reach = Reach.NOUN

    def effect(lo: int, hi: int) -> Effect:
        return Effect(cue.mood, lo, hi, at, cue.reach)

    if reach is Reach.NOUN:
        mood = cue.mood
        if _is_gerund(words, end) and words.texts[end] not in USING:
            # What is done without, or instead, may well be done with things that are there.
            mood = Mood.AFFIRMED if words.texts[at] in _SPARING else Mood.HYPOTHETICAL
        if mood is not Mood.AFFIRMED or cue.mood is Mood.AFFIRMED:
            yield Effect(mood, end, _end_of_noun(words, end, clause.hi, words.texts[at]), at, reach)
    if reach in {Reach.AFTER, Reach.BOTH}:
        goes_further = cue.mood is Mood.PLANNED or (cue.mood is Mood.ATTEMPTED and reach is Reach.AFTER)
        yield effect(at, _end_with_relatives(words, number) if goes_further else _end_with_fragments(words, number))
    if reach in {Reach.SUBJECT, Reach.BOTH}:
        yield effect(*_subject(words, number))
    if reach is Reach.CLAUSE:
        yield effect(clause.lo, _end_with_relatives(words, number))
    if reach is Reach.CLAUSE or cue.mood is Mood.PLANNED:
        yield effect(_start_with_fragments(words, number), clause.hi)
    if reach in {Reach.AFTER, Reach.NOUN, Reach.CLAUSE} and _stands_for_label(words, number, at, end, reach):
        yield effect(*_label(words, number))
    has_gap = clause.opener in {"which", "that"} and clause.subject is not None and clause.by_group
    if reach is Reach.AFTER and has_gap and number:
        yield effect(*_antecedent(words, number))


def _is_passive(words: Words, clause: Clause, at: int, end: int) -> bool:
    """Whether the negation at a word is one of a passive, "was not used", or of one cut short, "not used"."""
    if {"be", "been"} & set(words.texts[at:end]):
        return True
    before = at - 1
    while before >= clause.lo and words.texts[before] in ADVERBS:
        before -= 1
    if before >= clause.lo and words.texts[before] in AUXILIARIES:
        return words.texts[before] in BE
    return clause.verb is None or clause.verb >= at


def _belongs_to_noun(words: Words, clause: Clause, at: int) -> bool:
    """Whether a "not" only tells more of the noun before it: "lines not covered by the tests"."""
    if words.texts[at] != "not" or clause.verb is None or at <= clause.verb + 1:
        return False
    before = words.texts[at - 1]
    following = words.texts[at + 1] if at + 1 < len(words.texts) else ""
    return following in DONE and before not in AUXILIARIES | ADVERBS | PREPOSITIONS | PASTS | {"and", "or", ",", "but"}


def _end_of_noun(words: Words, start: int, hi: int, cue: str) -> int:
    """Where the nouns end that begin at a word."""
    texts = words.texts
    if _is_gerund(words, start):
        return hi
    for index in range(start, hi):
        word = texts[index]
        if word in FINITE or (word in PREPOSITIONS and index > start) or word in {"that", "which"}:
            return index
        if word in PRONOUNS and word not in DETERMINERS and word != "one":
            return index
        if word == "," and not {"and", "or", "nor"} & set(texts[index + 1 : min(index + 6, hi)]):
            return index
        if word == "and" and cue == "no":
            return index
    return hi


def _is_gerund(words: Words, index: int) -> bool:
    """Whether a word is a gerund with an object, "training the model", and no noun, "without profiling"."""
    if index + 1 >= len(words.texts) or not words.texts[index].endswith("ing"):
        return False
    following = words.texts[index + 1]
    is_noun = following in PREPOSITIONS or following in FINITE or following in _GOES_ON or following == "of"
    return words.texts[index] in USING or not is_noun


def _is_fragment(words: Words, number: int) -> bool:
    return 0 <= number < len(words.clauses) and words.clauses[number].verb is None


def _end_with_fragments(words: Words, number: int) -> int:
    """The end of a clause, with what follows it that has no verb of its own and goes on with it."""
    is_inside = False  # of parentheses that began behind the clause
    while _is_fragment(words, number + 1):
        fragment = words.clauses[number + 1]
        is_closed = words.texts[fragment.lo] == ")"
        if fragment.opener not in _GOES_ON or _leads_in(words, number + 1) or (is_closed and not is_inside):
            break
        is_inside = words.texts[fragment.lo] == "("
        number += 1
    return words.clauses[number].hi


def _leads_in(words: Words, number: int) -> bool:
    """Whether a fragment belongs to the clause behind it: "and, for the API, we used ..."."""
    if number + 1 >= len(words.clauses):
        return False
    fragment, following = words.clauses[number], words.clauses[number + 1]
    is_adverbial = any(
        word in PREPOSITIONS or word.endswith("ing") for word in words.texts[fragment.lo : fragment.lo + 3]
    )
    return following.verb is not None and following.opener in {"", ","} and is_adverbial


def _start_with_fragments(words: Words, number: int) -> int:
    """The start of a clause, with what leads into it: "With more time, we would"."""
    while (
        words.clauses[number].opener in {"", ",", "then"}
        and _is_fragment(words, number - 1)
        and words.clauses[number - 1].opener not in {"but", "however", "because"}
    ):
        number -= 1
    return words.clauses[number].lo


def _end_with_relatives(words: Words, number: int) -> int:
    """The end of a clause with its fragments and what tells more of what is supposed in it: "which", "while doing"."""
    while True:
        end = _end_with_fragments(words, number)
        if end == len(words.texts):
            return end
        number = words.clause_of(end)
        following = words.clauses[number]
        is_past = following.verb is not None and words.texts[following.verb] in _PAST
        tells_more = following.opener in (_DURING if following.verb is None else _TELLS_MORE)
        if not tells_more or is_past:
            return end


def _subject(words: Words, number: int) -> tuple[int, int]:
    """The words of a clause's subject, wherever it stands."""
    while True:
        clause = words.clauses[number]
        if clause.subject is not None and clause.verb is not None:
            subject = set(words.texts[clause.subject : clause.verb])
            if clause.opener in _LABEL_ENDS and subject <= _ANAPHORS and _is_fragment(words, number - 1):
                return _label(words, number)
            return _without_adverbial(words, clause.subject, clause.verb)
        if number == 0:
            return clause.lo, clause.hi if clause.verb is None else clause.verb
        if clause.opener in _LABEL_ENDS and _is_fragment(words, number - 1):
            return _label(words, number)
        if clause.opener in _RELATIVE or clause.opener == "(":
            return _antecedent(words, number)
        if clause.verb is None and clause.opener not in {"but", "and", "or", "yet"}:
            return clause.lo, clause.hi
        number -= 1


def _without_adverbial(words: Words, lo: int, hi: int) -> tuple[int, int]:
    """A subject without what stands before it: of "In the API caching was" it is taken to be the last word."""
    if words.texts[lo] in PREPOSITIONS or words.texts[lo] == "of":
        return max(hi - 2, lo), hi
    return lo, hi


def _antecedent(words: Words, number: int) -> tuple[int, int]:
    """The nouns right before a clause, which "which" stands for."""
    clause = words.clauses[number - 1]
    lo = clause.hi
    while lo > clause.lo and clause.hi - lo < 4:
        word = words.texts[lo - 1]
        if word in PREPOSITIONS or word in FINITE or word in {"and", "or", ",", "not"}:
            break
        lo -= 1
        if word in DETERMINERS:
            break
    return lo, clause.hi


def _label(words: Words, number: int) -> tuple[int, int]:
    """The words that stand as a label before a clause: "Load testing: not done", or the cells before one."""
    hi = words.clauses[number - 1].hi
    number -= 1
    while number and words.clauses[number].opener == "|" and _is_fragment(words, number - 1):
        number -= 1
    return words.clauses[number].lo, hi


def _stands_for_label(words: Words, number: int, at: int, end: int, reach: Reach) -> bool:
    """Whether what a cue says is said of the label before its clause."""
    clause = words.clauses[number]
    if not number or not _is_fragment(words, number - 1):
        return False
    rest = words.texts[end : clause.hi]
    if clause.opener not in _LABEL_ENDS:
        return words.texts[words.clauses[number - 1].lo] in _TOPICS and len(rest) < 3 and not _ANAPHORS.isdisjoint(rest)
    if reach is Reach.CLAUSE:
        return clause.subject is None and clause.opener != "("
    return (
        len(rest) < 2
        or (bool(_ANAPHORS & set(rest[:4])) and reach is Reach.AFTER)
        or (at == clause.lo + 1 and rest[0] == ",")
    )


def _supposes(effects: list[Effect]) -> bool:
    """Whether a whole clause is only thought of."""
    return any(effect.mood is Mood.HYPOTHETICAL and effect.reach is Reach.CLAUSE for effect in effects)


def _conditions(words: Words, effects: list[Effect]) -> Iterator[Effect]:
    """What is only supposed in a condition: "if we had used X, it would", "had we used X"."""
    supposes = _supposes(effects)
    for number, clause in enumerate(words.clauses):
        if clause.verb is None or not supposes:
            continue
        verb = words.texts[clause.verb]
        is_condition = clause.opener in {"if", "unless", "even if"} and verb in _PAST
        is_inverted = (
            verb in {"had", "were"}
            and clause.subject is None
            and words.texts[clause.verb + 1 : clause.verb + 2] in (["we"], ["i"], ["it"])
        )
        if is_condition or is_inverted:
            yield Effect(Mood.HYPOTHETICAL, clause.lo, _end_with_fragments(words, number), clause.lo, Reach.CLAUSE)
