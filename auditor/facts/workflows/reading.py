"""YAML nodes to the model of a workflow, with the actions and workflows of the repository that it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from auditor.facts.workflows.caching import cache_of
from auditor.facts.workflows.expressions import is_never, substitute
from auditor.facts.workflows.matrix import read_matrix
from auditor.facts.workflows.model import Job, Step, Trigger, Workflow
from auditor.facts.yaml_commands import commands_of
from auditor.facts.yaml_nodes import Node, YamlError, read_yaml
from auditor.place import Place
from auditor.repository.snapshot import Snapshot

# How many local actions or reusable workflows deep GitHub goes, and so do we.
_MAX_DEPTH = 10
# How many jobs and steps one workflow can come to; actions that use each other twice would have no end.
_MAX_PARTS = 2_000

# Source: "Workflow syntax for GitHub Actions". GitHub refuses a workflow with any other key.
_WORKFLOW_KEYS = frozenset(
    {"name", "run-name", "on", "permissions", "env", "defaults", "concurrency", "jobs", "description"}
)
_JOB_KEYS = frozenset(
    {
        "name", "permissions", "needs", "if", "runs-on", "environment", "concurrency", "outputs", "env", "defaults",
        "steps", "timeout-minutes", "strategy", "continue-on-error", "container", "services", "uses", "with",
        "secrets", "snapshot",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Context:
    """Where nodes stand and what their expressions mean there.

    trail: the files that led here; inputs: what the user of this file gives it.
    """

    path: str
    inputs: Mapping[str, str]
    trail: tuple[str, ...]
    is_hosted: bool = True

    def place(self, node: Node, key: Node | None = None) -> Place:
        return Place(self.path, key.start if key else node.start, node.end)

    def text(self, node: Node, key: str) -> str:
        return self.settled(node.text_of(key))

    def settled(self, text: str) -> str:
        return substitute(text, {"inputs": self.inputs}) if self.inputs else text

    def texts(self, node: Node, key: str) -> dict[str, str]:
        return {name.text: self.settled(value.text) for name, value in node.pairs_of(key) if value.is_scalar}


class WorkflowReader:
    """Reads workflows of one snapshot; the files that several of them use are parsed once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._documents: dict[str, Node | None] = {}
        self._parts_left = _MAX_PARTS

    def document(self, path: str) -> Node | None:
        """The first document of a file that is there; what is no YAML is reported as unread."""
        if path not in self._documents:
            self._documents[path] = None
            try:
                documents = read_yaml(self._snapshot.text(path) or "")
                self._documents[path] = documents[0] if documents else None
            except YamlError as error:
                self._snapshot.report_unread(path, f"it is no YAML that can be read: {error}")
        return self._documents[path]

    def workflow(self, path: str, root: Node) -> Workflow:
        """The workflow that root, the document of the file at path, describes.

        Raises YamlError where it is more than is safe to read.
        """
        self._parts_left = _MAX_PARTS
        context = _Context(path, {}, (path,))
        env = context.texts(root, "env")
        on = root.pair("on")
        workflow = Workflow(
            path=path,
            place=Place(path, 1, max(1, root.end)),
            name=root.text_of("name"),
            triggers=_triggers(on[1], context) if on else {},
            triggers_place=context.place(on[1], on[0]) if on else None,
            env=env,
            jobs=tuple(_without_dead_needs(list(self._jobs(root, env, context)))),
            invalid=_why_invalid(root),
        )
        return replace(workflow, dead=_why_dead(workflow))

    def steps_of_fragment(self, path: str, root: Node) -> Iterator[Step]:
        """The steps in a part of a workflow: a list of steps, a job, jobs, or one step alone."""
        for node in root.walk():
            if node.text_of("run") or node.text_of("uses"):
                yield self._step(node, _Context(path, {}, (path,)))

    def _jobs(self, root: Node, env: Mapping[str, str], context: _Context) -> Iterator[Job]:
        for key, node in root.pairs_of("jobs"):
            if self._is_too_much(context):
                return
            job = self._job(key, node, env, context)
            yield job
            if (called := _local(job.uses)) is not None:
                yield from self._called_jobs(job, node, called, context)

    def _job(self, key: Node, node: Node, env: Mapping[str, str], context: _Context) -> Job:
        strategy = node.get("strategy")
        matrix = strategy.pair("matrix") if strategy is not None else None
        labels = node.texts_of("runs-on") or node.texts_of("runs-on", "labels")
        images = node.texts_of("container") or node.texts_of("container", "image")
        condition = context.text(node, "if")
        inner = replace(context, is_hosted="self-hosted" not in labels)
        return Job(
            id=key.text,
            place=context.place(node, key),
            name=node.text_of("name"),
            runs_on=tuple(context.settled(label) for label in labels),
            matrix=read_matrix(*matrix, context.path) if matrix else None,
            condition=condition,
            needs=node.texts_of("needs"),
            container=context.settled(" ".join(images)),
            services=tuple(context.text(service, "image") for _, service in node.pairs_of("services")),
            env={**env, **context.texts(node, "env")},
            timeout_minutes=node.text_of("timeout-minutes"),
            uses=context.text(node, "uses"),
            steps=tuple(self._steps(node.elements_of("steps"), inner)),
            dead="its condition is always false" if is_never(condition) else "",
        )

    def _called_jobs(self, caller: Job, node: Node, called: str, context: _Context) -> Iterator[Job]:
        """The jobs of a reusable workflow of the repository, as jobs of the one that calls it."""
        root = self._followed(called, context)
        if root is None:
            return
        inputs = _inputs(root.pairs_of("on", "workflow_call", "inputs"), context.texts(node, "with"))
        inner = _Context(called, inputs, (*context.trail, called))
        for job in self._jobs(root, inner.texts(root, "env"), inner):
            yield replace(
                job,
                id=f"{caller.id} / {job.id}",
                matrix=job.matrix or caller.matrix,
                needs=tuple(f"{caller.id} / {need}" for need in job.needs) or (caller.id,),
            )

    def _steps(self, nodes: Iterable[Node], context: _Context) -> Iterator[Step]:
        for node in nodes:
            if self._is_too_much(context):
                return
            if not node.is_mapping:
                continue
            step = self._step(node, context)
            yield step
            if (folder := _local(step.uses)) is not None:
                yield from self._steps_of_action(step, folder, context)

    def _step(self, node: Node, context: _Context) -> Step:
        inputs = context.texts(node, "with")
        uses = context.text(node, "uses")
        action, _, version = uses.partition("@")
        if re.fullmatch(r"[0-9a-f]{40}", version):
            lines = self._snapshot.lines(context.path)[node.start - 1 : node.end]
            version = _remarked_version(lines, uses) or version
        run = node.get("run")
        commands = tuple(commands_of(run, context.settled(run.text))) if run is not None else ()
        condition = context.text(node, "if")
        action = action.lower()
        return Step(
            place=context.place(node),
            name=node.text_of("name"),
            uses=uses,
            action=action,
            version=version,
            inputs=inputs,
            env=context.texts(node, "env"),
            run=context.settled(run.text) if run is not None else "",
            commands=commands,
            working_directory=context.text(node, "working-directory"),
            condition=condition,
            never_runs=is_never(condition),
            continue_on_error=node.text_of("continue-on-error").lower() == "true",
            cache=cache_of(action, version, inputs, commands, context.is_hosted),
        )

    def _steps_of_action(self, user: Step, folder: str, context: _Context) -> Iterator[Step]:
        """The steps of a composite action of the repository."""
        names = (f"{folder}/{name}".lstrip("/") for name in ("action.yml", "action.yaml"))
        path = next((name for name in names if name in self._snapshot.entries), "")
        root = self._followed(path, context)
        if root is None:
            return
        inputs = _inputs(root.pairs_of("inputs"), user.inputs)
        inner = _Context(path, inputs, (*context.trail, path), context.is_hosted)
        for step in self._steps(root.elements_of("runs", "steps"), inner):
            yield replace(step, never_runs=step.never_runs or user.never_runs)

    def _is_too_much(self, context: _Context) -> bool:
        self._parts_left -= 1
        if self._parts_left < 0:
            self._snapshot.report_unread(context.trail[0], f"it comes to more than {_MAX_PARTS:,} jobs and steps")
        return self._parts_left < 0

    def _followed(self, path: str, context: _Context) -> Node | None:
        if path in context.trail or len(context.trail) > _MAX_DEPTH or path not in self._snapshot.entries:
            return None
        return self.document(path)


