"""One group's audit, as a worker process does it."""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Thread

from auditor.rulebook import Rulebook, load_rulebook


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker needs to know of a group: where its repository is, at which commit or date, where to write.

    output: the evidence report's file. key: what the report depends on, written to key_file once the report is there.
    """

    group: str
    repository: Path
    at: str
    rulebook: str
    output: Path
    key: str
    key_file: Path

    @property
    def is_done(self) -> bool:
        """Whether the evidence report is there, and is what this task would make."""
        return self.output.is_file() and self.key_file.is_file() and self.key_file.read_text() == self.key


def prepare_worker(rulebook: str, memory: int, scratch: str) -> None:
    """Make the process ready for audits. memory: bytes that it may have. scratch: the folder of its temporary files."""
    os.setsid()  # Ctrl-C would reach the git processes of an audit under way, and it would tell of damaged objects
    Thread(target=_end_with_the_run, daemon=True).start()
    tempfile.tempdir = scratch
    # What is allocated, and not all of the address space: git maps whole packs into memory, which costs none.
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, most))
    _loaded(rulebook)
    # An audit makes trees by the hundred thousand nodes and keeps them to its end: to look for cycles among them as
    # often as Python does costs a sixth of its time. What is loaded by now never goes away.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def audit_group(task: Task) -> None:
    """Audit one group and write its evidence report, whole or not at all.

    Raises UnusableInput where its repository cannot be audited.
    """
    from auditor.audit import audit_repository
    from auditor.output.destination import write_file
    from auditor.output.evidence_report import evidence_report, to_json
    from auditor.repository.opening import open_repository

    started = time.perf_counter()
    with open_repository(task.repository, task.at) as opened:
        made = audit_repository(opened, _loaded(task.rulebook), task.group)
        report = evidence_report(made, time.perf_counter() - started)
    write_file(task.output, to_json(report).encode())
    write_file(task.key_file, task.key.encode())


def _end_with_the_run() -> None:
    """End this process once the one that runs the cohort is gone: nobody is left to end an audit that hangs."""
    if run := multiprocessing.parent_process():
        run.join()
        os._exit(1)


@cache
def _loaded(name: str) -> Rulebook:
    return load_rulebook(name)
