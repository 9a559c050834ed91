"""Alert policies in files, commands and code."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.commands import Command
from auditor.facts.python import PythonCode
from auditor.place import Place
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence
from rules.gathering import using_any
from rules.terraform import resources

if TYPE_CHECKING:
    from auditor.facts.configs import ConfigFile, Setting

# The keys of a policy of Google's: what stands before the first of its conditions is what names it.
_GOOGLE = re.compile(
    r"^(?P<policy>|.*?\.)conditions\.\d+\.condition(?:Threshold|Absent|MatchedLog|MonitoringQueryLanguage"
    r"|PrometheusQueryLanguage|Sql)\b",
    re.IGNORECASE,
)
# A condition of a policy in a dictionary that is sent to Cloud Monitoring's REST interface.
_CONDITION = re.compile(
    r"[\"']condition_?(?:Threshold|Absent|MatchedLog|MonitoringQueryLanguage|PrometheusQueryLanguage)[\"']\s*:", re.I
)
_RULE = re.compile(r"^(?P<policy>.*)\.alert$")  # of Prometheus and Alertmanager
_MANAGED = re.compile(r"^monitoring\.googleapis\.com/")
_TERRAFORM = re.compile(r"google_monitoring_alert_policy$")
_COMMANDS = (("gcloud", "monitoring", "policies"),)
_CALLS = (
    "google.cloud.monitoring_v3.AlertPolicyServiceClient",
    "google.cloud.monitoring_v3.AlertPolicyServiceClient.*",
)
_OTHER_CALLS = ("sentry_sdk.*", "pypd.*", "opsgenie_sdk.*", "pdpyras.*")


def google_policies(
    configs: list[ConfigFile], commands: list[Command], snapshot: Snapshot, python: PythonCode
) -> Iterator[Evidence]:
    """Evidence for alert policies of Google Cloud Monitoring."""
    for config in configs:
        yield from _policies(config, _GOOGLE, "an alert policy")
        if any(
            setting.key.endswith("apiVersion") and _MANAGED.match(str(setting.value)) for setting in config.settings
        ):
            yield from _policies(config, _RULE, "a rule for alerts of Managed Prometheus")
    yield from resources(snapshot, _TERRAFORM, "defines an alert policy")
    for command in using_any(commands, _COMMANDS):
        if command.live and {"create", "update", "import"}.intersection(command.words):
            yield Evidence("command", f"makes an alert policy: {command.text[:80]}", command.place)
    for call in python.calls(*_CALLS):
        yield Evidence("call", "makes alert policies", call.place)
    for module in python.own:
        for call in module.calls:
            if any(_CONDITION.search(value.text) for value in call.arguments if isinstance(value.node, ast.Dict)):
                yield Evidence("call", "makes an alert policy by Cloud Monitoring's address", call.place)


def other_alerts(configs: list[ConfigFile], python: PythonCode) -> Iterator[Evidence]:
    """Evidence for alerts of other tools: Prometheus, Alertmanager, Grafana, Sentry."""
    for config in configs:
        yield from _policies(config, _RULE, "a rule for alerts")
        keys = {setting.key.partition(".")[0] for setting in config.settings}
        if {"route", "receivers"} <= keys:
            yield Evidence("configuration", "a configuration of Alertmanager", config.place)
        elif "contactPoints" in keys or ({"groups", "apiVersion"} <= keys and "alerting" in config.path):
            yield Evidence("configuration", "alerts of Grafana", config.place)
    for call in python.calls(*_OTHER_CALLS):
        yield Evidence("call", f"alerts through {call.name}", call.place)


def _policies(config: ConfigFile, pattern: re.Pattern[str], message: str) -> Iterator[Evidence]:
    """Each policy of a file, with the lines from its first setting to its last."""
    names = {match["policy"] for setting in config.settings if (match := pattern.match(setting.key))}
    lines: dict[str, list[Setting]] = defaultdict(list)
    for setting in config.settings:
        for name in names:
            if not name or setting.key == name or setting.key.startswith(f"{name.removesuffix('.')}."):
                lines[name].append(setting)
    for name, settings in sorted(lines.items()):
        starts = [setting.place.start for setting in settings if setting.place.start]
        ends = [setting.place.end for setting in settings if setting.place.end]
        place = Place(config.path, min(starts), max(ends)) if starts and ends else config.place
        title = next(
            (str(s.value) for s in settings if s.key.removeprefix(name).lstrip(".") in ("displayName", "alert")), ""
        )
        yield Evidence("configuration", f"{message}{f', {title}' if title else ''}", place)
