"""Whether a "would" or its like supposes something, or tells a habit, or what is to be done."""

from __future__ import annotations

from functools import lru_cache

from auditor.prose.clauses import Words
from auditor.prose.phrases import Phrases
from auditor.prose.words import PASTS, word_set

_HABIT = Phrases(
    "whenever",
    "every|each time",
    "on startup",
    "would|could always|usually|typically|often",
    "could only",
    "each ...1 would",
    "once => ** would|could",
    "after|afterwards|when|each|every => ** they|he|she|member|members|person|student|everyone would|could",
)
_ABLE_AT_LAST = Phrases("could now|finally")
_WISH = Phrases(
    "if|ideally|time",
    "would like|love",
    "would be nice|good|useful|great|beneficial|better",
    "would|could|should|might have => <adv>* <past>",
)
_MODAL = "would|could|should|might <adv>* be? able? to? <adv>*"
# "One would have to run `x`", "we would run the following command", "the user should do:", "an example could be:".
_INSTRUCTION = Phrases(
    f"<anybody>|<group> {_MODAL} need|have to",
    f"{_MODAL} <run> ** code`",
    f"{_MODAL} <run> ** following|this|these ...1 command|commands|steps|script",
    f"<anybody> {_MODAL} ** code`",
    f"<anybody> {_MODAL} ** : $",
    f"{_MODAL} <running> ** : $",
    "example|scenario|workflow|description|process ...4 would|could|might be|look ** : $",
)
# "To reproduce an experiment one would": what follows is how it is done.
_PURPOSE = Phrases(
    "^ in|so|then? order? to <repeat> ** <anybody> would|should|could|will",
)
_NEAR = 80  # words behind the beginning of a clause within which an instruction is told
_CAUSES = word_set("ensure ensures ensured ensuring sure so such guarantee guaranteed guarantees")


def is_supposition(words: Words, number: int) -> bool:
    """Whether the "would", "could" or "should" of a clause supposes something.

    It does not in "whenever a file is sent, the API would load the model", "so that we could", or an instruction.
    """
    clause = words.clauses[number]
    if clause.opener in {"so that", "such that"} or _ABLE_AT_LAST.found(words.texts):
        return False
    if clause.opener == "that" and number:
        before = words.clauses[number - 1]
        if not _CAUSES.isdisjoint(words.texts[before.lo : clause.lo]):
            return False
    modal = "" if clause.verb is None else words.texts[clause.verb]
    is_relative = clause.opener in {"which", "that"} and clause.subject is None
    if modal == "could" and (is_relative or clause.opener in {"so", "where"}):
        return False  # "images that could be shared"
    if modal == "would" and is_relative and number and _is_told(words, number - 1):
        return False  # "we wrote a script that would load the data"
    if _WISH.found(words.texts, 0, clause.hi):
        return True
    near = min(len(words.texts), clause.lo + _NEAR)
    return not (_tells_habit(tuple(words.texts)) or _INSTRUCTION.found(words.texts, clause.lo, near))


@lru_cache(maxsize=16)
def _tells_habit(texts: tuple[str, ...]) -> bool:
    """Whether a sentence tells what is usual, or how something is done; asked once for each of its clauses."""
    return _HABIT.found(texts) or _PURPOSE.found(texts)


def _is_told(words: Words, number: int) -> bool:
    """Whether a clause tells what happened."""
    verb = words.clauses[number].verb
    return verb is not None and words.texts[verb] in PASTS | {"was", "were", "had"}
