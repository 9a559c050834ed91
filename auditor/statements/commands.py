"""Commands that the answers tell a reader to run, and whether the repository defines what they need."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.prose.mood import Mood, mood_of
from auditor.prose.quoted_commands import QuotedCommand, quoted_commands
from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement, stated

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.python import PythonModule
    from auditor.prose.sentences import Sentence
    from auditor.vocabulary import Vocabulary

_MAKEFILE = re.compile(r"(?:^|/)(?:GNU)?makefile$", re.IGNORECASE)
_TARGETS = re.compile(r"^(?![#\t ])(?P<names>[^:=#\n]{1,300}?)\s*::?(?![=:])", re.MULTILINE)
_TASK_DECORATORS = ("invoke.task", "invoke.tasks.task")
_WORD = re.compile(r"[A-Za-z][\w-]*")
_PATTERN = re.compile(r"[$%*{<]|PLACEHOLDER")
_SETUP = re.compile(r"\bsetup\.py\b", re.IGNORECASE)
_INSTALLS_ALL = re.compile(
    r"\binstalls?\s+(?:\w+\s+){0,2}?(?:all|every|the)\s+(?:\w+\s+){0,2}?(?:requirements?|dependenc|packages)",
    re.IGNORECASE,
)
_MOST_SHOWN = 8
_LIKE = 84  # per cent of the letters; a target that much alike is named as what may be meant


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements that a make target, an invoke task, a script, a module or a pipeline can be run; each once."""
    sentences = facts.answers.sentences
    definitions = _Definitions(facts)
    seen: set[tuple[int, str]] = set()
    for quoted in quoted_commands(sentences):
        for words in quoted.programs():
            for statement in _judge(quoted, words, definitions):
                key = (statement.question, str(statement.value))
                if key not in seen:
                    seen.add(key)
                    yield statement
    yield from _setup_file(sentences, facts)


class _Definitions:
    """What the repository defines that can be run by name."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    @cached_property
    def targets(self) -> dict[str, Place]:
        """The targets of all Makefiles."""
        found: dict[str, Place] = {}
        for path in self.makefiles:
            text = self._facts.snapshot.text(path) or ""
            for match in _TARGETS.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                for name in match["names"].split():
                    if name.startswith("."):
                        continue  # .PHONY and its like
                    found.setdefault(name, Place(path, line, line))
        return found

    @cached_property
    def makefiles(self) -> list[str]:
        """Their paths."""
        return [entry.path for entry in self._facts.snapshot.files if _MAKEFILE.search(entry.path)]

    @property
    def are_targets_known(self) -> bool:
        """Whether the Makefile in the root takes in no other file, and has no targets that match patterns."""
        texts = (self._facts.snapshot.text(path) or "" for path in self.makefiles if "/" not in path)
        return not any(re.search(r"^-?s?include\s|^[\w./-]*%[\w./-]*\s*:", text, re.M) for text in texts)

    @cached_property
    def tasks(self) -> dict[str, Place]:
        """The tasks of invoke, with hyphens as invoke has them; as aliases have them too."""
        found: dict[str, Place] = {}
        for module in self._facts.python.modules:
            for function in module.functions:
                decorator = next((d for d in function.decorators if d.name in _TASK_DECORATORS), None)
                if decorator is None:
                    continue
                names = [function.name]
                for key in ("name", "aliases"):
                    literal = decorator.keywords[key].literal if key in decorator.keywords else None
                    names += [literal] if isinstance(literal, str) else []
                    names += [str(alias) for alias in literal] if isinstance(literal, list | tuple) else []
                for name in names:
                    found.setdefault(name.replace("_", "-"), function.place)
        return found

    @cached_property
    def node_scripts(self) -> dict[str, Place]:
        """The scripts of all package.json files, as far as they run anything."""
        return {
            command.name: command.place
            for command in self._facts.commands
            if command.origin == "task" and (command.place.path or "").endswith("package.json")
        }

    @property
    def front_ends(self) -> bool:
        """Whether there is a package.json."""
        return bool(self._facts.manifests.front_ends)

    @cached_property
    def scripts(self) -> dict[str, Place]:
        """The commands that installing the project brings."""
        return {script.name: script.place for script in self._facts.manifests.scripts}

    @cached_property
    def pipelines(self) -> list[str]:
        """The paths of DVC's pipelines."""
        return [file.path for file in self._facts.dvc.files if posixpath.basename(file.path) == "dvc.yaml"]

    def module(self, name: str) -> PythonModule | None:
        """The project's module of a dotted name, from the root, or from a folder that is the root for a run."""
        modules = self._facts.python.modules
        path = name.replace(".", "/")
        ends = (f"{path}.py", f"{path}/__main__.py", f"{path}/__init__.py")
        exact = [m for m in modules if m.name == name or m.path in ends]
        return next(iter(exact or [m for m in modules if m.path.endswith(tuple(f"/{end}" for end in ends))]), None)

    def is_own_package(self, name: str) -> bool:
        """Whether the project has a package of that name, in its root or in src."""
        return any(folder in self._facts.snapshot.folders for folder in (name, f"src/{name}"))


