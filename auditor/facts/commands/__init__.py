"""Every shell command that the repository runs or documents, wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from auditor.facts.commands.makefiles import parse_makefile
from auditor.facts.commands.python_commands import run_by_notebooks, run_by_python
from auditor.facts.commands.task_files import read_task_files
from auditor.facts.shell import ShellCommand, programs, split_commands
from auditor.place import Place
from auditor.repository.snapshot import Entry, Snapshot

if TYPE_CHECKING:
    from auditor.facts import Facts


class Origin(StrEnum):
    """In what kind of file a command stands."""

    WORKFLOW = "workflow"
    PIPELINE = "pipeline"  # continuous integration of another provider
    CLOUDBUILD = "cloudbuild"
    DOCKERFILE = "dockerfile"
    COMPOSE = "compose"
    SCRIPT = "script"
    MAKEFILE = "makefile"
    TASK = "task"  # of invoke, nox, just, a Taskfile, tox, DVC, pyproject.toml, package.json or an editor
    PYTHON = "python"
    HOOK = "hook"
    NOTEBOOK = "notebook"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Command:
    """A command. name is the job, target, task, service or function that it belongs to, if any.

    live: something would run it, which is not so of what a document shows or what a workflow never comes to.
    """

    shell: ShellCommand
    place: Place
    origin: Origin
    live: bool = True
    name: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words as written, wrappers such as `uv run` included."""
        return self.shell.words

    @property
    def text(self) -> str:
        """The command as written, on one line."""
        return self.shell.text

    def programs(self) -> list[tuple[str, ...]]:
        """The words of each tool that it runs (see `auditor.facts.shell.programs`)."""
        return _programs(self.shell)


@lru_cache(maxsize=4096)
def _programs(command: ShellCommand) -> list[tuple[str, ...]]:
    """Kept, because dozens of rules ask it of every command."""
    return programs(command)


# Words between a tool's name and what it does that change nothing about that.
_GROUPS = {"gcloud": ("alpha", "beta"), "docker": ("buildx", "image", "builder"), "podman": ("image",)}


def using(commands: Iterable[Command], *wanted: str) -> Iterator[Command]:
    """The commands that run a tool with subcommands, given as words: `using(commands, "gcloud", "run", "deploy")`.

    What only starts the tool is looked through, and its options between the words are passed over.
    """
    for command in commands:
        if any(runs(words, *wanted) for words in command.programs()):
            yield command


def runs(words: tuple[str, ...], *wanted: str) -> bool:
    """Whether the words of a program are the wanted tool with the wanted subcommands."""
    if not words or words[0] != wanted[0]:
        return False
    index = 1
    for word in wanted[1:]:
        while index < len(words) and words[index] != word:
            if words[index] in _GROUPS.get(wanted[0], ()):
                index += 1
            elif not words[index].startswith("-"):
                return False
            else:
                # An option may have the next word as its value, unless that is what is looked for.
                takes_next = "=" not in words[index] and words[index + 1 : index + 2] != (word,)
                index += 2 if takes_next else 1
        if index >= len(words):
            return False
        index += 1
    return True


def read_commands(facts: Facts) -> list[Command]:
    """All commands, by path and line; what a local action or a reusable workflow runs is there once."""
    found = dict.fromkeys(
        (
            *_of_continuous_integration(facts),
            *_of_containers(facts),
            *_of_scripts(facts.snapshot),
            *_of_tasks(facts),
            *_of_python(facts),
            *_of_hooks(facts),
            *_of_documents(facts),
        )
    )
    return sorted(found, key=lambda command: (command.place.path or "", command.place.start or 0))


def _all(
    commands: Iterable[ShellCommand], path: str, origin: Origin, live: bool = True, name: str = ""
) -> Iterator[Command]:
    for command in commands:
        if command.words:  # else it only assigns
            yield Command(command, Place(path, command.start, command.end), origin, live, name)


