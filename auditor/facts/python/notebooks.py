"""The code cells of Jupyter notebooks (nbformat 3 and 4) as Python, each line tied to its line in the file."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from auditor.facts.json_values import parse_json
from auditor.repository.text import without_halves

# Magics of a whole cell after which the cell is Python still, see https://ipython.readthedocs.io/en/stable/interactive/magics.html
_PYTHON_CELLS = ("%%time", "%%timeit", "%%capture", "%%prun")
# What IPython understands and Python does not: `%magic`, `!command`, `?name`, `name?`; the first two also as a value.
_NOT_PYTHON = re.compile(r"(?P<indent>\s*+)(?:[%!?]|[\w.]++\?+\s*$|[\w.,*][\w.,* ]*+=\s*(?:!|%[a-z]))")


@dataclass(frozen=True, slots=True)
class Cell:
    """A code cell. lines[i] stands at file_lines[i] of the notebook file; number counts all cells from 1."""

    number: int
    lines: tuple[str, ...]
    file_lines: tuple[int, ...]

    @property
    def code(self) -> str:
        """The cell as Python, line for line, magics and shell commands left out; empty for one in another language."""
        first = self.lines[0].split()[:1] if self.lines else []
        if first and first[0].startswith("%%") and first[0] not in _PYTHON_CELLS:
            return ""
        found = []
        goes_on = False
        for line in self.lines:
            match = _NOT_PYTHON.match(line)
            if match or goes_on:
                found.append(f"{match['indent']}pass" if match else "")
                goes_on = line.endswith("\\")
            else:
                found.append(line)
        return "\n".join(found)

    @property
    def shell_lines(self) -> list[tuple[int, str]]:
        """File line and text of each `!command`."""
        return [
            (number, line.lstrip()[1:])
            for number, line in zip(self.file_lines, self.lines, strict=True)
            if line.lstrip().startswith("!")
        ]

    def file_line(self, line: int) -> int:
        """The file's line of a line of the cell, which counts from 1."""
        return self.file_lines[min(max(line, 1), len(self.file_lines)) - 1]


def read_cells(text: str) -> list[Cell]:
    """The code cells of a notebook file; none of one in another language.

    Raises ValueError, with why in one clause, where it is no notebook.
    """
    text = without_halves(text, pairs=True)
    try:
        notebook = parse_json(text)
    except ValueError:
        raise ValueError("it is not a valid notebook") from None
    cells = _cells(notebook)
    metadata = notebook.get("metadata")
    for key, field in (("kernelspec", "language"), ("language_info", "name")):
        told = metadata.get(key) if isinstance(metadata, dict) else None
        language = told.get(field) if isinstance(told, dict) else None
        if isinstance(language, str) and language and not language.lower().startswith(("python", "ipython")):
            return []
    file = _File(text)
    found = []
    for number, cell in enumerate(cells, 1):
        source = cell.get("source", cell.get("input", "")) if isinstance(cell, dict) else ""
        joined = "".join(map(str, source)) if isinstance(source, list) else str(source)
        lines = joined.split("\n")
        file_lines = file.find(lines)
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            found.append(Cell(number, tuple(lines), file_lines))
    return found


def _cells(notebook: Any) -> list[Any]:
    """The cells of all kinds. nbformat 3 has them in work sheets."""
    if isinstance(notebook, dict):
        sheets = notebook.get("worksheets")
        sheet = sheets[0] if isinstance(sheets, list) and sheets else notebook
        cells = sheet.get("cells") if isinstance(sheet, dict) else None
        if isinstance(cells, list):
            return cells
    raise ValueError("it is not a valid notebook")


class _File:
    """Finds cells in the text of the file, which has them in the same order."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._strings = [_only_string(line) for line in self._lines]
        self._places: dict[str, list[int]] = {}
        for number, string in enumerate(self._strings):
            if string is not None:
                self._places.setdefault(string, []).append(number)
        self._at = 0  # where to look for the next cell

    def find(self, lines: Sequence[str]) -> tuple[int, ...]:
        """The file's line of each line of a cell.

        A notebook has one string per line of a cell, each on a line of its own, as Jupyter writes it. Of one that has
        them otherwise every line of a cell is where its first one is found.
        """
        wanted = [line for line in (*(f"{line}\n" for line in lines[:-1]), *lines[-1:]) if line]
        start = self._start_of(wanted)
        if start is not None:
            self._at = start + len(wanted)
            return tuple(start + 1 + min(n, len(wanted) - 1) for n in range(len(lines)))
        pieces = {json.dumps(lines[0], ensure_ascii=escape)[1:-1] for escape in (False, True)} - {""}
        for number in range(self._at, len(self._lines) if pieces else 0):
            if any(piece in self._lines[number] for piece in pieces):
                self._at = number
                break
        return (min(self._at, len(self._lines) - 1) + 1,) * len(lines)

    def _start_of(self, wanted: list[str]) -> int | None:
        """Where the file has these strings one after the other."""
        places = self._places.get(wanted[0], []) if wanted else []
        for start in places[bisect_left(places, self._at) :]:
            if self._strings[start : start + len(wanted)] == wanted:
                return start
        return None


def _only_string(line: str) -> str | None:
    """The string that is all that a line of JSON holds, up to a comma; None where there is more, or something else."""
    bare = line.strip().removesuffix(",")
    if not bare.startswith('"'):
        return None
    try:
        string, end = scanstring(bare, 1)
    except ValueError:
        return None
    return string if end == len(bare) else None
