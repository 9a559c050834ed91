"""The deployed application collects its inputs and outputs: the API stores them.

A database, a file that is added to, a bucket or a table counts, in the route that runs the model or in what it calls or
leaves to a background task; or what is kept in memory and saved by another route. Inputs without predictions, what is
only printed or logged as text, what a front end or a route stores of which nothing shows that it runs the model, and
code that is commented out, are `partial`.
"""

from __future__ import annotations

from auditor.facts.python import PythonCode
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.applications import Applications
from rules.collection import (
    inference_routes,
    is_storing,
    printing_calls,
    remembering_calls,
    saving_calls,
    storing_calls,
    storing_calls_elsewhere,
    upload_calls,
)

_WORDS = ("predict", "infer", "FastAPI", "flask")


def judge(python: PythonCode) -> Finding:
    applications = Applications(python)
    stored = [
        Evidence("call", f"stores it: {_name(call.name)}", call.place) for call in storing_calls(applications, python)
    ]
    if stored:
        return present("The API stores what it is asked and what it answers.", stored)
    kept = [
        Evidence("call", "keeps what comes in and goes out in memory", call.place)
        for call in remembering_calls(applications, python)
    ]
    if kept:
        saved = [
            Evidence("call", f"saves it: {_name(call.name)}", call.place) for call in saving_calls(applications, python)
        ]
        if saved:
            return present("The API keeps what it is asked and what it answers, and a route saves it.", [*kept, *saved])
        return partial("The API keeps what it is asked and what it answers in memory only.", kept, _WORDS)
    uploads = [
        Evidence("call", "keeps a file that was sent", call.place) for call in upload_calls(applications, python)
    ]
    if uploads:
        return partial("The API keeps the files that it is sent, but not what it answers.", uploads, _WORDS)
    printed = [Evidence("call", "only prints or logs it", call.place) for call in printing_calls(applications, python)]
    if printed:
        return partial("The API only prints or logs its predictions as text.", printed, _WORDS)
    files = {route.place.path for route in applications.routes}
    commented = [
        Evidence("commented-code", f"{_name(call.name)} is commented out", call.place)
        for module in python.commented_out
        if module.path in files
        for call in module.calls
        if is_storing(call, python)
    ]
    if commented:
        return partial("The code that would store inputs or predictions is commented out.", commented, _WORDS)
    elsewhere = [
        Evidence("call", f"stores something: {_name(call.name)}", call.place)
        for call in storing_calls_elsewhere(applications, python)
    ]
    if elsewhere:
        return partial(
            "Something is stored, but nothing shows that it is what the model is given and answers.", elsewhere, _WORDS
        )
    if not applications.routes:
        return absent("There is no API that could collect anything.", words=_WORDS)
    if not inference_routes(applications):
        return absent("No route of the API runs the model, and so none stores what goes in and out.", words=_WORDS)
    return absent("The API stores neither inputs nor predictions.", words=_WORDS)


def _name(full: str) -> str:
    return ".".join(full.split(".")[-2:])


_API = """
    from fastapi import BackgroundTasks, FastAPI
    from cats.model import load
    from cats.storage import keep_prediction

    app = FastAPI()

    @app.post("/predict")
    def predict(text: str, tasks: BackgroundTasks):
        label = load().predict(text)
        tasks.add_task(save_prediction, text, label)
        return label

    def save_prediction(text, label):
        STORE
"""


def _storing(line: str) -> dict[str, str]:
    return {"cats/api.py": _API.replace("STORE", line), "cats/model.py": "def load(): pass"}


def _sending(line: str) -> dict[str, str]:
    api = _API.replace("tasks.add_task(save_prediction, text, label)", line).replace("STORE", "pass")
    return {"cats/api.py": api, "cats/model.py": "def load(): pass"}


EXAMPLES = [
    Example(
        "added to a file", "present", _storing("open('log.csv', 'a').write(f'{text},{label}')"), at=("cats/api.py:14",)
    ),
    Example("a bucket", "present", _storing("storage.Client().bucket('b').blob(label).upload_from_string(text)")),
    Example("a table", "present", _storing("client.insert_rows_json('t', [{'text': text, 'label': label}])")),
    Example("a database", "present", _storing("session.add(Row(text, label))")),
    Example("SQL", "present", _storing("cursor.execute('INSERT INTO log VALUES (?, ?)', (text, label))")),
    Example(
        "a method of an object that is made elsewhere",
        "present",
        {
            "api.py": """
                from fastapi import FastAPI

                app = FastAPI()
                keeper = None

                @app.post("/predict")
                def predict(x: int):
                    y = model(x)
                    keeper.record_prediction(x, y)
                    return y
            """,
            "keeper.py": """
                class Keeper:
                    def record_prediction(self, x, y):
                        self.rows.to_csv("log.csv", mode="a")
            """,
        },
    ),
    Example("a table through a client", "present", _storing("db.insert({'text': text, 'label': label})")),
    Example(
        "kept in memory, saved by another route",
        "present",
        {
            "cats/api.py": """
                from fastapi import FastAPI
                from cats.model import load

                app = FastAPI()
                rows = []

                @app.post("/predict")
                def predict(text: str):
                    label = load().predict(text)
                    record_prediction(text, label)
                    return label

                def record_prediction(text, label):
                    rows.append((text, label))

                @app.post("/save")
                def save():
                    open("rows.txt", "w").write(str(rows))
            """,
            "cats/model.py": "def load(): pass",
        },
        at=("cats/api.py:14", "cats/api.py:18"),
    ),
    Example("kept in memory", "partial", _storing("ROWS.append((text, label))")),
    Example("a remote file", "present", _sending("fsspec.open(f'gs://cats/{text}', 'w').write(label)")),
    Example(
        "by a front end",
        "partial",
        {
            "ui.py": """
                import pandas as pd
                import streamlit as st

                text = st.text_input("Text")
                pd.DataFrame([[text, ask(text)]]).to_csv("log.csv", mode="a")
            """
        },
        at=("ui.py:5",),
    ),
    Example(
        "by a route without a model to be seen",
        "partial",
        {
            "api.py": """
                from fastapi import FastAPI

                app = FastAPI()

                @app.post("/items")
                def items(text: str):
                    open("log.csv", "a").write(text)
            """
        },
    ),
    Example("only what was sent", "partial", _sending("open(f'uploads/{text}', 'wb').write(text)")),
    Example("the last file that was sent", "absent", _sending("open('image.jpg', 'wb').write(text)")),
    Example("only logged", "partial", _storing("logging.info(f'predicted {label} for {text}')")),
    Example("printed as JSON", "partial", _storing("print(json.dumps({'text': text} | label))")),
    Example("commented out", "partial", _storing("# open('log.csv', 'a').write(text)\n        pass")),
    Example("nothing", "absent", _storing("pass")),
    Example("only errors are printed", "absent", _storing("print(f'Prediction error: {label}')")),
    Example("a table for the answer", "absent", _storing("text.to_csv(io.StringIO())")),
    Example(
        "stored by a client",
        "absent",
        _storing("pass")
        | {"demo.py": "import requests\n\nopen('scores.csv', 'a').write(requests.post('http://x/predict').text)"},
    ),
    Example("no API", "absent", {"predict.py": "open('out.csv', 'a').write('1')"}),
    Example(
        "another route",
        "absent",
        {
            "api.py": _API.replace("STORE", "pass")
            + "\n    @app.post('/feedback')\n    def feedback(text: str):\n        open('f.csv', 'a').write(text)"
        },
    ),
]
