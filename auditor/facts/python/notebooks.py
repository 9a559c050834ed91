"""The code cells of Jupyter notebooks (nbformat 3 and 4) as Python, each line tied to its line in the file."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """A code cell. lines[i] stands at file_lines[i] of the notebook file; number counts all cells from 1."""

    number: int
    lines: tuple[str, ...]
    file_lines: tuple[int, ...]

    @property
    def code(self) -> str:
        """The cell as Python: lines of magic and of the shell are blanked, a cell in another language is empty."""
        if self.lines and self.lines[0].lstrip().startswith("%%"):
            magic = self.lines[0].split()[0]
            if magic not in ("%%time", "%%timeit", "%%capture", "%%prun"):
                return ""
        return "\n".join("" if line.lstrip().startswith(("%", "!", "?")) else line for line in self.lines)

    @property
    def shell_lines(self) -> list[tuple[int, str]]:
        """File line and text of each `!command`."""
        return [
            (number, line.lstrip()[1:])
            for number, line in zip(self.file_lines, self.lines, strict=True)
            if line.lstrip().startswith("!")
        ]


def read_cells(text: str) -> list[Cell]:
    """The code cells of a notebook file. Raises ValueError when it is none."""
    try:
        notebook = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(notebook, dict):
        raise ValueError("not a notebook")
    cells = notebook.get("cells")
    if not isinstance(cells, list):  # nbformat 3 has work sheets
        sheets = notebook.get("worksheets")
        sheet = sheets[0] if isinstance(sheets, list) and sheets and isinstance(sheets[0], dict) else {}
        cells = sheet.get("cells", [])
    if not isinstance(cells, list):
        raise ValueError("not a notebook")
    physical = text.split("\n")
    found, at = [], 0
    for number, cell in enumerate(cells, 1):
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        source = cell.get("source", cell.get("input", ""))
        joined = "".join(map(str, source)) if isinstance(source, list) else str(source)
        lines = joined.split("\n")
        file_lines = []
        for line in lines:
            at = _find(line, physical, at)
            file_lines.append(at + 1)
        found.append(Cell(number, tuple(lines), tuple(file_lines)))
    return found


def _find(line: str, physical: list[str], start: int) -> int:
    """The index of the first line of the file from start on that holds line as a JSON string; start where none does."""
    if not line.strip():
        return start
    escaped, raw = json.dumps(line)[1:-1], json.dumps(line, ensure_ascii=False)[1:-1]
    for index in range(start, min(start + 5000, len(physical))):
        if escaped in physical[index] or raw in physical[index]:
            return index
    return start
