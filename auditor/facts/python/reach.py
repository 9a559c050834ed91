"""What a function calls, through the project's own functions and modules."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts.python import PythonCode
from auditor.facts.python.model import Call, PythonModule, Reference

_MAX_FUNCTIONS = 200  # of one walk; a route of a student project reaches a few dozen


class Reach:
    """The calls below each function of a project."""

    def __init__(self, python: PythonCode) -> None:
        self._python = python
        self._calls: dict[str, list[Call]] = {}
        self._references: dict[str, list[Reference]] = {}
        for module in python.modules:
            for call in module.calls:
                if not call.is_decorator:
                    self._calls.setdefault(_full(module, call.function), []).append(call)
            for reference in module.references:
                self._references.setdefault(_full(module, reference.function), []).append(reference)
        self._inner: dict[str, list[str]] = {}  # functions defined in others, such as a route's worker
        for full in python.functions_by_name:
            self._inner.setdefault(full.rpartition(".")[0], []).append(full)

    def functions(self, start: str) -> Iterator[str]:
        """The full names of start and of all project functions that it calls or passes on, nearest first.

        A class stands for its methods that Python or a framework calls by itself (`__init__`, `__call__`, `forward`).
        """
        seen, waiting = {start}, [start]
        while waiting and len(seen) < _MAX_FUNCTIONS:
            name = waiting.pop(0)
            yield name
            for found in self._next(name):
                if found not in seen:
                    seen.add(found)
                    waiting.append(found)

    def calls(self, start: str) -> Iterator[Call]:
        """All calls in start and in the project functions that it reaches."""
        for name in self.functions(start):
            yield from self._calls.get(name, ())

    def references(self, start: str) -> Iterator[Reference]:
        """All names read in start and in the project functions that it reaches."""
        for name in self.functions(start):
            yield from self._references.get(name, ())

    def _next(self, name: str) -> Iterator[str]:
        for item in (*self._calls.get(name, ()), *self._references.get(name, ())):
            full = self._python.full_name(item.name)
            found = self._python.find_function(full)
            if found:
                yield found
                continue
            for method in ("__init__", "__call__", "forward"):
                found = self._python.find_function(f"{full}.{method}")
                if found:
                    yield found
        yield from self._inner.get(name, ())


def _full(module: PythonModule, function: str) -> str:
    return f"{module.name}.{function}" if function else f"{module.name}."
