"""What configuration files and commands set an option to, found by the option's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.place import Place

if TYPE_CHECKING:
    from auditor.facts.commands import Command
    from auditor.facts.configs import ConfigFile

# Under what a W&B sweep puts the values of a parameter: `lr.value`, `lr.values.0`.
_OF_SWEEP = re.compile(r"\.(?:value|values\.\d+)$")
_INTERPOLATION = re.compile(r"\$\{([A-Za-z_][\w.]*)\}$")
_MAX_INTERPOLATIONS = 5  # of one into the next; more is a cycle
_OVERRIDE = re.compile(r"\+{0,2}([A-Za-z_][\w.]*)=(.+)")
_FLAG = re.compile(r"--([A-Za-z][\w.-]*)(?:=(.*))?")
# Programs with options of their own, such as a cluster's number of workers.
_OTHER_PROGRAMS = frozenset({"gcloud", "docker", "docker-compose", "kubectl", "az", "aws", "helm", "pip", "uv", "git"})


@dataclass(frozen=True, slots=True)
class Given:
    """A value that something gives an option, and where."""

    value: object
    place: Place


@dataclass(frozen=True, slots=True)
class _Option:
    """path: the parts of the option's name, those of its file's folders before them."""

    path: tuple[str, ...]
    value: object
    place: Place


class Options:
    """The settings of a project's configuration files, and the overrides and flags in its live commands."""

    def __init__(self, configs: Iterable[ConfigFile], commands: Iterable[Command]) -> None:
        self._by_name: dict[str, list[_Option]] = {}
        self._by_target: dict[tuple[str, str], list[Given]] = {}
        self._on_command_line: dict[str, list[Given]] = {}
        for config in configs:
            self._add_config(config)
        for command in commands:
            if command.live and any(words and words[0] not in _OTHER_PROGRAMS for words in command.programs()):
                for name, value in _assignments(command.words):
                    path = tuple(name.replace("-", "_").split("."))
                    self._add(_Option(path, _parsed(value), command.place))
                    self._on_command_line.setdefault(path[-1], []).append(Given(_parsed(value), command.place))

    def _add(self, option: _Option) -> None:
        self._by_name.setdefault(option.path[-1], []).append(option)

    def _add_config(self, config: ConfigFile) -> None:
        folders = tuple(re.split(r"[/.]", config.path.rpartition(".")[0]))
        targets: dict[str, str] = {}
        for setting in config.settings:
            mapping, _, name = setting.key.rpartition(".")
            if name in ("_target_", "class_path"):
                targets[mapping] = str(setting.value).rpartition(".")[2]
            self._add(_Option((*folders, *_OF_SWEEP.sub("", setting.key).split(".")), setting.value, setting.place))
        for setting in config.settings if targets else ():
            mapping, _, name = setting.key.rpartition(".")
            target = targets.get(mapping.removesuffix("init_args").rstrip(".")) or targets.get(mapping)
            if target:
                self._by_target.setdefault((target, name), []).append(Given(setting.value, setting.place))

    def named(self, names: Sequence[str], depth: int = _MAX_INTERPOLATIONS) -> list[Given]:
        """What an option is set to: names are its name and those of the groups around it, outermost first.

        Code rarely holds a configuration under the names that its files have (`cfg = config.experiment`), so that
        groups only choose between options of the same name.
        """
        found = self._by_name.get(names[-1], [])
        if len(names) > 1:
            found = [option for option in found if names[-2] in option.path[:-1]] or found
        return [given for option in found for given in self._interpolated(option.value, option.place, depth)]

    def on_command_line(self, name: str) -> list[Given]:
        """What live commands set an option to."""
        return self._on_command_line.get(name, [])

    def of_target(self, target: str, parameter: str) -> list[Given]:
        """What configurations that name a class or function to be called (Hydra's `_target_`) give a parameter."""
        found = self._by_target.get((target, parameter), [])
        return [given for one in found for given in self._interpolated(one.value, one.place, _MAX_INTERPOLATIONS)]

    def _interpolated(self, value: object, place: Place, depth: int) -> list[Given]:
        match = _INTERPOLATION.match(value) if isinstance(value, str) else None
        if match and depth:
            return self.named(match[1].split("."), depth - 1) or [Given(value, place)]
        return [Given(value, place)]


def _assignments(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """`a.b=c`, `--a=c` and `--a c` among the words of a command, as names and values."""
    for index, word in enumerate(words[1:], start=1):
        if match := _OVERRIDE.fullmatch(word):
            yield match[1], match[2]
        elif match := _FLAG.fullmatch(word):
            following = words[index + 1] if index + 1 < len(words) else "-"
            if match[2] is not None:
                yield match[1], match[2]
            elif not following.startswith("-"):
                yield match[1], following


def _parsed(text: str) -> object:
    """A value of a command line as the number that it is, if it is one."""
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else text
