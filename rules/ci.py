"""Continuous integration runs: a workflow that a push or pull request starts runs tests, a linter or a build.

Another service's file (GitLab CI, CircleCI, Azure Pipelines, Travis, Jenkins) counts as well. Workflows that run only
by hand or on a schedule, Dependabot alone, and workflows that are commented out or disabled are `partial`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.shell import programs
from auditor.place import Place
from auditor.repository.history import History
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.pipelines import is_image_build, is_lint, is_test, runs_on_push, steps_that

if TYPE_CHECKING:
    from auditor.facts.pipelines import Pipeline
    from auditor.facts.workflows import Workflow

_KINDS = {"test": "tests", "lint": "lints", "image": "builds images"}


def judge(workflows: list[Workflow], pipelines: list[Pipeline], history: History, snapshot: Snapshot) -> Finding:
    live = [piece for w in workflows if runs_on_push(w, history) for piece in _checks(w)]
    live += [piece for pipeline in pipelines for piece in _other(pipeline)]
    if live:
        return present("Tests, a linter or a build run on pushes or pull requests.", live)
    weak = [
        Evidence("workflow", _why_weak(workflow), workflow.triggers_place or workflow.place) for workflow in workflows
    ]
    for path in (".github/dependabot.yml", ".github/dependabot.yaml"):
        if path in snapshot.entries:
            weak.append(Evidence("file", "Dependabot is set up", Place(path)))
    if weak:
        return partial("There are workflows, but none checks the code on a push or pull request.", weak)
    return absent("There is no workflow in .github/workflows and no other service's file.")


def _checks(workflow: Workflow) -> Iterator[Evidence]:
    for kind, verb in _KINDS.items():
        for _, _, what, place in steps_that(workflow, kind):
            yield Evidence("workflow-step", f"{verb} on {_events(workflow)}: {what}", place)
    for _, step in workflow.live_steps():
        for words, place in step.programs():
            if words[:2] in (("uv", "build"), ("poetry", "build"), ("npm", "run")) or words[0] == "build":
                yield Evidence("workflow-step", f"builds on {_events(workflow)}: {' '.join(words[:3])}", place)


def _events(workflow: Workflow) -> str:
    return " and ".join(event for event in workflow.triggers if event in ("push", "pull_request")) or "a push"


def _other(pipeline: Pipeline) -> Iterator[Evidence]:
    for command in pipeline.commands:
        if any(is_test(words) or is_lint(words) or is_image_build(words) for words in programs(command)):
            place = Place(pipeline.path, command.start, command.end)
            yield Evidence("pipeline", f"{pipeline.provider} runs {command.text}", place)


def _why_weak(workflow: Workflow) -> str:
    if workflow.commented_out:
        return "this workflow is commented out"
    if workflow.dead:
        return f"this workflow can never run: {workflow.dead}"
    if not workflow.runs_on_push_or_pull_request:
        return f"this workflow runs only on {', '.join(workflow.triggers)}"
    return "this workflow runs neither tests, nor a linter, nor a build"


_TEST = """
    on: [push]
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
          - run: pytest tests/
"""

EXAMPLES = [
    Example("tests on push", "present", {".github/workflows/test.yml": _TEST}, at=(".github/workflows/test.yml:7",)),
    Example(
        "a linter on pull requests, through a task runner",
        "present",
        {
            ".github/workflows/lint.yaml": """
                on:
                  pull_request:
                    branches: [main]
                jobs:
                  lint:
                    runs-on: ubuntu-latest
                    steps:
                      - run: uv run invoke lint
            """
        },
    ),
    Example("GitLab", "present", {".gitlab-ci.yml": "test:\n  script:\n    - pytest"}),
    Example("by hand", "partial", {".github/workflows/t.yml": _TEST.replace("[push]", "[workflow_dispatch]")}),
    Example("nothing is checked", "partial", {".github/workflows/t.yml": _TEST.replace("pytest tests/", "echo hi")}),
    Example(
        "a branch that nobody has",
        "partial",
        {".github/workflows/t.yml": _TEST.replace("[push]", "{push: {branches: [gone]}}")},
    ),
    Example(
        "switched off",
        "partial",
        {".github/workflows/t.yml": _TEST.replace("    runs-on", "    if: false\n        runs-on")},
    ),
    Example(
        "commented out",
        "partial",
        {
            ".github/workflows/t.yml": """
                # on: [push]
                # jobs:
                #   t:
                #     runs-on: ubuntu-latest
                #     steps:
                #       - run: pytest
            """
        },
    ),
    Example("only Dependabot", "partial", {".github/dependabot.yml": "version: 2\nupdates: []"}),
    Example("in the wrong folder", "absent", {"workflows/test.yml": _TEST}),
]
