"""Which words of a sentence its cues reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
_LABEL_ENDS = frozenset({":", "-", "|", "("})
_ANAPHORS = word_set("it this that these them those so any")
_SPARING = frozenset({"without", "avoid", "avoided", "avoiding"})


@dataclass(frozen=True, slots=True)
class Effect:
    """The cue at the word at gives the words from lo to hi (left out) its mood. reach is the cue's."""

    mood: Mood
    lo: int
    hi: int
    at: int
    reach: Reach


@lru_cache(maxsize=256)
def effects_of(plain: str) -> tuple[Effect, ...]:
    """What the cues of a sentence do to its words."""
    words = words_of(plain)
    found: list[Effect] = []
    index = 0
    while index < len(words.texts):
        step = 1
        for cue in CUES.get(words.texts[index], ()):
            match = cue.pattern.match(words.joined, words.at[index])
            if match is None:
                continue
            clause = words.clause_of(index)
            if cue.by_group and not words.clauses[clause].by_group:
                continue
            is_when = words.clauses[clause].opener in {"if", "when", "whenever"}
            if cue.mood is Mood.PLANNED and is_when:
                break
            if words.texts[index] in MODALS and not is_supposition(words, clause):
                break
            step = max(words.words_before(match.end()) - index, 1)
            found.extend(_reached(words, cue, clause, index, index + step))
            break
        index += step
    found.extend(_conditions(words, found))
    return tuple(found)


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
        yield effect(at, _end_with_fragments(words, number))
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
    """The end of a clause with its fragments and the relative clauses that tell more of what was supposed in it."""
    end = _end_with_fragments(words, number)
    following = words.clause_of(end) if end < len(words.texts) else len(words.clauses)
    while following < len(words.clauses):
        clause = words.clauses[following]
        is_told = clause.verb is not None and (
            words.texts[clause.verb] in PASTS or words.texts[clause.verb] in {"was", "were", "had", "did"}
        )
        if clause.opener not in {"which", "that", "who", "so that", "such that", "where"} or is_told:
            break
        end = _end_with_fragments(words, following)
        following = words.clause_of(end) if end < len(words.texts) else len(words.clauses)
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
    if words.texts[lo] in PREPOSITIONS:
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
    if not number or clause.opener not in _LABEL_ENDS or not _is_fragment(words, number - 1):
        return False
    if reach is Reach.CLAUSE:
        return clause.subject is None and clause.opener != "("
    rest = words.texts[end : clause.hi]
    return (
        len(rest) < 2
        or (bool(_ANAPHORS & set(rest[:4])) and reach is Reach.AFTER)
        or (at == clause.lo + 1 and rest[0] == ",")
    )


def _conditions(words: Words, effects: list[Effect]) -> Iterator[Effect]:
    """What is only supposed in a condition: "if we had used X, it would", "had we used X"."""
    supposes = any(effect.mood is Mood.HYPOTHETICAL and effect.reach is Reach.CLAUSE for effect in effects)
    for number, clause in enumerate(words.clauses):
        if clause.verb is None or not supposes:
            continue
        verb = words.texts[clause.verb]
        is_condition = clause.opener in {"if", "unless", "even if"} and (
            verb in PASTS or verb in {"had", "were", "was", "did"}
        )
        is_inverted = (
            verb in {"had", "were"}
            and clause.subject is None
            and words.texts[clause.verb + 1 : clause.verb + 2] in (["we"], ["i"], ["it"])
        )
        if is_condition or is_inverted:
            yield Effect(Mood.HYPOTHETICAL, clause.lo, _end_with_fragments(words, number), clause.lo, Reach.CLAUSE)
