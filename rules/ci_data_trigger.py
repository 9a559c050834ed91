"""A workflow starts when data changes.

Its trigger has paths over data (a data folder, DVC's files, a data module, data files by their endings), a step looks
whether such paths changed, or it is dispatched on data events (repository_dispatch, or an event of a bucket). Such a
workflow that is commented out, disabled or for branches that do not exist is `partial`, and so are one that checks data
without such a trigger and a function that takes the events of a bucket without a sign of its deployment.
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
from rules.gathering import called
from rules.path_triggers import pipelines_started_by_paths, started_by_paths, would_start_by_paths
from rules.pipelines import is_test
from rules.tasks import Tasks
from rules.terraform import resources

if TYPE_CHECKING:
    from auditor.facts.pipelines import Pipeline
    from auditor.facts.workflows import Job, Workflow

_DATA_FOLDER = re.compile(
    r"raw|(?:\w+[-_])?(?:data|datas|dataset|datasets)(?:[-_](?:raw|processed|interim|external|train|test|val|store|files?|v?\d+))?"
)
_DATA_MODULE = re.compile(
    r"(?:.{0,100}_)?(?:data|dataset|datasets|dataloader|data_loader|datamodule|data_module|preprocess|preprocessing"
    r"|(?:process|prepare|download|get|load|fetch)_(?:the_)?(?:data|dataset|images))(?:_\w+)?\.(?:py|ipynb|r)",
    re.IGNORECASE,
)
_DVC_FILE = re.compile(r"(?:.*\.)?dvc|dvc\.(?:lock|ya?ml)|\.dvcignore|params\.dvc")
_DATA_FILE = re.compile(
    r".*\.(?:csv|tsv|parquet|feather|arrow|jsonl|npy|npz|h5|hdf5|xlsx|zip|tar|gz|png|jpe?g|tiff?|wav|mp3|flac|mp4|nii|dcm)",
    re.IGNORECASE,
)
_PICTURES_OF_TEXTS = re.compile(r"(?:^|/)(?:docs?|reports?|figures|images|assets|static)(?:/|$)")
_DATA_EVENT = re.compile(r"data|dvc|bucket|storage|ingest", re.IGNORECASE)
_DATA_WORD = re.compile(r"(?:^|[^a-z])(?:data|datasets?|dvc)(?:[^a-z]|$)", re.IGNORECASE)
_DVC_LOOKS = frozenset({"pull", "fetch", "status", "diff", "repro", "update", "get", "exp"})
_BUCKET_EVENT = re.compile(r"--trigger-bucket|google\.storage\.object|google\.cloud\.storage\.object")
_TERRAFORM_EVENT = re.compile(r"google_(?:eventarc_trigger|storage_notification)$")
# What a program is called that does something with data: `check-data-stats`, `great_expectations`.
_ABOUT_DATA = re.compile(r"(?:^|[-_./])(?:data|datasets?)(?:[-_.]|$)|great[_-]expectations|^gx$", re.IGNORECASE)
_CHECKS_DATA = re.compile(r"\bdata[-_ ]?(?:set)?[-_ ]?(?:check|valid|stat|quality|change|test)", re.IGNORECASE)
_DVC_ACTION = "iterative/setup-dvc"
_INCLUDED = re.compile(r"--included-files[= ]\s*[\"']?(?P<patterns>[^\s\"']+)")


def judge(
    workflows: list[Workflow],
    pipelines: list[Pipeline],
    commands: list[Command],
    python: PythonCode,
    history: History,
    snapshot: Snapshot,
) -> Finding:
    found = [piece for workflow in workflows for piece in started_by_paths(workflow, history, is_data)]
    found += [piece for workflow in workflows for piece in _dispatched(workflow)]
    found += [*pipelines_started_by_paths(pipelines, snapshot, is_data), *_cloud_events(commands)]
    found += resources(snapshot, _TERRAFORM_EVENT, "lets changes of a bucket start something")
    if found:
        return present("A workflow starts when data changes.", found)
    weak = [piece for workflow in workflows for piece in would_start_by_paths(workflow, is_data)]
    if weak:
        return partial("A workflow is meant to start when data changes, but it never can.", weak)
    tasks = Tasks(commands)
    checks = [piece for workflow in workflows for piece in _checks(workflow, tasks)]
    if checks:
        return partial("A workflow checks data, but no change of data starts it by itself.", checks)
    handlers = called(
        python.calls("functions_framework.cloud_event"), "takes the events of a cloud, such as a bucket's"
    )
    if handlers:
        return partial("A function takes a cloud's events, but nothing shows that changes of data start it.", handlers)
    return absent("No workflow has a trigger on data, and none checks data.", words=["data", "dvc"])


def is_data(pattern: str) -> bool:
    """Whether a path pattern is over data: its folder, DVC's files, the data module, or data files by their endings."""
    parts = [part for part in pattern.lower().split("/") if part]
    if any(_DATA_FOLDER.fullmatch(part) or part == ".dvc" for part in parts):
        return True
    last = parts[-1] if parts else ""
    if _DVC_FILE.fullmatch(last) or _DATA_MODULE.fullmatch(last):
        return True
    return bool(_DATA_FILE.fullmatch(last)) and not _PICTURES_OF_TEXTS.search(pattern)


