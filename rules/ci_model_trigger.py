"""A workflow starts when the model registry changes.

It is dispatched by the registry's webhook (repository_dispatch), its trigger has paths over models, checkpoints or the
registry's configuration, or a step looks whether those changed. Such a workflow that is commented out, disabled or for
branches that do not exist is `partial`, and so are paths over the model's code, a workflow for a model that is started
by hand, on a schedule, or after another, and code that dispatches workflows without one that takes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.commands import Command
from auditor.facts.python import PythonCode
from auditor.repository.history import History
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.path_triggers import pipelines_started_by_paths, started_by_paths, would_start_by_paths

if TYPE_CHECKING:
    from auditor.facts.pipelines import Pipeline
    from auditor.facts.workflows import Workflow

_MODEL_FOLDER = re.compile(
    r"(?:\w+[-_])?(?:models?|checkpoints?|weights|model[-_]?(?:registry|store|artifacts?|checkpoints?|weights)|registry"
    r"|registries|mlruns|artifacts)"
)
_MODEL_FILE = re.compile(
    r".*\.(?:pt|pth|ckpt|onnx|pkl|joblib|safetensors|h5|keras|mar|bin|gguf)(?:\.dvc)?"
    r"|(?:\w+[-_])?(?:models?|checkpoints?|weights|registry)(?:[-_]\w+)?\.(?:dvc|ya?ml|json|toml)",
    re.IGNORECASE,
)
_MODEL_CODE = re.compile(r"(?:\w{1,100}_)?(?:models?|train|training)(?:_\w+)?\.py")
_SOURCE_FOLDERS = ("src", "app", "lib", "source", "backend")
_OTHER_EVENT = re.compile(r"data|dvc|deploy|docs?\b|bucket", re.IGNORECASE)
_MODEL_EVENT = re.compile(r"model|regist|stag|promot|artifact|alias", re.IGNORECASE)
_ABOUT_MODEL = re.compile(
    r"model|(?<!artifact.)(?<!container.)(?<!image.)(?<!docker.)regist|stag(?:e|ing)|promot|checkpoint|train|retrain",
    re.IGNORECASE,
)
_OF_MODEL = re.compile(r"(?:^|[-_./])(?:models?|registry|checkpoints?)(?:[-_./=]|$)", re.IGNORECASE)
_DISPATCHES = re.compile(r"api\.github\.com/repos/\S+/dispatches")
_WEAK_EVENTS = ("workflow_dispatch", "schedule", "workflow_run", "release")


def judge(
    workflows: list[Workflow],
    pipelines: list[Pipeline],
    python: PythonCode,
    commands: list[Command],
    history: History,
    snapshot: Snapshot,
) -> Finding:
    found = [piece for workflow in workflows for piece in _dispatched(workflow)]
    found += [piece for workflow in workflows for piece in started_by_paths(workflow, history, is_model)]
    found += pipelines_started_by_paths(pipelines, snapshot, is_model)
    if found:
        return present("A workflow starts when the model registry, or the models, change.", found)
    weak = [piece for workflow in workflows for piece in would_start_by_paths(workflow, is_model)]
    weak += [piece for workflow in workflows for piece in _dead_dispatch(workflow)]
    if weak:
        return partial("A workflow is meant to start when models change, but it never can.", weak)
    code = [piece for workflow in workflows for piece in started_by_paths(workflow, history, _is_model_code)]
    if code:
        return partial("A workflow starts when the model's code changes, none when the registry or a model does.", code)
    by_hand = [piece for workflow in workflows for piece in _about_model(workflow)]
    if by_hand:
        return partial(
            "A workflow handles a model, but is started by hand or by other events than a change of it.", by_hand
        )
    dispatching = list(_dispatching(python, commands))
    if dispatching:
        return partial("Something dispatches workflows, but no workflow is started by it.", dispatching)
    return absent("No workflow is dispatched by a registry, and none has models among its paths.", words=["model"])


def is_model(pattern: str) -> bool:
    """Whether a path pattern is over models, checkpoints or the registry's configuration rather than over code."""
    parts = [part for part in pattern.lower().split("/") if part]
    if not parts or parts[0] in _SOURCE_FOLDERS or parts[-1].endswith(".py"):
        return bool(parts) and bool(_MODEL_FILE.fullmatch(parts[-1]))
    return any(_MODEL_FOLDER.fullmatch(part) for part in parts) or bool(_MODEL_FILE.fullmatch(parts[-1]))


def _is_model_code(pattern: str) -> bool:
    parts = [part for part in pattern.lower().split("/") if part]
    return bool(parts) and (
        bool(_MODEL_CODE.fullmatch(parts[-1]))
        or (parts[0] in _SOURCE_FOLDERS and any(_MODEL_FOLDER.fullmatch(part) for part in parts[1:]))
    )


def _is_of_registry(events: tuple[str, ...]) -> bool:
    """Whether dispatched events, if they are named, may be a registry's."""
    return not events or any(_MODEL_EVENT.search(event) or not _OTHER_EVENT.search(event) for event in events)


