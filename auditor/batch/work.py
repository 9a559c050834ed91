"""One group's audit, as a worker process does it."""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import shutil
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any

from auditor.limits import AuditLimits, in_effect
from auditor.repository.snapshot import Snapshot
from auditor.rulebook import Rulebook, load_rulebook

# Folders of the results: what is made for readers, and what a later run needs to know.
REPORTS = "groups"
STATE = ".state"


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker needs to know of a group: where its repository is, at which commit or date, where to write.

    folder: of the results. name: what the group's files in it are called. key: what they depend on, written to key_file
    once they are all there. html: whether the group's page is one of them. reading: how much of the repository is read.
    """

    group: str
    repository: Path
    at: str
    rulebook: str
    folder: Path
    name: str
    key: str
    html: bool = False
    reading: AuditLimits = field(default_factory=AuditLimits)

    @property
    def output(self) -> Path:
        """The file of the evidence report."""
        return self.folder / REPORTS / f"{self.name}.json"

    @property
    def page(self) -> Path:
        """The file of the evidence report's page."""
        return self.folder / REPORTS / f"{self.name}.html"

    @property
    def fingerprints(self) -> Path:
        """The file of what is compared with other groups."""
        return self.folder / STATE / f"{self.name}.fingerprints.json"

    @property
    def key_file(self) -> Path:
        """The file that is there once all others are."""
        return self.folder / STATE / f"{self.name}.key"

    @property
    def is_done(self) -> bool:
        """Whether the results are there, and are what this task would make."""
        files = [self.output, self.fingerprints, self.key_file, *([self.page] if self.html else [])]
        return all(file.is_file() for file in files) and self.key_file.read_text() == self.key


def prepare_worker(rulebook: str, memory: int, scratch: str) -> None:
    """Make the process ready for audits. memory: bytes that it may have. scratch: the folder of its temporary files."""
    os.setsid()  # Ctrl-C would reach the git processes of an audit under way, and it would tell of damaged objects
    Thread(target=_end_with_the_run, args=(scratch,), daemon=True).start()
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
    """Audit one group and write its results, each file whole or not at all. How long that took is no part of it.

    Raises UnusableInput where its repository cannot be audited.
    """
    from auditor.audit import audit_repository
    from auditor.batch.fingerprints import fingerprints
    from auditor.batch.fingerprints import to_json as fingerprints_json
    from auditor.output.destination import write_file
    from auditor.output.evidence_report import evidence_report, to_json
    from auditor.repository.opening import open_repository

    with in_effect(task.reading), open_repository(task.repository, task.at) as opened:
        made = audit_repository(opened, _loaded(task.rulebook), task.group)
        report = evidence_report(made)
        write_file(task.output, to_json(report).encode())
        written = fingerprints(opened.snapshot, made.report, made.facts.template)
        write_file(task.fingerprints, fingerprints_json(written))
        if task.html:
            _write_page(report, opened.snapshot, task.page)
    if not opened.time.is_over:  # a machine with more time for it may tell more
        write_file(task.key_file, task.key.encode())


def _write_page(report: dict[str, Any], snapshot: Snapshot, page: Path) -> None:
    from auditor.output.html.figures import write_figures
    from auditor.output.html.site import write_group_page

    write_figures(report, snapshot, page.parent)
    write_group_page(report, page)


def _end_with_the_run(scratch: str) -> None:
    """End this process once the one that runs the cohort is gone: nobody is left to end an audit that hangs."""
    if run := multiprocessing.parent_process():
        run.join()
        shutil.rmtree(scratch, ignore_errors=True)
        os._exit(1)


@cache
def _loaded(name: str) -> Rulebook:
    return load_rulebook(name)
