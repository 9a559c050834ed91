"""The list of a cohort's groups, as courses keep it: a CSV or YAML file.

Known columns, in any order and case: an id (`group_nb`, `group`, `id`), a repository (`github_repo`, `repository`,
`repo`, `url`, `link`), members (`student 1`, `student 2`, ...; `members`), a commit (`commit`, `sha`). A row without
an id is known by its repository's OWNER/NAME.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from auditor.errors import UnusableInput
from auditor.repository.hosting import web_address
from auditor.repository.text import decode

_IDS = ("group_nb", "group_number", "group", "group_id", "id", "number", "nb")
_REPOSITORIES = ("github_repo", "repository", "repo", "github", "url", "link", "repository_url", "address")
_COMMITS = ("commit", "sha", "hash", "revision")
_MEMBER = re.compile(r"(?:student|member)s?[ _]?\d*$")
# What people write where a link should be, in lower case.
_NO_LINK = frozenset(
    {"", "-", "?", "n/a", "na", "nan", "none", "null", "no link found", "no link", "missing", "tbd", "private"}
)
_SHORT = re.compile(r"(?P<owner>[A-Za-z0-9][\w.-]*)/(?P<name>[\w.-]+)")


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the cohort.

    repository: a web address, or a path on this machine. commit: empty for the newest one. line: where it stands in
    the list, from 1.
    """

    id: str
    repository: str
    members: tuple[str, ...] = ()
    commit: str = ""
    line: int = 0

    @property
    def is_local(self) -> bool:
        """Whether the repository is on this machine."""
        return "://" not in self.repository


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row of a group list that was skipped, or is odd, and why."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class GroupList:
    """The groups in the order of the list. problems: rows that were left out; oddities: what is worth telling."""

    groups: tuple[Group, ...]
    problems: tuple[BadRow, ...] = ()
    oddities: tuple[BadRow, ...] = ()


def read_groups(path: Path) -> GroupList:
    """The groups of a list file.

    Raises UnusableInput where the file cannot be read, is of no known form, or names no group at all.
    """
    try:
        text = decode(path.read_bytes())
    except OSError as error:
        raise UnusableInput(f"{path} cannot be read: {error.strerror}") from None
    rows = _yaml_rows(text, path) if path.suffix.lower() in (".yaml", ".yml") else _csv_rows(text, path)
    groups: list[Group] = []
    problems: list[BadRow] = []
    for line, row in rows:
        made = row if isinstance(row, BadRow) else _group(line, row, path.parent)
        if isinstance(made, Group):
            groups.append(made)
        else:
            problems.append(made)
    kept, doubles, oddities = _without_doubles(groups)
    if not kept:
        raise UnusableInput(f"{path} names no group with a repository")
    return GroupList(tuple(kept), tuple(sorted([*problems, *doubles], key=lambda p: p.line)), tuple(oddities))


def repository_address(written: str, folder: Path) -> str | None:
    """The address or path that a cell means, or None.

    A web address loses `.git`, `/tree/main` and slashes at its end, `git@host:owner/name` becomes https, `owner/name`
    is GitHub's unless there is such a folder beside the list. A path that begins at the root, or with `~`, need not be
    there.
    """
    text = written.strip().strip("<>\"'").strip()
    if text.startswith("file://"):
        text = unquote(text.removeprefix("file://").removeprefix("localhost"))
        return text if text.strip("/ ") and "\0" not in text else None
    if text.lower() in _NO_LINK or "\0" in text:
        return None
    if path := _path(text, folder):
        return str(path)
    text = re.sub(r"^(?:https?://)?(?:www\.)?(github|gitlab)\.com/", r"https://\1.com/", text, flags=re.IGNORECASE)
    if found := web_address(text):
        return _owner_and_name(found)
    if match := _SHORT.fullmatch(text.removesuffix(".git").rstrip("/")):
        return f"https://github.com/{match['owner']}/{match['name']}"
    if re.match(r"https?://(?:localhost|127\.0\.0\.1|\[::1\])[:/]", text):
        return text
    return None


def _path(text: str, folder: Path) -> Path | None:
    """The place on this machine that a cell means; of names within folder only one that is there."""
    try:
        path = folder / Path(text).expanduser()
        return path.resolve() if path.exists() or text.startswith(("/", "~")) else None
    except (OSError, RuntimeError):  # too long for a path; a home of nobody
        return None


