"""How many endpoints an API has, held against the routes of the web applications."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement, stated
from auditor.statements.counts.phrases import Counted, counted
from auditor.statements.routes import has_others, routes_of

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.python.model import Call

_ENDPOINTS = re.compile(r"(?:endpoints?|API\s+routes|(?:GET|POST)\s+(?:functions|methods|requests))\b", re.IGNORECASE)
_AMONG_OTHERS = re.compile(
    r"\b(?:all|both|these|those|other|another|additional|further|first|last|remaining|the|following|same|new|more|only|"
    r"main|primary|important|different types of)$",
    re.IGNORECASE,
)
# Routes that many do not count: what greets, and what says how the server does.
_ASIDE = re.compile(r"/?|/?(?:health\w*|metrics|ping|docs|status|live|ready|version)/?", re.IGNORECASE)


def find(facts: Facts) -> Iterator[Statement]:
    """Statements on the number of endpoints; the first in an answer."""
    seen: set[int] = set()
    for sentence in facts.answers.sentences:
        if sentence.question in seen or sentence.context not in ("prose", "list"):
            continue
        if (
            "endpoint" not in sentence.plain.lower()
            and "route" not in sentence.plain
            and "functions" not in sentence.plain
        ):
            continue
        for phrase in counted(sentence, _ENDPOINTS):
            statement = _judge(phrase, facts) if _is_claim(phrase) else None
            if statement:
                seen.add(sentence.question)
                yield statement
                break


def _is_claim(phrase: Counted) -> bool:
    among_others = _AMONG_OTHERS.search(phrase.before.rstrip()) or any(map(_AMONG_OTHERS.search, phrase.words))
    return not among_others and phrase.amount.value > 1 and phrase.is_affirmed


def _judge(phrase: Counted, facts: Facts) -> Statement | None:
    routes = routes_of(facts)
    method = next((method for method in ("post", "get") if phrase.noun.startswith(method)), None)
    if method:
        routes = [route for route in routes if route.attribute == method]
    addresses = [str(route.arguments[0].literal) if route.arguments else "" for route in routes]
    files = [route.place.path for route in routes]
    beside = [address for address in addresses if not _ASIDE.fullmatch(address)]
    rootless = [address for address in addresses if address.strip("/")]
    readings = {len(group) for group in (addresses, set(addresses), beside, set(beside), rootless, set(rootless))}
    readings |= {files.count(file) for file in files}
    number = next((reading for reading in sorted(readings) if reading and phrase.amount.covers(reading)), None)
    if number is not None:
        return _statement(phrase, Outcome.CONFIRMED, routes, addresses)
    may_have_more = has_others(facts) or not routes
    if phrase.amount.low > len(routes) and not may_have_more:
        return _statement(phrase, Outcome.REFUTED, routes, addresses)
    return None


def _statement(phrase: Counted, outcome: Outcome, routes: Sequence[Call], addresses: Sequence[str]) -> Statement:
    shown = ", ".join(f"{route.attribute.upper()} {address}" for route, address in zip(routes, addresses, strict=True))
    return stated(
        phrase.sentence,
        Kind.NUMBER_OTHER,
        phrase.value,
        outcome,
        f"The code has {len(routes)} routes: {shown}." if len(routes) != 1 else f"The code has one route: {shown}.",
        actual=len(routes),
        evidence=tuple(
            Evidence("route", f"{route.attribute.upper()} {address}", route.place)
            for route, address in zip(routes, addresses, strict=True)
        ),
        items=("fastapi",) if outcome is Outcome.CONFIRMED else (),
    )
