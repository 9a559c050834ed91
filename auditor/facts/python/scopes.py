"""What names stand for at one point of a module: scopes, imports and attributes of self."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from auditor.facts.python.imports import Imported

_BUILTINS = frozenset(dir(builtins))


@dataclass(slots=True)
class _Scope:
    """Local names and what they stand for, None where that is not known.

    results: those of these names for what a call gave back (they stand for what was called). outer: those declared
    global.
    """

    names: dict[str, str | None] = field(default_factory=dict)
    results: set[str] = field(default_factory=set)
    is_class: bool = False
    outer: set[str] = field(default_factory=set)


class Scopes:
    """The names of a module while it is read from top to bottom. Full names are dotted, and begin with a package."""

    def __init__(self, module: str) -> None:
        """module: the module's own full name."""
        self.module = module
        self.top_names: set[str] = {module}  # the first parts of imported full names, and the module itself
        self._scopes = [_Scope()]
        self._classes: list[tuple[str, Mapping[str, str]]] = []  # qualified name, what `self.x` stands for
        self._dotted: dict[str, str] = {}  # what `a.b` stands for after `import a.b`
        self._all_of: dict[str, None] = {}  # packages of others, everything of which was imported

    @property
    def exports(self) -> dict[str, str]:
        """What the module's top-level names stand for, where that is known."""
        return {name: full for name, full in self._scopes[0].names.items() if full}

    def bind(self, name: str, full: str | None, is_result: bool = False) -> None:
        """Let a local name stand for something. is_result: for what a call of it gave back."""
        self._bind(self._scopes[0 if name in self._scopes[-1].outer else -1], name, full, is_result)

    def bind_at_top(self, name: str, full: str | None, is_result: bool = False) -> None:
        """Let a name of the module's level stand for something."""
        self._bind(self._scopes[0], name, full, is_result)

    @staticmethod
    def _bind(scope: _Scope, name: str, full: str | None, is_result: bool) -> None:
        scope.names[name] = full
        (scope.results.add if is_result else scope.results.discard)(name)

    def forget(self, target: ast.expr) -> None:
        """Let the names in a target stand for nothing that is known."""
        for node in ast.walk(target):
            if isinstance(node, ast.Name):
                self.bind(node.id, None)

    def declare_global(self, names: list[str]) -> None:
        """What is bound to these names in the innermost function is the module's."""
        self._scopes[-1].outer.update(names)

    def take_in(self, imported: Imported, exports: Mapping[str, str]) -> None:
        """Bind an imported name. exports: the top-level names of the module that it comes from."""
        self.top_names.add(imported.full.partition(".")[0])
        if imported.bound == "*":
            if imported.path is None:
                self._all_of[imported.full.removesuffix(".*")] = None
            for name, full in exports.items():
                if not name.startswith("_"):
                    self.bind(name, full)
                    self.top_names.add(full.partition(".")[0])
        elif "." in imported.bound:
            self._dotted[imported.bound] = imported.full
            top = imported.bound.partition(".")[0]
            self.bind(top, top)
        else:
            self.bind(imported.bound, imported.full)

    @contextmanager
    def function(self, parameters: Mapping[str, str | None]) -> Iterator[None]:
        """The scope of a function."""
        self._scopes.append(_Scope(dict(parameters)))
        try:
            yield
        finally:
            self._scopes.pop()

    @contextmanager
    def class_body(self, qualified: str, attributes: Mapping[str, str]) -> Iterator[None]:
        """The scope of a class. attributes: what those of self stand for."""
        self._scopes.append(_Scope(is_class=True))
        self._classes.append((qualified, attributes))
        try:
            yield
        finally:
            self._classes.pop()
            self._scopes.pop()

    def is_result(self, node: ast.expr) -> bool:
        """Whether an expression is a name for what a call gave back."""
        if not isinstance(node, ast.Name):
            return False
        scope = self._scope_of(node.id)
        return scope is not None and node.id in scope.results

    def look_up(self, name: str) -> str | None:
        """What a name stands for; None where that is not known."""
        scope = self._scope_of(name)
        if scope is not None:
            return scope.names[name]
        if name in _BUILTINS:
            return name
        return f"{next(iter(self._all_of))}.{name}" if len(self._all_of) == 1 else None

    def _scope_of(self, name: str) -> _Scope | None:
        for distance, scope in enumerate(reversed(self._scopes)):
            if name in scope.names and not (scope.is_class and distance):  # methods do not see their class's names
                return scope
        return None

    def resolve(self, node: ast.expr) -> str | None:
        """The full dotted name of an expression: for a call, that of what is called; None where it is not known."""
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
        parts.reverse()
        if node.id in ("self", "cls") and self._classes and parts:
            qualified, attributes = self._classes[-1]
            root: str | None = attributes.get(parts[0]) or f"{self.module}.{qualified}.{parts[0]}"
            parts = parts[1:]
        else:
            root = self.look_up(node.id)
            if root and parts and self._dotted:
                root, parts = self._within_packages(node.id, root, parts)
        return ".".join([root, *parts]) if root else None

    def _within_packages(self, name: str, root: str, parts: list[str]) -> tuple[str, list[str]]:
        """The longest beginning of a dotted expression that was imported as such, by its full name, and the rest."""
        for length in range(len(parts), 0, -1):
            full = self._dotted.get(".".join([name, *parts[:length]]))
            if full:
                return full, parts[length:]
        return root, parts
