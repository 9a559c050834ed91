"""INI files with line numbers, which the standard configparser does not give: setup.cfg, tox.ini, .dvc/config."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SECTION = re.compile(r"\s*\[(?P<name>.+)\]\s*(?:[#;].*)?$")
_OPTION = re.compile(r"(?P<name>[^=:\s][^=:]*?)\s*[=:]\s*(?P<value>.*)$")


@dataclass(frozen=True, slots=True)
class Option:
    """name in lower case; value with one line per line of the file from start on. Lines count from 1, end included."""

    name: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """name as written between the brackets. start is the line of the heading, end the last line with an option."""

    name: str
    options: tuple[Option, ...]
    start: int
    end: int

    def get(self, name: str) -> Option | None:
        """The option of that name; the last one where there are several."""
        return next((option for option in reversed(self.options) if option.name == name), None)


def parse_ini(text: str) -> list[Section]:
    """The sections of text in their order. Lines that are neither heading, option nor comment are passed over.

    As with configparser, a line that is indented deeper than the option above it continues that option's value;
    options may themselves be indented, as DVC writes them. Whole-line comments begin with "#" or ";".
    """
    sections: list[Section] = []
    heading: tuple[str, int] | None = None
    options: list[Option] = []
    indentation = 0  # of the last option

    def close() -> None:
        if heading is not None:
            name, start = heading
            sections.append(Section(name, tuple(options), start, options[-1].end if options else start))

    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip()
        if not stripped or stripped[0] in "#;":
            continue
        depth = len(line) - len(line.lstrip())
        if options and depth > indentation:
            last = options[-1]
            # Lines in between (comments, blanks) stay as empty ones, so that every value line keeps its number.
            gap = "\n" * (number - last.end)
            options[-1] = Option(last.name, last.value + gap + stripped, last.start, number)
        elif match := _SECTION.match(line):
            close()
            heading, options = (match["name"].strip(), number), []
        elif match := _OPTION.match(stripped):
            indentation = depth
            options.append(Option(match["name"].lower(), match["value"], number, number))
    close()
    return sections
