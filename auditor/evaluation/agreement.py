"""Evidence reports held against labels: each label with what the report of that repository says of the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from auditor.errors import UnusableInput
from auditor.evaluation.labels import ContradictionLabel, ItemLabel, Labels, StatementLabel
from auditor.evaluation.reading import Entry
from auditor.evaluation.reports import read_report
from auditor.rule import Status
from auditor.verdicts import ACCUSATIONS, Stance, Verdict

_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class ItemPair:
    """An item's label and its entry in the report, None where the report does not have it."""

    repository: str
    item: str
    label: ItemLabel
    found: Entry | None

    @property
    def status_agrees(self) -> bool:
        """Whether both sides have the same status."""
        return self.found is not None and self.found["status"] == self.label.status

    @property
    def tick_agrees(self) -> bool:
        """Whether the tick was read as labelled."""
        return self.found is not None and self.found["ticked"] is self.label.ticked

    @property
    def stance_agrees(self) -> bool | None:
        """Whether the answers are taken to say what the label says of them; None where it says nothing."""
        if self.label.stance is None:
            return None
        return self.found is not None and self.found["stance"] == self.label.stance

    @property
    def is_claim(self) -> bool:
        """Whether the group ticked the item and the report judges it."""
        return self.found is not None and self.label.ticked is True

    @property
    def is_wrongly_accused(self) -> bool:
        """Whether the tick is called unsupported or contradicted, and the label does not bear that out."""
        label, found = self.label, self.found
        borne_out = label.status is Status.ABSENT or (
            label.stance is Stance.DENY and label.status is not Status.PRESENT
        )
        return self.is_claim and found is not None and found["verdict"] in ACCUSATIONS and not borne_out

    @property
    def is_false_claim(self) -> bool:
        """Whether the item is ticked and labelled absent."""
        return self.is_claim and self.label.status is Status.ABSENT

    @property
    def is_missed(self) -> bool:
        """Whether a false claim is called supported."""
        return self.is_false_claim and self.found is not None and self.found["verdict"] == Verdict.SUPPORTED


class Match(StrEnum):
    """What a report makes of a labelled statement."""

    RIGHT = "right"  # found, with the labelled verdict
    OPPOSITE = "opposite"  # found, and confirmed where the label has refuted, or the other way round
    OPEN = "open"  # found, and left unverifiable
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class StatementPair:
    """A labelled statement and those of the report that are the same one. near: others of the same question."""

    repository: str
    label: StatementLabel
    found: tuple[Entry, ...]
    near: tuple[Entry, ...]

    @property
    def match(self) -> Match:
        """What the report makes of it; of several, the one that agrees counts."""
        verdicts = {entry["verdict"] for entry in self.found}
        if self.label.verdict in verdicts:
            return Match.RIGHT
        if verdicts & {"confirmed", "refuted"}:
            return Match.OPPOSITE
        return Match.OPEN if verdicts else Match.MISSING


@dataclass(frozen=True, slots=True)
class ContradictionPair:
    """A labelled contradiction and whether the report has it. near: contradictions that it finds at one of the two."""

    repository: str
    label: ContradictionLabel
    is_found: bool
    near: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All labels of the repositories that have a report, each with its other side.

    Statements are those labelled confirmed or refuted. evidence: by repository, the entries of its report by their id.
    """

    repositories: tuple[str, ...]
    without_report: tuple[str, ...]
    of_another_commit: tuple[str, ...]
    items: tuple[ItemPair, ...]
    statements: tuple[StatementPair, ...]
    contradictions: tuple[ContradictionPair, ...]
    evidence: dict[str, dict[str, Entry]]

    @property
    def by_item(self) -> dict[str, list[ItemPair]]:
        """The pairs of each item, those with the least agreement first."""
        groups: dict[str, list[ItemPair]] = {}
        for pair in self.items:
            groups.setdefault(pair.item, []).append(pair)
        return dict(sorted(groups.items(), key=lambda group: (share(group[1]), group[0])))

    @property
    def by_kind(self) -> dict[str, list[StatementPair]]:
        """The pairs of each kind of statement, by name."""
        groups: dict[str, list[StatementPair]] = {}
        for pair in sorted(self.statements, key=lambda pair: pair.label.kind):
            groups.setdefault(pair.label.kind, []).append(pair)
        return groups

    @property
    def macro_average(self) -> float:
        """The mean over the items of each one's share: an item that is rarely labelled weighs as much as any other."""
        groups = self.by_item.values()
        return sum(map(share, groups)) / max(1, len(groups))


