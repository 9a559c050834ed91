"""The tests of made-up repositories."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.facts.tests import TestFunction, TestSuite
from tests.repositories import facts_of


def suite(files: Mapping[str, str | bytes] | str) -> TestSuite:
    """The test suite of a repository with these files, or with this one `test_it.py`."""
    with facts_of({"test_it.py": files} if isinstance(files, str) else files) as facts:
        return facts.tests


def only(text: str) -> TestFunction:
    """The one test of a test file."""
    [found] = suite(text).tests
    return found
