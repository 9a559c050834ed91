"""The deployed application collects its inputs and outputs: the API stores them.

A database, a file that is added to, a bucket or a table counts, in the route that runs the model or in what it calls or
leaves to a background task. Inputs and predictions that are only printed or logged as text, and code that is commented
out, are `partial`.
"""

from __future__ import annotations

from auditor.facts.python import PythonCode
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.applications import Applications
from rules.collection import inference_routes, is_storing, printing_calls, storing_calls

_WORDS = ("predict", "infer", "FastAPI", "flask")


def judge(python: PythonCode) -> Finding:
    applications = Applications(python)
    stored = [
        Evidence("call", f"stores it: {_name(call.name)}", call.place) for call in storing_calls(applications, python)
    ]
    if stored:
        return present("The API stores what it is asked and what it answers.", stored)
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
            "api.py": "from fastapi import FastAPI\n\napp = FastAPI()\nkeeper = None\n\n@app.post('/predict')\ndef predict(x: int):\n"
            "    y = model(x)\n    keeper.record_prediction(x, y)\n    return y",
            "keeper.py": "class Keeper:\n    def record_prediction(self, x, y):\n        self.rows.to_csv('log.csv', mode='a')",
        },
    ),
    Example("only logged", "partial", _storing("logging.info(f'predicted {label} for {text}')")),
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
