"""Which lines of a Markdown text are text, and which stand in a code fence or an HTML comment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_MOST_RESUMPTIONS = 40  # each parses the rest of the text again


class Block(Enum):
    """What a line belongs to."""

    TEXT = "text"
    CODE = "code fence"
    COMMENT = "HTML comment"


@dataclass(frozen=True, slots=True)
class MarkdownText:
    """The lines of a Markdown file, with the block that each belongs to."""

    path: str
    lines: Sequence[str]
    blocks: Sequence[Block]

    def until(self, end: int) -> MarkdownText:
        """The text's first lines."""
        return MarkdownText(self.path, self.lines[:end], self.blocks[:end])


def read_blocks(path: str, text: str, ends_fence: Callable[[str], bool]) -> MarkdownText:
    """The lines of a text and their blocks, by CommonMark's rules.

    ends_fence tells lines that no code can hold. Where a fence or an unfinished comment seems to hold one, its end was
    forgotten: it ends there, and the lines behind are read afresh.
    """
    lines = text.removesuffix("\n").split("\n")
    blocks = [Block.TEXT] * len(lines)
    resume = _classify_from(0, lines, blocks, ends_fence)
    for _ in range(_MOST_RESUMPTIONS):
        if resume is None:
            break
        resume = _classify_from(resume, lines, blocks, ends_fence)
    return MarkdownText(path, lines, blocks)


def without_comments(line: str) -> str:
    """A line of text without the HTML comments that begin and end in it."""
    parts, position = [], 0
    while (start := line.find("<!--", position)) >= 0 and (end := line.find("-->", start + 4)) >= 0:
        parts.append(line[position:start])
        position = end + 3
    return "".join(parts) + line[position:]


def _classify_from(start: int, lines: list[str], blocks: list[Block], ends_fence: Callable[[str], bool]) -> int | None:
    """Classify the lines from start on; returns where to resume behind a fence that was never closed."""
    for token in _parser().parse("\n".join(lines[start:])):
        if token.map is None:
            continue
        if token.type == "fence":
            block, complete = Block.CODE, False
        elif token.type == "html_block" and token.content.lstrip().startswith("<!--"):
            block, complete = Block.COMMENT, "-->" in token.content
        else:
            continue
        for index in range(start + token.map[0], min(start + token.map[1], len(lines))):
            if not complete and ends_fence(lines[index]):
                return index
            blocks[index] = block
    return None


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # Only blocks are asked for; parsing what is in them would take most of the time.
    return MarkdownIt("commonmark").disable(["inline", "text_join"])
