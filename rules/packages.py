"""Which distribution an import needs, and which third-party packages a project imports (packages.yaml)."""

from __future__ import annotations

from functools import cache

import yaml
from packaging.utils import canonicalize_name

from auditor.facts.python import Import, PythonCode, is_standard_library
from auditor.rulebook import read_resource


@cache
def _distributions() -> dict[str, tuple[str, ...]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    entries = yaml.load(read_resource("rules", "packages.yaml"), loader)
    return {name: tuple(found) for name, found in entries.items()}


def package_of(imported: Import) -> str:
    """The top-level package of an import; for the namespace packages of Google, the part that is one distribution."""
    parts = imported.name.split(".")
    for length in (3, 2):
        name = ".".join(parts[:length])
        if parts[0] == "google" and len(parts) >= length and name in _distributions():
            return name
    return parts[0]


def distributions_of(package: str) -> tuple[str, ...]:
    """The distributions any of which provides a package, names as PEP 503 normalises them."""
    return _distributions().get(package) or (str(canonicalize_name(package)),)


def third_party(python: PythonCode, left_out: frozenset[str]) -> dict[str, list[Import]]:
    """The third-party packages that the code imports, each with its imports; files in left_out do not count.

    Neither does a setup.py: what it imports is there before anything is installed.
    """
    found: dict[str, list[Import]] = {}
    own = {part for path in python.finder.paths for part in path.split("/")[:-1]}
    for module in python.modules:
        if module.path in left_out or module.path.rpartition("/")[2] == "setup.py":
            continue
        for imported in module.imports:
            if imported.module is None and not is_standard_library(imported.top) and imported.top not in own:
                found.setdefault(package_of(imported), []).append(imported)
    return dict(sorted(found.items()))
