"""What tests call and read, followed through fixtures and helpers."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from auditor.facts.python import Call, Function, PythonCode, PythonModule
from auditor.facts.tests.assertions import is_assertion

# unittest.mock.patch and its parts, pytest's monkeypatch, importlib
_MOCKING = ("patch", "multiple", "dict", "setattr", "delattr", "import_module", "spy", "stub")
_SET_UP = ("setUp", "setUpClass", "asyncSetUp", "setup_method", "setup_class")


class _TestModule:
    """A module of the tests, by its functions."""

    def __init__(self, module: PythonModule, python: PythonCode) -> None:
        self.module = module
        self._python = python
        self.functions = {function.qualified_name: function for function in module.functions}
        self.defined = {*self.functions, *(defined.qualified_name for defined in module.classes)}

    @cached_property
    def calls(self) -> dict[str, list[Call]]:
        """The calls in each function."""
        found: dict[str, list[Call]] = {}
        for call in self.module.calls:
            found.setdefault(call.function, []).append(call)
        return found

    @cached_property
    def names(self) -> dict[str, set[str]]:
        """What each function and those within it name: as the module does, and what that stands for."""
        found: dict[str, set[str]] = {}
        named = [(item.function, item.name) for item in self.module.calls]
        named += [(item.function, item.name) for item in self.module.references]
        for function, name in named:
            while function:
                found.setdefault(function, set()).update((name, self._python.full_name(name)))
                function = function.rpartition(".")[0]  # noqa: PLW2901
        for function, call in self._mocking():
            text = call.arguments[0].literal if call.arguments else None
            if isinstance(text, str) and "." in text:
                # Not followed any further: what is replaced in one module is not run where it comes from.
                own = self._python.finder.full_name(text, self.module.path)
                found.setdefault(function, set()).update({text, own or text})
        return found

    def _mocking(self) -> Iterator[tuple[str, Call]]:
        """The calls whose first argument can be the name of something, with the functions that they are in or about."""
        for call in self.module.calls:
            if call.attribute in _MOCKING and not call.is_decorator:
                yield call.function, call
        for function in self.module.functions:
            for decorator in function.decorators:
                if decorator.attribute in _MOCKING:
                    yield function.qualified_name, decorator

    @cached_property
    def fixtures(self) -> dict[str, Function]:
        """The fixtures by the names that tests ask for them by."""
        found: dict[str, Function] = {}
        for function in self.module.functions:
            for decorator in function.decorators:
                if decorator.attribute == "fixture":
                    name = decorator.keywords.get("name")
                    literal = name.literal if name else None
                    found[literal if isinstance(literal, str) else function.name] = function
        return found

    def asked_for(self, function: str) -> list[str]:
        """The names of the fixtures that a function asks for: by its parameters, or by pytest's `usefixtures`."""
        defined = self.functions.get(function)
        if defined is None:
            return []
        marks = [decorator for decorator in defined.decorators if decorator.attribute == "usefixtures"]
        used = [argument.literal for mark in marks for argument in mark.arguments]
        names = [parameter.name for parameter in defined.parameters]
        return [*names, *(name for name in used if isinstance(name, str))]

    def automatic(self, function: str) -> list[str]:
        """The names of this module's fixtures that a test runs with unasked."""
        return [
            name
            for name, fixture in self.fixtures.items()
            if any(map(_is_automatic, fixture.decorators))
            and (not fixture.owner or function.startswith(f"{fixture.owner}."))
        ]


def _is_automatic(decorator: Call) -> bool:
    value = decorator.keywords.get("autouse")
    return decorator.attribute == "fixture" and value is not None and value.literal is True


class _Part(NamedTuple):
    """A function that runs with a test: its module's path, and its qualified name."""

    path: str
    function: str


