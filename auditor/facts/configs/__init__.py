"""Configuration files that may hold the settings of experiments, jobs, services and monitoring.

Left out are the files of tools that have facts of their own (workflows, hooks, containers, Cloud Build, DVC, manifests)
and those that configure the developer's tools.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from auditor.facts.comments import has_content
from auditor.facts.configs.settings import (
    Setting,
    settings_of_environment,
    settings_of_ini,
    settings_of_json,
    settings_of_toml,
    settings_of_yaml,
)
from auditor.facts.configs.shapes import Shape, ShapeAt, is_something_else, is_written_by_training, shapes_of
from auditor.facts.paths import is_hidden
from auditor.facts.run_outputs import is_run_output
from auditor.facts.toml import read_toml
from auditor.facts.yaml_nodes import YamlError, read_yaml
from auditor.place import Place
from auditor.repository.snapshot import Entry, Snapshot

__all__ = ["ConfigFile", "Setting", "Shape", "ShapeAt", "read_configs"]

_SUFFIXES = (".yaml", ".yml", ".toml", ".json", ".ini", ".cfg")
_OTHER_FILES = re.compile(
    r"(docker-)?compose\b.*\.ya?ml|mkdocs.*\.ya?ml|dvc\.yaml|_(config|quarto|toc)\.yml|codecov\.ya?ml"
    r"|(azure|bitbucket)-pipelines\.ya?ml|appveyor\.yml|lefthook\.\w+|readthedocs\.ya?ml|mint\.json|book\.toml"
    r"|(pyproject|ruff|uv|poetry|prek|Cargo|netlify|taplo|typos|_typos)\.toml"
    r"|(setup|mypy|tox|pytest|alembic|pylint|flake8|uwsgi|desktop|pyvenv)\.(cfg|ini)"
    r"|(package|package-lock|components|vercel|firebase|angular|renovate|biome|nx|turbo|manifest|pyrightconfig"
    r"|[jt]sconfig.*|.*\.trace|.*\.schema|.*\.table|.*-lock|status|coverage)\.json"
)
# Bytes. What people write by hand is far below; JSON of that size is data.
_MAX_BYTES, _MAX_JSON_BYTES = 200_000, 50_000
_DATA_FOLDERS = re.compile(r"(^|/)(data|datasets?|annotations|labels|results|predictions|figures)/")
_PLAINLY = re.compile(
    r"conf(ig|igs|igurations?)?\b|settings|h?params|hyper|sweep|experiment|alert|polic|dashboard|job", re.IGNORECASE
)
_REMARKED_SETTING = re.compile(r"^[ \t]*#+[ \t]*(- )?[\w.-]+[ \t]*[:=]", re.MULTILINE)
# With more files than this of one format, they are data, and only those that are named like configurations are read.
_MAX_FILES = 300


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A configuration file.

    format is its ending without the dot, "env" for .env files. is_output: a tool wrote it when the project ran; what
    lies in such a tool's folders is named but not read. commented_out: it has remarks that look like settings, and
    nothing else.
    """

    path: str
    format: str
    place: Place
    settings: tuple[Setting, ...] = ()
    shapes: tuple[ShapeAt, ...] = ()
    is_output: bool = False
    commented_out: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether it was read and sets nothing."""
        return not self.settings and not self.is_output

    def shape(self, shape: Shape) -> ShapeAt | None:
        """Where the file has a shape, or None."""
        return next((found for found in self.shapes if found.shape is shape), None)


def read_configs(snapshot: Snapshot) -> list[ConfigFile]:
    """The configuration files of a snapshot, sorted by path.

    A file that is broken or too large is in `snapshot.unread`, unless it is JSON that may as well be data.
    """
    candidates = [entry for entry in snapshot.files if _is_candidate(entry)]
    outputs = [entry for entry in candidates if is_run_output(entry.path)]
    found = [ConfigFile(entry.path, _format(entry), Place(entry.path), is_output=True) for entry in outputs]
    written = set(candidates).difference(outputs)
    wanted = [entry for entry in _not_too_many(written) if _is_readable(snapshot, entry)]
    snapshot.read(entry.path for entry in wanted)
    found += [config for entry in wanted if (config := _read(snapshot, entry))]
    return sorted(found, key=lambda config: config.path)


def _is_candidate(entry: Entry) -> bool:
    path = entry.path
    if not path.endswith(_SUFFIXES):
        return _is_environment(entry)
    return not is_hidden(path) and not _OTHER_FILES.fullmatch(entry.name)


def _is_environment(entry: Entry) -> bool:
    return ".env" in entry.path and re.fullmatch(r"\.env(\.[\w.-]+)?|[\w-]*\.env", entry.name) is not None


def _format(entry: Entry) -> str:
    return "env" if _is_environment(entry) else entry.suffix.removeprefix(".")


def _not_too_many(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Entries without JSON in data folders, and of a format with a great many files only those named for settings."""
    by_format: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.path):
        if entry.suffix != ".json" or _PLAINLY.search(entry.path) or not _DATA_FOLDERS.search(entry.path):
            by_format.setdefault(entry.suffix, []).append(entry)
    for group in by_format.values():
        yield from (entry for entry in group if len(group) <= _MAX_FILES or _PLAINLY.search(entry.path))


def _is_readable(snapshot: Snapshot, entry: Entry) -> bool:
    """Whether to read an entry; why not is reported where that costs something."""
    is_data = entry.suffix == ".json" and not _PLAINLY.search(entry.path)
    if entry.size is None:
        return not is_data
    if entry.size <= (_MAX_JSON_BYTES if entry.suffix == ".json" else _MAX_BYTES):
        return True
    if not is_data and _PLAINLY.search(entry.path):
        snapshot.report_unread(entry.path, "it is too large for a configuration to be read")
    return False


def _read(snapshot: Snapshot, entry: Entry) -> ConfigFile | None:
    path, text = entry.path, snapshot.text(entry.path)
    if text is None:
        return None
    config = ConfigFile(path, _format(entry), Place(path), commented_out=_is_commented_out(text))
    match config.format:
        case "env":
            return replace(config, settings=settings_of_environment(text, path))
        case "toml":
            file = read_toml(snapshot, path)
            return replace(config, settings=settings_of_toml(file)) if file else None
        case "ini" | "cfg":
            return replace(config, settings=settings_of_ini(text, path))
        case _:
            return _read_yaml_or_json(snapshot, config, text)


def _read_yaml_or_json(snapshot: Snapshot, config: ConfigFile, text: str) -> ConfigFile | None:
    path, is_json = config.path, config.format == "json"
    try:
        documents = read_yaml(text)
    except YamlError as error:
        # YAML knows no escaped pairs of surrogates, which JSON writes for what lies beyond 16 bits.
        if is_json and (settings := _settings_of_json(text, path)):
            return replace(config, settings=settings)
        if not is_json or _PLAINLY.search(path):
            snapshot.report_unread(path, f"it is no {config.format.upper()} that can be read: {error}")
        return None
    if any(is_something_else(document, may_be_list=not is_json) for document in documents[:1]):
        return None
    return replace(
        config,
        settings=settings_of_yaml(documents, path),
        shapes=tuple(shapes_of(documents, path)),
        is_output=any(is_written_by_training(document) for document in documents[:1]),
    )


def _settings_of_json(text: str, path: str) -> tuple[Setting, ...]:
    try:
        return settings_of_json(text, path)
    except (ValueError, RecursionError):
        return ()


def _is_commented_out(text: str) -> bool:
    return not has_content(text) and _REMARKED_SETTING.search(text) is not None