def _owner_and_name(address: str) -> str:
    """On GitHub a repository's address has two parts; what stands behind them is a page of it."""
    scheme, _, host, *parts = address.split("/")
    return "/".join([scheme, "", host, *parts[:2]]) if host.endswith("github.com") else address


def _csv_rows(text: str, path: Path) -> Iterator[tuple[int, dict[str, str] | BadRow]]:
    """First line and cells by column name of each row of a CSV file, whatever separates them."""
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines, 1) if line.strip()), 0)
    if not first:
        raise UnusableInput(f"{path} is empty")
    separator = max(",;\t", key=lines[first - 1].count)
    header = [cell.strip().lower() for cell in lines[first - 1].replace('"', "").split(separator)]
    if not set(header) & set(_REPOSITORIES):
        raise UnusableInput(f"{path} has no column for repositories ({', '.join(_REPOSITORIES[:3])})")
    done = first
    while done < len(lines):
        # Lines and not the whole text: behind a quote that nobody closed the next row is found again.
        reader = csv.reader((f"{line}\n" for line in lines[done:]), delimiter=separator, strict=True)
        begins = done + 1
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield begins, dict(zip(header, cells, strict=False))
                begins = done + reader.line_num + 1
            return
        except csv.Error as error:
            yield begins, BadRow(begins, f"a quote is not closed, or not alone in its cell: {error}")
            done = begins


def _yaml_rows(text: str, path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line and fields of each entry: a list of mappings, or a mapping of ids to repositories or mappings."""
    from auditor.facts.yaml_nodes import YamlError, read_yaml

    try:
        documents = read_yaml(text)
    except YamlError as error:
        raise UnusableInput(f"{path} is no YAML that can be read: {error}") from None
    for root in documents[:1]:
        entries = [(element.start, "", element) for element in root.elements]
        entries += [(key.start, key.text, value) for key, value in root.pairs]
        for line, name, node in entries:
            fields: dict[str, Any] = {"id": name} if name else {}
            if node.is_scalar:
                fields["repository"] = node.text
            for key, value in node.pairs:
                texts = [element.text for element in value.elements]
                fields[key.text.strip().lower()] = texts if value.is_sequence else value.text
            yield line, fields


def _group(line: int, row: Mapping[str, Any], folder: Path) -> Group | BadRow:
    cell = {key: value for key, value in row.items() if isinstance(value, str)}
    name = _first(cell, _IDS)
    written = _first(cell, _REPOSITORIES)
    repository = repository_address(written, folder)
    if repository is None:
        who = f"group {name} has" if name else "there is"
        return BadRow(line, f"{who} no repository: {written.strip() or 'the cell is empty'}")
    members = [value for key, value in row.items() if _MEMBER.match(key)]
    flat = [m for value in members for m in (value if isinstance(value, list) else re.split(r"[,;]", value))]
    default = "/".join(repository.rstrip("/").split("/")[-2:]) or repository
    return Group(
        id=name or default,
        repository=repository,
        members=tuple(member.strip() for member in flat if member.strip().lower() not in _NO_LINK),
        commit=_first(cell, _COMMITS),
        line=line,
    )


def _first(cells: Mapping[str, str], names: Iterable[str]) -> str:
    return next((cells[name].strip() for name in names if cells.get(name, "").strip()), "")


def _without_doubles(groups: Iterable[Group]) -> tuple[list[Group], list[BadRow], list[BadRow]]:
    """The groups whose id is the first of its name; rows that repeat an id; rows that share a repository."""
    by_id: dict[str, Group] = {}
    by_repository: dict[tuple[str, str], Group] = {}
    repeated, shared = [], []
    for group in groups:
        if group.id in by_id:
            repeated.append(BadRow(group.line, f"group {group.id} stands on line {by_id[group.id].line} already"))
            continue
        by_id[group.id] = group
        first = by_repository.setdefault((group.repository.lower(), group.commit), group)
        if first is not group:
            shared.append(BadRow(group.line, f"group {group.id} has the same repository as group {first.id}"))
    return list(by_id.values()), repeated, shared
