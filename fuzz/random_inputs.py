"""Bent seeds as a hypothesis strategy: for the tests, and for `make fuzz` where atheris is not to be had."""

from __future__ import annotations

import sys
import time
from random import Random

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from fuzz.mutations import bent
from fuzz.targets import MAX_BYTES, TARGETS, Target

_ROUND = 200  # inputs between two looks at the clock


def inputs(target: Target) -> st.SearchStrategy[bytes]:
    """Files of the kind that the target reads."""

    def made(data: bytes, random: Random) -> bytes:
        return bent(data, target.seeds, random, MAX_BYTES)

    return st.builds(made, st.sampled_from(target.seeds), st.randoms(use_true_random=False))


def hold(target: Target, examples: int, number: int = 0) -> None:
    """Check a target with so many inputs, always the same for the same number. Raises where a property fails."""

    @seed(number)
    @settings(max_examples=examples, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(inputs(target))
    def holds(data: bytes) -> None:
        target.check(data)

    holds()


def fuzz(name: str, seconds: float) -> int:
    """Check a target for so long; returns how many inputs it was given."""
    end, rounds = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        hold(TARGETS[name], _ROUND, rounds)
        rounds += 1
    return rounds * _ROUND


if __name__ == "__main__":
    print(f"stat::number_of_executed_units: {fuzz(sys.argv[1], float(sys.argv[2]))}", file=sys.stderr)
