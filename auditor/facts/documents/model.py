"""What a document holds, whatever markup it is written in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.facts.shell import ShellCommand
from auditor.place import Place


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the highest."""

    level: int
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, list item or table cell: one line of text for each line of the file from place.start on."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under a heading up to the next one of any level. heading is None for what stands before the first."""

    heading: Heading | None
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """A code block. language is in lower case, empty where none is given. place includes the fences.

    commands are the shell commands in it, for a block of shell or one without language that begins like shell.
    """

    language: str
    text: str
    place: Place
    commands: tuple[ShellCommand, ...] = ()


@dataclass(frozen=True, slots=True)
class Image:
    """An image that a document shows, with its target as written."""

    target: str
    alt: str
    place: Place


@dataclass(frozen=True, slots=True)
class Link:
    """An address, or the path of a file, that a document links to or names, in its code blocks too."""

    address: str
    place: Place


@dataclass(frozen=True, slots=True)
class Document:
    """A document. title is the first heading of the highest level. inline_commands stand in the midst of its prose."""

    path: str
    title: str
    sections: tuple[Section, ...] = ()
    code_blocks: tuple[CodeBlock, ...] = ()
    images: tuple[Image, ...] = ()
    links: tuple[Link, ...] = ()
    inline_commands: tuple[ShellCommand, ...] = ()

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings in order."""
        return tuple(section.heading for section in self.sections if section.heading)

    @property
    def commands(self) -> tuple[ShellCommand, ...]:
        """The shell commands that it gives, in order."""
        in_blocks = (command for block in self.code_blocks for command in block.commands)
        return tuple(sorted((*in_blocks, *self.inline_commands), key=lambda command: (command.start, command.end)))

    def search(self, pattern: re.Pattern[str]) -> Iterator[tuple[str, Place]]:
        """The lines of headings and prose that pattern is found in, each with its place."""
        for section in self.sections:
            if section.heading and pattern.search(section.heading.text):
                yield section.heading.text, section.heading.place
            for paragraph in section.paragraphs:
                for number, line in enumerate(paragraph.text.split("\n"), start=paragraph.place.start or 1):
                    if pattern.search(line):
                        yield line, Place(self.path, number, number)


_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"'`\\|)\]}]+")


def addresses(text: str, path: str, first_line: int) -> Iterator[Link]:
    """The addresses that stand in a text, which begins on first_line of the file at path."""
    for match in _ADDRESS.finditer(text) if "://" in text else ():
        line = first_line + text.count("\n", 0, match.start())
        yield Link(match[0].rstrip(".,;:!?*_"), Place(path, line, line))