def _dispatched(workflow: Workflow) -> Iterator[Evidence]:
    trigger = workflow.triggers.get("repository_dispatch")
    if trigger and workflow.is_live and _is_of_registry(trigger.types):
        events = f" ({', '.join(trigger.types)})" if trigger.types else ""
        yield Evidence("workflow-trigger", f"is dispatched by a webhook{events}", trigger.place)


def _dead_dispatch(workflow: Workflow) -> Iterator[Evidence]:
    trigger = workflow.triggers.get("repository_dispatch")
    if trigger and workflow.dead and _is_of_registry(trigger.types):
        yield Evidence("workflow-trigger", f"would be dispatched by a webhook, but {workflow.dead}", trigger.place)


def _about_model(workflow: Workflow) -> Iterator[Evidence]:
    """A workflow that is about a model and only starts by hand, on a schedule or after another.

    It is so by its file, its name, or what its steps run.
    """
    name = workflow.path.rpartition("/")[2]
    events = [event for event in _WEAK_EVENTS if event in workflow.triggers]
    if not workflow.is_live or not events:
        return
    is_named = _ABOUT_MODEL.search(name) or _ABOUT_MODEL.search(workflow.name)
    if is_named or (not workflow.runs_on_push_or_pull_request and any(_runs_of_model(workflow))):
        place = workflow.triggers_place or workflow.place
        yield Evidence("workflow-trigger", f"{workflow.name or name} starts on {', '.join(events)}", place)


def _runs_of_model(workflow: Workflow) -> Iterator[bool]:
    for _, step in workflow.live_steps():
        for words, _ in step.programs():
            yield any(_OF_MODEL.search(word) for word in words)


def _dispatching(python: PythonCode, commands: list[Command]) -> Iterator[Evidence]:
    for module in python.own:
        for text in module.texts:
            if _DISPATCHES.search(text.value):
                yield Evidence("address", "dispatches workflows", text.place)
    for command in commands:
        if command.live and any(_DISPATCHES.search(word) for word in command.words):
            yield Evidence("command", f"dispatches workflows: {command.text[:80]}", command.place)


def _workflow(on: str, name: str = "check") -> dict[str, str]:
    text = f"on: {on}\njobs:\n  check:\n    runs-on: ubuntu-latest\n    steps:\n      - run: python check.py\n"
    return {f".github/workflows/{name}.yml": text}


_DISPATCH = "{repository_dispatch: {types: [staged_model]}}"
_COMMENTED = "\n".join(f"# {line}" for line in _workflow(_DISPATCH)[".github/workflows/check.yml"].split("\n"))

EXAMPLES = [
    Example("a registry's webhook", "present", _workflow(_DISPATCH), at=(".github/workflows/check.yml:1",)),
    Example("any event", "present", _workflow("repository_dispatch")),
    Example("models", "present", _workflow("{push: {paths: [models/**]}}")),
    Example("a registry's file", "present", _workflow("{pull_request: {paths: [model_registry.yaml]}}")),
    Example("checkpoints among the sources", "present", _workflow("{push: {paths: ['src/app/best.ckpt']}}")),
    Example("commented out", "partial", {".github/workflows/check.yml": _COMMENTED}),
    Example(
        "never runs",
        "partial",
        {p: t.replace("    steps", "    if: false\n    steps") for p, t in _workflow(_DISPATCH).items()},
    ),
    Example("the model's code", "partial", _workflow("{push: {paths: [src/app/model.py]}}")),
    Example("an older layout's code", "partial", _workflow("{push: {paths: ['src/models/**']}}")),
    Example("by hand", "partial", _workflow("workflow_dispatch", "promote_model")),
    Example(
        "GitLab's filter",
        "present",
        {".gitlab-ci.yml": "check:\n  only:\n    changes: [models/**/*]\n  script: [python check.py]"},
    ),
    Example(
        "by hand, by what it runs",
        "partial",
        {p: t.replace("check.py", "link_model.py") for p, t in _workflow("workflow_dispatch").items()},
    ),
    Example(
        "a webhook's other end",
        "partial",
        {"hook.sh": "curl -X POST https://api.github.com/repos/cats/dogs/dispatches -d '{}'"},
    ),
    Example("the training code", "partial", _workflow("{push: {paths: [src/app/train.py]}}")),
    Example(
        "an image's registry",
        "absent",
        {
            ".github/workflows/push.yml": "name: Push to Artifact Registry\n"
            + _workflow("release")[".github/workflows/check.yml"]
        },
    ),
    Example("another event", "absent", _workflow("{repository_dispatch: {types: [new-data]}}")),
    Example("all but models", "absent", _workflow("{push: {paths-ignore: [models/**]}}")),
    Example("tests by hand", "absent", _workflow("workflow_dispatch", "tests")),
    Example("training on a push", "absent", _workflow("[push]", "train")),
]
