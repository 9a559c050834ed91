"""Settings and options that commands in the answers set, and whether what they run has such."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from auditor.facts.hydra import HydraConfiguration, read_hydra
from auditor.place import Place
from auditor.prose.quoted_commands import QuotedCommand
from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement, Value, stated
from auditor.statements.wording import joined

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.python import PythonModule
    from auditor.facts.python.model import Function

_OVERRIDE = re.compile(r"(?P<sign>\+{0,2}|~)(?P<key>[A-Za-z_][\w./@-]*)=(?P<value>.*)", re.DOTALL)
_FLAG = re.compile(r"--?(?P<name>[A-Za-z][\w-]*)(?:=.*)?")
_SCRIPT = re.compile(r"[\w./-]+\.py")
# Python's own, and what every parser has.
_OF_HYDRA = frozenset(
    {"multirun", "config-name", "config-path", "config-dir", "cfg", "info", "m", "cn", "cp", "cd", "c"}
)
_ALWAYS = frozenset({"help", "h", "m", "version"})
# Options that come from signatures and types, and from outside of the code that is read.
_OPEN_PARSERS = (
    "fire.Fire", "lightning.pytorch.cli.LightningCLI", "pytorch_lightning.cli.LightningCLI", "tyro.cli",
    "jsonargparse.*", "simple_parsing.*", "transformers.HfArgumentParser", "configargparse.*", "absl.flags.*",
    "absl.app.run",
    "argparse.ArgumentParser.parse_known_args",
)  # fmt: skip
_SLIP = 93  # per cent of the letters alike: a slip of the pen, which a reader will see


def find(facts: Facts, commands: Sequence[QuotedCommand]) -> Iterator[Statement]:
    """Statements that a script, or a task, takes the settings or options that a command gives it; one a command."""
    programs = _Programs(facts)
    seen: set[tuple[int, Value]] = set()
    for quoted in commands:
        for statement in (*_of_settings(quoted, programs), *_of_options(quoted, programs)):
            if (statement.question, statement.value) not in seen:
                seen.add((statement.question, statement.value))
                yield statement


class _Programs:
    """The scripts of the repository and what they can be told."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    @cached_property
    def hydra(self) -> list[HydraConfiguration]:
        """What the entry points load."""
        return read_hydra(self.facts.python, self.facts.configs, self.facts.snapshot)

    def modules(self, words: Sequence[str]) -> list[PythonModule]:
        """The modules that the words of a program can mean: those at the path, else those that end in it."""
        modules = self.facts.python.modules
        first = words[1] if words[0] == "python" and len(words) > 1 else words[0]
        script = next((s for s in self.facts.manifests.scripts if s.name == first), None)
        name = script.target.partition(":")[0] if script else first
        path = name.removeprefix("./") if "/" in name or name.endswith(".py") else name.replace(".", "/")
        path = path if path.endswith(".py") else f"{path}.py"
        exact = [module for module in modules if module.path == path]
        return exact or [module for module in modules if module.path.endswith(f"/{path}")]

    def is_named_in_code(self, word: str) -> bool:
        """Whether any code has the word, were it in a text."""
        pattern = re.compile(rf"\b{re.escape(word)}\b")
        texts = (self.facts.snapshot.text(module.path) or "" for module in self.facts.python.modules)
        return any(pattern.search(text) for text in texts)

    def tasks(self, name: str) -> list[Function]:
        """The functions that are tasks of invoke by that name."""
        return [
            function
            for module in self.facts.python.modules
            for function in module.functions
            if function.name.replace("_", "-") == name.replace("_", "-")
            and any(d.name in ("invoke.task", "invoke.tasks.task") for d in function.decorators)
        ]


