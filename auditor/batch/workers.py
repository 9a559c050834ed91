"""Worker processes, any of which may crash, hang or run out of memory without taking the others along."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from auditor.batch.work import Task, audit_group, prepare_worker

# What every audit imports, loaded once by the server that the workers are forked from.
_PRELOADED = ("auditor.audit", "auditor.batch.work", "auditor.output.evidence_report", "libcst", "rules")

Work: TypeAlias = Callable[[Task], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """jobs: how many workers. seconds: for one group. memory: bytes that a worker may allocate."""

    jobs: int = 1
    seconds: float = 60.0
    memory: int = 2 * 1024**3


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def worker_pool(limits: Limits, rulebook: str, work: Work = audit_group) -> Iterator[Callable[[Task], Future[None]]]:
    """A function that gives a task to the next free worker. At the end the workers are ended, whatever they do.

    work: what they do with a task, a function at the top of a module.
    """
    from pebble import ProcessPool

    # Not forked from this process: it has threads, whose locks would stay locked in the fork.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_PRELOADED))
    with tempfile.TemporaryDirectory(prefix="auditor-batch-") as scratch:
        pool = ProcessPool(
            max_workers=limits.jobs,
            initializer=prepare_worker,
            initargs=(rulebook, limits.memory, scratch),
            context=context,
        )
        try:
            yield lambda task: pool.schedule(work, args=(task,), timeout=limits.seconds)
        finally:
            pool.stop()  # type: ignore[no-untyped-call]  # pebble has types, but not for this one
            pool.join()


def why_failed(error: BaseException, limits: Limits) -> str:
    """What became of a task that raised this, in one line."""
    from pebble import ProcessExpired

    if isinstance(error, TimeoutError):
        return f"took longer than {limits.seconds:g} s"
    if isinstance(error, MemoryError):
        return f"needed more than {limits.memory / 1024**3:g} GiB of memory"
    if isinstance(error, ProcessExpired):
        ended = f"by signal {-error.exitcode}" if error.exitcode < 0 else f"with status {error.exitcode}"
        return f"its process ended {ended}"
    if isinstance(error, BrokenProcessPool):
        return "the worker processes broke down"
    return f"{type(error).__name__}: {error}"
