"""What must hold of everything that is read from a file, whatever the file holds."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from auditor.facts.shell import ShellCommand
from auditor.place import Place


def holds_of(read: Callable[[], object], text: str) -> None:
    """Check what read makes of files of this text: that it is the same again, can be written as JSON in UTF-8, and
    that every place in it is one of the text's lines.
    """
    first, second = read(), read()
    written = as_json(first)
    assert written == as_json(second), "read twice, it is not the same"
    last = number_of_lines(text)
    for start, end, told in lines_in(first):
        assert 1 <= start <= end <= last, f"lines {start} to {end} of {last}: {told}"


def number_of_lines(text: str) -> int:
    """How many lines an editor shows; an empty file has one, so that it can be pointed at."""
    return max(1, text.count("\n") + (not text.endswith("\n")))


def as_json(value: object) -> str:
    """The value as JSON, every property of its objects asked for."""
    written = json.dumps(_plain(value, set()), sort_keys=True, ensure_ascii=False)
    written.encode()  # what cannot be encoded cannot be written into a report
    return written


def lines_in(value: object) -> Iterator[tuple[int, int, object]]:
    """First line, last line and owner of every place in the value."""
    for found in _objects(value):
        if isinstance(found, Place | ShellCommand) and found.start is not None:
            yield found.start, found.start if found.end is None else found.end, found


def _objects(value: object) -> Iterator[object]:
    """The value and all that its fields hold, each object once."""
    waiting, seen = [value], set()
    while waiting:
        found = waiting.pop()
        if found is None or isinstance(found, str | int | float | bytes | ast.AST | Enum) or id(found) in seen:
            continue
        seen.add(id(found))
        yield found
        if is_dataclass(found):
            waiting += [getattr(found, field.name) for field in fields(found)]
        elif isinstance(found, Mapping):
            waiting += found.values()
        elif isinstance(found, list | tuple | Set):
            waiting += found


def _plain(value: object, around: set[int]) -> Any:
    """The value in JSON's types. around: the objects that it stands in, for those that hold themselves."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Enum | type) or callable(value):
        return repr(getattr(value, "name", type(value).__name__))
    if isinstance(value, ast.AST):
        return [type(value).__name__, getattr(value, "lineno", None), getattr(value, "col_offset", None)]
    if id(value) in around:
        return "..."
    around = around | {id(value)}
    if isinstance(value, Mapping):
        return [[_plain(key, around), _plain(held, around)] for key, held in value.items()]
    if isinstance(value, Set):
        return sorted((_plain(element, around) for element in value), key=str)
    if isinstance(value, list | tuple):
        return [_plain(element, around) for element in value]
    if is_dataclass(value):
        names = [field.name for field in fields(value)]
        names += [name for name in dir(type(value)) if isinstance(getattr(type(value), name), property)]
        return {name: _plain(getattr(value, name), around) for name in names}
    return repr(type(value).__name__)
