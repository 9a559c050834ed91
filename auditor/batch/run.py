"""The run of a cohort: repositories are fetched, and each is audited as soon as it is there.

The results of a group are on disk once it is done, so that a run which was killed goes on where it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event
from typing import Protocol, TypeAlias
from urllib.parse import quote

from auditor import __version__
from auditor.batch.acquire import Fetching, acquire
from auditor.batch.groups import Group
from auditor.batch.work import Task, audit_group
from auditor.batch.workers import Limits, Work, why_failed, worker_pool
from auditor.errors import EmptyRepository, UnusableInput
from auditor.output.evidence_report import SCHEMA_VERSION
from auditor.repository.opening import fingerprint
from auditor.rulebook import load_rulebook

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
    """A group's state. why: what a person should know of it, in one line. is_new: whether this run audited it."""

    group: str
    state: State
    why: str = ""
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """How a cohort is audited.

    output: the folder of the results. deadline: a date (see `read_date`), or empty for the newest commit. refresh:
    whether groups are audited again of which nothing has changed.
    """

    output: Path
    fetching: Fetching
    limits: Limits = field(default_factory=Limits)
    deadline: str = ""
    rulebook: str = ""
    refresh: bool = False


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
    return output / "groups" / f"{_file_name(group)}.json"


def run_cohort(groups: Sequence[Group], plan: Plan, listener: Listener, work: Work = audit_group) -> list[Outcome]:
    """Audit all groups; their outcomes in the same order.

    work: what a worker does with a task. Raises UnusableInput where there is no such rulebook, or nothing can be
    written to the output folder. On KeyboardInterrupt all processes are ended, and what is done stays.
    """
    book = load_rulebook(plan.rulebook)
    plan = replace(plan, fetching=replace(plan.fetching, stop=Event()))
    for folder in (plan.output / "groups", plan.output / ".state"):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for unfinished in folder.glob(".*"):  # what a run that was killed had begun to write
                unfinished.unlink(missing_ok=True)
        except OSError as error:
            raise UnusableInput(f"{folder} cannot be written to: {error.strerror}") from None
    outcomes: dict[str, Outcome] = {}

    def settle(outcome: Outcome) -> None:
        if outcome.state is not State.AUDITED:  # what an earlier run found would pass for the result of this one
            _key_path(plan.output, outcome.group).unlink(missing_ok=True)
            report_path(plan.output, outcome.group).unlink(missing_ok=True)
        outcomes[outcome.group] = outcome
        listener.finished(outcome)

    failed = _all_at_once(groups, plan, f"{book.name} {book.version}", settle, listener, work)
    if failed:
        with worker_pool(replace(plan.limits, jobs=1), plan.rulebook, work) as schedule:
            for prepared in failed:
                listener.at_work([prepared.task.group])
                settle(_outcome(prepared, schedule(prepared.task).exception(), plan.limits))
    return [outcomes[group.id] for group in groups]


def _all_at_once(
    groups: Iterable[Group],
    plan: Plan,
    version: str,
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
        schedule = stack.enter_context(worker_pool(plan.limits, plan.rulebook, work))
        left = 0
        for group in groups:
            preparing = threads.submit(_prepare, group, plan, version)
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


def _prepare(group: Group, plan: Plan, version: str) -> _Prepared | Outcome:
    """The group's task, once its repository is there; its outcome where there is nothing to do."""
    found = acquire(group, plan.fetching)
    if found.path is None:
        return Outcome(group.id, State(found.access), found.why)
    at = group.commit or plan.deadline
    try:
        depends_on = (SCHEMA_VERSION, __version__, version, group.id, at, fingerprint(found.path, at))
        task = Task(
            group=group.id,
            repository=found.path,
            at=at,
            rulebook=plan.rulebook,
            output=report_path(plan.output, group.id),
            key=hashlib.sha256(repr(depends_on).encode()).hexdigest(),
            key_file=_key_path(plan.output, group.id),
        )
        if task.is_done and not plan.refresh:
            return Outcome(group.id, State.AUDITED, found.why)
    except EmptyRepository as error:
        return Outcome(group.id, State.EMPTY, str(error))
    except (UnusableInput, OSError) as error:
        return Outcome(group.id, State.FAILED, str(error))
    return _Prepared(task, found.why)


def _outcome(prepared: _Prepared, error: BaseException | None, limits: Limits) -> Outcome:
    group = prepared.task.group
    if error is None:
        return Outcome(group, State.AUDITED, prepared.why, is_new=True)
    why = str(error) if isinstance(error, UnusableInput) else why_failed(error, limits)
    return Outcome(group, State.FAILED, why)


def _key_path(output: Path, group: str) -> Path:
    return output / ".state" / f"{_file_name(group)}.key"


def _file_name(group: str) -> str:
    """A file name for an id: `/` becomes `+`, as in OWNER+NAME, and what could mislead a file system is escaped."""
    name = quote(group, safe=" @,=()/").replace("/", "+")
    name = name.replace(".", "%2E", 1) if name.startswith(".") else name
    return name if len(name) <= 200 else f"{name[:160]}-{hashlib.sha256(group.encode()).hexdigest()[:16]}"
