"""What the answers say of an item."""

from __future__ import annotations

import pytest

from auditor.rulebook import Question
from auditor.statements.stance import Position, find_positions
from auditor.topics import read_topics
from tests.reports import report_of
from tests.repositories import facts_of

TOPICS = read_topics(
    {
        "a kiln log": {"names": ["kiln log", "log the kiln"], "items": ["log"]},
        "selling abroad": {
            "names": ["sell", "sold"],
            "near": ["abroad", "overseas"],
            "items": ["abroad"],
            "asked": "sales",
        },
        "glazing": {"names": ["glaze", "glazed"], "affirms": ["glaze"], "told_in": ["colours"]},
    }
)
QUESTIONS = (Question(1, "How do you work?"), Question(2, "Do you sell abroad?", asks="sales"))


def positions_in(text: str, question: int = 1) -> list[Position]:
    """What an answer says of the topics."""
    with facts_of({}, (), report_of({question: text})) as facts:
        return find_positions(facts, TOPICS, QUESTIONS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("We did not keep a kiln log.", "denies log plainly"),
        ("The oven has a kiln log.", "affirms log"),
        ("We used a kiln log.", "affirms log plainly"),
        ("No kiln log was kept, as there was no time.", "denies log"),
        ("There was no kiln log because we forgot.", "denies log plainly"),
        ("We did not keep an extensive kiln log.", ""),
        ("We did not keep the kiln log for the old oven.", "denies log"),
        ("A kiln log would have been useful.", ""),
        ("We did not sell our pots abroad.", "denies abroad"),
        ("We sold our pots in the village.", ""),
        ("We did not use a glaze.", ""),
        ("We used a glaze.", "affirms glaze"),
    ],
)
def test_a_topic_is_affirmed_or_denied_with_its_items(text: str, said: str) -> None:
    found = [
        f"{'denies' if one.denies else 'affirms'} {one.items[0]}{' plainly' if one.plain else ''}"
        for one in positions_in(text)
    ]
    assert " ".join(found) == said


@pytest.mark.parametrize(
    ("text", "denies"),
    [
        ("No.", [True]),
        ("Unfortunately, we did not manage to do so.", [True]),
        ("Yes, on two markets.", [False]),
        ("", []),
    ],
)
def test_how_an_answer_opens_is_about_what_its_question_asks(text: str, denies: list[bool]) -> None:
    assert [one.denies for one in positions_in(text, 2)] == denies
    assert positions_in(text, 1) == []
