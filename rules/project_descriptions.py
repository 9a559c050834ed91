"""The description of a project in a README, told from everything else that stands there, in any version."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_HEADING = re.compile(r"#{1,6}\s+(?P<text>.*)")
_UNDERLINE = re.compile(r"={3,}\s*|-{3,}\s*|~{3,}\s*")
_DESCRIBES = re.compile(
    r"description|\bgoals?\b|about|overview|introduction|background|\baims?\b|motivation|purpose", re.I
)
_GOES_ON = re.compile(r"\bdata|model|framework|expect|going to|intend|scope|method|problem|pictures", re.IGNORECASE)
_OTHER = re.compile(
    r"structure|organi[sz]ation|checklist|install|set[- ]?up|usage|\bus(?:e|ing)\b|how to|docker|\brun|deploy|week"
    r"|extra|test|question|coverage|gcp|cloud|licen[sc]e|contribut|\bapi\b|command|environment|start|links?\b|team"
    r"|members?\b|badge|status|stack|diagram|template|pipeline|train|evaluat|front|monitor|version control|drift|sweep"
    r"|requirements|revisit",
    re.IGNORECASE,
)
_NO_PROSE = re.compile(
    r"^\s*(?:\||!\[|\[!\[|<|[-*+]\s*\[[ xX]?\]|[├└│┌]|\.\. )|cookie[- ]?cutter|mlops[_-]template|^\s*https?://\S+\s*$",
    re.I,
)
_ITEM = re.compile(r"^\s*(?:[-*+•]|\d+[.)])\s+")
_ADDRESS = re.compile(r"\(?https?://[^\s)>]+[)>]?")
_SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+")
_LEAST = 20  # words that a description has at least under a heading that says it is one
_LEAST_WITHOUT = 60  # and without: a template's first lines are shorter


@dataclass(frozen=True, slots=True)
class Part:
    """A section's prose: its heading, its lines (from 1), and its sentences in lower-case words alone."""

    heading: str
    start: int
    end: int
    sentences: tuple[str, ...]


def parts(text: str) -> list[Part]:
    """The sections of a Markdown or reStructuredText document that hold prose; code, tables and badges are none."""
    found: list[Part] = []
    heading, start = "", 1
    prose: list[tuple[int, str]] = []
    for number, line, is_heading in _lines(text):
        if is_heading:
            found += _part(heading, start, prose)
            heading, start, prose = line, number, []
        elif line:
            prose.append((number, line))
    return [*found, *_part(heading, start, prose)]


def description(found: Sequence[Part]) -> list[Part]:
    """Those of a document's parts that describe the project; none where they are hardly a sentence."""
    start = next((index for index, part in enumerate(found) if _DESCRIBES.search(part.heading)), None)
    chosen: list[Part] = []
    for part in found[start or 0 :]:
        goes_on = _DESCRIBES.search(part.heading) or _GOES_ON.search(part.heading)
        if _OTHER.search(part.heading) and not goes_on:
            break
        chosen.append(part)
    words = sum(len(sentence.split()) for part in chosen for sentence in part.sentences)
    return chosen if words >= (_LEAST_WITHOUT if start is None else _LEAST) else []


def _lines(text: str) -> Iterator[tuple[int, str, bool]]:
    """Number, text and whether it is a heading, of every line that is heading or prose; empty text ends a paragraph."""
    lines = text.split("\n")
    fence = ""
    for index, line in enumerate(lines):
        bare = line.strip()
        if bare.startswith(("```", "~~~")):
            fence = "" if fence and bare.startswith(fence) else fence or bare[:3]
            continue
        if fence or (bare and _UNDERLINE.fullmatch(bare)):
            continue
        following = lines[index + 1].strip() if index + 1 < len(lines) else ""
        if match := _HEADING.match(bare):
            yield index + 1, match["text"].strip("# "), True
        elif bare and _UNDERLINE.fullmatch(following) and not bare.startswith(("|", "-", "*")):
            yield index + 1, bare, True
        else:
            yield index + 1, "" if _NO_PROSE.search(line) else bare, False


def _words(text: str) -> list[str]:
    """Its words, with what stands inside them, but not behind."""
    return [word for found in re.findall(r"[\w'.-]+", text) if (word := found.rstrip("'.-"))]


def _part(heading: str, start: int, prose: list[tuple[int, str]]) -> Iterator[Part]:
    if prose or heading:
        joined = ""
        for _, line in prose:
            joined += (". " if _ITEM.match(line) else " ") + _ADDRESS.sub("", _ITEM.sub("", line))
        sentences = (" ".join(_words(part.lower())) for part in _SENTENCE_END.split(joined))
        yield Part(
            heading, start, prose[-1][0] if prose else start, tuple(sentence for sentence in sentences if sentence)
        )
