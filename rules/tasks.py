"""What a command comes to that starts a task, a target or a script of the repository."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from auditor.facts.commands import Command, Origin

# Which files hold what a runner runs, by their names; the empty text is in every name.
_RUNNERS = {
    "make": "",
    "invoke": ".py",
    "inv": ".py",
    "fab": ".py",
    "nox": "noxfile.py",
    "tox": "tox.ini",
    "just": "just",
    "task": "",
    "poe": "pyproject.toml",
    "poetry": "pyproject.toml",
    "taskipy": "pyproject.toml",
    "npm": "package.json",
    "yarn": "package.json",
    "pnpm": "package.json",
    "bun": "package.json",
}
_RUN_ALL = frozenset({"nox", "tox"})  # without a name they run everything that they know
_SHELLS = frozenset({"bash", "sh", "zsh", "source", ".", "call", "pwsh", "powershell"})
_DEEPEST = 4  # tasks that start tasks


class Tasks:
    """The tasks, targets and scripts among the commands of a repository."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self._named: dict[str, list[Command]] = {}
        self._scripts: dict[str, list[Command]] = {}
        for command in commands:
            if command.origin in (Origin.TASK, Origin.MAKEFILE):
                for name in command.name.split():
                    self._named.setdefault(_plain(name), []).append(command)
            elif command.origin is Origin.SCRIPT:
                self._scripts.setdefault(command.place.path or "", []).append(command)

    def started_by(self, words: tuple[str, ...]) -> list[Command]:
        """The commands that the task or script runs which a command starts, and those that these start."""
        found: dict[Command, None] = {}
        waiting = [words]
        for _ in range(_DEEPEST):
            started = [command for one in waiting for command in self._started_by(one) if command not in found]
            found |= dict.fromkeys(started)
            waiting = [inner for command in started for inner in command.programs()]
        return list(found)

    def _started_by(self, words: tuple[str, ...]) -> Iterator[Command]:
        if not words:
            return
        first, rest = words[0], words[1:]
        if first in _RUNNERS:
            names = {_plain(part) for word in rest if not word.startswith("-") for part in word.split(",")}
            chosen = [command for name in sorted(names) for command in self._named.get(name, ())]
            if not chosen and first in _RUN_ALL:
                chosen = [command for commands in self._named.values() for command in commands]
            yield from (one for one in chosen if (one.place.path or "").rpartition("/")[2].endswith(_RUNNERS[first]))
        elif first in _SHELLS and rest:
            yield from self._of_script(next((word for word in rest if not word.startswith("-")), ""))
        elif first.endswith(".sh") or first.startswith("./"):
            yield from self._of_script(first)
        else:  # hatch, PDM, rye and pixi run a script by its name, hatch with its environment before it
            named = self._named.get(_plain(first.rpartition(":")[2]), ())
            yield from (one for one in named if (one.place.path or "").endswith(".toml"))

    def _of_script(self, script: str) -> Iterator[Command]:
        path = posixpath.normpath(script)
        for known, commands in self._scripts.items():
            if known == path or known.endswith(f"/{path}"):  # the folder that it is started in may be another
                yield from commands


def _plain(name: str) -> str:
    return name.replace("_", "-").lower()