def _local(uses: str) -> str | None:
    """The path in the repository that `uses: ./...` names."""
    return uses.removeprefix("./").rstrip("/") if uses.startswith("./") else None


def _inputs(declared: Iterable[tuple[Node, Node]], given: Mapping[str, str]) -> dict[str, str]:
    defaults = {key.text: value.text_of("default") for key, value in declared if value.get("default") is not None}
    return {**defaults, **given}


def _remarked_version(lines: Iterable[str], uses: str) -> str:
    """The version in the remark behind a pinned commit: `uses: a/b@<commit>  # v4.1`."""
    pattern = re.compile(re.escape(uses) + r"['\"]?\s+#\s*(v?\d[\w.]*)")
    return next((match[1] for line in lines if (match := pattern.search(line))), "")


def _triggers(on: Node, context: _Context) -> dict[str, Trigger]:
    if not on.is_mapping:
        return {event.text: Trigger(event.text, context.place(event)) for event in on.scalars() if event.text}
    return {
        event.text: Trigger(
            event=event.text,
            place=context.place(node, event),
            branches=node.texts_of("branches"),
            branches_ignore=node.texts_of("branches-ignore"),
            tags=node.texts_of("tags"),
            tags_ignore=node.texts_of("tags-ignore"),
            paths=node.texts_of("paths"),
            paths_ignore=node.texts_of("paths-ignore"),
            types=node.texts_of("types"),
            schedules=tuple(element.text_of("cron") for element in node.elements if element.text_of("cron")),
            workflows=node.texts_of("workflows"),
        )
        for event, node in on.pairs
    }


