"""What the audit of a folder of repositories costs, cold, against the least that it could cost.

    .venv/bin/python benchmarks/cohort.py FOLDER [--jobs N]

FOLDER holds a repository in each of its folders (a work tree, a bare directory, or one called `repo` in it), or is a
list of groups. The floor is what it costs to read the same objects, through one `git cat-file --batch` for each
repository, and to parse the Python files among them once with `ast`.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from auditor.batch.acquire import Fetching, default_cache
from auditor.batch.groups import Group, read_groups
from auditor.batch.run import Plan, report_path, run_cohort
from auditor.batch.work import Task, audit_group
from auditor.batch.workers import Limits, processors
from auditor.errors import UnusableInput
from auditor.output.cohort import progress_of
from auditor.repository.opening import git_directory
from auditor.repository.store import ObjectStore, closed_environment


@dataclass(frozen=True, slots=True)
class Cost:
    """What one group cost. Times in seconds, memory in bytes, of the worker and of its largest git process."""

    group: str
    repository: str
    worker: int
    wall: float
    cpu: float
    memory: int
    git_memory: int
    objects: list[str]


def measured(task: Task) -> None:
    """Audit a group as ever, and write down beside its report what that cost."""
    objects: list[str] = []
    read_many = ObjectStore.read_many

    def recorded(store: ObjectStore, oids: Iterable[str]) -> Iterator[bytes | None]:
        asked = list(oids)
        objects.extend(asked)
        return read_many(store, asked)

    started, cpu = time.perf_counter(), cpu_seconds()
    ObjectStore.read_many = recorded  # type: ignore[assignment, method-assign]
    try:
        audit_group(task)
    finally:
        ObjectStore.read_many = read_many  # type: ignore[method-assign]
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cost = Cost(
        group=task.group,
        repository=str(task.repository),
        worker=os.getpid(),
        wall=time.perf_counter() - started,
        cpu=cpu_seconds() - cpu,
        memory=own.ru_maxrss * 1024,
        git_memory=children.ru_maxrss * 1024,
        objects=list(dict.fromkeys(objects)),
    )
    task.output.with_suffix(".cost").write_text(json.dumps(asdict(cost)))


def cpu_seconds() -> float:
    """Processor time of this process so far, and of those that it started and that have ended."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def floor(cost: Cost, commit: str) -> float:
    """Processor seconds that it takes to read a group's objects and to parse the Python files among them."""
    git = ["git", "-c", "safe.directory=*", "--git-dir", str(git_directory(Path(cost.repository)))]
    listing = subprocess.run([*git, "ls-tree", "-r", commit], check=True, capture_output=True).stdout
    lines = [line.split(None, 3) for line in listing.split(b"\n") if line.endswith(b".py")]
    python = {fields[2].decode() for fields in lines}
    before = cpu_seconds()
    asked = "".join(f"{oid}\n" for oid in cost.objects).encode()
    command = [*git, "cat-file", "--batch"]
    out = subprocess.run(command, input=asked, check=True, capture_output=True, env=closed_environment()).stdout
    position = 0
    for oid in cost.objects:
        end = out.index(b"\n", position)
        header = out[position:end].split()
        position = end + 1
        if len(header) == 3:
            content = out[position : position + int(header[2])]
            position += len(content) + 1
            if oid in python:
                with suppress(SyntaxError, ValueError, RecursionError), warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    ast.parse(content)
    return cpu_seconds() - before


def groups_of(folder: Path) -> list[Group]:
    """The groups of a list, or a group for each repository of a folder."""
    if folder.is_file():
        return list(read_groups(folder).groups)
    found = []
    for path in sorted(folder.iterdir()):
        for candidate in (path, path / "repo"):
            with suppress(UnusableInput):
                git_directory(candidate)
                found.append(Group(path.name, str(candidate)))
                break
    return found


def main() -> None:
    """Audit, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=processors())
    options = parser.parse_args()
    groups = groups_of(options.folder)
    with tempfile.TemporaryDirectory(prefix="auditor-benchmark-") as results:
        output = Path(results)
        plan = Plan(output, Fetching(default_cache()), Limits(options.jobs, seconds=600))
        started = time.perf_counter()
        with progress_of(len(groups)) as listener:
            run_cohort(groups, plan, listener, measured)
        wall = time.perf_counter() - started
        parent = cpu_seconds()
        pairs: list[tuple[Cost, dict[str, Any]]] = []
        for group in groups:
            path = report_path(output, group.id)
            if path.is_file():
                cost = Cost(**json.loads(path.with_suffix(".cost").read_text()))
                pairs.append((cost, json.loads(path.read_text("utf-8"))))
    if not pairs:
        sys.exit("nothing was audited")
    floors = [floor(cost, report["repository"]["commit"]) for cost, report in pairs]
    costs = [cost for cost, _ in pairs]
    print(f"{'group':<50} {'wall s':>8} {'CPU s':>8} {'floor s':>8} {'times':>6}")
    for cost, least in sorted(zip(costs, floors, strict=True), key=lambda pair: -pair[0].cpu):
        print(f"{cost.group[:50]:<50} {cost.wall:8.2f} {cost.cpu:8.2f} {least:8.3f} {cost.cpu / least:6.1f}")
    cpu, least = sum(cost.cpu for cost in costs), sum(floors)
    print(f"{len(costs)} groups, {options.jobs} jobs, {len({cost.worker for cost in costs})} workers")
    print(f"wall          {wall:8.2f} s, {wall / len(costs):.3f} s a group")
    print(f"CPU           {cpu:8.2f} s in audits, {parent:.2f} s in the parent")
    print(f"floor         {least:8.2f} s: the audits cost {cpu / least:.1f} times that")
    print(f"peak memory   {max(cost.memory for cost in costs) / 1e6:8.0f} MB of a worker, ", end="")
    print(f"{max(cost.git_memory for cost in costs) / 1e6:.0f} MB of a git process")


if __name__ == "__main__":
    main()
