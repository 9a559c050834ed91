"""Paths that files of a repository name."""

from __future__ import annotations

import posixpath


def beside(path: str, other: str) -> str:
    """The path from the repository's root of what the file at path calls other."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), other))
