"""A sentence's words as they are told apart to be understood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from auditor.prose.markup import CODE_SPAN, URL
from auditor.prose.words import word_set

CODE = "code`"  # stands for inline code, whatever it is
ADDRESS = "url`"

_BROKEN_APOSTROPHE = "â€™"  # in UTF-8 that was read as Windows-1252
_APOSTROPHE = r"['’‘´]{1,3}"
_TOKEN = re.compile(
    rf"(?P<code>{CODE_SPAN})|(?P<url>{URL})"
    rf"|(?P<word>\w+(?:(?:[-./&@_+]|{_APOSTROPHE})\w+)*+)"
    r"|(?P<dash>(?<=\s)[-–—]{1,3}+(?=\s)|[–—]+|->|→)|(?P<mark>[,;:()|?!✓✅✔✗✘❌✖])",
    re.IGNORECASE,
)
_CONTRACTION = re.compile(
    rf"(?P<stem>\w+?)(?:(?P<not>n(?:{_APOSTROPHE})?t|{_APOSTROPHE}nt)|{_APOSTROPHE}(?P<rest>m|re|ve|ll|d|s))"
)
_NEGATED = word_set("do does did is are was were has have had could would should might must need ca wo sha ai")
_STEMS = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}
_RESTS = {"m": "am", "re": "are", "ve": "have", "ll": "will", "d": "would"}
_BEFORE_IS = word_set("it that this there he she what who where here")
_SPELLINGS = {"cannot": "can not", "w/o": "without", "n/a": "no", "and/or": "or"}
_SPELLINGS |= dict.fromkeys("✓✅✔", "yes") | dict.fromkeys("✗✘❌✖", "no")


def tokenize(plain: str) -> tuple[list[str], list[int]]:
    """The words and marks of a sentence without markup, and where each ends in it.

    They are in lower case; contractions are taken apart ("did", "not"), dashes are "-", ticks and crosses yes and no.
    """
    texts: list[str] = []
    ends: list[int] = []
    for match in _TOKEN.finditer(plain.replace(_BROKEN_APOSTROPHE, "'''")):
        for text in _normalized(match):
            is_misspelt = text == "where" and texts[-1:] == ["we"]
            texts.append("were" if is_misspelt else text)
            ends.append(match.end())
    return texts, ends


def _normalized(match: re.Match[str]) -> Sequence[str]:
    kind = match.lastgroup
    if kind == "code":
        return (CODE,)
    if kind == "url":
        return (ADDRESS,)
    return ("-",) if kind == "dash" else _expanded(match[0].lower())


@lru_cache(maxsize=4096)
def _expanded(word: str) -> Sequence[str]:
    """A word as the words it stands for."""
    word = _SPELLINGS.get(word, word)
    contraction = _CONTRACTION.fullmatch(word)
    if not contraction:
        return tuple(word.split())
    stem, rest = contraction["stem"], contraction["rest"]
    if contraction["not"]:
        return (_STEMS.get(stem, stem), "not") if stem in _NEGATED else (word,)
    if rest == "s":
        return (stem, "is") if stem in _BEFORE_IS else (stem,)
    return (stem, _RESTS[rest])
