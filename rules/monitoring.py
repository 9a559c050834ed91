"""Signs that a running application is watched: metrics in its code, and what collects, shows and judges them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.commands import Command
from auditor.facts.configs import Shape
from auditor.facts.python import Call, PythonCode
from auditor.facts.python.model import PythonModule
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence
from rules.applications import Applications, Route
from rules.gathering import called, using_any
from rules.terraform import resources
from rules.vocabulary import tools, tools_of_kind

if TYPE_CHECKING:
    from auditor.facts.configs import ConfigFile
    from auditor.facts.containers import Containers
    from auditor.facts.workflows import Workflow

METRIC_TOOLS = tools_of_kind("metrics")
_METRIC_CALLS = (
    *(f"{name}.*" for tool in METRIC_TOOLS for name in tool.imports),
    "bentoml.metrics.*",
    "google.cloud.monitoring_v3.MetricServiceClient",
    "google.cloud.monitoring_v3.MetricServiceClient.*",
    "ray.util.metrics.*",
)
_METRIC_PROGRAMS = frozenset({"opentelemetry-instrument", "ddtrace-run", "newrelic-admin"})
_METRICS_ADDRESS = re.compile(
    r"(?:^|/)[\w-]*(?:metrics|telemetry|system[-_]?(?:info|stats|status)?|prometheus)[\w-]*/?$", re.I
)
_SYSTEM_WORD = re.compile(
    r"request|latency|uptime|\bcpu|memory|\bram\b|disk|error|throughput|response_?time|duration|\brss\b|load_?avg|prediction_time"
    r"|inference_time|\bcount\b|gpu",
    re.IGNORECASE,
)
_CLOCKS = ("time.time", "time.perf_counter", "time.monotonic", "timeit.default_timer", "datetime.datetime.now")
_DURATION = re.compile(r"latency|duration|elapsed|(?:process|inference|prediction|response|request)[-_ ]?time", re.I)
_TELEMETRY_CALLS = ("sentry_sdk.init", "elasticapm.*", "psutil.*", "pynvml.*", "GPUtil.*")
_SYSTEM_CALLS = ("psutil.", "resource.getrusage", "os.getloadavg", "shutil.disk_usage", "GPUtil.", "pynvml.")

_SIDECAR = re.compile(
    r"cloud-run-gmp-sidecar|cloud-run-otel|google-?cloud-?ops-agent|managed-prometheus|gke-metrics", re.I
)
_MONITORING_API = re.compile(r"^monitoring\.(?:googleapis\.com|coreos\.com)/")
_CLOUD_EXPORTERS = re.compile(
    r"exporters\.(?:googlemanagedprometheus|googlecloud|stackdriver|awsemf|awsxray|azuremonitor|datadog|newrelic"
    r"|prometheusremotewrite)\b",
    re.IGNORECASE,
)
_CLOUD_CALLS = (
    "opentelemetry.exporter.cloud_monitoring.*",
    "opentelemetry.exporter.cloud_trace.*",
    "opentelemetry.exporter.gcp_monitoring.*",
    "google.cloud.monitoring_v3.MetricServiceClient",
    "google.cloud.monitoring_v3.MetricServiceClient.*",
    "google.cloud.monitoring_dashboard.*",
    "opencensus.ext.stackdriver.*",
    "opencensus.ext.azure.*",
    "azure.monitor.opentelemetry.*",
    "logfire.*",
    "newrelic.*",
    "ddtrace.*",
    "datadog.*",
)
_CLOUD_COMMANDS = (
    ("gcloud", "monitoring", "dashboards", "create"),
    ("gcloud", "monitoring", "dashboards", "update"),
    ("gcloud", "monitoring", "uptime", "create"),
    ("gcloud", "monitoring", "snoozes"),
    ("gcloud", "logging", "metrics", "create"),
    ("aws", "cloudwatch"),
    ("az", "monitor"),
)
_MONITORING_TERRAFORM = re.compile(
    r"google_monitoring_(?!notification_channel)|google_logging_metric|aws_cloudwatch_|azurerm_monitor_|grafana_"
)
_LOCAL_IMAGES = tuple(image for tool in (*METRIC_TOOLS, *tools("grafana")) for image in tool.images)


def metric_calls(python: PythonCode) -> list[Call]:
    """Live calls of a library for metrics or traces, outside of tests."""
    return list(python.calls(*_METRIC_CALLS))


def commented_metric_calls(python: PythonCode) -> Iterator[Call]:
    """The same in code that is commented out."""
    return python.commented_calls(*_METRIC_CALLS)


def instrumenting_commands(commands: list[Command]) -> Iterator[Evidence]:
    """Commands that start an application under an instrumenting tool."""
    for command in commands:
        if command.live and any(words and words[0] in _METRIC_PROGRAMS for words in command.programs()):
            yield Evidence("command", f"instruments the application: {command.text[:80]}", command.place)


def own_metric_routes(applications: Applications, python: PythonCode) -> Iterator[Route]:
    """Routes for metrics that tell of requests, times or the machine, whatever counts them."""
    for route in applications.routes:
        if not _METRICS_ADDRESS.search(route.address):
            continue
        module = python.module(route.place.path or "")
        names = [python.full_name(call.name) for call in applications.calls(route)]
        if any(name.startswith(_SYSTEM_CALLS) for name in names) or (module and _tells_of_system(module, route)):
            yield route


def measured(applications: Applications, python: PythonCode) -> Iterator[Evidence]:
    """Evidence for routes and middleware that take the time, and for telemetry, without a library for metrics."""
    for route in (*applications.routes, *applications.middleware):
        calls = list(applications.calls(route))
        clocks = [call for call in calls if python.full_name(call.name) in _CLOCKS]
        functions = {(call.place.path, call.function) for call in clocks}
        for path, function in sorted(functions, key=str):
            module = python.module(path or "")
            named = [one for one in module.assignments if one.function == function] if module else []
            told = [one for one in named if _DURATION.search(one.target)]
            if told and len([one for one in clocks if (one.place.path, one.function) == (path, function)]) > 1:
                yield from (Evidence("assignment", f"measures {one.target}", one.place) for one in told)
    if applications.routes or applications.fastapi_apps:
        yield from called(python.calls(*_TELEMETRY_CALLS))


def _tells_of_system(module: PythonModule, route: Route) -> bool:
    """Whether what a route's function answers is called like a measure of the system."""
    start, end = route.place.start or 0, route.place.end or 0
    keys = [
        one.target
        for one in module.assignments
        if start <= (one.place.start or 0) <= end and one.target.startswith("[")
    ]
    keys += [keyword for call in module.calls if start <= (call.place.start or 0) <= end for keyword in call.keywords]
    return sum(bool(_SYSTEM_WORD.search(key)) for key in keys) >= 2


