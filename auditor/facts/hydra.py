"""The configurations that Hydra's entry points load: which keys there are to override, and which groups to choose from.

Source: https://hydra.cc/docs/advanced/overriding_packages/ and https://hydra.cc/docs/advanced/override_grammar/basic/
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.place import Place

if TYPE_CHECKING:
    from auditor.facts.configs import ConfigFile
    from auditor.facts.python import Call, PythonCode
    from auditor.repository.snapshot import Snapshot

_PACKAGE = re.compile(r"^#\s*@package\s+(\S+)", re.MULTILINE)
_HEAD = 400  # characters in which a file's package is declared
_DEFAULT = re.compile(r"defaults\.\d+\.(?:override\s+)?(?P<group>[^@]+?)(?:@(?P<package>\S+))?$")
# What puts settings where no file shows them.
_OPEN = ("hydra.core.config_store.ConfigStore.*", "hydra.core.config_store.ConfigStore")


@dataclass(frozen=True, slots=True)
class HydraConfiguration:
    """What one entry point loads.

    module: the path of the script. folder: where its configuration lies, name: the file it begins with, without
    ending; both None where they are only known when it runs. keys: the dotted keys that can be overridden, whatever is
    chosen of each group, with their places; groups: the groups by name with their options. is_open: code adds
    settings to what the files have.
    """

    module: str
    function: str
    place: Place
    folder: str | None
    name: str | None
    keys: dict[str, Place]
    groups: dict[str, tuple[str, ...]]
    is_open: bool = False

    def has(self, key: str) -> bool:
        """Whether a dotted key, or a mapping of that name, can be overridden."""
        return key in self.keys or key in self.groups or any(known.startswith(f"{key}.") for known in self.keys)


def read_hydra(python: PythonCode, configs: Sequence[ConfigFile], snapshot: Snapshot) -> list[HydraConfiguration]:
    """The configuration of each function that `hydra.main` decorates, by path."""
    is_open = any(True for _ in python.calls(*_OPEN))
    found = []
    for call in python.calls("hydra.main"):
        if call.is_decorator:
            name = _name(call)
            folder = _folder(call, name, configs)
            files = [c for c in configs if folder is not None and c.path.startswith(f"{folder}/".lstrip("/"))]
            keys, groups = _composed(files, folder or "", name, snapshot)
            path = call.place.path or ""
            found.append(
                HydraConfiguration(path, call.function, call.place, folder, name, keys, groups, is_open or not files)
            )
    return found


def _folder(call: Call, name: str | None, configs: Sequence[ConfigFile]) -> str | None:
    """Where the configuration lies, from the root of the repository.

    Where the code puts the path together, it is the folder of the only file of that name.
    """
    value = call.argument(0, "config_path")
    literal = value.literal if value else None
    if not isinstance(literal, str):
        folders = {posixpath.dirname(c.path) for c in configs if posixpath.basename(c.path) == f"{name}.yaml"}
        return next(iter(folders)) if len(folders) == 1 else None
    if literal.startswith(("/", "pkg:")):
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(call.place.path or ""), literal))
    return None if path.startswith("..") else "" if path == "." else path


def _name(call: Call) -> str | None:
    value = call.argument(1, "config_name")
    literal = value.literal if value else None
    return literal.removesuffix(".yaml").removesuffix(".yml") if isinstance(literal, str) else None


def _composed(
    files: Iterable[ConfigFile], folder: str, name: str | None, snapshot: Snapshot
) -> tuple[dict[str, Place], dict[str, tuple[str, ...]]]:
    keys: dict[str, Place] = {}
    groups: dict[str, list[str]] = {}
    files = list(files)
    packages = _packages_of_defaults(files)
    for config in files:
        inner = posixpath.splitext(posixpath.relpath(config.path, folder or "."))[0]
        group, _, option = inner.rpartition("/")
        if group:
            groups.setdefault(group, []).append(option)
        elif name is not None and option != name and not _is_included(option, files):
            continue
        declared = _PACKAGE.search((snapshot.text(config.path) or "")[:_HEAD])
        package = group.replace("/", ".") if declared is None else _declared(declared[1], group)
        for prefix in dict.fromkeys((package, *packages.get(group, ()), *packages.get(inner, ()))):
            for setting in config.settings:
                if not setting.key.startswith(("defaults.", "hydra.")):
                    parts = re.sub(r"\.\d+$", "", setting.key)
                    keys.setdefault(f"{prefix}.{parts}".lstrip("."), setting.place)
    return keys, {group: tuple(options) for group, options in groups.items()}


def _declared(package: str, group: str) -> str:
    if package in ("_global_", "_here_"):
        return "" if package == "_global_" else group.rpartition("/")[0].replace("/", ".")
    last = group.rpartition("/")[2]
    return package.replace("_global_.", "").replace("_group_", group.replace("/", ".")).replace("_name_", last)


def _packages_of_defaults(files: Iterable[ConfigFile]) -> dict[str, list[str]]:
    """The packages that lists of defaults put groups and files into: `db@backup: mysql`, `- base@_here_`."""
    found: dict[str, list[str]] = {}
    for group, package in _defaults(files):
        if package is not None:
            found.setdefault(group, []).append("" if package in ("_global_", "_here_") else package)
    return found


def _is_included(option: str, files: Iterable[ConfigFile]) -> bool:
    """Whether some list of defaults takes in a file that lies beside the first one."""
    return any(group == option for group, _ in _defaults(files))


def _defaults(files: Iterable[ConfigFile]) -> Iterator[tuple[str, str | None]]:
    for config in files:
        for setting in config.settings:
            if setting.key.startswith("defaults."):
                match = _DEFAULT.match(setting.key)
                name, at, package = str(setting.value).partition("@")
                if match:
                    yield match["group"].strip().lstrip("/"), match["package"]
                else:
                    yield name.removesuffix(".yaml").lstrip("/"), package if at else None
