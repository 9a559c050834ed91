"""Values that the answers give settings, in a sentence or as an excerpt of a configuration file."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.prose.mood import Mood, mood_of
from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.configs import ConfigFile, Setting
    from auditor.facts.python.model import Value
    from auditor.prose.quoted_commands import QuotedCommand
    from auditor.prose.sentences import Sentence
    from auditor.report import Answer

_PAIR = re.compile(
    r"(?<![\w.=/+-])(?P<key>[A-Za-z_][\w.]*)\s?=\s?(?P<value>[\w.+-]*\w|\"[^\"]{1,40}\"|'[^']{1,40}')(?![\w=(/])"
)
_DEFAULTS = re.compile(r"\bdefaults?\b", re.IGNORECASE)
_LINE = re.compile(r"^(?P<margin>\s*)(?:- )?(?P<key>[A-Za-z_][\w.-]*):\s+(?P<value>[^#\n]*[^#\s])\s*(?:#.*)?$")
_HEAD = re.compile(r"^\s*(?:- )?[A-Za-z_][\w.-]*:\s*(?:#.*)?$|^\s*#|^\s*$|^\s*`{3}")
_NO_VALUE = re.compile(r"[<>{}$]|\.\.\.|--\w|\byour|^[|>&*]|\binsert|://", re.IGNORECASE)
# What stands behind the key of a dictionary in code.
_ENTRY = r"(?P<value>-?[\d.]+(?:e-?\d+)?|True|False|\"[^\"]*\"|'[^']*')"
_SAMPLE = re.compile(
    r"\bsample (?:of )?(?:\w+ ){0,2}(?:config|file|yaml)|\blooks? (?:something )?like\b", re.IGNORECASE
)
_FEWEST = 2  # settings of an excerpt
_ENOUGH = 3  # of its settings: so many, all in one file, show which one it is of


def find(facts: Facts, commands: Sequence[QuotedCommand]) -> Iterator[Statement]:
    """Statements that settings have values, and excerpts of configuration files."""
    known = _Known(facts)
    spans = {id(quoted.sentence): quoted.span for quoted in commands}
    for sentence in facts.answers.sentences:
        if "=" in sentence.plain and sentence.context in ("prose", "list", "code"):
            yield from _of_sentence(sentence, spans.get(id(sentence)), known)
    report = facts.report
    for answer in report.answers.values() if report else ():
        if ": " in answer.text and answer.answered:
            yield from _of_excerpts(answer, known)


class _Known:
    """The values that configuration files and code give settings, by the last part of their names."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    @cached_property
    def configs(self) -> list[_Config]:
        """The configuration files that people wrote."""
        return [_Config(config) for config in self._facts.configs if config.settings and not config.is_output]

    def values(self, name: str) -> list[tuple[object, Place]]:
        """Every value that a setting of the name is given."""
        found: list[tuple[object, Place]] = []
        for config in self.configs:
            found += [(setting.value, setting.place) for setting in config.settings.get(name, ())]
        found += [(value.literal, place) for value, place in self._in_code.get(name, ())]
        pattern = re.compile(rf"[\"']{re.escape(name)}[\"']\s*:\s*{_ENTRY}")
        for module in self._facts.python.own:
            for number, line in enumerate(self._facts.snapshot.lines(module.path), start=1):
                if name in line:
                    place = Place(module.path, number, number)
                    found += [(match["value"], place) for match in pattern.finditer(line)]
        return found

    @cached_property
    def _in_code(self) -> Mapping[str, list[tuple[Value, Place]]]:
        found: dict[str, list[tuple[Value, Place]]] = {}
        for module in self._facts.python.own:
            for function in module.functions:
                for parameter in function.parameters:
                    if parameter.default is not None:
                        found.setdefault(parameter.name, []).append((parameter.default, parameter.place))
            for call in module.calls:
                for name, given in call.keywords.items():
                    found.setdefault(name, []).append((given, call.place))
                if call.attribute in ("add_argument", "option") and "default" in call.keywords and call.arguments:
                    option = str(call.arguments[0].literal).lstrip("-").replace("-", "_")
                    found.setdefault(option, []).append((call.keywords["default"], call.place))
            for assignment in module.assignments:
                name = assignment.target.rpartition(".")[2].strip("'\"[]")
                found.setdefault(name, []).append((assignment.value, assignment.place))
        return found


class _Config:
    """A configuration file with its settings by the last parts of their keys."""

    def __init__(self, file: ConfigFile) -> None:
        self.path = file.path
        self.settings: dict[str, list[Setting]] = {}
        for setting in file.settings:
            self.settings.setdefault(_last(setting.key), []).append(setting)


def _last(key: str) -> str:
    parts = key.split(".")
    while len(parts) > 1 and parts[-1].isdigit():
        parts.pop()
    return parts[-1]


def _same(written: str, value: object) -> bool:
    """Whether a value is what is written, as numbers where both are."""
    text = written.strip("\"'` ")
    plain = str(value).strip("\"'` ")
    try:
        return float(text.replace("_", "")) == float(plain.replace("_", ""))
    except ValueError:
        return text.lower() == plain.lower()


