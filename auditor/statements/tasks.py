"""Commands of the project's own task runners that the answers name: make's targets and invoke's tasks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.prose.markup import CODE_SPAN
from auditor.prose.mood import Mood, mood_of
from auditor.prose.sentences import Sentence
from auditor.rule import Evidence, Polarity
from auditor.statements import Kind, Outcome, Statement

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.vocabulary import Vocabulary

_MAKE = re.compile(r"(?<![\w./-])make\s+(?P<name>[A-Za-z][\w-]*)(?![\w/]|\.\w)")
_INVOKE = re.compile(r"(?<![\w./-])(?:invoke|inv)\s+(?P<name>[a-z][\w.-]*\w)(?!\w|/)")
# What makes "make" and "invoke" commands rather than verbs: quote marks, a prompt, or what is said before them.
_QUOTED = re.compile(r"[`'\"“‘>$]\s*(?:\$\s*)?(?:uv run |poetry run |python -m )?$")
_SPAN = re.compile(CODE_SPAN)
_RUN = re.compile(
    r"\b(?:run(?:s|ning)?|call(?:s|ing)?|execut(?:e|es|ing)|typ(?:e|ing)|uv run|the|commands?(?: are)?:?)\s+$",
    re.IGNORECASE,
)
_ON_COMMANDS = re.compile(r"\b(?:commands?|makefile|make targets?)\b", re.IGNORECASE)
_MAKEFILE = re.compile(r"(?:^|/)(?:(?:GNU)?makefile(?:\.[\w-]+)?|[\w-]+\.(?:mk|make))$", re.IGNORECASE)
_RULE = re.compile(r"^(?P<names>[A-Za-z][\w ./-]{0,200}?)\s*::?(?!=)", re.MULTILINE)
_OPEN_ENDED = re.compile(r"^(?:-?include|sinclude)\b|^[^\s#:=]{0,80}%[^\s:=]{0,80}\s*:(?!=)", re.MULTILINE)
_SAID = frozenset({Mood.AFFIRMED, Mood.GENERAL, Mood.HYPOTHETICAL})


@dataclass(frozen=True, slots=True)
class _Runner:
    """A task runner's tasks with their places. has_more: there may be some that cannot be told from the files."""

    program: str
    tasks: Mapping[str, Place]
    has_more: bool

    def find(self, name: str) -> Place | None:
        """Where a task is defined, "_" and "-" being the same to invoke."""
        for written in (name, name.replace("-", "_"), name.rpartition(".")[2].replace("-", "_")):
            if written in self.tasks and (written == name or self.program == "invoke"):
                return self.tasks[written]
        return None


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements that name a target of make or a task of invoke; each once."""
    runners = _Runners(facts)
    seen: set[tuple[str, str]] = set()
    for sentence in facts.answers.sentences:
        for program, pattern in (("make", _MAKE), ("invoke", _INVOKE)):
            if program[:3] not in sentence.text:
                continue
            names = [
                match["name"]
                for match in pattern.finditer(sentence.text)
                if (program, match["name"]) not in seen and _is_command(sentence, match, runners.of(program))
            ]
            if names:
                seen.update((program, name) for name in names)
                yield from _judge(sentence, list(dict.fromkeys(names)), runners.of(program))


def _is_command(sentence: Sentence, match: re.Match[str], runner: _Runner) -> bool:
    """Whether a task is named, rather than something made, or invoked."""
    before = sentence.text[: match.start()]
    if mood_of(sentence, match.span("name")) not in _SAID:
        return False
    if sentence.context == "code":
        return not before.strip() or before.rstrip().endswith(("$", "&&", ";", "run", "-m"))
    if _QUOTED.search(before) or any(s.start() < match.start() < s.end() for s in _SPAN.finditer(sentence.text)):
        return True
    # Outside of quote marks it takes a name that is known, or is no word of English.
    is_known = runner.find(match["name"]) is not None or "_" in match["name"]
    if is_known and runner.program == "make" and _ON_COMMANDS.search(sentence.plain):
        return True
    is_name = is_known or "-" in match["name"]
    if runner.program == "invoke":
        return is_name and before.rstrip().endswith(("uv run", "$"))
    return is_name and _RUN.search(before) is not None


class _Runners:
    """The task runners of a repository."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def of(self, program: str) -> _Runner:
        """That of make or invoke."""
        return self.make if program == "make" else self.invoke

    @cached_property
    def make(self) -> _Runner:
        """The targets of all Makefiles, those without commands too."""
        snapshot = self._facts.snapshot
        paths = [entry.path for entry in snapshot.files if _MAKEFILE.search(entry.path)]
        snapshot.read(paths)
        tasks: dict[str, Place] = {}
        has_more = False
        for path in paths:
            text = snapshot.text(path) or ""
            if "/" not in path or not any("/" not in other for other in paths):
                has_more |= _OPEN_ENDED.search(text) is not None
            for match in _RULE.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                for name in match["names"].split():
                    tasks.setdefault(name, Place(path, line, line))
        return _Runner("make", tasks, has_more)

    @cached_property
    def invoke(self) -> _Runner:
        """The functions that are decorated as tasks, by their names and those given in the decorator."""
        tasks: dict[str, Place] = {}
        has_more = False
        for module in self._facts.python.modules:
            if not any(imported.top == "invoke" for imported in module.imports):
                continue
            has_more |= any(call.attribute in ("Collection", "from_module", "add_task") for call in module.calls)
            for function in module.functions:
                for decorator in function.decorators:
                    if decorator.name.startswith("invoke.") and decorator.attribute == "task":
                        tasks.setdefault(function.name, function.place)
                        for name in _names(decorator.keywords.get("name"), decorator.keywords.get("aliases")):
                            tasks.setdefault(name, function.place)
        return _Runner("invoke", tasks, has_more)


def _names(*values: object) -> Iterator[str]:
    for value in values:
        literal = getattr(value, "literal", None)
        yield from (str(name) for name in (literal if isinstance(literal, list | tuple) else [literal]) if name)


def _judge(sentence: Sentence, names: Sequence[str], runner: _Runner) -> Iterator[Statement]:
    there = {name: place for name in names if (place := runner.find(name))}
    if there:
        listed = ", ".join(f"{name} ({place.path}:{place.start})" for name, place in there.items())
        evidence = tuple(Evidence("task", f"defines {name}", place) for name, place in there.items())
        reason = f"{runner.program} has {listed}."
        yield _statement(sentence, ", ".join(there), Outcome.CONFIRMED, reason, evidence)
    if runner.has_more:
        return
    kind = "target" if runner.program == "make" else "task"
    for name in names:
        if name not in there:
            known = ", ".join(sorted(runner.tasks)[:8]) or "none"
            reason = f"{runner.program} has no {kind} {name}{_alike(name, runner)}; there are: {known}."
            place = next(iter(runner.tasks.values()), sentence.place)
            evidence = (Evidence("task", f"no {kind} is called {name}", Place(place.path), Polarity.AGAINST),)
            yield _statement(sentence, name, Outcome.REFUTED, reason, evidence)


def _alike(name: str, runner: _Runner) -> str:
    from rapidfuzz import process

    best = process.extractOne(name, runner.tasks.keys(), score_cutoff=80)
    return f", but {best[0]}" if best else ""


def _statement(
    sentence: Sentence, value: str, outcome: Outcome, reason: str, evidence: tuple[Evidence, ...]
) -> Statement:
    return Statement(
        question=sentence.question,
        quote=sentence.text,
        kind=Kind.OTHER,
        value=value,
        outcome=outcome,
        reason=reason,
        place=sentence.place,
        evidence=evidence,
    )
