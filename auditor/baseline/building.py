"""Builds a baseline from the whole histories of the repositories that a course hands out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from auditor.baseline import VALUE, Baseline, blob_digest, file_digests, name_of, piece_digests, value_digests
from auditor.baseline.pieces import cut, is_figure, kind_of
from auditor.errors import UnusableInput
from auditor.repository.locating import git_directory
from auditor.repository.store import ObjectStore
from auditor.repository.text import decode, is_binary

ABOUT = (
    "Digests of what the course hands out, in every version: made by `auditor baseline` from repositories whose heads "
    "were the commits named under sources, holding none of their text."
)
# Cookiecutter's own rule: the folder that becomes the project has a variable for its name.
_PROJECT_FOLDER = re.compile(r"[^/]*\{\{\s*cookiecutter\b[^/]*\}\}[^/]*/")
# Not `--all`: a mirror has everybody's pull requests too, and what was never merged was never handed out.
_REFS = ("--branches", "--remotes", "--tags")
_VARIABLE_PATHS = "*{{*cookiecutter*"  # as git's pathspec
_VARIABLE = re.compile(r"\{\{-?\s*cookiecutter\b[^{}]*\}\}|\{%-?\s*now\b[^%]*%\}")
_TAG = re.compile(r"\{%[^%]*%\}")
_LIMIT = 200_000  # bytes; longer files are data


class _Version(NamedTuple):
    """One content that a file had. lines: a template's have VALUE in the place of its variables."""

    path: str
    lines: list[str]
    is_template: bool


def build_baseline(repositories: Iterable[Path]) -> bytes:
    """A baseline file from every version of every file in the histories of repositories (all branches and tags).

    repositories: work trees, `.git` folders or bare git directories. A repository with a cookiecutter project folder
    gives that folder's files, any other all that are not hidden. Raises UnusableInput where one cannot be read or has
    no commit.
    """
    sources: list[str] = []
    digests: set[int] = set()
    versions: list[_Version] = []
    for location in repositories:
        with ObjectStore(git_directory(location)) as store:
            sources.append(_head(store, location))
            blobs = _blobs(store)
            digests.update(blob_digest(oid) for oid, path in blobs if is_figure(path))
            versions.extend(_read(store, blobs))
    offsets: set[int] = set()
    for line in _lines_with_values(versions):
        digests.update(value_digests(line))
        offsets.add(line.index(VALUE))
    with_values = Baseline(digests, offsets).with_values
    for version in versions:
        digests.update(_digests(version, with_values))
    return Baseline(digests, offsets).to_bytes(ABOUT, sources)


def _head(store: ObjectStore, location: Path) -> str:
    status, out, _ = store.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if status:
        raise UnusableInput(f"{location} has no commit on its HEAD: nothing to build a baseline from")
    return out.decode().strip()


def _blobs(store: ObjectStore) -> list[tuple[str, str]]:
    """Object name and path of every content in the history of what is handed out.

    Of a template that is the project folder. git names each content once, so that folder is asked for by itself: a file
    that the template's own repository has as well would else be listed under that path. Of any other repository it is
    all but hidden files and folders, such as `.github`: they run that repository and teach nobody.
    """
    rendered = _listed(store, "--full-history", "--", _VARIABLE_PATHS)
    return [(oid, path) for oid, path in rendered if _PROJECT_FOLDER.match(path)] or [
        (oid, path) for oid, path in _listed(store) if "/." not in f"/{path}"
    ]


def _listed(store: ObjectStore, *arguments: str) -> list[tuple[str, str]]:
    _, out, _ = store.run(
        "rev-list", "--objects", *_REFS, "--filter=object:type=blob", "--missing=allow-any", *arguments
    )
    pairs = (line.partition(" ") for line in out.decode("utf-8", errors="replace").splitlines())
    return [(oid, path) for oid, _, path in pairs if path]


def _read(store: ObjectStore, blobs: list[tuple[str, str]]) -> Iterator[_Version]:
    compared = [(oid, path) for oid, path in blobs if kind_of(path) is not None]
    for (_, path), data in zip(compared, store.read_many(oid for oid, _ in compared), strict=True):
        if data is None or len(data) > _LIMIT or is_binary(data):
            continue
        text = decode(data)
        is_template = _PROJECT_FOLDER.match(path) is not None
        if is_template:
            text = _TAG.sub("", _VARIABLE.sub(VALUE, text))
        yield _Version(path, text.split("\n"), is_template)


def _lines_with_values(versions: Iterable[_Version]) -> set[str]:
    """The normalised lines that hold a variable, with enough before it to be known by."""
    found: set[str] = set()

    def note(line: str) -> str:
        if value_digests(line):
            found.add(line)
        return line

    for version in versions:
        cut(version.path, version.lines, note)
    return found


def _digests(version: _Version, with_values: Callable[[str], str]) -> Iterator[int]:
    """Of a template's file, it and its pieces under each name it can have; of any, what counts under any name."""
    pieces = cut(version.path, version.lines, with_values)
    names = _names(version.path) if version.is_template else []
    yield from file_digests(version.path, names, pieces)
    for piece in pieces:
        yield from piece_digests(version.path, names, piece)


def _names(path: str) -> list[str]:
    """The names that a template's file can have in a project: its own, and that without the variant at its end.

    Templates keep `tests_pip.yaml` and `tests_uv.yaml` and rename the one that was chosen to `tests.yaml`.
    """
    name = name_of(path)
    return sorted({name, name.rpartition("_")[0] or name})
