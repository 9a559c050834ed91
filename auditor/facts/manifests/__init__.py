"""The files that declare what a project depends on, and what else they say: scripts and settings of tools."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from auditor.facts.manifests.environments import parse_conda_environment, parse_package_json
from auditor.facts.manifests.locks import LOCK_FILES, parse_lock
from auditor.facts.manifests.model import Dependency, Manifest, ManifestKind, Script, normalised
from auditor.facts.manifests.pyproject import pipfile_manifest, pyproject_manifest
from auditor.facts.manifests.requirements import parse_requirements_file
from auditor.facts.manifests.setup_files import parse_setup_cfg, parse_setup_py
from auditor.facts.manifests.tools import (
    INI_FILES,
    TOML_FILES,
    ToolConfiguration,
    ini_configurations,
    toml_configurations,
)
from auditor.facts.python.parsing import Unparsable
from auditor.facts.run_outputs import is_run_output
from auditor.facts.toml import read_toml
from auditor.facts.yaml_nodes import YamlError
from auditor.repository.snapshot import Snapshot

__all__ = ["Dependency", "Manifest", "ManifestKind", "Manifests", "Script", "ToolConfiguration", "read_manifests"]


@dataclass(frozen=True, slots=True)
class Manifests:
    """All manifests by path: those a person writes (or freezes), lock files, and those of front ends."""

    files: tuple[Manifest, ...] = ()
    locks: tuple[Manifest, ...] = ()
    front_ends: tuple[Manifest, ...] = ()
    tools: tuple[ToolConfiguration, ...] = ()

    def declared(self, name: str) -> tuple[Dependency, ...]:
        """Where the project says itself that it needs a Python distribution, however the name is spelt."""
        wanted = normalised(name)
        return tuple(found for found in self.dependencies if found.name == wanted)

    def locked(self, name: str) -> tuple[Dependency, ...]:
        """Where a distribution is chosen for whatever reason: by a lock file, or a requirements file made like one."""
        wanted = normalised(name)
        return tuple(
            found
            for manifest in (*self.locks, *self.files)
            for found in manifest.dependencies
            if found.name == wanted and not found.direct
        )

    @property
    def dependencies(self) -> tuple[Dependency, ...]:
        """Every direct dependency on a Python distribution."""
        return tuple(found for manifest in self.files for found in manifest.dependencies if found.direct)

    @property
    def scripts(self) -> tuple[Script, ...]:
        """The commands that installing the project brings."""
        return tuple(script for manifest in self.files for script in manifest.scripts)

    def tool(self, name: str) -> tuple[ToolConfiguration, ...]:
        """The files that configure a tool ("ruff", "pytest", "coverage"); pytest's settings are under ini_options."""
        return tuple(found for found in self.tools if found.tool == name)


_REQUIREMENTS = re.compile(
    r"(?:.*/)?requirements?/[^/]+\.(?:txt|in)|(?:.*/)?[^/]*(?:requirements?|reqs)[^/]*\.(?:txt|in|pip)"
    r"|(?:.*/)?requirements",
    re.IGNORECASE,
)
_CONDA = re.compile(r"(?:[^/]*[-_.])?(?:environment|env|conda)s?(?:[-_.][^/]*)?\.ya?ml", re.IGNORECASE)
_SUFFIXES = (".txt", ".in", ".pip", ".toml", ".yml", ".yaml", ".lock", ".cfg", ".ini", "package.json")
_NAMES = frozenset({"setup.py", "requirements", "Pipfile"}) | INI_FILES | LOCK_FILES


def read_manifests(snapshot: Snapshot) -> Manifests:
    """Everything in the snapshot that declares dependencies or configures a Python tool."""
    candidates = [
        entry.path
        for entry in snapshot.files
        # What wandb and MLflow record of a run, the requirements of the machine it ran on among it, is no manifest.
        if (entry.path.endswith(_SUFFIXES) or entry.name in _NAMES) and not is_run_output(entry.path)
    ]
    parsers = {path: parser for path in candidates if (parser := _parser(path)) is not None}
    tomls = [path for path in candidates if posixpath.basename(path) in ("pyproject.toml", "Pipfile", *TOML_FILES)]
    inis = [path for path in candidates if posixpath.basename(path) in INI_FILES]
    snapshot.read([*parsers, *tomls, *inis])

    manifests = [manifest for path in parsers if (manifest := _parsed(snapshot, path, parsers[path]))]
    tools: list[ToolConfiguration] = []
    for path in tomls:
        file = read_toml(snapshot, path)
        if file is None:
            continue
        if path.endswith("pyproject.toml"):
            manifests.append(pyproject_manifest(file))
        if path.endswith("Pipfile"):
            manifests.append(pipfile_manifest(file))
        tools += toml_configurations(file)
    for path in inis:
        tools += ini_configurations(snapshot.text(path) or "", path)

    manifests += _included(snapshot, manifests)
    manifests = _without_constraints(manifests)
    manifests.sort(key=lambda manifest: manifest.path)
    return Manifests(
        files=tuple(found for found in manifests if found.kind not in (ManifestKind.LOCK, ManifestKind.NODE)),
        locks=tuple(found for found in manifests if found.kind is ManifestKind.LOCK),
        front_ends=tuple(found for found in manifests if found.kind is ManifestKind.NODE),
        tools=tuple(sorted(tools, key=lambda found: (found.path, found.place, found.tool))),
    )


_Parser = Callable[[str, str], Manifest | None]


def _parser(path: str) -> _Parser | None:
    """How the text of a file is parsed, by its name; None for TOML files and whatever is no manifest."""
    name = posixpath.basename(path)
    by_name: dict[str, _Parser] = {
        "setup.py": parse_setup_py,
        "setup.cfg": parse_setup_cfg,
        "package.json": parse_package_json,
    }
    if name in LOCK_FILES:
        return parse_lock
    if _REQUIREMENTS.fullmatch(path):
        return parse_requirements_file
    return by_name.get(name) or (parse_conda_environment if _CONDA.fullmatch(name) else None)


def _parsed(snapshot: Snapshot, path: str, parser: _Parser) -> Manifest | None:
    text = snapshot.text(path)
    if text is None:
        return None
    try:
        return parser(text, path)
    except (Unparsable, ValueError, RecursionError, MemoryError, YamlError) as error:
        snapshot.report_unread(path, f"it cannot be parsed: {error}")
        return None


def _included(snapshot: Snapshot, manifests: Iterable[Manifest]) -> list[Manifest]:
    """The requirements files that manifests take in and that are not known by their names."""
    known = {manifest.path for manifest in manifests}
    waiting = [path for manifest in manifests for path in manifest.includes]
    found: list[Manifest] = []
    parse = partial(_parsed, snapshot, parser=parse_requirements_file)
    while waiting:
        path = waiting.pop()
        if path in known or path not in snapshot.entries or path.endswith((".toml", ".py", ".cfg")):
            continue
        known.add(path)
        if manifest := parse(path):
            found.append(manifest)
            waiting += manifest.includes
    return found


def _without_constraints(manifests: list[Manifest]) -> list[Manifest]:
    """Leave out the files that only limit versions: nothing in them is installed for being there."""
    included = {path for manifest in manifests for path in manifest.includes}
    limiting = {path for manifest in manifests for path in manifest.constraints} - included
    return [manifest for manifest in manifests if manifest.path not in limiting]
