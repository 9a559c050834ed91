"""Reports held against labels: what is counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.errors import UnusableInput
from auditor.evaluation.agreement import Evaluation, Match, evaluate, share
from auditor.evaluation.labels import read_labels
from tests.evaluation.samples import COMMIT, REPORTS, SWELL, item, report, write_samples


@pytest.fixture
def evaluation(tmp_path: Path) -> Evaluation:
    labels, reports = write_samples(tmp_path)
    return evaluate(read_labels(labels), reports)


def test_an_item_agrees_by_its_status(evaluation: Evaluation) -> None:
    assert {name: share(pairs) for name, pairs in evaluation.by_item.items()} == {
        "docs": 0,
        "image": 0,
        "cloud": 1,
        "tests": 1,
    }
    assert share(evaluation.items) == 3 / 6
    assert evaluation.macro_average == 2 / 4


def test_an_item_that_the_report_does_not_have_agrees_in_nothing(evaluation: Evaluation) -> None:
    missing = next(pair for pair in evaluation.items if pair.found is None)
    assert (missing.repository, missing.item) == ("waves+tide", "image")
    assert not missing.status_agrees
    assert not missing.tick_agrees
    assert not missing.is_claim


def test_ticks_and_stances_are_held_against_each_other_too(evaluation: Evaluation) -> None:
    assert [pair.item for pair in evaluation.items if not pair.tick_agrees] == ["docs", "image"]
    assert [pair.item for pair in evaluation.items if pair.stance_agrees is False] == ["cloud"]
    assert [pair.item for pair in evaluation.items if pair.stance_agrees is None] == ["image"]


def test_an_accusation_is_wrong_unless_the_label_has_it_absent_or_denied(evaluation: Evaluation) -> None:
    assert [(pair.repository, pair.item) for pair in evaluation.items if pair.is_wrongly_accused] == [
        ("waves+swell", "docs")
    ]


def test_a_false_claim_that_is_called_supported_is_missed(evaluation: Evaluation) -> None:
    assert [pair.item for pair in evaluation.items if pair.is_false_claim] == ["image", "tests"]
    assert [pair.item for pair in evaluation.items if pair.is_missed] == ["image"]


def test_statements_are_found_by_their_words_and_held_against_the_labelled_verdict(evaluation: Evaluation) -> None:
    assert {pair.label.quote: pair.match for pair in evaluation.statements} == {
        "we wrote nine unit tests": Match.OPPOSITE,
        "a coverage of 80 %": Match.RIGHT,
        "all used branches": Match.MISSING,
    }


def test_a_contradiction_is_found_whichever_side_comes_first(evaluation: Evaluation) -> None:
    assert [pair.is_found for pair in evaluation.contradictions] == [True, False]


def test_what_cannot_be_compared_is_named(tmp_path: Path) -> None:
    labels, reports = write_samples(tmp_path)
    (reports / "waves+tide.json").unlink()
    (reports / "waves+swell.json").write_text(
        json.dumps({**REPORTS["waves+swell"], "repository": {"commit": "f" * 40}})
    )
    evaluation = evaluate(read_labels(labels), reports)
    assert evaluation.repositories == evaluation.of_another_commit == ("waves+swell",)
    assert evaluation.without_report == ("waves+tide",)


@pytest.mark.parametrize(
    ("labels", "problem"),
    [
        ("items: [", "is no YAML: "),
        ("- a list", " is no mapping"),
        ("items: {}", " has no commit"),
        (SWELL.replace("absent", "lost"), ", item image has 'lost' as its status"),
        (SWELL.replace("silent", "shy"), ", item image has the stance shy"),
        (SWELL.replace("question: 7", "question: seven"), ", statement 1 has 'seven' as its question"),
    ],
)
def test_labels_that_cannot_be_used_are_told_in_one_line(tmp_path: Path, labels: str, problem: str) -> None:
    (tmp_path / "waves+swell.yaml").write_text(labels)
    with pytest.raises(UnusableInput) as raised:
        read_labels(tmp_path)
    assert problem in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", " is no JSON: "),
        ("[]", " is no mapping"),
        (json.dumps({"repository": {"commit": COMMIT}}), " has no items"),
        (json.dumps(report([], schema_version="2")), " is of schema version 2, not 1"),
        (json.dumps(report([item("tests", True, "lost", "blank")])), ", items 1 has 'lost' as its status"),
    ],
)
def test_reports_that_cannot_be_used_are_told_in_one_line(tmp_path: Path, content: str, problem: str) -> None:
    labels, reports = write_samples(tmp_path)
    (reports / "waves+swell.json").write_text(content)
    with pytest.raises(UnusableInput) as raised:
        evaluate(read_labels(labels), reports)
    assert problem in str(raised.value)


def test_folders_without_labels_or_reports_are_told(tmp_path: Path) -> None:
    labels, _ = write_samples(tmp_path)
    with pytest.raises(UnusableInput, match="holds no labels"):
        read_labels(tmp_path)
    with pytest.raises(UnusableInput, match="has no report for any of the labels"):
        evaluate(read_labels(labels), tmp_path)
