"""What stands in the remarks of a file whose remarks begin with `#`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.facts.yaml_nodes import Node, YamlError, read_yaml

_REMARK = re.compile(r"[ \t]*#")
# Where YAML begins in a remark that has prose before it.
_KEY = re.compile(r"[ \t]*(- +)?[A-Za-z][\w-]*[ \t]*:([ \t]|$)")
# How much of what only looks like YAML is tried before it is given up: pieces of a text, and ends cut off a piece.
_MAX_PIECES, _MAX_CUTS = 20, 3


def has_content(text: str) -> bool:
    """Whether some line holds more than a remark or a document mark of YAML."""
    return any(line.strip() not in ("", "---", "...") and not _REMARK.match(line) for line in text.split("\n"))


def remarks(text: str) -> str:
    """The remarks without their signs, everything else blank, so that lines and columns stay what they are."""
    return "\n".join(line.replace("#", " ", 1) if _REMARK.match(line) else "" for line in text.split("\n"))


def remark_blocks(text: str) -> Iterator[str]:
    """Each run of lines that are remarks, like `remarks` does it: behind as many blank lines as there are before it."""
    block: list[str] = []
    for number, line in enumerate([*remarks(text).split("\n"), ""]):
        if line.strip():
            block = block or [""] * number
            block.append(line)
        elif block:
            yield "\n".join(block)
            block = []


def yaml_in(text: str) -> Iterator[Node]:
    """What can be read as YAML of a text that also holds prose, piece by piece; lines stay those of the text."""
    lines = text.split("\n")
    first = 0
    for _ in range(_MAX_PIECES):
        first = next((number for number in range(first, len(lines)) if _KEY.match(lines[number])), len(lines))
        last = len(lines)
        for _ in range(_MAX_CUTS):
            try:
                documents = read_yaml("\n" * first + "\n".join(lines[first:last]))
            except YamlError as error:
                last = max(first, min(last, error.line) - 1)
            else:
                yield from documents[:1]
                break
        first = max(last, first + 1)
