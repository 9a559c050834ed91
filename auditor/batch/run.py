"""The run of a cohort: repositories are fetched, and each is audited as soon as it is there.

The results of a group are on disk once it is done, so that a run which was killed goes on where it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event
from typing import Protocol, TypeAlias
from urllib.parse import quote

from auditor.batch.acquire import Fetching, acquire
from auditor.batch.groups import Group
from auditor.batch.source import source_digest
from auditor.batch.work import REPORTS, STATE, Task, audit_group
from auditor.batch.workers import Limits, Work, why_failed, worker_pool
from auditor.errors import EmptyRepository, UnusableInput
from auditor.limits import AuditLimits
from auditor.repository.opening import fingerprint

_FETCHES = 8  # at a time; hosts slow down those who ask for more
_TICK = 0.5  # seconds between two looks at who is at work


class State(StrEnum):
    """What became of a group: audited, or why it could not be."""

    AUDITED = "audited"
    FAILED = "failed"
    MISSING = "private-or-missing"
    EMPTY = "empty"
    TIMED_OUT = "timed-out"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A group's state. why: what a person should know of it, in one line. is_new: whether this run audited it.

    repository: where it is on this machine, of a group that was audited.
    """

    group: str
    state: State
    why: str = ""
    is_new: bool = False
    repository: Path | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a cohort is audited.

    output: the folder of the results. deadline: a date (see `read_date`), or empty for the newest commit. refresh:
    whether groups are audited again of which nothing has changed. scheduler: of a Dask cluster, its address or "local";
    empty for worker processes of this one. html: whether each group gets a page, too. reading: how much of each
    repository is read; in no more than three quarters of the time that a worker has for it.
    """

    output: Path
    fetching: Fetching
    limits: Limits = field(default_factory=Limits)
    deadline: str = ""
    rulebook: str = ""
    refresh: bool = False
    scheduler: str = ""
    html: bool = False
    reading: AuditLimits = field(default_factory=AuditLimits)


class Listener(Protocol):
    """Who is told how a run goes."""

    def finished(self, outcome: Outcome) -> None:
        """A group is done."""

    def at_work(self, groups: Sequence[str]) -> None:
        """These groups are being audited."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A group whose repository is there. why: what there is to tell of it all the same."""

    task: Task
    why: str


@dataclass(frozen=True, slots=True)
class _Fetched:
    """A repository was fetched, or could not be."""

    future: Future[_Prepared | Outcome]


@dataclass(frozen=True, slots=True)
class _Tried:
    """A worker is done with a group, or the group with the worker."""

    prepared: _Prepared
    future: Future[None]


_Event: TypeAlias = _Fetched | _Tried


def report_path(output: Path, group: str) -> Path:
    """Where the evidence report of a group is, whatever its id holds."""
    return output / REPORTS / f"{file_name(group)}.json"


def page_path(output: Path, group: str) -> Path:
    """Where the page of a group is."""
    return report_path(output, group).with_suffix(".html")


def key_path(output: Path, group: str) -> Path:
    """Where it is written what the results of a group depend on."""
    return output / STATE / f"{file_name(group)}.key"


def fingerprints_path(output: Path, group: str) -> Path:
    """Where the fingerprints of what a group wrote are."""
    return output / STATE / f"{file_name(group)}.fingerprints.json"


def run_cohort(groups: Sequence[Group], plan: Plan, listener: Listener, work: Work = audit_group) -> list[Outcome]:
    """Audit all groups; their outcomes in the same order.

    work: what a worker does with a task. Raises UnusableInput where there is no such rulebook, or nothing can be
    written to the output folder. On KeyboardInterrupt all processes are ended, and what is done stays.
    """
    source = source_digest(plan.rulebook)
    plan = replace(plan, fetching=replace(plan.fetching, stop=Event()))
    for folder in (plan.output / REPORTS, plan.output / STATE):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for unfinished in folder.glob(".*"):  # what a run that was killed had begun to write
                unfinished.unlink(missing_ok=True)
        except OSError as error:
            raise UnusableInput(f"{folder} cannot be written to: {error.strerror}") from None
    outcomes: dict[str, Outcome] = {}

    def settle(outcome: Outcome) -> None:
        if outcome.state is not State.AUDITED:  # what an earlier run found would pass for the result of this one
            for path_of in (key_path, fingerprints_path, report_path, page_path):
                path_of(plan.output, outcome.group).unlink(missing_ok=True)
        outcomes[outcome.group] = outcome
        listener.finished(outcome)

    failed = _all_at_once(groups, plan, source, settle, listener, work)
    if failed:
        with _workers(replace(plan, limits=replace(plan.limits, jobs=1)), work) as schedule:
            for prepared in failed:
                listener.at_work([prepared.task.group])
                settle(_outcome(prepared, schedule(prepared.task).exception(), plan.limits))
    return [outcomes[group.id] for group in groups]


