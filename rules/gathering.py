"""Evidence in the shapes that many rules need: calls, imports, requirements, commands, described things."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from auditor.facts.commands import Command, runs
from auditor.place import Place
from auditor.rule import Evidence
from auditor.vocabulary import Tool

if TYPE_CHECKING:
    from auditor.facts.manifests import Manifests
    from auditor.facts.python import Call, PythonCode


def called(calls: Iterable[Call], message: str = "") -> list[Evidence]:
    """Evidence for calls, each with its full name unless a message is given."""
    return [Evidence("call", message or f"calls {call.name}", call.place) for call in calls]


def imported(python: PythonCode, *chosen: Tool) -> Iterator[Evidence]:
    """Evidence for imports of tools."""
    for found in python.imports(*(name for tool in chosen for name in tool.imports)):
        yield Evidence("import", f"imports {found.name}", found.place)


def required(manifests: Manifests, *chosen: Tool) -> Iterator[Evidence]:
    """Evidence for tools that a manifest declares."""
    for tool in chosen:
        for distribution in tool.distributions:
            for dependency in manifests.declared(distribution):
                yield Evidence("requirement", f"requires {dependency.name}", dependency.place)


def using_any(commands: Iterable[Command], wanted: Collection[tuple[str, ...]]) -> Iterator[Command]:
    """The commands that run any of several tools with their subcommands, each given as words (see `using`)."""
    tools = {words[0] for words in wanted}
    for command in commands:
        if any(
            words and words[0] in tools and any(runs(words, *one) for one in wanted) for words in command.programs()
        ):
            yield command


def commented(calls: Iterable[Call]) -> list[Evidence]:
    """Evidence for calls that are commented out."""
    return [Evidence("commented-code", f"{call.name} is commented out", call.place) for call in calls]


def once(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Each place once, with the first that is said of it."""
    found: dict[Place, Evidence] = {}
    for piece in evidence:
        found.setdefault(piece.place, piece)
    return list(found.values())
