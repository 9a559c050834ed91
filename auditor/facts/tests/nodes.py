"""What the modules of this package ask of nodes of libcst's trees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import libcst

_LEAVING = (libcst.Return, libcst.Raise, libcst.Break, libcst.Continue)


def dotted(node: libcst.CSTNode) -> str:
    """The dotted name of an expression, that of the callee for a call; empty where there is none."""
    parts: list[str] = []
    while True:
        if isinstance(node, libcst.Call):
            node = node.func
        elif isinstance(node, libcst.Attribute):
            parts.append(node.attr.value)
            node = node.value
        else:
            break
    if isinstance(node, libcst.Name):
        parts.append(node.value)
    return ".".join(reversed(parts))


def last_name(node: libcst.CSTNode) -> str:
    """The last part of the dotted name of an expression."""
    return dotted(node).rpartition(".")[2]


def argument(call: libcst.BaseExpression, position: int, keyword: str) -> libcst.BaseExpression | None:
    """An argument of a call by its position or its keyword; None where it does not have it, or is no call."""
    arguments = call.args if isinstance(call, libcst.Call) else ()
    named = next((found.value for found in arguments if found.keyword and found.keyword.value == keyword), None)
    plain = [found.value for found in arguments if found.keyword is None]
    return named or (plain[position] if position < len(plain) else None)


def truth(node: libcst.CSTNode | None) -> bool | None:
    """Whether an expression that is written down is true; None where it depends, or for no expression."""
    if isinstance(node, libcst.Name):
        return {"True": True, "False": False, "None": False}.get(node.value)
    if isinstance(node, libcst.Integer | libcst.Float):
        return float(node.evaluated_value) != 0
    if isinstance(node, libcst.SimpleString):
        return bool(node.raw_value)
    if isinstance(node, libcst.Tuple | libcst.List | libcst.Dict | libcst.Set):
        return bool(node.elements)
    if isinstance(node, libcst.UnaryOperation) and isinstance(node.operator, libcst.Not):
        inner = truth(node.expression)
        return None if inner is None else not inner
    if isinstance(node, libcst.BooleanOperation):
        decides = isinstance(node.operator, libcst.Or)  # one true side settles an `or`, one false side an `and`
        sides = {truth(node.left), truth(node.right)}
        return decides if decides in sides else None if None in sides else not decides
    return None


def flat(body: Iterable[libcst.CSTNode]) -> Iterator[libcst.CSTNode]:
    """Statements, and those inside `if`, `try` and `with` at the same level; several on a line one by one."""
    for node in body:
        if isinstance(node, libcst.SimpleStatementLine):
            yield from node.body
            continue
        yield node
        if isinstance(node, libcst.If | libcst.Try | libcst.With | libcst.Else):
            yield from flat(node.body.body)
            following = getattr(node, "orelse", None)
            if following is not None:
                yield from flat([following] if isinstance(following, libcst.If) else following.body.body)


def direct(body: Iterable[libcst.CSTNode]) -> Iterator[libcst.CSTNode]:
    """The simple statements that run whenever the body does, up to the first one that leaves it."""
    for node in body:
        if isinstance(node, libcst.With):
            yield from direct(node.body.body)
        for simple in node.body if isinstance(node, libcst.SimpleStatementLine) else ():
            yield simple
            if isinstance(simple, libcst.Return | libcst.Raise):
                return


def statements(body: libcst.BaseSuite) -> list[libcst.CSTNode]:
    """All statements below a body, compound ones before what they hold.

    Nested definitions are left out, and so is what never runs: behind a statement that leaves its block, and under a
    condition that is never true.
    """
    found: list[libcst.CSTNode] = []
    waiting: list[libcst.CSTNode] = [body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, libcst.FunctionDef | libcst.ClassDef):
            continue
        if isinstance(node, libcst.SimpleStatementLine | libcst.SimpleStatementSuite):
            found += node.body
        elif isinstance(node, libcst.IndentedBlock):
            waiting += reversed(_up_to_leaving(node.body))
        elif isinstance(node, libcst.If | libcst.While) and truth(node.test) is False:
            waiting += [node.orelse] if node.orelse is not None else []
        elif isinstance(
            node,
            libcst.BaseCompoundStatement
            | libcst.Else
            | libcst.ExceptHandler
            | libcst.ExceptStarHandler
            | libcst.Finally
            | libcst.MatchCase,
        ):
            found.append(node)
            parts = (getattr(node, name, None) for name in ("body", "orelse", "finalbody"))
            held = chain(getattr(node, "handlers", ()), getattr(node, "cases", ()))
            waiting += reversed([*(part for part in parts if part is not None), *held])
    return found


def _up_to_leaving(body: Sequence[libcst.BaseStatement]) -> Sequence[libcst.BaseStatement]:
    """The statements of a block up to the first that leaves it."""
    for position, line in enumerate(body, 1):
        if isinstance(line, libcst.SimpleStatementLine) and isinstance(line.body[-1], _LEAVING):
            return body[:position]
    return body


def constants(body: Iterable[libcst.CSTNode]) -> dict[str, libcst.BaseExpression]:
    """What names of a module or class are set to, the last time where there are several."""
    return {
        target.target.value: node.value
        for node in flat(body)
        if isinstance(node, libcst.Assign)
        for target in node.targets
        if isinstance(target.target, libcst.Name)
    }
