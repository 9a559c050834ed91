"""Reports of code coverage that are kept in the repository, in the formats that coverage.py writes.

Formats: https://coverage.readthedocs.io/en/latest/cmd.html#reporting (text, HTML, XML, JSON), and badges.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from auditor.facts.json_values import parse_json
from auditor.place import Place
from auditor.repository.snapshot import Snapshot

_MAX_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """What a report says: percent covered in total and of each file by its path as written, and where the total is."""

    path: str
    percent: float
    place: Place
    files: Mapping[str, float] = field(default_factory=dict)


def read_coverage_reports(snapshot: Snapshot) -> list[CoverageReport]:
    """The coverage reports of a snapshot, sorted by path;
    files that are called so and say nothing of it are left out."""
    entries = [entry for entry in snapshot.files if "cov" in entry.path.lower() and (entry.size or 0) <= _MAX_BYTES]
    parsers = {entry.path: parser for entry in entries if (parser := _parser(entry.path))}
    snapshot.read(parsers)
    found = (parser(path, snapshot.text(path) or "") for path, parser in parsers.items())
    return [report for report in found if report]


def _parser(path: str) -> Callable[[str, str], CoverageReport | None] | None:
    return next((parser for pattern, parser in _PARSERS if pattern.search(path)), None)


_TEXT_ROW = re.compile(r"^(?P<name>\S+)\s+\d+\s+\d+(?:\s+\d+\s+\d+)?\s+(?P<percent>\d{1,3}(?:\.\d+)?)%", re.MULTILINE)


def _of_text(path: str, text: str) -> CoverageReport | None:
    rows = list(_TEXT_ROW.finditer(text))
    total = next((row for row in rows if row["name"] == "TOTAL"), None)
    files = {row["name"].replace("\\", "/"): float(row["percent"]) for row in rows if row is not total}
    return _report(path, text, total, "percent", files)


_HTML_TOTAL = re.compile(r'class="pc_cov">(?P<percent>\d{1,3}(?:\.\d+)?)%')
_HTML_ROW = re.compile(
    r'<td class="name[^"]*"><a href="[^"]*">(?P<name>[^<]{1,300})</a></td>(?P<cells>.{0,2000}?)</tr>', re.DOTALL
)
_HTML_PERCENT = re.compile(r">\s*(\d{1,3}(?:\.\d+)?)%")


def _of_html(path: str, text: str) -> CoverageReport | None:
    files = {
        html.unescape(row["name"]).replace("\u2009", "").replace("\\", "/"): float(percent[1])
        for row in _HTML_ROW.finditer(text)
        if (percent := _HTML_PERCENT.search(row["cells"]))
    }
    return _report(path, text, _HTML_TOTAL.search(text), "percent", files)


_XML_TOTAL = re.compile(r'<coverage\b[^>]{0,500}?\bline-rate="(?P<rate>[\d.]{1,20})"')
_XML_CLASS = re.compile(r"<class\b([^>]{1,1000})>")
_XML_NAME, _XML_RATE = re.compile(r'\bfilename="([^"]+)"'), re.compile(r'\bline-rate="([\d.]{1,20})"')


def _of_xml(path: str, text: str) -> CoverageReport | None:
    files = {
        html.unescape(name[1]): _number(rate[1]) * 100
        for match in _XML_CLASS.finditer(text)
        if (name := _XML_NAME.search(match[1])) and (rate := _XML_RATE.search(match[1]))
    }
    return _report(path, text, _XML_TOTAL.search(text), "rate", files)


def _of_json(path: str, text: str) -> CoverageReport | None:
    try:
        data = parse_json(text)
    except ValueError:
        return None
    totals = data.get("totals") if isinstance(data, dict) else None
    percent = totals.get("percent_covered") if isinstance(totals, dict) else None
    if not isinstance(percent, int | float):
        return None
    return CoverageReport(path, float(percent), Place(path), dict(_files_of_json(data.get("files"))))


def _files_of_json(files: object) -> Iterator[tuple[str, float]]:
    for name, entry in files.items() if isinstance(files, dict) else ():
        summary = entry.get("summary") if isinstance(entry, dict) else None
        percent = summary.get("percent_covered") if isinstance(summary, dict) else None
        if isinstance(percent, int | float):
            yield str(name).replace("\\", "/"), float(percent)


_BADGE = re.compile(r">\s*(?P<percent>\d{1,3}(?:\.\d+)?)\s?%\s*<")


def _of_badge(path: str, text: str) -> CoverageReport | None:
    return _report(path, text, _BADGE.search(text), "percent", {})


_HTML_NAME = re.compile(
    r"(?:^|/)(?:html[^/]*+(?<=cov)|(?=(?>[^/]*?cov)[^/]*?html)[^/]*+|coverage[^/]*+)/index\.html$", re.IGNORECASE
)
_PARSERS: tuple[tuple[re.Pattern[str], Callable[[str, str], CoverageReport | None]], ...] = (
    (re.compile(r"(?:^|/)[^/]*cov[^/]*\.(?:txt|log|out)$", re.IGNORECASE), _of_text),
    (_HTML_NAME, _of_html),
    (re.compile(r"(?:^|/)[^/]*cov[^/]*\.xml$", re.IGNORECASE), _of_xml),
    (re.compile(r"(?:^|/)[^/]*cov[^/]*\.json$", re.IGNORECASE), _of_json),
    (re.compile(r"(?:^|/)[^/]*coverage[^/]*\.svg$", re.IGNORECASE), _of_badge),
)


def _report(
    path: str, text: str, total: re.Match[str] | None, group: str, files: Mapping[str, float]
) -> CoverageReport | None:
    if total is None:
        return None
    line = text.count("\n", 0, total.start()) + 1
    percent = _number(total[group]) * (100 if group == "rate" else 1)
    return CoverageReport(path, percent, Place(path, line, line), files)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:  # more than one point
        return 0.0
