"""The fields that curl commands send."""

from __future__ import annotations

import pytest

from auditor.statements.request_fields import find
from tests.statements.checking import outcomes, statements

API = """\
from fastapi import FastAPI, File, UploadFile
from pydantic import BaseModel

app = FastAPI()

class Order(BaseModel):
    pots: int
    colour: str = "red"

@app.post("/order")
def order(what: Order): ...

@app.post("/picture")
async def picture(image: UploadFile = File(...), size: int = 3): ...
"""
FILES = {"src/shop/api.py": API}


@pytest.mark.parametrize(
    ("command", "fields", "outcome"),
    [
        ("curl -X POST -F 'image=@pot.jpg' http://localhost:8000/picture", ["image"], "confirmed"),
        ("curl -F image=@pot.jpg --form size=4 http://localhost/picture", ["image", "size"], "confirmed"),
        ("""curl http://localhost/order -d '{"pots": 3, "colour": "blue"}'""", ["pots", "colour"], "confirmed"),
        ("""curl http://localhost/order --data-raw '{"pots": 3, ...}'""", ["pots"], "confirmed"),
        ('curl http://localhost/order -d "{\\\\"pots\\\\": 3}"', ["pots"], "confirmed"),
        ("curl -F 'file=@pot.jpg' http://localhost/picture", ["file"], "refuted"),
        ("curl -F 'file=@pot.jpg' -F 'size=4' http://localhost/picture", [], ""),  # some of it is right
        ("""curl http://localhost/order -d '{"jars": 3}'""", [], ""),  # the types of what is taken are not followed
        ("curl http://localhost/docs", [], ""),
    ],
)
def test_what_a_command_sends(command: str, fields: list[str], outcome: str) -> None:
    expected = [("other", tuple(fields), outcome)] if fields else []
    assert outcomes(find, f"Call it so:\n\n```bash\n{command}\n```\n", FILES) == expected


def test_a_command_over_several_lines() -> None:
    answer = "Run\n```\ncurl -X POST \\\n  http://localhost/picture \\\n  -F 'image=@pot.jpg'\n```\n"
    (found,) = statements(find, answer, FILES)
    assert found.quote == "curl -X POST http://localhost/picture -F 'image=@pot.jpg'"
    assert found.reason == "The service takes image (src/shop/api.py:14)."
    assert (found.place.end or 0) - (found.place.start or 0) == 2


def test_what_is_taken_instead_is_told() -> None:
    (found,) = statements(find, "`curl -F 'file=@pot.jpg' http://localhost/picture`", FILES)
    assert found.reason == "No route's function takes file as a form's field; they take image, size, what."


@pytest.mark.parametrize(
    "code",
    [
        "from flask import Flask, request\napp = Flask('x')\n\n@app.post('/p')\ndef p(): return request.files['f']\n",
        "from fastapi import FastAPI\napp = FastAPI()\n\n@app.post('/p')\nasync def p(request: Request): ...\n",
    ],
)
def test_a_service_that_takes_anything(code: str) -> None:
    assert outcomes(find, "`curl -F 'file=@pot.jpg' http://localhost/p`", {"api.py": code}) == []


def test_a_cloud_function_beside_the_service() -> None:
    code = "def answer(request):\n    return request.files.get('file').read()\n"
    (found,) = statements(find, "`curl -F 'file=@pot.jpg' http://x.org/f`", FILES | {"cloud/main.py": code})
    assert found.reason == "The service takes file (cloud/main.py:2)."
    code = "def answer(request):\n    return request.files.get(NAME)\n"
    assert outcomes(find, "`curl -F 'file=@pot.jpg' http://x.org/f`", FILES | {"cloud/main.py": code}) == []


def test_a_service_that_is_elsewhere() -> None:
    assert outcomes(find, "`curl -F 'file=@pot.jpg' http://localhost/p`", {"main.py": "x = 1\n"}) == []
