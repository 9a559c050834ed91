"""Web applications: which there are, which routes they have, and what the routes do through the project's code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from auditor.facts.python import Call, PythonCode
from auditor.facts.python.reach import Reach
from auditor.place import Place

_METHODS = ("get", "post", "put", "patch", "delete", "api_route", "websocket")
FASTAPI_APPS = ("fastapi.FastAPI", "fastapi.applications.FastAPI")
_FASTAPI_ROUTERS = (*FASTAPI_APPS, "fastapi.APIRouter", "fastapi.routing.APIRouter")
_FASTAPI_ROUTES = tuple(f"{router}.{method}" for router in _FASTAPI_ROUTERS for method in _METHODS)
_ADDED_ROUTES = tuple(f"{router}.add_api_route" for router in _FASTAPI_ROUTERS)
_OTHER_ROUTES = (
    *(f"flask.{router}.{method}" for router in ("Flask", "Blueprint") for method in ("route", "get", "post")),
    "starlette.applications.Starlette.route",
    "bentoml.api",
    "bentoml.Service.api",
    "litserve.LitAPI",
    "functions_framework.http",
    "functions_framework.cloud_event",
    "litestar.get",
    "litestar.post",
    "sanic.Sanic.get",
    "sanic.Sanic.post",
    "aiohttp.web.RouteTableDef.post",
    "ray.serve.deployment",
)
_FLASK_HOOKS = tuple(
    f"flask.{owner}.{hook}" for owner in ("Flask", "Blueprint") for hook in ("before_request", "after_request")
)
_MIDDLEWARE_CLASS = "starlette.middleware.base.BaseHTTPMiddleware"

_MODEL_CALL = re.compile(
    r"\.(?:predict|predict_proba|forward|infer|inference|classify|generate|transcribe|embed|encode_image|run_inference"
    r"|decision_function|detect|segment|recommend)\w*$",
    re.IGNORECASE,
)
_MODEL_LIBRARIES = (
    "torch.no_grad",
    "torch.inference_mode",
    "torch.softmax",
    "torch.argmax",
    "torch.sigmoid",
    "torch.load",
    "torch.jit.load",
    "torch.nn.functional.softmax",
    "onnxruntime.InferenceSession",
    "onnxruntime.InferenceSession.run",
    "transformers.pipeline",
    "joblib.load",
    "ultralytics.YOLO",
)
_INFERENCE_NAME = re.compile(
    r"predict|infer|classif|detect|generat|recommend|translat|transcri|score|segment", re.IGNORECASE
)
_MODEL_VARIABLE = re.compile(
    r"(?:^|[._])(?:\w{0,80}model|net|network|classifier|pipeline|pipe|learner|session|predictor)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Route:
    """A route of a web application: its decorator, and the full name and place of the function that answers."""

    framework: str
    method: str
    address: str
    function: str
    place: Place
    decorator: Call


class Applications:
    """The web applications of a project."""

    def __init__(self, python: PythonCode) -> None:
        self._python = python
        self.reach = Reach(python)
        self.fastapi_apps = list(python.calls(*FASTAPI_APPS))
        self.fastapi_routes = [*self._routes("FastAPI", _FASTAPI_ROUTES), *self._added_routes()]
        self.other_routes = list(self._routes("", _OTHER_ROUTES))
        self.middleware = [
            *self._routes("FastAPI", tuple(f"{app}.middleware" for app in FASTAPI_APPS)),
            *self._routes("flask", _FLASK_HOOKS),
            *self._dispatching(),
        ]

    @property
    def routes(self) -> list[Route]:
        """All routes."""
        return [*self.fastapi_routes, *self.other_routes]

    def _routes(self, framework: str, decorators: tuple[str, ...]) -> Iterator[Route]:
        for module in self._python.own:
            for function in module.functions:
                for decorator in function.decorators:
                    full = self._python.full_name(decorator.name) if decorator.is_resolved else ""
                    if full in decorators and not self._python.is_own(full):
                        yield Route(
                            framework or full.partition(".")[0],
                            decorator.attribute,
                            _text(decorator),
                            f"{module.name}.{function.qualified_name}",
                            function.place,
                            decorator,
                        )

    def _dispatching(self) -> Iterator[Route]:
        """The methods that answer in classes of middleware."""
        for defined in self._python.classes(_MIDDLEWARE_CLASS):
            module = self._python.module(defined.place.path or "")
            for function in module.functions if module else ():
                if module and function.qualified_name == f"{defined.qualified_name}.dispatch":
                    for base in [call for call in module.calls if call.function == function.qualified_name][:1]:
                        name = f"{module.name}.{function.qualified_name}"
                        yield Route("FastAPI", "middleware", "", name, function.place, base)

    def _added_routes(self) -> Iterator[Route]:
        for call in self._python.calls(*_ADDED_ROUTES):
            endpoint = call.argument(1, "endpoint")
            name = self._python.full_name(endpoint.name) if endpoint else ""
            function = self._python.functions_by_name.get(name)
            if function is not None:
                yield Route("FastAPI", "api_route", _text(call), name, function.place, call)

    def calls(self, route: Route) -> Iterator[Call]:
        """All calls that a route comes to, through the project's functions.

        A method of an object whose class is not known, called or passed on, is taken for the project's only one of that
        name, if the name is of several words (`record_prediction`, not `run`).
        """
        seen: set[int] = set()
        waiting, followed = [route.function], {route.function}
        while waiting:
            for call in self.reach.calls(waiting.pop(0)):
                if id(call) in seen:
                    continue
                seen.add(id(call))
                yield call
                passed_on = [value.node.attr for value in call.arguments if isinstance(value.node, ast.Attribute)]
                for name in (call.attribute, *passed_on):
                    method = self._methods.get(name)
                    if method and method not in followed:
                        followed.add(method)
                        waiting.append(method)

    @cached_property
    def _methods(self) -> dict[str, str]:
        """The full names of methods by their names, where only one class has such a method and its name says much."""
        found: dict[str, list[str]] = {}
        for full, function in self._python.functions_by_name.items():
            if function.owner and "_" in function.name.strip("_"):
                found.setdefault(function.name, []).append(full)
        return {name: full[0] for name, full in found.items() if len(full) == 1}

    def runs_model(self, route: Route) -> bool:
        """Whether a route, through the project's functions, calls a model; or is named for it and does something."""
        calls = list(self.calls(route))
        for call in calls:
            full = self._python.full_name(call.name)
            if full in _MODEL_LIBRARIES or _MODEL_CALL.search(full):
                return True
            if _MODEL_VARIABLE.search(call.name) or _MODEL_VARIABLE.search(call.written):
                return True
        named = f"{route.address} {route.function.rpartition('.')[2]}"
        return bool(_INFERENCE_NAME.search(named)) and bool(calls)


def _text(call: Call) -> str:
    value = call.argument(0, "path")
    literal = value.literal if value is not None else ""
    return literal if isinstance(literal, str) else ""
