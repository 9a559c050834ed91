"""What a project depends on, and the lines that say so in requirements files, pyproject.toml, setup.py and the like.

Format: https://pip.pypa.io/en/stable/reference/requirements-file-format/ and PEP 508.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from auditor.place import Place


class ManifestKind(StrEnum):
    """Which tool a manifest is for."""

    REQUIREMENTS = "requirements file"
    PYPROJECT = "pyproject.toml"
    SETUP_PY = "setup.py"
    SETUP_CFG = "setup.cfg"
    PIPFILE = "Pipfile"
    CONDA = "conda environment"
    LOCK = "lock file"
    NODE = "package.json"


@dataclass(frozen=True, slots=True)
class Dependency:
    """A distribution that a file asks for.

    name is normalised as PEP 503 says. specifier is the version part, or the address that it is taken from. group is
    the extra, dependency group or Poetry group it belongs to, empty for what is always installed. direct: the file
    says that the project itself needs it, which a lock file does not. pinned: exactly one version fits.
    """

    name: str
    specifier: str
    group: str
    place: Place
    extras: tuple[str, ...] = ()
    direct: bool = True
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """A command that installing the project brings. target is what it calls, as "module:function"."""

    name: str
    target: str
    place: Place


@dataclass(frozen=True, slots=True)
class Manifest:
    """A file that declares dependencies. project is the name that it gives the project, normalised, or empty.

    includes are the requirements files that it takes in, constraints those that only limit versions; both are paths
    from the repository's root, whether there is such a file or not.
    """

    path: str
    kind: ManifestKind
    dependencies: tuple[Dependency, ...]
    scripts: tuple[Script, ...] = ()
    includes: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    project: str = ""

    @property
    def place(self) -> Place:
        """The lines from the first to the last dependency, or the file where it has none."""
        lines = [line for found in self.dependencies for line in (found.place.start, found.place.end) if line]
        return Place(self.path, min(lines), max(lines)) if lines else Place(self.path)


def normalised(name: str) -> str:
    """A distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def beside(path: str, other: str) -> str:
    """The path of a file that the file at path names, from the repository's root."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), other))


# Characters; no requirement has a tenth of that, and some patterns below are slow on a line without end.
_LONGEST = 2_000


def parse_requirement(text: str, place: Place, group: str = "") -> Dependency | None:
    """One requirement, or None where the text names no distribution (a path to the project itself, for one)."""
    from packaging.requirements import InvalidRequirement, Requirement

    text = text.strip()
    if len(text) > _LONGEST:
        return None
    extras: tuple[str, ...] = ()
    try:
        requirement = Requirement(text)
    except (InvalidRequirement, RecursionError):
        name, specifier = _loosely(text)
        if not name:
            return None
    else:
        name, specifier = requirement.name, requirement.url or str(requirement.specifier)
        extras = tuple(sorted(requirement.extras))
    return Dependency(normalised(name), specifier, group, place, extras, pinned=is_pinned(specifier))


def is_pinned(specifier: str) -> bool:
    """Whether a version specifier allows one version only."""
    return bool(re.fullmatch(r"\s*={2,3}\s*[^,*\s]+", specifier))


_ARCHIVE = re.compile(r"(?P<name>[A-Za-z0-9][\w.]*?)-(?P<version>\d[^-/]*)(-[^/]*)?\.(whl|tar\.gz|zip)$")
_NAME_AND_REST = re.compile(r"(?P<name>[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[^]]*\])?\s*(?P<rest>.*)$")


def _loosely(text: str) -> tuple[str, str]:
    """Name and version of what is no PEP 508 requirement: an address, or a line that pip would refuse."""
    if re.match(r"[\w+]+://|git@", text):
        address = text.split(maxsplit=1)[0]
        if egg := re.search(r"[#&]egg=([\w.-]+)", address):
            return egg[1], address
        if archive := _ARCHIVE.search(address.partition("#")[0]):
            return archive["name"], address
        name = posixpath.basename(address.partition("#")[0].rstrip("/")).partition("@")[0].removesuffix(".git")
        return (name, address) if "git" in address and _NAME_AND_REST.fullmatch(name) else ("", "")
    match = _NAME_AND_REST.match(text)
    # Groups paste what `conda list` and `pip list` print: "numpy=1.21=py39_0", "numpy   1.21".
    if match and (not match["rest"] or re.match(r"[=<>~!@;(]|\d[\w.]*$", match["rest"])):
        return match["name"], match["rest"]
    return "", ""


_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$")
_OPTION = re.compile(r"(?P<name>--[a-z-]+|-[a-zA-Z])\s*=?\s*(?P<value>.*)$")
_OPTIONS_OF_A_REQUIREMENT = re.compile(r"\s--?[a-z].*$")
# What pip-compile and uv write above and behind the requirements that they worked out.
_COMPILED = re.compile(r"#.*autogenerated by (?:pip-compile|uv)", re.IGNORECASE)
_ASKED_FOR = re.compile(r"#.*(?:-r |\((?:pyproject\.toml|setup\.(?:py|cfg))\))")


def parse_requirements_file(text: str, path: str) -> Manifest:
    """The requirements file at path.

    A file that pip-compile or uv made from another says of each line what asked for it; only what another file asked
    for is direct.
    """
    dependencies: list[Dependency] = []
    includes: list[str] = []
    constraints: list[str] = []
    lines = text.split("\n")
    is_compiled = any(_COMPILED.match(line) for line in lines[:10])
    for content, start, end in _logical_lines(lines):
        option = _OPTION.match(content)
        name, value = (option["name"], option["value"].strip("\"' ")) if option else ("", content)
        if name in ("-r", "--requirement"):
            includes.append(beside(path, value))
        elif name in ("-c", "--constraint"):
            constraints.append(beside(path, value))
        elif name in ("", "-e", "--editable"):
            found = parse_requirement(_OPTIONS_OF_A_REQUIREMENT.sub("", value), Place(path, start, end))
            if found is not None:
                dependencies.append(replace(found, direct=not is_compiled or _is_asked_for(lines, start, end)))
    return Manifest(
        path,
        ManifestKind.REQUIREMENTS,
        tuple(dependencies),
        includes=tuple(includes),
        constraints=tuple(constraints),
    )


def _logical_lines(lines: list[str]) -> Iterator[tuple[str, int, int]]:
    """Contents without comments, and their first and last lines; a backslash joins a line with the next."""
    joined, start = "", 0
    for number, line in enumerate(lines, start=1):
        content = _COMMENT.sub("", line).strip()
        start = start or number
        if content.endswith("\\"):
            joined += content[:-1] + " "
            continue
        joined += content
        if joined.strip():
            yield joined.strip(), start, number
        joined, start = "", 0
    if joined.strip():
        yield joined.strip(), start, len(lines)


def _is_asked_for(lines: list[str], start: int, end: int) -> bool:
    """Whether a compiled file's comment on the requirement in these lines names a file that asked for it."""
    last = end
    while last < len(lines) and lines[last].startswith((" ", "\t")) and lines[last].strip().startswith("#"):
        last += 1
    return any(_ASKED_FOR.search(line) for line in lines[start - 1 : last])