def _of_settings(quoted: QuotedCommand, programs: _Programs) -> Iterator[Statement]:
    """`python train.py model.lr=0.1`."""
    words = quoted.programs()[-1] if quoted.programs() else ()
    given = [match for word in _settings_among(words) if (match := _OVERRIDE.fullmatch(word))]
    given = [match for match in given if not match["key"].startswith("hydra")]
    if not given or not programs.hydra:
        return
    modules = programs.modules(words)
    paths = {module.path for module in modules}
    loaded = [found for found in programs.hydra if found.module in paths]
    is_script_gone = not paths and any(word.endswith(".py") for word in words[:2])
    if is_script_gone or (paths and not loaded):
        return
    candidates = loaded or programs.hydra
    new = [match["key"] for match in given if match["sign"].startswith("+")]
    keys = [match["key"].partition("@")[0] for match in given if not match["sign"].startswith("+")]
    by_missing = sorted(
        candidates, key=lambda c: sum(not c.has(key.replace("/", ".")) and not c.has(key) for key in keys)
    )
    best = by_missing[0]
    missing = [key for key in keys if not best.has(key) and not best.has(key.replace("/", "."))]
    unread = [key for key in new if not best.has(key) and not programs.is_named_in_code(key.rpartition(".")[2])]
    value = tuple(dict.fromkeys((*keys, *new)))
    if not missing and not unread:
        if keys:
            groups = [match for match in given if match["key"] in best.groups]
            if all(set(match["value"].split(",")) <= set(best.groups[match["key"]]) for match in groups):
                where = f"the configuration that {best.module} loads ({_file(best)})" if loaded else _file(best)
                reason = f"{joined(keys)} {'is' if len(keys) == 1 else 'are'} in {where}."
                pieces = [Evidence("setting", key, best.keys[key]) for key in keys if key in best.keys]
                yield _statement(quoted, value, Outcome.CONFIRMED, reason, [*pieces, _entry(best)])
        return
    if any(candidate.is_open for candidate in candidates) or any(_is_slip(key, best) for key in missing):
        return
    if missing:
        known = sorted({k for k in best.keys if k.rpartition(".")[2] in {key.rpartition(".")[2] for key in missing}})
        there = f"; it has {joined(known[:4])}" if known else ""
        reason = f"The configuration that {best.module} loads ({_file(best)}) has no {joined(missing)}{there}."
        yield _statement(quoted, value, Outcome.REFUTED, reason, [_entry(best)], tuple(known[:4]) or None)
    else:
        reason = f"Nothing in the code or the configuration reads {joined(unread)}."
        yield _statement(quoted, value, Outcome.REFUTED, reason, [_entry(best)], kind=Kind.OTHER)


def _settings_among(words: Sequence[str]) -> list[str]:
    """The words that can be overrides: of a container those behind its image, of a task those in quote marks."""
    if words[:1] in (("docker",), ("podman",)):
        tail: list[str] = []
        for word in reversed(words):
            if not _OVERRIDE.fullmatch(word):
                break
            tail.insert(0, word)
        return [] if tail and words[-len(tail) - 1].startswith("-") else tail
    if words[:1] in (("pip",), ("uv",), ("conda",), ("git",), ("gcloud",), ("make",), ("wandb",)):
        return []
    return [part for word in words[1:] for part in (word.split() if " " in word else [word])]


def _file(configuration: HydraConfiguration) -> str:
    folder = f"{configuration.folder}/" if configuration.folder else ""
    return f"{folder}{configuration.name}.yaml" if configuration.name else folder.rstrip("/")


def _entry(configuration: HydraConfiguration) -> Evidence:
    return Evidence("call", f"loads {_file(configuration)}", configuration.place)


def _is_slip(key: str, configuration: HydraConfiguration) -> bool:
    from rapidfuzz import fuzz, process

    names = [*configuration.keys, *configuration.groups]
    return process.extractOne(key, names, scorer=fuzz.ratio, score_cutoff=_SLIP) is not None


