"""Dockerfiles wherever they are and however they are named, compose files, and development containers."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from auditor.facts.containers.compose import (
    ComposeFile,
    ComposeService,
    DevelopmentContainer,
    parse_compose_file,
    parse_development_container,
)
from auditor.facts.containers.dockerfiles import Dockerfile, Instruction, Stage, parse_dockerfile
from auditor.facts.yaml_nodes import YamlError
from auditor.repository.snapshot import Entry, Snapshot

__all__ = [
    "ComposeFile",
    "ComposeService",
    "Containers",
    "DevelopmentContainer",
    "Dockerfile",
    "Instruction",
    "MissingSource",
    "Stage",
    "read_containers",
]


@dataclass(frozen=True, slots=True)
class MissingSource:
    """A file or folder that a Dockerfile copies and that git does not have; it may be made before the build."""

    source: str
    instruction: Instruction


@dataclass(frozen=True, slots=True)
class Containers:
    """All sorted by path."""

    dockerfiles: tuple[Dockerfile, ...] = ()
    compose_files: tuple[ComposeFile, ...] = ()
    development: tuple[DevelopmentContainer, ...] = ()

    @property
    def services(self) -> tuple[ComposeService, ...]:
        """The services of all compose files."""
        return tuple(service for file in self.compose_files for service in file.services)

    def missing_sources(self, snapshot: Snapshot) -> tuple[MissingSource, ...]:
        """What the Dockerfiles copy and is not in the snapshot, wherever the build might be started from.

        That is the repository's root, the folders around the Dockerfile, or what a compose file says; a source counts
        as missing when it is in none of them.
        """
        return tuple(
            MissingSource(source, instruction)
            for file in self.dockerfiles
            for instruction in file.of("COPY", "ADD")
            if instruction.option("from") is None
            for source in _sources(instruction)
            if not any(
                _is_there(snapshot, posixpath.normpath(posixpath.join(context, source.lstrip("/"))))
                for context in self._contexts(file)
            )
        )

    def _contexts(self, file: Dockerfile) -> list[str]:
        contexts = [
            "",
            *(service.build for service in self.services if service.build and service.dockerfile == file.path),
        ]
        folder = posixpath.dirname(file.path)
        while folder:
            contexts.append(folder)
            folder = posixpath.dirname(folder)
        return contexts


def _sources(instruction: Instruction) -> Iterator[str]:
    for source in instruction.arguments[:-1]:
        # A pattern is how one copies what need not be there.
        if not re.search(r"://|[$*?\[]|^git@|^<<", source):
            yield source


def _is_there(snapshot: Snapshot, path: str) -> bool:
    return path == "." or path in snapshot.entries or path in snapshot.folders


# What is named like this is a Dockerfile, whatever is in it: Dockerfile, dockerfile.train, api.dockerfile.
_BY_NAME = re.compile(r"(?:docker|container)file(?:\.[\w-]+)*|.*[._-](?:docker|container)file", re.IGNORECASE)
# Endings of what only speaks of Docker.
_OTHER_SUFFIXES = frozenset(
    {".md", ".rst", ".py", ".ipynb", ".sh", ".ps1", ".bat", ".yml", ".yaml", ".json", ".toml", ".lock", ".html", ".csv"}
    | {".dockerignore", ".png", ".jpg", ".jpeg", ".svg", ".gif", ".pdf", ".log", ".tf", ".cfg", ".ini", ".conf", ".env"}
)
_FIRST_INSTRUCTION = re.compile(
    r"(?:[^\S\n]*+(?:#.*+)?\n)*+[^\S\n]*+(?:FROM[ \t]+\S+[ \t]*(?:AS[ \t]+\S+[ \t]*)?$|ARG[ \t]+\w)", re.M | re.I
)
_COMPOSE = re.compile(r"(?:.*[-_.])?(?:compose|stack)(?:[-_.].*)?\.ya?ml", re.IGNORECASE)
_DEVELOPMENT = re.compile(r"(?:.*/)?(?:\.devcontainer/(?:[^/]+/)?devcontainer|\.devcontainer)\.json")


_File = TypeVar("_File")


def read_containers(snapshot: Snapshot) -> Containers:
    """The Dockerfiles, compose files and development containers of the snapshot."""
    named, possible, compose, development = [], [], [], []
    for entry in snapshot.files:
        path = entry.path.lower()
        if "docker" not in path and "container" not in path and "compose" not in path and "stack" not in path:
            continue
        if _DEVELOPMENT.fullmatch(entry.path):
            development.append(entry.path)
        elif _COMPOSE.fullmatch(entry.name) or (entry.suffix in (".yml", ".yaml") and "docker" in entry.name.lower()):
            compose.append(entry.path)
        elif entry.suffix not in _OTHER_SUFFIXES and not entry.name.startswith("."):
            if _BY_NAME.fullmatch(entry.name):
                named.append(entry.path)
            elif _may_be_dockerfile(entry):
                possible.append(entry.path)
    snapshot.read([*named, *possible, *compose, *development])
    found = {*named, *(path for path in possible if _FIRST_INSTRUCTION.match(snapshot.text(path) or ""))}
    return Containers(
        tuple(_parsed(snapshot, sorted(found), parse_dockerfile)),
        tuple(_parsed(snapshot, compose, parse_compose_file)),
        tuple(_parsed(snapshot, development, parse_development_container)),
    )


def _may_be_dockerfile(entry: Entry) -> bool:
    """Whether a look into the file is worth it: wandb.docker, appDockerfile, docker/train, Dockerfile_old.txt."""
    folder = posixpath.basename(entry.folder).lower()
    return "docker" in entry.name.lower() or "containerfile" in entry.name.lower() or folder.startswith("docker")


def _parsed(snapshot: Snapshot, paths: list[str], parse: Callable[[str, str], _File | None]) -> Iterator[_File]:
    for path in paths:
        text = snapshot.text(path)
        if text is None:
            continue
        try:
            if (found := parse(text, path)) is not None:
                yield found
        except YamlError as error:
            snapshot.report_unread(path, f"it is no valid YAML: {error}")
