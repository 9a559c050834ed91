"""A small language for turns of phrase, compiled to regular expressions over words.

The text that is searched has a space before each word (`Words.joined`). In a pattern

    a|b       is either word                      <name>    any word of the list of that name
    x? x*     may be missing; up to four times x  ...4      up to four words, neither marks nor conjunctions
    **        is anything                         ^ $       are the beginning and the end
    => x y    is looked at only: x y must follow, but is not taken

All patterns are bounded or run through the text once, whatever the text is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from auditor.prose import words
from auditor.prose.words import word_set

_LISTS: Mapping[str, Collection[str]] = {
    "adv": words.ADVERBS - {"instead"} - words.FULL,
    "amount": words.AMOUNTS,
    "anybody": word_set("one you they user users member members developer developers person someone anyone"),
    "aux": words.AUXILIARIES,
    "be": words.BE,
    "done": words.DONE,
    "drop": word_set("""
        abandon abandoned delete deleted discard discarded ditch ditched drop dropped dropping exclude excluded forgo
        forwent neglected omit omitted omitting remove removed removing scrap scrapped skip skipped skipping
    """),
    "full": words.FULL,
    "group": words.GROUP | {"it", "collaborator", "newcomer"},
    "it": word_set("it this that them they"),
    "keeping": words.KEEPING,
    "large": word_set("big bigger complex large large-scale larger many most professional real"),
    "linking": word_set("and but while where because as since that which in ,"),
    "meet": word_set("cause encounter encountered experience experienced face faced find had have run see"),
    "need": words.NEED,
    "negated": word_set("are could did do does had has have is was were"),
    "no": word_set("not never no none nothing nobody"),
    "not-there": words.NOT_THERE,
    "outsiders": word_set("""
        author authors companies company competitors course curriculum exercise exercises groups lecture lecturer
        lectures organisations organizations paper practitioners teacher teachers teams
    """),
    "past": words.PASTS | words.DONE | {"been", "had"},
    "people": word_set("teams developers you one people multiple different everyone several"),
    "person": words.PERSONS | word_set("it this that there ,"),
    "repeat": word_set("call get install invoke launch obtain re-run recreate replicate reproduce rerun run start use"),
    "run": word_set("activate call clone do execute install run type use"),
    "running": word_set("""
        called done executed followed found invoked leveraged look reproduced run seen started taken used
    """),
    "tell": word_set("cover describe discuss elaborate explain focus go list look mention note present refer see show"),
    "trouble": words.TROUBLE,
    "using": words.USING,
}
_ANY_WORD = r" (?!(?:but|because|since|although|though|while|whereas|if|when|so|as) )[^\s,;:|()?!-][^ ]*+"


def first_words(pattern: str) -> Collection[str]:
    """The words that what a pattern matches can begin with."""
    return _alternatives(pattern.split(maxsplit=1)[0])


def phrase(pattern: str) -> re.Pattern[str]:
    """A compiled pattern."""
    return re.compile(_regex(pattern))


def any_phrase(*patterns: str) -> re.Pattern[str]:
    """A pattern for any of several."""
    return re.compile("|".join(map(_regex, patterns)))


def _regex(pattern: str) -> str:
    taken, _, looked_at = pattern.partition(" => ")
    regex = "".join(map(_element, taken.split()))
    return f"{regex}(?={''.join(map(_element, looked_at.split()))})" if looked_at else regex


def _element(element: str) -> str:
    if element in {"^", "$"}:
        return element
    if element == "**":
        return ".*"
    if element.startswith("..."):
        return f"(?:{_ANY_WORD}){{0,{element[3:]}}}?"
    times = {"?": "?", "*": "{0,4}"}.get(element[-1], "")
    return f"(?: (?:{'|'.join(map(re.escape, _alternatives(element.rstrip('?*'))))})(?![^ ])){times}"


def _alternatives(element: str) -> Collection[str]:
    return sorted(
        word for part in element.split("|") for word in (_LISTS[part[1:-1]] if part.startswith("<") else (part,))
    )
