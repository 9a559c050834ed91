"""What can fail a test."""

from __future__ import annotations

from collections.abc import Sequence

import libcst

from auditor.facts.tests.nodes import dotted, last_name, truth

_ASSERTING = ("raises", "warns", "deprecated_call", "fail")


def is_assertion(name: str) -> bool:
    """Whether a function of this name asserts: unittest's, numpy's, torch's, a mock's, pytest.raises and its like."""
    return name.startswith("assert") or name in _ASSERTING


def count_assertions(statements: Sequence[libcst.CSTNode]) -> int:
    """How many statements can fail: asserts that are not always true, and asserting calls."""
    return sum(map(_can_fail, statements))


def _can_fail(node: libcst.CSTNode) -> bool:
    if isinstance(node, libcst.Assert):
        return not _is_always_true(node.test)
    if isinstance(node, libcst.Raise):
        return node.exc is not None and dotted(node.exc) == "AssertionError"
    if isinstance(node, libcst.With):
        return any(is_assertion(last_name(item.item)) for item in node.items)
    if isinstance(node, libcst.Expr | libcst.Return | libcst.Assign) and node.value is not None:
        value = node.value.expression if isinstance(node.value, libcst.Await) else node.value
        return isinstance(value, libcst.Call) and is_assertion(last_name(value))
    return False


def _is_always_true(node: libcst.BaseExpression) -> bool:
    if isinstance(node, libcst.Comparison) and len(node.comparisons) == 1:
        [comparison] = node.comparisons
        is_equality = isinstance(comparison.operator, libcst.Equal | libcst.Is)
        # Of a name it may fail: nothing that is not a number equals itself.
        return is_equality and truth(node.left) is not None and node.left.deep_equals(comparison.comparator)
    return truth(node) is True
