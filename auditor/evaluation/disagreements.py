"""Where a label and a report disagree: the two sides with what each rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from textwrap import shorten

from auditor.evaluation.agreement import ContradictionPair, Evaluation, ItemPair, Match, StatementPair
from auditor.evaluation.reading import Entry

_LONGEST_QUOTE = 120  # characters, enough to find it by


class Topic(StrEnum):
    """What two sides can disagree about."""

    STATUS = "status"
    TICKS = "ticks"
    STANCES = "stances"
    ACCUSATIONS = "accusations"
    MISSES = "misses"
    STATEMENTS = "statements"
    CONTRADICTIONS = "contradictions"


@dataclass(frozen=True, slots=True)
class Side:
    """What one side says in a few words, why, and what it rests on: places as text, or entries of a report."""

    says: str
    why: str
    evidence: tuple[str | Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Disagreement:
    """subject: an item's id, "question 7", or the two parties of a contradiction."""

    repository: str
    subject: str
    topics: tuple[Topic, ...]
    label: Side
    report: Side


def disagreements(evaluation: Evaluation) -> list[Disagreement]:
    """Everything on which reports and labels disagree: items first, by how much they need looking at."""
    return [
        *(found for pairs in evaluation.by_item.values() for pair in pairs for found in _on_item(pair, evaluation)),
        *(found for pair in evaluation.statements for found in _on_statement(pair)),
        *(found for pair in evaluation.contradictions for found in _on_contradiction(pair)),
    ]


def _on_item(pair: ItemPair, evaluation: Evaluation) -> Iterator[Disagreement]:
    disagrees = {
        Topic.STATUS: not pair.status_agrees,
        Topic.TICKS: not pair.tick_agrees,
        Topic.STANCES: pair.stance_agrees is False,
        Topic.ACCUSATIONS: pair.is_wrongly_accused,
        Topic.MISSES: pair.is_missed,
    }
    topics = tuple(topic for topic, is_so in disagrees.items() if is_so)
    if not topics:
        return
    label = pair.label
    ours = Side(_said(label.ticked, label.status, label.stance or "stance not labelled"), label.why, label.evidence)
    entry = pair.found
    if entry is None:
        yield Disagreement(pair.repository, pair.item, topics, ours, Side("not in the report", ""))
        return
    known = evaluation.evidence[pair.repository]
    theirs = Side(
        f"{_said(entry['ticked'], entry['status'], entry['stance'])}: {entry['verdict']}",
        entry["summary"],
        tuple(known[id_] for id_ in entry["evidence"] if id_ in known),
    )
    yield Disagreement(pair.repository, pair.item, topics, ours, theirs)


def _said(ticked: bool | None, status: str, stance: str) -> str:
    tick = {True: "ticked", False: "not ticked", None: "box unreadable"}[ticked]
    return f"{status}, {tick}, {stance}"


def _on_statement(pair: StatementPair) -> Iterator[Disagreement]:
    if pair.match is Match.RIGHT:
        return
    label = pair.label
    ours = Side(
        _statement(label.verdict, label.kind, label.value, label.actual, label.quote), label.why, label.evidence
    )
    if pair.found:
        first, *others = map(_found_statement, pair.found)
        theirs = Side(first, pair.found[0]["reason"] or "", tuple(others))
    else:
        why = "It finds of this question:" if pair.near else "It finds nothing of this question."
        theirs = Side("not found", why, tuple(map(_found_statement, pair.near)))
    yield Disagreement(pair.repository, f"question {label.question}", (Topic.STATEMENTS,), ours, theirs)


def _found_statement(entry: Entry) -> str:
    return _statement(entry["verdict"], entry["kind"], entry["value"], entry["actual"], entry["quote"])


def _statement(verdict: str, kind: str, value: object, actual: object, quote: str) -> str:
    shown = "" if actual is None else f", actually {_value(actual)}"
    return f'{verdict} {kind} {_value(value)}{shown}: "{shorten(quote, _LONGEST_QUOTE)}"'


def _value(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _on_contradiction(pair: ContradictionPair) -> Iterator[Disagreement]:
    if pair.is_found:
        return
    why = "It finds at one of the two:" if pair.near else ""
    near = tuple(f"{' and '.join(entry['between'])}: {entry['summary']}" for entry in pair.near)
    subject = " and ".join(sorted(pair.label.between))
    ours, theirs = Side("contradict each other", pair.label.why), Side("not found", why, near)
    yield Disagreement(pair.repository, subject, (Topic.CONTRADICTIONS,), ours, theirs)
