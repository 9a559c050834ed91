from __future__ import annotations

import pytest

from auditor.statements.routes import find
from tests.statements.checking import outcomes, statements

API = """\
from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter(prefix="/admin")

@app.get("/")
def root(): ...

@app.get("/health")
def health(): ...

@app.post("/predict/{kind}/")
def predict(kind: str): ...

@router.get("/stats")
def stats(): ...
"""


@pytest.mark.parametrize(
    ("answer", "paths"),
    [
        ("The `/predict` endpoint takes an image.", ["/predict"]),
        ("It has a GET /health and a POST /predict.", ["/health", "/predict"]),
        ("There is an endpoint called `/health`.", ["/health"]),
        ("The statistics are at the /admin/stats endpoint.", ["/admin/stats"]),
        ("The statistics are at the /stats endpoint.", ["/stats"]),
        ("Call it:\n```\ncurl https://api-1234-ew.a.run.app/predict/cat\n```", []),
        ("Call it:\n```\ncurl -X POST http://localhost:8000/predict/\n```", ["/predict"]),
        ("The `/upload` endpoint takes an image.", []),  # perhaps another service's
        ("We did not build the `/predict` endpoint.", []),
        ("The data is in /health, and there is no API.", []),
        ("The docs are at the `/docs` endpoint.", []),
    ],
)
def test_endpoints_are_looked_for_among_the_routes(answer: str, paths: list[str]) -> None:
    assert outcomes(find, answer, {"api.py": API}) == [("other", tuple(paths), "confirmed")] * bool(paths)


def test_the_place_of_a_route_is_told() -> None:
    (found,) = statements(find, "Its `/health` endpoint says how it is.", {"api.py": API})
    assert found.reason == "The code has the route /health (api.py:9)."
