"""Which program makes the results: a digest of the auditor's and a rulebook's own files."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

from auditor.rulebook import find_rulebook


def source_digest(rulebook: str) -> str:
    """A digest of all code and data that an audit with this rulebook is made by, dependencies left out.

    A version number says as much of what is released, but not of a rule that somebody is at work on. Nothing is
    imported for it. Raises UnusableInput where there is no such rulebook.
    """
    digest = hashlib.sha256()
    for package in ("auditor", find_rulebook(rulebook).module.partition(".")[0]):
        spec = find_spec(package)
        for folder in map(Path, (spec and spec.submodule_search_locations) or ()):
            for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"):
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                digest.update(f"{package} {path.relative_to(folder).as_posix()} {content}\n".encode())
    return digest.hexdigest()
