"""One group's audit, as a worker process does it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from auditor.batch.groups import Group


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker needs to know of a group: where its repository is, at which commit or date, where to write."""

    group: Group
    repository: Path
    at: str
    rulebook: str
    output: Path


def audit_group(task: Task) -> None:
    """Audit one group and write its evidence report, whole or not at all.

    Raises UnusableInput where its repository cannot be audited.
    """
    from auditor.audit import audit_repository
    from auditor.output.destination import write_file
    from auditor.output.evidence_report import evidence_report, to_json
    from auditor.repository.opening import open_repository
    from auditor.rulebook import load_rulebook

    started = time.perf_counter()
    with open_repository(task.repository, task.at) as opened:
        made = audit_repository(opened, load_rulebook(task.rulebook), task.group.id)
        report = evidence_report(made, time.perf_counter() - started)
        write_file(task.output, to_json(report).encode())
