"""The application is load tested: by a locustfile, or by k6, JMeter, ab, hey, wrk or the like, in a script or task.

A script of the group's own that sends many requests at once counts as well. A tool that is only required, a test that
is commented out or does nothing, a script that does so and is not called a load test, a documented command, a committed
result and a description with results are `partial`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.commands import Command, Origin
from auditor.facts.python import PythonCode
from auditor.place import Place
from auditor.report import Report
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.descriptions import described, screenshots
from rules.gathering import called, commented, imported, required
from rules.vocabulary import programs, tools_of_kind

if TYPE_CHECKING:
    from auditor.facts.configs import ConfigFile
    from auditor.facts.manifests import Manifests
    from auditor.facts.template import TemplateMatch
    from auditor.facts.workflows import Workflow
    from auditor.prose.answers import Answers

_TOOLS = tools_of_kind("load-test")
_PROGRAMS = frozenset(programs(_TOOLS))
_ACTIONS = tuple(action for tool in _TOOLS for action in tool.actions)
_AMBIGUOUS = frozenset({"ab", "hey", "drill", "ali", "plow", "siege"})  # words that may be something else
_USERS = (
    "locust.HttpUser",
    "locust.FastHttpUser",
    "locust.User",
    "locust.HttpLocust",
    "locust.Locust",
    "locust.TaskSet",
    "locust.SequentialTaskSet",
    "locust.contrib.fasthttp.FastHttpUser",
)
_K6 = re.compile(r"""from\s+['"]k6(?:/[\w-]+)?['"]|require\(\s*['"]k6(?:/[\w-]+)?['"]""")
_SCRIPT_NAME = re.compile(
    r"(?:^|[/_-])(?:load|stress|soak|perf(?:ormance)?|benchmark)[_-]?(?:tests?|testing|tester|api)(?![a-z])"
    r"|(?:^|[/_-])(?:test|api)[_-](?:load|stress|perf(?:ormance)?)(?![a-z])",
    re.IGNORECASE,
)
_REQUESTS = (
    *(f"{client}.{method}" for client in ("requests", "httpx") for method in ("get", "post", "put", "request")),
    *(
        f"{client}.{method}"
        for client in ("httpx.AsyncClient", "httpx.Client", "requests.Session", "aiohttp.ClientSession")
        for method in ("get", "post", "put", "request")
    ),
)
_AT_ONCE = re.compile(
    r"ThreadPool|ProcessPool|threading\.Thread|asyncio\.gather|TaskGroup|multiprocessing|as_completed|gevent"
)
_RESULT_FILE = re.compile(
    r"(?:^|/)(?:locust[\w-]*_(?:stats|failures|exceptions)(?:_history)?\.csv|[\w-]*load[-_]?test[\w-]*\.(?:html|csv|json|jtl|xml))$"
    r"|(?:^|/)locust[\w-]*\.(?:html|png|jpe?g)$",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\b\d[\d.,]{0,20}\s{0,9}(?:users|requests?|reqs?|rps|ms|milliseconds|seconds|s\b|%|percent|concurrent)|\bp9[059]\b"
    r"|\d(?:th|st|nd|rd)? percentile|failure rate|without (?:any )?(?:failures|errors|crash)",
    re.IGNORECASE,
)
_NAMES = ("load testing", "load test", "load tests", "load tested", "stress test", "Locust", "k6", "JMeter")
_SCREENSHOT = re.compile(r"locust|load[-_ ]?test|stress", re.IGNORECASE)
_WORDS = ("locust", "k6", "load", "jmeter")


def judge(
    python: PythonCode,
    commands: list[Command],
    workflows: list[Workflow],
    configs: list[ConfigFile],
    manifests: Manifests,
    snapshot: Snapshot,
    report: Report | None,
    answers: Answers,
    template: TemplateMatch,
) -> Finding:
    users, idle = _users(python)
    scripts = [*users, *_own_scripts(python), *_other_files(snapshot, configs)]
    run, documented = _commands(commands)
    run += [
        Evidence("workflow-step", f"runs {step.action}", step.place)
        for workflow in workflows
        for _, step in workflow.live_steps()
        if step.action in _ACTIONS
    ]
    if scripts:
        return present("A script load tests the application.", [*scripts, *run])
    if run:
        return present("A command load tests the application.", run)
    prepared = [
        *idle,
        *commented(python.commented_calls("locust.*")),
        *imported(python, *_TOOLS),
        *required(manifests, *_TOOLS),
    ]
    told = [
        *documented,
        *(
            Evidence("file", "the results of a load test", Place(e.path))
            for e in snapshot.files
            if _RESULT_FILE.search(e.path)
        ),
        *described(answers, report, _NAMES, _RESULT, "a load test with results", following=2),
        *screenshots(report, snapshot, template, _SCREENSHOT),
    ]
    if told:
        summary = "A load test is described or its results are there, but no script or task runs one."
        return partial(summary, [*told, *prepared], _WORDS)
    bursts = list(_own_scripts(python, is_named=False))
    if bursts:
        return partial("A script sends many requests at once, but nothing calls it a load test.", bursts, _WORDS)
    if prepared:
        return partial("A tool for load tests is required, but no live script or task uses it.", prepared, _WORDS)
    return absent("No script, task or workflow load tests the application.", words=_WORDS)


def _users(python: PythonCode) -> tuple[list[Evidence], list[Evidence]]:
    """Locust's simulated users that have a task, and those that have none."""
    active: list[Evidence] = []
    idle: list[Evidence] = []
    derived = {found.place for found in python.classes(*_USERS, tests=True)}
    for module in python.modules:
        has_task = any(call.is_decorator and call.attribute in ("task", "tag") for call in module.calls)
        works = has_task and any(call.function and not call.is_decorator for call in module.calls)
        works = works or any(assignment.target == "tasks" for assignment in module.assignments)
        for found in module.classes:
            if found.place in derived:
                message = f"{found.name} simulates users" if works else f"{found.name} has no task that does anything"
                (active if works else idle).append(Evidence("class", message, found.place))
    return active, idle


def _own_scripts(python: PythonCode, is_named: bool = True) -> Iterator[Evidence]:
    """Scripts that send requests at once, and are called load tests; or with is_named false, others."""
    for module in python.modules:
        if bool(_SCRIPT_NAME.search(module.path)) != is_named:
            continue
        sent = [call for call in python.calls(*_REQUESTS, tests=True) if call.place.path == module.path]
        names = [call.name for call in module.calls] + [reference.name for reference in module.references]
        if sent and any(_AT_ONCE.search(name) for name in names):
            yield from called(sent, "sends requests, many at once")


def _other_files(snapshot: Snapshot, configs: list[ConfigFile]) -> Iterator[Evidence]:
    scripts = [entry.path for entry in snapshot.files if entry.path.endswith((".js", ".ts", ".mjs"))]
    snapshot.read(scripts)
    for path in scripts:
        for number, line in enumerate(snapshot.lines(path), start=1):
            if _K6.search(line) and not line.lstrip().startswith("//"):
                yield Evidence("file", "a k6 script", Place(path, number, number))
    for entry in snapshot.files:
        if entry.path.endswith(".jmx"):
            yield Evidence("file", "a JMeter plan", Place(entry.path))
        elif entry.path.endswith((".scala", ".kt", ".java")) and "io.gatling" in (snapshot.text(entry.path) or ""):
            yield Evidence("file", "a Gatling simulation", Place(entry.path))
    for config in configs:
        keys = {setting.key.partition(".")[0] for setting in config.settings}
        if {"config", "scenarios"} <= keys and any(setting.key == "config.target" for setting in config.settings):
            yield Evidence("configuration", "an Artillery script", config.place)


def _commands(commands: list[Command]) -> tuple[list[Evidence], list[Evidence]]:
    run: list[Evidence] = []
    documented: list[Evidence] = []
    for command in commands:
        if any(_is_load_test(words) for words in command.programs()):
            is_run = command.live and command.origin is not Origin.DOCUMENT
            verb = "runs" if is_run else "gives the command"
            (run if is_run else documented).append(Evidence("command", f"{verb} {command.text[:80]}", command.place))
    return run, documented


def _is_load_test(words: tuple[str, ...]) -> bool:
    if not words or words[0] not in _PROGRAMS or len(words) == 1:
        return False
    return words[0] not in _AMBIGUOUS or any("://" in word or "$" in word for word in words[1:])


_LOCUST = """
    from locust import HttpUser, between, task

    class Visitor(HttpUser):
        wait_time = between(1, 2)

        @task
        def predict(self):
            self.client.post("/predict", json={"text": "meow"})
"""

EXAMPLES = [
    Example(
        "many requests at once",
        "partial",
        {
            "scripts/send.py": """
                import asyncio
                import httpx

                async def go(client):
                    await asyncio.gather(*[client.get(str(n)) for n in range(100)])
                    await asyncio.gather(*[httpx.AsyncClient().post("http://localhost:8000/predict")])
            """
        },
    ),
    Example(
        "a locustfile",
        "present",
        {"tests/performance/locustfile.py": _LOCUST},
        at=("tests/performance/locustfile.py:3-8",),
    ),
    Example("under another name", "present", {"tests/api_load.py": _LOCUST}),
    Example(
        "k6", "present", {"load/script.js": "import http from 'k6/http';\nexport default () => http.get('http://x');"}
    ),
    Example("JMeter", "present", {"load/plan.jmx": "<jmeterTestPlan/>"}),
    Example("a task", "present", {"Makefile": b"load:\n\they -n 500 -c 20 http://localhost:8000/predict\n"}),
    Example(
        "one's own script",
        "present",
        {
            "scripts/load_test.py": """
                import requests
                from concurrent.futures import ThreadPoolExecutor

                def one(_):
                    requests.post("http://localhost:8000/predict")

                ThreadPoolExecutor(50).map(one, range(1000))
            """
        },
        at=("scripts/load_test.py:5",),
    ),
    Example("a file called locust.py", "present", {"tests/locust.py": _LOCUST}),
    Example("only required", "partial", {"pyproject.toml": "[project]\nname = 'cats'\ndependencies = ['locust>=2']"}),
    Example(
        "commented out",
        "partial",
        {"locustfile.py": "# from locust import HttpUser, between, task\n# x = between(1, 2)\nx = 1"},
    ),
    Example(
        "a user without a task",
        "partial",
        {"locustfile.py": "from locust import HttpUser\n\nclass U(HttpUser):\n    pass"},
    ),
    Example("documented", "partial", {"README.md": "```bash\nab -n 1000 -c 10 http://localhost:8000/\n```"}),
    Example(
        "described with results",
        "partial",
        {"a.py": "x = 1"},
        answers={25: "We load tested the API with 50 users, and the median response took 300 ms."},
    ),
    Example(
        "what one would do",
        "absent",
        {"a.py": "x = 1"},
        answers={25: "We did not load test the API. We would have used Locust with 100 users."},
    ),
    Example("loading data", "absent", {"src/load_data.py": "import requests\n\nrequests.get('http://x/data.zip')"}),
]
