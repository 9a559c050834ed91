"""Code coverage is calculated.

Present: coverage or pytest --cov is run in a workflow, a coverage report or badge is committed, or there is a command
of the group's own (a task, a make target, pytest's options, the README). Only required or set up, only the template's
unchanged task, or only a percentage in the report or a document is `partial`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.coverage_reports import read_coverage_reports
from auditor.place import Place
from auditor.report import Report
from auditor.repository.snapshot import Entry, Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.gathering import once, required
from rules.pipelines import is_coverage, step_does
from rules.vocabulary import tools

if TYPE_CHECKING:
    from auditor.facts.commands import Command
    from auditor.facts.documents import Document
    from auditor.facts.manifests import Manifests
    from auditor.facts.template import TemplateMatch
    from auditor.facts.workflows import Workflow

_REPORT_FILE = re.compile(
    r"(?:^|/)(?:coverage[^/]*\.(?:xml|json|txt|svg|lcov|html)|\.coverage|htmlcov/index\.html|lcov\.info)$",
    re.IGNORECASE,
)
_BADGE = re.compile(r"codecov\.io|coveralls\.io|badge[^)\s]*coverage|coverage[^)\s]*badge|coverage\.svg", re.IGNORECASE)
_PERCENTAGE = re.compile(
    r"coverage[^.\n]{0,120}?\b\d{1,3}(?:[.,]\d+)?\$?\s?(?:\\?%|percent)|\d{1,3}(?:[.,]\d+)?\s?\\?%[^.\n]{0,60}?coverage",
    re.IGNORECASE,
)


_SERVICES = frozenset({"codecov.yml", "codecov.yaml", ".codecov.yml", ".coveralls.yml"})
_TABLE = re.compile(r"\bStmts\s+Miss\b")


def judge(
    workflows: list[Workflow],
    commands: list[Command],
    manifests: Manifests,
    documents: list[Document],
    snapshot: Snapshot,
    report: Report | None,
    template: TemplateMatch,
) -> Finding:
    run = [
        Evidence("workflow-step", f"measures coverage: {what}", place)
        for workflow in workflows
        for _, step in workflow.live_steps()
        for what, place in step_does(step, "coverage")
    ]
    own = [piece for piece in _own_commands(commands) if not template.owns(piece.place)]
    reports = [entry for entry in snapshot.files if _REPORT_FILE.search(entry.path)]
    odd = dict(_without_worth(snapshot, reports))
    committed = [Evidence("file", "a coverage report", Place(e.path)) for e in reports if e.path not in odd]
    found = [*run, *own, *_options(manifests), *committed, *_badges(documents)]
    if found:
        return present("Coverage is measured by a workflow, a command, or a committed report.", found)
    weak = [*_own_commands(commands), *required(manifests, *tools("coverage")), *_stated(report)]
    weak += [Evidence("file", message, Place(path)) for path, message in odd.items()]
    weak += [Evidence("file", "settings of a service", Place(e.path)) for e in snapshot.files if e.name in _SERVICES]
    weak += [
        Evidence("configuration", "settings of coverage", one.place)
        for one in manifests.tool("coverage")
        if not template.owns(one.place)
    ]
    weak += [
        Evidence("document", "shows a table of coverage", block.place)
        for document in documents
        for block in document.code_blocks
        if _TABLE.search(block.text)
    ]
    if weak:
        return partial("Coverage is only required, set up, stated, or the template's own task.", once(weak))
    return absent("No workflow, task, option, report or badge has to do with coverage.", words=["cov"])


def _without_worth(snapshot: Snapshot, reports: list[Entry]) -> Iterator[tuple[str, str]]:
    """The paths of coverage reports that show nothing of this project, and why."""
    listed = {report.path: report.files for report in read_coverage_reports(snapshot)} if reports else {}
    names = {entry.name for entry in snapshot.files}
    for entry in reports:
        files = listed.get(entry.path, {})
        if entry.size == 0:
            yield entry.path, "an empty coverage report"
        elif files and not any(path.rpartition("/")[2] in names for path in files):
            yield entry.path, "a coverage report of files that are not here"


def _own_commands(commands: list[Command]) -> Iterator[Evidence]:
    for command in commands:
        if command.origin not in ("workflow", "hook") and any(w and is_coverage(w) for w in command.programs()):
            yield Evidence("command", f"measures coverage: {command.text}", command.place)


def _options(manifests: Manifests) -> Iterator[Evidence]:
    for configuration in manifests.tool("pytest"):
        for keys in (("ini_options", "addopts"), ("addopts",), ("pytest", "addopts")):
            if "--cov" in str(configuration.get(*keys) or ""):
                yield Evidence("configuration", "pytest's options measure coverage", configuration.place_of(*keys))


def _badges(documents: list[Document]) -> Iterator[Evidence]:
    for document in documents:
        for image in document.images:
            if _BADGE.search(image.target):
                yield Evidence("badge", "shows a coverage badge", image.place)


def _stated(report: Report | None) -> Iterator[Evidence]:
    for answer in report.answers.values() if report else ():
        for offset, line in enumerate(answer.text.split("\n")):
            if _PERCENTAGE.search(line):
                number = (answer.place.start or 1) + offset
                yield Evidence("answer", "states a percentage", Place(answer.place.path, number, number))


def _workflow(step: str) -> dict[str, str]:
    return {
        ".github/workflows/t.yml": f"on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {step}"
    }


EXAMPLES = [
    Example("in a workflow", "present", _workflow("coverage run -m pytest"), at=(".github/workflows/t.yml:6",)),
    Example("pytest's plugin", "present", _workflow("uv run pytest --cov=src tests")),
    Example("a make target", "present", {"Makefile": "cov:\n\tcoverage run -m pytest\n\tcoverage report"}),
    Example("pytest's options", "present", {"pyproject.toml": "[tool.pytest.ini_options]\naddopts = '--cov=app'"}),
    Example("documented", "present", {"README.md": "# Tests\n\n```bash\npytest --cov=src\n```"}),
    Example("a committed report", "present", {"reports/coverage.xml": "<coverage/>"}),
    Example("only required", "partial", {"requirements_dev.txt": "pytest-cov"}),
    Example("only set up", "partial", {".coveragerc": "[run]\nsource = src"}),
    Example(
        "a table in a document",
        "partial",
        {"README.md": "# Cats\n\n```\nName    Stmts   Miss  Cover\nsrc/a.py   10      1    90%\n```"},
    ),
    Example("stated in LaTeX", "partial", {"a.py": "x = 1"}, answers={8: r"We have a code coverage of $70\%$."}),
    Example("only stated", "partial", {"a.py": "x = 1"}, answers={8: "The total code coverage is 37%."}),
    Example(
        "commented out",
        "partial",
        _workflow("pytest\n      # - run: coverage run -m pytest") | {"requirements.txt": "coverage"},
    ),
    Example("tests without it", "absent", _workflow("pytest tests")),
]
