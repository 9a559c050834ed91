"""A small language for turns of phrase.

A phrase is a pattern over the words of a sentence (`Words.texts`):

    a|b       is either word                      <name>    any word of the list of that name
    x? x*     may be missing; up to four times x  ...4      up to four words, neither marks nor conjunctions
    **        any words                           ^ $       the beginning and the end of what is searched
    => x y    is looked at only: x y must follow, but is not taken

Regular expressions would say the same, and take longer to compile than a report takes to read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

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
    "given": word_set("template cookiecutter course curriculum lectures exercises"),
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
_NOT_PASSED = word_set("but because since although though while whereas if when so as , ; : | ( ) ? ! -")
_ENDLESS = 60  # words; no sentence that a person wrote is meant over a longer way


@dataclass(frozen=True, slots=True)
class _Element:
    """From least to most words, each one of words; where that is None any word, as few as will do.

    An element for no words at all marks a place: is_end the end of what is searched, else where looking ahead begins.
    """

    words: Collection[str] | None = None
    least: int = 0
    most: int = 0
    passes_all: bool = False
    is_end: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """A compiled pattern. is_anchored: it begins with "^"."""

    elements: Sequence[_Element]
    is_anchored: bool

    @property
    def firsts(self) -> Collection[str]:
        """The words that what it matches can begin with."""
        return self.elements[0].words or ()

    def match(self, texts: Sequence[str], start: int, end: int) -> int | None:
        """Where the words end that it takes from start on; None where it does not match. end: of what is searched."""
        return self._match(0, texts, start, end, set())

    def _match(self, number: int, texts: Sequence[str], at: int, end: int, failed: set[tuple[int, int]]) -> int | None:
        """failed: elements and places that led nowhere; without them a repetitive text takes a minute."""
        if number == len(self.elements):
            return at
        if (number, at) in failed:
            return None
        found = self._match_element(number, texts, at, end, failed)
        if found is None:
            failed.add((number, at))
        return found

    def _match_element(
        self, number: int, texts: Sequence[str], at: int, end: int, failed: set[tuple[int, int]]
    ) -> int | None:
        element = self.elements[number]
        if not element.most:
            if element.is_end:
                return at if at == end else None
            return at if self._match(number + 1, texts, at, end, failed) is not None else None
        if element.words is None:
            return self._pass(number, texts, at, end, failed)
        limit = min(at + element.most, end)
        furthest = at
        while furthest < limit and texts[furthest] in element.words:
            furthest += 1
        for position in range(furthest, at + element.least - 1, -1):
            found = self._match(number + 1, texts, position, end, failed)
            if found is not None:
                return found
        return None

    def _pass(self, number: int, texts: Sequence[str], at: int, end: int, failed: set[tuple[int, int]]) -> int | None:
        """Like match, for an element that passes over any words."""
        element = self.elements[number]
        for position in range(at, min(at + element.most, end) + 1):
            found = self._match(number + 1, texts, position, end, failed)
            if found is not None:
                return found
            if position == end or (not element.passes_all and texts[position] in _NOT_PASSED):
                return None
        return None


class Phrases:
    """Several phrases that mean the same."""

    def __init__(self, *patterns: str) -> None:
        self._anchored: list[Phrase] = []
        self._by_first: dict[str, list[Phrase]] = defaultdict(list)
        for pattern in patterns:
            compiled = phrase(pattern)
            if compiled.is_anchored:
                self._anchored.append(compiled)
                continue
            for first in compiled.firsts:
                self._by_first[first].append(compiled)

    def found(self, texts: Sequence[str], start: int = 0, end: int | None = None) -> bool:
        """Whether one of them is there, between two words."""
        end = len(texts) if end is None else end
        if any(anchored.match(texts, start, end) is not None for anchored in self._anchored):
            return True
        if self._by_first.keys().isdisjoint(texts):
            return False
        return any(
            candidate.match(texts, index, end) is not None
            for index in range(start, end)
            if texts[index] in self._by_first
            for candidate in self._by_first[texts[index]]
        )


def phrase(pattern: str) -> Phrase:
    """A compiled pattern."""
    parts = pattern.split()
    is_anchored = parts[0] == "^"
    return Phrase([_element(part) for part in parts[is_anchored:]], is_anchored)


def _element(part: str) -> _Element:
    if part in {"$", "=>"}:
        return _Element(is_end=part == "$")
    if part == "**":
        return _Element(most=_ENDLESS, passes_all=True)
    if part.startswith("..."):
        return _Element(most=int(part[3:]))
    least, most = {"?": (0, 1), "*": (0, 4)}.get(part[-1], (1, 1))
    return _Element(frozenset(_alternatives(part.rstrip("?*"))), least, most)


def _alternatives(part: str) -> Collection[str]:
    if part.startswith("<") and "|" not in part:
        return _LISTS[part[1:-1]]
    return [
        word
        for alternative in part.split("|")
        for word in (_LISTS[alternative[1:-1]] if alternative.startswith("<") else (alternative,))
    ]
