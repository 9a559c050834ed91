"""What a configuration file sets: dotted keys, values and lines, of every format alike."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from configparser import ConfigParser, Error
from dataclasses import dataclass
from itertools import islice
from typing import Any

from auditor.facts.yaml_nodes import Node, Scalar, YamlError, read_yaml
from auditor.place import Place

# Of a hand-written configuration; it also bounds what aliases can multiply to.
_MAX_SETTINGS = 2_000


class UnreadableSettings(Exception):
    """A file is not in the format that its name promises; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A value with its key, "trainer.devices" or "layers.0" for what stands in a list, and its lines.

    value is None for null, and for the variables of .env files, whose values are never read.
    """

    key: str
    value: Scalar
    place: Place


def read_documents(text: str, suffix: str) -> list[Node]:
    """The documents of YAML or JSON text. Raises UnreadableSettings."""
    try:
        return read_yaml(text)
    except YamlError as error:
        if suffix == ".json":
            return []
        raise UnreadableSettings(str(error)) from None


def settings_of_nodes(documents: list[Node], path: str) -> list[Setting]:
    """The settings of YAML documents, at most 2,000 of them."""
    return list(islice(_of_nodes(documents, path), _MAX_SETTINGS))


def settings_of_text(text: str, file_format: str, path: str) -> list[Setting]:
    """The settings of a TOML, INI or .env file, or of JSON that YAML's parser refuses. Raises UnreadableSettings."""
    try:
        if file_format == "toml":
            import tomli

            values: Any = tomli.loads(text)
        elif file_format == "json":
            values = json.loads(text)
        elif file_format == "env":
            values = {match[1]: None for match in _VARIABLE.finditer(text)}
        else:
            values = _ini_values(text)
    except (ValueError, RecursionError, Error) as error:
        raise UnreadableSettings(str(error).partition("\n")[0]) from None
    lines = _lines_of_keys(text)

    def place(key: str) -> Place:
        line = lines.get(key) or lines.get(re.sub(r"(\.\d+)+$", "", key))
        return Place(path, line, line)

    return [Setting(key, value, place(key)) for key, value in islice(_of_values(values), _MAX_SETTINGS)]


def _of_nodes(documents: list[Node], path: str) -> Iterator[Setting]:
    for document in documents:
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


def _of_values(values: Any) -> Iterator[tuple[str, Scalar]]:
    waiting = [("", values)]
    while waiting:
        prefix, value = waiting.pop()
        before = f"{prefix}." if prefix else ""
        if isinstance(value, Mapping):
            waiting += reversed([(f"{before}{name}", inner) for name, inner in value.items()])
        elif isinstance(value, list):
            waiting += reversed([(f"{before}{index}", inner) for index, inner in enumerate(value)])
        elif prefix:
            yield prefix, value if isinstance(value, str | int | float | bool | None) else str(value)


_VARIABLE = re.compile(r"^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=", re.MULTILINE)
_SECTION = re.compile(r"\s*\[\[?([^\[\]]+)\]\]?\s*([#;].*)?$")
_KEY = re.compile(r"\s*(?:export\s+)?([\w.\"'-]+(?:\s*\.\s*[\w\"'-]+)*)\s*[=:]")


def _lines_of_keys(text: str) -> dict[str, int]:
    """The line of each dotted key of TOML, INI and .env text, as its lines look."""
    found: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _SECTION.match(line):
            section = re.sub(r"[\s\"']", "", header[1]) + "."
        elif key := _KEY.match(line):
            found.setdefault(section + re.sub(r"[\s\"']", "", key[1]), number)
    return found


def _ini_values(text: str) -> dict[str, dict[str, Scalar]]:
    parser = ConfigParser(strict=False, interpolation=None, allow_no_value=True, default_section="\0")
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # keys keep their case
    parser.read_string(text)
    return {section: {key: _number(value) for key, value in parser.items(section)} for section in parser.sections()}


def _number(text: str | None) -> Scalar:
    """An INI value as the number that it is, if it is one."""
    if text is None or not re.fullmatch(r"[-+]?(\d{1,18}|\d*\.\d+|\d+\.?\d*[eE][-+]?\d{1,3})", text):
        return text
    return int(text) if re.fullmatch(r"[-+]?\d+", text) else float(text)
