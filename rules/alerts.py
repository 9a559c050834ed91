"""Alerts tell the group when its application does not behave.

Present: an alert policy of Google Cloud in the repository: JSON, YAML, Terraform, a `gcloud monitoring policies`
command or code that makes one. Alerts that are only described with concrete detail or shown in a screenshot, or those
of another tool (rules of Prometheus, Alertmanager, Grafana), are `partial`. One made in the console leaves no trace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.commands import Command, Origin, using
from auditor.facts.python import PythonCode
from auditor.report import Report
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, partial, present, unverifiable
from rules.alert_policies import google_policies, other_alerts
from rules.descriptions import described, screenshots

if TYPE_CHECKING:
    from auditor.facts.configs import ConfigFile
    from auditor.facts.template import TemplateMatch
    from auditor.prose.answers import Answers

_NAMES = (
    *(
        "alert",
        "alerts",
        "alerting",
        "alert policy",
        "alert policies",
        "alert system",
        "alert systems",
        "alerting system",
    ),
    *("Cloud Alert", "Cloud Alerts", "alerting policy", "alerting policies"),
)
_MADE = re.compile(
    r"\b(?:set[- ]?up|setting up|created?|implement(?:ed|ing)|configured|defined|added|made|built|established|exported"
    r"|have|sends?|triggers?|triggered)\b",
    re.IGNORECASE,
)
_DETAIL = re.compile(
    r"exceed|threshold|\b(?:above|below|over|higher than|more than|greater than|at least)\b|\d ?%"
    r"|\d ?(?:ms|s|seconds|minutes)\b|latency|error rate|\b5xx\b|severity|\bp9[059]\b|e-?mail|slack"
    r"|number of (?:\w+ )?requests|(?:request|log|instance) counts?|CPU|memory usage|triggers? when"
    r"|too (?:large|long|many|high)",
    re.IGNORECASE,
)
# Alerts about money, dependencies or experiments are of another sort.
_OTHER = re.compile(
    r"budget|billing|credits?\b|\bcosts?\b|dependabot|vulnerab|security alert|wandb|w&b|weights", re.IGNORECASE
)
_SCREENSHOT = re.compile(r"alert|incident|notification", re.IGNORECASE)


def judge(
    configs: list[ConfigFile],
    commands: list[Command],
    python: PythonCode,
    snapshot: Snapshot,
    report: Report | None,
    answers: Answers,
    template: TemplateMatch,
) -> Finding:
    policies = list(google_policies(configs, commands, snapshot, python))
    if policies:
        count = "An alert policy is" if len(policies) == 1 else f"{len(policies)} alert policies are"
        return present(f"{count} in the repository.", policies)
    other = list(other_alerts(configs, python))
    if other:
        return partial("There are alerts of another tool than Google Cloud Monitoring.", other)
    told = [
        *_documented(commands),
        *described_alerts(answers, report),
        *screenshots(report, snapshot, template, _SCREENSHOT),
    ]
    if told:
        return partial("Alerts are only described, or shown in a screenshot.", told)
    return unverifiable(
        "No alert policy is there, and none is described in detail: the alerting page of the project's Cloud "
        "Monitoring would show it."
    )


def described_alerts(answers: Answers, report: Report | None) -> Iterator[Evidence]:
    """Evidence for alerts about an application that the answers describe with detail."""
    return described(answers, report, _NAMES, _DETAIL, "an alert", _MADE, _OTHER)


def _documented(commands: list[Command]) -> Iterator[Evidence]:
    for command in using(commands, "gcloud", "monitoring", "policies"):
        if command.origin is Origin.DOCUMENT and "create" in command.words:
            yield Evidence("command", f"gives the command {command.text[:80]}", command.place)


_POLICY = """
    {"displayName": "Slow cats", "combiner": "OR",
     "conditions": [
       {"displayName": "p95", "conditionThreshold": {"comparison": "COMPARISON_GT", "thresholdValue": 2000}}
     ]}
"""

EXAMPLES = [
    Example("a policy", "present", {"monitoring/slow.json": _POLICY}, at=("monitoring/slow.json:1-3",)),
    Example(
        "two in one file",
        "present",
        {
            "policies.yaml": "- displayName: A\n  conditions:\n  - conditionThreshold:\n      thresholdValue: 1\n"
            "- displayName: B\n  conditions:\n  - conditionAbsent:\n      duration: 60s"
        },
        at=("policies.yaml:1-4", "policies.yaml:5-8"),
    ),
    Example(
        "a script that asks Cloud Monitoring's address for a policy",
        "present",
        {"cloud/alerts.py": "send('alertPolicies', {'conditions': [{'conditionThreshold': {'filter': 'x'}}]})"},
        at=("cloud/alerts.py:1",),
    ),
    Example("Terraform", "present", {"main.tf": 'resource "google_monitoring_alert_policy" "slow" {\n}'}),
    Example(
        "a command", "present", {"setup.sh": "gcloud alpha monitoring policies create --policy-from-file=slow.json"}
    ),
    Example(
        "rules of Prometheus",
        "partial",
        {"alerts.yml": "groups:\n- name: a\n  rules:\n  - alert: Slow\n    expr: p95 > 2"},
    ),
    Example(
        "described",
        "partial",
        {"a.py": "x = 1"},
        answers={26: "We set up an alert that sends an e-mail when the latency exceeds 2 seconds."},
    ),
    Example(
        "detail in the next sentence",
        "partial",
        {"a.py": "x = 1"},
        answers={26: "We have created an alert in GCP. It is triggered by more than 5 requests."},
    ),
    Example("only said", "unverifiable", {"a.py": "x = 1"}, answers={26: "We have set up an alerting system in GCP."}),
    Example(
        "a credit", "unverifiable", {"a.py": "x = 1"}, answers={31: "Set up GCP alerts for a latency above 2 seconds."}
    ),
    Example(
        "wished for",
        "unverifiable",
        {"a.py": "x = 1"},
        answers={26: "We would have created alerts for a latency above 5 s."},
    ),
    Example(
        "of another sort",
        "unverifiable",
        {"a.py": "x = 1"},
        answers={27: "We set up a budget alert at 50 % of our credits."},
    ),
    Example("commented out", "unverifiable", {"alerts.yml": "# - alert: Slow\n#   expr: p95 > 2\nx: 1"}),
]
