"""Where the git directory of a repository is, and that nothing in it leads to another one.

A repository is looked into where its owner handed it in. Files in it that name other places on this machine (a `.git`
file, `commondir`, alternates, links) could make another group's work pass for its own, or show what is not to be seen.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from threading import Lock

from auditor.errors import UnusableInput

# GitPython imports itself in a circle: of two threads that begin with it at once, one finds half of it.
_IMPORTING = Lock()

_LONGEST_NAME = 4096  # bytes of a file that holds a path
# What git reads of a repository here, folders with all that is in them.
_READ = ("HEAD", "config", "packed-refs", "shallow", "objects", "refs", "reftable")


def git_directory(location: Path) -> Path:
    """The git directory of a work tree, a linked work tree, a submodule, or a `.git` or bare directory itself.

    Nothing of the repository's configuration is obeyed for it. Raises UnusableInput where there is none, and where a
    file names one that does not name the work tree as well.
    """
    try:
        # In git's order: a work tree can hold files that make it look like a bare directory.
        for directory in (location / ".git", location):
            if _is_git_directory(directory):
                if directory.name == ".git" and directory.is_symlink() and not _is_inside(directory, location):
                    raise UnusableInput(f"the .git of {location} is a link to another folder: give that one instead")
                return directory
        if (named := _path_in(location / ".git", "gitdir: ")) and (location / named / "HEAD").is_file():
            directory = location / named
            if not _names_back(directory, location):
                raise UnusableInput(f"the .git of {location} names another repository: give that one instead")
            return directory
        exists = location.exists()
    except (OSError, ValueError):
        exists = True
    raise UnusableInput(f"{location} is not a git repository" if exists else f"{location} does not exist")


def common_directory(git_directory: Path) -> Path:
    """Where objects, refs and configuration are: of a linked work tree, in the directory that its own lies in.

    Raises UnusableInput where they are elsewhere, incomplete, or borrowed from another repository.
    """
    common = git_directory
    if (git_directory / "commondir").exists():
        common = git_directory / (_path_in(git_directory / "commondir") or "")
        if git_directory.resolve().parent != common.resolve() / "worktrees":
            raise UnusableInput(f"{git_directory} names another repository as its own: commondir is not followed")
    if not (common / "objects").is_dir():
        raise UnusableInput(f"{git_directory} has no objects: it is no complete git directory")
    for name in _READ:
        for path in _all_in(common / name):
            if not _is_plain(path, common):
                where = path.relative_to(common)
                raise UnusableInput(f"{git_directory} has {where}, which leads elsewhere or is no file: not followed")
    if _path_in(common / "objects" / "info" / "alternates"):
        raise UnusableInput(
            f"{git_directory} borrows objects from another repository, which is not looked into: "
            "`git repack -a -d` in it brings them in"
        )
    return common


def _is_git_directory(directory: Path) -> bool:
    head = directory / "HEAD"
    if not (head.is_file() or head.is_symlink()):  # a pipe would never end
        return False
    try:
        with _IMPORTING:
            from git.exc import WorkTreeRepositoryUnsupported
            from git.repo.fun import is_git_dir
    except ImportError:  # GitPython looks for git as it is imported
        raise UnusableInput("git is not installed, or not on the PATH") from None
    try:
        return bool(is_git_dir(directory))
    except WorkTreeRepositoryUnsupported:
        return False


def _path_in(file: Path, before: str = "") -> str | None:
    """The path that a small text file holds, or None."""
    try:
        if not file.is_file() or file.stat().st_size > _LONGEST_NAME:
            return None
        text = os.fsdecode(file.read_bytes())
    except (OSError, ValueError):
        return None
    return text.removeprefix(before).strip("\r\n") or None if text.startswith(before) else None


def _names_back(directory: Path, location: Path) -> bool:
    """Whether a git directory names the work tree that names it, as those of linked work trees and submodules do."""
    linked = _path_in(directory / "gitdir")
    if linked is not None:
        return (directory / linked).resolve() == (location / ".git").resolve()
    from auditor.repository.settings import read_settings

    work_tree = read_settings(directory / "config").get("core.worktree")
    return work_tree is not None and (directory / work_tree).resolve() == location.resolve()


def _all_in(path: Path) -> Iterator[Path]:
    """A file, or a folder with all that is in it; links are not followed."""
    if not os.path.lexists(path):
        return
    yield path
    if path.is_symlink() or not path.is_dir():
        return
    waiting = [os.fspath(path)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif not entry.is_file(follow_symlinks=False):
                    yield Path(entry.path)


def _is_plain(path: Path, common: Path) -> bool:
    """Whether a path is a file or folder of the git directory, or a link to one (HEAD was a link once)."""
    if path.is_symlink():
        return _is_inside(path, common) and (not path.exists() or path.is_file())
    mode = path.stat().st_mode
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


def _is_inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())
