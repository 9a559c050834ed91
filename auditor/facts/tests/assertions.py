"""What can fail a test."""

from __future__ import annotations

from collections.abc import Sequence

import libcst

from auditor.facts.tests.nodes import dotted, last_name, truth
from auditor.facts.tests.nodes import statements as all_statements

_ASSERTING = ("raises", "warns", "deprecated_call", "fail")
_FAILURES = frozenset({"AssertionError", "Exception", "BaseException"})


def is_assertion(name: str) -> bool:
    """Whether a function of this name asserts: unittest's, numpy's, torch's, a mock's, pytest.raises and its like."""
    return name.startswith("assert") or name in _ASSERTING


def count_assertions(statements: Sequence[libcst.CSTNode]) -> int:
    """How many statements can fail a test: asserts that are not always true, and asserting calls.

    statements: all of a test. Those in a `try` that takes their failure for nothing are not counted.
    """
    swallowed = {id(inner) for node in statements if _swallows(node) for inner in below(node)}
    return sum(_can_fail(node) for node in statements if id(node) not in swallowed)


def below(node: libcst.CSTNode) -> Sequence[libcst.CSTNode]:
    """The statements in the body of a `try` or `with`."""
    return all_statements(node.body) if isinstance(node, libcst.Try | libcst.With) else ()


def _swallows(node: libcst.CSTNode) -> bool:
    """Whether a failed assertion in the node's body goes unnoticed."""
    if isinstance(node, libcst.With):
        calls = [item.item for item in node.items if last_name(item.item) == "suppress"]
        return any(
            last_name(found.value) in _FAILURES
            for call in calls
            if isinstance(call, libcst.Call)
            for found in call.args
        )
    return isinstance(node, libcst.Try) and any(map(_takes_failures, node.handlers))


def _takes_failures(handler: libcst.ExceptHandler) -> bool:
    """Whether a handler takes failed assertions, and does not fail the test itself."""
    if handler.type is None:
        names = {"BaseException"}
    elif isinstance(handler.type, libcst.Tuple):
        names = {last_name(element.value) for element in handler.type.elements}
    else:
        names = {last_name(handler.type)}
    inner = all_statements(handler.body)
    return bool(names & _FAILURES) and not any(isinstance(found, libcst.Raise) or _can_fail(found) for found in inner)


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
        if not isinstance(comparison.operator, libcst.Equal | libcst.Is):
            return False
        # What is not a number does not equal itself, whatever its name.
        is_itself = isinstance(comparison.operator, libcst.Is) and isinstance(node.left, libcst.Name)
        return (is_itself or truth(node.left) is not None) and node.left.deep_equals(comparison.comparator)
    return truth(node) is True
