"""Which values an argument can have: followed from the call to defaults, callers, configuration and command line.

This is no interpreter. It follows names to what is assigned to them, parameters to their defaults and to what callers
pass, attributes of `self` to where they are set, and keys of configurations to the files. Where it must guess, it goes
by the option's name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from auditor.facts.options import Given, Options
from auditor.facts.python.model import UNKNOWN, Assignment, Call, Class, Function, Parameter, PythonModule, Value
from auditor.place import Place

if TYPE_CHECKING:
    from auditor.facts.commands import Command
    from auditor.facts.configs import ConfigFile
    from auditor.facts.python import PythonCode

_MAX_STEPS = 200  # of following one argument
_TRANSPARENT = frozenset({"int", "float", "str", "bool", "max", "min", "abs", "round", "list", "tuple", "to_container"})
_DEFAULTED = frozenset({"Option", "Argument", "Field", "field", "Query", "getenv"})


@dataclass(frozen=True, slots=True)
class Possible:
    """A value that an argument can have.

    literal is UNKNOWN where the value is not written down; text is the expression, or the setting, as it stands at
    place: the call, or the default, assignment, setting or command that the value comes from.
    """

    literal: object
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where an expression stands: in which module and function, and the lines to cite for it."""

    module: PythonModule
    function: str
    place: Place


class Values:
    """Follows the arguments of a project's calls. Tests are left out."""

    def __init__(self, python: PythonCode, configs: Iterable[ConfigFile], commands: Iterable[Command] = ()) -> None:
        self.python = python
        self.options = Options(configs, commands)

    def of_argument(self, call: Call, keyword: str, position: int = -1) -> list[Possible]:
        """What an argument of a call, by keyword or position, can be; nothing where the call does not have it.

        What is spread into the call counts too: `**config.loader`.
        """
        found = _Walk(self).argument(call, keyword, position)
        return list({(possible.text, possible.place): possible for possible in found}.values())

    @cached_property
    def callers(self) -> dict[str, list[Call]]:
        """The calls outside of tests of each function and class by its full name, `functools.partial` of it too."""
        found: dict[str, list[Call]] = {}
        for module in self.python.own:
            for call in module.calls:
                name = call.name
                if name == "functools.partial" and call.arguments:
                    name = call.arguments[0].name
                    call = Call(  # noqa: PLW2901  # the same call without what stands for the function itself
                        name, True, call.arguments[1:], call.keywords, call.place, call.function, spread=call.spread
                    )
                if not call.is_decorator and name:
                    found.setdefault(self.python.full_name(name), []).append(call)
        return found

    @cached_property
    def functions(self) -> dict[tuple[str, str], Function]:
        """The functions by their module's path and qualified name."""
        return {(m.path, function.qualified_name): function for m in self.python.own for function in m.functions}

    @cached_property
    def classes(self) -> dict[str, tuple[PythonModule, Class]]:
        """The classes by their full names."""
        return {f"{m.name}.{found.qualified_name}": (m, found) for m in self.python.own for found in m.classes}

    @cached_property
    def parser_options(self) -> dict[str, list[Call]]:
        """The calls of argparse's `add_argument` by the attribute that they set."""
        found: dict[str, list[Call]] = {}
        for module in self.python.own:
            for call in module.calls:
                if call.attribute == "add_argument":
                    found.setdefault(_destination(call), []).append(call)
        return found

    @cached_property
    def assignments(self) -> dict[str, list[tuple[PythonModule, Assignment]]]:
        """All assignments by their targets."""
        found: dict[str, list[tuple[PythonModule, Assignment]]] = {}
        for module in self.python.own:
            for assignment in module.assignments:
                found.setdefault(assignment.target, []).append((module, assignment))
        return found


