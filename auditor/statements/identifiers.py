"""Names from code in the answers: functions, classes, parameters and settings that the repository has, or has not."""

from __future__ import annotations

import ast
import builtins
import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from auditor.facts.run_outputs import is_run_output
from auditor.place import Place
from auditor.prose.mood import Mood, mood_of
from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement, stated
from auditor.statements.searching import live_lines, path_of_checker, texts
from auditor.statements.wording import joined

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.python import PythonModule
    from auditor.facts.python.model import Call
    from auditor.prose.sentences import Sentence
    from auditor.vocabulary import Vocabulary

_IN_CODE_FONT = re.compile(r"`(?P<name>[A-Za-z_]\w{0,60}(?:\.[A-Za-z_]\w{0,60}){0,5})(?P<call>\([^`]{0,60}\))?`")
# Words that nothing but code is written like: "EarlyStopping", "val_loss".
_PLAIN = re.compile(
    r"(?<![\w./`@<&?=-])(?P<name>(?:[A-Z][a-z0-9]{1,30}){2,6}|[a-z][a-z0-9]{0,30}(?:_[a-z0-9]{1,30}){1,6})(?![\w/`>-]|\.\w)"
)
_WRITTEN_LIKE_CODE = re.compile(r"\w_\w|^_|[a-z][A-Z]")
_CAMEL = re.compile(r"[a-z][A-Z]")
_FILE = re.compile(
    r"\.(?:py|ya?ml|toml|txt|md|json|lock|sh|dvc|ipynb|cfg|ini|csv|pth?|ckpt|onnx|docker\w*|png|html|pkl|zip|parquet|git\w*)$",
    re.IGNORECASE,
)
_BUILT_IN = frozenset(dir(builtins))
# "We used x" and the like, right up to the name; what is used is in the repository.
_OWN_USE = re.compile(
    r"\b(?:we|i)\b(?:\s+\w+){0,2}?\s+(?:us(?:e|ed)|made use of|rel(?:y|ied) on|implement\w*|creat\w+|defin\w+|wrote)\b"
    r"[^.;:?!]{0,100}$",
    re.IGNORECASE,
)
_EXAMPLES = re.compile(r"\be\.g\.|\bsuch as\b|\blike\b|\bfor example\b|\binstead of\b", re.IGNORECASE)
# What may have the name instead of the repository.
_BESIDE_THE_TREE = re.compile(
    r"\b(?:docker|cloud|gcp|bucket|projects?|branch|figure|dashboard|sweeps?|runs?|profil\w+)\b", re.IGNORECASE
)
_MOST_SHOWN = 4
# How plainly a place shows a name, the plainest first.
_DEFINED, _CALLED, _SET, _READ, _WRITTEN = range(5)


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:
    """Statements that the code has what a sentence names; one a sentence, and each name once in an answer.

    A name that nothing in the repository has is refuted where the group says that it used or made it.
    """
    known = _Known(facts, vocabulary)
    named = [
        (sentence, names)
        for sentence in facts.answers.sentences
        if sentence.context in ("prose", "list", "table") and (names := dict(_named(sentence)))
    ]
    wanted = {name for _, names in named for name in names if not known.is_other(name)}
    places = known.places(wanted) if wanted else {}
    seen: set[tuple[int, str]] = set()
    for sentence, names in named:
        new = {n: s for n, s in names.items() if n in wanted and (sentence.question, n) not in seen}
        affirmed = {name: span for name, span in new.items() if mood_of(sentence, span) is Mood.AFFIRMED}
        seen.update((sentence.question, name) for name in affirmed)
        found = {name: places[name] for name in affirmed if name in places}
        if found:
            yield _confirmed(sentence, found)
        if missing := [name for name, span in affirmed.items() if name not in found and _is_claimed(sentence, span)]:
            yield from _refuted(sentence, missing, known)


def _named(sentence: Sentence) -> Iterator[tuple[str, tuple[int, int]]]:
    """Names in code font, and words that are written like one; each with where it stands."""
    if "_" not in sentence.plain and "`" not in sentence.plain and not _CAMEL.search(sentence.plain):
        return
    for match in _IN_CODE_FONT.finditer(sentence.plain):
        name = match["name"]
        if (match["call"] or _WRITTEN_LIKE_CODE.search(name)) and not _FILE.search(name) and name not in _BUILT_IN:
            yield name, match.span("name")
    for match in _PLAIN.finditer(sentence.plain):
        if match["name"] not in _BUILT_IN:
            yield match["name"], match.span("name")


