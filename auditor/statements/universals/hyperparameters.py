"""Hyperparameters that are all said to be in configuration files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.prose.mood import Mood, mood_of
from auditor.rule import Evidence, Polarity
from auditor.statements import Kind, Outcome, Statement, stated

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.python.model import Call

_ALL = re.compile(
    r"(?<!not )\ball\s+(?:of\s+)?(?:the\s+|our\s+|these\s+|model\s+|training\s+|experiment(?:al)?\s+){0,3}"
    r"(?P<what>hyper-?parameters|(?:experiment(?:al)?|training|model)\s+(?:parameters|settings))\b",
    re.IGNORECASE,
)
_IN_FILES = re.compile(r"\b(?:config\w*|ya?ml|hydra)\b", re.IGNORECASE)
# What is done with them in files; tracked or logged ones are another matter.
_KEPT = re.compile(
    r"\b(?:stor\w+|defin\w+|specif\w+|kept|keep|contain\w*|manag\w+|set|written|held|collect\w*|mov\w+|are in)\b",
    re.IGNORECASE,
)
_TRACKED = re.compile(
    r"\b(?:log(?:s|ged)?|track\w*|captur\w+|sav(?:ed?|es)|print\w*|table|output|automatically|w&b|wandb|weights)\b",
    re.IGNORECASE,
)
# What takes them, and under which names (https://docs.pytorch.org/docs/stable/optim.html, lightning.ai,
# huggingface.co/docs/transformers).
_TAKERS = re.compile(r"^torch\.optim\.\w+$|(?:^|\.)(?:DataLoader|Trainer|TrainingArguments)$")
_NAMES = frozenset(
    ["lr", "learning_rate", "weight_decay", "momentum", "batch_size", "max_epochs", "epochs", "num_train_epochs"]
)
_ASIDE = re.compile(
    r"(?:^|/)[^/]*(?:profil|visuali|eval|predict|infer|api|app|bench|drift|test|old|demo)[^/]*", re.IGNORECASE
)


def find(facts: Facts) -> Iterator[Statement]:
    """The first statement that all hyperparameters are in configuration files, where code has some of them.

    It is never confirmed: what a hyperparameter is besides, only a reader can tell.
    """
    for sentence in facts.answers.sentences:
        match = _ALL.search(sentence.plain) if sentence.context in ("prose", "list") else None
        if match is None or not _KEPT.search(sentence.plain) or not _IN_FILES.search(sentence.plain):
            continue
        if _TRACKED.search(sentence.plain) or mood_of(sentence, match.span("what")) is not Mood.AFFIRMED:
            continue
        in_code = list(_in_code(facts))
        if in_code:
            told = "; ".join(f"{call.place} gives {call.attribute} {name}={value}" for call, name, value in in_code[:3])
            pieces = [
                Evidence("argument", f"gives {call.attribute} {name}={value}", call.place, Polarity.AGAINST)
                for call, name, value in in_code[:3]
            ]
            value = "all hyperparameters in configuration files"
            reason = f"Not all of them are: {told}."
            yield stated(sentence, Kind.CONFIG, value, Outcome.REFUTED, reason, evidence=pieces)
        return


def _in_code(facts: Facts) -> Iterator[tuple[Call, str, object]]:
    """What code for training gives an optimiser, a loader or a trainer as a number: the call, its name, the number."""
    python = facts.python
    for module in python.own:
        if module.is_notebook or _ASIDE.search(module.path) or module.path in facts.unused_modules:
            continue
        for call in module.calls:
            if not _TAKERS.search(python.full_names.get(id(call), call.name)):
                continue
            shuffles = call.keywords["shuffle"].literal if "shuffle" in call.keywords else False
            if call.attribute == "DataLoader" and shuffles is not True:
                continue  # of batches that nothing is trained on, the size does not matter
            for name, value in call.keywords.items():
                literal = value.literal if name in _NAMES else None
                if isinstance(literal, int | float) and not isinstance(literal, bool) and literal > 1e-12:
                    yield call, name, literal
