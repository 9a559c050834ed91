"""From a test file to its tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

import libcst

from auditor.facts.python import PythonCode, PythonModule
from auditor.facts.python.nesting import is_too_deep
from auditor.facts.tests.assertions import count_assertions
from auditor.facts.tests.collection import Collected, collect
from auditor.facts.tests.exercised import Exercised
from auditor.facts.tests.model import Skip, TestFunction
from auditor.facts.tests.nodes import constants, statements
from auditor.facts.tests.parameters import number_of_cases, number_of_parameters
from auditor.facts.tests.skips import body_skip, decorated_skip, marks, module_skip, worst
from auditor.repository.snapshot import Snapshot

_TEST = re.compile(r"\bdef\s+test")
_TEST_CASES = ("unittest.TestCase", "unittest.case.TestCase", "unittest.IsolatedAsyncioTestCase", "django.test.*")


class TestReader:
    """Reads the tests of files, one after the other."""

    __test__ = False

    def __init__(self, snapshot: Snapshot, python: PythonCode) -> None:
        self._snapshot = snapshot
        self._python = python
        self._exercised = Exercised(python)

    @cached_property
    def _test_cases(self) -> dict[str, set[str]]:
        """The qualified names of the classes that derive from unittest's TestCase, by path."""
        found: dict[str, set[str]] = {}
        for defined in self._python.classes(*_TEST_CASES, tests=True):
            found.setdefault(defined.place.path or "", set()).add(defined.qualified_name)
        return found

    def read(self, module: PythonModule) -> Iterator[TestFunction]:
        """The tests in a module. A file that libcst cannot parse, or not safely, is reported as unread."""
        text = self._snapshot.text(module.path) or ""
        if not _TEST.search(text):
            return
        try:
            if is_too_deep(text):
                raise RecursionError
            tree = libcst.parse_module(text)
        except (libcst.ParserSyntaxError, RecursionError):
            self._snapshot.report_unread(module.path, "its tests cannot be told apart")
            return
        places = {function.qualified_name: function.place for function in module.functions}
        known = constants(tree.body)
        skipped = worst([module_skip(tree.body), decorated_skip(marks(known))])
        test_cases = self._test_cases.get(module.path, ()) if module.classes else ()
        for test in collect(tree.body, test_cases):
            if test.defined not in places:
                continue  # in code that never runs
            decorators = [known.get(_name(found), found) for found in _decorators(test)]
            parameters = number_of_parameters(self._exercised.parameters(module.path, test.defined))
            body = statements(test.node.body)
            cases = number_of_cases([*decorators, *marks(known)], known)
            without_cases = Skip.ALWAYS if cases == 0 else None  # pytest skips what has no parameters left
            yield TestFunction(
                name=test.node.name.value,
                qualified_name=test.qualified_name,
                place=places[test.defined],
                assertions=count_assertions(body) + self._exercised.asserting_calls(module.path, test.defined),
                skip=worst([skipped, decorated_skip(decorators), body_skip(test.node, body), without_cases]),
                cases=None if cases is None or parameters is None else cases * parameters,
                names=self._exercised.names(module.path, test.defined),
            )


def _decorators(test: Collected) -> list[libcst.BaseExpression]:
    """The decorators of a test and of the classes around it, and the marks that these give."""
    found = [decorator.decorator for decorator in test.node.decorators]
    for owner in test.owners:
        found += [decorator.decorator for decorator in owner.decorators]
        found += marks(constants(owner.body.body))
    return found


def _name(node: libcst.BaseExpression) -> str:
    return node.value if isinstance(node, libcst.Name) else ""
