"""The made-up repositories of fixtures/tricks, each of which tries to look like more than it is."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from auditor.audit import Audit, audit_repository
from auditor.place import Place
from auditor.report import Report, Tick
from auditor.repository.opening import open_repository
from auditor.rule import ExampleCommit
from auditor.rulebook import Rulebook, load_rulebook
from tests.conftest import FIXTURES
from tests.reports import report_of
from tests.repositories import make_repository

_PATH = "reports/README.md"
BAR = "\\|"  # in a table a bare one would end the cell


@dataclass(frozen=True)
class Trick:
    """A repository with a trick in it, and the verdicts that its ticked items get.

    links: symbolic links with their targets; submodules: paths of some. report: where the repository has its report,
    if it is not one that ticks the items.
    """

    name: str
    verdicts: Mapping[str, str]
    commits: tuple[ExampleCommit, ...]
    links: Mapping[str, str] = field(default_factory=dict)
    submodules: tuple[str, ...] = ()
    answers: Mapping[int, str] = field(default_factory=dict)
    report: str = ""


def read_tricks() -> list[Trick]:
    """All tricks, in the order of the files and in them."""
    return [
        _trick(entry)
        for path in sorted((FIXTURES / "tricks").glob("*.yaml"))
        for entry in yaml.safe_load(path.read_text("utf-8"))
    ]


def _trick(entry: dict[str, Any]) -> Trick:
    commits = entry.get("commits", [{"files": entry.get("files", {})}])
    return Trick(
        entry["trick"],
        entry["verdicts"],
        tuple(ExampleCommit(**commit) for commit in commits),
        entry.get("links", {}),
        tuple(entry.get("submodules", ())),
        entry.get("answers", {}),
        entry.get("report", ""),
    )


@cache
def the_rulebook() -> Rulebook:
    """The installed rulebook, loaded once."""
    return load_rulebook()


@contextmanager
def audit_of(trick: Trick) -> Iterator[Audit]:
    """The audit of a trick's repository."""
    with tempfile.TemporaryDirectory() as folder:
        location = make_repository(Path(folder) / "repository", trick.commits)
        _add_odd_entries(location, trick)
        with open_repository(location) as repository:
            report = None if trick.report else report_that_ticks(trick.verdicts, trick.answers)
            yield audit_repository(repository, the_rulebook(), "tricks", trick.report or None, report)


def report_that_ticks(items: Iterable[str], answers: Mapping[int, str] | None = None) -> Report:
    """A report of the newest template that ticks these items."""
    answering = report_of(answers or {})
    ticks = {item: Tick(item, True, item, Place(_PATH, n, n)) for n, item in enumerate(items, 1)}
    return Report(_PATH, (_PATH,), "t2026", ticks=ticks, answers=answering.answers if answering else {})


def table(tricks: Iterable[Trick]) -> list[str]:
    """The rows of SECURITY.md on these tricks: what is tried, and what its ticked items get."""
    return [
        f"| {trick.name.replace('|', BAR)} | {', '.join(f'{item}: {it}' for item, it in trick.verdicts.items())} |"
        for trick in tricks
    ]


def _add_odd_entries(location: Path, trick: Trick) -> None:
    """Symbolic links and submodules, as one more commit."""
    changes = [f"M 120000 inline {path}\ndata {len(to)}\n{to}\n" for path, to in trick.links.items()]
    changes += [f"M 160000 {'1' * 40} {path}\n" for path in trick.submodules]
    if changes:
        who = "Ada Lovelace <ada@example.org> 1768100000 +0000"
        commit = f"commit refs/heads/main\nauthor {who}\ncommitter {who}\ndata 4\nLink\nfrom refs/heads/main^0\n"
        stream = (commit + "".join(changes)).encode()
        subprocess.run(["git", "fast-import", "--quiet"], input=stream, cwd=location, check=True)


if __name__ == "__main__":
    print("\n".join(table(read_tricks())))
