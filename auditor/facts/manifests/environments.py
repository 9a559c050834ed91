"""Dependencies of conda environments and of front ends (package.json)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.facts.manifests.model import Dependency, Manifest, ManifestKind, normalised
from auditor.facts.manifests.requirements import parse_requirement
from auditor.facts.paths import beside
from auditor.facts.yaml_nodes import Node, read_yaml
from auditor.place import Place

# Conda's own name of a distribution, where it has another one on the Python Package Index.
_OTHER_NAMES = {
    "pytorch": "torch",
    "pytorch-cpu": "torch",
    "pytorch-gpu": "torch",
    "pytorch-geometric": "torch-geometric",
    "pyg": "torch-geometric",
    "matplotlib-base": "matplotlib",
    "opencv": "opencv-python",
    "py-opencv": "opencv-python",
    "tensorflow-gpu": "tensorflow",
    "pytables": "tables",
    "dvc-gcs": "dvc-gs",
}
# An environment of these alone has no packages yet.
_INTERPRETER = frozenset({"python", "pip"})

_SPECIFICATION = re.compile(r"(?:[\w./:-]+::)?(?P<name>[A-Za-z0-9_][\w.-]*)\s*(?P<version>[=<>!~ ].*)?$")


def parse_conda_environment(text: str, path: str) -> Manifest | None:
    """The conda environment at path, or None where the file is something else.

    It may be an environment.yml or what `conda list --export` or `--explicit` print; the packages of the last are a
    lock's. Names that conda has for itself are given as on the Python Package Index. Raises YamlError.
    """
    if text.startswith("# This file may be used to create an environment") or "\n@EXPLICIT" in text:
        addresses = tuple(_explicit(text, path))
        return Manifest(
            path, ManifestKind.LOCK if addresses else ManifestKind.CONDA, addresses or _exported(text, path)
        )
    documents = read_yaml(text)
    root = documents[0] if documents else None
    packages = root.get("dependencies") if root else None
    if packages is None or not packages.is_sequence:
        return None
    dependencies: list[Dependency] = []
    includes: list[str] = []
    for package in packages.elements:
        if package.is_scalar:
            dependencies += _conda_package(package.text, Place(path, package.start, package.end))
        for requirement in _pip_requirements(package):
            place = Place(path, requirement.start, requirement.end)
            if option := re.match(r"-r\s*(\S+)|--requirement[ =](\S+)", requirement.text):
                includes.append(beside(path, option[1] or option[2]))
            elif found := parse_requirement(requirement.text, place):
                dependencies.append(found)
    return Manifest(path, ManifestKind.CONDA, tuple(dependencies), includes=tuple(includes))


def _pip_requirements(package: Node) -> list[Node]:
    listed = package.get("pip")
    return listed.scalars() if listed else []


def _conda_package(specification: str, place: Place) -> Iterator[Dependency]:
    match = _SPECIFICATION.match(specification.strip())
    if match is None or match["name"].lower() in _INTERPRETER:
        return
    version = (match["version"] or "").strip()
    # "=1.2" fits 1.2.5 too; with a build behind it ("=1.2=py39_0"), or as "==1.2", it is one version.
    pinned = bool(re.fullmatch(r"=[^=*,\s]+=[^=*,\s]+|==[^=*,\s]+", version))
    yield Dependency(_python_name(match["name"]), version, "", place, pinned=pinned)


def _python_name(name: str) -> str:
    return _OTHER_NAMES.get(name.lower(), normalised(name))


def _exported(text: str, path: str) -> tuple[Dependency, ...]:
    return tuple(
        package
        for number, line in enumerate(text.split("\n"), start=1)
        if re.match(r"[\w.-]+=", line)
        for package in _conda_package(line, Place(path, number, number))
    )


def _explicit(text: str, path: str) -> Iterator[Dependency]:
    """Packages by the addresses of their archives, which end in name-version-build."""
    for number, line in enumerate(text.split("\n"), start=1):
        match = re.match(r"https?://\S*/(?P<archive>[^/\s#]+)(\.conda|\.tar\.bz2)", line)
        parts = match["archive"].rsplit("-", 2) if match else []
        if len(parts) == 3:
            place = Place(path, number, number)
            yield Dependency(_python_name(parts[0]), f"=={parts[1]}", "", place, direct=False, pinned=True)


def parse_package_json(text: str, path: str) -> Manifest | None:
    """A package.json's dependencies by their names as written, or None where it is no mapping. Raises YamlError."""
    # JSON is YAML but for tabs, which YAML does not take for indentation.
    documents = read_yaml(text.replace("\t", " "))
    root = documents[0] if documents else None
    if root is None or not root.is_mapping:
        return None
    dependencies = tuple(
        Dependency(name.text, version.text, group, Place(path, name.start, version.end))
        for key, group in (("dependencies", ""), ("devDependencies", "dev"))
        if (listed := root.get(key)) is not None
        for name, version in listed.pairs
    )
    return Manifest(path, ManifestKind.NODE, dependencies, project=root.text_of("name"))
