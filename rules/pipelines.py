"""What the steps of workflows do: test, lint, measure coverage, build images; and whether they run on a push."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.repository.history import History
from rules.vocabulary import programs, tools, tools_of_kind

if TYPE_CHECKING:
    from auditor.facts.workflows import Job, Step, Workflow
    from rules.tasks import Tasks

LINTERS = tools_of_kind("linter", "formatter", "type-checker")
_LINT_PROGRAMS = frozenset(programs(LINTERS))
# Of other languages and other faults than style; no tools of their own in the vocabulary.
_OTHER_LINTERS = frozenset({"pyflakes", "bandit", "vulture", "pytype", "eslint", "prettier", "hadolint", "yamllint"})
_LINT_ACTIONS = frozenset(action.lower() for tool in (*LINTERS, *tools("pre-commit")) for action in tool.actions)
# Options by which plugins let pytest lint.
_LINTING_OPTIONS = frozenset({"--flake8", "--ruff", "--ruff-format", "--pylint", "--black", "--mypy", "--pycodestyle"})
_TEST_PROGRAMS = frozenset({"pytest", "py.test", "unittest", "tox", "nox", "nose2"})
_ONLY_TELLS = frozenset({"--version", "-V", "--help", "-h", "--collect-only", "--co", "--fixtures", "--markers"})
_TASK_RUNNERS = frozenset({"invoke", "inv", "make", "just", "task", "poe", "hatch", "pdm", "npm", "taskipy"})
_LINTING_SERVICES = (
    "super-linter/",
    "github/super-linter",
    "oxsecurity/megalinter",
    "reviewdog/action-",
    "wearerequired/lint-action",
    "trunk-io/trunk-action",
)
_COVERAGE_ACTIONS = frozenset(action.lower() for tool in tools("coverage") for action in tool.actions)
_IMAGE_ACTIONS = (
    "docker/build-push-action",
    "docker/bake-action",
    "redhat-actions/buildah-build",
    "mr-smithers-excellent/docker-build-push",
    "depot/build-push-action",
    "elgohr/publish-docker-github-action",
    "rafikfarhad/push-to-gcr-github-action",
    "whoan/docker-build-with-cache-action",
    "macbre/push-to-ghcr",
    "int128/kaniko-action",
    "aevea/action-kaniko",
    "akhileshns/heroku-deploy",
)
_IMAGE_BUILDS = (
    ("bentoml", "containerize"),
    ("pack", "build"),
    ("ko", "build"),
    ("skaffold", "build"),
    ("skaffold", "run"),
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
    if words[0] in _LINT_PROGRAMS or words[0] in _OTHER_LINTERS:
        return words[1:2] not in (("--version",), ("install",))
    if words[0] in ("pre-commit", "prek"):
        return words[1:2] == ("run",) or words[1:2] == ("run-all",)
    if words[0] in ("pytest", "py.test"):
        return any(word in _LINTING_OPTIONS for word in words[1:])
    if words[0] == "docker":
        return "run" in words[1:3] and any(word in _LINT_PROGRAMS for word in words[3:])
    return _is_task(words, ("lint", "format", "ruff", "check", "style", "pre-commit", "pre_commit"))


def is_test(words: Words) -> bool:
    """Whether a command runs tests."""
    if words[0] in _TEST_PROGRAMS:
        return _ONLY_TELLS.isdisjoint(words[1:])
    return _is_task(words, ("test", "coverage")) or words[:2] == ("setup.py", "test")


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
    if words[:2] in _IMAGE_BUILDS:
        return True
    if first == "gcloud":
        from_source = {"run", "deploy"} <= {*rest} and any(word.split("=")[0] == "--source" for word in rest)
        return ("builds" in rest and "submit" in rest) or from_source
    return _is_task(words, ("docker_build", "docker-build", "build_image", "build-image")) or "kaniko" in first


def _builds(words: Words) -> bool:
    return "build" in words or "--build" in words


def _is_task(words: Words, names: Iterable[str]) -> bool:
    return words[0] in _TASK_RUNNERS and any(name in word.lower() for word in words[1:4] for name in names)


def steps_that(workflow: Workflow, kind: str, tasks: Tasks | None = None) -> Iterator[tuple[Job, Step, str, Place]]:
    """The live steps of a workflow that do a kind of work ("lint", "test", "coverage", "image"), what runs, where.

    tasks: those of the repository, where what a step starts is to be followed into them.
    """
    for job, step in workflow.live_steps():
        yield from ((job, step, what, place) for what, place in step_does(step, kind, tasks))


def step_does(step: Step, kind: str, tasks: Tasks | None = None) -> Iterator[tuple[str, Place]]:
    """What in a step does a kind of work, by the words of a command or the name of an action, and where."""
    if _action_does(step, kind):
        yield step.action, step.place
    for words, place in step.programs():
        if what := words_do(words, kind, tasks):
            yield what, place


def words_do(words: Words, kind: str, tasks: Tasks | None = None) -> str:
    """The beginning of a command that does a kind of work, itself or by a task (in brackets); else the empty text."""
    tells = {"lint": is_lint, "test": is_test, "coverage": is_coverage, "image": is_image_build}[kind]
    if words and tells(words):
        return " ".join(words[:4])
    for command in tasks.started_by(words) if tasks else ():
        for inner in command.programs():
            if inner and tells(inner):
                return f"{' '.join(words[:4])} ({' '.join(inner[:2])})"
    return ""


def _action_does(step: Step, kind: str) -> bool:
    if kind == "lint":
        return step.action in _LINT_ACTIONS or step.action.startswith(_LINTING_SERVICES)
    if kind == "coverage":
        return step.action in _COVERAGE_ACTIONS
    if kind == "image":
        from_source = step.action == "google-github-actions/deploy-cloudrun" and "source" in step.inputs
        return from_source or step.action.startswith(_IMAGE_ACTIONS)
    return step.action in ("pavelzw/pytest-action", "tox-gh-actions")
