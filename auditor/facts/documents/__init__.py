"""What a group's documents say: READMEs, documentation pages, notes. The report has a reader of its own."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from auditor.facts.documents.markdown import MarkdownReader
from auditor.facts.documents.model import CodeBlock, Document, Heading, Image, Link, Paragraph, Section
from auditor.facts.documents.plain import parse_plain
from auditor.facts.documents.restructuredtext import parse_restructuredtext
from auditor.limits import limits
from auditor.repository.snapshot import Entry, Snapshot

__all__ = [
    "CodeBlock",
    "Document",
    "Heading",
    "Image",
    "Link",
    "Paragraph",
    "Section",
    "read_documents",
]

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


def read_documents(
    snapshot: Snapshot, excluded: Collection[str] = (), but_for_lines: Mapping[str, tuple[int, int]] | None = None
) -> list[Document]:
    """The documents of the snapshot by path, without the paths that are excluded and what is written for agents.

    but_for_lines: of excluded paths of which only the lines from the first to the last are left out (from 1).
    Those that are too large to have been written by hand are in `snapshot.unread`.
    """
    most = limits().document_bytes
    blanked = but_for_lines or {}
    entries = [
        entry
        for entry in snapshot.files
        if _is_document(entry) and (entry.path not in excluded or entry.path in blanked)
    ]
    for entry in entries:
        if (entry.size or 0) > most:
            snapshot.report_unread(entry.path, f"it has more than the {most:,} bytes of a document that are read")
    entries = [entry for entry in entries if (entry.size or 0) <= most]
    snapshot.read(entry.path for entry in entries)
    markdown = MarkdownReader()
    parsers = dict.fromkeys(_MARKDOWN, markdown.parse) | {".rst": parse_restructuredtext}
    return [
        parsers.get(entry.suffix, parse_plain)(_without(text, blanked.get(entry.path)), entry.path)
        for entry in entries
        if (text := snapshot.text(entry.path)) is not None
    ]


def _without(text: str, lines: tuple[int, int] | None) -> str:
    """The text with the lines blank, so that the others keep their numbers."""
    if lines is None:
        return text
    first, last = lines
    return "\n".join("" if first <= number <= last else line for number, line in enumerate(text.split("\n"), 1))


def _is_document(entry: Entry) -> bool:
    path = entry.path.lower()
    if path.endswith((*_MARKDOWN, ".rst")):
        is_document = True
    elif path.endswith(".txt"):
        is_document = bool(_PLAIN.search(entry.name)) and not _NO_DOCUMENT.search(entry.name)
    else:
        is_document = entry.name.lower() == "readme"
    return is_document and not _FOR_AGENTS.search(entry.path)
