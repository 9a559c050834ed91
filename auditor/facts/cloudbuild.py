"""Google Cloud Build configurations, told by their shape: a file may have any name and lie anywhere.

Source of the format: Google Cloud's "Build configuration file schema".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from auditor.facts.comments import has_content, remarks, yaml_in
from auditor.facts.paths import is_hidden
from auditor.facts.run_outputs import is_run_output
from auditor.facts.shell import ShellCommand
from auditor.facts.yaml_commands import commands_of
from auditor.facts.yaml_nodes import Node, YamlError, read_yaml
from auditor.place import Place
from auditor.repository.snapshot import Entry, Snapshot

_MAX_BYTES = 100_000  # a build of a hundred steps has a fifth of that
_NAME = re.compile(r"cloud[-_.]?build", re.IGNORECASE)
_REGISTRY = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?/")
_STEP_KEYS = ("args", "entrypoint", "script")
_SHELLS = frozenset({"bash", "sh", "/bin/bash", "/bin/sh"})
# What an image is about where its name is not that of the tool.
_TOOLS = {"executor": "kaniko", "cloud-sdk": "gcloud", "google-cloud-cli": "gcloud"}


@dataclass(frozen=True, slots=True)
class CloudBuildStep:
    """A build step. image is what it runs in, commands what it runs there, the image's tool with its arguments."""

    place: Place
    image: str
    id: str = ""
    entrypoint: str = ""
    commands: tuple[ShellCommand, ...] = ()


@dataclass(frozen=True, slots=True)
class CloudBuild:
    """A build configuration.

    images are those that it pushes when it is done, substitutions and options its values by name. commented_out: all
    of it is; what it says then is what its remarks say.
    """

    path: str
    place: Place
    steps: tuple[CloudBuildStep, ...]
    images: tuple[str, ...] = ()
    substitutions: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    commented_out: bool = False


def read_cloud_builds(snapshot: Snapshot) -> list[CloudBuild]:
    """Every build configuration, sorted by path. A file that is named like one and is no YAML is in snapshot.unread."""
    entries = [entry for entry in snapshot.files if _may_be_build(entry)]
    snapshot.read(entry.path for entry in entries)
    return [build for entry in entries for build in _read(snapshot, entry)]


def _may_be_build(entry: Entry) -> bool:
    is_yaml = entry.name.endswith((".yaml", ".yml"))
    return (
        (is_yaml or (entry.name.endswith(".json") and _NAME.search(entry.path) is not None))
        and (entry.size or 0) <= _MAX_BYTES
        and not is_hidden(entry.path)
        and not is_run_output(entry.path)
    )


def _read(snapshot: Snapshot, entry: Entry) -> Iterator[CloudBuild]:
    path, text = entry.path, snapshot.text(entry.path)
    is_named = _NAME.search(entry.path) is not None
    if text is None or "steps" not in text:
        return
    try:
        if has_content(text):
            roots, commented_out = read_yaml(text)[:1], False
        elif is_named:
            roots, commented_out = list(yaml_in(remarks(text))), True
        else:
            return
    except YamlError as error:
        if is_named:
            snapshot.report_unread(path, f"it is no YAML that can be read: {error}")
        return
    for root in roots:
        if is_cloud_build(root, is_named):
            yield _build(path, root, commented_out)
            return


def is_cloud_build(root: Node, is_named: bool) -> bool:
    """Whether root has steps that run images: of a registry, or of any name in a file that says what it is."""
    return any(
        step.text_of("name")
        and any(step.get(key) is not None for key in _STEP_KEYS)
        and (is_named or _REGISTRY.match(step.text_of("name")))
        for step in root.elements_of("steps")
    )


def _build(path: str, root: Node, commented_out: bool) -> CloudBuild:
    return CloudBuild(
        path=path,
        place=Place(path, root.start, root.end),
        steps=tuple(_step(path, step) for step in root.elements_of("steps") if step.is_mapping),
        images=root.texts_of("images"),
        substitutions={key.text: value.text for key, value in root.pairs_of("substitutions") if value.is_scalar},
        options={key.text: value.text for key, value in root.pairs_of("options") if value.is_scalar},
        commented_out=commented_out,
    )


def _step(path: str, node: Node) -> CloudBuildStep:
    image, entrypoint = node.text_of("name"), node.text_of("entrypoint")
    return CloudBuildStep(
        place=Place(path, node.start, node.end),
        image=image,
        id=node.text_of("id"),
        entrypoint=entrypoint,
        commands=tuple(_commands(node, image, entrypoint)),
    )


def _commands(node: Node, image: str, entrypoint: str) -> Iterator[ShellCommand]:
    script, args = node.get("script"), node.get("args")
    if script is not None and script.is_scalar:
        yield from commands_of(script)
        return
    arguments = args.scalars() if args is not None else []
    tool = entrypoint or _tool(image)
    if tool in _SHELLS and len(arguments) > 1 and re.fullmatch(r"-\w*c", arguments[0].text):
        yield from commands_of(arguments[1])
        return
    words = (tool, *(argument.text for argument in arguments))
    lines = args if args is not None else node
    yield ShellCommand(words, " ".join(words), lines.start, lines.end)


def _tool(image: str) -> str:
    """docker for gcr.io/cloud-builders/docker:latest."""
    name = image.rpartition("/")[2].partition("@")[0].partition(":")[0]
    return _TOOLS.get(name, name)
