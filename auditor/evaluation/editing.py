"""Files with some of their lines taken out, blank or commented out, and everything else where it was."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

Region = tuple[int, int]  # first and last line, counted from 1


class Change(StrEnum):
    """What is made of a line."""

    BLANK = "blank"
    COMMENT = "comment"


def without_lines(path: str, text: str, regions: Iterable[Region], change: Change) -> str:
    """The text of the file at path with these lines changed, and the others on the lines where they were.

    Where there are no comments (JSON, notebooks, data, code in Markdown) lines are always blanked. Python and JSON are
    kept such that they can be parsed: what hangs on lines that are gone stays, so that they alone are missed.
    """
    lines = text.split("\n")
    wanted = _merged((max(first, 1), min(last, len(lines))) for first, last in regions)
    if change is Change.COMMENT and path.endswith((".md", ".markdown")):
        return "\n".join(_commented_in_markdown(lines, wanted))
    comment = _comment_of(path) if change is Change.COMMENT else None
    if path.endswith((".py", ".pyi")):
        return "\n".join(_without_in_python(lines, wanted, comment))
    if path.endswith((".json", ".ipynb")):
        return _without_in_json(lines, wanted)
    return "\n".join(_changed(lines, wanted, comment))


def _merged(regions: Iterable[Region]) -> list[Region]:
    merged: list[Region] = []
    for first, last in sorted(regions):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


Comment = Callable[[str], str]  # a line that is not blank, commented out


def _changed(lines: Sequence[str], regions: Iterable[Region], comment: Comment | None, filler: str = "") -> list[str]:
    """filler: code for the first line of each region, in front of what is commented out there."""
    changed = list(lines)
    for first, last in regions:
        for number in range(first - 1, last):
            line = lines[number]
            changed[number] = comment(line) if comment and line.strip() else ""
        if filler:
            indentation = re.match(r"\s*", lines[first - 1])
            assert indentation is not None
            changed[first - 1] = f"{indentation[0]}{filler}  {changed[first - 1].strip()}".rstrip()
    return changed


def _commented_in_markdown(lines: list[str], regions: list[Region]) -> list[str]:
    """With HTML comments, but blank inside of a fence: what is there is shown, whatever it begins with."""
    from markdown_it import MarkdownIt

    fences = [token.map for token in MarkdownIt().parse("\n".join(lines)) if token.type == "fence" and token.map]
    for first, last in regions:
        is_fenced = any(start + 1 < first and last <= end for start, end in fences)
        lines = _changed(lines, [(first, last)], None if is_fenced else _comment_with("<!--", "-->"))
    return lines


def _without_in_python(lines: list[str], regions: list[Region], comment: Comment | None) -> list[str]:
    at_once = _changed(lines, regions, comment)
    if not _parses(lines) or _parses(at_once):
        return at_once
    for region in regions:
        attempts = [_changed(lines, [region], comment, filler) for filler in ("", "pass", "if True:")]
        lines = next((attempt for attempt in attempts if _parses(attempt)), attempts[0])
    return lines


def _parses(lines: Sequence[str]) -> bool:
    try:
        ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


# A line with one text of a list, as notebooks have their code.
_JSON_TEXT = re.compile(r'(?P<before>\s*)"(?:[^"\\]|\\.)*"(?P<after>,?)\s*')
_LAST_COMMA = re.compile(r",(?=\s*[\]}])")


def _without_in_json(lines: list[str], regions: Iterable[Region]) -> str:
    changed = list(lines)
    for first, last in regions:
        for number in range(first - 1, last):
            text = _JSON_TEXT.fullmatch(lines[number])
            changed[number] = f'{text["before"]}""{text["after"]}' if text else ""
    joined = "\n".join(changed)
    try:
        json.loads(joined)
    except (ValueError, RecursionError):
        return _LAST_COMMA.sub("", joined)
    return joined


def _comment_of(path: str) -> Comment | None:
    """How a line of the file is commented out; None where the kind of file has no comments, or is not known."""
    name = path.rsplit("/", 1)[-1].lower()
    signs = _SIGNS.get(name.rpartition(".")[2]) or _SIGNS.get(name.partition(".")[0])  # Dockerfile, Dockerfile.api
    return _comment_with(*signs) if signs else None


def _comment_with(opening: str, closing: str) -> Comment:
    def comment(line: str) -> str:
        text = line.strip()
        return f"{line[: line.index(text)]}{opening} {text} {closing}".rstrip()

    return comment


# What begins and ends a comment, by the ending of a file's name, or its beginning where it has no known ending.
_SIGNS = {
    kind: signs
    for signs, kinds in {
        ("#", ""): "py pyi yaml yml toml sh bash zsh cfg conf ini txt dvc lock tf tfvars ps1 env mk r rb properties "
        "dockerfile containerfile makefile justfile procfile pipfile requirements config",
        ("<!--", "-->"): "html htm xml svg vue svelte",
        ("//", ""): "js jsx mjs cjs ts tsx go java kt rs swift dart",
        ("--", ""): "sql lua",
        ("..", ""): "rst",
        ("REM", ""): "bat cmd",
    }.items()
    for kind in kinds.split()
}
