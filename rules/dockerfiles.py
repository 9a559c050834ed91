"""There is a Dockerfile for the code: FROM, and instructions that install or run the project.

A compose file that spells one out, or runs a command in an image of others, counts as well. A Dockerfile that is empty,
has nothing but FROM, or is wholly commented out is `partial`, and so is a compose file without the Dockerfiles that it
names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.rule import Evidence, Example, Finding, absent, partial, present

if TYPE_CHECKING:
    from auditor.facts.containers import ComposeService, Containers


def judge(containers: Containers) -> Finding:
    own = [file for file in containers.dockerfiles if not file.is_for_development]
    working = [
        Evidence("dockerfile", f"builds on {', '.join(file.base_images)} and installs or runs something", file.place)
        for file in own
        if file.does_something
    ]
    composed = [
        Evidence("compose", f"defines the service {service.name}", service.place)
        for service in containers.services
        if _spells_out(service)
    ]
    if working or composed:
        return present(_counted(len(working)), [*working, *composed])
    weak = [
        Evidence("dockerfile", "is commented out" if file.commented_out else "installs and runs nothing", file.place)
        for file in own
    ]
    if weak:
        return partial("The only Dockerfile does nothing.", weak)
    weak = [
        Evidence("compose", f"defines the service {service.name}, without a Dockerfile", service.place)
        for service in containers.services
        if service.build or service.image
    ]
    if weak:
        return partial("There is a compose file, but no Dockerfile.", weak)
    return absent("There is no Dockerfile under any name, and no compose file.")


def _spells_out(service: ComposeService) -> bool:
    """Whether a service says by itself what runs where: its Dockerfile is written out, or it needs none."""
    is_inline = service.build is not None and service.dockerfile is None
    return is_inline or (not service.build and bool(service.image and service.commands))


def _counted(dockerfiles: int) -> str:
    if not dockerfiles:
        return "There is no Dockerfile, but a compose file that needs none."
    return "One Dockerfile." if dockerfiles == 1 else f"{dockerfiles} Dockerfiles."


_WORKING = 'FROM python:3.12-slim\nCOPY src src\nRUN pip install .\nCMD ["python", "src/train.py"]'
_INLINE = """
    services:
      api:
        build:
          context: .
          dockerfile_inline: |
            FROM python:3.12-slim
            RUN pip install .
"""

EXAMPLES = [
    Example("one", "present", {"Dockerfile": _WORKING}, at=("Dockerfile:1-4",)),
    Example("by ending", "present", {"dockerfiles/train.dockerfile": _WORKING}),
    Example("with a name behind", "present", {"docker/Dockerfile.api": _WORKING}),
    Example("written out in a compose file", "present", {"docker-compose.yml": _INLINE}),
    Example(
        "an image of others in a compose file",
        "present",
        {"docker-compose.yml": "services:\n  api:\n    image: python:3.12\n    command: python src/train.py"},
    ),
    Example("compose without its Dockerfile", "partial", {"docker-compose.yml": "services:\n  api:\n    build: ."}),
    Example("only FROM", "partial", {"Dockerfile": "FROM python:3.12"}),
    Example("empty", "partial", {"Dockerfile": ""}),
    Example("commented out", "partial", {"Dockerfile": "# FROM python:3.12\n# RUN pip install ."}),
    Example("only ignored files", "absent", {".dockerignore": "data/"}),
    Example("in a document", "absent", {"README.md": "```dockerfile\nFROM python\nRUN pip install .\n```"}),
]
