"""The Python of made-up repositories."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.facts.python import PythonCode
from tests.repositories import facts_of


def read(files: Mapping[str, str | bytes] | str) -> PythonCode:
    """The Python of a repository with these files, or with this one `main.py`."""
    with facts_of({"main.py": files} if isinstance(files, str) else files) as facts:
        return facts.python


def called(files: Mapping[str, str | bytes] | str, path: str = "main.py") -> list[str]:
    """The full names of the calls in a file, in the order in which they are written."""
    python = read(files)
    module = python.module(path)
    assert module is not None
    calls = sorted(module.calls, key=lambda call: (call.place.start or 0, call.place.end or 0))
    return [python.full_name(call.name) if call.is_resolved else f"? {call.name}" for call in calls]