def _dispatched(workflow: Workflow) -> Iterator[Evidence]:
    trigger = workflow.triggers.get("repository_dispatch")
    if trigger and workflow.is_live and (events := [event for event in trigger.types if _DATA_EVENT.search(event)]):
        yield Evidence("workflow-trigger", f"is dispatched on {', '.join(events)}", trigger.place)


def _cloud_events(commands: list[Command]) -> list[Evidence]:
    """Commands that let changes of a bucket, or of data in the repository, start a function or build."""
    found = []
    for command in commands:
        included = _INCLUDED.search(command.text)
        on_data = included is not None and any(is_data(pattern) for pattern in included["patterns"].split(","))
        if command.live and command.text.startswith("gcloud") and (on_data or _BUCKET_EVENT.search(command.text)):
            found.append(Evidence("command", f"sets up a trigger on data: {command.text[:100]}", command.place))
    return found


def _checks(workflow: Workflow, tasks: Tasks) -> Iterator[Evidence]:
    if workflow.is_live:
        name = workflow.path.rpartition("/")[2]
        if _CHECKS_DATA.search(name) or _CHECKS_DATA.search(workflow.name):
            yield Evidence("workflow", "is about data by its name", workflow.triggers_place or workflow.place)
        for job in workflow.jobs:
            yield from _job_checks(job, tasks)


def _job_checks(job: Job, tasks: Tasks) -> Iterator[Evidence]:
    programs = [piece for step in job.live_steps for piece in step.programs() if piece[0]]
    pulls = [(words, place) for words, place in programs if words[0] == "dvc" and words[1:2] and words[1] in _DVC_LOOKS]
    runs = [(words, place) for words, place in programs if words[0].startswith("python") or is_test(words)]
    about_data = [(words, place) for words, place in programs if _is_about_data(words, tasks)]
    for words, place in [*(pulls if runs else ()), *about_data]:
        yield Evidence("workflow-step", f"runs {' '.join(words[:4])}", place)
    for step in job.live_steps if runs else ():
        if step.action == _DVC_ACTION:
            yield Evidence("workflow-step", "sets up DVC", step.place)


def _is_about_data(words: tuple[str, ...], tasks: Tasks) -> bool:
    """Whether a script, test or program is about data by its name, or what a task comes to is."""
    if words[0].startswith("python") or is_test(words):
        return any(_DATA_WORD.search(word) for word in words[1:] if not word.startswith("-"))
    if _ABOUT_DATA.search(words[0]):
        return True
    started = [inner for command in tasks.started_by(words) for inner in command.programs() if inner]
    return any(inner[0].startswith("python") and any(map(_DATA_WORD.search, inner[1:])) for inner in started)


