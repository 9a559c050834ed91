"""The model is deployed behind a more specialised API: a BentoML service, or an ONNX model that an API runs.

An API's routes and start-up code are followed through the project's own modules to where a session of ONNX Runtime is
made. Only an export to ONNX, a session that no API comes to, a model in BentoML's store without a service, or one of
them only imported or required is `partial`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.python import Call, PythonCode
from auditor.place import Place
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.applications import Applications
from rules.gathering import called, imported, once, required
from rules.vocabulary import tools

if TYPE_CHECKING:
    from auditor.facts.commands import Command
    from auditor.facts.manifests import Manifests

_SERVICE = (
    "bentoml.service",
    "bentoml.Service",
    "bentoml.Service.api",
    "bentoml.api",
    "bentoml.asgi_app",
    "bentoml.task",
    "bentoml.legacy.Service",
)
_SESSIONS = ("onnxruntime.InferenceSession", "cv2.dnn.readNetFromONNX", "fastembed.*")
_OPTIMUM = "optimum.onnxruntime."
_EXPORTS = (
    "torch.onnx.*",
    "onnx.save",
    "onnx.save_model",
    "onnx.load",
    "skl2onnx.*",
    "tf2onnx.*",
    "onnxmltools.*",
    "optimum.exporters.onnx.*",
)
_WORDS = ("onnx", "bentoml")


def judge(python: PythonCode, manifests: Manifests, snapshot: Snapshot, commands: list[Command]) -> Finding:
    services = called(python.calls(*_SERVICE), "defines a BentoML service")
    sessions = list(_sessions(python))
    reached = _reached_by_apis(python) if sessions else frozenset()
    served = [Evidence("call", "an API runs an ONNX model", call.place) for call in sessions if id(call) in reached]
    if services or served:
        what = " and ".join(
            [*["a BentoML service"] * bool(services), *["an API that runs an ONNX model"] * bool(served)]
        )
        return present(f"There is {what}.", once([*services, *served]))
    weak = [
        *called(sessions, "runs an ONNX model, but in no API"),
        *called(python.calls(*_EXPORTS)),
        *called(_exporting_methods(python), "exports a model to ONNX"),
        *called(python.calls("bentoml.*")),
        *imported(python, *tools("onnx", "bentoml")),
        *required(manifests, *tools("onnx", "bentoml")),
        *_files(snapshot),
        *_commands(commands),
    ]
    if weak:
        return partial("ONNX or BentoML is there, but no API serves a model with it.", once(weak), _WORDS)
    return absent("Neither ONNX nor BentoML is in the code, the manifests or the tree.", words=_WORDS)


def _sessions(python: PythonCode) -> Iterator[Call]:
    """Calls that load an ONNX model to be run."""
    yield from python.calls(*_SESSIONS)
    for call in python.calls(f"{_OPTIMUM}*", "ultralytics.YOLO"):
        model = call.argument(0, "model")
        is_file = model is not None and str(model.literal).endswith(".onnx")
        if is_file or python.full_name(call.name).startswith(f"{_OPTIMUM}ORTModel"):
            yield call


def _reached_by_apis(python: PythonCode) -> frozenset[int]:
    """The identities of the calls that a module with a web application makes, through the project's own functions."""
    applications = Applications(python)
    paths = {route.place.path for route in applications.routes}
    paths.update(call.place.path for call in applications.fastapi_apps)
    starts = [route.function for route in applications.routes]
    for module in python.own:
        if module.path in paths:
            starts += [
                f"{module.name}.",
                *(f"{module.name}.{function.qualified_name}" for function in module.functions),
            ]
    return frozenset(id(call) for start in dict.fromkeys(starts) for call in applications.reach.calls(start))


def _exporting_methods(python: PythonCode) -> Iterator[Call]:
    """`model.to_onnx(...)` of Lightning and others, and `model.export(format="onnx")` of Ultralytics."""
    for module in python.own:
        for call in module.calls:
            exported = call.keywords.get("format") if call.attribute == "export" else None
            if call.attribute == "to_onnx" or (exported is not None and exported.literal == "onnx"):
                yield call


def _commands(commands: list[Command]) -> Iterator[Evidence]:
    """Live commands that export to ONNX or run BentoML, and ONNX in a browser's packages."""
    for command in commands:
        for words in command.programs() if command.live else ():
            is_export = words[:3] == ("optimum-cli", "export", "onnx") or words[:1] == ("trtexec",)
            if is_export or (words[:1] == ("bentoml",) and len(words) > 1) or "format=onnx" in words:
                yield Evidence("command", f"runs {command.text[:80]}", command.place)


def _files(snapshot: Snapshot) -> Iterator[Evidence]:
    for entry in snapshot.files:
        if entry.suffix == ".onnx" or entry.path.endswith(".onnx.dvc"):
            yield Evidence("file", "a model in ONNX format", Place(entry.path))
        elif entry.name == "package.json" and "onnxruntime-" in (snapshot.text(entry.path) or ""):
            yield Evidence("file", "requires ONNX Runtime for JavaScript", Place(entry.path))
        elif entry.name in ("bentofile.yaml", "bentofile.yml"):
            yield Evidence("file", "BentoML's build file", Place(entry.path))


_EXPORT = "import torch\n\ntorch.onnx.export(model, x, 'model.onnx')"

EXAMPLES = [
    Example("exported by a command", "partial", {"export.sh": "optimum-cli export onnx --model cats out/"}),
    Example(
        "a BentoML service",
        "present",
        {
            "service.py": """
                import bentoml

                @bentoml.service(resources={"cpu": "2"})
                class Service:
                    @bentoml.api
                    def predict(self, text: str):
                        return text
            """
        },
        at=("service.py:3", "service.py:5"),
    ),
    Example(
        "a session in an API",
        "present",
        {
            "api.py": """
                import onnxruntime as ort
                from fastapi import FastAPI

                app = FastAPI()
                session = ort.InferenceSession("model.onnx")

                @app.post("/predict")
                def predict(x: float):
                    return session.run(None, {"x": x})
            """
        },
        at=("api.py:5",),
    ),
    Example(
        "through a module of the project",
        "present",
        {
            "app/api.py": """
                from fastapi import FastAPI
                from app.runtime import Predictor

                app = FastAPI()

                @app.post("/predict")
                def predict(x: float):
                    return Predictor()(x)
            """,
            "app/runtime.py": """
                from onnxruntime import InferenceSession as Session

                class Predictor:
                    def __init__(self):
                        self.session = Session("model.onnx")
            """,
        },
        at=("app/runtime.py:5",),
    ),
    Example("only an export", "partial", {"export.py": _EXPORT}),
    Example(
        "a session in a script beside an API without it",
        "partial",
        {
            "api.py": "from fastapi import FastAPI\n\napp = FastAPI()\n\n@app.get('/')\ndef root():\n    return 1",
            "bench.py": "import onnxruntime as ort\n\nort.InferenceSession('m.onnx').run(None, {})",
        },
    ),
    Example("a method of the model", "partial", {"export.py": "def go(model):\n    model.to_onnx('m.onnx')"}),
    Example("only required", "partial", {"requirements.txt": "onnxruntime==1.20"}),
    Example("commented out", "absent", {"service.py": "# import bentoml\n# @bentoml.service\n# class S: pass\nx = 1"}),
    Example("in a string", "absent", {"a.py": "print('bentoml.Service, torch.onnx.export')"}),
    Example("another framework", "absent", {"api.py": "from fastapi import FastAPI\n\napp = FastAPI()"}),
    Example("only in a test", "absent", {"tests/test_a.py": _EXPORT}),
]
