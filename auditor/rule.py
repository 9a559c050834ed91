"""What a rule is, and what it gives back.

A rule is one module of a rulebook, named after its checklist item (`ci_lint.py` for `ci-lint`). It has

- a docstring: what the item asks for and what the rule looks for, in words for staff and groups;
- `judge`, a function that asks for facts by naming them as parameters (the attributes of `auditor.facts.Facts`) and
  returns a `Finding`, made with `present`, `partial`, `absent` or `unverifiable`;
- `EXAMPLES`, small made-up repositories with the status that each must get: they are the rule's tests;
- where the catalogue says so, `TEMPLATE_ONLY`, the status that remains when all evidence is the course template's own;
- `LOOKS_ELSEWHERE = False` where files of unmerged branches, or removed ones, could not show the item (a share of all
  code, say).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from auditor.place import Place


class Status(StrEnum):
    """What the repository shows for an item, whatever was claimed."""

    PRESENT = "present"
    PARTIAL = "partial"
    ABSENT = "absent"
    UNVERIFIABLE = "unverifiable"


class Polarity(StrEnum):
    """Whether an observation speaks for an item or against it."""

    FOR = "for"
    AGAINST = "against"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observed fact with its place.

    kind names what sort of thing it is ("workflow-step", "call", "manifest"), message says in one clause what stands
    there. template: the lines are the course template's own (set by the audit, not by rules).
    """

    kind: str
    message: str
    place: Place
    polarity: Polarity = Polarity.FOR
    template: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule concludes.

    summary is one sentence for a person. words: for a conclusion drawn from not finding something, words of which a
    file must hold at least one to matter; a file that could not be parsed and holds none of them leaves the conclusion
    standing. Without words every unread file of the kinds that the rule asked for leaves it open.
    """

    status: Status
    summary: str
    evidence: tuple[Evidence, ...] = ()
    words: tuple[str, ...] = ()


def present(summary: str, evidence: Iterable[Evidence]) -> Finding:
    """The repository holds sufficient evidence."""
    return Finding(Status.PRESENT, summary, tuple(evidence))


def partial(summary: str, evidence: Iterable[Evidence], words: Iterable[str] = ()) -> Finding:
    """The repository holds some evidence, weaker or less than the item asks for."""
    return Finding(Status.PARTIAL, summary, tuple(evidence), tuple(words))


def absent(summary: str, evidence: Iterable[Evidence] = (), words: Iterable[str] = ()) -> Finding:
    """Doing it would have left a trace, and there is none; summary says where was looked."""
    return Finding(Status.ABSENT, summary, tuple(evidence), tuple(words))


def unverifiable(summary: str, evidence: Iterable[Evidence] = ()) -> Finding:
    """Doing it need not leave a trace, and none is there; summary says what a person could look at."""
    return Finding(Status.UNVERIFIABLE, summary, tuple(evidence))


@dataclass(frozen=True, slots=True)
class ExampleCommit:
    """A commit of an example's history. files are written over those of the commit before; None removes one.

    branch: where it is made; a branch that is not there yet starts at the newest commit of main.
    """

    files: Mapping[str, str | bytes | None] = field(default_factory=dict)
    author: str = "Ada Lovelace <ada@example.org>"
    message: str = "Work"
    branch: str = "main"
    date: str = "2026-01-10T12:00:00+00:00"


@dataclass(frozen=True, slots=True)
class Example:
    """A small repository and the status that the rule must give it.

    files: paths and texts (indentation common to all lines is taken off) of the one commit; or history instead.
    report: the answers by question number, for rules that read them; members: how many the report declares.
    at: places that the evidence must be exactly at, as "path:from-to"; None leaves them open.
    """

    name: str
    status: str
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    history: tuple[ExampleCommit, ...] = ()
    answers: Mapping[int, str] = field(default_factory=dict)
    members: tuple[str, ...] = ()
    at: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as the audit uses it, made from its module."""

    item: str
    description: str
    judge: Callable[..., Finding]
    facts: tuple[str, ...]
    examples: tuple[Example, ...]
    template_only: Status | None = None
    looks_elsewhere: bool = True

    def apply(self, facts: Any) -> Finding:
        """Judge the item by the facts that the rule asks for."""
        return self.judge(**{name: getattr(facts, name) for name in self.facts})
