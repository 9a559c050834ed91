"""What a group says: the ticks of its checklist and its answers, from the report in its repository."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from auditor.place import Place


@dataclass(frozen=True, slots=True)
class Tick:
    """A checklist line. ticked is None where its box cannot be read. remark: what the group added to the line."""

    item: str
    ticked: bool | None
    text: str
    place: Place
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """An image that an answer shows, with its target as written."""

    target: str
    alt: str
    place: Place


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    text is the answer's Markdown without placeholders, comments and quote marks, its first line at place.start of the
    file and each following line at the next, so that lines of it can be cited. images are those that it shows, of
    Markdown and HTML. answered is false for a placeholder and for nothing at all.
    """

    question: int
    text: str
    place: Place
    images: tuple[Image, ...] = ()
    answered: bool = True


@dataclass(frozen=True, slots=True, order=True)
class Oddity:
    """A line of a report that is not as the template has it, and what was made of it."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Count:
    """What the course's own checker counts in an answer. unseen: the words of the answer that it does not take in."""

    words: int = 0
    images: int = 0
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class Counting:
    """How the course's own checker goes through a report.

    counts: by question; where the checker gives up, what it would count if nothing else were wrong. taken: how many
    answers it finds; it gives up unless they are as many as the template has questions. changes: where the template was
    changed in a way that makes it find none or several for a question.
    """

    counts: Mapping[int, Count] = field(default_factory=dict)
    taken: int = 0
    changes: tuple[Oddity, ...] = ()


_WHOLE = 8  # lines of a checklist; of fewer it may be chance that none is ticked


def is_untouched(ticks: Mapping[str, Tick]) -> bool:
    """Whether there is a whole checklist, and nothing in it is ticked."""
    return len(ticks) >= _WHOLE and not any(tick.ticked for tick in ticks.values())


def lines_of(report: Report, path: str) -> tuple[int, int] | None:
    """The first and the last line of a file that the checklist and the answers take, from 1; None if there are none."""
    places = [tick.place for tick in report.ticks.values()] + [answer.place for answer in report.answers.values()]
    places = [place for place in places if place.path == path]
    if not places:
        return None
    return min(place.start or 1 for place in places), max(place.end or place.start or 1 for place in places)


@dataclass(frozen=True, slots=True)
class Report:
    """A group's report. path is the file with the checklist (or the answers, where there is none).

    paths: that file and the one with the answers, which comes last. template: the version of the template that it
    follows. asked: the version that its questions are from, which can be another one.
    members: the ids that question 2 declares, or None when it cannot be told how many there are.
    """

    path: str
    paths: tuple[str, ...]
    template: str | None
    ticks: Mapping[str, Tick] = field(default_factory=dict)
    answers: Mapping[int, Answer] = field(default_factory=dict)
    members: tuple[str, ...] | None = None
    group_number: str | None = None
    oddities: tuple[Oddity, ...] = ()
    asked: str | None = None
    counting: Counting = field(default_factory=Counting)
