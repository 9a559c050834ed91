"""A workflow starts when data changes.

Its trigger has paths over data (a data folder, DVC's files, a data module, data files by their endings), a step looks
whether such paths changed, or it is dispatched on data events (repository_dispatch, or an event of a bucket). Such a
workflow that is commented out, disabled or for branches that do not exist is `partial`, and so is one that checks data
without such a trigger.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.repository.history import History
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.path_triggers import started_by_paths, would_start_by_paths
from rules.pipelines import is_test

if TYPE_CHECKING:
    from auditor.facts.commands import Command
    from auditor.facts.workflows import Job, Workflow

_DATA_FOLDER = re.compile(
    r"(?:\w+[-_])?(?:data|datas|dataset|datasets)(?:[-_](?:raw|processed|interim|external|train|test|val|store|files?|v?\d+))?"
)
_DATA_MODULE = re.compile(
    r"(?:.*_)?(?:data|dataset|datasets|dataloader|data_loader|datamodule|data_module|preprocess|preprocessing"
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
_INCLUDED = re.compile(r"--included-files[= ]\s*[\"']?(?P<patterns>[^\s\"']+)")


def judge(workflows: list[Workflow], commands: list[Command], history: History) -> Finding:
    found = [piece for workflow in workflows for piece in started_by_paths(workflow, history, is_data)]
    found += [piece for workflow in workflows for piece in _dispatched(workflow)]
    found += _cloud_events(commands)
    if found:
        return present("A workflow starts when data changes.", found)
    weak = [piece for workflow in workflows for piece in would_start_by_paths(workflow, is_data)]
    if weak:
        return partial("A workflow is meant to start when data changes, but it never can.", weak)
    checks = [piece for workflow in workflows for piece in _checks(workflow)]
    if checks:
        return partial("A workflow checks data, but no change of data starts it by itself.", checks)
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


def _checks(workflow: Workflow) -> Iterator[Evidence]:
    if workflow.is_live:
        for job in workflow.jobs:
            yield from _job_checks(job)


def _job_checks(job: Job) -> Iterator[Evidence]:
    programs = [piece for step in job.live_steps for piece in step.programs() if piece[0]]
    pulls = [(words, place) for words, place in programs if words[0] == "dvc" and words[1:2] and words[1] in _DVC_LOOKS]
    runs = [(words, place) for words, place in programs if words[0].startswith("python") or is_test(words)]
    about_data = [(w, p) for w, p in runs if any(_DATA_WORD.search(word) for word in w[1:] if not word.startswith("-"))]
    for words, place in [*(pulls if runs else ()), *about_data]:
        yield Evidence("workflow-step", f"runs {' '.join(words[:4])}", place)


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