def share(pairs: Sequence[ItemPair]) -> float:
    """How many of the labelled statuses the reports have, from 0 to 1."""
    return sum(pair.status_agrees for pair in pairs) / max(1, len(pairs))


def evaluate(labels: Iterable[Labels], reports: Path) -> Evaluation:
    """Hold the evidence reports in a folder, NAME.json, against the labels of that name.

    Raises UnusableInput where no label has a report, or a report cannot be read.
    """
    labels = list(labels)
    compared = [one for one in labels if (reports / f"{one.name}.json").is_file()]
    if not compared:
        raise UnusableInput(f"{reports} has no report for any of the labels, {labels[0].name}.json for one")
    items: list[ItemPair] = []
    statements: list[StatementPair] = []
    contradictions: list[ContradictionPair] = []
    evidence: dict[str, dict[str, Entry]] = {}
    of_another_commit: list[str] = []
    for one in compared:
        report = read_report(reports / f"{one.name}.json")
        if report["repository"]["commit"] != one.commit:
            of_another_commit.append(one.name)
        judged = {entry["item"]: entry for entry in report["items"]}
        items += [ItemPair(one.name, item, label, judged.get(item)) for item, label in one.items.items()]
        statements += [
            _statement_pair(one.name, label, report["statements"])
            for label in one.statements
            if label.verdict != "unverifiable"
        ]
        contradictions += [
            _contradiction_pair(one.name, label, report["contradictions"]) for label in one.contradictions
        ]
        evidence[one.name] = {entry["id"]: entry for entry in report["evidence"]}
    names = {one.name for one in compared}
    return Evaluation(
        repositories=tuple(sorted(names)),
        without_report=tuple(one.name for one in labels if one.name not in names),
        of_another_commit=tuple(of_another_commit),
        items=tuple(items),
        statements=tuple(statements),
        contradictions=tuple(contradictions),
        evidence=evidence,
    )


def _statement_pair(repository: str, label: StatementLabel, statements: Sequence[Entry]) -> StatementPair:
    of_question = [entry for entry in statements if entry["question"] == label.question]
    found = [entry for entry in of_question if is_same_statement(label, entry)]
    near = [entry for entry in of_question if entry not in found]
    return StatementPair(repository, label, tuple(found), tuple(near))


def is_same_statement(label: StatementLabel, found: Entry) -> bool:
    """Whether a report's statement on the label's question is the labelled one.

    Quotes are cut differently, so that half of the shorter one's words are enough within a kind, or the same value;
    across kinds it takes nearly all the words and the same value.
    """
    mine, theirs = _words(label.quote), _words(found["quote"])
    overlap = len(mine & theirs) / max(1, min(len(mine), len(theirs)))
    same_value = _words(label.value) == _words(found.get("value"))
    if label.kind == found["kind"]:
        return overlap >= 0.5 or same_value
    return overlap >= 0.8 and same_value


def _contradiction_pair(
    repository: str, label: ContradictionLabel, contradictions: Sequence[Entry]
) -> ContradictionPair:
    is_found = any(frozenset(entry["between"]) == label.between for entry in contradictions)
    near = [entry for entry in contradictions if label.between & frozenset(entry["between"])]
    return ContradictionPair(repository, label, is_found, tuple(near))


def _words(text: object) -> set[str]:
    return set(_WORD.findall(str(text).lower()))
