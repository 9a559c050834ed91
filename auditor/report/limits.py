"""The answers of a report held against the limits of their questions."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.report import Count, Report
from auditor.rulebook import Question, Rulebook


@dataclass(frozen=True, slots=True)
class QuestionCheck:
    """A question with what is counted in its answer.

    count: None where the report does not have the question. line: where its answer begins, from 1, if that is known.
    answered is false for a placeholder and for nothing at all.
    """

    question: Question
    count: Count | None
    line: int | None
    answered: bool

    @property
    def within_limits(self) -> bool | None:
        """Whether the words and the images are as many as the question asks for; None where it has no limits."""
        if self.question.words is None and self.question.images is None:
            return None
        if self.count is None:
            return False
        counted = ((self.count.words, self.question.words), (self.count.images, self.question.images))
        return all(limits is None or limits[0] <= number <= limits[1] for number, limits in counted)


def check_questions(report: Report, rulebook: Rulebook) -> list[QuestionCheck]:
    """Every question of the version of the template that the report's questions are from, in its order."""
    checks = []
    for question in rulebook.questions.get(report.asked or "", ()):
        answer = report.answers.get(question.number)
        count = report.counting.counts.get(question.number)
        line = answer.place.start if answer else None
        checks.append(QuestionCheck(question, count, line, answer is not None and answer.answered))
    return checks
