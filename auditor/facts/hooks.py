"""Git hooks that a file sets up: pre-commit (and prek), lefthook, husky, lint-staged and their like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from auditor.facts.comments import remark_blocks, yaml_in
from auditor.facts.shell import ShellCommand, split_commands
from auditor.facts.toml import TomlFile, read_toml
from auditor.facts.yaml_commands import commands_of
from auditor.facts.yaml_nodes import Node, YamlError, read_yaml
from auditor.place import Place
from auditor.repository.snapshot import Entry, Snapshot

# Source: githooks(5).
_GIT_HOOKS = frozenset(
    {
        "applypatch-msg", "commit-msg", "post-applypatch", "post-checkout", "post-commit", "post-merge", "post-rewrite",
        "pre-applypatch", "pre-auto-gc", "pre-commit", "pre-merge-commit", "pre-push", "pre-rebase",
        "prepare-commit-msg",
    }
)  # fmt: skip
_MANAGERS = {
    ".pre-commit-config.yaml": "pre-commit",
    ".pre-commit-config.yml": "pre-commit",
    "prek.toml": "prek",
    "package.json": "npm",
    **{f"{dot}lefthook.{suffix}": "lefthook" for dot in ("", ".") for suffix in ("yml", "yaml", "json")},
}
_HOOK_FOLDERS = {".husky": "husky", ".githooks": "git", "githooks": "git", ".hooks": "git", "git-hooks": "git"}
_MAX_BLOCKS = 100  # of remarks that are searched for hooks
_NODE_MANAGERS = ("simple-git-hooks", "lint-staged", "husky", "gitHooks")


@dataclass(frozen=True, slots=True)
class Hook:
    """A hook. repository and revision say where pre-commit takes it from ("local" for one of the group's own).

    commands are those that the file itself spells out. is_manual: it runs only when asked for by name.
    """

    manager: str
    id: str
    place: Place
    repository: str = ""
    revision: str = ""
    stages: tuple[str, ...] = ()
    commands: tuple[ShellCommand, ...] = ()

    @property
    def is_manual(self) -> bool:
        """Whether git never runs it by itself."""
        return bool(self.stages) and set(self.stages) == {"manual"}


@dataclass(frozen=True, slots=True)
class HookConfig:
    """A file that sets up hooks. ignored says why its manager would not read it, empty if it would.

    commented_hooks are those that only its remarks hold.
    """

    path: str
    manager: str
    place: Place
    hooks: tuple[Hook, ...] = ()
    commented_hooks: tuple[Hook, ...] = ()
    ignored: str = ""

    @property
    def active_hooks(self) -> tuple[Hook, ...]:
        """The hooks that git runs once they are installed."""
        return () if self.ignored else tuple(hook for hook in self.hooks if not hook.is_manual)


@dataclass(frozen=True, slots=True)
class HookSetup:
    """All files that set up hooks, sorted by path."""

    configs: tuple[HookConfig, ...] = ()

    @property
    def hooks(self) -> tuple[Hook, ...]:
        """The hooks that git runs once they are installed."""
        return tuple(hook for config in self.configs for hook in config.active_hooks)


def read_hooks(snapshot: Snapshot) -> HookSetup:
    """The hooks of a snapshot; a file that cannot be read is in `snapshot.unread`."""
    entries = [entry for entry in snapshot.files if _manager(entry)]
    snapshot.read(entry.path for entry in entries)
    configs = []
    for entry in entries:
        try:
            config = _read(snapshot, entry)
        except YamlError as error:
            snapshot.report_unread(entry.path, f"it cannot be read as a configuration of hooks: {error}")
        else:
            configs += [config] if config else []
    return HookSetup(tuple(configs))


def _manager(entry: Entry) -> str:
    name = entry.name
    if name in _GIT_HOOKS:
        return _HOOK_FOLDERS.get(entry.folder, "")
    return _MANAGERS.get(name, "")


def _read(snapshot: Snapshot, entry: Entry) -> HookConfig | None:
    path, manager, text = entry.path, _manager(entry), snapshot.text(entry.path)
    if text is None:
        return None
    config = HookConfig(path, manager, Place(path))
    if manager in ("husky", "git"):
        commands = tuple(split_commands(text))
        hook = Hook(manager, entry.name, Place(path, 1, text.rstrip().count("\n") + 1), commands=commands)
        return replace(config, hooks=(hook,) if commands else ())
    if manager == "prek":
        file = read_toml(snapshot, path)
        return replace(config, hooks=tuple(_prek_hooks(file))) if file else None
    documents = read_yaml(text)
    root = documents[0] if documents else None
    if manager == "npm":
        hooks = tuple(_npm_hooks(path, root)) if root is not None else ()
        return replace(config, hooks=hooks) if hooks else None
    if manager == "lefthook":
        return replace(config, hooks=tuple(_lefthook_hooks(path, root)) if root is not None else ())
    return replace(
        config,
        hooks=tuple(_pre_commit_hooks(path, root)) if root is not None else (),
        commented_hooks=tuple(_commented_hooks(path, text)),
        ignored="" if path == ".pre-commit-config.yaml" else "pre-commit reads .pre-commit-config.yaml at the root",
    )


def _pre_commit_hooks(path: str, root: Node) -> Iterator[Hook]:
    """Hooks of a pre-commit configuration: pre-commit's own format."""
    default_stages = root.texts_of("default_stages")
    for repository in root.elements or root.elements_of("repos"):
        for node in repository.elements_of("hooks"):
            if not node.text_of("id"):
                continue
            entry = node.get("entry")
            yield Hook(
                "pre-commit",
                node.text_of("id"),
                Place(path, node.start, node.end),
                repository.text_of("repo"),
                repository.text_of("rev"),
                node.texts_of("stages") or default_stages,
                tuple(commands_of(entry)) if entry is not None and entry.is_scalar else (),
            )


def _commented_hooks(path: str, text: str) -> Iterator[Hook]:
    """Hooks in the remarks: under a repository that is commented out with them, or each by itself."""
    for block in islice(remark_blocks(text), _MAX_BLOCKS):
        for root in yaml_in(block):
            yield from _pre_commit_hooks(path, root)
            for node in root.elements:
                if node.text_of("id") and node.get("repo") is None:
                    yield Hook("pre-commit", node.text_of("id"), Place(path, node.start, node.end))


def _prek_hooks(file: TomlFile) -> Iterator[Hook]:
    """Hooks of prek.toml, which says in TOML what pre-commit's configuration says in YAML."""
    for at, repository in _tables(file.get("repos")):
        for index, hook in _tables(repository.get("hooks")):
            place = file.place("repos", at, "hooks", index)
            commands = split_commands(str(hook.get("entry", "")))
            yield Hook(
                "prek",
                str(hook.get("id", "")),
                place,
                str(repository.get("repo", "")),
                str(repository.get("rev", "")),
                tuple(stages) if isinstance(stages := hook.get("stages"), list) else (),
                tuple(replace(one, start=place.start or 1, end=place.end or 1) for one in commands),
            )


def _tables(value: Any) -> list[tuple[int, dict[str, Any]]]:
    tables = enumerate(value) if isinstance(value, list) else ()
    return [(index, table) for index, table in tables if isinstance(table, dict)]


def _lefthook_hooks(path: str, root: Node) -> Iterator[Hook]:
    for event, node in root.pairs:
        if event.text not in _GIT_HOOKS:
            continue
        for part in node.walk():
            run = part.get("run")
            if run is not None and run.is_scalar:
                yield Hook("lefthook", event.text, Place(path, part.start, part.end), commands=tuple(commands_of(run)))


def _npm_hooks(path: str, root: Node) -> Iterator[Hook]:
    for manager in _NODE_MANAGERS:
        section = root.get(manager)
        for node in section.walk() if section is not None else ():
            for key, value in node.pairs:
                commands = tuple(command for scalar in value.scalars() for command in commands_of(scalar))
                if commands:
                    yield Hook(manager, key.text, Place(path, key.start, value.end), commands=commands)
