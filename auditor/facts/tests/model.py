"""Tests, as pytest would collect them."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass
from enum import Enum

from auditor.place import Place


class Skip(Enum):
    """Whether a test is skipped: always, or where a condition holds."""

    ALWAYS = "always"
    SOMETIMES = "sometimes"


@dataclass(frozen=True, slots=True)
class TestFunction:
    """One collected test function or method.

    assertions: how many statements can fail it (`assert True` cannot). cases: how often pytest runs it, parameters
    multiplied; None where their number is not written down. names: full dotted names of what it calls and reads, its
    fixtures and the helpers of the test files included.
    """

    __test__ = False  # it is not a test itself, whatever its name says to pytest

    name: str
    qualified_name: str
    place: Place
    assertions: int
    skip: Skip | None
    cases: int | None
    names: frozenset[str]

    @property
    def path(self) -> str:
        """The path of its file."""
        return self.place.path or ""

    def uses(self, *patterns: str) -> bool:
        """Whether one of the names is a pattern, or lies below it where the pattern ends in `.*`."""
        return any(
            name == pattern or (pattern.endswith(".*") and name.startswith(pattern[:-1]))
            for pattern in patterns
            for name in self.names
        )


@dataclass(frozen=True, slots=True)
class TestSuite:
    """All collected tests, by path and line. almost: test functions in files that pytest does not look into."""

    __test__ = False

    tests: tuple[TestFunction, ...]
    almost: tuple[TestFunction, ...]
    files: tuple[str, ...]

    @property
    def cases(self) -> int:
        """How many tests pytest reports: parameters multiplied where their number is known."""
        return sum(1 if test.cases is None else test.cases for test in self.tests)

    def in_files(self, *patterns: str) -> list[TestFunction]:
        """The tests whose path matches one of the glob patterns."""
        return [test for test in self.tests if any(fnmatch.fnmatch(test.path, pattern) for pattern in patterns)]
