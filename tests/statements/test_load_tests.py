from __future__ import annotations

import json

import pytest

from auditor.statements.load_tests import find
from tests.statements.checking import outcomes

_CSV = "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Max Response Time,95%,99%\n"
_STATS = {"reports/load_stats.csv": _CSV + "GET,/,90,0,12,15.5,90,40,70\n,Aggregated,90,0,12,15.5,90,40,70\n"}
_DATA = {
    "requests_statistics": [{"name": "Aggregated", "num_requests": 9, "num_failures": 0, "avg_response_time": 15.5}]
}
_HTML = {"reports/locust.html": f"<script>\nwindow.templateArgs = {json.dumps(_DATA)}\n</script>"}


@pytest.mark.parametrize(
    ("answer", "files", "expected"),
    [
        ("The p95 latency was around 40 ms.", _STATS, [("40 ms", "confirmed")]),
        ("See load_stats.csv: the 95th percentile was 400 ms.", _STATS, [("400 ms", "refuted")]),
        ("The 95th percentile was 400 ms.", _STATS, [("400 ms", "unverifiable")]),  # of another run, perhaps
        (
            "In load_stats.csv the average response time is 16 ms, though the average was 3 s for one more user.",
            _STATS,
            [("16 ms", "confirmed"), ("3 s", "unverifiable")],
        ),
        ("The median response time was 2 s.", {}, []),
        ("We responded to mails after 40 ms.", _STATS, []),
        ("The average response time was 16 ms.", _HTML, [("16 ms", "confirmed")]),
    ],
)
def test_response_times(answer: str, files: dict[str, str], expected: list[object]) -> None:
    found = outcomes(find, answer, {"api.py": "x = 1", **files})
    assert [(value, outcome) for _, value, outcome in found] == expected