def _judge(quoted: QuotedCommand, words: Sequence[str], definitions: _Definitions) -> Iterator[Statement]:
    tool, arguments = words[0].lower(), words[1:]
    if tool == "make":
        yield from _make(quoted, arguments, definitions)
    elif tool in ("invoke", "inv"):
        yield from _invoke(quoted, arguments, definitions)
    elif tool in ("npm", "pnpm", "yarn") and arguments[:1] == ("run",) and len(arguments) > 1:
        yield from _defined(
            quoted, f"npm run {arguments[1]}", arguments[1], definitions.node_scripts, "script", definitions.front_ends
        )
    elif tool == "dvc" and arguments[:1] == ("repro",):
        there = {path: Place(path) for path in definitions.pipelines}
        yield from _defined(quoted, "dvc repro", next(iter(there), "dvc.yaml"), there, "pipeline", True)
    elif tool in ("uvicorn", "gunicorn"):
        yield from _served(quoted, arguments, definitions)
    elif tool in definitions.scripts:
        yield from _defined(quoted, tool, tool, definitions.scripts, "script", False)
    elif (match := re.search(r"-m\s+(?P<module>[A-Za-z_][\w.]*)", quoted.text)) and match["module"] == words[0]:
        yield from _run_module(quoted, words[0], definitions)


def _make(quoted: QuotedCommand, arguments: Sequence[str], definitions: _Definitions) -> Iterator[Statement]:
    for target in arguments if quoted.is_code else arguments[:1]:
        if _WORD.fullmatch(target):
            is_in_root = any("/" not in path for path in definitions.makefiles)
            is_complete = definitions.are_targets_known and (
                is_in_root or (quoted.is_code and not definitions.makefiles)
            )
            yield from _defined(quoted, f"make {target}", target, definitions.targets, "make target", is_complete)


def _invoke(quoted: QuotedCommand, arguments: Sequence[str], definitions: _Definitions) -> Iterator[Statement]:
    task = next((word for word in arguments if not word.startswith("-")), "")
    name = task.rpartition(".")[2].replace("_", "-")
    if _WORD.fullmatch(name):
        # "Invoke commands" is English; with a hyphen or as code it is a task.
        is_plain = quoted.is_code or "-" in name
        yield from _defined(
            quoted, f"invoke {task}", name, definitions.tasks, "task", bool(definitions.tasks) and is_plain
        )


def _run_module(quoted: QuotedCommand, name: str, definitions: _Definitions) -> Iterator[Statement]:
    module = definitions.module(name)
    there = {name: Place(module.path)} if module else {}
    yield from _defined(
        quoted, f"python -m {name}", name, there, "module", definitions.is_own_package(name.split(".", maxsplit=1)[0])
    )


