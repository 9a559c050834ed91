"""JSON of repositories: no deeper than can be followed, and nothing in it that could not be written out again."""

from __future__ import annotations

import json
from typing import Any

from auditor.limits import limits
from auditor.repository.text import without_halves


def parse_json(text: str) -> Any:
    """The value of a JSON text. Raises ValueError where it is no JSON, or deeper than the limit."""
    try:
        value = json.loads(without_halves(text, pairs=True))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    most = limits().json_depth
    if text.count("[") + text.count("{") > most:
        level = [value]
        for _ in range(most):
            level = [inner for outer in level for inner in _inside(outer)]
        if level:
            raise ValueError(f"nested more than {most} levels deep")
    return value


def _inside(value: Any) -> list[Any]:
    """The collections right inside a value."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [one for one in inner if isinstance(one, dict | list)]
