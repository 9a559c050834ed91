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
    lines: tuple[str, ...]
    inputs: Mapping[str, str]
    trail: tuple[str, ...]
    is_hosted: bool = True

    def place(self, node: Node, key: Node | None = None) -> Place:
        return Place(self.path, key.start if key else node.start, node.end)

    def text(self, node: Node, key: str) -> str:
        return self.settled(node.text_of(key))

    def settled(self, text: str) -> str:
        return substitute(text, {"inputs": self.inputs}) if self.inputs else text

    def texts(self, node: Node | None) -> dict[str, str]:
        pairs = node.pairs if node is not None else ()
        return {key.text: self.settled(value.text) for key, value in pairs if value.is_scalar}


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
        context = self._context(path, {}, ())
        env = context.texts(root.get("env"))
        on = root.pair("on")
        jobs = _without_dead_needs(list(self._jobs(root, env, context)))
        workflow = Workflow(
            path=path,
            place=Place(path, 1, max(1, root.end)),
            name=root.text_of("name"),
            triggers=_triggers(on, context),
            triggers_place=context.place(on[1], on[0]) if on else None,
            env=env,
            jobs=tuple(jobs),
            invalid=_why_invalid(root),
        )
        return replace(workflow, dead=_why_dead(workflow))

    def steps_of_fragment(self, path: str, root: Node) -> Iterator[Step]:
        """The steps in a part of a workflow: a list of steps, a job, jobs, or one step alone."""
        context = self._context(path, {}, ())
        if root.is_mapping and not _is_step(root):
            for _, value in root.pairs:
                if value.is_mapping or value.is_sequence:
                    yield from self.steps_of_fragment(path, value)
        for node in (root, *root.elements):
            if _is_step(node):
                yield self._step(node, {}, context)

    def _context(self, path: str, inputs: Mapping[str, str], trail: tuple[str, ...]) -> _Context:
        return _Context(path, tuple(self._snapshot.lines(path)), inputs, (*trail, path))

    def _jobs(self, root: Node, env: Mapping[str, str], context: _Context) -> Iterator[Job]:
        jobs = root.get("jobs")
        for key, node in jobs.pairs if jobs is not None else ():
            if self._is_too_much(context):
                return
            job = self._job(key, node, env, context)
            yield job
            if (called := _local(job.uses)) is not None:
                yield from self._called_jobs(job, node, called, context)

    def _job(self, key: Node, node: Node, env: Mapping[str, str], context: _Context) -> Job:
        matrix = node.get("strategy")
        pair = matrix.pair("matrix") if matrix is not None else None
        runs_on = node.get("runs-on")
        if runs_on is not None and runs_on.is_mapping:
            runs_on = runs_on.get("labels")
        labels = tuple(context.settled(label.text) for label in (runs_on.scalars() if runs_on is not None else ()))
        container = node.get("container")
        if container is not None and container.is_mapping:
            container = container.get("image")
        services = node.get("services")
        needs = node.get("needs")
        condition = context.text(node, "if")
        inner = replace(context, is_hosted="self-hosted" not in labels)
        steps = node.get("steps")
        return Job(
            id=key.text,
            place=context.place(node, key),
            name=node.text_of("name"),
            runs_on=labels,
            matrix=read_matrix(*pair, context.path) if pair else None,
            condition=condition,
            needs=tuple(need.text for need in (needs.scalars() if needs is not None else ())),
            container=context.settled(container.text) if container is not None else "",
            services=tuple(
                context.text(value, "image") for _, value in (services.pairs if services is not None else ())
            ),
            env={**env, **context.texts(node.get("env"))},
            timeout_minutes=node.text_of("timeout-minutes"),
            uses=context.text(node, "uses"),
            steps=tuple(self._steps(steps, inner)) if steps is not None else (),
            dead="its condition is always false" if is_never(condition) else "",
        )

    def _called_jobs(self, caller: Job, node: Node, called: str, context: _Context) -> Iterator[Job]:
        """The jobs of a reusable workflow of the repository, as jobs of the one that calls it."""
        root = self._followed(called, context)
        if root is None:
            return
        declared = root.get("on", "workflow_call", "inputs")
        inner = self._context(called, _inputs(declared, context.texts(node.get("with"))), context.trail)
        for job in self._jobs(root, inner.texts(root.get("env")), inner):
            yield replace(
                job,
                id=f"{caller.id} / {job.id}",
                matrix=job.matrix or caller.matrix,
                needs=tuple(f"{caller.id} / {need}" for need in job.needs) or (caller.id,),
            )

    def _steps(self, steps: Node, context: _Context) -> Iterator[Step]:
        for node in steps.elements:
            if self._is_too_much(context):
                return
            if not node.is_mapping:
                continue
            inputs = context.texts(node.get("with"))
            step = self._step(node, inputs, context)
            yield step
            if (folder := _local(step.uses)) is not None:
                yield from self._steps_of_action(step, folder, context)

    def _step(self, node: Node, inputs: Mapping[str, str], context: _Context) -> Step:
        inputs = inputs or context.texts(node.get("with"))
        uses = context.text(node, "uses")
        action, _, version = uses.partition("@")
        if re.fullmatch(r"[0-9a-f]{40}", version):
            version = _remarked_version(context.lines[node.start - 1 : node.end], uses) or version
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
            env=context.texts(node.get("env")),
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
        names = (f"{folder}/action.yml", f"{folder}/action.yaml")
        path = next((name.lstrip("/") for name in names if name.lstrip("/") in self._snapshot.entries), None)
        root = self._followed(path, context) if path else None
        steps = root.get("runs", "steps") if root is not None else None
        if path is None or root is None or steps is None:
            return
        inner = self._context(path, _inputs(root.get("inputs"), user.inputs), context.trail)
        for step in self._steps(steps, replace(inner, is_hosted=context.is_hosted)):
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


