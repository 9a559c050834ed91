"""Whether a test is skipped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import libcst

from auditor.facts.tests.model import Skip
from auditor.facts.tests.nodes import argument, direct, flat, last_name, truth

_SKIPPING = ("skip", "skipTest")


def worst(skips: Iterable[Skip | None]) -> Skip | None:
    """What several skips come to."""
    found = set(skips)
    return Skip.ALWAYS if Skip.ALWAYS in found else Skip.SOMETIMES if Skip.SOMETIMES in found else None


def decorated_skip(decorators: Sequence[libcst.BaseExpression]) -> Skip | None:
    """What decorators, or marks given otherwise, say."""
    return worst(map(_by_decorator, decorators))


def body_skip(function: libcst.FunctionDef, statements: Sequence[libcst.CSTNode]) -> Skip | None:
    """What calls in a test say: always, where the call runs whenever the test does. statements: all of the test's."""
    if not any(_skips(node, (*_SKIPPING, "importorskip")) for node in statements):
        return None
    return Skip.ALWAYS if any(_skips(node, _SKIPPING) for node in direct(function.body.body)) else Skip.SOMETIMES


def module_skip(body: Sequence[libcst.CSTNode]) -> Skip | None:
    """What calls at a module's level say."""
    if any(_skips(node, _SKIPPING) for node in direct(body)):
        return Skip.ALWAYS
    found = (_skips(node, (*_SKIPPING, "importorskip")) for node in flat(body))
    return Skip.SOMETIMES if any(found) else None


def marks(constants: Mapping[str, libcst.BaseExpression]) -> list[libcst.BaseExpression]:
    """The marks that `pytestmark` gives everything in a module or class. constants: what is set at its level."""
    given = constants.get("pytestmark")
    if isinstance(given, libcst.List | libcst.Tuple):
        return [element.value for element in given.elements]
    return [] if given is None else [given]


def _by_decorator(decorator: libcst.BaseExpression) -> Skip | None:
    name = last_name(decorator)
    if name == "skip" or (name == "xfail" and truth(argument(decorator, 9, "run")) is False):
        return Skip.ALWAYS
    if name not in ("skipif", "skipIf", "skipUnless"):
        return None
    holds = truth(argument(decorator, 0, "condition"))
    if holds is None:
        return Skip.SOMETIMES
    return Skip.ALWAYS if holds is (name != "skipUnless") else None


def _skips(node: libcst.CSTNode, names: tuple[str, ...]) -> bool:
    if isinstance(node, libcst.Raise) and node.exc is not None:
        return last_name(node.exc) in ("SkipTest", "Skipped")
    value = node.value if isinstance(node, libcst.Expr | libcst.Assign | libcst.Return) else None
    return isinstance(value, libcst.Call) and last_name(value) in names
