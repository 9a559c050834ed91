"""What a manifest declares, whatever tool it is for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from auditor.place import Place


class ManifestKind(StrEnum):
    """Which tool a manifest is for."""

    REQUIREMENTS = "requirements file"
    PYPROJECT = "pyproject.toml"
    SETUP_PY = "setup.py"
    SETUP_CFG = "setup.cfg"
    PIPFILE = "Pipfile"
    CONDA = "conda environment"
    LOCK = "lock file"
    NODE = "package.json"


@dataclass(frozen=True, slots=True)
class Dependency:
    """A distribution that a file asks for.

    name is normalised as PEP 503 says. specifier is the version part, or the address that it is taken from. group is
    the extra, dependency group or Poetry group it belongs to, empty for what is always installed. direct: the file
    says that the project itself needs it, which a lock file does not. pinned: exactly one version fits.
    """

    name: str
    specifier: str
    group: str
    place: Place
    extras: tuple[str, ...] = ()
    direct: bool = True
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """A command that installing the project brings. target is what it calls, as "module:function"."""

    name: str
    target: str
    place: Place


@dataclass(frozen=True, slots=True)
class Manifest:
    """A file that declares dependencies. project is the name that it gives the project, normalised, or empty.

    includes are the requirements files that it takes in, constraints those that only limit versions; both are paths
    from the repository's root, whether there is such a file or not.
    """

    path: str
    kind: ManifestKind
    dependencies: tuple[Dependency, ...]
    scripts: tuple[Script, ...] = ()
    includes: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    project: str = ""

    @property
    def place(self) -> Place:
        """The lines from the first to the last dependency, or the file where it has none."""
        lines = [line for found in self.dependencies for line in (found.place.start, found.place.end) if line]
        return Place(self.path, min(lines), max(lines)) if lines else Place(self.path)


def normalised(name: str) -> str:
    """A distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name.strip()).lower()
