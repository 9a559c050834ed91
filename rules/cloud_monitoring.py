"""The instrumented application is monitored in the cloud.

Present: configuration that sends its metrics to a cloud monitor (a Managed Prometheus side-car, an OpenTelemetry
collector with a cloud exporter), or a dashboard, an uptime check or monitoring resources in Terraform or commands.
Prometheus or Grafana of the group's own, alert policies alone, and what is only described with concrete detail or shown
in a screenshot are `partial`. A monitor that was set up in the console leaves no trace.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from auditor.facts.commands import Command
from auditor.facts.python import PythonCode
from auditor.report import Report
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, partial, present, unverifiable
from rules.alert_policies import google_policies
from rules.descriptions import described, screenshots
from rules.monitoring import cloud_monitors, local_monitors

if TYPE_CHECKING:
    from auditor.facts.configs import ConfigFile
    from auditor.facts.containers import Containers
    from auditor.facts.template import TemplateMatch
    from auditor.facts.workflows import Workflow
    from auditor.prose.answers import Answers

NAMES = (
    *(
        "Cloud Monitoring",
        "Google Cloud Monitoring",
        "GCP Monitoring",
        "Stackdriver",
        "Managed Prometheus",
        "SLO",
        "SLOs",
    ),
    *(
        "Service Level Objective",
        "service-level monitoring",
        "monitoring dashboard",
        "monitoring dashboards",
        "uptime check",
    ),
    *("Cloud Run", "GCP", "Google Cloud", "Monitoring service", "Grafana", "SigNoz"),
)
MONITORS = re.compile(r"monitor|\bSLOs?\b|\bSLIs?\b|dashboard|uptime check|metrics|objective", re.IGNORECASE)
DETAIL = re.compile(
    r"latenc(?:y|ies)|availability|uptime|error rates?|request[- ]counts?|number of (?:\w+ )?requests|\bCPU\b"
    r"|memory usage|\b[45]xx\b|status codes?|response times?|throughput|instance counts?|log entries|\bp9[059]\b"
    r"|\d+ ?(?:ms|%|seconds)",
    re.IGNORECASE,
)
_TRAINING = re.compile(r"\btrain", re.IGNORECASE)
_SCREENSHOT = re.compile(r"monitor|dashboard|\bslo\b|-slo|_slo|metric|grafana|prometheus|latency|uptime", re.IGNORECASE)
_QUESTIONS = (23, 26)  # on monitoring, by version of the template


def judge(
    configs: list[ConfigFile],
    commands: list[Command],
    workflows: list[Workflow],
    python: PythonCode,
    containers: Containers,
    snapshot: Snapshot,
    report: Report | None,
    answers: Answers,
    template: TemplateMatch,
) -> Finding:
    found = cloud_monitors(configs, commands, workflows, python, snapshot)
    if found:
        return present("The application's metrics go to a cloud monitor, or one is set up by a file.", found)
    weak = [*local_monitors(configs, containers), *google_policies(configs, commands, snapshot, python)]
    weak += told(answers, report, snapshot, template)
    if weak:
        return partial(_summary(weak), weak)
    return unverifiable(
        "No configuration of a monitor is there, and none is described in detail: the dashboards of the project's "
        "Cloud Monitoring would show it."
    )


def told(answers: Answers, report: Report | None, snapshot: Snapshot, template: TemplateMatch) -> list[Evidence]:
    """Evidence for monitoring in the cloud that the answers describe with detail, or show."""
    return [
        *described(answers, report, NAMES, DETAIL, "cloud monitoring", MONITORS, _TRAINING, following=2),
        *screenshots(report, snapshot, template, _SCREENSHOT, _QUESTIONS),
    ]


def _summary(weak: list[Evidence]) -> str:
    kinds = {piece.kind for piece in weak}
    if kinds <= {"answer", "figure"}:
        return "Monitoring in the cloud is only described or shown in a screenshot."
    if kinds & {"compose", "dockerfile"} or any("Prometheus" in piece.message for piece in weak):
        return "Prometheus or Grafana is set up, but nothing sends the metrics to a cloud monitor."
    return "There are alert policies or parts of a monitor, but nothing sends the application's metrics to the cloud."


_SERVICE = """
    apiVersion: serving.knative.dev/v1
    kind: Service
    spec:
      template:
        spec:
          containers:
            - image: gcr.io/cats/api
            - image: us-docker.pkg.dev/cloud-ops-agents-artifacts/cloud-run-gmp-sidecar/cloud-run-gmp-sidecar:1.2.0
"""

EXAMPLES = [
    Example("a side-car", "present", {"run/service.yaml": _SERVICE}, at=("run/service.yaml:8",)),
    Example(
        "a collector",
        "present",
        {"otel.yaml": "receivers: {otlp: {}}\nexporters:\n  googlemanagedprometheus: {project: cats}\nservice: {}"},
    ),
    Example("Terraform", "present", {"infra/main.tf": 'resource "google_monitoring_dashboard" "cats" {\n}'}),
    Example(
        "an uptime check", "present", {"setup.sh": "gcloud monitoring uptime create cats --resource-type=uptime-url"}
    ),
    Example(
        "a dashboard",
        "present",
        {"monitoring/dashboard.json": '{"displayName": "Cats", "mosaicLayout": {"columns": 12, "tiles": []}}'},
    ),
    Example("Prometheus of one's own", "partial", {"prometheus.yml": "scrape_configs:\n  - job_name: cats"}),
    Example(
        "an image of it",
        "partial",
        {"docker/prometheus.dockerfile": "FROM prom/prometheus:v2.50.0\nCOPY p.yaml /etc/p.yaml"},
    ),
    Example(
        "compose",
        "partial",
        {"docker-compose.yml": "services:\n  grafana:\n    image: grafana/grafana:11.0\n"},
        at=("docker-compose.yml:2-3",),
    ),
    Example(
        "described",
        "partial",
        {"a.py": "x = 1"},
        answers={26: "We used Cloud Monitoring to track the latency and the error rate of our service."},
    ),
    Example(
        "a screenshot",
        "partial",
        {"reports/figures/dashboard.png": b"\x89PNG"},
        answers={26: "We monitored it:\n\n![dashboard](figures/dashboard.png)"},
    ),
    Example("only said", "unverifiable", {"a.py": "x = 1"}, answers={26: "We set up monitoring in GCP."}),
    Example(
        "what one would do",
        "unverifiable",
        {"a.py": "x = 1"},
        answers={26: "We did not set it up. Cloud Monitoring would scrape the metrics and show the latency."},
    ),
    Example(
        "commented out", "unverifiable", {"prometheus_notes.yaml": "# scrape_configs:\n#   - job_name: cats\nx: 1"}
    ),
]
