"""The telemetry of the deployed model's system is monitored.

Present: metrics or traces in the API (see system-metrics), configuration of a cloud monitor (see cloud-monitoring), or
an alert policy. Prometheus or Grafana of the group's own without metrics in the code, and what is only described with
concrete detail or shown in a screenshot, are `partial`. Watching a service in the console leaves no trace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.facts.commands import Command
from auditor.facts.python import PythonCode
from auditor.report import Report
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, partial, present, unverifiable
from rules.alert_policies import google_policies
from rules.alerts import described_alerts
from rules.applications import Applications
from rules.cloud_monitoring import told
from rules.gathering import called, once
from rules.monitoring import cloud_monitors, instrumenting_commands, local_monitors, metric_calls, own_metric_routes

if TYPE_CHECKING:
    from auditor.facts.configs import ConfigFile
    from auditor.facts.containers import Containers
    from auditor.facts.template import TemplateMatch
    from auditor.facts.workflows import Workflow
    from auditor.prose.answers import Answers


def judge(
    python: PythonCode,
    commands: list[Command],
    configs: list[ConfigFile],
    workflows: list[Workflow],
    containers: Containers,
    snapshot: Snapshot,
    report: Report | None,
    answers: Answers,
    template: TemplateMatch,
) -> Finding:
    applications = Applications(python)
    metrics = once([*called(metric_calls(python)), *instrumenting_commands(commands)])
    metrics += [
        Evidence("route", f"{route.method.upper()} {route.address} reports metrics of the application", route.place)
        for route in own_metric_routes(applications, python)
    ]
    monitors = cloud_monitors(configs, commands, workflows, python, snapshot)
    monitors = once([*monitors, *google_policies(configs, commands, snapshot, python)])
    if metrics or monitors:
        what = "The application keeps metrics or traces" if metrics else "A monitor or alert is set up by a file"
        return present(f"{what}.", [*metrics, *monitors])
    weak = [*local_monitors(configs, containers), *told(answers, report, snapshot, template)]
    weak = once([*weak, *described_alerts(answers, report)])
    if weak:
        return partial("Monitoring is only prepared, described, or shown in a screenshot.", weak)
    return unverifiable(
        "The code keeps no metrics, and no monitor is configured or described in detail: the service's page in the "
        "cloud would show whether it is watched."
    )


EXAMPLES = [
    Example(
        "traces",
        "present",
        {"api.py": "from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor as F\n\nF.instrument_app(1)"},
        at=("api.py:3",),
    ),
    Example(
        "an alert policy",
        "present",
        {"main.tf": 'resource "google_monitoring_alert_policy" "slow" {\n}'},
        at=("main.tf:1",),
    ),
    Example("Prometheus of one's own", "partial", {"prometheus.yml": "scrape_configs:\n  - job_name: cats"}),
    Example(
        "described",
        "partial",
        {"a.py": "x = 1"},
        answers={23: "In Cloud Run we monitored the latency, and set an objective of 15 seconds for it."},
    ),
    Example("denied", "unverifiable", {"a.py": "x = 1"}, answers={23: "We did not monitor the latency in Cloud Run."}),
    Example("only required", "unverifiable", {"requirements.txt": "prometheus_client"}),
    Example(
        "commented out",
        "unverifiable",
        {"api.py": "# import prometheus_client as p\n# N = p.Counter('n', 'Cats')\nx = 1"},
    ),
]
