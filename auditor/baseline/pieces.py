"""Cuts a file into the pieces that are compared with a template: functions, settings, sections, or the file as one.

What a piece is depends on what the file is, because only then does an equal piece mean that it was taken over:

- Python: a top-level function or class as a whole. One changed line in it makes it the author's own.
- Settings (YAML, TOML, INI, JSON, Makefile, requirements): each line together with what it is nested in, so that the
  same words under another job, step or table are something else.
- Markdown and reStructuredText: a heading with everything up to the next one.
- Dockerfiles and shell scripts: the whole file. Their lines build on each other and mean little one by one.

Spacing, quotes, comments and trailing commas do not count, as formatters change them; nor do pinned versions of
packages, actions and hooks, as bots change them. Versions in a test matrix do: they are a choice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from posixpath import splitext

_SETTINGS = frozenset({".yaml", ".yml", ".toml", ".ini", ".cfg", ".json", ".mk", ".python-version"})
_HEADED = frozenset({".toml", ".ini", ".cfg"})
_TEXTS = frozenset({".md", ".rst"})
_FIGURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".pdf", ".drawio"})
# What is longer or deeper nested is data, nothing that a template or a course's lesson holds.
_LONGEST_FILE = 5_000
_LONGEST_LINE = 400
_DEEPEST = 40
# How many lines are remembered as they look normalised: in a cohort two of three stand in other files as well.
REMEMBERED = 32_768
_GENERATED = frozenset({"package-lock.json", "npm-shrinkwrap.json", "composer.lock"})


@dataclass(frozen=True, slots=True)
class Piece:
    """The numbers (from 1) of lines that belong together, and their normalised text with what they are nested in."""

    lines: tuple[int, ...]
    text: str
    is_definition: bool = False


@dataclass(slots=True)  # a frozen one takes three times as long to make, and there is one for every line
class _Line:
    """A significant line: its number, how deep it is nested, its normalised text, and its beginning as it stands."""

    number: int
    indent: int
    text: str
    is_definition: bool


def is_figure(path: str) -> bool:
    """Whether path is an image or a drawing, to be compared byte for byte."""
    return splitext(path)[1].lower() in _FIGURES


@lru_cache(maxsize=1_000)
def kind_of(path: str) -> str | None:
    """What sort of file path is; None where it is not compared (lock files, notebooks, data, unknown endings)."""
    name = path.rpartition("/")[2].lower()
    suffix = splitext(name)[1]
    if name in _GENERATED or suffix == ".lock":
        return None
    if suffix == ".py":
        return "python"
    if "dockerfile" in name or suffix in {".docker", ".sh"}:
        return "script"
    if suffix in _TEXTS:
        return "text"
    is_requirements = suffix == ".txt" and "requirements" in name
    return "settings" if suffix in _SETTINGS or name in _SETTINGS or name == "makefile" or is_requirements else None


def cut(path: str, lines: list[str], render: Callable[[str], str] = str) -> list[Piece]:
    """The pieces of a file in the order of its lines. Blank lines and comments are in none; a very long file has none.

    render is applied to each normalised line.
    """
    if len(lines) > _LONGEST_FILE:
        return []
    kind = kind_of(path)
    suffix = splitext(path)[1].lower()
    significant = [
        _Line(number, _indent(line), render(text), _DEFINES.match(line) is not None)
        for number, line in enumerate(lines, 1)
        if (text := _normalised(line, kind)) and (kind == "python" or _WORD.search(text))
    ]
    if kind == "python":
        return list(_statements(significant))
    if kind == "settings":
        return list(_settings(significant, headed=suffix in _HEADED))
    if kind == "text":
        return list(_sections(significant))
    return [_joined(significant)] if significant and kind else []


_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
_PINNED_USE = re.compile(r"(\buses:\s*[^\s@]+)@\S+")
_PINNED_HOOK = re.compile(r"(\brev:).*")
_PINNED_PACKAGE = re.compile(r" ?(?:[<>~=!]=|(?<=[\w\]\"' ,])[<>]) ?v?[\d\0][\w.*+\0-]*(?: ?,(?= ?[<>=~!]))?")
_WORD = re.compile(r"\w|\0")
_CLOSED = re.compile(r",?[)\]}]")


@lru_cache(REMEMBERED)
def _normalised(line: str, kind: str | None) -> str:
    """The line without what formatters and bots change: spaces, quotes, comments, a comma at the end, pins."""
    if kind != "text" and "#" in line:
        line = _COMMENT.sub("", line)
    line = " ".join(line.split())
    if kind == "settings" and len(line) <= _LONGEST_LINE:
        if ":" in line:
            line = _PINNED_HOOK.sub(r"\1", _PINNED_USE.sub(r"\1", line))
        line = _PINNED_PACKAGE.sub("", line).rstrip(", ")
    return line.replace(" ", "").replace("'", '"')


def _indent(line: str) -> int:
    """How deep the line is nested: an item of a list may stand as far left as its key and is still below it."""
    line = line.expandtabs(8) if "\t" in line else line
    body = line.lstrip()
    return 2 * (len(line) - len(body)) + body.startswith("- ")


def _joined(lines: list[_Line]) -> Piece:
    """One piece of several lines; how brackets are spread over them does not count."""
    text = _CLOSED.sub("", "".join(line.text for line in lines))
    return Piece(tuple(line.number for line in lines), text, any(line.is_definition for line in lines))


_DEFINES = re.compile(r"(?:async\s+def|def|class)\s")
_CLOSING = (")", "]", "}")


def _statements(lines: list[_Line]) -> Iterator[Piece]:
    """Top-level statements, by indentation, so that Python of another version or with a template's marks is cut too."""
    statement: list[_Line] = []
    decorated = in_string = False
    for line in lines:
        is_inside = line.indent > 0 or in_string or line.text.startswith(_CLOSING)
        if statement and not (is_inside or decorated):
            yield _joined(statement)
            statement = []
        statement.append(line)
        if not is_inside:
            decorated = line.text.startswith("@")
        in_string ^= line.text.count('"""') % 2 == 1
    if statement:
        yield _joined(statement)


def _settings(lines: list[_Line], headed: bool) -> Iterator[Piece]:
    """Each line with the lines that it is nested in, outermost first. headed: a `[table]` holds what follows it."""
    above: list[_Line] = []
    for line in lines:
        indent = -1 if headed and line.text.startswith("[") and not line.indent else line.indent
        while above and above[-1].indent >= indent:
            above.pop()
        above.append(line if indent == line.indent else replace(line, indent=indent))
        del above[_DEEPEST:]
        yield Piece((line.number,), "\n".join(outer.text for outer in above))


def _sections(lines: list[_Line]) -> Iterator[Piece]:
    section: list[_Line] = []
    for line in lines:
        if line.text.startswith("#") and section:
            yield _joined(section)
            section = []
        section.append(line)
    if section:
        yield _joined(section)
