"""What the steps of workflows do: test, lint, measure coverage, build images; and whether they run on a push."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.repository.history import History
from rules.vocabulary import programs, tools, tools_of_kind

if TYPE_CHECKING:
    from auditor.facts.workflows import Job, Step, Workflow

LINTERS = tools_of_kind("linter", "formatter", "type-checker")
_LINT_PROGRAMS = frozenset(programs(LINTERS))
_LINT_ACTIONS = frozenset(action.lower() for tool in (*LINTERS, *tools("pre-commit")) for action in tool.actions)
_TEST_PROGRAMS = frozenset({"pytest", "py.test", "unittest", "tox", "nox", "nose2"})
_TASK_RUNNERS = frozenset({"invoke", "inv", "make", "just", "task", "poe", "hatch", "pdm", "npm", "taskipy"})
_COVERAGE_ACTIONS = frozenset(action.lower() for tool in tools("coverage") for action in tool.actions)
_IMAGE_ACTIONS = (
    "docker/build-push-action",
    "docker/bake-action",
    "redhat-actions/buildah-build",
    "mr-smithers-excellent/docker-build-push",
)
Words = tuple[str, ...]


def runs_on_push(workflow: Workflow, history: History) -> bool:
    """Whether a push or pull request starts the workflow, on a branch that the repository has."""
    if not workflow.runs_on_push_or_pull_request:
        return False
    direct = [
        workflow.triggers[event]
        for event in ("push", "pull_request", "pull_request_target")
        if event in workflow.triggers
    ]
    branches = [branch.name for branch in history.branches] or ["main"]
    return not direct or any(trigger.fires_for(branches) or trigger.tags for trigger in direct)


def is_lint(words: Words) -> bool:
    """Whether a command lints, formats or checks types: a linter, pre-commit's run, or a task called so."""
    if words[0] in _LINT_PROGRAMS:
        return words[1:2] not in (("--version",), ("install",))
    if words[0] in ("pre-commit", "prek"):
        return words[1:2] == ("run",) or words[1:2] == ("run-all",)
    return _is_task(words, ("lint", "format", "ruff", "check", "style", "pre-commit", "pre_commit"))


def is_test(words: Words) -> bool:
    """Whether a command runs tests."""
    return words[0] in _TEST_PROGRAMS or _is_task(words, ("test", "coverage")) or words[:2] == ("setup.py", "test")


def is_coverage(words: Words) -> bool:
    """Whether a command measures coverage."""
    if words[0] == "coverage":
        return words[1:2] not in (("--version",), ("erase",))
    if words[0] in _TEST_PROGRAMS:
        return any(word.startswith("--cov") for word in words)
    return _is_task(words, ("cov",))


def is_image_build(words: Words) -> bool:
    """Whether a command builds container images."""
    first, rest = words[0], words[1:]
    if first in ("docker", "podman", "buildah"):
        return any(word in ("build", "bake", "bud") for word in rest[:3]) or (
            rest[:1] == ("compose",) and _builds(rest)
        )
    if first == "docker-compose":
        return _builds(words)
    if first == "gcloud":
        from_source = {"run", "deploy"} <= {*rest} and any(word.split("=")[0] == "--source" for word in rest)
        return ("builds" in rest and "submit" in rest) or from_source
    return _is_task(words, ("docker_build", "docker-build", "build_image", "build-image")) or "kaniko" in first


def _builds(words: Words) -> bool:
    return "build" in words or "--build" in words


def _is_task(words: Words, names: Iterable[str]) -> bool:
    return words[0] in _TASK_RUNNERS and any(name in word.lower() for word in words[1:4] for name in names)


def steps_that(workflow: Workflow, kind: str) -> Iterator[tuple[Job, Step, str, Place]]:
    """The live steps of a workflow that do a kind of work ("lint", "test", "coverage", "image"), what runs, where."""
    for job, step in workflow.live_steps():
        yield from ((job, step, what, place) for what, place in step_does(step, kind))


def step_does(step: Step, kind: str) -> Iterator[tuple[str, Place]]:
    """What in a step does a kind of work, by the words of a command or the name of an action, and where."""
    if _action_does(step, kind):
        yield step.action, step.place
    tells = {"lint": is_lint, "test": is_test, "coverage": is_coverage, "image": is_image_build}[kind]
    for words, place in step.programs():
        if words and tells(words):
            yield " ".join(words[:4]), place


def _action_does(step: Step, kind: str) -> bool:
    if kind == "lint":
        return step.action in _LINT_ACTIONS or step.action.startswith(("super-linter/", "github/super-linter"))
    if kind == "coverage":
        return step.action in _COVERAGE_ACTIONS
    if kind == "image":
        return step.action.startswith(_IMAGE_ACTIONS)
    return step.action in ("pavelzw/pytest-action", "tox-gh-actions")
