"""From a module's syntax tree to what is kept of it, in one pass over live code."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterable, Sequence

from auditor.facts.python.finder import ModuleFinder
from auditor.facts.python.model import (
    Assignment,
    Call,
    Class,
    Function,
    Import,
    Parameter,
    PythonModule,
    Reference,
    Text,
    Value,
)
from auditor.place import Place

_BUILTINS = frozenset(dir(builtins))
_Scope = dict[str, str | None]  # a local name and what it stands for; None for what is not known
_ENDS_BLOCK = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class ModuleReader:
    """Reads syntax trees into one PythonModule. Several trees (a notebook's cells) may follow each other."""

    def __init__(self, module: PythonModule, finder: ModuleFinder, line: Callable[[int], int] = lambda n: n) -> None:
        """line: the file's line of a line of the tree, where the two differ."""
        self._module = module
        self._finder = finder
        self._line = line
        self._scopes: list[_Scope] = [{}]
        self._classes: list[tuple[str, dict[str, str]]] = []  # qualified name, what `self.x` stands for
        self._functions: list[str] = []
        self._imported: set[str] = set()

    def read(self, tree: ast.Module) -> None:
        """Add what tree says to the module."""
        self._bind_ahead(tree.body)
        self._block(tree.body)
        self._module.exports.update({name: full for name, full in self._scopes[0].items() if full})

    def adopt(self, exports: dict[str, str]) -> None:
        """Let names stand for what they do in other code, before anything is read."""
        self._scopes[0].update(exports)
        self._imported.update(full.partition(".")[0] for full in exports.values())

    # Names

    def _bind_ahead(self, body: Sequence[ast.stmt]) -> None:
        """What functions see of the module's level when they run: names bound further down too."""
        for statement in body:
            if isinstance(statement, _DEFINITIONS):
                self._scopes[0][statement.name] = f"{self._module.name}.{statement.name}"
            elif isinstance(statement, ast.Import | ast.ImportFrom):
                self._bind_import(statement, record=False)
            elif isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
                for target in statement.targets:
                    if isinstance(target, ast.Name):
                        self._scopes[0][target.id] = self._resolve(statement.value)
            elif isinstance(statement, ast.If | ast.Try | ast.With):
                for part in ("body", "orelse", "finalbody"):
                    self._bind_ahead(getattr(statement, part, []))

    def _lookup(self, name: str) -> str | None:
        for scope in reversed(self._scopes):
            if name in scope:
                return scope[name]
        return name if name in _BUILTINS else None

    def _resolve(self, node: ast.expr) -> str | None:
        """The full dotted name of an expression: for a call, that of what is called."""
        parts: list[str] = []
        while True:
            if isinstance(node, ast.Attribute):
                parts.append(node.attr)
                node = node.value
            elif isinstance(node, ast.Call):
                node = node.func
            elif isinstance(node, ast.Await):
                node = node.value
            else:
                break
        if not isinstance(node, ast.Name):
            return None
        if node.id in ("self", "cls") and self._classes and parts:
            qualified, attributes = self._classes[-1]
            root: str | None = attributes.get(parts[-1]) or f"{self._module.name}.{qualified}.{parts[-1]}"
            parts.pop()
        else:
            root = self._lookup(node.id)
        return ".".join([root, *reversed(parts)]) if root else None

    def _written(self, node: ast.expr) -> str:
        """A name as it is written, with a dot in front where it does not begin with one."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        parts.append(node.id if isinstance(node, ast.Name) else "")
        return ".".join(reversed(parts))

    def _value(self, node: ast.expr) -> Value:
        named = isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Await)
        return Value(node, (self._resolve(node) or "") if named else "")

    def _place(self, node: ast.AST) -> Place:
        start: int = node.lineno  # type: ignore[attr-defined]
        end: int = node.end_lineno or start  # type: ignore[attr-defined]
        return Place(self._module.path, self._line(start), self._line(end))

    @property
    def _function(self) -> str:
        return self._functions[-1] if self._functions else ""

    # Statements

    def _block(self, body: Iterable[ast.stmt]) -> None:
        for statement in body:
            self._module.statements += 1
            self._statement(statement)
            if isinstance(statement, _ENDS_BLOCK):
                return  # what follows can never run

    def _statement(self, node: ast.stmt) -> None:
        if isinstance(node, ast.Expr):
            if isinstance(node.value, ast.Constant):
                self._remember_string(node.value)  # a docstring, or a text that stands for nothing
            else:
                self._expression(node.value)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            self._bind_import(node, record=True)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self._define_function(node)
        elif isinstance(node, ast.ClassDef):
            self._define_class(node)
        elif isinstance(node, ast.Assign):
            self._expression(node.value)
            for target in node.targets:
                self._assign(target, node.value, node)
        elif isinstance(node, ast.AnnAssign):
            if node.value is not None:
                self._expression(node.value)
                self._assign(node.target, node.value, node)
            elif isinstance(node.target, ast.Name):
                self._scopes[-1][node.target.id] = self._resolve(node.annotation)
        elif isinstance(node, ast.If):
            self._branch(node)
        elif isinstance(node, ast.With | ast.AsyncWith):
            for item in node.items:
                self._expression(item.context_expr)
                if item.optional_vars is not None:
                    self._assign(item.optional_vars, item.context_expr, None)
            self._block(node.body)
        elif isinstance(node, ast.For | ast.AsyncFor):
            self._expression(node.iter)
            self._forget(node.target)
            self._block(node.body)
            self._block(node.orelse)
        elif isinstance(node, ast.While):
            if _constant(node.test) is not False:
                self._expression(node.test)
                self._block(node.body)
            self._block(node.orelse)
        elif isinstance(node, ast.Try | ast.TryStar):
            self._block(node.body)
            for handler in node.handlers:
                if handler.type is not None:
                    self._expression(handler.type)
                self._block(handler.body)
            self._block(node.orelse)
            self._block(node.finalbody)
        elif isinstance(node, ast.Match):
            self._expression(node.subject)
            for case in node.cases:
                self._block(case.body)
        else:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self._expression(child)

    def _branch(self, node: ast.If) -> None:
        known = _constant(node.test)
        if known is None:
            self._expression(node.test)
            if _is_main_guard(node.test) and not self._functions:
                self._module.has_main_guard = True
        if known is not False:
            self._block(node.body)
        elif _is_type_checking(node.test):
            for statement in node.body:
                if isinstance(statement, ast.Import | ast.ImportFrom):
                    self._bind_import(statement, record=False)
        if known is not True:
            self._block(node.orelse)

    def _bind_import(self, node: ast.Import | ast.ImportFrom, record: bool) -> None:
        place = self._place(node)
        if isinstance(node, ast.Import):
            for alias in node.names:
                path = self._finder.find(alias.name, self._module.path)
                full = self._own_name(path) if path else alias.name
                if alias.asname:
                    self._scopes[-1][alias.asname] = full
                else:
                    top = alias.name.partition(".")[0]
                    top_path = self._finder.find(top, self._module.path)
                    self._scopes[-1][top] = self._own_name(top_path) if top_path else top
                self._remember_import(full, path, place, record)
            return
        source = node.module or ""
        if node.level:
            base = self._finder.find_relative(node.level, source, self._module.path)
            base = base or "?"  # a relative import is the project's own, found or not
        else:
            base = self._finder.find(source, self._module.path)
        for alias in node.names:
            path: str | None = base
            full = f"{source}.{alias.name}"
            if base and base != "?":
                folder = base.removesuffix("__init__.py").removesuffix(".py")
                submodule = self._finder._at(f"{folder.rstrip('/')}/{alias.name}")
                path = submodule or base
                full = self._own_name(submodule) if submodule else f"{self._own_name(base)}.{alias.name}"
            if alias.name != "*":
                self._scopes[-1][alias.asname or alias.name] = full
            elif path and (imported := self._finder.path(self._own_name(path))):
                self._module.exports.setdefault("*", self._own_name(imported))
            self._remember_import(full, path, place, record)

    def _own_name(self, path: str) -> str:
        return path.rstrip("/").replace("/", ".") if path.endswith("/") else self._finder.name(path)

    def _remember_import(self, full: str, path: str | None, place: Place, record: bool) -> None:
        self._imported.add(full.partition(".")[0])
        if record:
            self._module.imports.append(Import(full, path, place))

    def _assign(self, target: ast.expr, value: ast.expr, statement: ast.stmt | None) -> None:
        if isinstance(target, ast.Tuple | ast.List):
            values = value.elts if isinstance(value, ast.Tuple | ast.List) else []
            for position, element in enumerate(target.elts):
                if len(values) == len(target.elts):
                    self._assign(element, values[position], statement)
                else:
                    self._forget(element)
            return
        if isinstance(target, ast.Name):
            known = isinstance(value, ast.Name | ast.Attribute | ast.Call | ast.Await)
            self._scopes[-1][target.id] = self._resolve(value) if known else None
        name = _target_name(target)
        if name and statement is not None:
            self._module.assignments.append(
                Assignment(name, self._value(value), self._place(statement), self._function)
            )

    def _forget(self, target: ast.expr) -> None:
        for node in ast.walk(target):
            if isinstance(node, ast.Name):
                self._scopes[-1][node.id] = None

    def _define_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        prefix = f"{self._classes[-1][0]}." if self._classes and not self._functions_inside_class() else ""
        qualified = f"{self._functions[-1]}.{node.name}" if self._functions and not prefix else f"{prefix}{node.name}"
        full = f"{self._module.name}.{qualified}"
        if not prefix:
            self._scopes[-1][node.name] = full
        decorators = tuple(self._decorator(decorator) for decorator in node.decorator_list)
        parameters = self._parameters(node.args)
        self._module.functions.append(
            Function(
                name=node.name,
                qualified_name=qualified,
                owner=prefix.rstrip("."),
                decorators=decorators,
                parameters=parameters,
                returns_annotated=node.returns is not None,
                has_docstring=_has_docstring(node.body),
                is_stub=_is_stub(node.body),
                place=Place(self._module.path, self._line(_first_line(node)), self._line(node.end_lineno or 0)),
            )
        )
        scope: _Scope = {}
        arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        for argument in arguments:
            scope[argument.arg] = self._resolve(argument.annotation) if argument.annotation else None
            if argument.annotation is not None:
                self._expression(argument.annotation)
        for extra in (node.args.vararg, node.args.kwarg):
            if extra:
                scope[extra.arg] = None
        self._scopes.append(scope)
        self._functions.append(qualified)
        self._block(node.body)
        self._functions.pop()
        self._scopes.pop()

    def _functions_inside_class(self) -> bool:
        """Whether the innermost function lies within the innermost class (so that a new one is no method)."""
        return bool(self._functions) and self._functions[-1].startswith(f"{self._classes[-1][0]}.")

    def _parameters(self, arguments: ast.arguments) -> tuple[Parameter, ...]:
        positional = [*arguments.posonlyargs, *arguments.args]
        defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
        pairs = [*zip(positional, [*defaults, *arguments.defaults], strict=True)]
        pairs += zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        found = []
        for argument, default in pairs:
            if default is not None:
                self._expression(default)
            value = self._value(default) if default is not None else None
            found.append(Parameter(argument.arg, argument.annotation is not None, value, self._place(argument)))
        return tuple(found)

    def _define_class(self, node: ast.ClassDef) -> None:
        qualified = f"{self._function}.{node.name}" if self._functions else node.name
        if self._classes and not self._functions:
            qualified = f"{self._classes[-1][0]}.{node.name}"
        self._scopes[-1][node.name] = f"{self._module.name}.{qualified}"
        for decorator in node.decorator_list:
            self._decorator(decorator)
        for keyword in node.keywords:
            self._expression(keyword.value)
        bases = tuple(self._resolve(base) or self._written(base) for base in map(_unsubscripted, node.bases))
        for base in node.bases:
            self._expression(base)
        place = Place(self._module.path, self._line(_first_line(node)), self._line(node.end_lineno or 0))
        self._module.classes.append(Class(node.name, qualified, bases, _has_docstring(node.body), place))
        self._classes.append((qualified, self._attributes(node, bases)))
        self._scopes.append({})
        functions, self._functions = self._functions, []
        self._block(node.body)
        self._functions = functions
        self._scopes.pop()
        self._classes.pop()

    def _attributes(self, node: ast.ClassDef, bases: tuple[str, ...]) -> dict[str, str]:
        """What `self.x` stands for: what is assigned to it somewhere in the class, else what the first base has."""
        found: dict[str, str] = {}
        own = {statement.name for statement in node.body if isinstance(statement, _DEFINITIONS)}
        used: set[str] = set()
        for part in ast.walk(node):
            if isinstance(part, ast.Assign) and isinstance(part.value, ast.Call | ast.Name | ast.Attribute):
                for target in part.targets:
                    if _is_self_attribute(target) and (full := self._resolve_plain(part.value)):
                        found.setdefault(target.attr, full)  # type: ignore[attr-defined]
            elif _is_self_attribute(part):
                used.add(part.attr)  # type: ignore[attr-defined]
        if bases and "." in bases[0] and not bases[0].startswith("."):
            for name in used - own - found.keys():
                found[name] = f"{bases[0]}.{name}"
        return found

    def _resolve_plain(self, node: ast.expr) -> str | None:
        """Resolve what does not itself begin with `self`."""
        root = node
        while isinstance(root, ast.Attribute | ast.Call):
            root = root.func if isinstance(root, ast.Call) else root.value
        return None if isinstance(root, ast.Name) and root.id in ("self", "cls") else self._resolve(node)

    # Expressions

    def _expression(self, node: ast.AST) -> None:
        if isinstance(node, ast.Call):
            self._call(node)
        elif isinstance(node, ast.Attribute | ast.Name):
            self._reference(node)
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                self._module.texts.append(Text(node.value, self._place(node), self._function))
                self._remember_string(node)
        elif isinstance(node, ast.JoinedStr):
            self._module.texts.append(Text(Value(node).text, self._place(node), self._function))
            self._remember_string(node)
            for part in node.values:
                if isinstance(part, ast.FormattedValue):
                    self._expression(part.value)
        elif isinstance(node, ast.Dict):
            self._dictionary(node)
        elif isinstance(node, ast.Lambda):
            self._scopes.append({argument.arg: None for argument in node.args.args})
            self._expression(node.body)
            self._scopes.pop()
        elif isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
            self._scopes.append({})
            for generator in node.generators:
                self._expression(generator.iter)
                self._forget(generator.target)
                for condition in generator.ifs:
                    self._expression(condition)
            parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
            for part in parts:
                self._expression(part)
            self._scopes.pop()
        elif isinstance(node, ast.NamedExpr):
            self._expression(node.value)
            self._assign(node.target, node.value, None)
        else:
            for child in ast.iter_child_nodes(node):
                self._expression(child)

    def _dictionary(self, node: ast.Dict) -> None:
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                place = Place(self._module.path, self._line(key.lineno), self._line(value.end_lineno or key.lineno))
                self._module.assignments.append(
                    Assignment(f"[{key.value}]", self._value(value), place, self._function)
                )
            elif key is not None:
                self._expression(key)
            self._expression(value)

    def _call(self, node: ast.Call) -> None:
        self._module.calls.append(self._make_call(node, node, is_decorator=False))
        if isinstance(node.func, ast.Attribute):
            self._expression(node.func.value)
        elif not isinstance(node.func, ast.Name):
            self._expression(node.func)
        for argument in node.args:
            self._expression(argument)
        for keyword in node.keywords:
            self._expression(keyword.value)

    def _decorator(self, node: ast.expr) -> Call:
        call = self._make_call(node, node, is_decorator=True)
        self._module.calls.append(call)
        if isinstance(node, ast.Call):
            for child in (*node.args, *(keyword.value for keyword in node.keywords)):
                self._expression(child)
        return call

    def _make_call(self, node: ast.expr, at: ast.AST, is_decorator: bool) -> Call:
        function = node.func if isinstance(node, ast.Call) else node
        full = self._resolve(function)
        arguments: list[ast.expr] = []
        keywords: list[ast.keyword] = []
        if isinstance(node, ast.Call):
            arguments, keywords = node.args, node.keywords
        return Call(
            name=full or self._written(function),
            is_resolved=full is not None,
            arguments=tuple(self._value(argument) for argument in arguments),
            keywords={keyword.arg: self._value(keyword.value) for keyword in keywords if keyword.arg},
            place=self._place(at),
            function=self._function,
            is_decorator=is_decorator,
            spread=tuple(self._value(keyword.value) for keyword in keywords if keyword.arg is None),
        )

    def _reference(self, node: ast.Attribute | ast.Name) -> None:
        full = self._resolve(node)
        if full is None:
            if isinstance(node, ast.Attribute):
                self._expression(node.value)
            return
        if full.partition(".")[0] in self._imported or full.startswith(f"{self._module.name}."):
            self._module.references.append(Reference(full, self._place(node), self._function))

    def _remember_string(self, node: ast.expr) -> None:
        if node.end_lineno and node.end_lineno > node.lineno:
            self._module.strings.append((self._line(node.lineno), self._line(node.end_lineno)))


def _constant(test: ast.expr) -> bool | None:
    """What a condition always is, or None when it depends."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = _constant(test.operand)
        return None if inner is None else not inner
    return False if _is_type_checking(test) else None


def _is_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return name == "TYPE_CHECKING"


def _is_main_guard(test: ast.expr) -> bool:
    return (
        isinstance(test, ast.Compare)
        and any(isinstance(part, ast.Name) and part.id == "__name__" for part in (test.left, *test.comparators))
        and any(isinstance(part, ast.Constant) and part.value == "__main__" for part in (test.left, *test.comparators))
    )


def _is_self_attribute(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


def _target_name(target: ast.expr) -> str:
    if isinstance(target, ast.Name):
        return target.id
    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
        return f"{target.value.id}.{target.attr}"
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        return f"[{target.slice.value}]"
    return ""


def _unsubscripted(node: ast.expr) -> ast.expr:
    return node.value if isinstance(node, ast.Subscript) else node


def _first_line(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
    """The line of the first decorator, or of the definition."""
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def _has_docstring(body: Sequence[ast.stmt]) -> bool:
    first = body[0] if body else None
    return (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
        and bool(first.value.value.strip())
    )


def _is_stub(body: Sequence[ast.stmt]) -> bool:
    """Whether a body does nothing: only a docstring, pass, `...`, or raise NotImplementedError."""
    for statement in body:
        if isinstance(statement, ast.Pass):
            continue
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        if isinstance(statement, ast.Raise) and statement.exc is not None:
            raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
            if isinstance(raised, ast.Name) and raised.id == "NotImplementedError":
                continue
        return False
    return True
