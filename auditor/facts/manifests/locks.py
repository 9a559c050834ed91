"""Lock files: which versions a tool chose for all that a project needs, directly or not.

They are large and written by machines, so that patterns find the packages, not parsers.
"""

from __future__ import annotations

import re

from auditor.facts.manifests.model import Dependency, Manifest, ManifestKind, normalised
from auditor.place import Place

# uv.lock, poetry.lock, pdm.lock and pylock.toml (PEP 751) alike.
_TOML_PACKAGE = re.compile(
    r'^\[\[packages?\]\]\nname = "(?P<name>[^"\n]+)"(?:\nversion = "(?P<version>[^"\n]*)")?', re.MULTILINE
)
_PATTERNS = {
    "uv.lock": _TOML_PACKAGE,
    "poetry.lock": _TOML_PACKAGE,
    "pdm.lock": _TOML_PACKAGE,
    "pylock.toml": _TOML_PACKAGE,
    # The packages are two levels deep; what is said of them (hashes, markers) is one level deeper.
    "Pipfile.lock": re.compile(r'^ {8}"(?P<name>[^"\n]+)": \{(?P<version>)', re.MULTILINE),
    "conda-lock.yml": re.compile(r"^- name: (?P<name>\S+)\n  version: (?P<version>\S+)", re.MULTILINE),
    "pixi.lock": re.compile(
        r"^- (?:conda: \S*/(?P<conda>[^/\s]+)-(?P<conda_version>[^-/\s]+)-[^-/\s]+\.(?:conda|tar\.bz2)"
        r"|pypi: \S*/(?P<name>[^/\s-]+)-(?P<version>[^-/\s]+)-\S+)$",
        re.MULTILINE,
    ),
}
LOCK_FILES = frozenset(_PATTERNS)


def parse_lock(text: str, path: str) -> Manifest:
    """The packages of the lock file at path, whose name is one of LOCK_FILES."""
    dependencies: list[Dependency] = []
    line, position = 1, 0
    for match in _PATTERNS[path.rpartition("/")[2]].finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        found = match.groupdict()
        name, version = found["name"] or found.get("conda"), found["version"] or found.get("conda_version")
        if name:
            place = Place(path, line, line + match[0].count("\n"))
            specifier = f"=={version}" if version else ""
            dependencies.append(Dependency(normalised(name), specifier, "", place, direct=False, pinned=True))
    return Manifest(path, ManifestKind.LOCK, tuple(dependencies))
