"""From text to a syntax tree."""

from __future__ import annotations

import ast
import warnings

from auditor.limits import limits
from auditor.repository.text import without_halves


class Unparsable(Exception):
    """Text that cannot be parsed; the message says why in one clause."""


def parse(text: str) -> ast.Module:
    """The syntax tree of text, in the syntax of the running interpreter. Raises Unparsable."""
    if len(text) > limits().python_characters:
        raise Unparsable(f"it has more than the {limits().python_characters:,} characters that are parsed")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the compiler's, about odd escapes in strings
            return ast.parse(without_halves(text))
    except (RecursionError, MemoryError):
        raise Unparsable("its code is nested too deeply") from None
    except SyntaxError as error:
        line = f" (line {error.lineno})" if error.lineno else ""
        raise Unparsable(f"it is not valid Python{line}") from None
    except ValueError:  # NUL characters, before Python 3.12
        raise Unparsable("it is not valid Python") from None


def parse_any(text: str) -> ast.Module:
    """The syntax tree of text, also in a syntax that is newer than the interpreter's. Raises Unparsable."""
    try:
        return parse(text)
    except Unparsable:
        from auditor.facts.python.newer_syntax import parse_newer

        tree = parse_newer(text)
        if tree is None:
            raise
        return tree
