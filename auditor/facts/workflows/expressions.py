"""GitHub's `${{ ... }}` expressions, as far as a file alone can settle them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from auditor.facts.json_values import parse_json

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_PATH = re.compile(r"(?<!\w)(?P<context>\w++)(?P<keys>(?:\.[\w-]+|\['[^']*'\])+)")
_KEY = re.compile(r"\.([\w-]+)|\['([^']*)'\]")
_STRING = re.compile(r"'((?:[^']|'')*)'")
_FROM_JSON = re.compile(r"fromJSON\(\s*'((?:[^']|'')*)'\s*\)", re.IGNORECASE)

Contexts = Mapping[str, Mapping[str, Any]]


def substitute(text: str, contexts: Contexts) -> str:
    """text with each expression that contexts settle replaced by its value; the others stay as they are.

    contexts: the values of `matrix`, `inputs` and the like by name.
    """
    if "${{" not in text:
        return text

    def replacement(match: re.Match[str]) -> str:
        value = evaluate(match[1], contexts)
        return value if isinstance(value, str) else match[0]

    return _EXPRESSION.sub(replacement, text)


def evaluate(expression: str, contexts: Contexts) -> Any:
    """The value of an expression without its braces: text, or lists and mappings of it. None where it is not settled.

    Understood are literals, fromJSON of a literal, look-ups in contexts, and `||` between these.
    """
    for alternative in expression.split("||"):
        value = _evaluate(alternative.strip(), contexts)
        if value not in (None, ""):
            return value
    return None


def literal(text: str) -> Any:
    """The value of a text that is one expression and settled by itself, else None."""
    match = _EXPRESSION.fullmatch(text.strip())
    return evaluate(match[1], {}) if match else None


def names_of(text: str, context: str) -> list[str]:
    """The names that the expressions in text look up in a context, in order: `a` for `${{ matrix.a.b }}`."""
    found: list[str] = []
    for expression in _EXPRESSION.findall(text) if context in text else ():
        for path in _PATH.finditer(expression):
            if path["context"] == context:
                dotted, bracketed = _KEY.findall(path["keys"])[0]
                found.append(dotted or bracketed)
    return found


def is_never(condition: str) -> bool:
    """Whether an `if:` is false whatever happens."""
    match = _EXPRESSION.fullmatch(condition.strip())
    bare = (match[1] if match else condition).strip().lower()
    if "||" in bare:
        return False
    return any(term.strip(" ()") in ("false", "!true", "0", "''", "null") for term in bare.split("&&"))


def _evaluate(term: str, contexts: Contexts) -> Any:
    if string := _STRING.fullmatch(term):
        return string[1].replace("''", "'")
    if re.fullmatch(r"-?\d+(\.\d+)?|true|false", term):
        return term
    if encoded := _FROM_JSON.fullmatch(term):
        try:
            return as_texts(parse_json(encoded[1].replace("''", "'")))
        except ValueError:
            return None
    path = _PATH.fullmatch(term)
    if path is None:
        return None
    value: Any = contexts.get(path["context"])
    for dotted, bracketed in _KEY.findall(path["keys"]):
        value = value.get(dotted or bracketed) if isinstance(value, Mapping) else None
    return value


def as_texts(value: Any) -> Any:
    """A JSON value with its scalars as texts."""
    if isinstance(value, Mapping):
        return {key: as_texts(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_texts(inner) for inner in value]
    return value if isinstance(value, str) else json.dumps(value)
