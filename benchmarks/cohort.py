"""What the audit of a folder of repositories costs, cold, against the least that it could cost.

    .venv/bin/python benchmarks/cohort.py FOLDER [--jobs N] [--scale 1 4 16] [--html]

FOLDER holds a repository in each of its folders (a work tree, a bare directory, or one called `repo` in it), or is a
list of groups. The floor is what it costs to read the same objects, through one `git cat-file --batch` for each
repository, and to parse the Python files among them once with `ast`. With --scale the cohort is audited that many times
over in one run, and what a repository then costs is printed.
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
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import mean

from phases import PHASES, Clock, cpu_seconds

from auditor.batch.acquire import Fetching, default_cache
from auditor.batch.groups import Group, read_groups
from auditor.batch.run import Plan, report_path, run_cohort
from auditor.batch.work import Task, audit_group
from auditor.batch.workers import Limits, processors
from auditor.errors import UnusableInput
from auditor.output.cohort import progress_of
from auditor.repository.locating import git_directory
from auditor.repository.processes import closed_environment


@dataclass(frozen=True, slots=True)
class Cost:
    """What one group cost. Times in seconds, memory in bytes, of the worker and of its largest git process.

    phases: processor seconds by phase. objects: the names of the git objects that were read.
    """

    group: str
    repository: str
    commit: str
    worker: int
    wall: float
    memory: int
    git_memory: int
    phases: dict[str, float]
    objects: list[str]

    @property
    def cpu(self) -> float:
        """Processor seconds in all."""
        return sum(self.phases.values())


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: the costs of its groups, its wall time, and the processor seconds of its own process."""

    costs: list[Cost]
    wall: float
    parent: float


def measured(task: Task) -> None:
    """Audit a group as ever, and write down beside its report what that cost."""
    started, clock = time.perf_counter(), Clock()
    with clock.watching():
        audit_group(task)
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cost = Cost(
        group=task.group,
        repository=str(task.repository),
        commit=json.loads(task.output.read_bytes())["repository"]["commit"],
        worker=os.getpid(),
        wall=time.perf_counter() - started,
        memory=own.ru_maxrss * 1024,
        git_memory=children.ru_maxrss * 1024,
        phases=dict(clock.seconds),
        objects=list(clock.objects),
    )
    task.output.with_suffix(".cost").write_text(json.dumps(asdict(cost)))


def floor(cost: Cost) -> tuple[float, float]:
    """Processor seconds that it takes to read a group's objects, and to parse the Python files among them."""
    git = ["git", "-c", "safe.directory=*", "--git-dir", str(git_directory(Path(cost.repository)))]
    listing = subprocess.run([*git, "ls-tree", "-r", cost.commit], check=True, capture_output=True).stdout
    lines = [line.split(None, 3) for line in listing.split(b"\n") if line.endswith(b".py")]
    python = {fields[2].decode() for fields in lines}
    before = cpu_seconds()
    asked = "".join(f"{oid}\n" for oid in cost.objects).encode()
    command = [*git, "cat-file", "--batch"]
    environment = closed_environment()
    out = subprocess.run(command, input=asked, check=True, capture_output=True, env=environment).stdout
    modules = []
    position = 0
    for oid in cost.objects:
        end = out.index(b"\n", position)
        header = out[position:end].split()
        position = end + 1
        if len(header) == 3:
            content = out[position : position + int(header[2])]
            position += len(content) + 1
            if oid in python:
                modules.append(content)
    read = cpu_seconds()
    for content in modules:
        with suppress(SyntaxError, ValueError, RecursionError), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(content)
    return read - before, cpu_seconds() - read


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


def run(groups: Sequence[Group], jobs: int, html: bool) -> Measured:
    """Audit the groups cold."""
    with tempfile.TemporaryDirectory(prefix="auditor-benchmark-") as results:
        plan = Plan(Path(results), Fetching(default_cache()), Limits(jobs, seconds=600), html=html)
        started, before = time.perf_counter(), cpu_seconds()
        own = resource.getrusage(resource.RUSAGE_CHILDREN)
        with progress_of(len(groups)) as listener:
            run_cohort(groups, plan, listener, measured)
        wall, parent = time.perf_counter() - started, cpu_seconds() - before
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        parent -= ended.ru_utime + ended.ru_stime - own.ru_utime - own.ru_stime
        files = (report_path(plan.output, group.id).with_suffix(".cost") for group in groups)
        costs = [Cost(**json.loads(file.read_text())) for file in files if file.is_file()]
    if not costs:
        sys.exit("nothing was audited")
    return Measured(costs, wall, parent)


def show(made: Measured, jobs: int) -> None:
    """Print what a run cost: its groups, its phases, and the whole of it."""
    floors = [floor(cost) for cost in made.costs]
    print(f"{'group':<50} {'wall s':>8} {'CPU s':>8} {'floor s':>8} {'times':>6}")
    for cost, least in sorted(zip(made.costs, floors, strict=True), key=lambda pair: -pair[0].cpu):
        times = cost.cpu / sum(least)
        print(f"{cost.group[:50]:<50} {cost.wall:8.2f} {cost.cpu:8.2f} {sum(least):8.3f} {times:6.1f}")
    print(f"\n{'phase':<10} {'CPU s':>8} {'floor s':>8}")
    least_of = {"git": sum(read for read, _ in floors), "parsing": sum(parsed for _, parsed in floors)}
    for phase in PHASES:
        shown = f"{least_of[phase]:8.2f}" if phase in least_of else ""
        print(f"{phase:<10} {sum(cost.phases[phase] for cost in made.costs):8.2f} {shown}".rstrip())
    cpu, least_cpu = sum(cost.cpu for cost in made.costs), sum(least_of.values())
    workers = len({cost.worker for cost in made.costs})
    print(f"\n{len(made.costs)} groups, {jobs} jobs, {workers} workers")
    print(f"wall          {made.wall:8.2f} s, {made.wall / len(made.costs):.3f} s a group")
    print(f"CPU           {cpu:8.2f} s in audits, {made.parent:.2f} s in the parent")
    print(f"floor         {least_cpu:8.2f} s: the audits cost {cpu / least_cpu:.1f} times that")
    print(f"peak memory   {max(cost.memory for cost in made.costs) / 1e6:8.0f} MB of a worker, ", end="")
    print(f"{max(cost.git_memory for cost in made.costs) / 1e6:.0f} MB of a git process")


def main() -> None:
    """Audit, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=processors())
    parser.add_argument("--scale", type=int, nargs="+", default=[1], metavar="TIMES")
    parser.add_argument("--html", action="store_true", help="write pages as well")
    options = parser.parse_args()
    groups = groups_of(options.folder)
    rows = []
    for scale in options.scale:
        # All of the cohort once, then all of it again: a repository is never fresh in anybody's memory.
        many = [replace(group, id=f"{group.id}#{turn}") for turn in range(1, scale + 1) for group in groups]
        made = run(groups if scale == 1 else many, options.jobs, options.html)
        if scale == options.scale[0]:
            show(made, options.jobs)
        count = len(made.costs)
        cpu, memory = mean(cost.cpu for cost in made.costs), max(cost.memory for cost in made.costs)
        rows.append((scale, count, cpu, made.parent / count, made.wall / count, memory / 1e6))
    if len(rows) > 1:
        print("\nscale  groups  CPU s each  parent CPU s  wall s each  worker MB")
        for row in rows:
            print("{:5} {:7} {:11.3f} {:13.3f} {:12.3f} {:10.0f}".format(*row))


if __name__ == "__main__":
    main()
