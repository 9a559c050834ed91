"""Documents without markup."""

from __future__ import annotations

from auditor.facts.documents.model import Document, Paragraph, Section, addresses
from auditor.facts.documents.shell_blocks import inline_command
from auditor.facts.shell import ShellCommand
from auditor.place import Place


def parse_plain(text: str, path: str) -> Document:
    """A document without markup: lines that begin like a command are commands."""
    paragraphs: list[Paragraph] = []
    commands: list[ShellCommand] = []
    first = 0
    lines = text.split("\n")
    for index, line in enumerate([*lines, ""]):
        if line.strip():
            commands += inline_command(line.strip(), index + 1)
        else:
            if index > first:
                paragraphs.append(Paragraph("\n".join(lines[first:index]), Place(path, first + 1, index)))
            first = index + 1
    sections = (Section(None, tuple(paragraphs)),) if paragraphs else ()
    return Document(path, "", sections, links=tuple(addresses(text, path, 1)), inline_commands=tuple(commands))
