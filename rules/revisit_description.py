"""The initial project description was revisited: did the project turn out as wanted?

Present: a section of a document revisits the description, or says how plan and outcome compare, or a sentence that
does so was added to the description or stands in the answers. A description that was edited after its first version,
without comparing the two, is `partial`. One may look back without writing it down, so that nothing of the kind leaves
it open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.repository.history import History
from auditor.repository.snapshot import Snapshot
from auditor.repository.versions import FileHistory, FileVersion
from auditor.rule import Evidence, Example, ExampleCommit, Finding, partial, present, unverifiable

if TYPE_CHECKING:
    from auditor.facts.documents import Document
    from auditor.prose.answers import Answers

LOOKS_ELSEWHERE = False  # what counts is what became of the description on the default branch

_README = re.compile(r"readme(?:\.(?:md|rst|txt))?", re.IGNORECASE)
_OWN_FILE = re.compile(r"(?:.*/)?(?:project|initial)[-_ ]?(?:description|plan|proposal)\.(?:md|rst|txt)", re.IGNORECASE)
_REVISITING = re.compile(
    r"\brevisit|retrospect|(?:initial|original) (?:project )?(?:description|plan|idea|goal)s?|turn(?:ed)? out"
    r"|plan(?:ned)? (?:vs\.?|versus|and|against) (?:outcome|result|reality)|deviations? from|what (?:has )?changed"
    r"|changes (?:from|since) the",
    re.IGNORECASE,
)
_PLAN = re.compile(
    r"\b(?:initial|original)(?:ly)?\b|\bat first\b|\bthe plan was\b|\bwe (?:had )?(?:planned|expected|intended|wanted|aimed|hoped)\b"
    r"|\bour (?:plan|idea|aim|goal) was\b",
    re.IGNORECASE,
)
_PLAN_AS_A_WHOLE = re.compile(
    r"\b(?:project|initial|original) (?:project )?(?:description|plan|proposal|idea|goals?)\b|\bthe project turned out\b",
    re.IGNORECASE,
)
_OUTCOME = re.compile(
    r"\b(?:ended up|turn(?:ed)? out|in the end|eventually|instead|however|but|switched|changed|decided|managed|succeeded"
    r"|as (?:we )?(?:planned|expected|wanted|hoped)|differ\w*|deviat\w*|did not|didn't|achieved|fulfilled|reached)\b",
    re.IGNORECASE,
)
_DESCRIBING = re.compile(
    r"description|goal|about|overview|introduction|background|\bdata|model|frameworks?\b|expect|going to|intend|project$|aim\b"
    r"|motivation|scope|purpose",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"structure|organi[sz]ation|checklist|install|set[- ]?up|usage|how to|docker|\brun|deploy|week|extra|test|question|coverage"
    r"|gcp|cloud|licen[sc]e|contribut|\bapi\b|command|environment|start|link|team|member|badge|status|stack|diagram|template"
    r"|pipeline|train|evaluat|front|monitor|version control|drift|sweep",
    re.IGNORECASE,
)
_NO_PROSE = re.compile(
    r"^\s*(?:\||!\[|\[!\[|<|```|~~~|[-*+]\s*\[[ xX]?\]|[├└│┌]|={3,}|-{3,})|cookie[- ]?cutter|mlops[_-]template|https?://\S+\s*$",
    re.IGNORECASE,
)
_HEADING = re.compile(r"#{1,6}\s+(?P<text>.*)")
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+")
_LEAST = 20  # words that a description has at least
_SESSION = 2 * 3600  # seconds within which the first version is still being written
_EDITED = 3  # changed words that are no mere correction


@dataclass(frozen=True, slots=True)
class _Part:
    """A section's prose: its heading, its lines from 1, and its sentences in words alone."""

    heading: str
    start: int
    end: int
    sentences: tuple[str, ...]

    @property
    def words(self) -> int:
        return sum(len(sentence.split()) for sentence in self.sentences)


def judge(
    snapshot: Snapshot, documents: list[Document], history: History, file_history: FileHistory, answers: Answers
) -> Finding:
    found = [*_sections(documents), *_answered(answers)]
    path = _file(snapshot)
    now = _description(snapshot.text(path) or "") if path else []
    first = _first(file_history.versions(path), history) if path and now else None
    if first is None or path is None:
        if found:
            return present("A section or an answer compares the plan with what came of it.", found)
        return unverifiable("There is no project description whose first version could be compared with the latest one.")
    then = _description(first.text or "")
    added = _missing(now, then)
    found += [piece for part in now for piece in _compared(snapshot, path, part, added)]
    if found:
        return present("A section, a sentence or an answer compares the plan with what came of it.", found)
    removed = _missing(then, now)
    if _count(removed) + _count(_missing(now, then, {part.heading for part in then})) >= _EDITED:
        where = [Evidence("document", "part of the description as it is now", Place(path, p.start, p.end)) for p in now]
        before = Evidence("commit", "has the first version of the description", Place(commit=first.commit))
        return partial("The description was edited after its first version, without comparing plan and outcome.", [*where, before])
    return unverifiable("The project description is that of its first version; ask the group how the project turned out.")
