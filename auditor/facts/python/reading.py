"""From a module's syntax tree to what is kept of it, in one pass over live code."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from auditor.facts.python.expressions import ExpressionReader
from auditor.facts.python.finder import ModuleFinder
from auditor.facts.python.imports import Imported, imported_names
from auditor.facts.python.model import Class, Function, Import, Parameter, PythonModule, written_name
from auditor.facts.python.scopes import Scopes
from auditor.facts.python.syntax import (
    Definition,
    annotated_type,
    constant,
    first_line,
    has_docstring,
    is_main_guard,
    is_stub,
    is_type_checking,
    parts_of,
    self_attribute,
    walk,
)
from auditor.place import Place

_ENDS_BLOCK = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
_IMPORT = (ast.Import, ast.ImportFrom)
_EXITS = frozenset({"sys.exit", "os._exit", "os.abort", "exit", "quit"})


def _no_exports(_: str) -> Mapping[str, str]:
    return {}


class ModuleReader:
    """Reads syntax trees into one PythonModule. Several trees (a notebook's cells) may follow each other."""

    def __init__(
        self,
        module: PythonModule,
        finder: ModuleFinder,
        exports_of: Callable[[str], Mapping[str, str]] = _no_exports,
        with_dead: bool = False,
    ) -> None:
        """exports_of: what the top-level names of the project's module at a path stand for. with_dead: read code that
        can never run as if it could.
        """
        self._module = module
        self._finder = finder
        self._exports_of = exports_of
        self._with_dead = with_dead
        self._scopes = Scopes(module.name)
        self._expressions = ExpressionReader(module, self._scopes, lambda line: line, with_dead)
        self._classes: list[str] = []  # qualified names

    def read(self, tree: ast.Module, line: Callable[[int], int] | None = None) -> None:
        """Add what tree says to the module. line: the file's line of a line of the tree, where the two differ."""
        if line is not None:
            self._expressions.line = line
        self._bind_ahead(tree.body)
        self._block(tree.body)
        self._module.exports.update(self._scopes.exports)

    def adopt(self, exports: Mapping[str, str]) -> None:
        """Let names stand for what they do in other code, before anything is read."""
        for name, full in exports.items():
            self._scopes.bind_at_top(name, full)
            self._scopes.top_names.add(full.partition(".")[0])

    def _bind_ahead(self, body: Sequence[ast.stmt]) -> None:
        """What functions see of the module's level when they run: names bound further down too."""
        for statement in body:
            if isinstance(statement, Definition):
                self._scopes.bind_at_top(statement.name, f"{self._module.name}.{statement.name}")
            elif isinstance(statement, _IMPORT):
                self._bind_import(statement)
            elif isinstance(statement, ast.Assign | ast.AnnAssign) and isinstance(statement.value, ast.Call):
                for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
                    if isinstance(target, ast.Name):
                        self._scopes.bind_at_top(target.id, self._scopes.resolve(statement.value), is_result=True)
            elif isinstance(statement, ast.If | ast.Try | ast.With):
                for part in ("body", "orelse", "finalbody"):
                    self._bind_ahead(getattr(statement, part, []))

    # Statements

    def _block(self, body: Sequence[ast.stmt]) -> None:
        for position, statement in enumerate(body, 1):
            self._module.statements += 1
            read = _READERS.get(type(statement))
            if read is not None:
                read(self, statement)
            else:
                for child in parts_of(statement):
                    self._expressions.read(child)
            if isinstance(statement, _ENDS_BLOCK) or self._exits(statement):
                self._dead(body[position:])
                return

    def _exits(self, statement: ast.stmt) -> bool:
        """Whether a statement ends the program."""
        if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Call):
            return False
        return (self._scopes.resolve(statement.value.func) or written_name(statement.value.func)) in _EXITS

    def _dead(self, body: Sequence[ast.stmt]) -> None:
        """Code that can never run: of it only the extent of its texts is kept."""
        nodes = [node for statement in body for node in ast.walk(statement)]
        self._module.has_dead_code |= any(isinstance(node, (ast.Call, *_IMPORT)) for node in nodes)
        if self._with_dead:
            self._block(body)
            return
        for node in nodes:
            if isinstance(node, ast.Constant | ast.JoinedStr):
                self._expressions.remember_text(node)

    def _bare(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Constant):
            self._expressions.remember_text(node.value)  # a docstring, or a text that stands for nothing
        else:
            self._expressions.read(node.value)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        place = self._expressions.place(node)
        for imported in self._bind_import(node):
            self._module.imports.append(Import(imported.full, imported.path, place))

    def _bind_import(self, node: ast.Import | ast.ImportFrom) -> list[Imported]:
        found = imported_names(node, self._module.path, self._finder)
        for imported in found:
            exports = self._exports_of(imported.path) if imported.bound == "*" and imported.path else {}
            self._scopes.take_in(imported, exports)
        return found

    def _assignment(self, node: ast.Assign) -> None:
        self._expressions.read(node.value)
        for target in node.targets:
            self._expressions.assign(target, node.value, node)

    def _annotated(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._expressions.read(node.value)
            self._expressions.assign(node.target, node.value, node)
        elif isinstance(node.target, ast.Name):
            self._scopes.bind(node.target.id, self._scopes.resolve(annotated_type(node.annotation)))

    def _assert(self, node: ast.Assert) -> None:
        self._module.asserting.add(self._expressions.function)
        self._expressions.read(node.test)
        if node.msg is not None:
            self._expressions.read(node.msg)

    def _global(self, node: ast.Global) -> None:
        self._scopes.declare_global(node.names)

    def _if(self, node: ast.If) -> None:
        known = constant(node.test)
        if known is None:
            self._expressions.read(node.test)
            if is_main_guard(node.test) and not self._expressions.functions:
                self._module.has_main_guard = True
        if known is not False:
            self._block(node.body)
        else:
            self._dead(node.body)
            if is_type_checking(node.test):
                for statement in node.body:
                    if isinstance(statement, _IMPORT):
                        self._bind_import(statement)
        if known is not True:
            self._block(node.orelse)
        else:
            self._dead(node.orelse)

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            self._expressions.read(item.context_expr)
            if item.optional_vars is not None:
                self._expressions.assign(item.optional_vars, item.context_expr, None)
        self._block(node.body)

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        self._expressions.read(node.iter)
        self._scopes.forget(node.target)
        if isinstance(node.iter, ast.List | ast.Tuple) and not node.iter.elts:
            self._dead(node.body)
        else:
            self._block(node.body)
        self._block(node.orelse)

    def _while(self, node: ast.While) -> None:
        if constant(node.test) is False:
            self._dead(node.body)
        else:
            self._expressions.read(node.test)
            self._block(node.body)
        self._block(node.orelse)

    def _try(self, node: ast.Try | ast.TryStar) -> None:
        self._block(node.body)
        for handler in node.handlers:
            if handler.type is not None:
                self._expressions.read(handler.type)
            if handler.name:
                self._scopes.bind(handler.name, None)
            self._block(handler.body)
        self._block(node.orelse)
        self._block(node.finalbody)

    def _match(self, node: ast.Match) -> None:
        self._expressions.read(node.subject)
        for case in node.cases:
            self._expressions.read(case.pattern)
            for part in ast.walk(case.pattern):
                captured = part.rest if isinstance(part, ast.MatchMapping) else getattr(part, "name", None)
                if captured:
                    self._scopes.bind(captured, None)
            if case.guard is not None:
                self._expressions.read(case.guard)
            self._block(case.body)

    # Functions and classes

    def _qualified(self, name: str) -> tuple[str, str]:
        """The qualified name of a definition, and the class whose body it stands in (empty if in none)."""
        function = self._expressions.function
        if self._classes and not function.startswith(f"{self._classes[-1]}."):
            return f"{self._classes[-1]}.{name}", self._classes[-1]
        return (f"{function}.{name}" if function else name), ""

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        qualified, owner = self._qualified(node.name)
        if not owner:
            self._scopes.bind(node.name, f"{self._module.name}.{qualified}")
        decorators = tuple(self._expressions.decorator(decorator) for decorator in node.decorator_list)
        self._module.functions.append(
            Function(
                name=node.name,
                qualified_name=qualified,
                owner=owner,
                decorators=decorators,
                parameters=self._parameters(node.args),
                returns_annotated=node.returns is not None,
                has_docstring=has_docstring(node.body),
                is_stub=is_stub(node.body),
                place=self._extent(node),
            )
        )
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            if argument.annotation is not None:
                self._expressions.read(argument.annotation)
        with self._scopes.function(self._parameter_types(node.args)):
            self._expressions.functions.append(qualified)
            self._block(node.body)
            self._expressions.functions.pop()

    def _parameters(self, arguments: ast.arguments) -> tuple[Parameter, ...]:
        positional = [*arguments.posonlyargs, *arguments.args]
        defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
        pairs = [*zip(positional, [*defaults, *arguments.defaults], strict=True)]
        pairs += zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        found = []
        for argument, default in pairs:
            if default is not None:
                self._expressions.read(default)
            value = self._expressions.value(default) if default is not None else None
            place = self._expressions.place(argument)
            found.append(Parameter(argument.arg, argument.annotation is not None, value, place))
        return tuple(found)

    def _parameter_types(self, arguments: ast.arguments) -> dict[str, str | None]:
        """What parameters stand for: their types, where they have annotations."""
        types = {
            argument.arg: self._scopes.resolve(annotated_type(argument.annotation)) if argument.annotation else None
            for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        }
        return types | {extra.arg: None for extra in (arguments.vararg, arguments.kwarg) if extra}

    def _class(self, node: ast.ClassDef) -> None:
        qualified, _ = self._qualified(node.name)
        self._scopes.bind(node.name, f"{self._module.name}.{qualified}")
        for decorator in node.decorator_list:
            self._expressions.decorator(decorator)
        for keyword in node.keywords:
            self._expressions.read(keyword.value)
        named = [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]
        bases = tuple(self._scopes.resolve(base) or written_name(base) for base in named)
        for base in node.bases:
            self._expressions.read(base)
        self._module.classes.append(Class(node.name, qualified, bases, has_docstring(node.body), self._extent(node)))
        with self._scopes.class_body(qualified, self._attributes(node, bases)):
            self._classes.append(qualified)
            functions, self._expressions.functions = self._expressions.functions, []
            self._block(node.body)
            self._expressions.functions = functions
            self._classes.pop()

    def _attributes(self, node: ast.ClassDef, bases: tuple[str, ...]) -> dict[str, str]:
        """What `self.x` stands for: what is assigned to it somewhere in the class, else what the first base has."""
        given: dict[str, str | None] = {}
        used: set[str] = set()
        for statement in node.body:
            if isinstance(statement, _FUNCTION):
                given[statement.name] = None
                with self._scopes.function(self._parameter_types(statement.args)):
                    for part in walk(statement):
                        used.add(self_attribute(part))
                        for target, value in _assignments(part):
                            if isinstance(target, ast.Name):
                                self._expressions.bind_value(target.id, value)
                            elif name := self_attribute(target):
                                given[name] = given.get(name) or self._expressions.full_name(value)
            elif isinstance(statement, ast.ClassDef):
                given[statement.name] = None
            for target, value in _assignments(statement):
                if isinstance(target, ast.Name):
                    # of a field in a data class the value says how it is made, the annotation what it is
                    kind = annotated_type(statement.annotation) if isinstance(statement, ast.AnnAssign) else value
                    given[target.id] = self._expressions.full_name(kind)
        found = {name: full for name, full in given.items() if full}
        if bases and "." in bases[0] and not bases[0].startswith("."):
            for name in used - given.keys() - {""}:
                found[name] = f"{bases[0]}.{name}"
        return found

    def _extent(self, node: Definition) -> Place:
        """Where a definition stands, its decorators included."""
        line = self._expressions.line
        return Place(self._module.path, line(first_line(node)), line(node.end_lineno or node.lineno))


def _assignments(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Each target of an assignment with the value that it is given; none for any other node."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Tuple | ast.List) and isinstance(node.value, ast.Tuple | ast.List):
                yield from zip(target.elts, node.value.elts, strict=False)
            else:
                yield target, node.value
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        yield node.target, node.value


# What is not named here is read part by part.
_READERS: dict[type[ast.stmt], Callable[[ModuleReader, Any], None]] = {
    ast.Expr: ModuleReader._bare,
    ast.Import: ModuleReader._import,
    ast.ImportFrom: ModuleReader._import,
    ast.FunctionDef: ModuleReader._function,
    ast.AsyncFunctionDef: ModuleReader._function,
    ast.ClassDef: ModuleReader._class,
    ast.Assign: ModuleReader._assignment,
    ast.AnnAssign: ModuleReader._annotated,
    ast.Assert: ModuleReader._assert,
    ast.Global: ModuleReader._global,
    ast.If: ModuleReader._if,
    ast.With: ModuleReader._with,
    ast.AsyncWith: ModuleReader._with,
    ast.For: ModuleReader._for,
    ast.AsyncFor: ModuleReader._for,
    ast.While: ModuleReader._while,
    ast.Try: ModuleReader._try,
    ast.TryStar: ModuleReader._try,
    ast.Match: ModuleReader._match,
}
