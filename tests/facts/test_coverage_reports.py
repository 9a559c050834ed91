from __future__ import annotations

import json

import pytest

from auditor.facts.coverage_reports import read_coverage_reports
from auditor.place import Place
from tests.repositories import repository_of

_TEXT = (
    "Name            Stmts   Miss  Cover\nsrc/tide.py        10      2    80%\nTOTAL              10      2    80%\n"
)
_PAGE = """
    <span class="pc_cov">80%</span>
    <tr><td class="name"><a href="t.html">src&#8201;/&#8201;tide.py</a></td><td>10</td><td class="right">80%</td></tr>
"""
_XML = '<coverage version="7" line-rate="0.8"><class filename="src/tide.py" line-rate="0.8"></class></coverage>'
_JSON = json.dumps(
    {"totals": {"percent_covered": 80.0}, "files": {"src/tide.py": {"summary": {"percent_covered": 80.0}}}}
)


@pytest.mark.parametrize(
    ("path", "text", "files"),
    [
        ("coverage.txt", _TEXT, {"src/tide.py": 80}),
        ("htmlcov/index.html", _PAGE, {"src/tide.py": 80}),
        ("reports/coverage.xml", _XML, {"src/tide.py": 80}),
        ("coverage.json", _JSON, {"src/tide.py": 80}),
        ("docs/coverage.svg", '<svg><text x="80">80%</text></svg>', {}),
    ],
)
def test_what_reports_say(path: str, text: str, files: dict[str, float]) -> None:
    with repository_of({path: text}) as repository:
        (report,) = read_coverage_reports(repository.snapshot)
        assert (report.path, report.percent, report.files) == (path, 80, files)


def test_a_report_is_cited_at_its_total() -> None:
    with repository_of({"coverage.txt": _TEXT}) as repository:
        assert read_coverage_reports(repository.snapshot)[0].place == Place("coverage.txt", 3, 3)


@pytest.mark.parametrize("text", ["", "{", '{"totals": 3}', "no table", '<coverage line-rate="1.2.3.4.5">'])
def test_what_is_no_report_says_nothing(text: str) -> None:
    with repository_of({f"coverage.{ending}": text for ending in ("txt", "json")}) as repository:
        assert read_coverage_reports(repository.snapshot) == []
