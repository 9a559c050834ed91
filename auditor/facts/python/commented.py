"""Code that is commented out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import partial

from auditor.facts.python.finder import ModuleFinder
from auditor.facts.python.model import PythonModule
from auditor.facts.python.parsing import Unparsable, parse
from auditor.facts.python.reading import ModuleReader

_COMMENT = re.compile(r"^\s*#(?!!)")
_LOOKS_LIKE_CODE = re.compile(
    r"^\s*#+\s*(?:@|import |from \w|def |class |with |for |if |return |[\w.\[\]'\"]+\s*(?:\(|=))"
)


def commented_code(module: PythonModule, lines: list[str], finder: ModuleFinder) -> Iterator[PythonModule]:
    """A module for each block of comment lines that parses as Python and holds more than names and texts.

    lines: those of the module's file. Where a block does not parse as a whole, each of its lines is tried.
    """
    inside = [False] * (len(lines) + 2)
    for start, end in module.strings:
        inside[start : end + 1] = [True] * (end + 1 - start)
    number = 0
    while number < len(lines):
        start = number
        while number < len(lines) and _COMMENT.match(lines[number]) and not inside[number + 1]:
            number += 1
        block = lines[start:number]
        number += 1
        if any(_LOOKS_LIKE_CODE.match(line) for line in block):
            yield from _parse_block(module, block, start, finder)


def _parse_block(module: PythonModule, block: list[str], before: int, finder: ModuleFinder) -> Iterator[PythonModule]:
    """before: how many lines of the file come before the block."""
    bare = [re.sub(r"^\s*#+ ?", "", line) for line in block]
    whole = _parsed(_dedented(bare))
    trees = [(before, whole)] if whole else [(before + n, _parsed(line.strip())) for n, line in enumerate(bare)]
    for offset, tree in trees:
        if tree is None or not any(isinstance(node, ast.Call | ast.Import | ast.ImportFrom) for node in ast.walk(tree)):
            continue
        commented = PythonModule(module.path, module.name)
        reader = ModuleReader(commented, finder)
        reader.adopt(module.exports)
        try:
            reader.read(tree, partial(int.__add__, offset))
        except RecursionError:
            continue
        yield commented


def _dedented(lines: list[str]) -> str:
    margins = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    margin = min(margins, default=0)
    return "\n".join(line[margin:] for line in lines)


def _parsed(text: str) -> ast.Module | None:
    try:
        return parse(text)
    except Unparsable:
        return None