def _of_continuous_integration(facts: Facts) -> Iterator[Command]:
    for workflow in facts.workflows:
        for job in workflow.jobs:
            for step in job.steps:
                live = workflow.is_live and not job.dead and not step.never_runs
                yield from _all(step.commands, step.place.path or "", Origin.WORKFLOW, live, job.id)
    for pipeline in facts.pipelines:
        yield from _all(pipeline.commands, pipeline.path, Origin.PIPELINE)
    for build in facts.cloud_builds:
        for build_step in build.steps:
            live = not build.commented_out
            yield from _all(build_step.commands, build.path, Origin.CLOUDBUILD, live, build_step.id)


def _of_containers(facts: Facts) -> Iterator[Command]:
    for file in facts.containers.dockerfiles:
        for instruction in file.instructions:
            yield from _all(instruction.commands, file.path, Origin.DOCKERFILE, name=instruction.name)
    for service in facts.containers.services:
        yield from _all(service.commands, service.place.path or "", Origin.COMPOSE, name=service.name)


_SHELL_ENDINGS = (".sh", ".bash", ".zsh", ".fish", ".ps1", ".bat", ".cmd", ".slurm", ".sbatch", ".lsf", ".bsub")
_BATCH = (".bat", ".cmd")
_SHEBANG = re.compile(r"#!\s*\S*(?:/|\benv\s+(?:-S\s+)?)(?:ba|z|da|a|k|fi)?sh\b")
_LARGEST = 100_000  # bytes of a script


def _of_scripts(snapshot: Snapshot) -> Iterator[Command]:
    scripts = [entry for entry in snapshot.files if _may_be_script(entry)]
    snapshot.read(entry.path for entry in scripts)
    for entry in scripts:
        text = snapshot.text(entry.path)
        if text is None:
            continue
        if entry.name == "Procfile":
            text = re.sub(r"^[\w-]+:", "", text, flags=re.MULTILINE)
        elif entry.path.endswith(_BATCH):
            text = re.sub(r"^[^\S\n]*+(?:::|@?rem\b).*$", "", text, flags=re.MULTILINE | re.IGNORECASE)
        elif not entry.path.endswith(_SHELL_ENDINGS) and not _SHEBANG.match(text):
            continue
        yield from _all(split_commands(text), entry.path, Origin.SCRIPT)


def _may_be_script(entry: Entry) -> bool:
    # A script without an ending is told by its first line; most files without one are something else.
    if entry.path.lower().endswith(_SHELL_ENDINGS):
        return (entry.size or 0) <= _LARGEST
    return entry.path.find(".", entry.path.rfind("/") + 1) < 0 and (entry.size or 0) <= _LARGEST


_MAKEFILE = re.compile(r"(?:^|/)(?:(?:GNU)?makefile(?:\.[\w-]+)?|[\w-]+\.(?:mk|make|just)|\.?justfile)$", re.IGNORECASE)


def _of_tasks(facts: Facts) -> Iterator[Command]:
    snapshot = facts.snapshot
    makefiles = [entry.path for entry in snapshot.files if _MAKEFILE.search(entry.path)]
    snapshot.read(makefiles)
    for path in makefiles:
        origin = Origin.TASK if "just" in path.rpartition("/")[2].lower() else Origin.MAKEFILE
        for recipe in parse_makefile(snapshot.text(path) or "", path):
            yield from _all(recipe.commands, path, origin, name=recipe.target)
    for task in read_task_files(snapshot, facts.manifests):
        yield from _all([task.command], task.path, Origin.TASK, name=task.task)
    for file in facts.dvc.files:
        for stage in file.stages:
            yield from _all(stage.commands, file.path, Origin.TASK, name=stage.name)


def _of_python(facts: Facts) -> Iterator[Command]:
    for call, is_task, commands in run_by_python(facts.python):
        origin = Origin.TASK if is_task else Origin.PYTHON
        yield from _all(commands, call.place.path or "", origin, name=call.function)
    for path, commands in run_by_notebooks(facts.snapshot, facts.python):
        yield from _all(commands, path, Origin.NOTEBOOK)


def _of_hooks(facts: Facts) -> Iterator[Command]:
    for hook in facts.hooks.hooks:
        yield from _all(hook.commands, hook.place.path or "", Origin.HOOK, name=hook.id)


def _of_documents(facts: Facts) -> Iterator[Command]:
    for document in facts.documents:
        yield from _all(document.commands, document.path, Origin.DOCUMENT, live=False)
