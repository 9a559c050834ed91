"""Endpoints of an API that the answers name, looked for among the routes of the web applications."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from auditor.prose.mood import Mood, mood_of
from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement, stated

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.python.model import Call
    from auditor.prose.sentences import Sentence
    from auditor.vocabulary import Vocabulary

_METHODS = ("get", "post", "put", "patch", "delete", "api_route", "websocket", "route")
_OWNERS = ("fastapi.FastAPI", "fastapi.APIRouter", "fastapi.applications.FastAPI", "flask.Flask", "flask.Blueprint")
_ROUTES = tuple(f"{owner}.{method}" for owner in _OWNERS for method in _METHODS)
_PREFIXED = (*_OWNERS, *(f"{owner}.{call}" for owner in _OWNERS for call in ("include_router", "register_blueprint")))
# What adds routes that no decorator shows.
_MORE = (
    "*.add_api_route", "*.add_url_rule", "*.mount", "bentoml.*", "litserve.*", "prometheus_fastapi_instrumentator.*",
    "fastapi.FastAPI.add_api_route", "fastapi.APIRouter.add_api_route", "fastapi.FastAPI.mount",
    "fastapi.FastAPI.add_route", "flask.Flask.add_url_rule",
)  # fmt: skip

_PATH = r"(?P<path>(?:/[A-Za-z_][\w-]{0,60}){1,6})/?"
_QUOTE = r"[`'\"*(\[]{0,3}"
_NAMED = (
    # Before the word, behind a method, behind the word, and in an address of a service.
    re.compile(rf"(?<![\w./:>}}~]){_PATH}[`'\"*)]{{0,3}}\s+(?:\w+\s+)?(?:endpoints?|routes?)\b", re.IGNORECASE),
    re.compile(rf"\b(?:GET|POST|PUT|DELETE)[`'\"*]{{0,3}}\s+{_QUOTE}{_PATH}(?!\w|[./%]\w)"),
    re.compile(
        rf"\b(?:endpoints?|routes?)(?:\s+(?:called|named|at|is|like|are))?:?\s+{_QUOTE}{_PATH}(?!\w|[./%]\w)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"https?://(?:[\w.-]+\.run\.app|localhost|127\.0\.0\.1|0\.0\.0\.0)(?::\d+)?{_PATH}(?!\w|[./%]\w)",
        re.IGNORECASE,
    ),
)
# What FastAPI and its instrumentation bring themselves, and what stands for any name.
_NOT_OURS = re.compile(
    r"/(?:docs|redoc|openapi\w*|metrics|static|favicon\w*|your\w*|endpoint|path|api|url)", re.IGNORECASE
)


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements that the API has the endpoints which a sentence names; each once in an answer.

    None is refuted: a service beside the API, or one of another's, may have it.
    """
    routes = [(_bare(str(route.arguments[0].literal)), route) for route in routes_of(facts) if route.arguments]
    addresses = {f"{prefix}{address}": route for prefix in (*_prefixes(facts), "") for address, route in routes[::-1]}
    if not addresses:
        return
    seen: set[tuple[int, str]] = set()
    for sentence in facts.answers.sentences:
        if sentence.context in ("heading", "quote") or "/" not in sentence.text:
            continue
        named = [path for path in dict.fromkeys(_named(sentence)) if (sentence.question, path) not in seen]
        found = {path: route for path in named if (route := _route(path, addresses))}
        if found:
            seen.update((sentence.question, path) for path in found)
            yield _statement(sentence, found)


def routes_of(facts: Facts) -> list[Call]:
    """The decorators that give functions a route."""
    return [route for route in facts.python.calls(*_ROUTES) if route.is_decorator]


def has_others(facts: Facts) -> bool:
    """Whether there may be routes that no decorator shows."""
    return any(True for _ in facts.python.calls(*_MORE))


def _named(sentence: Sentence) -> Iterator[str]:
    for pattern in _NAMED:
        for match in pattern.finditer(sentence.text):
            is_meant = sentence.context == "code" or mood_of(sentence, match.span("path")) is Mood.AFFIRMED
            if is_meant and not _NOT_OURS.fullmatch(match["path"]):
                yield match["path"].lower()


def _bare(address: str) -> str:
    """An address without what stands for values, and without a slash at its end."""
    return re.sub(r"/[{<][^/]*", "", address.lower()).rstrip("/")


def _prefixes(facts: Facts) -> Iterator[str]:
    """What routers put before the addresses of their routes."""
    for call in facts.python.calls(*_PREFIXED):
        for key in ("prefix", "url_prefix", "root_path"):
            literal = call.keywords[key].literal if key in call.keywords else None
            if isinstance(literal, str):
                yield _bare(literal)


def _route(path: str, addresses: Mapping[str, Call]) -> Call | None:
    """The route that a path means, which may leave out what a route begins with."""
    return next((route for known, route in addresses.items() if known == path or known.endswith(path)), None)


def _statement(sentence: Sentence, found: Mapping[str, Call]) -> Statement:
    shown = ", ".join(f"{path} ({route.place})" for path, route in found.items())
    return stated(
        sentence,
        Kind.OTHER,
        tuple(found),
        Outcome.CONFIRMED,
        f"The code has the route{'s' if len(found) > 1 else ''} {shown}.",
        evidence=[Evidence("route", f"the route {path}", route.place) for path, route in found.items()],
        items=("fastapi",),
    )
