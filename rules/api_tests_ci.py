"""The application has API tests, and continuous integration runs them.

Present: tests with assertions that call the API (a test client, httpx, requests) are among those that a workflow runs
on a push or pull request. Such tests that no workflow runs, that pytest does not collect, that assert nothing or are
always skipped are `partial`, and so are tests of what the API's module holds (its functions, the shape of its requests)
that do not call the API.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.facts.commands import Command, Origin
from auditor.facts.python import PythonCode
from auditor.facts.shell import programs
from auditor.facts.tests import Skip, TestFunction, TestSuite
from auditor.place import Place
from auditor.repository.history import History
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.applications import Applications
from rules.pipelines import is_test, runs_on_push, step_does
from rules.unit_tests import is_api_test, test_evidence

if TYPE_CHECKING:
    from auditor.facts.cloudbuild import CloudBuild
    from auditor.facts.manifests import Manifests
    from auditor.facts.pipelines import Pipeline
    from auditor.facts.workflows import Workflow

_WORDS = ("TestClient", "test_client", "httpx", "requests")
_OF_AN_API = re.compile(r"localhost|127\.0\.0\.1|0\.0\.0\.0|/(?:health|predict|docs|inference)\b")
_TASKS = (Origin.TASK, Origin.MAKEFILE)
# Tools that test an API by its description or a collection of requests, without test functions.
_API_TESTERS = frozenset({"newman", "schemathesis", "st", "hurl", "tavern-ci", "dredd", "bru"})


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of tests in continuous integration; paths are the files and folders that it is told, none for all."""

    place: Place
    text: str
    paths: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    def takes(self, path: str) -> bool:
        if any(_is_below(path, ignored) for ignored in self.ignored):
            return False
        return not self.paths or any(_is_below(path, chosen) for chosen in self.paths)


def judge(
    tests: TestSuite,
    workflows: list[Workflow],
    pipelines: list[Pipeline],
    cloud_builds: list[CloudBuild],
    commands: list[Command],
    manifests: Manifests,
    python: PythonCode,
    history: History,
    snapshot: Snapshot,
) -> Finding:
    chosen = [test for test in tests.tests if is_api_test(test)]
    sound = [test for test in chosen if test.assertions and test.skip is not Skip.ALWAYS]
    runs = [
        *_workflow_runs(workflows, history, commands, snapshot),
        *_other_runs(pipelines, cloud_builds, commands, snapshot),
    ]
    default = _default_paths(manifests)
    used: dict[Place, Evidence] = {}
    run: list[TestFunction] = []
    for test in sound:
        taking = [one for one in runs if one.takes(test.path) and (one.paths or _is_default(test.path, default))]
        if taking:
            run.append(test)
            used |= {one.place: Evidence("workflow-step", f"runs the tests: {one.text}", one.place) for one in taking}
    testers = list(_api_testers(workflows, history))
    if run or testers:
        return present(_summary(len(run)), [*map(test_evidence, run), *used.values(), *testers])
    almost = [
        Evidence("test", f"{test.name} calls the API, but pytest does not look into this file", test.place)
        for test in tests.almost
        if is_api_test(test)
    ]
    if sound:
        why = "no workflow runs tests on a push or pull request" if not runs else "no workflow runs them"
        return partial(f"Tests call the API, but {why}.", [*map(test_evidence, sound), *almost], _WORDS)
    if not (chosen or almost):
        smoke = [*_smoke_tests(commands), *_collections(snapshot)]
        if smoke:
            return partial(
                "The API is only called by a command or a collection of requests, not by tests.", smoke, _WORDS
            )
    if chosen or almost:
        summary = "The tests of the API assert nothing, are always skipped, or are not collected by pytest."
        return partial(summary, [*map(test_evidence, chosen), *almost], _WORDS)
    parts = [test for test in tests.tests if test.assertions and test.uses(*_parts_of_api(python))]
    if parts:
        return partial(
            "Tests check parts of the API's module, but none calls the API.", map(test_evidence, parts), _WORDS
        )
    return absent("No test calls the API.", words=_WORDS)


def _parts_of_api(python: PythonCode) -> list[str]:
    """Patterns for what the modules hold that define an application or its routes."""
    applications = Applications(python)
    places = [call.place for call in applications.fastapi_apps] + [route.place for route in applications.routes]
    modules = [python.module(path) for path in dict.fromkeys(place.path or "" for place in places)]
    return [f"{module.name}.*" for module in modules if module is not None and module.name]