def _workflow(on: str, run: str = "python check.py") -> dict[str, str]:
    text = f"on: {on}\njobs:\n  check:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {run}\n"
    return {".github/workflows/data.yml": text}


_PUSH = "{push: {paths: [data/**]}}"
_DISPATCH = "{repository_dispatch: {types: [new-data]}}"
_COMMENTED = "\n".join(f"# {line}" for line in _workflow(_PUSH)[".github/workflows/data.yml"].split("\n"))

EXAMPLES = [
    Example("a data folder", "present", _workflow(_PUSH), at=(".github/workflows/data.yml:1",)),
    Example("DVC's files", "present", _workflow("{pull_request: {paths: ['**/*.dvc', '.dvc/**']}}")),
    Example("the data module", "present", _workflow("{push: {paths: [src/app/data.py]}}")),
    Example("images, which are the data", "present", _workflow("{push: {paths: ['**/*.png']}}")),
    Example("dispatched", "present", _workflow(_DISPATCH)),
    Example(
        "a step that looks",
        "present",
        _workflow("[push]").copy()
        | {
            ".github/workflows/look.yml": """
                on: [push]
                jobs:
                  look:
                    runs-on: ubuntu-latest
                    steps:
                      - uses: dorny/paths-filter@v3
                        with:
                          filters: |
                            data:
                              - 'data/**'
            """
        },
    ),
    Example("a bucket's event", "present", {"deploy.sh": "gcloud functions deploy check --trigger-bucket=my-data"}),
    Example(
        "GitLab's filter",
        "present",
        {".gitlab-ci.yml": "check:\n  rules:\n    - changes: [data/**/*]\n  script: [python check.py]"},
        at=(".gitlab-ci.yml:3",),
    ),
    Example(
        "git's own comparison",
        "present",
        _workflow("[push]", "git diff --name-only HEAD^ | grep '^data/' && python a.py"),
    ),
    Example("a bucket's event in Terraform", "present", {"a.tf": 'resource "google_eventarc_trigger" "new_data" {\n}'}),
    Example(
        "a function for events",
        "partial",
        {"main.py": "import functions_framework\n\n@functions_framework.cloud_event\ndef go(event):\n    pass"},
    ),
    Example(
        "by a task", "partial", _workflow("[push]", "make stats") | {"Makefile": "stats:\n\tpython src/data_stats.py\n"}
    ),
    Example(
        "by its name",
        "partial",
        {
            ".github/workflows/data_check.yml": _workflow("push", "cml comment create a.md")[
                ".github/workflows/data.yml"
            ]
        },
    ),
    Example("by a command of the project", "partial", _workflow("workflow_dispatch", "uv run check-data")),
    Example("a cache of data", "absent", {".gitlab-ci.yml": "t:\n  cache:\n    paths: [data/]\n  script: [pytest]"}),
    Example("commented out", "partial", {".github/workflows/data.yml": _COMMENTED}),
    Example("for a branch that is not there", "partial", _workflow("{push: {branches: [gone], paths: [data/**]}}")),
    Example("by hand", "partial", _workflow("[workflow_dispatch]", "python src/data_statistics.py")),
    Example("pulled and tested on every push", "partial", _workflow("[push]", "dvc pull && pytest")),
    Example("all but data", "absent", _workflow("{push: {paths-ignore: [data/**]}}")),
    Example("data taken out", "absent", _workflow("{push: {paths: ['src/**', '!src/data/**']}}")),
    Example("pictures of the documentation", "absent", _workflow("{push: {paths: ['docs/**/*.png']}}")),
    Example("a model's event", "absent", _workflow("{repository_dispatch: {types: [staged_model]}}")),
    Example("tests on every push", "absent", _workflow("[push]", "pytest tests")),
]
