from dataclasses import replace

from auditor.prose.answers import read_answers
from auditor.prose.mood import Mood
from auditor.report import Report
from tests.prose.examples import answer_of

REPORT = Report(
    "report.md",
    ("report.md",),
    None,
    answers={
        16: answer_of("We profiled it with py-spy.", 16),
        3: answer_of("We did not use Locust, but Hydra.", 3),
        4: replace(answer_of("We used Locust.", 4), answered=False),
    },
)


def test_answers_are_read_in_the_order_of_the_questions() -> None:
    assert [sentence.question for sentence in read_answers(REPORT).sentences] == [3, 16]


def test_what_answers_say() -> None:
    answers = read_answers(REPORT)
    assert [(mention.key, mention.sentence.question) for mention in answers.saying("hydra", "py-spy")] == [
        ("hydra", 3),
        ("py-spy", 16),
    ]
    assert answers.saying("Locust") == []
    assert [mention.key for mention in answers.saying("Locust", moods=(Mood.DENIED,))] == ["Locust"]


def test_without_a_report_nothing_is_said() -> None:
    assert read_answers(None).saying("Locust") == []