def _of_options(quoted: QuotedCommand, programs: _Programs) -> Iterator[Statement]:
    """`python train.py --lr 0.1`, `invoke train --epochs 5`."""
    words = quoted.programs()[-1] if quoted.programs() else ()
    if len(words) < 2:
        return
    if words[0] in ("invoke", "inv"):
        name = next((word for word in words[1:] if not word.startswith("-")), "")
        tasks = programs.tasks(name.rpartition(".")[2])
        names = [p.name for task in tasks for p in task.parameters[1:]]  # the first is the context
        # invoke makes a short option of each parameter's first free letter
        known = {name.replace("_", "-") for name in names} | {name[0] for name in names if name}
        places = [task.place for task in tasks]
        given = _flags(words[words.index(name) + 1 :]) if name else []
        what, is_complete = f"the task {name}", bool(tasks)
    else:
        modules = programs.modules(words)
        if len(modules) != 1 or not (words[0] == "python" or "-m" in quoted.words or _SCRIPT.fullmatch(words[0])):
            return
        if any(found.module == modules[0].path for found in programs.hydra):
            return
        known, places, is_complete = _options_of(modules[0], programs)
        given = _flags(words[2:] if words[0] == "python" else words[1:])
        what = modules[0].path
    given = [flag for flag in given if flag not in _ALWAYS]
    if not given or not is_complete:
        return
    lacking = [flag for flag in given if flag not in known]
    value = tuple(f"--{flag}" if len(flag) > 1 else f"-{flag}" for flag in given)
    pieces = [Evidence("option", f"defines the options of {what}", place) for place in places[:3]]
    if not lacking:
        reason = f"{joined(value)} {'is' if len(value) == 1 else 'are'} defined in {what}."
        yield _statement(quoted, value, Outcome.CONFIRMED, reason, pieces)
    else:
        # Typer and invoke make hyphens of a parameter's underscores, and take them only so.
        meant = [next((name for name in known if _bare(name) == _bare(flag)), None) for flag in lacking]
        options = ", ".join(f"--{name}" for name in sorted(known) if len(name) > 1) or "none"
        instead = f"has {options}" if None in meant else f"spells it {joined([f'--{name}' for name in meant])}"
        lacked = joined([f"--{flag}" for flag in lacking])
        reason = f"{what[0].upper()}{what[1:]} has no option {lacked}; it {instead}."
        if what.endswith(".py"):
            reason = reason[0].lower() + reason[1:] if what[0].islower() else reason
        yield _statement(quoted, value, Outcome.REFUTED, reason, pieces)


def _bare(name: str) -> str:
    return name.replace("_", "").replace("-", "")


def _flags(words: Sequence[str]) -> list[str]:
    found = []
    for word in words:
        match = _FLAG.fullmatch(word)
        if match and (word.startswith("--") or len(match["name"]) == 1):
            found.append(match["name"])
    return list(dict.fromkeys(found))


def _options_of(module: PythonModule, programs: _Programs) -> tuple[set[str], list[Place], bool]:
    """The options that a module and those of the project that it imports define; and whether there can be no other."""
    python = programs.facts.python
    near = [module, *(m for path in {i.module for i in module.imports if i.module} if (m := python.module(path)))]
    known: set[str] = set()
    places: list[Place] = []
    is_parsing, is_open = False, False
    for one in near:
        for call in one.calls:
            full = python.full_names.get(id(call), call.name)
            is_open = is_open or any(full == p or (p.endswith(".*") and full.startswith(p[:-1])) for p in _OPEN_PARSERS)
            if call.attribute == "parse_known_args":
                is_open = True
            if call.attribute == "add_argument" or full in ("click.option", "typer.Option"):
                is_parsing = True
                texts = [a.literal for a in call.arguments if isinstance(a.literal, str)]
                known |= {text.lstrip("-") for text in texts if isinstance(text, str) and text.startswith("-")}
                places.append(call.place)
            elif full == "typer.run" and call.arguments:
                known |= _parameters(one, {call.arguments[0].name.rpartition(".")[2]})
                is_parsing = True
        commands = {
            f.name
            for f in one.functions
            if any(d.name.startswith("typer.Typer.") or d.name == "typer.Typer" for d in f.decorators)
        }
        if commands:
            is_parsing = True
            known |= _parameters(one, commands)
            places += [f.place for f in one.functions if f.name in commands]
    return known, places, is_parsing and not is_open


def _parameters(module: PythonModule, functions: set[str]) -> set[str]:
    names = {p.name.replace("_", "-") for f in module.functions if f.name in functions for p in f.parameters}
    return names | {f"no-{name}" for name in names}


def _statement(
    quoted: QuotedCommand,
    value: tuple[str, ...],
    outcome: Outcome,
    reason: str,
    evidence: Sequence[Evidence],
    actual: Value = None,
    kind: Kind = Kind.CONFIG,
) -> Statement:
    sentence = quoted.sentence
    return stated(
        sentence,
        kind,
        value,
        outcome,
        reason,
        actual=actual,
        evidence=evidence[:4],
    )
