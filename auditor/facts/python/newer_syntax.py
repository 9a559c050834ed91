"""Python that the running interpreter cannot parse, put into words that it can, line for line.

libcst parses the grammar of later versions than the interpreter's. What is new in them is replaced by something older
that says the same to a reader of imports, calls and definitions.
"""

from __future__ import annotations

import ast


def parse_newer(text: str) -> ast.Module | None:
    """The syntax tree of text with every line where it stood, or None when libcst cannot parse it either."""
    import libcst
    from libcst import matchers

    try:
        module = libcst.parse_module(text)
    except (libcst.ParserSyntaxError, RecursionError):
        return None

    class Older(libcst.CSTTransformer):
        """Type parameters (3.12) are dropped; f-strings (freely nested since 3.12) become tuples of their parts."""

        def leave_FunctionDef(  # noqa: N802
            self, original_node: libcst.FunctionDef, updated_node: libcst.FunctionDef
        ) -> libcst.FunctionDef:
            return updated_node.with_changes(type_parameters=None)

        def leave_ClassDef(  # noqa: N802
            self, original_node: libcst.ClassDef, updated_node: libcst.ClassDef
        ) -> libcst.ClassDef:
            return updated_node.with_changes(type_parameters=None)

        def leave_TypeAlias(  # noqa: N802
            self, original_node: libcst.TypeAlias, updated_node: libcst.TypeAlias
        ) -> libcst.Assign:
            return libcst.Assign([libcst.AssignTarget(updated_node.name)], updated_node.value)

        def leave_FormattedString(  # noqa: N802
            self, original_node: libcst.FormattedString, updated_node: libcst.FormattedString
        ) -> libcst.BaseExpression:
            elements: list[libcst.BaseElement] = []
            for part in updated_node.parts:
                if isinstance(part, libcst.FormattedStringExpression):
                    elements.append(libcst.Element(part.expression))
                elif matchers.matches(part, matchers.FormattedStringText()) and "\n" not in part.value:
                    elements.append(libcst.Element(libcst.SimpleString(repr(part.value))))
            older = libcst.Tuple(elements, lpar=[libcst.LeftParen()], rpar=[libcst.RightParen()])
            lost = module.code_for_node(original_node).count("\n") - module.code_for_node(older).count("\n")
            if lost <= 0:
                return older
            lines = libcst.ParenthesizedWhitespace(empty_lines=[libcst.EmptyLine(indent=False)] * (lost - 1))
            return older.with_changes(lpar=[libcst.LeftParen(whitespace_after=lines)])

    try:
        older = module.visit(Older()).code
        tree = ast.parse(older)
    except (libcst.CSTValidationError, SyntaxError, ValueError, RecursionError):
        return None
    return tree if older.count("\n") == text.count("\n") else None
