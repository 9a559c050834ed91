"""A FastAPI application does inference: it has a route that runs the model.

Routes are followed through the project's own functions and modules. A FastAPI application without inference is
`partial`, and so is another framework that serves the model, or could (Flask, BentoML, TorchServe, functions).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.python import PythonCode
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.applications import Applications
from rules.gathering import called, commented, required, using_any
from rules.vocabulary import tools

if TYPE_CHECKING:
    from auditor.facts.commands import Command
    from auditor.facts.containers import Containers
    from auditor.facts.manifests import Manifests
_OTHER_APPLICATIONS = (
    *("flask.Flask", "quart.Quart", "sanic.Sanic", "falcon.App", "robyn.Robyn", "litestar.Litestar", "litserve.*"),
    *("starlette.applications.Starlette", "aiohttp.web.Application", "tornado.web.Application", "ray.serve.deployment"),
    *("functions_framework.http", "bentoml.service", "bentoml.Service", "kserve.ModelServer", "connexion.*"),
    *("http.server.HTTPServer", "django.http.JsonResponse", "rest_framework.*", "mlserver.*"),
)
_SERVING = (("mlflow", "models", "serve"), ("torchserve",), ("vllm", "serve"), ("tritonserver",), ("bentoml", "serve"))
_SERVING_IMAGES = ("torchserve", "tritonserver", "tensorflow/serving", "vllm-openai", "text-generation-inference")


def judge(python: PythonCode, manifests: Manifests, commands: list[Command], containers: Containers) -> Finding:
    applications = Applications(python)
    inference = [
        Evidence("route", f"{route.method.upper()} {route.address} runs the model", route.place)
        for route in applications.fastapi_routes
        if applications.runs_model(route)
    ]
    if inference:
        count = f"{len(inference)} route{'s' if len(inference) != 1 else ''}"
        return present(
            f"A FastAPI application has {count} that run{'s' if len(inference) == 1 else ''} the model.", inference
        )
    weak = [Evidence("route", f"{r.method.upper()} {r.address}", r.place) for r in applications.fastapi_routes]
    weak += called(applications.fastapi_apps, "makes a FastAPI application")
    if weak:
        return partial("There is a FastAPI application, but none of its routes runs a model.", weak)
    others = [
        Evidence("route", f"{route.framework} serves {route.address or 'the model'}", route.place)
        for route in applications.other_routes
        if applications.runs_model(route)
    ]
    if others:
        return partial("Another framework than FastAPI serves the model.", others)
    possible = [*called(python.calls(*_OTHER_APPLICATIONS)), *_serving(commands, containers)]
    if possible:
        return partial(
            "There is an application of another framework than FastAPI; nothing shows that it runs a model.", possible
        )
    weak = [*commented(python.commented_calls("fastapi.*")), *required(manifests, *tools("fastapi"))]
    if weak:
        return partial("FastAPI is only required or commented out.", weak, ["fastapi"])
    return absent("There is no FastAPI application, nor another one that serves a model.", words=["fastapi", "flask"])


def _serving(commands: list[Command], containers: Containers) -> Iterator[Evidence]:
    for command in using_any(commands, _SERVING):
        if command.live:
            yield Evidence("command", f"runs {command.text[:80]}", command.place)
    for file in containers.dockerfiles:
        for instruction in file.instructions:
            if instruction.name == "FROM" and any(image in instruction.value for image in _SERVING_IMAGES):
                yield Evidence("image", f"is built on {instruction.value}", instruction.place)


_APP = """
    from fastapi import FastAPI
    from app.model import load

    app = FastAPI()

    @app.post("/predict")
    def answer(text: str):
        return run(text)

    def run(text):
        model = load()
        return model(text)
"""

EXAMPLES = [
    Example(
        "a route that calls the model",
        "present",
        {"app/api.py": _APP, "app/model.py": "def load(): pass"},
        at=("app/api.py:6-8",),
    ),
    Example(
        "through a router and another module",
        "present",
        {
            "app/main.py": """
                from fastapi import FastAPI
                from app import routes

                app = FastAPI()
                app.include_router(routes.router)
            """,
            "app/routes.py": """
                from fastapi import APIRouter
                from app.service import work

                router = APIRouter()

                @router.post("/go")
                async def go(item: dict):
                    return await work(item)
            """,
            "app/service.py": """
                import torch

                async def work(item):
                    with torch.inference_mode():
                        return item
            """,
        },
    ),
    Example(
        "an application made elsewhere",
        "present",
        {
            "app/core.py": "from fastapi import FastAPI\n\napp = FastAPI()",
            "app/api.py": "from app.core import app\n\n@app.get('/p')\ndef p(x: int):\n    return clf.predict([x])",
        },
    ),
    Example(
        "only a greeting",
        "partial",
        {"a.py": "from fastapi import FastAPI\n\napp = FastAPI()\n\n@app.get('/')\ndef root():\n    return 'hi'"},
    ),
    Example(
        "Flask",
        "partial",
        {
            "a.py": """
                from flask import Flask

                app = Flask('x')

                @app.route('/predict')
                def p():
                    return model.predict(1)
            """
        },
    ),
    Example(
        "another application, its inference not to be seen",
        "partial",
        {"a.py": "import litserve as ls\n\nls.LitServer(Api())"},
        at=("a.py:3",),
    ),
    Example("a model server", "partial", {"serve.sh": "torchserve --start --model-store models"}),
    Example("only required", "partial", {"requirements.txt": "fastapi"}),
    Example("commented out", "partial", {"a.py": "# from fastapi import FastAPI\n# app = FastAPI()\nx = 1"}),
    Example("a script that predicts", "absent", {"predict.py": "def predict(x):\n    return model.predict(x)"}),
]
