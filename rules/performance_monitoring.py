"""The performance of the deployed model is monitored: its predictions or their quality are tracked over time.

Present: a route or code that measures drift or quality on what the API collected, predictions that are stored together
with code that measures drift, or files of alerts and dashboards. One of the two alone, and what is only described with
concrete detail or shown in a screenshot, is `partial`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.commands import Command
from auditor.facts.configs import Shape
from auditor.facts.python import PythonCode
from auditor.report import Report
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, partial, present, unverifiable
from rules.alert_policies import google_policies, other_alerts
from rules.applications import Applications, Route
from rules.collection import storing_calls
from rules.descriptions import described, screenshots
from rules.drift_reports import drift_routes
from rules.gathering import called, once
from rules.terraform import resources
from rules.vocabulary import tools_of_kind

if TYPE_CHECKING:
    from auditor.facts.configs import ConfigFile
    from auditor.facts.template import TemplateMatch
    from auditor.prose.answers import Answers

_LIBRARIES = tuple(f"{name}.*" for tool in tools_of_kind("drift") for name in tool.imports)
_ADDRESS = re.compile(r"monitor|performance|quality", re.IGNORECASE)
_TERRAFORM = re.compile(r"google_monitoring_(?:dashboard|alert_policy)")
_NAMES = (
    "data drift",
    "data drifting",
    "drift",
    "Evidently",
    "model performance",
    "performance",
    "monitoring",
    "predictions",
)
_MONITORED = re.compile(
    r"monitor|drift|evidently|performance of (?:the|our) (?:deployed )?model|over time", re.IGNORECASE
)
_DETAIL = re.compile(
    r"evidently|`/?\w*(?:monitor|drift|report)\w*`|\bendpoints?\b|accuracy|precision|recall|p-values?"
    r"|\blast \w+ (?:images|predictions)|csv|database|bucket|SQL table|BigQuery|log file|threshold",
    re.IGNORECASE,
)
_TRAINING = re.compile(r"weights ?(?:&|and) ?biases|wandb|w&b|during training|experiment", re.IGNORECASE)
_SCREENSHOT = re.compile(r"drift|monitor|performance|evidently", re.IGNORECASE)
_QUESTIONS = (23, 26)  # on monitoring, by version of the template


def judge(
    python: PythonCode,
    configs: list[ConfigFile],
    commands: list[Command],
    snapshot: Snapshot,
    report: Report | None,
    answers: Answers,
    template: TemplateMatch,
) -> Finding:
    applications = Applications(python)
    routes = [
        Evidence("route", f"{route.method.upper()} {route.address} reports on the model's data or quality", route.place)
        for route in (*drift_routes(applications, python), *_monitoring_routes(applications, python))
    ]
    stored = called(storing_calls(applications, python), "stores inputs or predictions")
    measured = once(called(python.calls(*_LIBRARIES)))
    files = once(_files(configs, commands, snapshot, python))
    if routes or files or (stored and measured):
        return present("The deployed model's predictions or data are tracked.", [*routes, *stored, *measured, *files])
    weak = [*stored, *measured]
    if weak:
        what = (
            "stored, but nothing measures them"
            if stored
            else "not stored, though there is code that could measure drift"
        )
        return partial(f"Predictions are {what}.", weak)
    weak = [
        *described(answers, report, _NAMES, _DETAIL, "monitoring of the model", _MONITORED, _TRAINING),
        *screenshots(report, snapshot, template, _SCREENSHOT, _QUESTIONS),
    ]
    if weak:
        return partial("Monitoring of the model is only described, or shown in a screenshot.", weak)
    return unverifiable("Nothing tracks the deployed model's predictions, and no monitoring is described in detail.")


def _monitoring_routes(applications: Applications, python: PythonCode) -> Iterator[Route]:
    seen = {route.function for route in drift_routes(applications, python)}
    for route in applications.routes:
        name = route.function.rpartition(".")[2]
        has_work = any(True for _ in applications.calls(route))
        if route.function not in seen and has_work and _ADDRESS.search(f"{route.address} {name}"):
            yield route


def _files(
    configs: list[ConfigFile], commands: list[Command], snapshot: Snapshot, python: PythonCode
) -> Iterator[Evidence]:
    for config in configs:
        if config.shape(Shape.DASHBOARD):
            yield Evidence("configuration", "a dashboard", config.place)
    yield from google_policies(configs, commands, snapshot, python)
    yield from other_alerts(configs, python)
    yield from resources(snapshot, _TERRAFORM, "defines a dashboard or alert")


_API = """
    from fastapi import FastAPI

    app = FastAPI()

    @app.post("/predict")
    def predict(x: int):
        y = model(x)
        save_prediction(x, y)
        return y

    def save_prediction(x, y):
        open("log.csv", "a").write(f"{x},{y}")
"""
_DRIFT = (
    "from evidently.report import Report\n\ndef run():\n    Report(metrics=[]).run(reference_data=1, current_data=2)"
)

EXAMPLES = [
    Example("stored and measured", "present", {"api.py": _API, "drift.py": _DRIFT}),
    Example(
        "a route",
        "present",
        {
            "api.py": """
                from fastapi import FastAPI
                from drift import run

                app = FastAPI()

                @app.get("/monitoring")
                def look():
                    return run()
            """,
            "drift.py": _DRIFT,
        },
    ),
    Example("an alert", "present", {"main.tf": 'resource "google_monitoring_alert_policy" "slow" {\n}'}),
    Example("only stored", "partial", {"api.py": _API}),
    Example("only measured", "partial", {"drift.py": _DRIFT}),
    Example(
        "described",
        "partial",
        {"a.py": "x = 1"},
        answers={23: "We implemented monitoring of the model with Evidently on the last 100 predictions."},
    ),
    Example(
        "what one would do",
        "unverifiable",
        {"a.py": "x = 1"},
        answers={23: "We did not implement monitoring. Evidently would detect drift in the inputs over time."},
    ),
    Example("nothing", "unverifiable", {"a.py": "x = 1"}),
    Example(
        "commented out", "unverifiable", {"drift.py": "# from evidently.report import Report\n# Report().run()\nx = 1"}
    ),
]
