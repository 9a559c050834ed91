"""What a repository's `config` says. It is read as text by git itself, and never in effect."""

from __future__ import annotations

from pathlib import Path

from auditor.repository.processes import run_git


def read_settings(config: Path) -> dict[str, str]:
    """All settings of a configuration file, without the files that it includes; none where it is no such file.

    They go by git's full names, section and last part in lower case ("remote.origin.url").
    """
    if not config.is_file():
        return {}
    status, out, _ = run_git("config", "--file", str(config.resolve()), "--no-includes", "--null", "--list")
    if status:
        return {}
    pairs = (item.partition("\n") for item in out.decode("utf-8", errors="replace").split("\0") if item)
    return {key: value for key, _, value in pairs}
