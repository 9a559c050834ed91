"""An API that reports drift is deployed to the cloud.

Present: a route that measures or reports drift, followed through the project's functions, and a sign of its deployment:
a step, configuration or address. An application of its own, beside the one that serves the model, needs a sign of its
own, at least a Dockerfile for it. A drift API without any sign of its deployment is `partial`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.commands import Command
from auditor.facts.python import PythonCode
from auditor.report import Report
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.applications import Applications, Route
from rules.deployments import elsewhere, on_google
from rules.drift_reports import drift_routes, is_application_of_its_own
from rules.gathering import once

if TYPE_CHECKING:
    from auditor.facts.configs import ConfigFile
    from auditor.facts.containers import Containers
    from auditor.facts.documents import Document
    from auditor.facts.workflows import Workflow

_WORDS = ("drift", "evidently")
_ABOUT_DRIFT = re.compile(r"drift|monitor", re.IGNORECASE)


def judge(
    python: PythonCode,
    commands: list[Command],
    workflows: list[Workflow],
    configs: list[ConfigFile],
    containers: Containers,
    snapshot: Snapshot,
    documents: list[Document],
    report: Report | None,
) -> Finding:
    applications = Applications(python)
    routes = list(drift_routes(applications, python))
    if not routes:
        return absent("No route of an API reports drift.", words=_WORDS)
    reporting = [
        Evidence("route", f"{route.method.upper()} {route.address} reports drift", route.place) for route in routes
    ]
    signs = on_google(commands, workflows, configs, python, snapshot, documents, report)
    signs += elsewhere(commands, workflows, python, snapshot, documents, report)
    shared = [route for route in routes if not is_application_of_its_own(route, applications, python)]
    if shared and signs:
        return present("An API reports drift, and there are signs of its deployment to a cloud.", [*reporting, *signs])
    own = [sign for sign in signs if _ABOUT_DRIFT.search(_text(sign, snapshot))]
    images = once(piece for route in routes for piece in _images(route, containers))
    if own or (signs and images):
        return present(
            "An API reports drift, and there are signs of its deployment to a cloud.",
            [*reporting, *(own or signs), *images],
        )
    return partial("An API reports drift, but nothing shows that it is deployed.", reporting, _WORDS)


def _text(sign: Evidence, snapshot: Snapshot) -> str:
    """A sign's lines, with its path and what was found there."""
    place = sign.place
    lines = snapshot.lines(place.path or "")[(place.start or 1) - 1 : place.end or 0] if place.start else []
    return " ".join((place.path or "", sign.message, *lines))


def _images(route: Route, containers: Containers) -> Iterator[Evidence]:
    """The Dockerfiles and services that start a route's module."""
    module = re.compile(rf"\b{re.escape((route.place.path or '').rpartition('/')[2].removesuffix('.py'))}(?::|\.py)")
    for file in containers.dockerfiles:
        for instruction in file.of("CMD", "ENTRYPOINT"):
            if module.search(instruction.value):
                yield Evidence("dockerfile", "starts the API that reports drift", instruction.place)
    for service in containers.services:
        if any(module.search(command.text) for command in service.commands):
            yield Evidence("compose", "starts the API that reports drift", service.place)


_API = """
    from evidently.metric_preset import DataDriftPreset
    from evidently.report import Report
    from fastapi import FastAPI

    app = FastAPI()

    @app.get("/report")
    def answer():
        return measure()

    def measure():
        report = Report(metrics=[DataDriftPreset()])
        report.run(reference_data=1, current_data=2)
        return report.as_dict()
"""
_MODEL = (
    "from fastapi import FastAPI\n\napp = FastAPI()\n\n@app.post('/predict')\ndef predict(x: int):\n    return model(x)"
)
_ADDRESS = {"README.md": "https://cats-ab12cd34ef-ew.a.run.app/docs"}

EXAMPLES = [
    Example("with an address", "present", {"api.py": _API} | _ADDRESS, at=("api.py:7-9", "README.md:1")),
    Example(
        "with a step",
        "present",
        {"api.py": _API, "deploy.sh": "gcloud run deploy drift --source ."},
    ),
    Example(
        "two applications, the second with an image",
        "present",
        {
            "drift.py": _API,
            "api.py": _MODEL,
            "drift.dockerfile": "FROM python:3.12\nCOPY . .\nCMD uvicorn drift:app --port $PORT",
        }
        | _ADDRESS,
    ),
    Example(
        "mounted in the other application",
        "present",
        {
            "drift.py": _API,
            "api.py": "from drift import app as drift_app\n" + _MODEL + "\n\napp.mount('/drift', drift_app)",
        }
        | _ADDRESS,
    ),
    Example("two applications, only the first deployed", "partial", {"drift.py": _API, "api.py": _MODEL} | _ADDRESS),
    Example("not deployed", "partial", {"api.py": _API}),
    Example(
        "only run by hand", "absent", {"drift.py": "from evidently.report import Report\n\nReport().run()"} | _ADDRESS
    ),
    Example("no drift in it", "absent", {"api.py": _MODEL} | _ADDRESS),
    Example(
        "commented out",
        "absent",
        {"api.py": _MODEL + "\n\n# @app.get('/drift')\n# def drift():\n#     return measure()"} | _ADDRESS,
    ),
    Example(
        "a name with nothing behind it",
        "absent",
        {"api.py": _MODEL + "\n\n@app.get('/drift')\ndef drift():\n    return {'drift': False}"} | _ADDRESS,
    ),
]
