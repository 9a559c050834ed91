"""How a thing is mentioned: as done, as not done, as a plan, as something that others do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from auditor.prose.clauses import Clause, Words, words_of
from auditor.prose.cues import CUES, Cue, Mood, Reach
from auditor.prose.sentences import Sentence
from auditor.prose.words import (
    ADVERBS,
    AUXILIARIES,
    BE,
    DETERMINERS,
    FINITE,
    MODALS,
    PASTS,
    PREPOSITIONS,
    PRONOUNS,
)

__all__ = ["Mood", "mood_of"]



_GAP = re.compile(r"(?<=\s)(?:\.\.\.|…)(?=[\s,.])")

# Denials that take back a denial they stand in: "did not use anything except X", "could not have done it without X".
_TAKING_BACK = frozenset({"without", "except", "excluding", "with"})
_GOES_ON = frozenset({"", ",", "and", "or", "nor", "(", ")", "-", ":"})
_RELATIVE = frozenset({"which", "that", "who"})
_LABEL_ENDS = frozenset({":", "-", "|", "("})
_ANAPHORS = frozenset("it this that these them those so any".split())
_INSTRUMENTS = frozenset({"using", "with", "via", "by"})
_PARTITIVES = frozenset("use usage advantage kind form instead place lack absence rid out implementation integration none any all some most much".split())
_MAKING = frozenset(
    "implement finish complete write create build make develop perform do conduct up add use include run have get "
    "implemented finished completed using implementing making".split()
)

# "would" and "could" that tell what happens, or what is to be done, not what might.
_HABIT = re.compile(r" (?:whenever|(?:every|each) time|on startup|would (?:always|usually|typically|often))(?= |$)")
_SOMEBODY = r"(?:one|you|they|he|she|we|i|user|users|member|members|developer|person|someone|anyone|collaborator|newcomer|it)"
_INSTRUCTION = re.compile(
    rf" {_SOMEBODY}(?: (?:would|could|should))(?: (?:then|first|only|just|simply|also|need|have|needs|to|be|able|again|now|either|still))*"
    r"(?P<sure> (?:run|clone|install|execute|call|type|activate|follow|pull))?(?= |$)(?P<rest>.*)"
)
_INSTRUCTED = re.compile(r" (?:code`|(?:following|this|these|the) (?:command|commands|steps|code))| :$|:$")
_FINALLY_ABLE = re.compile(r" could (?:now|finally)(?= )")

_FAILURE = re.compile(
    r" (?:not|never)(?: [a-z-]+){0,3} (?:it|this|that|them)(?: (?:to|up|in|properly|fully))?(?: (?:work|run|working|running|finished))?$"
    r"| (?:it|this|that|they)(?: [a-z-]+)? (?:did|does|do|could|was|were|is|are|has|had) not(?: [a-z-]+)? (?:work|succeed|finished|used|possible|implemented|completed|function|included|run)"
    r"| (?:failed|gave up|unsuccessful|unsuccessfully|in vain|without success|to no avail|ended up not)(?= |$)"
    r"| (?:dropped|removed|abandoned|scrapped|discarded|ditched|remove|drop|abandon|discard|scrap|skip) (?:it|this|that|them)(?= |$)"
    r"| (?:decided|chose|opted) (?:against|not to)(?: (?:use|include|do|implement|keep))? (?:it|this|that|them)(?= |$)"
    r"| did not(?: [a-z-]+)? (?:work|succeed)(?: out)?(?= |$)"
)
_TURN = re.compile(r"(?:^| )(?:but|however|though|although|unfortunately|sadly|and|so|until)(?= |$)")

_OTHERS = re.compile(
    r"^(?: (?:the|this|a|our|many|some|most|other|another|several|big|large|modern|tech|all|real|,|and|but|while|"
    r"where|because|as|since|that|which|in))*"
    r" (?:course|lecture|lectures|exercise|exercises|lecturer|teacher|teachers|authors|author|paper|curriculum|companies|company|"
    r"organizations|organisations|teams|groups|practitioners|competitors|(?:other|another) (?:projects?|group|team|people|students))"
    r"(?= |$)"
)
# Whoever speaks of themselves, of their project or of a file in it does not speak in general.
_OF_THE_PROJECT = re.compile(
    r" (?:we|our|ours|us|i|my|me|ourselves|code`|url`|s\d{6}|(?:the|this|entire|whole) (?:project|repository|repo|group|codebase)|"
    r"was|were|had|did|used|implemented|created|deployed|added|configured)(?= |$)"
)
_GENERALLY = re.compile(
    r" (?:in|for|on) (?:general|(?:a )?(?:large|larger|big|bigger|bigger|complex|many|most|real|professional)(?:r|-scale)? (?:\S+ )?"
    r"(?:projects?|teams?|codebases?|systems|settings|companies))(?= |$)"
    r"|^(?: [a-z-]+){0,2} (?:one|you|teams|developers|people|everyone|everybody|companies)(?= |$)"
    r"| (?:help|helps|matter|matters|can help|allows? (?:teams|developers|you|one|people|multiple|different|everyone|several)|"
    r"enables? (?:teams|developers|you|one|people|multiple|different|everyone|several)|makes? it (?:\S+ )?(?:easy|easier|possible|simple|simpler))(?= |$)"
    r"| (?:is|are)(?: (?:very|also|really|so|super|especially|extremely|an?|the|quite|particularly|therefore|often|generally|more))*"
    r" (?:important|useful|crucial|essential|beneficial|helpful|valuable|vital|key|desirable|popular|good practice|critical)(?= |$)"
    r"| (?:is|are) (?:an?|the) (?:\S+ ){0,4}(?:tool|framework|library|platform|service|method|technique|process|way|practice|"
    r"approach|concept|system|standard|package|solution)(?= |$)"
)


@dataclass(frozen=True, slots=True)
class _Effect:
    """A cue at word at gives the words from lo to hi (left out) its mood."""

    mood: Mood
    lo: int
    hi: int
    at: int
    reach: Reach


def mood_of(sentence: Sentence, span: tuple[int, int]) -> Mood:
    """How the thing is meant whose name stands at span of a sentence (offsets in its text and plain alike).

    What the sentence says itself comes first. Where it says nothing of its own, as the items of a list often do, the
    thing is meant as the sentence's lead has it.
    """
    if sentence.context == "heading":
        return Mood.GENERAL
    if sentence.context == "quote" or _is_quoted(sentence.plain):
        return Mood.QUOTED
    mood = Mood.AFFIRMED if sentence.context == "code" else _mood_at(sentence.plain, span[0])
    if sentence.lead and sentence.context != "table" and mood in {Mood.AFFIRMED, Mood.GENERAL}:
        lead = _mood_at_end(sentence.lead)
        return Mood.AFFIRMED if lead in {Mood.GENERAL, Mood.AFFIRMED} else lead
    return mood


@lru_cache(maxsize=64)
def _mood_at_end(lead: str) -> Mood:
    """How that is meant which follows a sentence that was left open."""
    return _mood_at(lead, len(lead))


def _is_quoted(plain: str) -> bool:
    """Whether a sentence asks, or has the gaps of an example that is to be filled in."""
    return plain.rstrip(" \"'”’)").endswith("?") or ("..." in plain and len(_GAP.findall(plain)) > 1)


def _mood_at(plain: str, offset: int) -> Mood:
    words = words_of(plain)
    if not words.texts:
        return Mood.AFFIRMED
    index = words.index_at(offset)
    mood = _resolve(
        words,
        [
            effect
            for effect in _effects(plain)
            if effect.lo <= index < effect.hi and not _is_there_anyway(words, index, effect)
        ],
    )
    number = words.clause_of(index)
    if mood is Mood.PLANNED and _fails_later(words, number):
        return Mood.ATTEMPTED
    if mood is Mood.HYPOTHETICAL and _is_advice(words, number):
        return Mood.GENERAL
    if mood is not Mood.AFFIRMED:
        return mood
    if _OTHERS.match(_joined(words, words.clauses[number])):
        return Mood.OTHERS
    if _fails_later(words, number):
        return Mood.ATTEMPTED
    if _GENERALLY.search(words.joined) and not _OF_THE_PROJECT.search(words.joined):
        return Mood.GENERAL
    return Mood.AFFIRMED


def _resolve(words: Words, effects: list[_Effect]) -> Mood:
    """The one mood that comes of all effects on a word."""
    moods = {effect.mood: effect for effect in effects}
    hypothetical = next((e for e in effects if e.mood is Mood.HYPOTHETICAL and e.reach is Reach.CLAUSE), None)
    denials = [effect for effect in effects if effect.mood is Mood.DENIED]
    backs = [effect for effect in denials if words.texts[effect.at] in _TAKING_BACK]
    if backs and hypothetical and words.texts[backs[0].at] == "without":
        # "Without X we would not have managed": it was there.
        rest = words.joined[words.at[hypothetical.at] :]
        return Mood.AFFIRMED if re.match(r" (?:would|could) not(?: \S+){0,2} have ", rest) else Mood.HYPOTHETICAL
    if hypothetical:
        return Mood.HYPOTHETICAL
    if Mood.AFFIRMED in moods or (backs and len(denials) > len(backs)):
        return Mood.AFFIRMED
    for mood in (Mood.DENIED, Mood.PLANNED, Mood.ATTEMPTED, Mood.HYPOTHETICAL, Mood.OTHERS):
        if mood in moods:
            return mood
    return Mood.AFFIRMED


@lru_cache(maxsize=256)
def _effects(plain: str) -> tuple[_Effect, ...]:
    """What the cues of a sentence do to its words."""
    words = words_of(plain)
    found: list[_Effect] = []
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
            if words.texts[index] in MODALS and not _is_supposition(words, clause):
                break
            step = max(words.words_before(match.end()) - index, 1)
            found.extend(_reached(words, cue, clause, index, index + step))
            break
        index += step
    found.extend(_conditions(words, found))
    return tuple(found)


def _reached(words: Words, cue: Cue, number: int, at: int, end: int) -> Iterator[_Effect]:
    """What a cue reaches that takes the words from at to end, in the clause of that number."""
    clause = words.clauses[number]
    reach = cue.reach
    if reach is Reach.PASSIVE:
        reach = Reach.BOTH if _is_passive(words, clause, at, end) else Reach.AFTER

    def effect(lo: int, hi: int) -> _Effect:
        return _Effect(cue.mood, lo, hi, at, cue.reach)

    if reach is Reach.NOUN:
        mood = cue.mood
        if _is_gerund(words, end) and words.texts[end] not in USING:
            # What is done without, or instead, may well be done with things that are there.
            mood = Mood.AFFIRMED if words.texts[at] in {"without", "avoid", "avoided", "avoiding"} else Mood.HYPOTHETICAL
        if mood is not Mood.AFFIRMED or cue.mood is Mood.AFFIRMED:
            yield _Effect(mood, end, _end_of_noun(words, end, clause.hi, words.texts[at]), at, reach)
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
    is_adverbial = any(word in PREPOSITIONS or word.endswith("ing") for word in words.texts[fragment.lo : fragment.lo + 3])
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
        is_told = clause.verb is not None and (words.texts[clause.verb] in PASTS or words.texts[clause.verb] in {"was", "were", "had", "did"})
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
    return len(rest) < 2 or (bool(_ANAPHORS & set(rest[:4])) and reach is Reach.AFTER) or (at == clause.lo + 1 and rest[0] == ",")


def _is_supposition(words: Words, number: int) -> bool:
    """Whether "would" and its like suppose something in a clause, not tell a habit or what is to be done."""
    clause = words.clauses[number]
    if clause.opener in {"so that", "such that"} or _HABIT.search(words.joined) or _FINALLY_ABLE.search(words.joined):
        return False
    instruction = _INSTRUCTION.search(_joined(words, clause))
    if instruction is None:
        return True
    is_told = instruction["sure"] is not None and words.texts[clause.verb or 0] != "could"
    rest = words.joined[words.at[clause.lo] :]
    return not (is_told and _INSTRUCTED.search(rest))


def _conditions(words: Words, effects: list[_Effect]) -> Iterator[_Effect]:
    """What is only supposed in a condition: "if we had used X, it would", "had we used X"."""
    supposes = any(effect.mood is Mood.HYPOTHETICAL and effect.reach is Reach.CLAUSE for effect in effects)
    for number, clause in enumerate(words.clauses):
        if clause.verb is None or not supposes:
            continue
        verb = words.texts[clause.verb]
        is_condition = clause.opener in {"if", "unless", "even if"} and (verb in PASTS or verb in {"had", "were", "was", "did"})
        is_inverted = verb in {"had", "were"} and clause.subject is None and words.texts[clause.verb + 1 : clause.verb + 2] in (["we"], ["i"], ["it"])
        if is_condition or is_inverted:
            yield _Effect(Mood.HYPOTHETICAL, clause.lo, _end_with_fragments(words, number), clause.lo, Reach.CLAUSE)


def _is_there_anyway(words: Words, index: int, effect: _Effect) -> bool:
    """Whether a word is spared by an effect because its thing is taken for granted: "no tests for our API"."""
    if effect.reach is Reach.NOUN:
        return False
    texts = words.texts
    for position in range(index - 1, max(index - 5, -1), -1):
        word = texts[position]
        if word in {"our", "my", "the", "this", "these", "existing", "current"} and position:
            before = texts[position - 1]
            if before in PREPOSITIONS and before not in _INSTRUMENTS:
                is_basis = texts[position - 2 : position] == ["based", "on"]
                return word not in {"the", "this", "these"} or (effect.mood is Mood.DENIED and (before == "for" or is_basis))
            if before == "of":
                return texts[position - 2] not in _PARTITIVES
            is_object = effect.mood is Mood.DENIED and effect.at < position and before not in _MAKING
            return word in {"our", "my"} and is_object
        if word in {"our", "my"}:
            return effect.mood is Mood.HYPOTHETICAL
        if word in PREPOSITIONS or word in FINITE or word in {",", "and", "or", "not"}:
            return False
    return False


def _is_advice(words: Words, number: int) -> bool:
    """Whether a clause tells what one would do."""
    clause = words.clauses[number]
    return clause.subject is not None and words.texts[clause.subject] in {"one", "you"} and clause.subject + 1 == clause.verb


def _fails_later(words: Words, number: int) -> bool:
    """Whether a later clause says of what was affirmed in one that it came to nothing: "but could not get it to work"."""
    for clause in words.clauses[number + 1 :]:
        text = _joined(words, clause)
        if _TURN.match(" ".join(words.texts[clause.lo : clause.lo + 1])) or _TURN.search(text[:40]):
            match = _FAILURE.search(text)
            if match:
                return True
    return False


def _joined(words: Words, clause: Clause) -> str:
    end = words.at[clause.hi] if clause.hi < len(words.at) else len(words.joined)
    return words.joined[words.at[clause.lo] : end]
