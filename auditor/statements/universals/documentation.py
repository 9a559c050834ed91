"""Docstrings and type hints that all functions are said to have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from auditor.prose.mood import Mood, mood_of
from auditor.prose.sentences import Sentence
from auditor.rule import Evidence, Polarity
from auditor.statements import Kind, Outcome, Statement, stated

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.python.model import Class, Function

_DOCSTRINGS = re.compile(r"\bdoc-?strings?\b", re.IGNORECASE)
_HINTS = re.compile(r"\btype[- ]?(?:hint\w*|annotations?)\b|\btyping\b", re.IGNORECASE)
_ALL = re.compile(
    r"(?<!not )\b(?:all|every|each)(?:\s+(?:of|our|the|single|public|python|own|project))*\s+"
    r"(?:(?:functions?|methods?|class(?:es)?)\b(?:\s*(?:,|and|or|&)\s*)?)+",
    re.IGNORECASE,
)
# Whoever says this does not speak of each and every one.
_THROUGHOUT = re.compile(
    r"\bthroughout\s+(?:(?:our|the|this|whole|entire|python)\s+){0,3}(?:code(?:base)?|project|repository|source)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(r"\b(?:encourag|aim|tr(?:y|ied)|striv|where(?:ver)? possible|mostly|generally)", re.IGNORECASE)
_NEARLY_ALL, _FEW = 0.9, 0.5  # shares of the functions
_FAR = 90  # characters between "docstrings" and "all functions" in what one clause says
# Files that run the project's tasks and load tests rather than being its code.
_AROUND_THE_PROJECT = frozenset({"invoke", "nox", "locust"})
_LAID_ASIDE = re.compile(r"(?:^|/)(?:trash|old|archive|legacy|deprecated|unused|examples?)/", re.IGNORECASE)
_SHARE = 0.1  # of all functions; less than that is a slip
_FEWEST = 3
_MOST_SHOWN = 5


def find(facts: Facts) -> Iterator[Statement]:
    """Statements that all functions have docstrings, or type hints; each once."""
    seen: set[str] = set()
    for sentence in facts.answers.sentences:
        if not any(word in sentence.plain for word in ("function", "method", "class", "throughout")):
            continue
        for what, pattern in (("docstring", _DOCSTRINGS), ("type hint", _HINTS)):
            match = pattern.search(sentence.plain)
            everything = (_ALL.search(sentence.plain) or _THROUGHOUT.search(sentence.plain)) if match else None
            if match is None or everything is None or what in seen:
                continue
            apart = max(everything.start() - match.end(), match.start() - everything.end())
            if apart > _FAR or mood_of(sentence, match.span()) is not Mood.AFFIRMED:
                continue
            nouns = everything[0].lower()
            is_loose = nouns.startswith("throughout")
            if is_loose and _HEDGED.search(sentence.plain):
                continue
            statement = _judge_loosely(sentence, what, facts) if is_loose else _judge(sentence, what, nouns, facts)
            if statement:
                seen.add(what)
                yield statement


def _judge(sentence: Sentence, what: str, nouns: str, facts: Facts) -> Statement | None:
    functions, classes = _own(facts)
    if "class" not in nouns or what != "docstring":
        classes = []
    # Whoever says "functions" need not mean methods, nor what a script begins with.
    plain = [f for f in functions if ("method" in nouns or not f.owner) and f.name != "main"]
    named: list[Function | Class] = [*plain, *classes]
    every: list[Function | Class] = [*functions, *classes]
    lacking = [thing for thing in named if not _has(thing, what)]
    if len(named) >= _FEWEST and all(_has(thing, what) for thing in every):
        reason = f"All {len(every)} in the project's code outside of the tests have a {what}."
        return _statement(sentence, what, Outcome.CONFIRMED, reason, 0, ())
    if len(lacking) < max(2, _SHARE * len(named)):
        return None
    shown = ", ".join(f"{thing.name} ({thing.place.path}:{thing.place.start})" for thing in lacking[:_MOST_SHOWN])
    more = " and more" if len(lacking) > _MOST_SHOWN else ""
    reason = f"{len(lacking)} of {len(named)} in the project's code outside of the tests have no {what}: {shown}{more}."
    return _statement(sentence, what, Outcome.REFUTED, reason, len(lacking), lacking)


def _judge_loosely(sentence: Sentence, what: str, facts: Facts) -> Statement | None:
    """What is there "throughout the code" is nearly everywhere, and not in half of it at the most."""
    functions, _ = _own(facts)
    lacking = [function for function in functions if not _has(function, what)]
    if len(functions) < _FEWEST:
        return None
    share = 1 - len(lacking) / len(functions)
    number = len(lacking) or "none"
    reason = (
        f"Of the {len(functions)} functions outside of the tests, {number} lack{'s' if number == 1 else ''} a {what}."
    )
    if share >= _NEARLY_ALL:
        return _statement(sentence, what, Outcome.CONFIRMED, reason, len(lacking), ())
    return _statement(sentence, what, Outcome.REFUTED, reason, len(lacking), lacking) if share < _FEW else None


def _own(facts: Facts) -> tuple[list[Function], list[Class]]:
    """The project's public functions and classes that are not the template's."""
    functions: list[Function] = []
    classes: list[Class] = []
    for module in facts.python.own:
        if module.is_notebook or _LAID_ASIDE.search(module.path) or facts.template.owns_file(module.path):
            continue
        if any(imported.top in _AROUND_THE_PROJECT for imported in module.imports):
            continue
        owners = {defined.qualified_name for defined in module.classes}
        functions += [
            function
            for function in module.functions
            if not function.name.startswith("_")
            and not function.is_stub
            and function.qualified_name.rpartition(".")[0] in (*owners, "")
            and not facts.template.owns(function.place)
        ]
        classes += [c for c in module.classes if not c.name.startswith("_") and not facts.template.owns(c.place)]
    return functions, classes


def _has(thing: Function | Class, what: str) -> bool:
    if what == "docstring":
        return thing.has_docstring
    parameters = [p for p in getattr(thing, "parameters", ()) if p.name not in ("self", "cls")]
    return not parameters or getattr(thing, "is_annotated", True)


def _statement(
    sentence: Sentence, what: str, outcome: Outcome, reason: str, actual: int, lacking: Sequence[Function | Class]
) -> Statement:
    return stated(
        sentence,
        Kind.OTHER,
        "all",
        outcome,
        reason,
        actual=f"{actual} without",
        evidence=tuple(
            Evidence("function", f"{thing.name} has no {what}", thing.place, Polarity.AGAINST)
            for thing in lacking[:_MOST_SHOWN]
        ),
        items=("typing-docs",),
    )
