"""The tests that pytest would collect: how many, what they assert, whether they are skipped, what they exercise.

Collection by name as pytest documents it (https://docs.pytest.org/en/stable/explanation/goodpractices.html): functions
and methods that begin with `test`, methods in classes that begin with `Test` and have no `__init__` or that derive from
unittest's TestCase, in files called `test_*.py` or `*_test.py` unless the project's configuration names others.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable
from typing import TYPE_CHECKING

from auditor.facts.python import PythonCode
from auditor.facts.tests.model import Skip, TestFunction, TestSuite
from auditor.repository.snapshot import Snapshot

if TYPE_CHECKING:
    from auditor.facts.manifests.tools import ToolConfiguration

__all__ = ["PYTEST_FILES", "Skip", "TestFunction", "TestSuite", "file_patterns", "read_tests"]

PYTEST_FILES = ("test_*.py", "*_test.py")
# pytest's norecursedirs, which has folders that begin with a dot besides
_NOT_VISITED = ("build", "dist", "venv", "node_modules", "CVS", "_darcs", "{arch}")


def read_tests(snapshot: Snapshot, python: PythonCode, patterns: Iterable[str] = PYTEST_FILES) -> TestSuite:
    """The test suite of a snapshot. patterns: pytest's `python_files`."""
    globs = tuple(patterns)
    modules = [module for module in python.modules if not module.is_notebook]
    collected = [module for module in modules if _is_collected(module.path, globs)]
    others = [m for m in modules if m.is_test and "test" in m.path.rpartition("/")[2] and m not in collected]
    if not collected and not others:
        return TestSuite((), (), ())
    from auditor.facts.tests.reading import TestReader

    reader = TestReader(snapshot, python)
    return TestSuite(
        tuple(test for module in collected for test in reader.read(module)),
        tuple(test for module in others for test in reader.read(module)),
        tuple(module.path for module in collected),
    )


def file_patterns(configurations: Iterable[ToolConfiguration]) -> tuple[str, ...]:
    """What pytest's configuration at the root of the repository names as `python_files`, else pytest's own default."""
    for configuration in configurations:
        given = configuration.get("ini_options", "python_files") if "/" not in configuration.path else None
        patterns = given.split() if isinstance(given, str) else given if isinstance(given, list) else []
        if patterns:
            return tuple(str(pattern) for pattern in patterns)
    return PYTEST_FILES


def _is_collected(path: str, patterns: tuple[str, ...]) -> bool:
    folder, _, name = path.rpartition("/")
    if any(part in _NOT_VISITED or part.startswith(".") for part in folder.split("/")):
        return False
    return any(fnmatch.fnmatch(name, pattern.rpartition("/")[2]) for pattern in patterns)
