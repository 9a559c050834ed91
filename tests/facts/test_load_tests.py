from __future__ import annotations

import json

from auditor.facts.load_tests import LoadFigures, read_load_tests
from tests.repositories import repository_of


def test_statistics_as_a_table() -> None:
    head = "Type,Name,Request Count,Failure Count,Median Response Time,50%,95%,99.9%"
    table = f"{head}\nGET,/,90,3,12,12,40,71\n,Aggregated,90,3,12,12,40,71\n"
    with repository_of({"reports/load_stats.csv": table}) as repository:
        (report,) = read_load_tests(repository.snapshot)
    assert report.figures[0] == LoadFigures("/", 90, 3, {"50": 12, "95": 40, "99.9": 71})
    assert report.users is None


def test_a_page_holds_its_data_in_a_script() -> None:
    data = {
        "history": [{"user_count": ["2026-01-09T12:00:00Z", 20]}, {"user_count": ["2026-01-09T12:00:05Z", 50]}],
        "requests_statistics": [
            {
                "name": "Aggregated",
                "num_requests": 90,
                "num_failures": 0,
                "median_response_time": 12,
                "avg_response_time": 15.5,
            }
        ],
        "response_time_statistics": [{"name": "Aggregated", "0.95": 40, "0.99": 70}],
    }
    page = f"<html>\n<script>window.templateArgs = {json.dumps(data)}\n;</script>"
    with repository_of({"load_test_report.html": page, "report.html": "window.templateArgs = {broken"}) as repository:
        (report,) = read_load_tests(repository.snapshot)
    assert report.figures == (LoadFigures("Aggregated", 90, 0, {"average": 15.5, "50": 12, "95": 40, "99": 70}),)
    assert (report.users, report.place.start) == (50, 2)
