"""A bounded run of the fuzzing that `make fuzz` does for longer, with the same inputs every time."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.random_inputs import hold
from fuzz.targets import FIXTURES, TARGETS, Target

# Where one input is a whole audit, or all statements of a report.
_FEWER = {"audit": 8, "statements": 8, "report": 30, "python": 30, "documents": 30}
_EXAMPLES = 60


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.name)
def test_properties_hold_for_bent_files(target: Target) -> None:
    hold(target, _FEWER.get(target.name, _EXAMPLES))


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.name)
def test_properties_hold_for_the_seeds(target: Target) -> None:
    assert target.seeds
    for seed in target.seeds:
        target.check(seed)


def test_every_folder_of_seeds_is_a_targets() -> None:
    assert {path.name for path in Path(FIXTURES, "fuzz").iterdir()} == set(TARGETS)


def test_a_property_that_fails_is_told() -> None:
    def hold(data: bytes) -> None:
        assert len(data) < 3, "too long"

    target = Target("short", hold)
    target.check(b"ab")
    with pytest.raises(AssertionError, match="too long"):
        target.check(b"abc")


def test_an_input_that_takes_too_long_is_told() -> None:
    with pytest.raises(AssertionError, match="bytes took"):
        Target("slow", lambda data: print(len(sorted(data * 200_000))), seconds=0.0001).check(b"ab")
