from __future__ import annotations

from math import inf

import pytest

from auditor.statements.numbers import read_numbers


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("We wrote 9 tests", 9, 9, "tests"),
        ("twenty-four unit tests", 24, 24, "unit"),
        ("a single workflow", 1, 1, "workflow"),
        ("more than 20 tests", 20, inf, "tests"),
        ("20+ tests", 20, inf, "tests"),
        ("at most five images", 0, 5, "images"),
        ("around 20 tests", 17, 23, "tests"),
        ("ca. 3 files", 2, 4, "files"),
        ("3-4 endpoints", 3, 4, "endpoints"),
        ("between 20 and 30 tests", 20, 30, "tests"),
        ("two or three tests", 2, 3, "tests"),
        ("a coverage of 86,5 %", 86.5, 86.5, "%"),
        ("a coverage of 86 percent", 86, 86, "%"),
        ("60-70%", 60, 70, "%"),
        ("1,000 users", 1000, 1000, "users"),
        ("1.000 users", 1000, 1000, "users"),
        ("within 78ms", 78, 78, "ms"),
        ("15k steps", 15000, 15000, "steps"),
    ],
)
def test_numbers_as_they_are_meant(text: str, low: float, high: float, unit: str) -> None:
    (amount,) = read_numbers(text)
    assert (amount.low, amount.high, amount.unit) == (low, high, unit)


@pytest.mark.parametrize(
    "text",
    [
        "torch 2.6.0 and resnet18 on an e2-standard-4",
        "the 95th percentile",
        "one would have to run it, and this one too",
        "seen on 2026-01-09 at 12:30",
        "`epochs 10` and https://example.org/runs/12",
        "images of 224x224 and a rate of 1e-4",
    ],
)
def test_what_belongs_to_a_name_or_is_a_pronoun_is_no_number(text: str) -> None:
    assert read_numbers(text) == []


def test_numbers_next_to_each_other_are_told_apart() -> None:
    text = "Python 3.11 and 3.12, with 2 unit and 13 other tests"
    assert [amount.value for amount in read_numbers(text)] == [3.11, 3.12, 2, 13]


def test_a_range_is_claimed_as_it_is_written() -> None:
    text = "It took 300–400 ms."
    assert read_numbers(text)[0].claimed(text) == "300–400"
