"""How much of a repository is read. Honest repositories stay far below these limits, hostile ones are held to them.

A limit that is hit is told in the evidence report's `errors`, and what hangs on what was left out is unverifiable and
never absent. Each can be set by its name, on the command line as `--limit NAME=VALUE`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields, replace

from auditor.errors import UnusableInput


def _limit(default: int, reason: str) -> int:
    value: int = field(default=default, metadata={"reason": reason})
    return value


@dataclass(frozen=True, slots=True)
class AuditLimits:
    """The limits of one audit. The reason for each default is in its field's metadata."""

    seconds: int = _limit(45, "for one audit, its repository opened included; 1 to 3 are usual")
    git_seconds: int = _limit(10, "for one command of git; 0.1 is much")
    git_bytes: int = _limit(32_000_000, "of one command's output; a tree of 53,000 files takes 7 MB")
    memory_bytes: int = _limit(
        200_000_000, "that git takes at once, a quarter of all; a small file can be packed as part of a huge one"
    )
    files: int = _limit(100_000, "paths of the tree, folders, data sets and vendored code included")
    tree_depth: int = _limit(100, "folders in one another; 20 are much")
    blob_bytes: int = _limit(10_000_000, "of one file; notebooks with their figures reach a few millions")
    total_bytes: int = _limit(300_000_000, "of all files that are read; a few kB of objects can stand for any number")
    commits: int = _limit(50_000, "of all branches, newest first; forks of large projects have as many")
    message_characters: int = _limit(20_000, "of one commit's message; 2,000 are much")
    refs: int = _limit(5_000, "of branches, tags and pull requests, each")
    removed_files: int = _limit(3_000, "on other branches or removed since; more is a data set and no evidence")
    report_characters: int = _limit(400_000, "of a report; ten times the usual")
    document_bytes: int = _limit(500_000, "of a document; what is longer was not written by hand")
    yaml_characters: int = _limit(500_000, "of one YAML file; its nodes take 500 times its size")
    yaml_depth: int = _limit(100, "levels of YAML; libyaml recurses in C, and some 10,000 end the process")
    yaml_values: int = _limit(20_000, "that the merge keys of one YAML file add; aliases are never written out")
    json_depth: int = _limit(100, "levels of JSON, notebooks included; 20 are much")
    toml_characters: int = _limit(200_000, "of one TOML file; the longest of people have 20,000")
    python_characters: int = _limit(1_000_000, "of one Python file; what is longer is data, and takes gigabytes")
    python_depth: int = _limit(50, "brackets in one another that libcst is given, which recurses without a limit")


_in_effect: ContextVar[AuditLimits] = ContextVar("limits", default=AuditLimits())  # noqa: B039 (it is frozen)


def limits() -> AuditLimits:
    """The limits in effect."""
    return _in_effect.get()


@contextmanager
def in_effect(chosen: AuditLimits) -> Iterator[None]:
    """Let these limits be in effect meanwhile, in this thread."""
    token = _in_effect.set(chosen)
    try:
        yield
    finally:
        _in_effect.reset(token)


def read_limits(settings: Iterable[str]) -> AuditLimits:
    """The limits with some of them set, each as NAME=VALUE; VALUE is a whole number above 0, `_` between digits or not.

    Raises UnusableInput where there is no such limit, or no such number.
    """
    names = [one.name for one in fields(AuditLimits)]
    chosen: dict[str, int] = {}
    for setting in settings:
        name, _, value = setting.partition("=")
        if name not in names:
            raise UnusableInput(f"there is no limit {name}; limits: {', '.join(names)}")
        if not (value.isascii() and value.replace("_", "").isdigit() and int(value)):
            raise UnusableInput(f"the limit {name} is no whole number above 0: {value or 'nothing'}")
        chosen[name] = int(value)
    return replace(AuditLimits(), **chosen)
