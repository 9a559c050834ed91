"""Continuous integration lints: a workflow step on push or pull_request runs a linter, formatter or type checker.

Known are ruff, flake8, black, pylint, isort, mypy and their like, and pre-commit, run by a step itself or by the task
or script that it starts. Only by hand or on a schedule, commented out, or by hooks set up for the service pre-commit.ci
is `partial`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.commands import Command
from auditor.facts.shell import programs
from auditor.place import Place
from auditor.repository.history import History
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.pipelines import LINTERS, runs_on_push, step_does, steps_that, words_do
from rules.tasks import Tasks

if TYPE_CHECKING:
    from auditor.facts.cloudbuild import CloudBuild
    from auditor.facts.pipelines import Pipeline
    from auditor.facts.workflows import Workflow

_WORDS = ("pre-commit", *(tool.key for tool in LINTERS))


_CONFIGURATION = ".pre-commit-config.yaml"


def judge(
    workflows: list[Workflow],
    pipelines: list[Pipeline],
    cloud_builds: list[CloudBuild],
    commands: list[Command],
    snapshot: Snapshot,
    history: History,
) -> Finding:
    tasks = Tasks(commands)
    found: dict[bool, list[Evidence]] = {True: [], False: []}  # on a push or pull request, or not
    for workflow in workflows:
        on_push = runs_on_push(workflow, history)
        for _, _, what, place in steps_that(workflow, "lint", tasks):
            found[on_push].append(Evidence("workflow-step", f"lints: {what}", place))
        live = {id(step) for _, step in workflow.live_steps()}
        dead = [step for job in workflow.jobs for step in job.steps if id(step) not in live]
        for step in (*dead, *(workflow.commented_steps if workflow.is_live else ())):
            for what, place in step_does(step, "lint", tasks):
                found[False].append(Evidence("commented-step", f"can never run: {what}", place))
    elsewhere = [(one.path, one.provider, command) for one in pipelines for command in one.commands]
    elsewhere += [
        (build.path, "Cloud Build", command)
        for build in cloud_builds
        for step in build.steps
        for command in (() if build.commented_out else step.commands)
    ]
    for path, provider, command in elsewhere:
        if any(words_do(words, "lint", tasks) for words in programs(command)):
            place = Place(path, command.start, command.end)
            found[True].append(Evidence("pipeline", f"{provider} lints: {command.text}", place))
    found[False] += _hooks_of_the_service(snapshot)
    if found[True]:
        return present("A linter runs on pushes or pull requests.", found[True])
    if found[False]:
        return partial("A linter is set up, but in no workflow that a push or pull request starts.", found[False])
    return absent("No workflow step runs a linter, a formatter, a type checker or pre-commit.", words=_WORDS)


def _hooks_of_the_service(snapshot: Snapshot) -> Iterator[Evidence]:
    """The settings of pre-commit.ci, which runs the hooks on pull requests where it is let into the repository."""
    for number, line in enumerate(snapshot.lines(_CONFIGURATION), start=1):
        if line.rstrip() == "ci:":
            yield Evidence("hook", "settings of the service pre-commit.ci", Place(_CONFIGURATION, number, number))


def _workflow(step: str, trigger: str = "[push, pull_request]") -> dict[str, str]:
    text = f"on: {trigger}\njobs:\n  lint:\n    runs-on: ubuntu-latest\n    steps:\n      - {step}\n"
    return {".github/workflows/lint.yml": text}


EXAMPLES = [
    Example("ruff", "present", _workflow("run: ruff check ."), at=(".github/workflows/lint.yml:6",)),
    Example("through uv and python -m", "present", _workflow("run: uv run python -m flake8 src")),
    Example("ruff's action", "present", _workflow("uses: astral-sh/ruff-action@v3")),
    Example("pre-commit", "present", _workflow("uses: pre-commit/action@v3.0.1")),
    Example(
        "by a task",
        "present",
        _workflow("run: uv run invoke quality")
        | {"tasks.py": "from invoke import task\n\n@task\ndef quality(c):\n    c.run('ruff check .')"},
        at=(".github/workflows/lint.yml:6",),
    ),
    Example(
        "by a script",
        "present",
        _workflow("run: bash scripts/checks.sh") | {"scripts/checks.sh": "#!/bin/bash\nblack --check ."},
    ),
    Example(
        "by Cloud Build",
        "present",
        {
            "cloudbuild.yaml": """
                steps:
                  - name: python
                    entrypoint: bash
                    args: ['-c', 'pip install ruff && ruff check .']
            """
        },
    ),
    Example("for pre-commit.ci", "partial", {".pre-commit-config.yaml": "ci:\n  autofix_prs: true\nrepos: []"}),
    Example(
        "a task for something else",
        "absent",
        _workflow("run: make all") | {"Makefile": "all:\n\tpytest\n\nlint:\n\truff check .\n"},
    ),
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
