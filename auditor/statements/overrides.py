"""Settings that the answers override on a command line, looked up in the configuration that Hydra composes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.prose.markup import URL
from auditor.prose.mood import Mood, mood_of
from auditor.prose.sentences import Sentence
from auditor.rule import Evidence, Polarity
from auditor.statements import Kind, Outcome, Statement

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.vocabulary import Vocabulary

_COMMAND = re.compile(r"\.py\b|\bpython3?\s|\buvr?\s|\binvoke\b|\bdocker run\b|\btrain\b")
# Programs whose own arguments look like overrides.
_OTHER_PROGRAM = re.compile(r"\b(?:conda|mamba|curl|kubectl|terraform|pip|apt(?:-get)?|export|locust)\s", re.IGNORECASE)
_OPTION = re.compile(r"(?:^|\s)(?:-e|--env|--mount|--build-arg|--label|-D|-l|--set)\s+[\"']?$")
_ADDRESS = re.compile(URL, re.IGNORECASE)
_OVERRIDE = re.compile(
    r"(?<![\w/.=<{-])(?P<sign>\+{0,2}|~)(?P<key>[a-z_]\w*(?:[./]\w+)*)(?:@[\w.]+)?=(?!=)(?P<value>[^\s`\"”“',;]+)",
    re.IGNORECASE,
)
_SAID = frozenset({Mood.AFFIRMED, Mood.GENERAL, Mood.HYPOTHETICAL})
_OWN_OF_HYDRA = ("hydra", "hydra/", "hydra.")


@dataclass(frozen=True, slots=True)
class _Override:
    """An override: adds (with a plus) or replaces the setting under key."""

    key: str
    value: str
    adds: bool


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements that a command overrides settings, where the project uses Hydra; each setting once."""
    settings = _Settings(facts)
    seen: set[str] = set()
    for sentence in facts.answers.sentences:
        if "=" not in sentence.text or not _COMMAND.search(sentence.text):
            continue
        overrides = [o for o in _overrides(sentence) if o.key not in seen]
        if overrides and settings.are_composed:
            seen.update(override.key for override in overrides)
            yield from _judge(sentence, overrides, settings)


def _overrides(sentence: Sentence) -> Iterator[_Override]:
    text = _ADDRESS.sub(lambda match: " " * len(match[0]), sentence.text)
    start = _COMMAND.search(text)
    if start is None or _OTHER_PROGRAM.search(text):
        return
    for match in _OVERRIDE.finditer(text, start.start()):
        if _OPTION.search(text, 0, match.start()):
            continue
        key = match["key"].replace("/", ".")
        # What is in capitals is a variable of the environment.
        is_setting = not match["key"].isupper() and not match["key"].startswith(_OWN_OF_HYDRA)
        if is_setting and mood_of(sentence, match.span("key")) in _SAID:
            yield _Override(key, match["value"].strip(")."), match["sign"] == "+")


class _Settings:
    """The settings that a project's YAML files hold, under the names that Hydra gives them."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    @property
    def are_composed(self) -> bool:
        """Whether the project uses Hydra, and all of its configuration could be read."""
        uses = any(True for _ in self._facts.python.imports("hydra"))
        unread = any(problem.path.endswith((".yaml", ".yml")) for problem in self._facts.snapshot.unread)
        return uses and not unread and bool(self._by_name)

    @cached_property
    def _by_name(self) -> dict[str, Place]:
        """Dotted keys, those of groups with the folders that the file lies in, and all of their beginnings."""
        found: dict[str, Place] = {}
        for config in self._facts.configs:
            if config.format not in ("yaml", "yml") or config.is_output:
                continue
            folders = posixpath.dirname(config.path).split("/")
            for setting in config.settings:
                parts = setting.key.split(".")
                for length in range(len(parts), 0, -1):
                    found.setdefault(".".join([*folders, *parts[:length]]), setting.place)
        return found

    @cached_property
    def _names(self) -> frozenset[str]:
        """Every part of a key, every folder and every file of configuration."""
        files = {posixpath.splitext(config.path)[0] for config in self._facts.configs}
        return frozenset(part for name in (*self._by_name, *files) for part in re.split(r"[./]", name))

    def place_of(self, override: _Override) -> Place | None:
        """Where a setting, or the file that an override chooses for a group, stands."""
        ending = f".{override.key}"
        for name, place in self._by_name.items():
            if name == override.key or name.endswith(ending):
                return place
        group = f"{override.key.replace('.', '/')}/{override.value}".lower()
        for config in self._facts.configs:
            if f"/{posixpath.splitext(config.path)[0]}".lower().endswith(f"/{group}"):
                return Place(config.path)
        return None

    def is_known(self, override: _Override) -> bool:
        """Whether anything in the configuration or the code is called like the setting."""
        name = override.key.rpartition(".")[2]
        word = re.compile(rf"\b{re.escape(name)}\b")
        snapshot = self._facts.snapshot
        return name in self._names or any(
            word.search(snapshot.text(module.path) or "") for module in self._facts.python.modules
        )


def _judge(sentence: Sentence, overrides: list[_Override], settings: _Settings) -> Iterator[Statement]:
    there = {override.key: place for override in overrides if (place := settings.place_of(override))}
    if there:
        listed = ", ".join(f"{key} ({place})" for key, place in there.items())
        evidence = tuple(Evidence("setting", f"sets {key}", place) for key, place in there.items())
        keys = tuple(there)
        yield _statement(sentence, Kind.CONFIG, keys, Outcome.CONFIRMED, f"The configuration has {listed}.", evidence)
    for override in overrides:
        if override.key not in there and not settings.is_known(override):
            name = override.key.rpartition(".")[2]
            reason = f"No configuration has a setting {override.key}, and no code reads {name}."
            evidence = (Evidence("answer", f"overrides {override.key}", sentence.place, Polarity.AGAINST),)
            kind = Kind.OTHER if override.adds else Kind.CONFIG
            yield _statement(sentence, kind, override.key, Outcome.REFUTED, reason, evidence)


def _statement(
    sentence: Sentence,
    kind: Kind,
    value: str | tuple[str, ...],
    outcome: Outcome,
    reason: str,
    evidence: tuple[Evidence, ...],
) -> Statement:
    return Statement(
        question=sentence.question,
        quote=sentence.text,
        kind=kind,
        value=value,
        outcome=outcome,
        reason=reason,
        place=sentence.place,
        evidence=evidence,
        items=("hydra", "config-files") if outcome is Outcome.CONFIRMED else (),
    )
