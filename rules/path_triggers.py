"""Workflows that changes of certain paths start: by a trigger's path filter, or by a step that looks what changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from auditor.repository.history import History
from auditor.rule import Evidence

if TYPE_CHECKING:
    from auditor.facts.workflows import Trigger, Workflow

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
            found = [p for text in step.inputs.values() for p in _PATTERN.findall(text) if "/" in p or "*" in p]
            if found := [pattern for pattern in found if is_wanted(pattern)]:
                yield Evidence("workflow-step", f"looks whether {_listed(found)} changed", step.place)


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
