"""A FastAPI application does inference: it has a route that runs the model.

Routes are followed through the project's own functions and modules. A FastAPI application without inference is
`partial`, and so is another framework that serves the model (Flask, BentoML, TorchServe, functions).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.facts.python import PythonCode
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.applications import Applications
from rules.gathering import called, commented, required
from rules.vocabulary import tools

if TYPE_CHECKING:
    from auditor.facts.manifests import Manifests


def judge(python: PythonCode, manifests: Manifests) -> Finding:
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
    weak = [*commented(python.commented_calls("fastapi.*")), *required(manifests, *tools("fastapi"))]
    if weak:
        return partial("FastAPI is only required or commented out.", weak, ["fastapi"])
    return absent("There is no FastAPI application, nor another one that serves a model.", words=["fastapi", "flask"])


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
    Example("only required", "partial", {"requirements.txt": "fastapi"}),
    Example("commented out", "partial", {"a.py": "# from fastapi import FastAPI\n# app = FastAPI()\nx = 1"}),
    Example("a script that predicts", "absent", {"predict.py": "def predict(x):\n    return model.predict(x)"}),
]
