"""Numbers as people write them in English: figures and words, ranges, and how exactly they are meant."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.prose.markup import CODE_SPAN, URL


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a text.

    A count from low to high (both included) bears it out; high is infinite for "more than 20". span: where it stands,
    "around" and its like and a percent sign included. unit: "%", or the word behind it in lower case, or nothing.
    """

    value: float
    low: float
    high: float
    span: tuple[int, int]
    unit: str = ""

    def covers(self, count: float) -> bool:
        """Whether a count bears the number out."""
        return self.low <= count <= self.high

    @property
    def is_exact(self) -> bool:
        """Whether just this number is meant."""
        return self.low == self.value == self.high

    @property
    def number(self) -> int | float:
        """The value, as an integer where it is whole."""
        return int(self.value) if self.value.is_integer() else self.value

    def claimed(self, text: str) -> int | float | str:
        """The number as a statement's value: a range as it stands in the text that this is read from."""
        written = _RANGE.search(text, *self.span)
        return written[0].strip() if written and self.low < self.value < self.high else self.number


@dataclass(frozen=True, slots=True)
class _Number:
    """A number alone, from start to end of the text."""

    value: float
    start: int
    end: int
    unit: str = ""


# How far off a count may be that is called "around" a number: this part of it, and one in any case.
_AROUND = 0.15

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {
    **{word: float(number) for number, word in enumerate((*_ONES, *_TEENS), 1)},
    **{word: number * 10.0 for number, word in enumerate(_TENS, 2)},
    "fourty": 40.0,
    "single": 1.0,
    "dozen": 12.0,
}
_WORD = rf"(?:{'|'.join(_TENS)})[-\s](?:{'|'.join(_ONES)})\b|{'|'.join(sorted(_WORDS, key=len, reverse=True))}"
# "1,000" and "1.000.000" are grouped, "86,5" and "86.5" are not.
_FIGURES = r"\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3}){2,}|\d{1,3}\.000|\d{1,15}(?:[.,]\d{1,15})?"
_NUMBER = re.compile(
    # What belongs to a name, a version, an address or a power is no number.
    rf"(?<![\w.,:/@#$€£^=\\])(?<![A-Za-z_)]-)(?P<figures>{_FIGURES})(?:\s?(?P<percent>\\?%)|(?P<unit>[a-zA-Z]{{1,3}}))?"
    r"(?![\w/:^]|-[A-Za-z]|[.,]\d|(?<=e)-\d)"
    rf"|(?<![\w-])(?:an?\s+)?(?P<word>{_WORD})(?![\w-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(rf"{CODE_SPAN}|{URL}|\b\d{{4}}-\d{{1,2}}-\d{{1,2}}\b|\b\d+x\d+\b", re.IGNORECASE)
_JOINT = re.compile(r"\s?[-–—]\s?|(?<!\s)\s++(?:to|or)\s+", re.IGNORECASE)
_RANGE = re.compile(r"\d[\d.,]{0,20}\s?%?(?:\s?[-–—]\s?|\s+to\s+)\d[\d.,]{0,20}")
_AND = re.compile(r"(?<!\s)\s++and\s+(?:about\s+|around\s+)?", re.IGNORECASE)
_ABOUT = r"about|around|approximately|approx\.?|roughly|circa|ca\.?|nearly|almost|close\s+to|order\s+of|[~≈∼]"
_LEAST = (
    r"at\s+least|more\s+than|over|above|upwards\s+of|(?:no|not)\s+(?:less|fewer)\s+than|exceeding|"
    r"minimum(?:\s+of)?|>=?|≥"
)
_MOST = r"at\s+most|up\s+to|less\s+than|fewer\s+than|below|under|(?:no|not)\s+more\s+than|maximum(?:\s+of)?|<=?|≤"
_QUALIFIER = re.compile(
    rf"(?<!\w)(?:(?P<about>{_ABOUT})|(?P<least>{_LEAST})|(?P<most>{_MOST})|(?P<between>between))(?:\s+an?)?\s*$",
    re.IGNORECASE,
)
_LONGEST_QUALIFIER = 24  # characters
_AFTERTHOUGHT = re.compile(r"\s+or\s+(?:so|thereabouts)\b(?P<about>)|\s+or\s+more\b|\+(?!\w)", re.IGNORECASE)
_PERCENT = re.compile(r"\s?(?:percent|per\s+cent|pct)\b", re.IGNORECASE)
_NEXT_WORD = re.compile(r"[\s*\"'(]*(?P<word>[A-Za-z][A-Za-z-]*)")
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
# "One" is no number before these ("one would have to", "one of them") or behind those ("this one", "the one").
_AFTER_PRONOUN = re.compile(
    r"(?:of|would|could|should|can|must|may|might|ha[sd]|needs?|is|was|simply|just|will|to|for|in|which|that|who|does|wants|"
    r"then|only|also|at|on|with|from|as|or|and|by|more|another|time|day|uses|runs)",
    re.IGNORECASE,
)
_BEFORE_PRONOUN = re.compile(
    r"\b(?:this|that|the|which|each|every|no|any|another|last|first|second|other|main|former|latter)\s+$", re.IGNORECASE
)


def read_numbers(text: str) -> list[Amount]:
    """The numbers in a text (a sentence's plain one), in their order.

    What belongs to inline code, an address, a name, a version, a date or an ordinal is none. Of a range ("3-4",
    "between 20 and 30", "two or three") value is the middle.
    """
    if "`" in text or "/" in text or "-" in text or "x" in text:
        text = _HIDDEN.sub(lambda match: " " * len(match[0]), text)
    return list(_joined(text, [number for match in _NUMBER.finditer(text) if (number := _number(text, match))]))


def _number(text: str, match: re.Match[str]) -> _Number | None:
    start, end = match.span()
    if match["word"]:
        word = match["word"].lower()
        if word == "one" and _is_pronoun(text, start, end):
            return None
        value = sum(_WORDS["forty" if part == "fourty" else part] for part in re.split(r"[-\s]+", word))
        return _Number(value, start, end)
    unit = (match["unit"] or "").lower()
    if unit in _ORDINALS:
        return None
    value = _value(match["figures"])
    if match["percent"]:
        return _Number(value, start, end, "%")
    if spelt := _PERCENT.match(text, end):
        return _Number(value, start, spelt.end(), "%")
    return _Number(value * 1000, start, end) if unit == "k" else _Number(value, start, end, unit)


def _is_pronoun(text: str, start: int, end: int) -> bool:
    following = _NEXT_WORD.match(text, end)
    return (
        following is None
        or _AFTER_PRONOUN.fullmatch(following["word"]) is not None
        or _BEFORE_PRONOUN.search(text[max(0, start - _LONGEST_QUALIFIER) : start]) is not None
    )


def _value(figures: str) -> float:
    is_grouped = re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?:\.\d{3}){2,}|[1-9]\d{0,2}\.000", figures)
    return float(re.sub(r"[.,]", "", figures)) if is_grouped else float(figures.replace(",", "."))


