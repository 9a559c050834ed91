"""How often a test runs, by its parameters."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Mapping, Sequence

import libcst

from auditor.facts.tests.nodes import argument, dotted, last_name

_COPIES = ("list", "tuple", "sorted", "set", "frozenset", "enumerate", "reversed")


def number_of_cases(
    decorators: Sequence[libcst.BaseExpression], constants: Mapping[str, libcst.BaseExpression]
) -> int | None:
    """How many cases the parametrize decorators make together; None where their number is not written down.

    constants: what the module's names are set to.
    """
    counts: list[int] = []
    for decorator in decorators:
        name = last_name(decorator)
        if name in ("parametrize", "expand") and isinstance(decorator, libcst.Call):
            count = _length(argument(decorator, 1 if name == "parametrize" else 0, "argvalues"), constants)
            if count is None:
                return None
            counts.append(count)
    return math.prod(counts)


def number_of_parameters(values: Iterable[ast.expr]) -> int | None:
    """How many cases the `params` of fixtures make together; None where their number is not written down."""
    counts = []
    for node in values:
        if not isinstance(node, ast.List | ast.Tuple | ast.Set) or any(isinstance(e, ast.Starred) for e in node.elts):
            return None
        counts.append(len(node.elts))
    return math.prod(counts)


def _length(
    node: libcst.BaseExpression | None, constants: Mapping[str, libcst.BaseExpression], depth: int = 5
) -> int | None:
    if isinstance(node, libcst.List | libcst.Tuple | libcst.Set | libcst.Dict):
        is_plain = all(isinstance(element, libcst.Element | libcst.DictElement) for element in node.elements)
        return len(node.elements) if is_plain else None
    if isinstance(node, libcst.Name) and depth:
        return _length(constants.get(node.value), constants, depth - 1)
    if isinstance(node, libcst.Call) and depth:
        return _length_of_call(node, constants, depth)
    return None


def _length_of_call(node: libcst.Call, constants: Mapping[str, libcst.BaseExpression], depth: int) -> int | None:
    name = dotted(node)
    if name == "range":
        bounds = [found.value.evaluated_value for found in node.args if isinstance(found.value, libcst.Integer)]
        is_written = len(bounds) == len(node.args) in (1, 2, 3) and bounds[2:] != [0]
        return len(range(*bounds)) if is_written else None
    if name in _COPIES and node.args:
        return _length(node.args[0].value, constants, depth - 1)
    if name.rpartition(".")[2] in ("items", "keys", "values") and isinstance(node.func, libcst.Attribute):
        return _length(node.func.value, constants, depth - 1)
    return None
