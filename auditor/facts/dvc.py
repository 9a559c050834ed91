"""Data that is versioned beside git: DVC's and Git LFS's own files.

Formats: https://dvc.org/doc/user-guide/project-structure and
https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from auditor.facts.ini import parse_ini
from auditor.facts.shell import ShellCommand
from auditor.facts.yaml_commands import commands_of
from auditor.facts.yaml_nodes import Node, YamlError, read_yaml
from auditor.place import Place
from auditor.repository.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Remote:
    """A storage that a DVC configuration names. url is empty where it gives none."""

    name: str
    url: str
    is_default: bool
    place: Place


@dataclass(frozen=True, slots=True)
class DvcSetup:
    """A folder that `dvc init` was run in, the empty string for the root. config: its .dvc/config, if it is there."""

    folder: str
    config: str | None
    remotes: tuple[Remote, ...] = ()


@dataclass(frozen=True, slots=True)
class TrackedOutput:
    """A file or folder that DVC tracks. path counts from the root of the repository, size in bytes.

    What the DVC file does not say is None; that is usual for the outputs of a stage that never ran.
    """

    path: str
    place: Place
    md5: str | None = None
    size: int | None = None
    files: int | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a dvc.yaml. Paths count from the root of the repository."""

    name: str
    commands: tuple[ShellCommand, ...]
    dependencies: tuple[str, ...]
    outputs: tuple[TrackedOutput, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class DvcFile:
    """A *.dvc file, a dvc.yaml or a dvc.lock.

    Where is_read is false, it is there and its content is not known; the output of a *.dvc file is then told by name.
    """

    path: str
    outputs: tuple[TrackedOutput, ...] = ()
    stages: tuple[Stage, ...] = ()
    is_read: bool = True


@dataclass(frozen=True, slots=True)
class LfsPattern:
    """A line of a .gitattributes that gives files to Git LFS."""

    pattern: str
    place: Place


@dataclass(frozen=True, slots=True)
class LfsFile:
    """A file whose content is with Git LFS: git has only a pointer to it. size is the content's, in bytes."""

    path: str
    size: int
    place: Place


@dataclass(frozen=True, slots=True)
class DataVersioning:
    """What a repository says about versioned data."""

    setups: tuple[DvcSetup, ...] = ()
    files: tuple[DvcFile, ...] = ()
    ignore_files: tuple[str, ...] = ()
    lfs_patterns: tuple[LfsPattern, ...] = ()
    lfs_files: tuple[LfsFile, ...] = ()

    @property
    def remotes(self) -> tuple[Remote, ...]:
        """The remotes of all DVC configurations."""
        return tuple(remote for setup in self.setups for remote in setup.remotes)

    @property
    def outputs(self) -> tuple[TrackedOutput, ...]:
        """What DVC tracks, by any file."""
        return tuple(output for file in self.files for output in file.outputs)

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages of all pipelines."""
        return tuple(stage for file in self.files for stage in file.stages)


def read_data_versioning(snapshot: Snapshot) -> DataVersioning:
    """What DVC and Git LFS track in the snapshot, and where it is stored."""
    configs, tracking, ignoring, attributes = [], [], [], []
    folders: set[str] = set()
    for entry in snapshot.files:
        path = entry.path
        if "dvc" not in path and not path.endswith(".gitattributes"):
            continue  # quick on a repository of tens of thousands of images
        before, inside, name = f"/{path}".rpartition("/.dvc/")
        if inside:
            folders.add(before.removeprefix("/"))
            if name in ("config", "config.local"):
                configs.append(path)
        elif path.endswith(".dvc") or entry.name in ("dvc.yaml", "dvc.lock"):
            tracking.append(path)
        elif entry.name == ".dvcignore":
            ignoring.append(path)
        elif entry.name == ".gitattributes":
            attributes.append(path)
    snapshot.read([*configs, *tracking, *attributes])
    patterns = tuple(pattern for path in attributes for pattern in _lfs_patterns(snapshot, path))
    return DataVersioning(
        setups=tuple(_setup(snapshot, folder, configs) for folder in sorted(folders)),
        files=tuple(_dvc_file(snapshot, path) for path in tracking),
        ignore_files=tuple(ignoring),
        lfs_patterns=patterns,
        lfs_files=tuple(_lfs_files(snapshot)) if patterns else (),
    )


def _setup(snapshot: Snapshot, folder: str, configs: Iterable[str]) -> DvcSetup:
    own = [path for path in configs if posixpath.dirname(posixpath.dirname(path)) == folder]
    remotes = tuple(remote for path in own for remote in _remotes(path, snapshot.text(path) or ""))
    return DvcSetup(folder, next(iter(own), None), remotes)


def _remotes(path: str, text: str) -> Iterator[Remote]:
    sections = parse_ini(text)
    core = next((section for section in sections if section.name == "core"), None)
    default = core.get("remote") if core else None
    for section in sections:
        if match := re.fullmatch(r"'?remote \"(.+?)\"'?", section.name):
            url = section.get("url")
            yield Remote(
                name=match[1],
                url=_config_value(url.value) if url else "",
                is_default=default is not None and _config_value(default.value) == match[1],
                place=Place(path, section.start, section.end),
            )


def _config_value(value: str) -> str:
    """DVC's configuration may quote values, and allows a comment behind them."""
    return re.sub(r"\s+#.*", "", value).strip("\"' ")


# A folder of many files is listed file by file when its remote is a versioned bucket: tens of thousands of lines that
# say nothing about what is tracked. They are cut out before the YAML is parsed, which would take seconds.
_FILE_LIST = re.compile(r"^(?P<indentation> *)files:\n(?:(?P=indentation)[ -].*(?:\n|\Z))*", re.MULTILINE)


def _dvc_file(snapshot: Snapshot, path: str) -> DvcFile:
    text = snapshot.text(path)
    # A *.dvc file has the name of what it tracks.
    by_name = (TrackedOutput(path.removesuffix(".dvc"), Place(path)),) if path.endswith(".dvc") else ()
    if text is None:
        return DvcFile(path, by_name, is_read=False)
    counts: dict[int, int] = {}

    def cut(match: re.Match[str]) -> str:
        counts[text.count("\n", 0, match.start()) + 1] = match[0].count("relpath:")
        return "\n" * match[0].count("\n")

    try:
        documents = read_yaml(_FILE_LIST.sub(cut, text))
    except YamlError as error:
        snapshot.report_unread(path, f"it is no valid YAML: {error}")
        return DvcFile(path, by_name, is_read=False)
    root = documents[0] if documents else None
    if root is None or not root.is_mapping:
        return DvcFile(path)
    if path.endswith(".dvc"):
        return DvcFile(path, tuple(_outputs(root, path, counts)))
    stages = tuple(_stages(root, path))
    return DvcFile(path, tuple(output for stage in stages for output in stage.outputs), stages)


def _stages(root: Node, path: str) -> Iterator[Stage]:
    stages = root.get("stages")
    for name, stage in stages.pairs if stages else ():
        body = stage.get("do") or stage  # of a `foreach` stage
        command = body.get("cmd")
        yield Stage(
            name=name.text,
            commands=tuple(found for part in (command.scalars() if command else ()) for found in commands_of(part)),
            dependencies=tuple(_path_of(dependency, body, path) for dependency in _elements(body, "deps")),
            outputs=tuple(_outputs(body, path, {})),
            place=Place(path, name.start, stage.end),
        )


def _outputs(body: Node, path: str, counts: dict[int, int]) -> Iterator[TrackedOutput]:
    """What stands under `outs`. counts: how many files were listed on which line, where that was cut out."""
    for output in _elements(body, "outs"):
        details = output
        if output.is_mapping and output.get("path") is None and output.pairs:
            details = output.pairs[0][1]  # in a dvc.yaml: `- model.pt: {cache: false}`
        listed = [count for line, count in counts.items() if output.start <= line <= output.end + 1]
        yield TrackedOutput(
            path=_path_of(output, body, path),
            place=Place(path, output.start, output.end),
            md5=details.text_of("md5") or None,
            size=_number(details, "size"),
            files=_number(details, "nfiles") or next(iter(listed), None),
        )


def _elements(body: Node, key: str) -> tuple[Node, ...]:
    found = body.get(key)
    return found.elements if found else ()


def _path_of(node: Node, body: Node, file: str) -> str:
    """The path of an output or dependency from the repository's root; an address stays as it is."""
    path = node.text if node.is_scalar else node.text_of("path") or (node.pairs[0][0].text if node.pairs else "")
    if "://" in path:
        return path
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), body.text_of("wdir"), path))


def _number(node: Node, key: str) -> int | None:
    text = node.text_of(key)
    return int(text) if text.isascii() and text.isdigit() else None


_LFS_POINTER = re.compile(rb"version https://git-lfs\.github\.com/spec/v1\n(?:[^\n]*\n)*?size (?P<size>\d+)\s*")


def _lfs_patterns(snapshot: Snapshot, path: str) -> Iterator[LfsPattern]:
    for number, line in enumerate(snapshot.lines(path), start=1):
        words = line.split()
        if "filter=lfs" in words[1:] and not words[0].startswith("#"):
            yield LfsPattern(words[0], Place(path, number, number))


def _lfs_files(snapshot: Snapshot) -> Iterator[LfsFile]:
    """Pointers among the files that are as small as one: the format allows less than 1,024 bytes, git writes 130."""
    small = [entry.path for entry in snapshot.files if entry.size is not None and 100 <= entry.size < 300]
    snapshot.read(small)
    for path in small:
        if match := _LFS_POINTER.fullmatch(snapshot.blob(path) or b""):
            yield LfsFile(path, int(match["size"]), Place(path, 1, match[0].count(b"\n")))
