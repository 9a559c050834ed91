"""Continuous integration other than GitHub Actions: that it is set up, and which commands it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.facts.shell import ShellCommand, split_commands
from auditor.facts.yaml_commands import commands_of
from auditor.facts.yaml_nodes import YamlError, read_yaml
from auditor.place import Place
from auditor.repository.snapshot import Snapshot

_PROVIDERS = {
    ".gitlab-ci.yml": "GitLab CI",
    ".circleci/config.yml": "CircleCI",
    "azure-pipelines.yml": "Azure Pipelines",
    "azure-pipelines.yaml": "Azure Pipelines",
    ".travis.yml": "Travis CI",
    "bitbucket-pipelines.yml": "Bitbucket Pipelines",
    "appveyor.yml": "AppVeyor",
    ".appveyor.yml": "AppVeyor",
    ".drone.yml": "Drone",
    ".woodpecker.yml": "Woodpecker",
    ".cirrus.yml": "Cirrus CI",
    ".buildkite/pipeline.yml": "Buildkite",
    "Jenkinsfile": "Jenkins",
}
# Keys whose scalars, or lists of scalars, are commands with one provider or another.
_COMMAND_KEYS = frozenset(
    {
        "script", "before_script", "after_script", "run", "command", "commands", "bash", "pwsh", "powershell",
        "install", "before_install", "build_script", "test_script", "install_script",
    }
)  # fmt: skip
_GROOVY_REMARK = re.compile(r"^\s*//[^\n]*|/\*.*?\*/", re.DOTALL | re.MULTILINE)
_GROOVY_STEP = re.compile(
    r"\b(?:sh|bat|powershell|pwsh)\b[\s(]*(?:script:\s*)?(?P<quote>'''|\"\"\"|'|\")(?P<text>.*?)(?P=quote)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A pipeline file of another provider than GitHub, with its commands in the order of the file."""

    path: str
    provider: str
    place: Place
    commands: tuple[ShellCommand, ...]


def read_pipelines(snapshot: Snapshot) -> list[Pipeline]:
    """The pipelines at the places where their providers look for them, sorted by path."""
    paths = sorted(path for path in _PROVIDERS if path in snapshot.entries)
    snapshot.read(paths)
    found = []
    for path in paths:
        text = snapshot.text(path) or ""
        try:
            commands = tuple(_groovy_commands(text) if path == "Jenkinsfile" else _yaml_commands(text))
        except YamlError as error:
            snapshot.report_unread(path, f"it is no YAML that can be read: {error}")
            continue
        found.append(Pipeline(path, _PROVIDERS[path], Place(path), commands))
    return found


def _yaml_commands(text: str) -> Iterator[ShellCommand]:
    for document in read_yaml(text):
        for node in document.walk():
            for key, value in node.pairs:
                for scalar in value.scalars() if key.text in _COMMAND_KEYS else ():
                    yield from commands_of(scalar)


def _groovy_commands(text: str) -> Iterator[ShellCommand]:
    live = _GROOVY_REMARK.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    for step in _GROOVY_STEP.finditer(live):
        yield from split_commands(step["text"], live.count("\n", 0, step.start("text")) + 1)
