"""Repositories made with git itself, for what `tests.repositories` cannot make: work trees, remotes, damage."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from auditor.repository.processes import closed_environment

NOBODY = {
    "GIT_AUTHOR_NAME": "Ada Lovelace",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada Lovelace",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_ALLOW_PROTOCOL": "file",
}


def git(folder: Path, *arguments: str, date: str = "2026-01-10T12:00:00Z", stdin: bytes = b"") -> str:
    """Run git in a folder, commits made at that date; returns what it says without the last line end."""
    closed = closed_environment()
    settings = {name: value for name, value in closed.items() if name not in ("GIT_NO_REPLACE_OBJECTS", "GIT_DIR")}
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**settings, **NOBODY, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date},
        input=stdin,
        stdout=subprocess.PIPE,
        check=True,
    )
    return done.stdout.decode("utf-8", errors="replace").removesuffix("\n")


def work_tree(folder: Path, files: dict[str, str] | None = None) -> Path:
    """A repository with a work tree and one commit of these files on main."""
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, files or {"main.py": "print()\n"})
    return folder


def commit(folder: Path, files: dict[str, str], message: str = "Work", date: str = "2026-01-10T12:00:00Z") -> str:
    """Commit these files; returns the commit."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", f"--message={message}", date=date)
    return git(folder, "rev-parse", "HEAD")


def loose_object(folder: Path, name: str) -> Path:
    """The file of an object, by any name that git knows it by."""
    oid = git(folder, "rev-parse", name)
    file = Path(os.fspath(folder)) / ".git" / "objects" / oid[:2] / oid[2:]
    file.chmod(0o644)
    return file