def _summary(count: int) -> str:
    if not count:
        return "A workflow tests the API with a tool of its own."
    if count == 1:
        return "1 test with assertions calls the API, and continuous integration runs it."
    return f"{count} tests with assertions call the API, and continuous integration runs them."


def _workflow_runs(
    workflows: list[Workflow], history: History, commands: list[Command], snapshot: Snapshot
) -> Iterator[_Run]:
    for workflow in workflows:
        if not runs_on_push(workflow, history):
            continue
        for _, step in workflow.live_steps():
            for words, place in step.programs():
                if words and is_test(words):
                    yield from _runs_of(words, place, step.working_directory, commands, snapshot)
            if not step.commands:
                yield from (_Run(place, what) for what, place in step_does(step, "test"))


def _other_runs(
    pipelines: list[Pipeline], cloud_builds: list[CloudBuild], commands: list[Command], snapshot: Snapshot
) -> Iterator[_Run]:
    found = [(pipeline.path, command) for pipeline in pipelines for command in pipeline.commands]
    found += [
        (build.path, command)
        for build in cloud_builds
        if not build.commented_out
        for step in build.steps
        for command in step.commands
    ]
    for path, command in found:
        for words in programs(command):
            if words and is_test(words):
                yield from _runs_of(words, Place(path, command.start, command.end), "", commands, snapshot)


def _runs_of(
    words: tuple[str, ...], place: Place, folder: str, commands: list[Command], snapshot: Snapshot
) -> Iterator[_Run]:
    """What a test command takes; of a task what the task's own commands take, where they are known."""
    text = " ".join(words[:4])
    if words[0] in ("pytest", "py.test"):
        yield _Run(place, text, _paths(words, folder, snapshot), _ignored(words, folder))
        return
    names = {word.replace("_", "-") for word in words[1:]}
    inner = [
        task_words
        for command in commands
        if command.origin in _TASKS and command.name.replace("_", "-") in names
        for task_words in command.programs()
        if task_words and task_words[0] in ("pytest", "py.test")
    ]
    if inner:
        yield from (_Run(place, text, _paths(one, folder, snapshot), _ignored(one, folder)) for one in inner)
    elif words[0] != "coverage" or not any("pytest" in word for word in words):  # pytest is there by itself as well
        yield _Run(place, text)


def _paths(words: tuple[str, ...], folder: str, snapshot: Snapshot) -> tuple[str, ...]:
    candidates = (_joined(folder, word.partition("::")[0]) for word in words[1:] if not word.startswith("-"))
    found = tuple(path for path in candidates if path in snapshot.entries or path in snapshot.folders)
    return found or ((_joined(folder, "."),) if folder and _joined(folder, ".") in snapshot.folders else ())


def _ignored(words: tuple[str, ...], folder: str) -> tuple[str, ...]:
    found = []
    for word, following in zip(words, (*words[1:], ""), strict=True):
        if word.startswith("--ignore="):
            found.append(_joined(folder, word.partition("=")[2]))
        elif word == "--ignore":
            found.append(_joined(folder, following))
    return tuple(found)


def _joined(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path)).removeprefix("./")


def _is_below(path: str, folder: str) -> bool:
    return folder in (".", path) or path.startswith(f"{folder}/")


def _default_paths(manifests: Manifests) -> tuple[str, ...]:
    """Where pytest looks when it is told no path: its `testpaths`."""
    for configuration in manifests.tool("pytest"):
        for keys in (("ini_options", "testpaths"), ("testpaths",), ("pytest", "testpaths")):
            value = configuration.get(*keys)
            if value:
                return tuple(value.split() if isinstance(value, str) else map(str, value))
    return ()


def _is_default(path: str, default: tuple[str, ...]) -> bool:
    return not default or any(_is_below(path, _joined("", one)) or re.search(r"[*?]", one) for one in default)


def _api_testers(workflows: list[Workflow], history: History) -> Iterator[Evidence]:
    for workflow in workflows:
        for _, step in workflow.live_steps() if runs_on_push(workflow, history) else ():
            for words, place in step.programs():
                if words and words[0] in _API_TESTERS and len(words) > 1:
                    yield Evidence("workflow-step", f"tests the API: {' '.join(words[:3])}", place)


def _smoke_tests(commands: list[Command]) -> Iterator[Evidence]:
    for command in commands:
        is_run = command.live and command.origin in (Origin.WORKFLOW, Origin.PIPELINE, Origin.CLOUDBUILD)
        if is_run and any(w and w[0] == "curl" and _OF_AN_API.search(" ".join(w)) for w in command.programs()):
            yield Evidence("command", f"calls the API: {command.text[:80]}", command.place)


