"""Markdown documents, read block by block.

The parser is told to leave the text inside paragraphs alone, which takes half of its time and gives no lines; images,
links and code in it are found by patterns instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from auditor.facts.documents.model import CodeBlock, Document, Heading, Image, Link, Paragraph, Section, addresses
from auditor.facts.documents.shell_blocks import block_commands, inline_command
from auditor.facts.shell import ShellCommand
from auditor.place import Place


class MarkdownReader:
    """Reads any number of documents; making one takes as long as a short document."""

    def __init__(self) -> None:
        from markdown_it import MarkdownIt

        self._parser = MarkdownIt("commonmark").disable(["inline", "text_join"]).enable("table")

    def parse(self, text: str, path: str) -> Document:
        """The document at path."""
        references: dict[str, Any] = {}
        tokens = self._parser.parse(_without_front_matter(text), references)
        return _Builder(path, references.get("references", {})).build(tokens)


_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:(?!---)[^\n]*\n){0,100}---[ \t]*(?:\n|$)")


def _without_front_matter(text: str) -> str:
    match = _FRONT_MATTER.match(text)
    return "\n" * match[0].count("\n") + text[match.end() :] if match else text


_FENCE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})(?P<info>[^`\n]*)$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(?P<code>[^`]+)\1(?!`)")
# Lengths are limited because a text of nothing but openers would take time that grows with its square.
_TARGET = (
    r"\([ \t]*\n?(?:<(?P<bracketed>[^<>\n]{0,500})>|(?P<target>(?:[^()\s<>]|\([^()\s]{0,99}\)){1,2000}))"
    r"(?:\s[ \t]*[\"'(][^\n]{0,300}?)?[ \t]*\)"
)
_IMAGE = re.compile(r"!\[(?P<alt>[^\]]{0,300})\](?:" + _TARGET + r"|\[(?P<label>[^\]]{0,99})\])?")
_LINK = re.compile(r"\](?:" + _TARGET + r"|\[(?P<label>[^\]]{1,99})\])")
_ATTRIBUTE = r"""\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'<>]+))"""
_HTML_IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_SOURCE = re.compile(r"\bsrc" + _ATTRIBUTE, re.IGNORECASE)
_ALT = re.compile(r"\balt" + _ATTRIBUTE, re.IGNORECASE)
_HTML_LINK = re.compile(r"<a\b[^<>]*?\bhref" + _ATTRIBUTE, re.IGNORECASE)


