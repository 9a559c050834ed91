"""Images that the answers' docker commands run, and what in the repository builds them under these names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.prose.quoted_commands import quoted_commands
from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement, stated

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.vocabulary import Vocabulary

# Options of docker run that have no value (https://docs.docker.com/reference/cli/docker/container/run/).
_ALONE = re.compile(r"-[ditP]+|--(?:rm|interactive|tty|detach|privileged|init|read-only|publish-all|no-healthcheck)")
_TAG = re.compile(r"(?:^|\s)(?:-t|--tag)[\s=]+[\"']?(?P<tag>[^\s\"']+)")
_NAME = re.compile(r"(?:[\w.$-]+/)*(?P<name>[A-Za-z0-9][\w.-]*?)(?::[\w.$-]*)?$")
_FEWEST = 2  # letters of a name


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements that an image can be run by a name; each once in an answer.

    They are confirmed where something builds it under that name, and never refuted: images are built by hand as well.
    """
    built: dict[str, Evidence] | None = None
    seen: set[tuple[int, str]] = set()
    for quoted in quoted_commands(facts.answers.sentences):
        for words in quoted.programs():
            name = _image(words)
            if name is None or (quoted.sentence.question, name) in seen:
                continue
            built = _built(facts) if built is None else built
            if piece := built.get(name):
                seen.add((quoted.sentence.question, name))
                reason = f"{piece.place} {piece.message}."
                value = f"docker run {name}"
                yield stated(quoted.sentence, Kind.DOCKER_IMAGES, value, Outcome.CONFIRMED, reason, evidence=(piece,))


def _image(words: Sequence[str]) -> str | None:
    """The name of the image that a docker run command runs, without its registry and its tag."""
    if len(words) < 3 or words[0] not in ("docker", "podman") or words[1] != "run":
        return None
    index = 2
    while index < len(words) and words[index].startswith("-"):
        index += 1 if "=" in words[index] or _ALONE.fullmatch(words[index]) else 2
    return _name_of(words[index]) if index < len(words) else None


def _name_of(image: str) -> str | None:
    match = _NAME.fullmatch(image)
    return match["name"] if match and len(match["name"]) >= _FEWEST else None


def _built(facts: Facts) -> dict[str, Evidence]:
    """What builds an image, by the image's name: commands, actions, Cloud Build files, compose files."""
    found: dict[str, Evidence] = {}

    def add(image: str, message: str, place: Place) -> None:
        if name := _name_of(image.strip()):
            found.setdefault(name, Evidence("build", message, place))

    for command in sorted(facts.commands, key=lambda command: not command.live):
        if "build" in command.text:
            for match in _TAG.finditer(command.text):
                add(match["tag"], f"{'builds' if command.live else 'tells how to build'} {match['tag']}", command.place)
    for workflow in facts.workflows:
        for _, step in workflow.live_steps():
            for image in re.split(r"[\s,]+", step.inputs.get("tags", "")) if "build-push" in step.action else ():
                add(image, f"builds {image}", step.place)
    for build in facts.cloud_builds:
        for image in build.images if not build.commented_out else ():
            add(image, f"builds {image}", build.place)
    for service in facts.containers.services:
        if service.image and service.build:
            add(service.image, f"builds {service.image}", service.place)
    return found
