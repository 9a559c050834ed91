"""Routes of web applications that report drift, and which application they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.facts.python import PythonCode
from rules.applications import FASTAPI_APPS, Applications, Route
from rules.collection import inference_routes
from rules.vocabulary import tools_of_kind

_TOOLS = tuple(f"{name}." for tool in tools_of_kind("drift") for name in tool.imports)
_TESTS = re.compile(
    r"^scipy\.stats\.(?:ks_2samp|wasserstein_distance|chi2_contingency|energy_distance|anderson_ksamp)$"
)
_NAMED = re.compile(r"drift", re.IGNORECASE)
_ONLY_ANSWERS = re.compile(
    r"(?:HTTPException|JSONResponse|HTMLResponse|Response|print|str|dict|len|int|float)$|\blogg(?:er|ing)\."
)
_APPS = (*FASTAPI_APPS, "flask.Flask", "litestar.Litestar", "starlette.applications.Starlette")


def drift_routes(applications: Applications, python: PythonCode) -> Iterator[Route]:
    """The routes that measure drift, through the project's functions, or are named for it and do something."""
    for route in applications.routes:
        names = [python.full_name(call.name) for call in applications.calls(route)]
        measures = any(name.startswith(_TOOLS) or _TESTS.match(name) for name in names)
        is_named = bool(_NAMED.search(f"{route.address} {route.function.rpartition('.')[2]}"))
        if measures or (is_named and any(not _ONLY_ANSWERS.search(name) for name in names)):
            yield route


def is_application_of_its_own(route: Route, applications: Applications, python: PythonCode) -> bool:
    """Whether a route's module makes an application of its own, beside another one that serves the model."""
    module = python.module(route.place.path or "")
    if module is None or not any(call.place.path == module.path for call in python.calls(*_APPS)):
        return False
    inference = {found.place.path for found in inference_routes(applications)}
    taken_in = any(
        call.attribute in ("mount", "include_router", "register_blueprint")
        and any(value.name.startswith(f"{module.name}.") for value in call.arguments)
        for other in python.own
        if other is not module
        for call in other.calls
    )
    return bool(inference) and module.path not in inference and not taken_in
