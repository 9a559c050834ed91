"""A report's answers as sentences, to be asked what they say of a thing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property

from auditor.prose.mentions import Mention, find_mentions
from auditor.prose.mood import Mood
from auditor.prose.sentences import Sentence, read_sentences
from auditor.report import Answer, Report


class Answers:
    """The answers of a report. They are read when they are first asked."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self._answers = answers

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences of all answers, by question."""
        return [sentence for answer in self._answers if answer.answered for sentence in read_sentences(answer)]

    def saying(self, *names: str, moods: Collection[Mood] = (Mood.AFFIRMED,)) -> list[Mention]:
        """Where the answers mention any of the names in one of the moods; a mention's key is the name."""
        mentions = find_mentions(self.sentences, {name: [name] for name in names})
        return [mention for mention in mentions if mention.mood in moods]


def read_answers(report: Report | None) -> Answers:
    """The answers of a report, or none where there is no report."""
    return Answers([report.answers[number] for number in sorted(report.answers)] if report else ())
