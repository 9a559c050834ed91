"""Seeds that the answers say are set, held against code and configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.prose.mood import Mood, mood_of
from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement, stated

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.python.model import Call, PythonModule, Value
    from auditor.prose.sentences import Sentence
    from auditor.vocabulary import Vocabulary

_SEED = re.compile(
    r"\b(?:random(?:i[sz]ation)?\s+)?seed(?:s|ing|ed)?\b|\bseed_everything\b|\bmanual_seed\b|\brandom_state\b",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"\bseed(?:s|ed)?\b`?\*{0,2}\s*(?:is|was|to|of|=|:|as|with|\(|value)*\s*(?:set\s+)?(?:to\s+)?`?\"?(?P<value>\d{1,10})\b"
    r"|\bseed_everything\((?P<call>\d{1,10})",
    re.IGNORECASE,
)
_SETTING_CALL = re.compile(
    r"(?:^|\.)(?:seed_everything|manual_seed(?:_all)?|set_seed|set_global_seed|fix_seed|seed|PRNGKey|default_rng|RandomState"
    r"|enable_full_determinism|Random)$"
)
_NAME = re.compile(r"(?:^|[._\[])seed\]?$|^\[?random_state\]?$", re.IGNORECASE)

# A seed that is listed as one thing that may differ from run to run.
_EXAMPLE = re.compile(r"\(e\.g\.[^)]*$", re.IGNORECASE)


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements that a seed is set, or is set to a number; one for each question."""
    seen: set[int] = set()
    for sentence in facts.answers.sentences:
        match = _SEED.search(sentence.plain) if "seed" in sentence.plain.lower() else None
        if match is None or sentence.question in seen or sentence.context in ("code", "heading"):
            continue
        if mood_of(sentence, match.span()) is Mood.AFFIRMED and not _EXAMPLE.search(sentence.plain, 0, match.start()):
            seen.add(sentence.question)
            yield _check(sentence, facts)


def _check(sentence: Sentence, facts: Facts) -> Statement:
    match = _VALUE.search(sentence.plain)
    claimed = int(match["value"] or match["call"]) if match else None
    set_somewhere, values = _seeds(facts)
    numbers = sorted({value for value in values.values() if value is not None})
    equal = [piece for piece, value in values.items() if value == claimed]
    if claimed is not None and equal:
        return _statement(sentence, claimed, Outcome.CONFIRMED, f"The seed {claimed} is set.", tuple(equal), claimed)
    if claimed is not None and numbers and not any(value is None for value in values.values()):
        only: int | str = numbers[0] if len(numbers) == 1 else ", ".join(map(str, numbers))
        reason = f"The seeds set in code and configuration are {', '.join(map(str, numbers))}."
        return _statement(sentence, claimed, Outcome.REFUTED, reason, tuple(values), only)
    if set_somewhere:
        actual = numbers[0] if len(numbers) == 1 else None
        known = f", {numbers[0]}" if actual is not None else ""
        outcome = Outcome.CONFIRMED if claimed is None else Outcome.UNVERIFIABLE
        reason = (
            f"The code sets a seed{known}."
            if claimed is None
            else "The code sets a seed whose value is not written down."
        )
        return _statement(sentence, claimed, outcome, reason, tuple(set_somewhere), actual)
    reason = "Neither code nor configuration sets a seed that can be found."
    return _statement(sentence, claimed, Outcome.UNVERIFIABLE, reason, (), None)


def _seeds(facts: Facts) -> tuple[list[Evidence], dict[Evidence, int | None]]:
    """Evidence for every seed that is set; and for each, its number where it is written down."""
    values = {piece: _number(value) for module in facts.python.own for piece, value in _seeds_of(module)}
    for config in facts.configs:
        for setting in config.settings:
            if _NAME.search(setting.key):
                values[Evidence("configuration", f"sets {setting.key}", setting.place)] = _number(setting.value)
    numbered: dict[Evidence, int | None] = {piece: value for piece, value in values.items() if value is not None}
    return list(values), numbered or values


def _seeds_of(module: PythonModule) -> Iterator[tuple[Evidence, object]]:
    """Where a module sets a seed, with the literal that it is set to."""
    for call in module.calls:
        if _SETTING_CALL.search(call.name):
            argument = call.argument(0, "seed")
            yield Evidence("call", f"calls {call.name}", call.place), argument.literal if argument else None
        default = _default_of_seed(call)
        if default is not None:
            yield Evidence("default", "the seed where none is given", call.place), default.literal
        for name, value in call.keywords.items():
            if _NAME.search(name):
                yield Evidence("call", f"gives {call.name} a seed", call.place), value.literal
    for assignment in module.assignments:
        if _NAME.search(assignment.target):
            yield Evidence("assignment", f"sets {assignment.target}", assignment.place), assignment.value.literal
    for function in module.functions:
        for parameter in function.parameters:
            if parameter.default is not None and _NAME.search(parameter.name):
                what = f"the default of {parameter.name} in {function.name}"
                yield Evidence("default", what, parameter.place), parameter.default.literal


def _default_of_seed(call: Call) -> Value | None:
    """The default in `settings.get("seed", 4)`, `getattr(settings, "seed", 4)`, `add_argument("--seed", default=4)`."""
    texts = [str(argument.literal).lstrip("-") for argument in call.arguments]
    if not any(_NAME.search(text) for text in texts[:2]):
        return None
    if call.attribute in ("get", "getattr", "pop") and not _NAME.search(texts[-1]):
        return call.arguments[-1]
    return call.keywords.get("default") if call.attribute in ("add_argument", "option") else None


def _number(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isdigit() else None


def _statement(
    sentence: Sentence,
    claimed: int | None,
    outcome: Outcome,
    reason: str,
    evidence: tuple[Evidence, ...],
    actual: int | str | None,
) -> Statement:
    return stated(
        sentence,
        Kind.SEED,
        claimed if claimed is not None else "a seed is set",
        outcome,
        reason,
        actual=actual,
        evidence=evidence,
    )
