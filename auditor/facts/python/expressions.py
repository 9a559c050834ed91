"""What expressions say: calls, names that are read, texts, and values that are given to names."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any

from auditor.facts.python.model import Assignment, Call, PythonModule, Reference, Text, Value, written_name
from auditor.facts.python.scopes import Scopes
from auditor.facts.python.syntax import constant, parts_of, possible_values, target_name
from auditor.place import Place

_NAMED = (ast.Name, ast.Attribute, ast.Call, ast.Await)


class ExpressionReader:
    """Adds what expressions say to a module.

    line: the file's line of a line of the syntax tree. functions: the qualified names of the functions around what is
    read, the innermost last. with_dead: what can never be evaluated is read as if it could.
    """

    def __init__(
        self, module: PythonModule, scopes: Scopes, line: Callable[[int], int], with_dead: bool = False
    ) -> None:
        self.module = module
        self.scopes = scopes
        self.line = line
        self.functions: list[str] = []
        self._with_dead = with_dead

    @property
    def function(self) -> str:
        """The qualified name of the innermost function, empty at module level."""
        return self.functions[-1] if self.functions else ""

    def place(self, node: ast.expr | ast.stmt | ast.arg) -> Place:
        """Where a node stands in the file."""
        return Place(self.module.path, self.line(node.lineno), self.line(node.end_lineno or node.lineno))

    def value(self, node: ast.expr) -> Value:
        """An expression with its full name, if it has one."""
        return Value(node, (self.scopes.resolve(node) or "") if isinstance(node, _NAMED) else "")

    def read(self, node: ast.AST) -> None:
        """Add everything in an expression."""
        read = _READERS.get(type(node))
        if read is not None:
            read(self, node)
            return
        for child in parts_of(node):
            self.read(child)

    def _operands(self, node: ast.BoolOp) -> None:
        """The sides of `and` and `or`, up to the one that settles the matter."""
        settles = isinstance(node.op, ast.Or)
        for position, side in enumerate(node.values, 1):
            self.read(side)
            if constant(side) is settles:
                self._dead(node.values[position:])
                return

    def _choice(self, node: ast.IfExp) -> None:
        known = constant(node.test)
        self.read(node.test)
        for side, is_dead in ((node.body, known is False), (node.orelse, known is True)):
            if is_dead:
                self._dead([side])
            else:
                self.read(side)

    def _dead(self, nodes: Iterable[ast.expr]) -> None:
        for node in nodes:
            self.module.has_dead_code = True
            if self._with_dead:
                self.read(node)

    def remember_text(self, node: ast.expr) -> None:
        """Keep in mind where a text goes over several lines: nothing in it is code or comment."""
        if node.end_lineno and node.end_lineno > node.lineno:
            self.module.strings.append((self.line(node.lineno), self.line(node.end_lineno)))

    def assign(self, target: ast.expr, value: ast.expr, statement: ast.stmt | None) -> None:
        """Give a value to a target; without a statement it is not recorded."""
        if isinstance(target, ast.Tuple | ast.List):
            values = value.elts if isinstance(value, ast.Tuple | ast.List) else []
            for position, element in enumerate(target.elts):
                if len(values) == len(target.elts):
                    self.assign(element, values[position], statement)
                else:
                    self.scopes.forget(element)
            return
        if isinstance(target, ast.Name):
            self.bind_value(target.id, value)
        elif isinstance(target, ast.Subscript):
            self.read(target.value)
            if not isinstance(target.slice, ast.Constant):
                self.read(target.slice)
        name = target_name(target)
        if name and statement is not None:
            self.module.assignments.append(Assignment(name, self.value(value), self.place(statement), self.function))

    def bind_value(self, name: str, value: ast.expr) -> None:
        """Let a name stand for what a value is. None is no value: the name stands for what it did before or not at all.

        So it is with an import that may fail (`except ImportError: wandb = None`), and a model that is loaded later.
        """
        if isinstance(value, ast.Constant) and value.value is None and self.scopes.look_up(name):
            return
        possible, full = self._meant(value)
        self.scopes.bind(name, full, is_result=isinstance(possible, ast.Call | ast.Await))

    def full_name(self, value: ast.expr) -> str | None:
        """The full name of what a value is, or can be."""
        return self._meant(value)[1]

    def _meant(self, value: ast.expr) -> tuple[ast.expr, str | None]:
        """What of the values that an expression can have goes by a full name, and that name."""
        for possible in possible_values(value):
            full = self.scopes.resolve(possible) if isinstance(possible, _NAMED) else None
            if full:
                return possible, full
        return value, None

    def decorator(self, node: ast.expr) -> Call:
        """Add a decorator, as the call that it is."""
        call = self._make_call(node, is_decorator=True)
        self.module.calls.append(call)
        if isinstance(node, ast.Call):
            for child in (*node.args, *(keyword.value for keyword in node.keywords)):
                self.read(child)
        return call

    def _call(self, node: ast.Call) -> None:
        self.module.calls.append(self._make_call(node, is_decorator=False))
        if isinstance(node.func, ast.Attribute):
            self.read(node.func.value)
        elif not isinstance(node.func, ast.Name):
            self.read(node.func)
        for argument in node.args:
            self.read(argument)
        for keyword in node.keywords:
            self.read(keyword.value)

    def _make_call(self, node: ast.expr, is_decorator: bool) -> Call:
        function = node.func if isinstance(node, ast.Call) else node
        full = self.scopes.resolve(function)
        arguments = node.args if isinstance(node, ast.Call) else []
        keywords = node.keywords if isinstance(node, ast.Call) else []
        return Call(
            name=full or written_name(function),
            is_resolved=full is not None,
            arguments=tuple(self.value(argument) for argument in arguments),
            keywords={keyword.arg: self.value(keyword.value) for keyword in keywords if keyword.arg},
            place=self.place(node),
            function=self.function,
            is_decorator=is_decorator,
            spread=tuple(self.value(keyword.value) for keyword in keywords if keyword.arg is None),
            node=function,
            is_of_result=self.scopes.is_result(function),
        )

    def _name(self, node: ast.Attribute | ast.Name) -> None:
        full = self.scopes.resolve(node)
        if full is None:
            if isinstance(node, ast.Attribute):
                self.read(node.value)
        elif full.partition(".")[0] in self.scopes.top_names or full.startswith(f"{self.scopes.module}."):
            self.module.references.append(Reference(full, self.place(node), self.function))

    def _constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.module.texts.append(Text(node.value, self.place(node), self.function))
            self.remember_text(node)

    def _formatted(self, node: ast.JoinedStr) -> None:
        self.module.texts.append(Text(Value(node).text, self.place(node), self.function))
        self.remember_text(node)
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.read(part.value)

    def _dictionary(self, node: ast.Dict) -> None:
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                place = Place(self.module.path, self.line(key.lineno), self.line(value.end_lineno or key.lineno))
                self.module.assignments.append(Assignment(f"[{key.value}]", self.value(value), place, self.function))
            elif key is not None:
                self.read(key)
            self.read(value)

    def _lambda(self, node: ast.Lambda) -> None:
        names = [parameter.arg for parameter in ast.walk(node.args) if isinstance(parameter, ast.arg)]
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.read(default)
        with self.scopes.function(dict.fromkeys(names)):
            self.read(node.body)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> None:
        with self.scopes.function({}):
            for generator in node.generators:
                self.read(generator.iter)
                self.scopes.forget(generator.target)
                for condition in generator.ifs:
                    self.read(condition)
            for part in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
                self.read(part)

    def _named(self, node: ast.NamedExpr) -> None:
        self.read(node.value)
        self.assign(node.target, node.value, None)


# What is not named here is read part by part.
_READERS: dict[type[ast.AST], Callable[[ExpressionReader, Any], None]] = {
    ast.Call: ExpressionReader._call,
    ast.Attribute: ExpressionReader._name,
    ast.Name: ExpressionReader._name,
    ast.Constant: ExpressionReader._constant,
    ast.JoinedStr: ExpressionReader._formatted,
    ast.Dict: ExpressionReader._dictionary,
    ast.Lambda: ExpressionReader._lambda,
    ast.ListComp: ExpressionReader._comprehension,
    ast.SetComp: ExpressionReader._comprehension,
    ast.GeneratorExp: ExpressionReader._comprehension,
    ast.DictComp: ExpressionReader._comprehension,
    ast.NamedExpr: ExpressionReader._named,
    ast.BoolOp: ExpressionReader._operands,
    ast.IfExp: ExpressionReader._choice,
}
