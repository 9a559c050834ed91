"""The summary of a cohort, for a person at a terminal, and how its run goes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from auditor.batch.run import Listener, Outcome, State
from auditor.batch.tables import Entry, needs_an_eye
from auditor.output.untrusted import one_line
from auditor.verdicts import ACCUSATIONS

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.progress import Progress, TaskID


def show_cohort(summary: Entry, shared: Entry, console: Console) -> None:
    """Print a summary as `auditor.batch.tables` makes it: groups and items, worst first, and the figures.

    shared: as `auditor.batch.shared` makes it.
    """
    for part in (_groups(summary), _items(summary), *_shared(shared), _figures(summary), *_skipped(summary)):
        console.print(part)
        console.print()


@contextmanager
def progress_of(count: int) -> Iterator[Listener]:
    """Who is to be told of a run of so many groups: on a terminal a bar, in a pipe a line for each group."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield _Lines(count)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failed]} not audited"),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield _Bar(progress, progress.add_task("", total=count, failed=0))


class _Lines:
    """Says of each group what became of it, on standard error."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._done = 0

    def finished(self, outcome: Outcome) -> None:
        self._done += 1
        state = "unchanged" if outcome.state is State.AUDITED and not outcome.is_new else outcome.state.value
        why = f": {one_line(outcome.why)}" if outcome.why else ""
        print(f"{self._done}/{self._count} {one_line(outcome.group)} {state}{why}", file=sys.stderr, flush=True)

    def at_work(self, groups: Sequence[str]) -> None:
        pass


class _Bar:
    """Moves a progress bar, and prints above it what was not audited, or is odd."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task
        self._failed = 0

    def finished(self, outcome: Outcome) -> None:
        self._failed += outcome.state is not State.AUDITED
        self._progress.update(self._task, advance=1, failed=self._failed)
        if outcome.why:
            said = f"{one_line(outcome.group)} {outcome.state.value}: {one_line(outcome.why)}"
            self._progress.console.print(said, markup=False, highlight=False, soft_wrap=True)

    def at_work(self, groups: Sequence[str]) -> None:
        self._progress.update(self._task, description=", ".join(map(one_line, groups[:3])))


def _groups(summary: Entry) -> RenderableType:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("group", overflow="fold")
    for column in ("accused", "refuted", "conflicts", "weak", "supported", "late"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("")
    for group in sorted(summary["groups"], key=needs_an_eye):
        audited = group["state"] == State.AUDITED
        accused = sum(group[verdict] for verdict in ACCUSATIONS) if audited else None
        counts = (group["statements_refuted"], group["contradictions"], group["weak"], group["supported"])
        remark = group["why"] if audited else f"{group['state']}: {group['why']}"
        if audited and group["report"] is None:
            remark = "; ".join(["no report", *([remark] if remark else [])])
        if audited and group["date_oddities"]:
            remark = "; ".join([*([remark] if remark else []), "commit dates that cannot all be so"])
        table.add_row(
            one_line(group["group"]),
            *(str(count or "") for count in (accused, *counts, group["later_commits"])),
            one_line(remark),
            style="red" if not audited else "yellow" if accused else "",
        )
    return table


def _items(summary: Entry) -> RenderableType:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("item", overflow="fold")
    for column in ("ticked", "fails", "weak", "unverifiable", "supported", "present"):
        table.add_column(column, justify="right", no_wrap=True)
    worst_first = sorted(summary["items"], key=lambda item: (-item["failed"], -item["verdicts"]["weak"]))
    for item in worst_first:
        verdicts = item["verdicts"]
        counts = (item["failed"], verdicts["weak"], verdicts["unverifiable"], verdicts["supported"])
        table.add_row(
            one_line(item["item"]),
            f"{item['ticked']}/{item['groups']}",
            *(str(count or "") for count in counts),
            f"{item['present']}/{item['groups']}",
            style="yellow" if item["failed"] else "",
        )
    return table


_MOST_PAIRS = 10


def _shared(shared: Entry) -> Iterator[RenderableType]:
    """The pairs of groups that have most alike, and what; the rest is in the file."""
    from rich.table import Table

    if shared["pairs"]:
        table = Table(box=None, pad_edge=False)
        table.add_column("alike in two groups", overflow="fold")
        for column in ("files", "lines"):
            table.add_column(column, justify="right", no_wrap=True)
        table.add_column("the longest, and who had it first", overflow="fold")
        for pair in shared["pairs"][:_MOST_PAIRS]:
            entry = next(e for e in shared["shared"] if set(pair["groups"]) <= {file["group"] for file in e["files"]})
            table.add_row(
                one_line(" and ".join(pair["groups"])),
                str(pair["files"]),
                str(pair["lines"]),
                one_line(_likeness(entry, pair["groups"])),
            )
        yield table


def _likeness(entry: Entry, groups: Sequence[str]) -> str:
    """What is alike in an entry, and since when the two groups have had it."""
    file = next(file for file in entry["files"] if file["group"] == groups[0])
    what = file["path"] if file["question"] is None else f"{file['path']}, question {file['question']}"
    dates = {file["group"]: (file["first_committed_at"] or "")[:10] for file in entry["files"]}
    since = f"; {entry['first']} since {dates[entry['first']]}" if entry["first"] else ""
    return f"{what}, {entry['kind']}{since}"


def _skipped(summary: Entry) -> Iterator[RenderableType]:
    """The rows of the group list that were left out, and why."""
    from rich.text import Text

    if summary["skipped"]:
        lines = [f"line {row['line']}: {one_line(row['why'])}" for row in summary["skipped"]]
        yield Text("\n".join(["left out of the list of groups", *lines]), style="yellow")


def _figures(summary: Entry) -> RenderableType:
    from rich.table import Table

    verdicts, statements = summary["verdicts"], summary["statements"]
    rows = {
        "groups": ", ".join(f"{count} {state}" for state, count in summary["states"].items() if count),
        "without a report": summary["without_report"],
        "ticked items": ", ".join(
            f"{verdicts[name]} {name}" for name in ("supported", "weak", "unverifiable", "unsupported", "contradicted")
        ),
        "not ticked": f"{verdicts['unclaimed']} unclaimed, {verdicts['blank']} blank",
        "statements": ", ".join(f"{count} {verdict}" for verdict, count in statements.items()),
        "contradictions": summary["contradictions"],
        "commits, median": summary["median_commits"],
        "authors, median": summary["median_authors"],
        "deadline": summary["deadline"],
        "with later commits": summary["with_later_commits"],
    }
    table = Table(box=None, show_header=False, pad_edge=False)
    for name, value in rows.items():
        if value is not None:
            table.add_row(name, one_line(value))
    return table
