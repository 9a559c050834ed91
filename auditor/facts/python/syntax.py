"""What single nodes of a syntax tree say by themselves."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator, Sequence

from auditor.facts.python.parsing import Unparsable, parse

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

_MAX_ANNOTATION = 200  # characters of one that is written as a string


def parts_of(node: ast.AST) -> list[ast.AST]:
    """The nodes right below a node, without those that say nothing by themselves (contexts and operators)."""
    found: list[ast.AST] = []
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, list):
            found += [part for part in value if isinstance(part, ast.AST)]
        elif isinstance(value, ast.AST) and value._fields:
            found.append(value)
    return found


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """A node and everything below it, like `ast.walk`, but for contexts and operators; this is twice as fast."""
    waiting = deque([node])
    while waiting:
        node = waiting.popleft()
        waiting.extend(parts_of(node))
        yield node


def constant(test: ast.expr) -> bool | None:
    """What a condition always is, or None when it depends."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = constant(test.operand)
        return None if inner is None else not inner
    if isinstance(test, ast.BoolOp):
        decides = isinstance(test.op, ast.Or)  # one true side settles an `or`, one false side an `and`
        sides = {constant(side) for side in test.values}
        return decides if decides in sides else None if None in sides else not decides
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Eq | ast.NotEq) and len(test.ops) == 1:
        sides_of = (test.left, test.comparators[0])
        if all(isinstance(side, ast.Constant) for side in sides_of):
            left, right = (side.value for side in sides_of if isinstance(side, ast.Constant))
            return bool((left == right) is isinstance(test.ops[0], ast.Eq))
    return False if is_type_checking(test) else None


def is_type_checking(test: ast.expr) -> bool:
    """Whether a condition is typing's TYPE_CHECKING, which never holds when code runs."""
    name = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return name == "TYPE_CHECKING"


def is_main_guard(test: ast.expr) -> bool:
    """Whether a condition compares `__name__` with "__main__"."""
    if not isinstance(test, ast.Compare):
        return False
    parts = (test.left, *test.comparators)
    return any(isinstance(part, ast.Name) and part.id == "__name__" for part in parts) and any(
        isinstance(part, ast.Constant) and part.value == "__main__" for part in parts
    )


def target_name(target: ast.expr) -> str:
    """How a target of an assignment is called: `name`, `self.name`, `[key]`; empty for anything else."""
    if isinstance(target, ast.Name):
        return target.id
    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
        return f"{target.value.id}.{target.attr}"
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        key = target.slice.value
        return f"[{key if isinstance(key, str) else repr(key)}]"
    return ""


def self_attribute(node: ast.AST) -> str:
    """The name of an attribute of self; empty for anything else."""
    is_own = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    return node.attr if is_own and isinstance(node, ast.Attribute) else ""


def possible_values(node: ast.expr) -> Iterator[ast.expr]:
    """The expressions that an expression can be: both sides of `a if x else b`, all of `a or b`, else itself."""
    if isinstance(node, ast.IfExp):
        yield from possible_values(node.body)
        yield from possible_values(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from possible_values(value)
    elif isinstance(node, ast.NamedExpr):
        yield from possible_values(node.value)
    else:
        yield node


def annotated_type(node: ast.expr) -> ast.expr:
    """The type that an annotation names: `T` of `T | None`, `Optional[T]`, `Annotated[T, ...]` and `"T"`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < _MAX_ANNOTATION:
        try:
            statements = parse(node.value.strip()).body
        except Unparsable:
            return node
        first = statements[0] if statements else node
        return annotated_type(first.value) if isinstance(first, ast.Expr) else node
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        is_none = isinstance(node.left, ast.Constant) and node.left.value is None
        return annotated_type(node.right if is_none else node.left)
    if isinstance(node, ast.Subscript):
        name = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
        if name in ("Optional", "Annotated"):
            inner = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and node.slice.elts else node.slice
            return annotated_type(inner)
    return node


def first_line(node: Definition) -> int:
    """The line of the first decorator, or of the definition."""
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def has_docstring(body: Sequence[ast.stmt]) -> bool:
    """Whether a body begins with a docstring that says something."""
    first = body[0] if body else None
    return (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
        and bool(first.value.value.strip())
    )


def is_stub(body: Sequence[ast.stmt]) -> bool:
    """Whether a body does nothing: only a docstring, pass, `...`, or raise NotImplementedError."""
    return all(_does_nothing(statement) for statement in body)


def _does_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Raise) and statement.exc is not None:
        raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
        return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )
