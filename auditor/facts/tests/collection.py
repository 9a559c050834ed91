"""Which functions of a test file pytest collects."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import libcst

from auditor.facts.tests.nodes import constants, flat, last_name, truth


@dataclass(frozen=True, slots=True)
class Collected:
    """A test function with the classes around it, the outermost first.

    qualified_name: under which pytest reports it. defined: the qualified name of its definition, which is another one
    for a test that a class inherits.
    """

    node: libcst.FunctionDef
    owners: tuple[libcst.ClassDef, ...]
    qualified_name: str
    defined: str


def collect(body: Iterable[libcst.CSTNode], test_cases: Collection[str]) -> Iterator[Collected]:
    """The tests of a module. test_cases: the qualified names of its classes that derive from unittest's TestCase."""
    yield from _level(list(body), (), "", test_cases)


def _level(
    body: list[libcst.CSTNode], owners: tuple[libcst.ClassDef, ...], prefix: str, test_cases: Collection[str]
) -> Iterator[Collected]:
    if truth(constants(body).get("__test__")) is False:
        return
    for name, test in _tests(body).items():
        yield Collected(test, owners, f"{prefix}{name}", f"{prefix}{name}")
    classes = {node.name.value: node for node in flat(body) if isinstance(node, libcst.ClassDef)}
    for name, node in classes.items():
        if _is_test_class(node) or f"{prefix}{name}" in test_cases:
            yield from _level(list(node.body.body), (*owners, node), f"{prefix}{name}.", test_cases)
            yield from _inherited(node, classes, owners, prefix)


def _tests(body: Iterable[libcst.CSTNode]) -> dict[str, libcst.FunctionDef]:
    """Test functions by their names; of several with one name the last, as Python binds them."""
    found: dict[str, libcst.FunctionDef] = {}
    for node in flat(body):
        if isinstance(node, libcst.FunctionDef):
            found.pop(node.name.value, None)
            if node.name.value.startswith("test") and not _is_fixture(node):
                found[node.name.value] = node
    return found


def _inherited(
    node: libcst.ClassDef,
    classes: dict[str, libcst.ClassDef],
    owners: tuple[libcst.ClassDef, ...],
    prefix: str,
) -> Iterator[Collected]:
    """The tests that a class has from classes beside it."""
    own = {found.name.value for found in node.body.body if isinstance(found, libcst.FunctionDef)}
    waiting, seen = [node], {node.name.value}
    while waiting:
        for base in waiting.pop(0).bases:
            above = classes.get(base.value.value) if isinstance(base.value, libcst.Name) else None
            if above is None or above.name.value in seen:
                continue
            seen.add(above.name.value)
            waiting.append(above)
            for name, test in _tests(above.body.body).items():
                if name not in own:
                    own.add(name)
                    defined = f"{prefix}{above.name.value}.{name}"
                    yield Collected(test, (*owners, node), f"{prefix}{node.name.value}.{name}", defined)


def _is_test_class(node: libcst.ClassDef) -> bool:
    if any(last_name(base.value).endswith("TestCase") for base in node.bases):
        return True
    made = {found.name.value for found in node.body.body if isinstance(found, libcst.FunctionDef)}
    return node.name.value.startswith("Test") and not made & {"__init__", "__new__"}


def _is_fixture(node: libcst.FunctionDef) -> bool:
    return any(last_name(found.decorator) in ("fixture", "yield_fixture") for found in node.decorators)
