"""What a cohort's results come to: tables for other programs, and a summary. Made from the evidence reports on disk."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import IO, Any, TypeAlias

from auditor.batch.groups import BadRow
from auditor.batch.run import Outcome, State, report_path
from auditor.errors import UnusableInput
from auditor.output.destination import replaced, write_file
from auditor.output.untrusted import as_json, one_line
from auditor.statements import Outcome as StatementVerdict
from auditor.verdicts import ACCUSATIONS, Verdict

SUMMARY = "cohort.json"
GROUPS = "groups.csv"
ITEMS = "items.csv"
STATEMENTS = "statements.csv"

Entry: TypeAlias = dict[str, Any]

_REPOSITORY = ("commit", "committed_at", "branch", "commits", "authors", "later_commits")
_VERDICTS = tuple(verdict.value for verdict in Verdict)
_STATEMENT_VERDICTS = tuple(verdict.value for verdict in StatementVerdict)
_LATE = ("status_after_deadline", "days_after_deadline", "commit_after_deadline")
_COLUMNS = {
    GROUPS: (
        *("group", "state", "why", *_REPOSITORY, "template", "report", *_VERDICTS),
        *(f"statements_{verdict}" for verdict in _STATEMENT_VERDICTS),
        *("contradictions", "errors", "date_oddities"),
    ),
    ITEMS: ("group", "item", "ticked", "status", "stance", "verdict", "template_only", *_LATE),
    STATEMENTS: ("group", "question", "kind", "value", "actual", "verdict", "reason", "path", "line", "quote"),
}


@dataclass(slots=True)
class _ItemCounts:
    """How an item came out: groups whose checklist has it, and of these who ticked it, by status and by verdict."""

    text: str
    week: str | None
    groups: int = 0
    ticked: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)


def write_tables(
    output: Path, outcomes: Sequence[Outcome], deadline: str = "", skipped: Iterable[BadRow] = ()
) -> Entry:
    """Write the tables and the summary of a run to its folder; returns the summary. skipped: rows of the group list.

    Raises UnusableInput where a file cannot be read or written.
    """
    groups: list[Entry] = []
    items: dict[str, _ItemCounts] = {}
    with ExitStack() as stack:
        files = {name: stack.enter_context(replaced(output / name)) for name in _COLUMNS}
        for name, columns in _COLUMNS.items():
            _write_rows(files[name], [columns])
        for outcome in outcomes:
            report = _read_report(output, outcome)
            group = _group_row(outcome, report)
            groups.append(group)
            _write_rows(files[GROUPS], [[group[column] for column in _COLUMNS[GROUPS]]])
            if report is not None:
                _write_rows(files[ITEMS], _rows(outcome.group, _with_late(report["items"]), _COLUMNS[ITEMS]))
                _write_rows(files[STATEMENTS], _rows(outcome.group, report["statements"], _COLUMNS[STATEMENTS]))
                _count(items, report)
    summary = _summary(groups, items, deadline)
    summary["skipped"] = [{"line": row.line, "why": row.message} for row in skipped]
    write_file(output / SUMMARY, as_json(summary).encode())
    return summary


def read_summary(output: Path) -> Entry:
    """The summary that a run left in its folder. Raises UnusableInput where there is none."""
    try:
        summary = json.loads((output / SUMMARY).read_text("utf-8"))
    except OSError as error:
        raise UnusableInput(f"{output} holds no results of a cohort: {SUMMARY}: {error.strerror}") from None
    except ValueError as error:
        raise UnusableInput(f"{output / SUMMARY} is no JSON: {error}") from None
    if not isinstance(summary, dict) or summary.get("schema_version") != "1":
        raise UnusableInput(f"{output / SUMMARY} is no summary of schema version 1")
    return summary


def needs_an_eye(group: Entry) -> tuple[int, ...]:
    """How much a group's results need a person's eye, to sort by, most first.

    Groups that could not be audited, then by accusations, by refuted statements and contradictions, by weak verdicts.
    """
    if group["state"] != State.AUDITED:
        return (0,)
    accused = sum(group[verdict] for verdict in ACCUSATIONS)
    return (1, -accused, -(group["statements_refuted"] + group["contradictions"]), -group["weak"])


def _read_report(output: Path, outcome: Outcome) -> Entry | None:
    if outcome.state is not State.AUDITED:
        return None
    path = report_path(output, outcome.group)
    try:
        report: Entry = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UnusableInput(f"{path} cannot be read: {error}") from None
    return report


def _group_row(outcome: Outcome, report: Entry | None) -> Entry:
    """The columns of a group, None for what is not known."""
    row: Entry = dict.fromkeys(_COLUMNS[GROUPS])
    row |= {"group": outcome.group, "state": outcome.state.value, "why": outcome.why}
    if report is not None:
        row |= {name: report["repository"][name] for name in _REPOSITORY}
        row |= {"template": report["report"]["template"], "report": report["report"]["path"]}
        row |= report["summary"]["verdicts"]
        row |= {f"statements_{name}": count for name, count in report["summary"]["statements"].items()}
        row |= {"contradictions": len(report["contradictions"]), "errors": len(report["errors"])}
        row["date_oddities"] = len(report["repository"]["date_oddities"])
    return row


def _rows(group: str, entries: Iterable[Entry], columns: Sequence[str]) -> Iterator[list[Any]]:
    for entry in entries:
        yield [group, *(entry[column] for column in columns[1:])]


def _with_late(items: Iterable[Entry]) -> Iterator[Entry]:
    """Items with what came after the deadline in columns of its own."""
    for item in items:
        late = item["after_deadline"] or {}
        yield item | {f"{name}_after_deadline": late.get(name) for name in ("status", "days", "commit")}


def _write_rows(file: IO[bytes], rows: Iterable[Iterable[Any]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(map(_cell, row) for row in rows)
    file.write(text.getvalue().encode())


def _cell(value: object) -> str:
    """A value as one line. What a spreadsheet would take for a formula is made a text: groups write these."""
    if isinstance(value, bool):
        return str(value).lower()
    text = one_line("; ".join(map(str, value)) if isinstance(value, list) else value)
    return f"'{text}" if re.match(r"[=+@-](?!\d+(?:\.\d+)?$)", text) else text


def _count(items: dict[str, _ItemCounts], report: Entry) -> None:
    for entry in report["items"]:
        counts = items.setdefault(entry["item"], _ItemCounts(entry["text"], entry.get("week")))
        counts.groups += 1
        counts.ticked += entry["ticked"] is True
        counts.statuses[entry["status"]] += 1
        counts.verdicts[entry["verdict"]] += 1


def _summary(groups: Sequence[Entry], items: dict[str, _ItemCounts], deadline: str) -> Entry:
    audited = [group for group in groups if group["state"] == State.AUDITED]
    states = Counter(group["state"] for group in groups)

    def total(column: str) -> int:
        return sum(group[column] for group in audited)

    def middle(column: str) -> float | None:
        return median(group[column] for group in audited) if audited else None

    return {
        "schema_version": "1",
        "deadline": deadline or None,
        "states": {state.value: states[state.value] for state in State},
        "without_report": sum(group["report"] is None for group in audited),
        "with_later_commits": sum(group["later_commits"] > 0 for group in audited),
        "median_commits": middle("commits"),
        "median_authors": middle("authors"),
        "verdicts": {verdict: total(verdict) for verdict in _VERDICTS},
        "statements": {verdict: total(f"statements_{verdict}") for verdict in _STATEMENT_VERDICTS},
        "contradictions": total("contradictions"),
        "items": [
            {
                "item": item,
                "text": counts.text,
                "week": counts.week,
                "groups": counts.groups,
                "ticked": counts.ticked,
                "present": counts.statuses["present"],
                "failed": sum(counts.verdicts[verdict] for verdict in ACCUSATIONS),
                "verdicts": {verdict: counts.verdicts[verdict] for verdict in _VERDICTS},
            }
            for item, counts in items.items()
        ],
        "groups": list(groups),
    }