def _is_claimed(sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether the group says that it made or used what is named, in code font."""
    start = span[0] - 1
    is_code = start >= 0 and sentence.plain[start] == "`"
    used = _OWN_USE.search(sentence.plain, 0, start) if is_code else None
    if used is None or _EXAMPLES.search(sentence.plain, 0, start):
        return False
    return not _BESIDE_THE_TREE.search(sentence.plain)


class _Known:
    """Where the repository has a name."""

    def __init__(self, facts: Facts, vocabulary: Vocabulary) -> None:
        self._facts = facts
        self._vocabulary = vocabulary

    def is_other(self, name: str) -> bool:
        """Whether a name is a tool's or a file's, of which other statements tell."""
        return _bare(name) in self._tools or name in self._files

    @cached_property
    def _tools(self) -> frozenset[str]:
        tools = self._vocabulary.values()
        return frozenset(_bare(name) for tool in tools for name in (*tool.names, *tool.exact, *tool.programs))

    @cached_property
    def _files(self) -> frozenset[str]:
        entries = self._facts.snapshot.entries.values()
        folders = (posixpath.basename(folder) for folder in self._facts.snapshot.folders)
        return frozenset({*folders, *(entry.name.partition(".")[0] for entry in entries)})

    def places(self, wanted: Collection[str]) -> Mapping[str, Evidence]:
        """The plainest place of each wanted name that the repository has."""
        found: dict[str, list[tuple[int, int, Evidence]]] = defaultdict(list)
        by_last: dict[str, list[str]] = defaultdict(list)
        for name in wanted:
            by_last[name.rpartition(".")[2]].append(name)
        checker = path_of_checker(self._facts)
        modules = [module for module in self._facts.python.modules if module.path != checker]
        own_first = sorted(modules, key=lambda module: module.is_test)
        pieces = [
            (full, rank, Evidence(kind, f"{does} {what}", place))
            for module in own_first
            for full, rank, kind, does, what, place in _names_in(module)
            if full.rpartition(".")[2] in by_last
        ]
        for position, (full, rank, evidence) in enumerate((*pieces, *self._settings(by_last))):
            for name in by_last[full.rpartition(".")[2]]:
                if full == name or full.endswith(f".{name}"):
                    found[name].append((rank, position, evidence))
        plainest = {name: min(ranked, key=lambda one: one[:2])[2] for name, ranked in found.items()}
        # "GitHub" and the like are in any text.
        rest = [name for name in wanted if name not in plainest and ("_" in name or "." in name)]
        return {**self._in_text(rest), **plainest}

    def _settings(self, by_last: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, int, Evidence]]:
        for config in self._facts.configs:
            for setting in config.settings if not config.is_output else ():
                if setting.key.rpartition(".")[2] in by_last:
                    yield setting.key, _SET, Evidence("setting", f"sets {setting.key}", setting.place)

    def _in_text(self, names: Sequence[str]) -> dict[str, Evidence]:
        """Names that no parsed code has, where they stand in a file that sets up a job, an image or a service."""
        if not names:
            return {}
        found: dict[str, Evidence] = {}
        words = {name: re.compile(rf"(?<!\w){re.escape(name)}(?!\w)") for name in names}
        for place, line in live_lines(self._facts, [name.lower() for name in names]):
            path = place.path or ""
            for name, word in words.items():
                if not path.endswith(".py") and not is_run_output(path) and word.search(line):
                    found.setdefault(name, Evidence("configuration", f"names {name}", place))
        return found

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {**texts(self._facts.of_elsewhere), **texts(self._facts)}

    def is_named(self, name: str) -> bool:
        """Whether any text of the tree, of an unmerged branch or of a removed file has the name."""
        return any(name.rpartition(".")[2].lower() in text for text in self._texts.values())


def _names_in(module: PythonModule) -> Iterator[tuple[str, int, str, str, str, Place]]:
    """What a module says by which full name: name, rank, kind of evidence, what it does with what, and where."""
    for function in module.functions:
        full = f"{module.name}.{function.qualified_name}"
        yield full, _DEFINED, "definition", "defines", function.name, function.place
        for parameter in function.parameters:
            yield parameter.name, _READ, "definition", "takes", parameter.name, parameter.place
    for defined in module.classes:
        full = f"{module.name}.{defined.qualified_name}"
        yield full, _DEFINED, "definition", "defines the class", defined.name, defined.place
    for call in module.calls:
        for name in {call.name, call.written}:
            yield name, _CALLED, "call", "calls", call.name, call.place
        for keyword in call.keywords:
            yield keyword, _READ, "argument", "passes", keyword, call.place
        for key in _keys_given_to(call):
            yield key, _WRITTEN, "argument", "passes", key, call.place
    for imported in module.imports:
        yield imported.name, _READ, "import", "imports", imported.name, imported.place
    for assignment in module.assignments:
        target = assignment.target.strip("[]")
        yield target, _SET, "definition", "sets", target, assignment.place
    for reference in module.references:
        yield reference.name, _READ, "definition", "reads", reference.name, reference.place
    for text in module.texts:
        yield text.value, _WRITTEN, "definition", "names", text.value, text.place


def _keys_given_to(call: Call) -> Iterator[str]:
    """The keys of dictionaries that a call is given, as `wandb.log({"loss": loss})`."""
    for argument in (*call.arguments, *call.keywords.values()):
        for key in argument.node.keys if isinstance(argument.node, ast.Dict) else ():
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value


def _bare(name: str) -> str:
    return re.sub(r"[\s_-]", "", name).lower()


def _confirmed(sentence: Sentence, found: Mapping[str, Evidence]) -> Statement:
    told = [f"{piece.place} {piece.message}" for piece in dict.fromkeys(found.values())]
    rest = f", and so on for {len(told) - _MOST_SHOWN} more" if len(told) > _MOST_SHOWN else ""
    reason = f"{'; '.join(told[:_MOST_SHOWN])}{rest}."
    is_of_others = all(piece.kind in ("call", "import") for piece in found.values())
    kind = Kind.TOOL_USE if is_of_others else Kind.OTHER
    evidence = tuple(dict.fromkeys(found.values()))[:_MOST_SHOWN]
    return stated(sentence, kind, tuple(found), Outcome.CONFIRMED, reason, evidence=evidence)


def _refuted(sentence: Sentence, missing: Sequence[str], known: _Known) -> Iterator[Statement]:
    """Names that nothing has at all; some other writing of one may be meant by those that something has."""
    if nowhere := tuple(name for name in missing if not known.is_named(name)):
        reason = f"Nothing but the report names {joined(nowhere, 'or')}, neither in the tree nor on unmerged branches."
        yield stated(sentence, Kind.OTHER, nowhere, Outcome.REFUTED, reason)