class Exercised:
    """What belongs to each test: the functions of the test files that run with it, and what they name."""

    def __init__(self, python: PythonCode) -> None:
        self._python = python
        self._modules = {m.path: _TestModule(m, python) for m in python.modules if not m.is_notebook}
        self._tests = {module.name: module.path for module in python.modules if module.is_test}
        # what was worked out once
        self._parts_of: dict[_Part, list[_Part]] = {}
        self._next_to: dict[_Part, list[_Part]] = {}
        self._named: dict[str, _Part | None] = {}
        self._places_of: dict[str, list[str]] = {}

    def names(self, path: str, function: str) -> frozenset[str]:
        """Full names in a function, in the set-up of its class, its fixtures, and the helpers that it calls."""
        return frozenset(
            name
            for part in self._parts(path, function)
            for name in self._modules[part.path].names.get(part.function, ())
        )

    def parameters(self, path: str, function: str) -> list[ast.expr]:
        """The `params` of the fixtures that a test runs with."""
        return [
            decorator.keywords["params"].node
            for part in self._parts(path, function)
            if (defined := self._modules[part.path].functions.get(part.function))
            for decorator in defined.decorators
            if decorator.attribute == "fixture" and "params" in decorator.keywords
        ]

    def asserting_calls(self, path: str, function: str) -> int:
        """How many calls in a function are of the test files' own helpers, and such a helper asserts something."""
        return sum(map(self._asserts, self._helpers(_Part(path, function))))

    def _asserts(self, start: _Part) -> bool:
        waiting, seen = [start], {start}
        while waiting:
            part = waiting.pop()
            module = self._modules[part.path]
            calls = module.calls.get(part.function, ())
            if part.function in module.module.asserting or any(is_assertion(call.attribute) for call in calls):
                return True
            found = [helper for helper in self._helpers(part) if helper not in seen]
            seen.update(found)
            waiting += found
        return False

    def _helpers(self, part: _Part) -> Iterator[_Part]:
        """The functions of the test files that a function calls, once per call."""
        for call in self._modules[part.path].calls.get(part.function, ()):
            helper = self._of_tests(self._python.full_name(call.name)) if call.is_resolved else None
            if helper:
                yield helper

    def _of_tests(self, name: str) -> _Part | None:
        """The function or class of the test files that a full name is of."""
        if name not in self._named:
            self._named[name] = self._find(name) or self._find(self._python.find_function(name) or "")
        return self._named[name]

    def _find(self, name: str) -> _Part | None:
        head = name
        while head:
            head = head.rpartition(".")[0]
            path = self._tests.get(head)
            if path is not None and name[len(head) + 1 :] in self._modules[path].defined:
                return _Part(path, name[len(head) + 1 :])
        return None

    def _parts(self, path: str, function: str) -> list[_Part]:
        """A test and the functions of the test files that run with it."""
        start = _Part(path, function)
        if start not in self._parts_of:
            owner = function.rpartition(".")[0]
            waiting = [start, *(_Part(path, f"{owner}.{name}") for name in _SET_UP if owner)]
            for place in self._places(path):
                waiting += self._fixtures(place, self._modules[place].automatic(function))
            seen: dict[_Part, None] = {}
            while waiting:
                part = waiting.pop()
                if part not in seen:
                    seen[part] = None
                    waiting += self._next(part)
            self._parts_of[start] = list(seen)
        return self._parts_of[start]

    def _next(self, part: _Part) -> list[_Part]:
        """What a function runs with, directly: the fixtures that it asks for, and what it names of the test files."""
        if part not in self._next_to:
            module = self._modules[part.path]
            found = list(self._fixtures(part.path, module.asked_for(part.function)))
            found += filter(None, map(self._of_tests, module.names.get(part.function, ())))
            self._next_to[part] = found
        return self._next_to[part]

    def _fixtures(self, path: str, names: Iterable[str]) -> Iterator[_Part]:
        """The fixtures of these names that a module sees: its own, or the nearest one of a conftest.py."""
        places = self._places(path)
        for name in names if places else ():
            for place in places:
                if fixture := self._modules[place].fixtures.get(name):
                    yield _Part(place, fixture.qualified_name)
                    break

    def _places(self, path: str) -> list[str]:
        """The modules with fixtures that a module sees, nearest first: itself, conftest.py in its folder and above."""
        if path not in self._places_of:
            candidates, folder = [path], path
            while folder:
                folder = folder.rpartition("/")[0]
                candidates.append(f"{folder}/conftest.py" if folder else "conftest.py")
            known = dict.fromkeys(place for place in candidates if place in self._modules)
            self._places_of[path] = [place for place in known if self._modules[place].fixtures]
        return self._places_of[path]
