"""The wordings, questions and limits of the course's report template, as data of the rulebook."""

from __future__ import annotations

import pytest
import yaml

from auditor.report.reading import read_report_text
from auditor.report.wording import Wordings
from auditor.rulebook import Rulebook, read_items, read_questions, read_resource

RULEBOOK = Rulebook(
    name="02476",
    version="",
    items=read_items(yaml.safe_load(read_resource("rules", "catalogue.yaml"))),
    questions=read_questions(yaml.safe_load(read_resource("rules", "questions.yaml"))),
    rules={},
)


@pytest.mark.parametrize(("template", "items", "questions"), [("t2023", 36, 27), ("t2025", 52, 31), ("t2026", 53, 31)])
def test_each_version_is_told_by_its_checklist(template: str, items: int, questions: int) -> None:
    text = "\n".join(f"* [x] {item.text}" for item in RULEBOOK.items_of(template))
    found = read_report_text("README.md", text, RULEBOOK)
    assert (found.template, len(found.ticks), len(RULEBOOK.questions[template])) == (template, items, questions)
    assert [entry.number for entry in RULEBOOK.questions[template]] == list(range(1, questions + 1))


@pytest.mark.parametrize("template", ["t2023", "t2025", "t2026"])
def test_each_version_is_told_by_its_questions(template: str) -> None:
    text = "\n\n".join(
        f"### Question {entry.number}\n\n> **{entry.text}**\n>\n> Answer:\n\nYes {entry.number}"
        for entry in RULEBOOK.questions[template]
    )
    found = read_report_text("README.md", text, RULEBOOK)
    assert found.template == template
    assert {number: answer.text for number, answer in found.answers.items()} == {
        entry.number: f"Yes {entry.number}" for entry in RULEBOOK.questions[template]
    }


def test_every_wording_of_an_item_is_that_items() -> None:
    wordings = Wordings(RULEBOOK.items)
    for item in RULEBOOK.items:
        for text in (item.text, *item.wordings):
            match = wordings.beginning(f"{text} (M99)")
            assert match is not None
            assert (match.item, match.remark) == (item.id, "")


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("Write unit tests related to the data code", "tests-data"),
        ("Write unit tests related to model construction", "tests-model"),
        ("Write unit tests", None),
        ("Add a workflow that triggers when changes to the model registry are made", "ci-model-trigger"),
        ("Add a continuous workflow which triggers when data changes", "ci-data-trigger"),
        ("If applicable, play around with distributed loading", "distributed-data-loading"),
        ("If applicable, play around with distributed", None),
        ("Setup monitoring of your deployed model", None),
        ("Setup monitoring for the performance of the deployed model", "performance-monitoring"),
    ],
)
def test_changed_lines_of_items_that_resemble_each_other(line: str, item: str | None) -> None:
    wordings = Wordings(RULEBOOK.items)
    match = wordings.beginning(line)
    assert (match.item if match else wordings.likely(line)) == item


def test_limits_are_pairs_from_less_to_more() -> None:
    for entries in RULEBOOK.questions.values():
        for entry in entries:
            for limits in (entry.words, entry.images):
                assert limits is None or (len(limits) == 2 and 0 <= limits[0] <= limits[1])
        assert [entry.asks for entry in entries if entry.asks][:2] == ["group", "members"]
