"""What a configuration file sets: dotted keys, values and lines, of every format alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from auditor.facts.ini import parse_ini
from auditor.facts.json_values import parse_json
from auditor.facts.toml import Keys, TomlFile
from auditor.facts.yaml_nodes import Node, Scalar
from auditor.place import Place

# Of a hand-written configuration; it also bounds what aliases can multiply to.
_MAX_SETTINGS = 2_000


@dataclass(frozen=True, slots=True)
class Setting:
    """A value with its key, "trainer.devices" or "layers.0" for what stands in a list, and its lines.

    value is None for null, and for the variables of .env files, whose values are never read.
    """

    key: str
    value: Scalar
    place: Place


def settings_of_yaml(documents: Iterable[Node], path: str) -> tuple[Setting, ...]:
    """The settings of YAML or JSON documents, at most 2,000 of them."""
    return tuple(islice((setting for document in documents for setting in _of_node(document, path)), _MAX_SETTINGS))


def settings_of_toml(file: TomlFile) -> tuple[Setting, ...]:
    """The settings of a TOML file."""
    return tuple(_of_values(file.data, lambda keys: file.place(*keys)))


def settings_of_json(text: str, path: str) -> tuple[Setting, ...]:
    """The settings of JSON text, without their lines. Raises ValueError or RecursionError for what is no JSON."""
    return tuple(_of_values(parse_json(text), lambda _: Place(path)))


def settings_of_ini(text: str, path: str) -> tuple[Setting, ...]:
    """The settings of an INI text, "section.option" with the option in lower case; numbers as such."""
    return tuple(
        Setting(f"{section.name}.{option.name}", _number(option.value), Place(path, option.start, option.end))
        for section in parse_ini(text)
        for option in section.options
    )


def settings_of_environment(text: str, path: str) -> tuple[Setting, ...]:
    """The variables that a .env file sets."""
    matches = ((number, _VARIABLE.match(line)) for number, line in enumerate(text.split("\n"), start=1))
    return tuple(Setting(match[1], None, Place(path, number, number)) for number, match in matches if match)


def _of_node(document: Node, path: str) -> Iterator[Setting]:
    waiting = [("", document, document)]
    while waiting:
        prefix, key, node = waiting.pop()
        if node.is_scalar:
            if prefix:
                yield Setting(prefix, node.value, Place(path, min(key.start, node.start), max(key.end, node.end)))
            continue
        before = f"{prefix}." if prefix else ""
        below = [(f"{before}{name.text}", name, value) for name, value in node.pairs]
        below += [(f"{before}{index}", value, value) for index, value in enumerate(node.elements)]
        waiting += reversed(below)


def _of_values(values: Any, place: Callable[[Keys], Place]) -> Iterator[Setting]:
    waiting: list[tuple[Keys, Any]] = [((), values)]
    while waiting:
        keys, value = waiting.pop()
        if isinstance(value, Mapping):
            waiting += reversed([((*keys, name), inner) for name, inner in value.items()])
        elif isinstance(value, list):
            waiting += reversed([((*keys, index), inner) for index, inner in enumerate(value)])
        elif keys:
            plain = value if isinstance(value, str | int | float | bool | None) else str(value)
            yield Setting(".".join(map(str, keys)), plain, place(keys))


_VARIABLE = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=")


def _number(text: str) -> Scalar:
    """An INI value as the number that it is, if it is one."""
    if not re.fullmatch(r"[-+]?(\d{1,18}|\d*\.\d+|\d++\.?\d*+[eE][-+]?\d{1,3})", text):
        return text
    return int(text) if re.fullmatch(r"[-+]?\d+", text) else float(text)
