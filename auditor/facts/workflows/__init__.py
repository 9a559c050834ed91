"""GitHub Actions workflows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from auditor.facts.comments import has_content, remark_blocks, remarks, yaml_in
from auditor.facts.workflows.filters import filter_matches
from auditor.facts.workflows.matrix import Axis, Matrix
from auditor.facts.workflows.model import PUSH_OR_PULL_REQUEST, Job, Step, Trigger, Workflow
from auditor.facts.workflows.reading import WorkflowReader
from auditor.facts.yaml_nodes import Node, YamlError
from auditor.place import Place
from auditor.repository.snapshot import Entry, Snapshot

__all__ = [
    "PUSH_OR_PULL_REQUEST",
    "Axis",
    "Job",
    "Matrix",
    "Step",
    "Trigger",
    "Workflow",
    "filter_matches",
    "read_workflows",
]

_FOLDER = ".github/workflows"
# Files that were workflows once, or would be at another place: build.yml.disabled, backend/.github/workflows/x.yml.
_ELSEWHERE = re.compile(r"(^|/)\.github/.*\.ya?ml(\.\w+|~)?$")
_REMARKED_STEP = re.compile(r"^[ \t]*#.*\b(run|uses)[ \t]*:", re.MULTILINE)
# How many blocks of remarks in a workflow are looked at.
_MAX_BLOCKS = 100


def read_workflows(snapshot: Snapshot) -> list[Workflow]:
    """Every workflow file, sorted by path, with the actions and workflows of the repository that they use followed.

    A file that GitHub would not run is there too, and says why; a file that is no YAML is in `snapshot.unread`.
    """
    entries = [entry for entry in snapshot.files if ".github/" in entry.path and _ELSEWHERE.search(entry.path)]
    snapshot.read(entry.path for entry in entries)
    reader = WorkflowReader(snapshot)
    found = [workflow for entry in entries for workflow in _read(snapshot, reader, entry)]
    by_name = {workflow.name or workflow.path: workflow for workflow in found if workflow.is_live}
    return [replace(workflow, followed_events=_followed_events(workflow, by_name)) for workflow in found]


def _read(snapshot: Snapshot, reader: WorkflowReader, entry: Entry) -> Iterator[Workflow]:
    text = snapshot.text(entry.path)
    if text is None:
        return
    is_at_its_place = entry.folder == _FOLDER and entry.suffix in (".yml", ".yaml")
    try:
        if has_content(text):
            root = reader.document(entry.path)
            if root is None or not (is_at_its_place or _is_workflow(root)):
                return
            steps = tuple(_remarked_steps(reader, entry.path, text))
            workflow = replace(reader.workflow(entry.path, root), commented_steps=steps)
        elif is_at_its_place:
            workflow = _commented_out(reader, entry.path, text)
        else:
            return
    except YamlError as error:
        snapshot.report_unread(entry.path, f"it is no YAML that can be read: {error}")
        return
    if not is_at_its_place:
        workflow = replace(workflow, dead=f"GitHub only runs .yml and .yaml files that lie in {_FOLDER}")
    yield workflow


def _is_workflow(root: Node) -> bool:
    return root.get("on") is not None and root.get("jobs") is not None


def _commented_out(reader: WorkflowReader, path: str, text: str) -> Workflow:
    """The workflow that a file without anything but remarks would be."""
    root = next(filter(_is_workflow, yaml_in(remarks(text))), None)
    if root is None:
        return Workflow(path, Place(path), dead="it is empty")
    return replace(reader.workflow(path, root), commented_out=True, dead="all of it is commented out")


def _remarked_steps(reader: WorkflowReader, path: str, text: str) -> Iterator[Step]:
    if _REMARKED_STEP.search(text):
        for block in islice(remark_blocks(text), _MAX_BLOCKS):
            for root in yaml_in(block):
                yield from reader.steps_of_fragment(path, root)


def _followed_events(workflow: Workflow, by_name: dict[str, Workflow]) -> tuple[str, ...]:
    """The events of the workflows that this one follows by `workflow_run`, through any number of them."""
    events: dict[str, None] = {}
    waiting, seen = [workflow], {workflow.path}
    while waiting:
        trigger = waiting.pop().triggers.get("workflow_run")
        for name in trigger.workflows if trigger else ():
            followed = by_name.get(name)
            if followed and followed.path not in seen:
                seen.add(followed.path)
                waiting.append(followed)
                events |= dict.fromkeys(followed.triggers)
    return tuple(events)
