"""A report and what its answers affirm and deny, beside what the rules found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.report import is_untouched
from auditor.statements.stance import Position, find_positions

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.prose.sentences import Sentence
    from auditor.report import Report
    from auditor.rule import Finding, Status
    from auditor.rulebook import Question, Rulebook


_ALL = re.compile(r"\ball (?:of )?the (?:\w+ )?services\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=[\w,:*(] )[A-Z]\w+(?: [A-Z]\w+)*|(?m:^)[A-Z]\w+ [A-Z]\w+")
_LIST = 3  # names


@dataclass(frozen=True, slots=True)
class Said:
    """What a report says: its sentences, what they affirm and deny, and the rules' findings on the items."""

    report: Report | None
    sentences: Sequence[Sentence]
    questions: Sequence[Question]
    positions: Sequence[Position]
    findings: Mapping[str, Finding]

    def asked(self, number: int) -> str:
        """What the question of that number asks."""
        return next((question.asks for question in self.questions if question.number == number), "")

    def asks(self, sentence: Sentence) -> str:
        """What the question asks that a sentence answers."""
        return self.asked(sentence.question)

    def answer(self, asks: str) -> list[Sentence]:
        """The sentences of the answer to the question that asks this."""
        numbers = {question.number for question in self.questions if asks and question.asks == asks}
        return [sentence for sentence in self.sentences if sentence.question in numbers] if numbers else []

    def images(self, asks: str) -> int:
        """How many images the answer to the question that asks this shows."""
        answers = self.report.answers if self.report else {}
        return sum(len(answer.images) for number, answer in answers.items() if self.asked(number) == asks)

    def is_list(self, asks: str) -> bool:
        """Whether the answer to the question that asks for all of something lists some: three names at least."""
        text = " ".join(f"{sentence.lead} {sentence.plain}" for sentence in self.answer(asks))
        return not _ALL.search(text) and len(set(_NAME.findall(text))) >= _LIST

    def ticked(self, item: str) -> bool | None:
        """Whether an item is ticked; None where that cannot be told."""
        tick = self.report.ticks.get(item) if self.report else None
        return tick.ticked if tick else None

    @property
    def is_checklist_untouched(self) -> bool:
        """Whether there is a whole checklist, and nothing in it is ticked."""
        return self.report is not None and is_untouched(self.report.ticks)

    def shows(self, item: str, *statuses: Status) -> bool:
        """Whether the rule's finding on an item has one of the statuses."""
        return item in self.findings and self.findings[item].status in statuses


def read_said(facts: Facts, rulebook: Rulebook, findings: Mapping[str, Finding]) -> Said:
    """What a repository's report says. findings: of the rules, by item."""
    report = facts.report
    questions = rulebook.questions.get(report.asked or "", ()) if report else ()
    positions = find_positions(facts, rulebook.topics, questions)
    return Said(report, facts.answers.sentences, questions, positions, findings)
