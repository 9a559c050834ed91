"""Model architectures that the answers say are used, looked for in code and configuration by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.prose.mood import Mood, mood_of
from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement, stated

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.prose.sentences import Sentence
    from auditor.vocabulary import Vocabulary

_NAME = re.compile(
    r"(?<![\w/.-])(?P<name>(?:resnet|resnext|wide[-_ ]?resnet|efficientnet|mobilenet|densenet|vgg|convnext|yolo|deit|"
    r"alexnet|googlenet|inception|distil-?bert|roberta|squeezenet|shufflenet|regnet|wav2vec|gpt|flan-t5|t5|swin|dino)"
    r"(?:[-_ ]?(?:v?\d{1,3}[a-z]{0,2}|b\d|tiny|small|base|large|nano))*)(?![\w.]*\w|/)",
    re.IGNORECASE,
)
_USED = re.compile(
    r"\b(?:us(?:e|ed|es|ing)|fine-?tun\w+|load(?:s|ed|ing)?|train(?:ed|s|ing)?|chose|chosen|based on|employ\w+)\b",
    re.IGNORECASE,
)


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements that an architecture is used, where code or a configuration names it; each once."""
    seen: set[str] = set()
    for sentence in facts.answers.sentences:
        if sentence.context not in ("prose", "list") or not _USED.search(sentence.plain):
            continue
        for match in _NAME.finditer(sentence.plain):
            name = _letters(match["name"])
            if name in seen or mood_of(sentence, match.span()) is not Mood.AFFIRMED:
                continue
            seen.add(name)
            place = _place_of(name, facts)
            if place:
                yield _statement(sentence, name, place)


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _place_of(name: str, facts: Facts) -> Place | None:
    """Where a file first has the name, however its parts are joined."""
    pattern = re.compile(r"[-_ ]?".join(map(re.escape, name)) + r"(?![0-9])", re.IGNORECASE)
    modules = [module.path for module in facts.python.own]
    for path in (*modules, *(config.path for config in facts.configs if not config.is_output)):
        text = facts.snapshot.text(path) or ""
        for match in pattern.finditer(text):
            start = text.rfind("\n", 0, match.start()) + 1
            if not text[start : match.start()].lstrip().startswith("#"):
                line = text.count("\n", 0, start) + 1
                return Place(path, line, line)
    return None


def _statement(sentence: Sentence, name: str, place: Place) -> Statement:
    return stated(
        sentence,
        Kind.TOOL_USE,
        name,
        Outcome.CONFIRMED,
        f"{place} names {name}.",
        evidence=(Evidence("code", f"names {name}", place),),
    )
