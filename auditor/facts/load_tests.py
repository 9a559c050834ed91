"""Reports of load tests that are kept in the repository, as Locust writes them.

Formats: https://docs.locust.io/en/stable/retrieving-stats.html (CSV), and the data in the script of its HTML report.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.place import Place
from auditor.repository.snapshot import Snapshot

_MAX_BYTES = 5_000_000  # Locust's HTML reports carry their whole page with them
_NAME = re.compile(r"(?:load|locust|stress|perf|benchmark|report).*\.html$|_stats\.csv$", re.IGNORECASE)
_DATA = re.compile(r"window\.templateArgs\s*=\s*(?=\{)")


@dataclass(frozen=True, slots=True)
class LoadFigures:
    """What a report says of the requests to one address, or of all ("Aggregated"). Times are in milliseconds.

    times are by measure: "average", "maximum", and the percentiles "50" (the median), "95", "99" and so on.
    """

    name: str
    requests: int
    failures: int
    times: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class LoadTest:
    """A report: its figures by address, those of all requests last, and the most users at a time, if it says so."""

    path: str
    place: Place
    figures: tuple[LoadFigures, ...]
    users: int | None = None


def read_load_tests(snapshot: Snapshot) -> list[LoadTest]:
    """The load test reports of a snapshot, sorted by path."""
    paths = [e.path for e in snapshot.files if _NAME.search(e.path) and (e.size or 0) <= _MAX_BYTES]
    snapshot.read(paths)
    return [report for path in paths if (report := _read(snapshot.text(path) or "", path)) and report.figures]


def _read(text: str, path: str) -> LoadTest | None:
    return _of_csv(text, path) if path.lower().endswith(".csv") else _of_html(text, path)


def _of_html(text: str, path: str) -> LoadTest | None:
    start = _DATA.search(text)
    try:
        data = json.JSONDecoder().raw_decode(text, start.end())[0] if start else None
    except (ValueError, RecursionError):
        return None
    if not start or not isinstance(data, dict):
        return None
    percentiles = {entry.get("name"): entry for entry in _entries(data, "response_time_statistics")}
    figures = tuple(
        _figures(entry, "name", "num_requests", "num_failures", _times(entry, percentiles.get(entry.get("name"), {})))
        for entry in _entries(data, "requests_statistics")
    )
    users = max((_number(entry.get("user_count")) for entry in _entries(data, "history")), default=0)
    line = text.count("\n", 0, start.start()) + 1
    return LoadTest(path, Place(path, line, line), figures, int(users) or None)


def _entries(data: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    entries = data.get(key)
    yield from (entry for entry in entries if isinstance(entry, dict)) if isinstance(entries, list) else ()


def _times(entry: Mapping[str, Any], percentiles: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    yield "average", entry.get("avg_response_time")
    yield "maximum", entry.get("max_response_time")
    yield "50", entry.get("median_response_time")
    for key, value in (*percentiles.items(), *entry.items()):
        name = key.removeprefix("response_time_percentile_")
        if re.fullmatch(r"0\.\d{1,4}", name):
            yield f"{float(name) * 100:g}", value


def _of_csv(text: str, path: str) -> LoadTest | None:
    rows = csv.DictReader(text.splitlines())
    if not rows.fieldnames or "Request Count" not in rows.fieldnames:
        return None
    columns = {"average": "Average Response Time", "maximum": "Max Response Time", "50": "Median Response Time"}
    columns |= {name[:-1]: name for name in rows.fieldnames if re.fullmatch(r"\d{2}(?:\.\d+)?%", name or "")}
    figures = tuple(
        _figures(row, "Name", "Request Count", "Failure Count", ((key, row.get(name)) for key, name in columns.items()))
        for row in rows
    )
    return LoadTest(path, Place(path), figures)


def _figures(
    row: Mapping[str, Any], name: str, requests: str, failures: str, times: Iterator[tuple[str, object]]
) -> LoadFigures:
    measured = {key: number for key, value in times if (number := _number(value)) > 0}
    return LoadFigures(str(row.get(name)), int(_number(row.get(requests))), int(_number(row.get(failures))), measured)


def _number(value: object) -> float:
    """A number, or the last one of a point in time and a number, as newer reports have it; 0 where there is none."""
    last = value[-1] if isinstance(value, list) and value else value
    try:
        return float(last) if isinstance(last, int | float | str) else 0.0
    except ValueError:
        return 0.0
