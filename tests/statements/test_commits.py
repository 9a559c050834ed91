from __future__ import annotations

from auditor.place import Place
from auditor.prose.answers import Answers
from auditor.report import Answer, Report
from auditor.rule import ExampleCommit
from auditor.statements.commits import find
from tests.repositories import facts_of


def _outcomes(text: str, history: list[ExampleCommit]) -> list[tuple[str, str]]:
    answer = Answer(1, text, Place("report.md", 1, 1))
    with facts_of(history=history, report=Report("report.md", ("report.md",), None, answers={1: answer})) as facts:
        named = next(iter(facts.history.commits))
        facts.answers = Answers([Answer(1, text.format(named), Place("report.md", 1, 1))])
        return [(str(statement.outcome), statement.reason) for statement in find(facts, {})]


def test_a_commit_is_looked_up_by_the_beginning_of_its_name() -> None:
    history = [ExampleCommit({"a.py": "x = 1"}, message="Remove the slow test")]
    text = "It was removed in commit [this](https://github.com/o/r/commit/{:.9}), not in commit 00112233."
    assert _outcomes(text, history) == [
        ("confirmed", "The history has the commit: Remove the slow test"),
        (
            "unverifiable",
            "No branch, tag or pull request leads to a commit of that name; it may be of another repository.",
        ),
    ]
