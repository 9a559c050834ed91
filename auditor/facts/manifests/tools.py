"""What the settings files of development tools say: ruff, mypy, pytest, coverage, flake8 and their like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.facts.ini import parse_ini
from auditor.facts.toml import Keys, TomlFile
from auditor.place import Place


@dataclass(frozen=True, slots=True)
class ToolConfiguration:
    """The settings of one tool in one file.

    settings are nested as in the file (TOML values, or texts where it is an INI file), place is where they begin and
    end, lines are the lines of each setting by its keys.
    """

    tool: str
    path: str
    place: Place
    settings: Mapping[str, Any]
    lines: Mapping[Keys, tuple[int, int]] = field(default_factory=dict)

    def get(self, *keys: str) -> Any:
        """The setting under keys, or None."""
        value: Any = self.settings
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def place_of(self, *keys: str) -> Place:
        """Where the setting under keys stands."""
        lines = self.lines.get(keys)
        return Place(self.path, *lines) if lines else self.place


# Files that hold the settings of one tool, by their names; some of them share a file with other tools.
_TOML_FILES = {"ruff.toml": "ruff", ".ruff.toml": "ruff", "pytest.toml": "pytest", "uv.toml": "uv"}
_INI_FILES = {
    "setup.cfg": "",
    "tox.ini": "",
    ".flake8": "flake8",
    ".coveragerc": "coverage",
    "pytest.ini": "pytest",
    ".pytest.ini": "pytest",
    "mypy.ini": "mypy",
    ".mypy.ini": "mypy",
    ".isort.cfg": "isort",
    ".pylintrc": "pylint",
    "pylintrc": "pylint",
}
TOML_FILES = frozenset(_TOML_FILES)
INI_FILES = frozenset(_INI_FILES)

# What setup.cfg says of the package, not of a tool.
_OF_THE_PACKAGE = frozenset({"metadata", "options"})


def toml_configurations(file: TomlFile) -> Iterator[ToolConfiguration]:
    """The tables under `[tool]` of a pyproject.toml, or a tool's own TOML file as a whole."""
    if own := _TOML_FILES.get(file.path.rpartition("/")[2]):
        lines = dict(file.lines)
        end = max((end for _, end in lines.values()), default=1)
        yield ToolConfiguration(own, file.path, Place(file.path, 1, end), file.data, lines)
        return
    for tool, settings in file.table("tool").items():
        if isinstance(settings, dict):
            below = {keys[2:]: at for keys, at in file.lines.items() if keys[:2] == ("tool", tool) and len(keys) > 2}
            yield ToolConfiguration(tool, file.path, file.place("tool", tool), settings, below)


def ini_configurations(text: str, path: str) -> list[ToolConfiguration]:
    """The tools that an INI file configures.

    A section belongs to the tool that it is named after, up to a colon or hyphen (`[coverage:run]`, `[mypy-tests.*]`);
    with setup.cfg's `[tool:pytest]` the colon is the other way round. The other sections of a tool's own file are its
    settings: `[run]` of a .coveragerc is the same as `[tool.coverage.run]` of a pyproject.toml.
    """
    own = _INI_FILES[path.rpartition("/")[2]]
    settings: dict[str, dict[str, Any]] = {}
    lines: dict[str, dict[Keys, tuple[int, int]]] = {}
    extents: dict[str, tuple[int, int]] = {}
    for section in parse_ini(text):
        name, _, part = section.name.removeprefix("tool:").replace("-", ":", 1).partition(":")
        if own and name != own:
            name, part = own, section.name if own in ("coverage", "pylint") else ""
        if name.partition(".")[0] in _OF_THE_PACKAGE:
            continue
        # pytest's settings are one table deeper in a pyproject.toml; they are the same settings.
        keys: tuple[str, ...] = ("ini_options",) if name == "pytest" else (part,) if part else ()
        table = settings.setdefault(name, {})
        below = table
        if keys:
            if not isinstance(table.get(keys[0]), dict):
                table[keys[0]] = {}  # what stood there was an option of that name
            below = table[keys[0]]
        for option in section.options:
            below[option.name] = option.value
            lines.setdefault(name, {})[(*keys, option.name)] = (option.start, option.end)
        start, end = extents.get(name, (section.start, section.end))
        extents[name] = (start, max(end, section.end))
    return [
        ToolConfiguration(name, path, Place(path, *extents[name]), table, lines.get(name, {}))
        for name, table in settings.items()
    ]
