"""No regular expression takes time that grows with more than the length of a text, whatever the text is made of."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import auditor
import rules
from auditor.time_limit import OutOfTime, TimeLimit

LENGTH = 2_000  # characters: what grows with the square takes a hundred times as long as what does not
MOST_SECONDS = 0.02  # of processor time, a hundred times the usual
_FUNCTIONS = [f"re.{name}" for name in ("search", "match", "fullmatch", "sub", "split", "findall", "finditer")]


@cache
def patterns() -> dict[tuple[str, int, bool], str]:
    """Every pattern of the program with its flags and whether it is searched for, not only held against a beginning.

    The values say where it is: in a module's names, or written in a call.
    """
    found: dict[tuple[str, int, bool], str] = {}
    for package in (auditor, rules):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(info.name)
            source = Path(str(module.__file__)).read_text("utf-8")
            for name, value in vars(module).items():
                used = set(re.findall(rf"\b{re.escape(name)}\.(\w+)\(", source))
                searched = not used or not used <= {"match", "fullmatch"}
                for pattern in _patterns_in(value):
                    found.setdefault((pattern.pattern, pattern.flags, searched), f"{info.name}.{name}")
            for pattern, searched, line in _written_in_calls(ast.parse(source)):
                found.setdefault((pattern.pattern, pattern.flags, searched), f"{info.name}:{line}")
    return found


def _patterns_in(value: object, depth: int = 3) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif depth and isinstance(value, dict):
        for inner in (*value.keys(), *value.values()):
            yield from _patterns_in(inner, depth - 1)
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from _patterns_in(inner, depth - 1)


def _written_in_calls(tree: ast.Module) -> Iterator[tuple[re.Pattern[str], bool, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func) in _FUNCTIONS:
            written = node.args[0]
            if isinstance(written, ast.Constant) and isinstance(written.value, str):
                flags = sum(
                    int(getattr(re, part.attr, 0))
                    for part in ast.walk(node)
                    if isinstance(part, ast.Attribute) and part.attr.isupper() and ast.unparse(part.value) == "re"
                )
                searched = not ast.unparse(node.func).endswith("match")
                yield re.compile(written.value, flags), searched, node.lineno


def pieces(pattern: str, flags: int) -> list[str]:
    """Texts that a pattern begins to match: what it is made of, alone and side by side."""
    runs = list(dict.fromkeys(_runs(parser.parse(pattern, flags))))[:12]
    pairs = [one + other for one in runs[:3] for other in runs[:3]]
    spaced = [f"{run} " for run in runs[:4]] + [f"{run}a" for run in runs[:4]]
    return list(dict.fromkeys(["a", " ", "\n", *runs, *pairs, *spaced]))


def _runs(tree: Any) -> Iterator[str]:
    """The literal texts of a parsed pattern, and a character of each of its classes."""
    run = ""
    for operation, argument in tree:
        name = str(operation)
        if name == "LITERAL":
            run += chr(argument)
            continue
        if run:
            yield run
            run = ""
        if name == "IN":
            yield from (_member(str(kind), value) for kind, value in argument if str(kind) != "NEGATE")
        elif name.endswith("_REPEAT"):
            yield from _runs(argument[2])
        elif name == "SUBPATTERN":
            yield from _runs(argument[3])
        elif name == "ATOMIC_GROUP":
            yield from _runs(argument)
        elif name == "BRANCH":
            for branch in argument[1]:
                yield from _runs(branch)
        elif name.startswith("ASSERT"):
            yield from _runs(argument[1])
    if run:
        yield run


def _member(kind: str, value: Any) -> str:
    if kind == "LITERAL":
        return chr(value)
    if kind == "RANGE":
        return chr(value[0])
    return {"CATEGORY_SPACE": " ", "CATEGORY_DIGIT": "1", "CATEGORY_WORD": "a"}.get(str(value), "!")


def seconds(pattern: re.Pattern[str], searched: bool, text: str) -> float:
    started = time.process_time()
    with suppress(OutOfTime), TimeLimit(1).held():
        if searched:
            deque(pattern.finditer(text), maxlen=0)
        else:
            pattern.match(text)
            pattern.fullmatch(text)
    return time.process_time() - started


def slow_inputs(pattern: str, flags: int, searched: bool) -> Iterator[tuple[float, str]]:
    compiled = re.compile(pattern, flags)
    for piece in pieces(pattern, flags):
        text = (piece * (LENGTH // len(piece) + 1))[:LENGTH]
        # A second time for certain: the first may have been interrupted.
        if seconds(compiled, searched, text) > MOST_SECONDS and seconds(compiled, searched, text) > MOST_SECONDS:
            yield seconds(compiled, searched, text), piece


@pytest.mark.parametrize("part", range(4))
def test_no_pattern_takes_more_than_linear_time(part: int) -> None:
    slow = {
        (where, pattern[:80]): next(slow_inputs(pattern, flags, searched), None)
        for (pattern, flags, searched), where in list(patterns().items())[part::4]
    }
    assert not {key: found for key, found in slow.items() if found}
