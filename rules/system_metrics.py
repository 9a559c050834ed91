"""The API is instrumented with system metrics: counters, latencies, traces, or an endpoint for them of the group's own.

Known are prometheus_client and its instrumentators, OpenTelemetry, StatsD and the libraries of monitoring services. A
library that is only required, imported or commented out, metrics in a project without an API, and times that the API
takes without keeping them as metrics, are `partial`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.facts.commands import Command
from auditor.facts.python import PythonCode
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.applications import Applications
from rules.gathering import called, commented, imported, once, required
from rules.monitoring import (
    METRIC_TOOLS,
    commented_metric_calls,
    instrumenting_commands,
    measured,
    metric_calls,
    own_metric_routes,
)

if TYPE_CHECKING:
    from auditor.facts.manifests import Manifests

_WORDS = ("prometheus", "opentelemetry", "statsd", "metrics")


def judge(python: PythonCode, commands: list[Command], manifests: Manifests) -> Finding:
    applications = Applications(python)
    calls = once([*called(metric_calls(python)), *instrumenting_commands(commands)])
    routes = [
        Evidence("route", f"{route.method.upper()} {route.address} reports metrics of the application", route.place)
        for route in own_metric_routes(applications, python)
    ]
    has_api = bool(applications.routes or applications.fastapi_apps)
    if routes or (calls and has_api):
        return present("The API has system metrics.", [*calls, *routes])
    if calls:
        return partial("Metrics are kept, but there is no API that would be instrumented with them.", calls, _WORDS)
    weak = [
        *commented(commented_metric_calls(python)),
        *imported(python, *METRIC_TOOLS),
        *required(manifests, *METRIC_TOOLS),
    ]
    if weak:
        return partial("A library for metrics is only required, imported or commented out.", weak, _WORDS)
    taken = once(measured(applications, python))
    if taken:
        return partial("The API measures itself, but keeps no metrics.", taken, _WORDS)
    return absent("The API keeps no metrics, and no library for them is required.", words=_WORDS)


_API = "from fastapi import FastAPI\n\napp = FastAPI()\n\n@app.post('/predict')\ndef predict(x):\n    return model(x)\n"

EXAMPLES = [
    Example(
        "Prometheus",
        "present",
        {
            "api.py": "from prometheus_client import Counter, make_asgi_app as asgi\n"
            + _API
            + "\nN = Counter('n', 'Cats')\napp.mount('/metrics', asgi())"
        },
        at=("api.py:10", "api.py:11"),
    ),
    Example(
        "an instrumentator",
        "present",
        {
            "api.py": "from prometheus_fastapi_instrumentator import Instrumentator\n"
            + _API
            + "\nInstrumentator().instrument(app).expose(app)"
        },
    ),
    Example(
        "OpenTelemetry in another module",
        "present",
        {
            "api.py": _API,
            "trace.py": "from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor as F\n\nF.instrument()",
        },
    ),
    Example("by its command", "present", {"api.py": _API, "start.sh": "opentelemetry-instrument uvicorn api:app"}),
    Example(
        "an endpoint of one's own",
        "present",
        {
            "api.py": _API + "\nn, t = 0, 0\n\n@app.get('/metrics')\ndef metrics():\n"
            "    return {'request_count': n, 'latency_ms': t}"
        },
        at=("api.py:11-13",),
    ),
    Example(
        "metrics of training",
        "absent",
        {"api.py": _API + "\n@app.get('/metrics')\ndef metrics():\n    return {'accuracy': 0.9, 'loss': 0.1}"},
    ),
    Example(
        "times in a header",
        "partial",
        {
            "api.py": """
                import time

                from fastapi import FastAPI

                app = FastAPI()

                @app.middleware("http")
                async def timed(request, call_next):
                    start = time.perf_counter()
                    response = await call_next(request)
                    response.headers["X-Process-Time"] = str(time.perf_counter() - start)
                    return response
            """
        },
        at=("api.py:11",),
    ),
    Example("only required", "partial", {"api.py": _API, "requirements.txt": "prometheus_client==0.21"}),
    Example(
        "commented out",
        "partial",
        {"api.py": _API + "\n# from prometheus_client import Counter\n# N = Counter('n', 'Cats')"},
    ),
    Example(
        "without an API", "partial", {"train.py": "import prometheus_client as p\n\nN = p.Counter('epochs', 'Epochs')"}
    ),
    Example(
        "only in a test",
        "absent",
        {
            "api.py": _API,
            "tests/test_a.py": "import prometheus_client as p\n\ndef test_a():\n    assert p.Counter('a', 'b')",
        },
    ),
    Example("none", "absent", {"api.py": _API}),
]