class _Builder:
    """Collects what the tokens of one document hold."""

    def __init__(self, path: str, references: Mapping[str, Any]) -> None:
        self._path = path
        self._references = references
        self._sections: list[Section] = []
        self._heading: Heading | None = None
        self._paragraphs: list[Paragraph] = []
        self._blocks: list[CodeBlock] = []
        self._images: list[Image] = []
        self._links: list[Link] = []
        self._commands: list[ShellCommand] = []

    def build(self, tokens: Iterable[Any]) -> Document:
        """The document of these tokens."""
        level = 0
        for token in tokens:
            if token.type == "heading_open":
                level = int(token.tag[1:])
            elif token.type == "inline":
                text = self._read_text(token.content, token.map)
                if level:
                    self._close_section()
                    start, end = token.map
                    self._heading = Heading(level, _plain(text), Place(self._path, start + 1, end))
                    level = 0
                elif text.strip():
                    self._paragraphs.append(self._paragraph(text, token.map))
            elif token.type == "html_block":
                text = self._read_text(token.content, token.map, is_html=True)
                if _plain(text):
                    self._paragraphs.append(self._paragraph(text, token.map))
            elif token.type in ("fence", "code_block"):
                self._read_code(token)
        self._close_section()
        headings = [section.heading for section in self._sections if section.heading]
        title = min(headings, key=lambda heading: heading.level).text if headings else ""
        return Document(
            self._path,
            title,
            tuple(self._sections),
            tuple(self._blocks),
            tuple(self._images),
            tuple(sorted(self._links, key=lambda link: link.place)),
            tuple(self._commands),
        )

    def _close_section(self) -> None:
        if self._heading or self._paragraphs:
            self._sections.append(Section(self._heading, tuple(self._paragraphs)))
        self._heading, self._paragraphs = None, []

    def _paragraph(self, text: str, lines: tuple[int, int]) -> Paragraph:
        plain = "\n".join(_TAG.sub("", line).strip() for line in text.rstrip("\n").split("\n"))
        return Paragraph(plain, Place(self._path, lines[0] + 1, lines[0] + 1 + plain.count("\n")))

    def _read_code(self, token: Any) -> None:
        start, end = token.map
        first_line = start + (2 if token.type == "fence" else 1)
        info, text = token.info, token.content
        if token.type == "code_block" and (fence := _FENCE.match(text)):
            # Fences in a list that are indented too deep are part of the code to the parser, not to who wrote them.
            info, text = fence["info"], _FENCE.sub("", text)
        language = re.sub(r"^[{.\s]*", "", info).partition(" ")[0].strip("{}").lower()
        commands = block_commands(text, language, first_line)
        self._blocks.append(CodeBlock(language, text, Place(self._path, start + 1, end), commands))
        self._links += addresses(text, self._path, first_line)

    def _read_text(self, text: str, lines: tuple[int, int], is_html: bool = False) -> str:
        """Note what stands in a text; returns it without comments, with its lines."""
        first = lines[0] + 1
        if "<!--" in text:
            text = _COMMENT.sub(_blank, text)
        self._links += addresses(text, self._path, first)
        without_code = text
        if "`" in text and not is_html:
            for match in _CODE_SPAN.finditer(text):
                self._commands += inline_command(match["code"].strip(), first + text.count("\n", 0, match.start()))
            without_code = _CODE_SPAN.sub(_blank, text)
        if "](" in without_code or "][" in without_code or "![" in without_code:
            self._read_references(without_code, first)
        if "<" in without_code:
            self._read_html(without_code, first)
        return text

    def _read_references(self, text: str, first: int) -> None:
        for match in _IMAGE.finditer(text):
            target = match["bracketed"] or match["target"] or self._address(match["label"] or match["alt"])
            if target:
                self._images.append(Image(target, match["alt"], self._place(text, match, first)))
        # An image may be what a link shows: [![a badge](badge.svg)](actions.html).
        without_images = _IMAGE.sub(_blank, text)
        for match in _LINK.finditer(without_images):
            address = match["bracketed"] or match["target"] or self._address(match["label"] or "")
            self._add_link(address, self._place(without_images, match, first))

    def _add_link(self, address: str, place: Place) -> None:
        # Whole addresses are found wherever they stand.
        if address and not address.startswith(("http://", "https://", "#")):
            self._links.append(Link(address, place))

    def _address(self, label: str) -> str:
        """What a reference stands for; the parser keeps their labels in capitals."""
        found = self._references.get(" ".join(label.split()).upper())
        return str(found["href"]) if found else ""

    def _read_html(self, text: str, first: int) -> None:
        for match in _HTML_IMAGE.finditer(text):
            source, alt = _SOURCE.search(match[0]), _ALT.search(match[0])
            if source and (target := _value(source)):
                self._images.append(Image(target, _value(alt) if alt else "", self._place(text, match, first)))
        for match in _HTML_LINK.finditer(text):
            self._add_link(_value(match), self._place(text, match, first))

    def _place(self, text: str, match: re.Match[str], first: int) -> Place:
        start = first + text.count("\n", 0, match.start())
        return Place(self._path, start, start + match[0].count("\n"))


def _value(match: re.Match[str]) -> str:
    return match["double"] or match["single"] or match["bare"] or ""


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n") or " "


def _plain(text: str) -> str:
    """A text without tags and marks of emphasis, on one line."""
    return " ".join(re.sub(r"[*`]+", "", _TAG.sub(" ", text)).split())
