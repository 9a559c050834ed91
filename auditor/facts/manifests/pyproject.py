"""Dependencies and scripts of a pyproject.toml, in the forms of PEP 621, PEP 735, Poetry, uv, PDM, Hatch and Pixi.

What `[build-system]` requires builds the project and is no dependency of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts.manifests.model import Dependency, Manifest, ManifestKind, Script, normalised
from auditor.facts.manifests.requirements import is_pinned, parse_requirement
from auditor.facts.paths import beside
from auditor.facts.toml import Keys, TomlFile

# The interpreter, which Poetry, Pixi and conda list among the packages.
_INTERPRETER = "python"


def pyproject_manifest(file: TomlFile) -> Manifest:
    """What a pyproject.toml declares."""
    name = file.get("project", "name") or file.get("tool", "poetry", "name")
    return Manifest(
        file.path,
        ManifestKind.PYPROJECT,
        dependencies=(*_listed(file), *_tabled(file)),
        scripts=tuple(_scripts(file)),
        includes=tuple(_dynamic_files(file)),
        project=normalised(name) if isinstance(name, str) else "",
    )


def pipfile_manifest(file: TomlFile) -> Manifest:
    """What a Pipfile declares."""
    dependencies = (*_table(file, "", "packages"), *_table(file, "dev", "dev-packages"))
    return Manifest(file.path, ManifestKind.PIPFILE, dependencies)


def _listed(file: TomlFile) -> Iterator[Dependency]:
    """Dependencies that stand as PEP 508 strings in lists."""
    yield from _list(file, "", "project", "dependencies")
    yield from _list(file, "dev", "tool", "uv", "dev-dependencies")
    yield from _list(file, "", "tool", "flit", "metadata", "requires")
    for keys in (("project", "optional-dependencies"), ("dependency-groups",), ("tool", "pdm", "dev-dependencies")):
        for group in file.table(*keys):
            yield from _list(file, group, *keys, group)
    for environment in file.table("tool", "hatch", "envs"):
        for key in ("dependencies", "extra-dependencies"):
            yield from _list(file, environment, "tool", "hatch", "envs", environment, key)


def _tabled(file: TomlFile) -> Iterator[Dependency]:
    """Dependencies that stand as keys with their versions as values."""
    yield from _table(file, "", "tool", "poetry", "dependencies")
    yield from _table(file, "dev", "tool", "poetry", "dev-dependencies")
    for group in file.table("tool", "poetry", "group"):
        yield from _table(file, group, "tool", "poetry", "group", group, "dependencies")
    for key in ("dependencies", "pypi-dependencies"):
        yield from _table(file, "", "tool", "pixi", key)
        for feature in file.table("tool", "pixi", "feature"):
            yield from _table(file, feature, "tool", "pixi", "feature", feature, key)


def _list(file: TomlFile, group: str, *keys: str) -> Iterator[Dependency]:
    requirements = file.get(*keys)
    # A dependency group may hold tables ({include-group = "test"}); the group they name is listed by itself.
    for index, text in enumerate(requirements if isinstance(requirements, list) else ()):
        place: Keys = (*keys, index)
        if isinstance(text, str) and (found := parse_requirement(text, file.place(*place), group)):
            yield found


def _table(file: TomlFile, group: str, *keys: str) -> Iterator[Dependency]:
    for name, wanted in file.table(*keys).items():
        if normalised(name) == _INTERPRETER:
            continue
        details = wanted if isinstance(wanted, dict) else {"version": wanted}
        found = (details.get(key) for key in ("version", "git", "url", "path"))
        specifier = next((value for value in found if isinstance(value, str)), "")
        extras = details.get("extras")
        yield Dependency(
            normalised(name),
            specifier,
            group,
            file.place(*keys, name),
            extras=tuple(extra for extra in extras if isinstance(extra, str)) if isinstance(extras, list) else (),
            # To these tools a version alone is an exact one.
            pinned=is_pinned(specifier) or (specifier[:1].isdigit() and "*" not in specifier),
        )


def _scripts(file: TomlFile) -> Iterator[Script]:
    for keys in (("project", "scripts"), ("project", "gui-scripts"), ("tool", "poetry", "scripts")):
        for name, value in file.table(*keys).items():
            target = value.get("reference") or value.get("callable") if isinstance(value, dict) else value
            if isinstance(target, str):
                yield Script(name, target, file.place(*keys, name))


def _dynamic_files(file: TomlFile) -> Iterator[str]:
    """The requirements files that setuptools is told to take the dependencies from."""
    dynamic = file.table("tool", "setuptools", "dynamic")
    optional = dynamic.get("optional-dependencies")
    for source in (dynamic.get("dependencies"), *(optional.values() if isinstance(optional, dict) else ())):
        named = source.get("file") if isinstance(source, dict) else None
        for name in named if isinstance(named, list) else [named]:
            if isinstance(name, str):
                yield beside(file.path, name)
