"""A report and what its answers affirm and deny, beside what the rules found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.statements.stance import Position, find_positions

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.prose.sentences import Sentence
    from auditor.report import Report
    from auditor.rule import Finding, Status
    from auditor.rulebook import Question, Rulebook


@dataclass(frozen=True, slots=True)
class Said:
    """What a report says: its sentences, what they affirm and deny, and the rules' findings on the items."""

    report: Report | None
    sentences: Sequence[Sentence]
    questions: Sequence[Question]
    positions: Sequence[Position]
    findings: Mapping[str, Finding]

    def number(self, asks: str) -> int | None:
        """The number of the question that asks this."""
        return next((question.number for question in self.questions if question.asks == asks), None)

    def answer(self, asks: str) -> list[Sentence]:
        """The sentences of the answer to the question that asks this."""
        number = self.number(asks)
        return [sentence for sentence in self.sentences if sentence.question == number]

    def ticked(self, item: str) -> bool | None:
        """Whether an item is ticked; None where that cannot be told."""
        tick = self.report.ticks.get(item) if self.report else None
        return tick.ticked if tick else None

    def shows(self, item: str, *statuses: Status) -> bool:
        """Whether the rule's finding on an item has one of the statuses."""
        return item in self.findings and self.findings[item].status in statuses


def read_said(facts: Facts, rulebook: Rulebook, findings: Mapping[str, Finding]) -> Said:
    """What a repository's report says. findings: of the rules, by item."""
    report = facts.report
    questions = rulebook.questions.get(report.template or "", ()) if report else ()
    positions = find_positions(facts, rulebook.topics, questions)
    return Said(report, facts.answers.sentences, questions, positions, findings)
