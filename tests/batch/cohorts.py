"""Made-up cohorts, and what is told of their runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from auditor.batch.acquire import Fetching
from auditor.batch.groups import Group
from auditor.batch.run import Outcome, Plan
from auditor.batch.workers import Limits
from auditor.rule import ExampleCommit
from tests.repositories import make_repository

LATE = ExampleCommit({"late.py": "print()"}, message="Late", date="2026-01-25T12:00:00Z")
REPORT = """
    # Exam template for 02476 Machine Learning Operations
    * [x] Create a git repository (M5)
    * [x] Calculate the code coverage (M16)
    """


class Heard:
    """A listener that keeps what it is told."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []

    def finished(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)

    def at_work(self, groups: Sequence[str]) -> None:
        pass


def cohort(folder: Path, names: Sequence[str]) -> list[Group]:
    """Groups of these names, each with a repository of its own in folder."""
    return [
        Group(name, str(make_repository(folder / name, [ExampleCommit({"reports/README.md": REPORT, name: name})])))
        for name in names
    ]


def plan(
    folder: Path, deadline: str = "", refresh: bool = False, jobs: int = 2, seconds: float = 30, scheduler: str = ""
) -> Plan:
    """A run with its results in folder/results."""
    limits = Limits(jobs, seconds, memory=1024**3)
    return Plan(folder / "results", Fetching(folder / "cache"), limits, deadline, refresh=refresh, scheduler=scheduler)
