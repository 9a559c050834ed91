"""Workflows that changes of certain paths start: by a trigger's path filter, or by a step that looks what changed.

A tag's filter counts too, and so do the changes that jobs of other services' pipelines ask for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from auditor.facts.yaml_nodes import Node, YamlError, read_yaml
from auditor.place import Place
from auditor.repository.history import History
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence

if TYPE_CHECKING:
    from auditor.facts.pipelines import Pipeline
    from auditor.facts.workflows import Step, Trigger, Workflow

_FILTERED = ("push", "pull_request", "pull_request_target")
_CHANGE_ACTIONS = (
    "dorny/paths-filter",
    "tj-actions/changed-files",
    "step-security/changed-files",
    "trilom/file-changes",
)
_PATTERN = re.compile(r"[\w.*?\[\]{}/-]+")


def started_by_paths(workflow: Workflow, history: History, is_wanted: Callable[[str], bool]) -> Iterator[Evidence]:
    """Evidence for each trigger, or step, of a workflow that can run, by which wanted paths start it."""
    branches = [branch.name for branch in history.branches] or ["main"]
    if not workflow.is_live:
        return
    for trigger in _triggers(workflow):
        found = wanted_paths(trigger, is_wanted)
        if found and trigger.fires_for(branches):
            yield Evidence("workflow-trigger", f"starts when {_listed(found)} change ({trigger.event})", trigger.place)
    for _, step in workflow.live_steps():
        if step.action in _CHANGE_ACTIONS:
            patterns = [p for text in step.inputs.values() for p in _PATTERN.findall(text) if "/" in p or "*" in p]
        else:
            patterns = list(_compared(step))
        if found := [pattern for pattern in patterns if is_wanted(pattern)]:
            yield Evidence("workflow-step", f"looks whether {_listed(found)} changed", step.place)


def _compared(step: Step) -> Iterator[str]:
    """The paths that a step asks git about: `git diff --name-only HEAD^ | grep data/`, `git diff --quiet -- data/`."""
    programs = [words for words, _ in step.programs() if words]
    if any(words[:2] == ("git", "diff") for words in programs):
        for words in programs:
            if words[:2] == ("git", "diff") and "--" in words:
                yield from words[words.index("--") + 1 :]
            elif words[0] in ("grep", "egrep", "rg"):
                yield from (part.strip("^$()\\") for word in words[1:] for part in word.split("|"))


def pipelines_started_by_paths(
    pipelines: list[Pipeline], snapshot: Snapshot, is_wanted: Callable[[str], bool]
) -> Iterator[Evidence]:
    """Evidence for the filters of other services' pipelines that have wanted paths."""
    for pipeline in pipelines:
        try:
            roots = read_yaml(snapshot.text(pipeline.path) or "")
        except YamlError:  # which the facts have reported
            continue
        for key, value in (pair for root in roots for node in root.walk() for pair in node.pairs):
            if found := [name for name in _filtered(key, value) if is_wanted(name)]:
                place = Place(pipeline.path, key.start, value.end)
                yield Evidence("pipeline", f"starts when {_listed(found)} change ({pipeline.provider})", place)


def _filtered(key: Node, value: Node) -> list[str]:
    """The paths of a filter: GitLab's `changes`, which is a list or has one under `paths`, Azure's under a trigger."""
    if key.text == "changes":
        return [scalar.text for scalar in (value.get("paths") or value).scalars()]
    if key.text in ("trigger", "pr"):
        return list(value.texts_of("paths", "include"))
    return []


def would_start_by_paths(workflow: Workflow, is_wanted: Callable[[str], bool]) -> Iterator[Evidence]:
    """Evidence for the triggers of a workflow that cannot run, or of branches that nobody has, on wanted paths."""
    for trigger in _triggers(workflow):
        if found := wanted_paths(trigger, is_wanted):
            why = workflow.dead or "the repository has no such branch"
            yield Evidence("workflow-trigger", f"would start when {_listed(found)} change, but {why}", trigger.place)


def wanted_paths(trigger: Trigger, is_wanted: Callable[[str], bool]) -> list[str]:
    """The patterns of a trigger's path filter that are wanted; those that take paths out are not."""
    return [pattern for pattern in trigger.paths if not pattern.startswith("!") and is_wanted(pattern)]


def _triggers(workflow: Workflow) -> Iterable[Trigger]:
    return (workflow.triggers[event] for event in _FILTERED if event in workflow.triggers)


def _listed(patterns: list[str]) -> str:
    return ", ".join(patterns[:3]) + (" and others" if len(patterns) > 3 else "")