def _all_at_once(
    groups: Iterable[Group],
    plan: Plan,
    source: str,
    settle: Callable[[Outcome], None],
    listener: Listener,
    work: Work,
) -> list[_Prepared]:
    """Audit the groups with all workers; those that failed in a way that need not be their own fault are returned."""
    events: SimpleQueue[_Event] = SimpleQueue()
    running: dict[Future[None], str] = {}
    failed: list[_Prepared] = []
    with ExitStack() as stack:
        threads = ThreadPoolExecutor(_FETCHES)
        stack.callback(threads.shutdown, cancel_futures=True)
        stack.callback(plan.fetching.stop.set)
        schedule = stack.enter_context(_workers(plan, work))
        left = 0
        for group in groups:
            preparing = threads.submit(_prepare, group, plan, source)
            preparing.add_done_callback(lambda done: events.put(_Fetched(done)))
            left += 1
        while left:
            # Tasks are begun in their order: those at work are the first ones.
            at_work = (group for future, group in running.items() if future.running())
            listener.at_work(list(islice(at_work, plan.limits.jobs)))
            try:
                event = events.get(timeout=_TICK)
            except Empty:
                continue
            if isinstance(event, _Fetched):
                prepared = event.future.result()
                if isinstance(prepared, _Prepared):
                    auditing = schedule(prepared.task)
                    running[auditing] = prepared.task.group
                    auditing.add_done_callback(partial(_put, events, prepared))
                    continue
                settle(prepared)
            else:
                del running[event.future]
                error = event.future.exception()
                if error is None or isinstance(error, UnusableInput):
                    settle(_outcome(event.prepared, error, plan.limits))
                else:
                    failed.append(event.prepared)
            left -= 1
    return failed


def _put(events: SimpleQueue[_Event], prepared: _Prepared, future: Future[None]) -> None:
    events.put(_Tried(prepared, future))


def _workers(plan: Plan, work: Work) -> AbstractContextManager[Callable[[Task], Future[None]]]:
    """Those who audit: a function that gives a task to the next free one."""
    if not plan.scheduler:
        return worker_pool(plan.limits, plan.rulebook, work)
    try:
        from auditor.batch.cluster import cluster_pool
    except ImportError:
        raise UnusableInput("--scheduler needs Dask: install checklist-auditor[cluster]") from None
    return cluster_pool(plan.scheduler, plan.limits, plan.rulebook, work)


def _prepare(group: Group, plan: Plan, source: str) -> _Prepared | Outcome:
    """The group's task, once its repository is there; its outcome where there is nothing to do."""
    found = acquire(group, plan.fetching)
    if found.path is None:
        return Outcome(group.id, State(found.access), _told(found.why, group.repository if group.is_local else ""))
    at = group.commit or plan.deadline
    try:
        reading = replace(plan.reading, seconds=max(1, min(plan.reading.seconds, int(plan.limits.seconds * 3 / 4))))
        depends_on = (source, group.id, at, fingerprint(found.path, at), reading)
        task = Task(
            group=group.id,
            repository=found.path,
            at=at,
            rulebook=plan.rulebook,
            folder=plan.output,
            name=file_name(group.id),
            key=hashlib.sha256(repr(depends_on).encode()).hexdigest(),
            html=plan.html,
            reading=reading,
        )
        if task.is_done and not plan.refresh:
            return Outcome(group.id, State.AUDITED, found.why, repository=found.path)
    except EmptyRepository as error:
        return Outcome(group.id, State.EMPTY, _told(str(error), found.path))
    except UnusableInput as error:
        return Outcome(group.id, State.FAILED, _told(str(error), found.path))
    except OSError as error:
        return Outcome(group.id, State.FAILED, error.strerror or type(error).__name__)
    return _Prepared(task, found.why)


def _outcome(prepared: _Prepared, error: BaseException | None, limits: Limits) -> Outcome:
    group = prepared.task.group
    if error is None:
        return Outcome(group, State.AUDITED, prepared.why, is_new=True, repository=prepared.task.repository)
    why = str(error) if isinstance(error, UnusableInput) else why_failed(error, limits)
    return Outcome(group, State.FAILED, _told(why, prepared.task.repository))


def _told(why: str, repository: Path | str) -> str:
    """A reason without the repository's path: results are read on other machines, and by others."""
    return why.replace(str(repository), "the repository") if str(repository) else why


def file_name(group: str) -> str:
    """A file name for an id: `/` becomes `+`, as in OWNER+NAME, and what could mislead a file system is escaped."""
    name = quote(group, safe=" @,=()/").replace("/", "+")
    name = name.replace(".", "%2E", 1) if name.startswith(".") else name
    return name if len(name) <= 200 else f"{name[:160]}-{hashlib.sha256(group.encode()).hexdigest()[:16]}"
