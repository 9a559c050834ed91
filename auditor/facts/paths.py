"""Paths that files of a repository name."""

from __future__ import annotations

import posixpath
import re

# Hidden folders of tools. In others, such as `.gcp`, groups keep files of their own.
_TOOLS_OWN = re.compile(
    r"(?:^|/)\.(?:git\w*|dvc|\w*venv\w*|env|vscode|idea|fleet|devcontainer|circleci|buildkite|woodpecker|drone|husky|trunk|cursor|claude|codex"
    r"|agents?|\w*_cache|cache|ipynb_checkpoints|tox|nox|streamlit|yarn|npm|vercel|netlify|firebase|terraform)/"
)


def is_hidden(path: str) -> bool:
    """Whether a file is hidden, or lies in a folder in which a tool keeps its own."""
    return posixpath.basename(path).startswith(".") or _TOOLS_OWN.search(path) is not None


def beside(path: str, other: str) -> str:
    """The path from the repository's root of what the file at path calls other."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), other))
