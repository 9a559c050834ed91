"""How a thing is mentioned: as done, as not done, as a plan, as something that others do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from auditor.prose.clauses import Words, words_of
from auditor.prose.cues import Mood, Reach
from auditor.prose.denial import is_spared, narrowed
from auditor.prose.effects import Effect, effects_of
from auditor.prose.phrases import Phrases
from auditor.prose.sentences import Sentence
from auditor.prose.words import word_set

__all__ = ["Mood", "mood_of"]

_LONGEST = 3000  # characters; what is longer is no sentence, and nothing is made of it
_GAP = re.compile(r"(?<=\s)(?:\.\.\.|…)(?=[\s,.])")

# Denials that take back one that they stand in: "did not use anything except X", "could not have done it without X".
_TAKES_BACK = word_set("without except with")
_MANAGED_WITH = Phrases("^ would|could not ...2 have")
_FAILURE = Phrases(
    "not|never ...3 <it> to|up|in|properly|fully? work|run|working|running|finished? $",
    "<it> ...1 <negated> not ...1 work|succeed|function|finished|completed|used|possible|implemented|included|run",
    "failed|unsuccessful|unsuccessfully",
    "gave up",
    "in vain",
    "without success",
    "to no avail",
    "ended up not",
    "<drop> it|this|that|them",
    "decided|chose|opted against|not to? use|include|do|implement|keep? it|this|that|them",
    "did not ...1 work|succeed",
)
_TURNS = word_set("but however though although unfortunately sadly and so until")

_OTHERS = Phrases(
    "^ <linking>* the|this|a|many|some|most|other|another|several|big|large|modern|tech|all|real* <outsiders>",
    "^ <linking>* other|another project|projects|team|people|students",
    "^ <linking>* other|another group => <aux>|<past>",
)
# Whoever speaks of themselves, of their project or of a file in it does not speak in general.
_OF_THE_PROJECT = Phrases(
    "we|our|ours|us|i|my|me|ourselves|code`|url`",
    "the|this|entire|whole project|repository|repo|group|codebase",
    "was|were|had|did|used|implemented|created|deployed|added|configured",
)
_OWN_NAME = re.compile(r"\.(?:py|ya?ml|toml|txt|json|sh|md|ipynb|lock|dockerfile)$|^s\d{6}$")
_OF_ANYBODY = Phrases("help|helps|allow|allows|enable|enables <people>")
_IN_GENERAL = Phrases(
    "in general",
    "in|for|on a? <large> ...3 project|projects|team|teams|codebases|systems|companies",
)
_GENERALLY = Phrases(
    "^ ...2 one can|could|should|must|might|may|needs|has|is|uses",
    "^ ...2 teams|people|companies|programmers",
    "^ ...2 you can",
    "^ a|an ...3 is a|an",
    "^ ...4 help|matter",
    "can|may <adv>* help",
    "helps|matters",
    "make|makes it ...1 easy|easier|possible|simple|simpler",
    "is|are <adv>* a|an|super|extremely|more? important|useful|crucial|essential|beneficial|helpful|valuable|vital|key",
    "is|are <adv>* a|an|super|extremely|more? desirable|popular|critical|great|advantage|advantageous",
    "is|are a ...2 advantage|benefit",
    "is|are a|an ...4 tool|framework|library|platform|service|method|technique|process|way|practice|approach|concept",
    "is|are a|an ...4 system|standard|package|solution",
)
_POSSIBLY = Phrases("can|could|may|might|would|often|always|usually|typically")


def mood_of(sentence: Sentence, span: tuple[int, int]) -> Mood:
    """How the thing is meant whose name stands at span of a sentence (offsets in its text and plain alike).

    What the sentence says itself comes first. Where it says nothing of its own, as the items of a list often do, the
    thing is meant as the sentence's lead has it.
    """
    if sentence.context == "heading" or len(sentence.plain) > _LONGEST:
        return Mood.GENERAL
    if sentence.context == "quote" or _is_quoted(sentence.plain):
        return Mood.QUOTED
    mood = Mood.AFFIRMED if sentence.context == "code" else _mood_at(sentence.plain, *span)
    if sentence.lead and sentence.context != "table" and mood in {Mood.AFFIRMED, Mood.GENERAL}:
        lead = _mood_at_end(sentence.lead)
        return Mood.AFFIRMED if lead in {Mood.GENERAL, Mood.AFFIRMED} else lead
    return mood


@lru_cache(maxsize=64)
def _mood_at_end(lead: str) -> Mood:
    """How that is meant which follows a sentence that was left open."""
    return _mood_at(lead, len(lead), len(lead))


def _is_quoted(plain: str) -> bool:
    """Whether a sentence asks, or has the gaps of an example that is to be filled in."""
    return plain.rstrip(" \"'”’)").endswith("?") or ("..." in plain and len(_GAP.findall(plain)) > 1)


@lru_cache(maxsize=2048)  # what is looked for in the sentence differs, where it finds something often does not
def _mood_at(plain: str, start: int, end: int) -> Mood:
    words = words_of(plain)
    if not words.texts:
        return Mood.AFFIRMED
    index, last = words.index_at(start), words.index_at(max(end - 1, start))
    number = words.clause_of(index)
    effects = [effect for effect in effects_of(plain) if effect.lo <= index < effect.hi]
    mood = _resolve(words, [effect for effect in effects if not is_spared(words, index, effect)])
    if mood is Mood.DENIED and plain.startswith(("'s", "’s"), end):
        return Mood.OTHERS
    if mood is Mood.DENIED:
        mood = narrowed(words, index, last)
        return Mood.GENERAL if mood is Mood.DENIED and _is_warning(words, index) else mood
    if mood is Mood.PLANNED and _fails_later(words, number):
        return Mood.ATTEMPTED
    if mood is Mood.HYPOTHETICAL and _is_advice(words, number):
        return Mood.GENERAL
    return _told(plain, number) if mood is Mood.AFFIRMED else mood


@lru_cache(maxsize=2048)
def _told(plain: str, number: int) -> Mood:
    """The mood of a clause that says something without more ado: of whom it is said, and whether it came to an end."""
    words = words_of(plain)
    clause = words.clauses[number]
    texts = words.texts[clause.lo : clause.hi]
    if _OTHERS.found(texts):
        return Mood.OTHERS
    if _fails_later(words, number):
        return Mood.ATTEMPTED
    if _OF_ANYBODY.found(texts):
        return Mood.GENERAL
    is_textbook = _GENERALLY.found(texts) or _IN_GENERAL.found(texts)
    return Mood.GENERAL if is_textbook and not _is_of_the_project(texts) else Mood.AFFIRMED


def _is_warning(words: Words, index: int) -> bool:
    """Whether a name stands in a warning: "Without X, errors can go unnoticed"."""
    clause = words.clauses[words.clause_of(index)]
    is_without = "without" in words.texts[clause.lo : index] and (clause.verb is None or clause.verb > index)
    return is_without and _POSSIBLY.found(words.texts) and not _is_of_the_project(words.texts)


def _is_of_the_project(texts: Sequence[str]) -> bool:
    return _OF_THE_PROJECT.found(texts) or any(map(_OWN_NAME.search, texts))


def _resolve(words: Words, effects: Sequence[Effect]) -> Mood:
    """The one mood that comes of all effects on a word."""
    moods = {effect.mood for effect in effects}
    hypothetical = next((e for e in effects if e.mood is Mood.HYPOTHETICAL and e.reach is Reach.CLAUSE), None)
    denials = [effect for effect in effects if effect.mood is Mood.DENIED]
    backs = [effect for effect in denials if words.texts[effect.at] in _TAKES_BACK]
    if backs and hypothetical and words.texts[backs[0].at] == "without":
        # "Without X we would not have managed": it was there.
        is_there = _MANAGED_WITH.found(words.texts, hypothetical.at)
        return Mood.AFFIRMED if is_there else Mood.HYPOTHETICAL
    if hypothetical:
        return Mood.HYPOTHETICAL
    if Mood.AFFIRMED in moods or (backs and len(denials) > len(backs)):
        return Mood.AFFIRMED
    for mood in (Mood.DENIED, Mood.PLANNED, Mood.ATTEMPTED, Mood.HYPOTHETICAL, Mood.OTHERS):
        if mood in moods:
            return mood
    return Mood.AFFIRMED


def _is_advice(words: Words, number: int) -> bool:
    """Whether a clause tells what one would do."""
    clause = words.clauses[number]
    return (
        clause.subject is not None
        and words.texts[clause.subject] in {"one", "you"}
        and clause.subject + 1 == clause.verb
    )


def _fails_later(words: Words, number: int) -> bool:
    """Whether a later clause says of what one affirms that it came to nothing: "but could not get it to work"."""
    has_turned = words.clauses[number].opener in _TURNS
    for clause in words.clauses[number + 1 :]:
        has_turned = has_turned or not _TURNS.isdisjoint(words.texts[clause.lo : clause.lo + 3])
        if has_turned and _FAILURE.found(words.texts, clause.lo, clause.hi):
            return True
    return False