class _Walk:
    """One argument followed to its values. Every expression is visited once."""

    def __init__(self, project: Values) -> None:
        self._project = project
        self._seen: set[tuple[object, ...]] = set()

    def _is_new(self, *step: object) -> bool:
        if step in self._seen or len(self._seen) >= _MAX_STEPS:
            return False
        self._seen.add(step)
        return True

    # Calls and what is spread into them

    def argument(self, call: Call, keyword: str, position: int) -> Iterator[Possible]:
        module = self._project.python.module(call.place.path or "")
        if module is None:
            return
        scope = _Scope(module, call.function, call.place)
        value = call.argument(position, keyword)
        if value is not None:
            yield from self.expression(value, scope)
        else:
            for spread in call.spread:
                yield from self._entry(spread, keyword, scope)

    def _entry(self, mapping: Value, key: str, scope: _Scope) -> Iterator[Possible]:
        """What a mapping has under a key."""
        node = mapping.node
        if not self._is_new(id(node), key):
            return
        if isinstance(node, ast.Dict):
            for name, value in zip(node.keys, node.values, strict=True):
                if isinstance(name, ast.Constant) and name.value == key:
                    yield from self.expression(Value(value), scope)
        elif isinstance(node, ast.Name):
            yield from self._entry_of_name(node.id, key, scope)
        elif isinstance(node, ast.Call) and _called(node) == "dict":
            for keyword in node.keywords:
                if keyword.arg == key:
                    yield from self.expression(Value(keyword.value), scope)
        elif isinstance(node, ast.Call) and _called(node) == "vars":
            yield from self._parsed(key)
        elif isinstance(node, ast.Call) and _called(node) in _TRANSPARENT and node.args:
            yield from self._entry(Value(node.args[0]), key, scope)
        else:
            _, names, _ = _chain(node)
            yield from self._configured([*names, key]) if names else ()

    def _entry_of_name(self, name: str, key: str, scope: _Scope) -> Iterator[Possible]:
        is_local = False
        for assignment in _assigned(scope, name):
            is_local = True
            yield from self._entry(assignment.value, key, _Scope(scope.module, assignment.function, assignment.place))
        for assignment in _assigned(scope, f"[{key}]") if is_local else ():
            yield from self.expression(assignment.value, _Scope(scope.module, assignment.function, assignment.place))
        if is_local:
            return
        function, parameter = self._parameter(scope, name)
        if function is None:
            return
        for call in self._calls_of(scope.module, function):
            if parameter is None:  # **kwargs: what callers give beyond the parameters
                yield from self.argument(call, key, -1)
                continue
            value = call.argument(_position(function, parameter), name)
            module = self._project.python.module(call.place.path or "")
            if value is not None and module is not None:
                yield from self._entry(value, key, _Scope(module, call.function, call.place))
        if parameter is not None:
            yield from self._configured([name, key])

    # Expressions

    def expression(self, value: Value, scope: _Scope) -> Iterator[Possible]:
        node = value.node
        if not self._is_new(id(node), scope.function):
            return
        literal = value.literal
        if literal is not UNKNOWN:
            yield Possible(literal, value.text, scope.place)
        elif isinstance(node, ast.IfExp):
            yield from self._any_of([node.body, node.orelse], scope)
        elif isinstance(node, ast.BoolOp):
            yield from self._any_of(node.values, scope)
        elif isinstance(node, ast.BinOp):
            inner = list(self._any_of([node.left, node.right], scope))
            unknown = [found for found in inner if found.literal is UNKNOWN]
            yield from unknown or [Possible(UNKNOWN, value.text, scope.place)]
        elif isinstance(node, ast.Name):
            yield from self._name(node.id, value, scope)
        elif isinstance(node, ast.Call) and not _is_lookup(node):
            yield from self._call(node, value, scope)
        else:
            yield from self._looked_up(value, scope)

    def _any_of(self, nodes: Iterable[ast.expr], scope: _Scope) -> Iterator[Possible]:
        for node in nodes:
            yield from self.expression(Value(node), scope)

    def _call(self, node: ast.Call, value: Value, scope: _Scope) -> Iterator[Possible]:
        name = _called(node)
        if name in _DEFAULTED:
            given = [keyword.value for keyword in node.keywords if keyword.arg == "default"]
            given = given or (node.args[1:2] if name == "getenv" else node.args[:1])
            yield from self._any_of(given, scope)
            return
        full = self._project.python.full_name(value.name or scope.module.exports.get(name, ""))
        if name in _TRANSPARENT or self._project.python.is_own(full):
            # What a function of the project makes of its arguments is not known, but they say what it is about.
            yield from self._any_of([*node.args, *(keyword.value for keyword in node.keywords)], scope)
        if name not in _TRANSPARENT:
            yield Possible(UNKNOWN, value.text, scope.place)

    def _name(self, name: str, value: Value, scope: _Scope) -> Iterator[Possible]:
        found: list[Possible] = []
        function, parameter = self._parameter(scope, name)
        if function is not None and parameter is not None:
            found += self._passed(scope.module, function, parameter)
        for assignment in _assigned(scope, name):
            found += self.expression(assignment.value, _Scope(scope.module, assignment.function, assignment.place))
        if not found:
            full = self._project.python.full_name(scope.module.exports.get(name, ""))
            for module, assignment in self._project.assignments.get(full.rpartition(".")[2], ()):
                if not assignment.function and f"{module.name}.{assignment.target}" == full:
                    found += self.expression(assignment.value, _Scope(module, "", assignment.place))
        yield from found or [Possible(UNKNOWN, value.text, scope.place)]

    # Parameters

    def _parameter(self, scope: _Scope, name: str) -> tuple[Function | None, Parameter | None]:
        """The parameter of that name of the functions around, with its function; else the innermost function."""
        qualified = scope.function
        while qualified:
            function = self._project.functions.get((scope.module.path, qualified))
            for parameter in function.parameters if function else ():
                if parameter.name == name:
                    return function, parameter
            qualified = qualified.rpartition(".")[0]
        return self._project.functions.get((scope.module.path, scope.function)), None

    def _calls_of(self, module: PythonModule, function: Function) -> list[Call]:
        full = f"{module.name}.{function.qualified_name}"
        calls = list(self._project.callers.get(full, ()))
        if function.name == "__init__":
            calls += self._project.callers.get(full.rpartition(".")[0], ())
        return calls

    def _passed(self, module: PythonModule, function: Function, parameter: Parameter) -> Iterator[Possible]:
        """What a parameter can be: what callers, configurations and the command line give, and its default."""
        if not self._is_new(module.path, function.qualified_name, parameter.name):
            return
        calls = self._calls_of(module, function)
        is_omitted = not calls
        position = _position(function, parameter)
        found: list[Possible] = []
        for call in calls:
            given = list(self.argument(call, parameter.name, position))
            is_omitted |= not given
            found += given
        target = function.owner.rpartition(".")[2] or function.name
        found += _possible(self._project.options.of_target(target, parameter.name))
        if function.decorators or not calls:  # it may be started from a command line
            found += self._of_command_line(module, function, parameter)
        if parameter.default is not None and (is_omitted or function.decorators):
            found += self.expression(parameter.default, _Scope(module, "", parameter.place))
        yield from found or [Possible(UNKNOWN, parameter.name, parameter.place)]

    def _of_command_line(self, module: PythonModule, function: Function, parameter: Parameter) -> Iterator[Possible]:
        for decorator in function.decorators:
            if decorator.attribute == "option" and _destination(decorator) == parameter.name:
                default = decorator.keywords.get("default")
                if default is not None:
                    yield from self.expression(default, _Scope(module, "", decorator.place))
        if function.decorators or module.has_main_guard:
            yield from _possible(self._project.options.on_command_line(parameter.name))

    # Attributes and keys

    def _looked_up(self, value: Value, scope: _Scope) -> Iterator[Possible]:
        """What `self.x`, `Config.x`, `args.x`, `cfg.group.x`, `cfg["group"]["x"]` and the like can be."""
        root, names, default = _chain(value.node)
        found: list[Possible] = []
        if names and isinstance(root, ast.Name):
            if root.id in ("self", "cls"):
                found += self._own_attribute(names, scope)
            else:
                found += self._class_attribute(self._project.python.full_name(value.name))
        if names and not found:
            found += self._parsed(names[-1])
            found += self._configured(names)
        if names and not found:
            for module, assignment in self._project.assignments.get(f"[{names[-1]}]", ()):
                found += self.expression(assignment.value, _Scope(module, assignment.function, assignment.place))
        if not found and default is not None:
            found += self.expression(Value(default), scope)
        yield from found or [Possible(UNKNOWN, value.text, scope.place)]

    def _own_attribute(self, names: list[str], scope: _Scope) -> Iterator[Possible]:
        function = self._project.functions.get((scope.module.path, scope.function))
        owner = function.owner if function else scope.function.partition(".")[0]
        if names[0] == "hparams" and len(names) == 2:  # Lightning keeps the parameters of __init__ under it
            init = self._project.functions.get((scope.module.path, f"{owner}.__init__"))
            for parameter in init.parameters if init else ():
                if parameter.name == names[1] and init:
                    yield from self._passed(scope.module, init, parameter)
        if len(names) > 1:
            return
        everywhere = self._project.assignments.get(f"self.{names[0]}", [])
        within = [pair for pair in everywhere if pair[0] is scope.module and pair[1].function.startswith(f"{owner}.")]
        for module, assignment in within or everywhere:
            yield from self.expression(assignment.value, _Scope(module, assignment.function, assignment.place))
        if not everywhere:
            yield from self._class_attribute(f"{scope.module.name}.{owner}.{names[0]}")

    def _class_attribute(self, full: str) -> Iterator[Possible]:
        """What a class of the project sets an attribute to, in its body or when it is made."""
        owner, _, attribute = full.rpartition(".")
        module, defined = self._project.classes.get(owner, (None, None))
        if module is None or defined is None:
            return
        for assignment in module.assignments:
            if assignment.target == attribute and not assignment.function and _is_within(assignment, defined):
                yield from self.expression(assignment.value, _Scope(module, "", assignment.place))
        for call in self._project.callers.get(owner, ()):
            yield from self.argument(call, attribute, -1)

    def _parsed(self, name: str) -> Iterator[Possible]:
        """The defaults of argparse's options of a name."""
        for call in self._project.parser_options.get(name, ()):
            module = self._project.python.module(call.place.path or "")
            default = call.keywords.get("default")
            if module is not None and default is not None:
                yield from self.expression(default, _Scope(module, call.function, call.place))

    def _configured(self, names: list[str]) -> Iterator[Possible]:
        return _possible(self._project.options.named(names))


