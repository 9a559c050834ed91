"""A cohort's audits on a Dask cluster: other machines, or processes of this one.

A Dask worker is not the process that audits: each has worker processes of its own (see `auditor.batch.workers`), as
many as it has threads, so that an audit which crashes, hangs or allocates without bound costs no Dask worker either.
What they write travels back, and is written here: the machines share the repositories, and no folder for results.
"""

from __future__ import annotations

import logging
import multiprocessing
import platform
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeAlias
from uuid import uuid4

from distributed import Client, LocalCluster, Worker, WorkerPlugin, get_worker

from auditor.batch.source import source_digest
from auditor.batch.work import REPORTS, STATE, Task, audit_group
from auditor.batch.workers import Limits, Work, worker_pool
from auditor.errors import UnusableInput
from auditor.output.destination import write_file

LOCAL = "local"  # instead of an address: a cluster of processes on this machine
_PATIENCE = 30  # seconds for a scheduler to answer, and then for its first worker

Results: TypeAlias = dict[str, bytes]


@contextmanager
def cluster_pool(
    scheduler: str, limits: Limits, rulebook: str, work: Work = audit_group
) -> Iterator[Callable[[Task], Future[None]]]:
    """A function that gives a task to the next free worker of a cluster, as `worker_pool` gives one for this machine.

    scheduler: its address, or "local" for a cluster with as many workers as there are jobs, which ends with the pool.
    Raises UnusableInput where the cluster cannot be reached, or runs another program.
    """
    for name in ("distributed", "tornado"):  # what happens to workers is told of the groups
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with ExitStack() as stack:
        if scheduler == LOCAL:
            cluster = LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=limits.jobs,
                threads_per_worker=1,
                memory_limit=None,
                dashboard_address="127.0.0.1:0",
                silence_logs=logging.CRITICAL,
            )
            scheduler = stack.enter_context(cluster).scheduler_address
        client = stack.enter_context(_connected(scheduler))
        name = f"auditor-{uuid4()}"
        try:
            client.register_plugin(Auditing(limits, rulebook, work, source_digest(rulebook)), name=name)
        except Exception as error:
            why = f"checklist-auditor is missing ({error})" if isinstance(error, ImportError) else str(error)
            raise UnusableInput(f"the workers at {scheduler} cannot audit: {why}") from None
        stack.callback(_without_complaint, client.unregister_worker_plugin, name)
        executor = client.get_executor(pure=False)  # type: ignore[no-untyped-call]
        stack.callback(executor.shutdown, wait=False)

        def schedule(task: Task) -> Future[None]:
            done: Future[None] = Future()
            done.set_running_or_notify_cancel()
            sent = replace(task, repository=task.repository.absolute())
            executor.submit(_audit, sent, name).add_done_callback(partial(_settle, task.folder, done))
            return done

        yield schedule


class Auditing(WorkerPlugin):
    """Worker processes of a Dask worker, as one of its plugins: there from the run's begin, or its own, to the end."""

    def __init__(self, limits: Limits, rulebook: str, work: Work, program: str) -> None:
        """program: the digest of the source that makes the results."""
        self._limits = limits
        self._rulebook = rulebook
        self._work = work
        self._program = program
        self._stack = ExitStack()
        self._folder = ""
        self._schedule: Callable[[Task], Future[None]] | None = None

    def setup(self, worker: Worker) -> None:
        """Make worker processes. Raises RuntimeError where another version of the program is installed here."""
        self._stack = ExitStack()
        self._folder = worker.local_directory  # which Dask removes, even after a worker that was killed
        if source_digest(self._rulebook) != self._program:
            raise RuntimeError(f"another version of the auditor or its rulebook is installed on {platform.node()}")
        # Dask's own worker processes are daemons, which may have no children lest these outlive them. Ours do not.
        multiprocessing.current_process().daemon = False
        limits = replace(self._limits, jobs=worker.state.nthreads)
        self._schedule = self._stack.enter_context(worker_pool(limits, self._rulebook, self._work))

    def teardown(self, worker: Worker) -> None:  # noqa: ARG002 (Dask's interface)
        """End the worker processes."""
        self._stack.close()

    def audit(self, task: Task) -> Results:
        """Do a task; the files that it makes, by their paths in its folder. Raises what the task's future does."""
        if self._schedule is None:
            raise RuntimeError(f"{platform.node()} cannot audit")
        with tempfile.TemporaryDirectory(dir=self._folder) as scratch:
            folder = Path(scratch)
            for part in (REPORTS, STATE):
                (folder / part).mkdir()
            self._schedule(replace(task, folder=folder)).result()
            paths = sorted(path for path in folder.rglob("*") if path.is_file())
            return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _audit(task: Task, plugin: str) -> Results:
    """What is run on a Dask worker."""
    auditing = get_worker().plugins[plugin]
    assert isinstance(auditing, Auditing)
    return auditing.audit(task)


def _settle(folder: Path, done: Future[None], audited: Future[Results]) -> None:
    """Write what came back to the folder of the results, the key last: it says that all others are there."""
    try:
        results = audited.result()
        for name in sorted(results, key=lambda name: name.endswith(".key")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)  # of the figures
            write_file(folder / name, results[name])
    except BaseException as error:  # CancelledError too, where the scheduler went away
        done.set_exception(error)
    else:
        done.set_result(None)


def _without_complaint(end: Callable[[str], object], name: str) -> None:
    """End what is on the workers, unless they, or the scheduler, have ended already, as Ctrl-C ends a local cluster."""
    with suppress(Exception):
        end(name)


@contextmanager
def _connected(scheduler: str) -> Iterator[Client]:
    try:
        client = Client(scheduler, timeout=_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise UnusableInput(f"no Dask scheduler answers at {scheduler}: {error}") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            raise UnusableInput(f"the Dask scheduler at {scheduler} has no workers") from None
        yield client