def _joined(text: str, numbers: list[_Number]) -> Iterator[Amount]:
    """The amounts that numbers stand for, two of them for one amount where they are the ends of a range."""
    waiting = iter(zip(numbers, [*numbers[1:], None], strict=False))
    for first, second in waiting:
        before = _QUALIFIER.search(text[max(0, first.start - _LONGEST_QUALIFIER) : first.start])
        joint = _AND if before and before["between"] else _JOINT
        last = first
        if second and first.value < second.value and joint.fullmatch(text, first.end, second.start):
            last = second
            next(waiting)
        yield _amount(text, first, last, before)


def _amount(text: str, first: _Number, last: _Number, before: re.Match[str] | None) -> Amount:
    after = _AFTERTHOUGHT.match(text, last.end)
    start, end = first.start - (len(before[0]) if before else 0), after.end() if after else last.end
    low, high = first.value, last.value
    if (before and before["about"]) or (after and after["about"] is not None):
        low, high = low - max(low * _AROUND, 1), high + max(high * _AROUND, 1)
    elif (before and before["least"]) or after:
        high = math.inf
    elif before and before["most"]:
        low = 0.0
    unit = last.unit or first.unit
    if not unit and (word := _NEXT_WORD.match(text, end)):
        unit = word["word"].lower()
    return Amount((first.value + last.value) / 2, low, high, (start, end), unit)
