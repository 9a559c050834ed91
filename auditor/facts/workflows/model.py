"""A GitHub Actions workflow as its file describes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from auditor.facts.shell import ShellCommand, programs
from auditor.facts.workflows.expressions import names_of, substitute
from auditor.facts.workflows.filters import filter_matches
from auditor.facts.workflows.matrix import Axis, Matrix
from auditor.place import Place

PUSH_OR_PULL_REQUEST = frozenset({"push", "pull_request", "pull_request_target"})

# Runner labels begin with these, or hold them behind "self-hosted".
_SYSTEMS = {"ubuntu": "Linux", "linux": "Linux", "windows": "Windows", "macos": "macOS"}
# Inputs that name a thing rather than say what is done with it: a matrix value that only stands there changes nothing.
_LABELS = frozenset({"name", "key", "restore-keys", "cache-suffix", "flags", "report-name"})


@dataclass(frozen=True, slots=True)
class Trigger:
    """An event that starts a workflow, with its filters as written.

    schedules are cron expressions, workflows the names of those that a `workflow_run` follows.
    """

    event: str
    place: Place
    branches: tuple[str, ...] = ()
    branches_ignore: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    tags_ignore: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    paths_ignore: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    schedules: tuple[str, ...] = ()
    workflows: tuple[str, ...] = ()

    def fires_for(self, branches: Iterable[str]) -> bool:
        """Whether an event on, or for a pull request against, one of these branches passes the branch filters."""
        if self.branches:
            return any(filter_matches(self.branches, branch) for branch in branches)
        if self.branches_ignore:
            return any(not filter_matches(self.branches_ignore, branch) for branch in branches)
        return not (self.tags or self.tags_ignore)


@dataclass(frozen=True, slots=True)
class Step:
    """A step. Its place is where it really stands: in the action's own file for a step of a local action.

    uses is what it uses as written, action the same without version and in lower case, version the tag (of a pinned
    commit the one that the remark beside it names). inputs are its `with`. commands carry lines of the place's file.
    never_runs: its condition, or that of the step that brought it in, is always false.
    """

    place: Place
    name: str = ""
    uses: str = ""
    action: str = ""
    version: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)
    run: str = ""
    commands: tuple[ShellCommand, ...] = ()
    working_directory: str = ""
    condition: str = ""
    never_runs: bool = False
    continue_on_error: bool = False
    cache: str | None = None

    def programs(self) -> Iterator[tuple[tuple[str, ...], Place]]:
        """The words of every program that the step's commands run, and where (see `auditor.facts.shell.programs`)."""
        for command in self.commands:
            for words in programs(command):
                yield words, Place(self.place.path, command.start, command.end)

    def texts(self) -> Iterator[str]:
        """What decides what the step does, as opposed to how it is called."""
        yield from (self.uses, self.run, self.working_directory, *self.env.values())
        yield from (value for key, value in self.inputs.items() if key not in _LABELS)