def _without_dead_needs(jobs: list[Job]) -> list[Job]:
    """Jobs, those marked dead that wait for a dead one: GitHub skips them unless their condition says otherwise."""
    waiting_for: dict[str, list[str]] = {}
    for job in jobs:
        for need in job.needs if not re.search(r"\b(always|cancelled|failure)\(\)", job.condition) else ():
            waiting_for.setdefault(need, []).append(job.id)
    reasons = {job.id: job.dead for job in jobs if job.dead}
    spreading = list(reasons)
    while spreading:
        dead = spreading.pop()
        for waiting in waiting_for.get(dead, ()):
            if waiting not in reasons:
                reasons[waiting] = f"it needs the job {dead}, which never runs"
                spreading.append(waiting)
    return [replace(job, dead=reasons.get(job.id, "")) for job in jobs]


def _why_dead(workflow: Workflow) -> str:
    if not workflow.triggers:
        return "nothing triggers it"
    working = [job for job in workflow.jobs if job.steps or (job.uses and _local(job.uses) is None)]
    if not working:
        return "it has no jobs"
    if all(job.dead for job in working):
        return "none of its jobs can run"
    return ""


def _why_invalid(root: Node) -> str:
    if not root.is_mapping:
        return "it is no mapping of keys"
    for key, _ in root.pairs:
        if key.text not in _WORKFLOW_KEYS:
            return f"line {key.start}: a workflow has no key {key.text!r}"
    if not root.pairs_of("jobs"):
        return "it has no jobs"
    for name, job in root.pairs_of("jobs"):
        if unknown := next((key for key, _ in job.pairs if key.text not in _JOB_KEYS), None):
            return f"line {unknown.start}: a job has no key {unknown.text!r}"
        if job.get("uses") is None and (job.get("runs-on") is None or job.get("steps") is None):
            return f"line {name.start}: the job {name.text!r} has no runner or no steps"
    return ""