def _of_sentence(sentence: Sentence, command: tuple[int, int] | None, known: _Known) -> Iterator[Statement]:
    pairs = [m for m in _PAIR.finditer(sentence.plain) if command is None or not command[0] <= m.start() < command[1]]
    pairs = [m for m in pairs if not _NO_VALUE.search(m["value"])]
    is_default = _DEFAULTS.search(sentence.plain) is not None
    if not pairs or (len(pairs) < _FEWEST and "curl" in sentence.plain):  # a form's field
        return
    if sentence.context != "code" and mood_of(sentence, pairs[0].span()) is not Mood.AFFIRMED:
        return
    if sentence.context == "code" and command is None:
        return
    found = {m["key"]: known.values(_last(m["key"])) for m in pairs}
    wrong = [m for m in pairs if not any(_same(m["value"], value) for value, _ in found[m["key"]])]
    value = tuple(f"{m['key']}={m['value']}" for m in pairs)
    if not wrong:
        places = [next(place for value, place in found[m["key"]] if _same(m["value"], value)) for m in pairs]
        pieces = [
            Evidence("setting", f"{m['key']} is {m['value']}", place) for m, place in zip(pairs, places, strict=True)
        ]
        reason = f"{', '.join(value)}: so {'it is' if len(value) == 1 else 'they are'} set in {_files(places)}."
        yield _statement(sentence.question, sentence.text, value, Outcome.CONFIRMED, reason, sentence.place, pieces)
        return
    others = {m["key"]: found[m["key"]] for m in wrong}
    # What a run or an expression decides may well be as said.
    if is_default and all(
        values and all(isinstance(v, str | int | float) for v, _ in values) for values in others.values()
    ):
        first = {key: values[0] for key, values in others.items()}
        actual = tuple(f"{key}={given}" for key, (given, _) in first.items())
        reason = f"They are set otherwise: {', '.join(actual)} ({_files([place for _, place in first.values()])})."
        pieces = [Evidence("setting", f"{key} is {given}", place) for key, (given, place) in first.items()]
        yield _statement(
            sentence.question, sentence.text, value, Outcome.REFUTED, reason, sentence.place, pieces, actual
        )


def _files(places: Sequence[Place]) -> str:
    return ", ".join(dict.fromkeys(place.path or "" for place in places))


@dataclass(frozen=True, slots=True)
class _Setting:
    """A line of an excerpt."""

    key: str
    value: str
    line: int


def _excerpts(answer: Answer) -> Iterator[list[_Setting]]:
    """The settings of each run of lines that look like YAML, told apart at remarks."""
    run: list[_Setting] = []
    start = answer.place.start or 1
    for number, line in enumerate(answer.text.split("\n"), start):
        match = _LINE.match(line)
        is_one = match is not None and (len(match["value"].split()) < 3 or match["value"].startswith(("[", '"', "'")))
        if match and is_one:
            if not _NO_VALUE.search(match["value"]):
                run.append(_Setting(match["key"], match["value"], number))
            continue
        if line.lstrip().startswith("#") or (not _HEAD.match(line)) or line.lstrip().startswith("```"):
            if len(run) >= _FEWEST:
                yield run
            run = []
    if len(run) >= _FEWEST:
        yield run


def _of_excerpts(answer: Answer, known: _Known) -> Iterator[Statement]:
    for run in _excerpts(answer):
        # What a mapping inside of a list holds has no file of its own to be of.
        judged = [
            (config, [s for s in run if s.key in config.settings], [s for s in run if _agrees(config, s)])
            for config in known.configs
        ]
        judged = [one for one in judged if one[1]]
        if not judged:
            continue
        config, there, same = max(judged, key=lambda one: (len(one[2]), len(one[1])))
        quote = " ".join(f"{s.key}: {s.value}" for s in run[:10])
        place = Place(answer.place.path, run[0].line, run[-1].line)
        value = tuple(f"{s.key}: {s.value}" for s in run)
        if len(same) == len(run):
            reason = f"{config.path} has all {len(run)} of these settings with these values."
            pieces = [_piece(config, s) for s in run[:3]]
            yield _statement(answer.question, quote, value, Outcome.CONFIRMED, reason, place, pieces)
        elif len(there) == len(run) >= _ENOUGH and _is_of(config, answer, known):
            differing = [s for s in run if s not in same]
            actual = tuple(f"{s.key}: {config.settings[s.key][0].value}" for s in differing)
            reason = f"{config.path} has other values: {', '.join(actual)}."
            pieces = [_piece(config, s) for s in differing[:4]]
            yield _statement(answer.question, quote, value, Outcome.REFUTED, reason, place, pieces, actual)


def _agrees(config: _Config, wanted: _Setting) -> bool:
    settings = config.settings.get(wanted.key, [])
    if wanted.value.startswith("["):
        items = [item.strip() for item in wanted.value.strip("[] ").split(",")]
        return bool(settings) and all(any(_same(item, s.value) for s in settings) for item in items)
    return any(_same(wanted.value, setting.value) for setting in settings)


def _piece(config: _Config, wanted: _Setting) -> Evidence:
    setting = config.settings[wanted.key][0]
    return Evidence("setting", f"{setting.key} is {setting.value}", setting.place)


def _is_of(config: _Config, answer: Answer, known: _Known) -> bool:
    """Whether it can only be that file which an excerpt in the answer is of."""
    named = [one for one in known.configs if posixpath.basename(one.path) in answer.text]
    return named == [config] and not _SAMPLE.search(answer.text)


def _statement(
    question: int,
    quote: str,
    value: tuple[str, ...],
    outcome: Outcome,
    reason: str,
    place: Place,
    evidence: Sequence[Evidence],
    actual: tuple[str, ...] | None = None,
) -> Statement:
    return Statement(
        question=question,
        quote=quote,
        kind=Kind.CONFIG,
        value=value,
        outcome=outcome,
        reason=reason,
        place=place,
        actual=actual,
        evidence=tuple(evidence[:4]),
    )
