"""Whether a run of very many groups slows down, or takes more and more memory.

    .venv/bin/python benchmarks/growth.py [--groups N] [--jobs N]

The repositories are made up: the sample of the demo, with changes that make each its own. Linux only.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from auditor.batch.acquire import Fetching, default_cache
from auditor.batch.groups import Group
from auditor.batch.run import Outcome, Plan, State, run_cohort
from auditor.batch.shared import write_shared
from auditor.batch.tables import write_tables
from auditor.batch.work import Task, audit_group
from auditor.batch.workers import Limits, processors
from auditor.output.html.site import write_site
from auditor.rule import ExampleCommit
from tests.repositories import make_repository

SAMPLE = Path(__file__).parents[1] / "fixtures" / "sample"
PARTS = 10  # of the run, each of which gets a line


def cpu_seconds() -> float:
    """Processor time of this process so far, and of those that it started and that have ended."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def timed(task: Task) -> None:
    """Audit a group as ever, and write down the processor seconds beside its key."""
    before = cpu_seconds()
    audit_group(task)
    task.key_file.with_suffix(".cpu").write_text(str(cpu_seconds() - before))


def memory() -> float:
    """What this process has in memory now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def made_up(folder: Path, count: int) -> Iterator[Group]:
    """Groups with a repository each: files of the sample with other names in them, some left out, one of its own."""
    chance = random.Random(1)
    sample = {str(path.relative_to(SAMPLE)): path.read_text("utf-8") for path in SAMPLE.rglob("*") if path.is_file()}
    for number in range(1, count + 1):
        files = {path: text for path, text in sample.items() if path.startswith("reports/") or chance.random() < 0.9}
        changed = {path: text.replace("swell", f"swell{number}") for path, text in files.items()}
        lines = [f"    total += {chance.randrange(10**6)} * weight_{chance.randrange(10**4)}" for _ in range(40)]
        changed["src/swell/own.py"] = "\n".join(["def own(total):", *lines, "    return total", ""])
        first, *rest = sorted(changed)
        history = [ExampleCommit({first: changed[first]}), ExampleCommit({path: changed[path] for path in rest})]
        yield Group(str(number), str(make_repository(folder / str(number), history)))


class Watch:
    """A listener that notes the memory of this process as groups are done."""

    def __init__(self, count: int, output: Path) -> None:
        self._step = max(1, count // PARTS)
        self._output = output
        self._started = time.perf_counter()
        self._part: list[Outcome] = []
        self.done = 0

    def finished(self, outcome: Outcome) -> None:
        """Count it, and print a line at the end of each part of the run."""
        self._part.append(outcome)
        self.done += 1
        if self.done % self._step == 0:
            keys = (self._output / ".state" / f"{one.group}.cpu" for one in self._part if one.state is State.AUDITED)
            cpu = sum(float(key.read_text()) for key in keys) / len(self._part)
            wall = (time.perf_counter() - self._started) / len(self._part)
            print(f"{self.done:6} {memory():10.1f} {wall:12.3f} {cpu:12.3f}", flush=True)
            self._started, self._part = time.perf_counter(), []

    def at_work(self, groups: Sequence[str]) -> None:
        """Nothing to note."""


def told(what: str, work: Callable[[], object]) -> None:
    """Do something, and print what it cost."""
    before = cpu_seconds()
    work()
    print(f"{what}: {cpu_seconds() - before:.1f} s CPU, {memory():.1f} MB", flush=True)


def main() -> None:
    """Make, run, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--groups", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=processors())
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="auditor-benchmark-") as folder:
        groups = list(made_up(Path(folder), options.groups))
        output = Path(folder) / "results"
        plan = Plan(output, Fetching(default_cache()), Limits(options.jobs, seconds=600), html=True)
        print(f"{'groups':>6} {'parent MB':>10} {'wall s/group':>12} {'CPU s/group':>12}", flush=True)
        outcomes = run_cohort(groups, plan, Watch(options.groups, output), timed)
        summary = write_tables(output, outcomes)
        told("tables", lambda: write_tables(output, outcomes))
        told("what is alike", lambda: write_shared(output, summary, outcomes))
        told("pages", lambda: write_site(output, summary, with_groups=False))
        print(f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.1f} MB in the parent")


if __name__ == "__main__":
    main()
