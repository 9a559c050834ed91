"""Python that the running interpreter cannot parse, put into words that it can, line for line.

libcst parses the grammar of later versions than the interpreter's. What is new in them is replaced by something older
that says the same to a reader of imports, calls and definitions.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from auditor.facts.python.nesting import is_too_deep
from auditor.facts.python.parsing import Unparsable, parse

if TYPE_CHECKING:
    import libcst


def parse_newer(text: str) -> ast.Module | None:
    """The syntax tree of text with every line where it stood, or None when libcst cannot parse it either."""
    if is_too_deep(text):
        return None
    import libcst

    try:
        module = libcst.parse_module(text)
        older = module.visit(_replacements(module)).code
        tree = parse(older)
    except (libcst.ParserSyntaxError, libcst.CSTValidationError, Unparsable, ValueError, RecursionError, MemoryError):
        return None
    return tree if older.count("\n") == text.count("\n") else None


def _replacements(module: libcst.Module) -> libcst.CSTTransformer:
    """Type parameters (3.12) are dropped; f-strings (freely nested since 3.12) become tuples of their parts."""
    import libcst

    class Older(libcst.CSTTransformer):
        def leave_FunctionDef(self, _: libcst.FunctionDef, updated_node: libcst.FunctionDef) -> libcst.FunctionDef:
            return updated_node.with_changes(type_parameters=None)

        def leave_ClassDef(self, _: libcst.ClassDef, updated_node: libcst.ClassDef) -> libcst.ClassDef:
            return updated_node.with_changes(type_parameters=None)

        def leave_TypeAlias(self, _: libcst.TypeAlias, updated_node: libcst.TypeAlias) -> libcst.Assign:
            return libcst.Assign([libcst.AssignTarget(updated_node.name)], updated_node.value)

        def leave_FormattedString(
            self, original_node: libcst.FormattedString, updated_node: libcst.FormattedString
        ) -> libcst.BaseExpression:
            elements = []
            for part in updated_node.parts:
                if isinstance(part, libcst.FormattedStringExpression):
                    elements.append(element(part.expression, 0))
                elif isinstance(part, libcst.FormattedStringText):
                    elements.append(element(libcst.SimpleString(repr(part.value)), part.value.count("\n")))
            return as_tuple(original_node, elements)

        def visit_ConcatenatedString(self, _: libcst.ConcatenatedString) -> bool:
            return False  # one that has a tuple in it would be no valid node

        def leave_ConcatenatedString(
            self, original_node: libcst.ConcatenatedString, _: libcst.ConcatenatedString
        ) -> libcst.BaseExpression:
            elements = []
            node: libcst.BaseExpression = original_node
            while isinstance(node, libcst.ConcatenatedString):
                elements.append(
                    element(node.left.visit(self), module.code_for_node(node.whitespace_between).count("\n"))
                )
                node = node.right
            return as_tuple(original_node, [*elements, element(node.visit(self), 0)])

    def element(value: object, lines_after: int) -> libcst.Element:
        assert isinstance(value, libcst.BaseExpression)
        return libcst.Element(value, libcst.Comma(whitespace_after=lines(lines_after)))

    def as_tuple(
        node: libcst.FormattedString | libcst.ConcatenatedString, elements: list[libcst.Element]
    ) -> libcst.Tuple:
        older = libcst.Tuple(elements, node.lpar or [libcst.LeftParen()], node.rpar or [libcst.RightParen()])
        lost = module.code_for_node(node).count("\n") - module.code_for_node(older).count("\n")
        if lost <= 0:
            return older
        last = libcst.RightParen(whitespace_before=lines(lost))
        return older.with_changes(lpar=[libcst.LeftParen(), *older.lpar], rpar=[*older.rpar, last])

    def lines(number: int) -> libcst.BaseParenthesizableWhitespace:
        if number <= 0:
            return libcst.SimpleWhitespace("")
        return libcst.ParenthesizedWhitespace(empty_lines=[libcst.EmptyLine(indent=False)] * (number - 1))

    return Older()
