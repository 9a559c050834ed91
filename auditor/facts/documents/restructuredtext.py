"""reStructuredText documents, scanned line by line: headings, code blocks, images and addresses.

Format: https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.facts.documents.model import CodeBlock, Document, Heading, Image, Link, Paragraph, Section, addresses
from auditor.facts.documents.shell_blocks import block_commands, inline_command
from auditor.facts.shell import ShellCommand
from auditor.place import Place

_RULE = re.compile(r"([=\-`:'\"~^_*+#<>.])\1{2,}\s*$")
_DIRECTIVE = re.compile(r"(?P<indentation>\s*)\.\. (?P<name>[\w:-]+?):: *(?P<argument>.*)$")
_REMARK = re.compile(r"\s*\.\.(?:\s|$)")
_LITERAL = re.compile(r"``(?P<code>[^`\n]+)``")
_LINK = re.compile(r"`[^`<\n]{0,200}<(?P<address>[^<>\n]{1,500})>`__?")


def parse_restructuredtext(text: str, path: str) -> Document:
    """The document at path."""
    return _Scan(text, path).document()


class _Scan:
    def __init__(self, text: str, path: str) -> None:
        self._path = path
        self._lines = text.split("\n")
        self._sections: list[Section] = []
        self._heading: Heading | None = None
        self._paragraphs: list[Paragraph] = []
        self._blocks: list[CodeBlock] = []
        self._images: list[Image] = []
        self._commands: list[ShellCommand] = []
        self._links: list[Link] = []
        # Any sign may underline a heading of any level: the first one that a document uses is the highest.
        self._signs: list[str] = []

    def document(self) -> Document:
        """The document, read in one go."""
        index = 0
        while index < len(self._lines):
            line = self._lines[index]
            if not line.strip() or (_RULE.match(line) and not self._is_heading(index)):
                index += 1
            elif self._is_heading(index):
                self._close_section()
                self._heading = self._heading_at(index)
                index += 2
            elif directive := _DIRECTIVE.match(line):
                index = self._directive(index, directive)
            elif _REMARK.match(line):
                index = self._end_of_block(index)
            else:
                index = self._paragraph(index)
        self._close_section()
        headings = [section.heading for section in self._sections if section.heading]
        return Document(
            self._path,
            headings[0].text if headings else "",
            tuple(self._sections),
            tuple(self._blocks),
            tuple(self._images),
            tuple(self._links),
            tuple(self._commands),
        )

    def _is_heading(self, index: int) -> bool:
        """Whether a line has text that the next one underlines."""
        text = self._lines[index].rstrip()
        below = self._lines[index + 1] if index + 1 < len(self._lines) else ""
        return bool(text and not _RULE.match(text) and _RULE.match(below) and len(below.rstrip()) >= len(text) - 2)

    def _heading_at(self, index: int) -> Heading:
        sign = self._lines[index + 1][0]
        if sign not in self._signs:
            self._signs.append(sign)
        place = Place(self._path, index + 1, index + 2)
        return Heading(self._signs.index(sign) + 1, self._lines[index].strip(), place)

    def _close_section(self) -> None:
        if self._heading or self._paragraphs:
            self._sections.append(Section(self._heading, tuple(self._paragraphs)))
        self._heading, self._paragraphs = None, []

    def _end_of_block(self, index: int) -> int:
        """The index behind the lines that are indented deeper than the one at index, blank ones among them."""
        depth = _depth(self._lines[index])
        end = index + 1
        for following in range(index + 1, len(self._lines)):
            line = self._lines[following]
            if line.strip() and _depth(line) <= depth:
                break
            if line.strip():
                end = following + 1
        return end

    def _directive(self, index: int, directive: re.Match[str]) -> int:
        name, argument = directive["name"], directive["argument"].strip()
        end = self._end_of_block(index)
        if name in ("code-block", "code", "sourcecode", "prompt"):
            self._code(index, index + 1, end, "bash" if name == "prompt" else argument.lower())
        elif name in ("image", "figure") and argument:
            alt = next(
                (match[1] for line in self._lines[index:end] if (match := re.match(r"\s*:alt: *(.*)", line))), ""
            )
            self._images.append(Image(argument, alt, Place(self._path, index + 1, end)))
        elif name in ("note", "warning", "tip", "important", "admonition"):
            return index + 1  # what it holds is prose
        return end

    def _code(self, start: int, first: int, end: int, language: str) -> None:
        """Note the code in the lines from first to end; start is the line that announces it."""
        lines = [line if not re.match(r"\s*:[\w-]+:", line) else "" for line in self._lines[first:end]]
        depth = min((_depth(line) for line in lines if line.strip()), default=0)
        text = "\n".join(line[depth:] for line in lines)
        commands = block_commands(text, language, first + 1)
        self._blocks.append(CodeBlock(language, text, Place(self._path, start + 1, end), commands))
        self._links += addresses(text, self._path, first + 1)

    def _paragraph(self, index: int) -> int:
        end = index
        while end < len(self._lines) and self._lines[end].strip() and not (end > index and self._is_heading(end)):
            end += 1
        text = "\n".join(line.strip() for line in self._lines[index:end])
        self._paragraphs.append(Paragraph(text, Place(self._path, index + 1, end)))
        self._links += (*addresses(text, self._path, index + 1), *self._paths(text, index + 1))
        for match in _LITERAL.finditer(text):
            self._commands += inline_command(match["code"].strip(), index + 1 + text.count("\n", 0, match.start()))
        if text.endswith("::"):
            block_end = self._end_of_block(end - 1)
            if block_end > end:
                self._code(end, end, block_end, "")
                return block_end
        return end

    def _paths(self, text: str, first: int) -> Iterator[Link]:
        for match in _LINK.finditer(text):
            if "://" not in match["address"]:
                line = first + text.count("\n", 0, match.start())
                yield Link(match["address"], Place(self._path, line, line))


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
