"""Compose files and development containers, which name images and how they are built.

Formats: https://github.com/compose-spec/compose-spec and https://containers.dev/implementors/json_reference/
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.facts.json_comments import uncommented_json
from auditor.facts.paths import beside
from auditor.facts.shell import ShellCommand
from auditor.facts.yaml_commands import commands_of
from auditor.facts.yaml_nodes import Node, read_yaml
from auditor.place import Place


@dataclass(frozen=True, slots=True)
class ComposeService:
    """A service. build is the folder that it is built from and dockerfile the file that says how, both as paths from
    the repository's root and None where it is not built; an address or a path with variables stays as written.
    """

    name: str
    place: Place
    image: str = ""
    build: str | None = None
    dockerfile: str | None = None
    commands: tuple[ShellCommand, ...] = ()


@dataclass(frozen=True, slots=True)
class ComposeFile:
    """A compose file with its services."""

    path: str
    services: tuple[ComposeService, ...]


@dataclass(frozen=True, slots=True)
class DevelopmentContainer:
    """A devcontainer.json: the editor's environment, not the project's image. dockerfile as for a service."""

    path: str
    place: Place
    image: str = ""
    dockerfile: str | None = None


def parse_compose_file(text: str, path: str) -> ComposeFile | None:
    """The compose file at path, or None where no service has an image or is built. Raises YamlError."""
    documents = read_yaml(text)
    listed = documents[0].get("services") if documents else None
    services = tuple(_services(listed, path)) if listed else ()
    return ComposeFile(path, services) if any(service.image or service.build for service in services) else None


def _services(listed: Node, path: str) -> Iterator[ComposeService]:
    for name, service in listed.pairs:
        build, dockerfile = _build(service, path)
        yield ComposeService(
            name=name.text,
            place=Place(path, name.start, service.end),
            image=service.text_of("image"),
            build=build,
            dockerfile=dockerfile,
            commands=tuple(_commands(service)),
        )


def _build(service: Node, path: str) -> tuple[str | None, str | None]:
    build = service.get("build")
    if build is None or build.is_null:
        return None, None
    context = _path(path, build.text or build.text_of("context", "."))
    if build.get("dockerfile_inline") is not None:
        return context, None
    return context, _path(f"{context}/", build.text_of("dockerfile", "Dockerfile"))


def _path(path: str, other: str) -> str:
    return other if "://" in other or "$" in other or other.startswith("/") else beside(path, other)


def _commands(service: Node) -> Iterator[ShellCommand]:
    for key in ("entrypoint", "command"):
        command = service.get(key)
        if command is None:
            continue
        if command.is_sequence:
            words = tuple(element.text for element in command.elements)
            if words:
                yield ShellCommand(words, " ".join(words), command.start, command.end)
        else:
            yield from commands_of(command)


def parse_development_container(text: str, path: str) -> DevelopmentContainer | None:
    """The devcontainer.json at path, or None where it is no mapping. Raises YamlError."""
    documents = read_yaml(uncommented_json(text))
    root = documents[0] if documents else None
    if root is None or not root.is_mapping:
        return None
    build = root.get("build")
    dockerfile = root.text_of("dockerFile") or (build.text_of("dockerfile") if build else "")
    return DevelopmentContainer(
        path, Place(path, root.start, root.end), root.text_of("image"), beside(path, dockerfile) if dockerfile else None
    )
