"""Which lines of a module are comments for people: lines of their own, in words, and no code that is commented out."""

from __future__ import annotations

import re

from auditor.facts.python import PythonCode
from auditor.facts.python.model import Assignment, Call, Import, PythonModule
from auditor.repository.snapshot import Snapshot

_COMMENT = re.compile(r"\s*#(?!!).*[^\W\d_]{3}")
_FOR_TOOLS = re.compile(r"\s*#\s*(?:noqa|type:|pylint:|fmt:|ruff:|mypy:|pragma|isort:|%%|-\*-)")


def comment_lines(python: PythonCode, snapshot: Snapshot) -> dict[str, frozenset[int]]:
    """The lines of comments by the path of each module; notebooks have none."""
    dead: dict[str, set[int]] = {}
    for commented in python.commented_out:
        lines = dead.setdefault(commented.path, set())
        pieces: tuple[Call | Import | Assignment, ...] = (*commented.calls, *commented.imports, *commented.assignments)
        for piece in pieces:
            lines.update(range(piece.place.start or 0, (piece.place.end or 0) + 1))
    return {
        module.path: _comments(module, snapshot.lines(module.path)) - dead.get(module.path, set())
        for module in python.modules
        if not module.is_notebook
    }


def _comments(module: PythonModule, lines: list[str]) -> frozenset[int]:
    inside = {number for start, end in module.strings for number in range(start, end + 1)}
    return frozenset(
        number
        for number, line in enumerate(lines, start=1)
        if "#" in line and number not in inside and _COMMENT.match(line) and not _FOR_TOOLS.match(line)
    )
