"""The fields that the answers' curl commands send to a service, held against what its code takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.python import PythonModule
    from auditor.report import Answer
    from auditor.vocabulary import Vocabulary

_WEB = ("fastapi", "flask", "starlette", "bentoml", "functions_framework", "litserve", "pydantic")
_UNNAMED = frozenset({"flask", "starlette", "bentoml", "functions_framework", "litserve"})  # these ask by name
_CURL = re.compile(r"(?<![\w-])curl\s+(?:\\[ \t]*\n|[^`\n]|\n(?=\s*(?:-|[\"'}{\]]))){1,900}")
_FORM = re.compile(r"(?:-F|--form)\s+[\"']?(?P<name>[A-Za-z_]\w{0,40})=")
_BODY = re.compile(
    r"(?:-d|--data(?:-raw|-binary)?|--json)\s+(?P<quote>['\"])(?P<json>\s*\{.{0,800}\})\s*(?P=quote)", re.DOTALL
)
_FIRST_KEY = re.compile(r"\{\s*\\?[\"'](?P<name>[A-Za-z_]\w{0,40})\\?[\"']\s*:")
# What asks a request for its fields by their names, as functions of a cloud do without a framework.
_ASKING = re.compile(r"\brequest\.(?:form|json|body)\(|\brequest\.(?:files|get_json|values)\b")
# What takes whatever is sent, under names that only a run has.
_ANYTHING = re.compile(rf"{_ASKING.pattern}|:\s*(?:dict|Any|Request)\b")
_LONGEST_QUOTE = 300  # characters
_MOST = 4


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements that a service takes the fields which a curl command sends; each set of fields once in an answer.

    A form's fields are refuted where the service takes none of them, and only takes what its functions name.
    """
    answers = [answer for answer in facts.report.answers.values() if "curl" in answer.text] if facts.report else []
    modules = [m for m in facts.python.own if _is_service(m, facts)] if answers else []
    for answer in answers if modules else ():
        seen: set[tuple[str, ...]] = set()
        for command, place in _commands(answer):
            form = tuple(dict.fromkeys(match["name"] for match in _FORM.finditer(command)))
            fields = form or _keys(command)
            if fields and fields not in seen:
                seen.add(fields)
                yield from _judged(answer.question, command, place, fields, bool(form), modules, facts)


def _is_service(module: PythonModule, facts: Facts) -> bool:
    return any(imported.top in _WEB for imported in module.imports) or any(
        _ASKING.search(line) for line in facts.snapshot.lines(module.path)
    )


def _commands(answer: Answer) -> Iterator[tuple[str, Place]]:
    """The curl commands of an answer, each on one line, and where it stands."""
    if not answer.answered:
        return
    start = answer.place.start or 1
    for match in _CURL.finditer(answer.text):
        line = start + answer.text.count("\n", 0, match.start())
        last = line + match[0].rstrip().count("\n")
        on_one_line = " ".join(part.strip().removesuffix("\\").rstrip() for part in match[0].split("\n"))
        yield on_one_line.strip(), Place(answer.place.path, line, last)


def _keys(command: str) -> tuple[str, ...]:
    """The keys of the JSON object that a command sends."""
    match = _BODY.search(command)
    if match is None:
        return ()
    text = match["json"].replace('\\"', '"')
    try:
        sent = json.loads(text)
    except (ValueError, RecursionError):
        first = _FIRST_KEY.search(text)  # "..." and the like stand for the rest
        return (first["name"],) if first else ()
    return tuple(sent) if isinstance(sent, dict) else ()


def _judged(
    question: int,
    command: str,
    place: Place,
    fields: tuple[str, ...],
    is_form: bool,
    modules: Sequence[PythonModule],
    facts: Facts,
) -> Iterator[Statement]:
    found = {name: piece for name in fields if (piece := _taken(name, modules, facts))}
    quote = command[:_LONGEST_QUOTE].rstrip("\\ ")
    if len(found) == len(fields):
        shown = ", ".join(f"{name} ({piece.place})" for name, piece in found.items())
        yield Statement(
            question, quote, Kind.OTHER, fields, Outcome.CONFIRMED, f"The service takes {shown}.", place,
            evidence=tuple(found.values())[:_MOST], items=("fastapi",),
        )  # fmt: skip
    elif is_form and not found and (routes := _routes(modules)) and not _is_open(modules, facts):
        taken = sorted({parameter for parameters in routes.values() for parameter in parameters})
        it_takes = f"they take {', '.join(taken[:_MOST])}" if taken else "they take nothing"
        reason = f"No route's function takes {' or '.join(fields)} as a form's field; {it_takes}."
        yield Statement(
            question, quote, Kind.OTHER, fields, Outcome.REFUTED, reason, place,
            evidence=tuple(routes)[:_MOST],
        )  # fmt: skip


def _taken(name: str, modules: Sequence[PythonModule], facts: Facts) -> Evidence | None:
    """Where a function takes it, a class declares it or code asks for it by its name."""
    for module in modules:
        for function in module.functions:
            for parameter in function.parameters:
                if parameter.name == name:
                    return Evidence("definition", f"{function.name} takes {name}", parameter.place)
    declared = re.compile(rf"^\s+{re.escape(name)}\s*:\s*\S|[\[(]\s*[\"']{re.escape(name)}[\"']")
    for module in modules:
        for number, line in enumerate(facts.snapshot.lines(module.path), start=1):
            if name in line and declared.search(line):
                return Evidence("definition", f"declares {name}", Place(module.path, number, number))
    return None


def _routes(modules: Sequence[PythonModule]) -> Mapping[Evidence, tuple[str, ...]]:
    """The functions that answer to POST or PUT, and the names of what they take."""
    return {
        Evidence("route", f"the route of {function.name}", function.place): tuple(p.name for p in function.parameters)
        for module in modules
        for function in module.functions
        if any(decorator.attribute in ("post", "put") for decorator in function.decorators)
    }


def _is_open(modules: Sequence[PythonModule], facts: Facts) -> bool:
    """Whether a service may take what no function's parameter is called."""
    return any(imported.top in _UNNAMED for module in modules for imported in module.imports) or any(
        _ANYTHING.search(line) for module in modules for line in facts.snapshot.lines(module.path)
    )