def _collections(snapshot: Snapshot) -> Iterator[Evidence]:
    for entry in snapshot.files:
        if entry.path.endswith((".postman_collection.json", ".bru", ".hurl", ".tavern.yaml")):
            yield Evidence("file", "a collection of requests", Place(entry.path))


_TEST = """
    from fastapi.testclient import TestClient
    from cats.api import app

    client = TestClient(app)

    def test_predict():
        assert client.post("/predict", json={"text": "meow"}).status_code == 200
"""
_FIXTURE = """
    import pytest
    from fastapi.testclient import TestClient
    from cats.api import app

    @pytest.fixture
    def client():
        with TestClient(app) as opened:
            yield opened
"""


def _workflow(command: str, on: str = "push") -> dict[str, str]:
    text = f"on: {on}\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {command}\n"
    return {".github/workflows/tests.yml": text}


EXAMPLES = [
    Example(
        "run on push",
        "present",
        _workflow("coverage run -m pytest tests/") | {"tests/test_api.py": _TEST},
        at=("tests/test_api.py:6-7", ".github/workflows/tests.yml:6"),
    ),
    Example(
        "a client from a fixture",
        "present",
        _workflow("uv run pytest")
        | {
            "tests/conftest.py": _FIXTURE,
            "tests/test_it.py": "def test_it(client):\n    assert client.get('/').status_code == 200",
        },
    ),
    Example(
        "through a task",
        "present",
        _workflow("uv run invoke test")
        | {
            "tests/test_api.py": _TEST,
            "tasks.py": "from invoke import task\n\n@task\ndef test(ctx):\n    ctx.run('pytest tests')",
        },
    ),
    Example(
        "requests to a running server",
        "present",
        _workflow("pytest")
        | {
            "tests/test_api.py": "import requests\n\ndef test_up():\n    assert requests.get('http://localhost:8000').ok"
        },
    ),
    Example(
        "a workflow for other tests",
        "partial",
        _workflow("pytest tests/unit") | {"tests/unit/test_a.py": "def test_a(): pass", "tests/api/test_api.py": _TEST},
    ),
    Example("left out", "partial", _workflow("pytest --ignore=tests/test_api.py") | {"tests/test_api.py": _TEST}),
    Example("by hand", "partial", _workflow("pytest", "workflow_dispatch") | {"tests/test_api.py": _TEST}),
    Example("no workflow", "partial", {"tests/test_api.py": _TEST}),
    Example("not collected", "partial", _workflow("pytest") | {"tests/api_testing.py": _TEST}),
    Example("asserts nothing", "partial", _workflow("pytest") | {"tests/test_api.py": _TEST.replace("assert ", "")}),
    Example(
        "always skipped",
        "partial",
        _workflow("pytest")
        | {
            "tests/test_api.py": _TEST.replace("def test", "@pytest.mark.skip\n    def test").replace(
                "from fast", "import pytest\n    from fast"
            )
        },
    ),
    Example(
        "the shape of requests",
        "partial",
        _workflow("pytest")
        | {
            "cats/__init__.py": "",
            "cats/api.py": """
                from fastapi import FastAPI
                from pydantic import BaseModel

                app = FastAPI()

                class Item(BaseModel):
                    text: str
            """,
            "tests/test_item.py": """
                from cats.api import Item

                def test_item():
                    assert Item(text="meow").text == "meow"
            """,
        },
        at=("tests/test_item.py:3-4",),
    ),
    Example(
        "a client of BentoML",
        "present",
        _workflow("pytest")
        | {
            "tests/test_api.py": """
                import bentoml

                def test_predict():
                    client = bentoml.SyncHTTPClient("http://localhost:3000")
                    assert client.predict(1)
            """
        },
    ),
    Example("only a command", "partial", _workflow("curl -f http://localhost:8000/health")),
    Example(
        "commented out",
        "absent",
        _workflow("pytest")
        | {"tests/test_api.py": "# from fastapi.testclient import TestClient\n# assert TestClient(1).get('/')\nx = 1"},
    ),
    Example(
        "other tests",
        "absent",
        _workflow("pytest") | {"tests/test_model.py": "def test_model():\n    assert 1 + 1 == 2"},
    ),
    Example(
        "a download",
        "absent",
        _workflow("pytest")
        | {"tests/test_data.py": "import requests\n\ndef test_it():\n    assert requests.get('http://x/data.zip')"},
    ),
]