def _possible(given: Iterable[Given]) -> Iterator[Possible]:
    for one in given:
        yield Possible(one.value, str(one.value), one.place)


def _assigned(scope: _Scope, name: str) -> list[Assignment]:
    """The assignments to a name that a function sees: its own, else those of functions around it, else the module's."""
    function = scope.function
    while True:
        found = [a for a in scope.module.assignments if a.target == name and a.function == function]
        if found or not function:
            return found
        function = function.rpartition(".")[0]


def _position(function: Function, parameter: Parameter) -> int:
    """At which position a caller gives a parameter; -1 where only by keyword."""
    is_method = bool(function.owner) and not any(d.attribute == "staticmethod" for d in function.decorators)
    return function.parameters.index(parameter) - is_method


def _is_within(assignment: Assignment, defined: Class) -> bool:
    inner, outer = assignment.place, defined.place
    return (outer.start or 0) <= (inner.start or 0) and (inner.end or 0) <= (outer.end or 0)


def _called(node: ast.Call) -> str:
    """The last part of the name of what is called."""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _destination(call: Call) -> str:
    """The attribute that an option of argparse or click sets."""
    named = call.keywords.get("dest")
    if named is not None:
        return str(named.literal)
    names = [str(argument.literal) for argument in call.arguments]
    plain = [name for name in names if not name.startswith("-")]
    long = [name for name in names if name.startswith("--")]
    chosen = (plain or long or names or [""])[0]
    return chosen.partition("/")[0].lstrip("-").replace("-", "_")


def _is_lookup(node: ast.Call) -> bool:
    """Whether a call takes a value out of something by its name: `x.get("name", ...)`, `getattr(x, "name", ...)`."""
    name = _called(node)
    key = node.args[1:2] if name == "getattr" else node.args[:1] if name in ("get", "pop") else []
    return bool(key) and isinstance(key[0], ast.Constant) and isinstance(key[0].value, str)


def _chain(node: ast.expr) -> tuple[ast.expr, list[str], ast.expr | None]:
    """What an expression looks into, the names that it looks up one after the other, and the default of the last."""
    names: list[str] = []
    default: ast.expr | None = None
    while True:
        if isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            names.append(str(node.slice.value))
            node = node.value
        elif isinstance(node, ast.Call) and _is_lookup(node):
            is_getattr = _called(node) == "getattr"
            inner = node.args[0] if is_getattr else node.func.value  # type: ignore[attr-defined]
            key = node.args[1 if is_getattr else 0]
            if not names:
                default = next(iter(node.args[2 if is_getattr else 1 :]), None)
            names.append(str(key.value) if isinstance(key, ast.Constant) else "")
            node = inner
        else:
            return node, names[::-1], default
