"""The Python of a snapshot: modules, scripts and notebooks, with names followed through the project's own modules."""

from __future__ import annotations

import sys

from auditor.facts.python.code import PythonCode
from auditor.facts.python.model import Call, Class, Function, Import, PythonModule
from auditor.facts.python.sources import read_python

__all__ = ["Call", "Class", "Function", "Import", "PythonCode", "PythonModule", "is_standard_library", "read_python"]


def is_standard_library(top: str) -> bool:
    """Whether a top-level name is of Python's standard library."""
    return top in sys.stdlib_module_names
