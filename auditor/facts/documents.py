"""What a group's documents say: READMEs, documentation pages, notes. The report has a reader of its own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from auditor.facts.documented_commands import inline_command
from auditor.facts.shell import ShellCommand
from auditor.place import Place
from auditor.repository.snapshot import Entry, Snapshot


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


_MARKDOWN = (".md", ".markdown", ".mkd", ".mdx")
# Plain text is a document where it is called like one; most of it is data, requirements or a program's output.
_PLAIN = re.compile(
    r"readme|how_?to|guide|command|instruction|usage|setup|install|docker|notes?\b|to_?do", re.IGNORECASE
)
_NO_DOCUMENT = re.compile(r"requirements|reqs|dockerfile", re.IGNORECASE)
# What is written for coding agents tells how to work on the project, not what was done.
_FOR_AGENTS = re.compile(
    r"(?:^|/)(?:\.(?:claude|cursor|gemini|codex|agents?|windsurf|aider)|\.github/(?:agents|prompts|instructions|chatmodes))/"
    r"|(?:^|/)(?:agents|claude|gemini|copilot-instructions|skill)\.md$",
    re.IGNORECASE,
)
_LARGEST = 500_000  # bytes; what is longer was not written by hand, and parsing it would take a second


def read_documents(snapshot: Snapshot, excluded: Collection[str] = ()) -> list[Document]:
    """The documents of the snapshot by path, without the paths that are excluded and what is written for agents."""
    from auditor.facts.markdown import MarkdownReader
    from auditor.facts.restructuredtext import parse_restructuredtext

    entries = [entry for entry in snapshot.files if _is_document(entry) and entry.path not in excluded]
    snapshot.read(entry.path for entry in entries)
    markdown = MarkdownReader()
    documents = []
    for entry in entries:
        text = snapshot.text(entry.path)
        if text is not None:
            suffix = entry.suffix
            parse = markdown.parse if suffix in _MARKDOWN else parse_restructuredtext if suffix == ".rst" else _plain
            documents.append(parse(text, entry.path))
    return documents


def _is_document(entry: Entry) -> bool:
    path = entry.path.lower()
    if path.endswith((*_MARKDOWN, ".rst")):
        is_document = True
    elif path.endswith(".txt"):
        is_document = bool(_PLAIN.search(entry.name)) and not _NO_DOCUMENT.search(entry.name)
    else:
        is_document = entry.name.lower() == "readme"
    return is_document and (entry.size or 0) <= _LARGEST and not _FOR_AGENTS.search(entry.path)


def _plain(text: str, path: str) -> Document:
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