@dataclass(frozen=True)
class Job:
    """A job, its id that of the calling job and its own, "build / test", if a reusable workflow brought it in.

    runs_on are the runner's labels, container and services images, uses is the reusable workflow that it calls. dead
    says why the job can never run, empty if it can. place is where it really stands.
    """

    id: str
    place: Place
    name: str = ""
    runs_on: tuple[str, ...] = ()
    matrix: Matrix | None = None
    condition: str = ""
    needs: tuple[str, ...] = ()
    container: str = ""
    services: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    timeout_minutes: str = ""
    uses: str = ""
    steps: tuple[Step, ...] = ()
    dead: str = ""

    @property
    def live_steps(self) -> tuple[Step, ...]:
        """The steps that can run."""
        return () if self.dead else tuple(step for step in self.steps if not step.never_runs)

    @cached_property
    def runners(self) -> tuple[str, ...]:
        """Every runner that some combination of the matrix asks for, its labels joined by blanks."""
        return self.resolve(" ".join(self.runs_on)) if self.runs_on else ()

    @cached_property
    def operating_systems(self) -> tuple[str, ...]:
        """Linux, Windows, macOS: the systems of the runners, as far as their labels tell."""
        found = [
            system
            for runner in self.runners
            for label in runner.lower().split()
            for word, system in _SYSTEMS.items()
            if label.startswith(word)
        ]
        return tuple(dict.fromkeys(found))

    @cached_property
    def python_versions(self) -> tuple[str, ...]:
        """The Python versions that some combination sets up, as written ("3.12", "3.x")."""
        values = [value for text in self._python_texts() for value in self.resolve(text) if "${{" not in value]
        return tuple(dict.fromkeys(version for value in values for version in value.split()))

    @property
    def package_versions(self) -> Mapping[str, tuple[str, ...]]:
        """The versions that commands pin packages to (`pip install torch==${{ matrix.torch }}`), by package."""
        found: dict[str, dict[str, None]] = {}
        for step in self.live_steps:
            for command in step.commands:
                for word in command.words:
                    for value in self.resolve(word) if "==" in word else ():
                        if (match := _PINNED.fullmatch(value)) and "${{" not in match["version"]:
                            found.setdefault(match["package"].lower(), {})[match["version"]] = None
        return {package: tuple(versions) for package, versions in sorted(found.items())}

    @property
    def unused_axes(self) -> tuple[Axis, ...]:
        """The axes of the matrix that change nothing about what is run or where."""
        if self.matrix is None:
            return ()
        texts = [*self.runs_on, self.container, *self.services, *self.env.values(), self.uses]
        texts += [text for step in self.live_steps for text in step.texts()]
        used = {name for text in texts for name in names_of(text, "matrix")}
        return tuple(axis for axis in self.matrix.axes if axis.name not in used)

    def resolve(self, text: str) -> tuple[str, ...]:
        """text for each combination of the matrix, without repetition; what only a run can tell stays an expression."""
        if "${{" not in text:
            return (text,)
        found: dict[str, None] = {}
        for values in self.matrix.combinations if self.matrix else ({},):
            env = {name: substitute(value, {"matrix": values}) for name, value in self.env.items()}
            found[substitute(text, {"matrix": values, "env": env})] = None
        return tuple(found)

    def _python_texts(self) -> Iterator[str]:
        yield self.env.get("UV_PYTHON", "")
        if self.container.startswith("python:"):
            yield self.container.removeprefix("python:")
        for step in self.live_steps:
            yield step.inputs.get("python-version", "")
            yield step.env.get("UV_PYTHON", "")
            for command in step.commands:
                yield from _python_options(command.words)


_PINNED = re.compile(r"(?P<package>[A-Za-z][\w.-]*)(\[[^\]]*\])?==(?P<version>.+)")


def _python_options(words: tuple[str, ...]) -> Iterator[str]:
    """Python versions that a command asks uv or conda for."""
    for before, word in zip(("", *words), words, strict=False):
        if before == "--python" or (before in ("install", "pin") and words[:2] == ("uv", "python")):
            yield word.removeprefix("python")
        elif match := re.fullmatch(r"(?:--python|python)=+([\d.]+\S*|\$\{\{.*)", word):
            yield match[1]


@dataclass(frozen=True, slots=True)
class Workflow:
    """A workflow file.

    triggers by event, triggers_place where they stand together. jobs include those of reusable workflows in the
    repository. followed_events: the events of the workflows that a `workflow_run` trigger follows.

    dead says why it can never run, empty if it can. commented_out: all of it is; what it says then is what its remarks
    say. commented_steps are steps in the remarks of a workflow that is there. invalid says why GitHub would refuse it.
    """

    path: str
    place: Place
    name: str = ""
    triggers: Mapping[str, Trigger] = field(default_factory=dict)
    triggers_place: Place | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    jobs: tuple[Job, ...] = ()
    followed_events: tuple[str, ...] = ()
    dead: str = ""
    commented_out: bool = False
    commented_steps: tuple[Step, ...] = ()
    invalid: str = ""

    @property
    def is_live(self) -> bool:
        """Whether anything of it can run."""
        return not self.dead

    @property
    def runs_on_push_or_pull_request(self) -> bool:
        """Whether it is live and a push or pull request starts it, or one that it follows."""
        return self.is_live and not PUSH_OR_PULL_REQUEST.isdisjoint((*self.triggers, *self.followed_events))

    def live_steps(self) -> Iterator[tuple[Job, Step]]:
        """The steps that can run, with their jobs."""
        if self.is_live:
            for job in self.jobs:
                for step in job.live_steps:
                    yield job, step
