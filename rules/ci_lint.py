"""Continuous integration lints: a workflow step on push or pull_request runs a linter, formatter or type checker.

Known are ruff, flake8, black, pylint, isort, mypy and their like, and pre-commit. Only by hand or on a schedule, or
commented out, is `partial`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.facts.shell import programs
from auditor.place import Place
from auditor.repository.history import History
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.pipelines import LINTERS, is_lint, runs_on_push, step_does, steps_that

if TYPE_CHECKING:
    from auditor.facts.pipelines import Pipeline
    from auditor.facts.workflows import Workflow

_WORDS = ("pre-commit", *(tool.key for tool in LINTERS))


def judge(workflows: list[Workflow], pipelines: list[Pipeline], history: History) -> Finding:
    found: dict[bool, list[Evidence]] = {True: [], False: []}  # on a push or pull request, or not
    for workflow in workflows:
        on_push = runs_on_push(workflow, history)
        for _, _, what, place in steps_that(workflow, "lint"):
            found[on_push].append(Evidence("workflow-step", f"lints: {what}", place))
        dead = workflow.commented_steps if workflow.is_live else [step for job in workflow.jobs for step in job.steps]
        for step in dead:
            for what, place in step_does(step, "lint"):
                found[False].append(Evidence("commented-step", f"can never run: {what}", place))
    for pipeline in pipelines:
        for command in pipeline.commands:
            if any(is_lint(words) for words in programs(command)):
                place = Place(pipeline.path, command.start, command.end)
                found[True].append(Evidence("pipeline", f"{pipeline.provider} lints: {command.text}", place))
    if found[True]:
        return present("A linter runs on pushes or pull requests.", found[True])
    if found[False]:
        return partial("A linter is in a workflow, but not in one that a push or pull request starts.", found[False])
    return absent("No workflow step runs a linter, a formatter, a type checker or pre-commit.", words=_WORDS)


def _workflow(step: str, trigger: str = "[push, pull_request]") -> dict[str, str]:
    text = f"on: {trigger}\njobs:\n  lint:\n    runs-on: ubuntu-latest\n    steps:\n      - {step}\n"
    return {".github/workflows/lint.yml": text}


EXAMPLES = [
    Example("ruff", "present", _workflow("run: ruff check ."), at=(".github/workflows/lint.yml:6",)),
    Example("through uv and python -m", "present", _workflow("run: uv run python -m flake8 src")),
    Example("ruff's action", "present", _workflow("uses: astral-sh/ruff-action@v3")),
    Example("pre-commit", "present", _workflow("uses: pre-commit/action@v3.0.1")),
    Example("on a schedule", "partial", _workflow("run: black --check .", "{schedule: [{cron: '0 0 * * *'}]}")),
    Example("commented out", "partial", _workflow("run: pytest\n      # - run: ruff check .")),
    Example("hooks updated, not run", "absent", _workflow("run: pre-commit autoupdate")),
    Example("installed, not run", "absent", _workflow("run: pip install ruff flake8")),
    Example("in a name", "absent", _workflow("name: ruff check\n        run: pytest")),
    Example(
        "in a composite action",
        "present",
        _workflow("uses: ./.github/actions/check")
        | {
            ".github/actions/check/action.yml": """
                runs:
                  using: composite
                  steps:
                    - run: mypy src
                      shell: bash
            """
        },
    ),
]