def _is_step(node: Node) -> bool:
    return any((found := node.get(key)) is not None and found.is_scalar and found.text for key in ("run", "uses"))


def _local(uses: str) -> str | None:
    """The path in the repository that `uses: ./...` names."""
    return uses.removeprefix("./").rstrip("/") if uses.startswith("./") else None


def _inputs(declared: Node | None, given: Mapping[str, str]) -> dict[str, str]:
    pairs = declared.pairs if declared is not None else ()
    defaults = {key.text: value.text_of("default") for key, value in pairs if value.get("default") is not None}
    return {**defaults, **given}


def _remarked_version(lines: Iterable[str], uses: str) -> str:
    """The version in the remark behind a pinned commit: `uses: a/b@<commit>  # v4.1`."""
    pattern = re.compile(re.escape(uses) + r"['\"]?\s+#\s*(v?\d[\w.]*)")
    return next((match[1] for line in lines if (match := pattern.search(line))), "")


def _triggers(on: tuple[Node, Node] | None, context: _Context) -> dict[str, Trigger]:
    if on is None:
        return {}
    _, node = on
    if not node.is_mapping:
        return {event.text: Trigger(event.text, context.place(event)) for event in node.scalars() if event.text}
    return {name.text: _trigger(name, value, context) for name, value in node.pairs}


def _trigger(key: Node, node: Node, context: _Context) -> Trigger:
    def listed(name: str) -> tuple[str, ...]:
        found = node.get(name)
        return tuple(scalar.text for scalar in found.scalars()) if found is not None else ()

    return Trigger(
        event=key.text,
        place=context.place(node, key),
        branches=listed("branches"),
        branches_ignore=listed("branches-ignore"),
        tags=listed("tags"),
        tags_ignore=listed("tags-ignore"),
        paths=listed("paths"),
        paths_ignore=listed("paths-ignore"),
        types=listed("types"),
        schedules=tuple(element.text_of("cron") for element in node.elements if element.get("cron") is not None),
        workflows=listed("workflows"),
    )


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
    jobs = root.get("jobs")
    if jobs is None or not jobs.pairs:
        return "it has no jobs"
    for name, job in jobs.pairs:
        if unknown := next((key for key, _ in job.pairs if key.text not in _JOB_KEYS), None):
            return f"line {unknown.start}: a job has no key {unknown.text!r}"
        if job.get("uses") is None and (job.get("runs-on") is None or job.get("steps") is None):
            return f"line {name.start}: the job {name.text!r} has no runner or no steps"
    return ""
