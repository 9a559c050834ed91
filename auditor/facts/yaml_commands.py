"""Shell text in YAML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from auditor.facts.shell import ShellCommand, split_commands
from auditor.facts.yaml_nodes import Node


def commands_of(node: Node, text: str | None = None) -> Iterator[ShellCommand]:
    """The commands of a scalar that holds shell text, with lines of the file; text in its place where it was settled.

    Only a literal scalar keeps its lines: the commands of another one stand somewhere between its first and its last.
    """
    text = node.text if text is None else text
    if node.is_literal:
        yield from split_commands(text, node.start + 1)
    else:
        for command in split_commands(text):
            yield replace(command, start=node.start, end=node.end)
