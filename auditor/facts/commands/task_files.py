"""Commands in the files of task runners: Taskfile.yml, tox.ini, pyproject.toml's task tables, package.json, VS Code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from auditor.facts.json_comments import uncommented_json
from auditor.facts.manifests import Manifests
from auditor.facts.manifests.tools import ToolConfiguration
from auditor.facts.shell import ShellCommand, split_commands
from auditor.facts.yaml_commands import commands_of
from auditor.facts.yaml_nodes import Node, YamlError, read_yaml
from auditor.repository.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class TaskCommand:
    """A command of a task, with the task's name and the file that it stands in."""

    task: str
    command: ShellCommand
    path: str


def read_task_files(snapshot: Snapshot, manifests: Manifests) -> Iterator[TaskCommand]:
    """The commands of all tasks that a file of the snapshot defines."""
    for configuration in manifests.tools:
        yield from _configured(configuration)
    readers: dict[str, Callable[[Node, str], Iterator[TaskCommand]]] = {}
    for entry in snapshot.files:
        path = entry.path
        if path.endswith((".yml", ".yaml")) and re.fullmatch(r"[Tt]askfile(\.dist)?\.ya?ml", entry.name):
            readers[path] = _taskfile
        elif path.endswith("package.json") and entry.name == "package.json":
            readers[path] = _node_scripts
        elif path.endswith((".vscode/tasks.json", ".vscode/launch.json")):
            readers[path] = _editor_tasks
    snapshot.read(readers)
    for path, read in readers.items():
        text = snapshot.text(path)
        if text is None:
            continue
        try:
            documents = read_yaml(uncommented_json(text) if read is _editor_tasks else text.replace("\t", " "))
        except YamlError as error:
            snapshot.report_unread(path, f"it cannot be parsed: {error}")
            continue
        for root in documents[:1]:
            yield from read(root, path)


# The tables of a pyproject.toml that hold tasks, under [tool]: poe's, taskipy's, PDM's and their like.
_TASK_TABLES = {"poe": "tasks", "taskipy": "tasks", "pdm": "scripts", "rye": "scripts", "pixi": "tasks"}
# A task that is a table has its commands under one of these.
_COMMAND_KEYS = ("cmd", "shell", "sequence", "composite", "command")


def _configured(configuration: ToolConfiguration) -> Iterator[TaskCommand]:
    tool = configuration.tool
    if tool == "testenv" and configuration.path.endswith("tox.ini"):
        for keys in configuration.lines:
            if keys[-1] in ("commands", "commands_pre", "commands_post"):
                name = str(keys[0]) if len(keys) > 1 else "testenv"
                yield from _commands(configuration, configuration.get(*map(str, keys)), name, *map(str, keys))
    elif tool == "hatch":
        for name, environment in _items(configuration.get("envs")):
            for script, value in _items(environment.get("scripts") if isinstance(environment, dict) else None):
                yield from _commands(configuration, value, script, "envs", name, "scripts", script)
    elif tool in _TASK_TABLES:
        table = _TASK_TABLES[tool]
        for name, value in _items(configuration.get(table)):
            yield from _commands(configuration, value, name, table, name)


def _items(table: Any) -> list[tuple[str, Any]]:
    return list(table.items()) if isinstance(table, dict) else []


def _commands(configuration: ToolConfiguration, value: Any, task: str, *keys: str) -> Iterator[TaskCommand]:
    place = configuration.place_of(*keys)
    start, end = place.start or 1, place.end or 1
    for text in _texts(value):
        # A text of several lines keeps them where it is the whole value; else only the lines as a whole are known.
        has_lines = isinstance(value, str) and text.count("\n") == end - start
        for command in split_commands(text, start):
            exact = command if has_lines else replace(command, start=start, end=end)
            yield TaskCommand(task, exact, configuration.path)


def _texts(value: Any) -> list[str]:
    """The shell texts of a task, which is a text, a table that holds one or several, or a list of texts and tables."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        key = next((key for key in _COMMAND_KEYS if key in value), "")
        held = value.get(key)
        if key == "cmd" and isinstance(held, list):
            return [" ".join(map(str, held))]  # the words of one command
        return _texts(held) if isinstance(held, str | list) else []
    parts = value if isinstance(value, list) else []
    return [text for part in parts if not isinstance(part, list) for text in _texts(part)]


def _taskfile(root: Node, path: str) -> Iterator[TaskCommand]:
    tasks = root.get("tasks")
    for name, task in tasks.pairs if tasks else ():
        listed = task.get("cmds") or task.get("cmd") or task
        for node in listed.elements or (listed,):
            command = node.get("cmd") or node
            if command.is_scalar:
                for found in commands_of(command):
                    yield TaskCommand(name.text, found, path)


def _node_scripts(root: Node, path: str) -> Iterator[TaskCommand]:
    scripts = root.get("scripts")
    for name, script in scripts.pairs if scripts else ():
        for found in commands_of(script):
            yield TaskCommand(name.text, found, path)


def _editor_tasks(root: Node, path: str) -> Iterator[TaskCommand]:
    """VS Code's tasks, and what its launch configurations start."""
    tasks, launches = root.get("tasks"), root.get("configurations")
    for task in tasks.elements if tasks else ():
        yield from _editor_task(task, [task.text_of("command")], path)
    for launch in launches.elements if launches else ():
        module, script = launch.text_of("module"), launch.text_of("program")
        yield from _editor_task(
            launch, ["python", "-m", module] if module else ["python", script] if script else [], path
        )


def _editor_task(node: Node, words: list[str], path: str) -> Iterator[TaskCommand]:
    arguments = node.get("args")
    text = " ".join([*words, *(argument.text for argument in (arguments.scalars() if arguments else ()))])
    name = node.text_of("label") or node.text_of("name")
    for command in split_commands(text) if any(words) else ():
        yield TaskCommand(name, replace(command, start=node.start, end=node.end), path)