def _served(quoted: QuotedCommand, arguments: Sequence[str], definitions: _Definitions) -> Iterator[Statement]:
    target = next((word for word in arguments if re.fullmatch(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*", word)), "")
    name, _, attribute = target.partition(":")
    module = definitions.module(name) if name else None
    if module is None:
        if name and definitions.is_own_package(name.split(".")[0]):
            yield from _defined(quoted, target, name, {}, "module", True)
    elif attribute in module.exports or any(a.target == attribute for a in module.assignments):
        yield from _defined(quoted, target, name, {name: Place(module.path)}, "module", False)


def _defined(
    quoted: QuotedCommand, value: str, name: str, there: dict[str, Place], what: str, is_complete: bool
) -> Iterator[Statement]:
    """The statement that name is defined. is_complete: what is there is all that there can be."""
    pieces: tuple[Evidence, ...]
    if name in there:
        place = there[name]
        reason = f"{place.path} has the {what} {name}." if what != "module" else f"The module {name} is {place.path}."
        pieces = (Evidence("command", f"the {what} {name}", place),)
        yield stated(quoted.sentence, Kind.OTHER, value, Outcome.CONFIRMED, reason, evidence=pieces)
    elif is_complete and not _PATTERN.search(name):
        like = _most_alike(name, there)
        reason, pieces = f"The repository has no {what} {name}.", ()
        if like:
            reason = f"There is no {what} {name}; {there[like].path} has {like}."
            pieces = (Evidence("command", f"the {what} {like}", there[like]),)
        elif there:
            paths = ", ".join(dict.fromkeys(place.path or "" for place in there.values()))
            shown = ", ".join(list(there)[:_MOST_SHOWN]) + (", …" if len(there) > _MOST_SHOWN else "")
            reason = f"There is no {what} {name} in {paths}, which has {shown}."
        yield stated(quoted.sentence, Kind.OTHER, value, Outcome.REFUTED, reason, actual=like, evidence=pieces)


def _most_alike(name: str, there: dict[str, Place]) -> str | None:
    """The name that has the same words, or all but the same letters."""
    from rapidfuzz import fuzz, process

    words = sorted(re.split(r"[-_]", name))
    same = next((known for known in there if sorted(re.split(r"[-_]", known)) == words), None)
    found = process.extractOne(name, list(there), scorer=fuzz.ratio, score_cutoff=_LIKE)
    return same or (found[0] if found else None)


def _setup_file(sentences: Sequence[Sentence], facts: Facts) -> Iterator[Statement]:
    """That running setup.py installs all requirements: then it must declare them."""
    for before, sentence in zip([None, *sentences], sentences, strict=False):
        match = _INSTALLS_ALL.search(sentence.plain)
        around = f"{before.plain if before and before.question == sentence.question else ''} {sentence.plain}"
        says_so = _SETUP.search(sentence.plain) or re.match(r"(?:this|that) (?:file|script)\b", sentence.plain, re.I)
        if match is None or not says_so or not _SETUP.search(around):
            continue
        if mood_of(sentence, match.span()) not in (Mood.AFFIRMED, Mood.HYPOTHETICAL):
            continue
        manifest = next((m for m in facts.manifests.files if m.path == "setup.py"), None)
        if manifest is None or re.search(r"requirements\S*\.txt", sentence.plain):
            continue
        text = facts.snapshot.text("setup.py") or ""
        value = "setup.py installs all requirements"
        evidence = (Evidence("manifest", "what setup.py declares", manifest.place),)
        elsewhere = [
            m.path for m in facts.manifests.files if m.kind in ("setup.cfg", "pyproject.toml") and m.dependencies
        ]
        if manifest.dependencies:
            reason = f"setup.py declares {len(manifest.dependencies)} dependencies."
            yield stated(sentence, Kind.OTHER, value, Outcome.CONFIRMED, reason, evidence=evidence)
        elif "install_requires" not in text and not elsewhere:
            reason = "setup.py declares no dependencies: it has no install_requires."
            yield stated(
                sentence, Kind.OTHER, value, Outcome.REFUTED, reason, actual="no install_requires", evidence=evidence
            )