def cloud_monitors(
    configs: list[ConfigFile],
    commands: list[Command],
    workflows: list[Workflow],
    python: PythonCode,
    snapshot: Snapshot,
) -> list[Evidence]:
    """Evidence for configuration or code that sends metrics to a cloud's monitor, or sets one up."""
    found = [piece for config in configs for piece in _of_config(config)]
    set_up = [*using_any(commands, _CLOUD_COMMANDS), *(one for one in commands if _SIDECAR.search(one.text))]
    found += [
        Evidence("command", f"sets up cloud monitoring: {command.text[:80]}", command.place)
        for command in set_up
        if command.live
    ]
    for workflow in workflows:
        for _, step in workflow.live_steps():
            if any(_SIDECAR.search(text) for text in step.inputs.values()):
                found.append(Evidence("workflow-step", "deploys with a side-car that collects metrics", step.place))
    found += [
        Evidence("call", f"exports to a cloud monitor: {call.name}", call.place) for call in python.calls(*_CLOUD_CALLS)
    ]
    found += resources(snapshot, _MONITORING_TERRAFORM, "defines cloud monitoring")
    return found


def _of_config(config: ConfigFile) -> Iterator[Evidence]:
    for setting in config.settings:
        value = str(setting.value)
        if _SIDECAR.search(value):
            yield Evidence("configuration", "a side-car that collects metrics for the cloud", setting.place)
        elif setting.key.endswith("apiVersion") and _MONITORING_API.match(value):
            yield Evidence("configuration", "a resource of a monitoring service", setting.place)
        elif _CLOUD_EXPORTERS.search(setting.key):
            collector = config.shape(Shape.COLLECTOR)  # an exporter needs no settings of its own: its name is enough
            place = collector.place if collector else setting.place
            yield Evidence("configuration", "sends metrics to a cloud monitor", place)
        elif config.shape(Shape.PROMETHEUS) and ".remote_write." in f".{setting.key}.":
            yield Evidence("configuration", "sends metrics to a cloud monitor", setting.place)
        elif re.search(r"(?:mosaicLayout|gridLayout|columnLayout|rowLayout)\.", setting.key) and config.shape(
            Shape.DASHBOARD
        ):
            yield Evidence("configuration", "a dashboard of Google Cloud", config.place)
            return
        elif re.search(r"(?:^|\.)(?:httpCheck|monitoredResource)\.", setting.key):
            yield Evidence("configuration", "an uptime check", setting.place)


def local_monitors(configs: list[ConfigFile], containers: Containers) -> list[Evidence]:
    """Evidence for Prometheus, Grafana or a collector of the group's own, wherever it would run."""
    found = [
        Evidence("configuration", f"a {name} in {config.path}", at.place)
        for config in configs
        for shape, name in _LOCAL_SHAPES.items()
        if (at := config.shape(shape)) is not None
    ]
    for service in containers.services:
        if service.image.partition(":")[0].removeprefix("docker.io/") in _LOCAL_IMAGES:
            found.append(Evidence("compose", f"runs {service.image}", service.place))
    for file in containers.dockerfiles:
        for stage in file.stages:
            if stage.image.partition(":")[0].removeprefix("docker.io/") in _LOCAL_IMAGES:
                found.append(Evidence("dockerfile", f"builds on {stage.image}", stage.place))
    return found


_LOCAL_SHAPES = {
    Shape.PROMETHEUS: "Prometheus configuration",
    Shape.DASHBOARD: "dashboard",
    Shape.COLLECTOR: "collector's configuration",
}
