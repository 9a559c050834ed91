"""How agreement with labels is written."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from auditor.errors import UnusableInput
from auditor.evaluation.agreement import Evaluation, evaluate
from auditor.evaluation.labels import read_labels
from auditor.output.evaluation import show_evaluation, to_json
from tests.evaluation.samples import write_samples


@pytest.fixture
def evaluation(tmp_path: Path) -> Evaluation:
    labels, reports = write_samples(tmp_path)
    return evaluate(read_labels(labels), reports)


def shown(evaluation: Evaluation, show: str = "") -> str:
    file = io.StringIO()
    show_evaluation(evaluation, show, Console(file=file, width=100, highlight=False, markup=False))
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


def test_items_come_by_agreement_and_totals_last(evaluation: Evaluation) -> None:
    text = shown(evaluation)
    assert [line.split() for line in text.splitlines()[1:5]] == [
        ["docs", "0/1", "0/1", "1/1", "1"],
        ["image", "0/2", "1/2", "1/1", "1"],
        ["cloud", "1/1", "1/1", "0/1"],
        ["tests", "2/2", "2/2", "2/2"],
    ]
    assert (
        """
repositories    2
status          3/6 = 0.500, mean over the items 0.500
ticks           4/6
stances         4/5
accused         1 wrongly, of 4 ticked claims
missed          1 of 2 false claims called supported
statements      1 right, 1 opposite, 2 found, of 3 labelled
contradictions  1 of 2 found"""
        in text
    )


def test_a_disagreement_has_its_two_sides_beside_each_other(evaluation: Evaluation) -> None:
    text = shown(evaluation, "image")
    assert "waves+swell  image  (status, misses)" in text
    sides = text[text.index("waves+swell  image") : text.index("waves+tide  image")]
    row = next(line for line in sides.splitlines() if "absent" in line)
    assert row.index("absent, ticked, silent") < row.index("present, ticked, silent: supported")
    assert "no Dockerfile" in sides
    assert "There is one." in sides
    assert "image.txt:2-3  builds on sand" in sides
    assert "| FROM sand" in sides


@pytest.mark.parametrize(
    ("show", "subjects"),
    [
        ("", []),
        ("accusations", ["docs"]),
        ("stances", ["cloud"]),
        ("statements", ["question 7", "question 9"]),
        ("contradictions", ["question:7 and question:8"]),
        ("all", ["docs", "image", "image", "cloud", "question 7", "question 9", "question:7 and question:8"]),
    ],
)
def test_what_is_asked_for_is_shown(evaluation: Evaluation, show: str, subjects: list[str]) -> None:
    titles = [line for line in shown(evaluation, show).splitlines() if line.startswith("waves+")]
    assert [title.split("  ")[1] for title in titles] == subjects


def test_what_is_not_there_cannot_be_shown(evaluation: Evaluation) -> None:
    with pytest.raises(UnusableInput, match="there is nothing called surf to show"):
        shown(evaluation, "surf")


def test_json_has_counts_and_every_disagreement(evaluation: Evaluation) -> None:
    data = json.loads(to_json(evaluation))
    assert data["total"]["status"] == 3
    assert data["total"]["macro_average"] == 0.5
    assert data["items"]["image"]["missed"] == 1
    assert data["statements"]["test-count"] == {"labelled": 1, "found": 1, "right": 0, "opposite": 1}
    image = next(one for one in data["disagreements"] if one["subject"] == "image")
    assert image["label"]["why"] == "no Dockerfile"
    assert image["report"]["evidence"][0]["excerpt"] == "FROM sand\nRUN swell"
