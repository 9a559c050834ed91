"""Models that the answers say DVC tracks, held against the files and folders that it does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.prose.mood import Mood, mood_of
from auditor.rule import Evidence, Polarity
from auditor.statements import Kind, Outcome, Statement, stated

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.dvc import TrackedOutput
    from auditor.prose.sentences import Sentence
    from auditor.vocabulary import Vocabulary

_DVC = r"\b(?:dvc|data version control)\b"
# The models themselves, and not what is done with them.
_MODELS = (
    r"(?:(?:the|our|all|trained|resulting|final|best|large)\s+){0,3}"
    r"(?:models?(?:\s+(?:artifacts?|weights?|checkpoints?|files?|snapshots?|versions?|versioning))?|checkpoints?)\b"
    r"(?!\s*[-'’]|\s+(?:train|predict|regist|perform|config|develop|deploy|hyper|archi|code|serv|accura|evalu|run|and\s+train))"
)
_DATA = r"(?:data(?:sets?)?|both)"
_KEEPS = (
    r"(?:track(?:s|ed|ing)?|version(?:s|ed|ing)?(?:[- ]control(?:s|led|ling)?)?|manag(?:e|es|ed|ing)"
    r"|stor(?:e|es|ed|ing)|control(?:s|led|ling)?)"
)
_CLAIMS = (
    # "DVC tracks both data and models", "we used DVC to version data and model weights"
    re.compile(
        rf"{_DVC}\s+(?:\w+\s+){{0,3}}?{_KEEPS}\s+(?:of\s+)?(?:(?!to\b|for\b|that\b)\w+,?\s+){{0,9}}?(?P<what>{_MODELS})",
        re.IGNORECASE,
    ),
    # "data and models are version-controlled using DVC", "versioned data and models with DVC"
    re.compile(
        rf"\b(?:data(?:sets?)?)\s*(?:,|/|&|\band\b)\s*(?P<what>{_MODELS})[^.;:]{{0,30}}?"
        rf"\b(?:{_KEEPS}\s+)?(?:\w+\s+){{0,2}}?(?:using|with|via|by|through)\s+{_DVC}",
        re.IGNORECASE,
    ),
)
_ALSO = re.compile(
    r"\b(?:w&b|wandb|weights\s*(?:&|and)\s*biases|mlflow|git[- ]?lfs|registry|instead|together|or|initially)\b", re.I
)
_IS_MODEL = re.compile(
    r"model|checkpoint|weight|ckpt|\.(?:pth?|onnx|pkl|pickle|h5|keras|safetensors|joblib|bin)$", re.I
)
_IS_DATA = re.compile(
    r"data|raw|processed|images?|train|test|val|embedding|\.(?:csv|parquet|json|txt|zip|npz?|tar|gz)", re.I
)
_MOST_SHOWN = 4


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """The first statement in each answer that DVC tracks models, where it tracks anything."""
    outputs = [output for file in facts.dvc.files for output in file.outputs]
    outputs += [output for file in facts.dvc.files for stage in file.stages for output in stage.outputs]
    if not outputs or not all(file.is_read for file in facts.dvc.files):
        return
    seen: set[int] = set()
    for sentence in facts.answers.sentences:
        if sentence.question not in seen and _says_so(sentence):
            for statement in _held_against(sentence, outputs, facts):
                seen.add(sentence.question)
                yield statement


def _says_so(sentence: Sentence) -> bool:
    if sentence.context in ("code", "heading", "quote") or _ALSO.search(sentence.plain):
        return False
    matches = (pattern.search(sentence.plain) for pattern in _CLAIMS)
    return any(match and mood_of(sentence, match.span("what")) is Mood.AFFIRMED for match in matches)


def _held_against(sentence: Sentence, outputs: list[TrackedOutput], facts: Facts) -> Iterator[Statement]:
    models = [output for output in outputs if _IS_MODEL.search(output.path)]
    if models:
        reason = f"DVC tracks {models[0].path}."
        pieces = [Evidence("dvc-output", f"tracks {output.path}", output.place) for output in models[:2]]
        outcome = Outcome.CONFIRMED
    elif all(_IS_DATA.search(output.path) for output in outputs) and not _may_hold_models(outputs, facts):
        paths = list(dict.fromkeys(output.path for output in outputs))
        shown = ", ".join(paths[:_MOST_SHOWN]) + (", …" if len(paths) > _MOST_SHOWN else "")
        removed = next(iter(_elsewhere(facts)), None)
        once = f" ({removed.place.path}, which did, was removed)" if removed else ""
        reason = f"DVC tracks {shown}, and nothing that is called a model{once}."
        pieces = [Evidence("dvc-output", f"tracks {o.path}", o.place, Polarity.AGAINST) for o in outputs[:2]]
        outcome = Outcome.REFUTED
    else:
        return
    yield stated(
        sentence, Kind.TOOL_USE, ("dvc for models",), outcome, reason, evidence=pieces, items=("data-versioning",)
    )


def _elsewhere(facts: Facts) -> list[TrackedOutput]:
    """The models that DVC files tracked which were removed since, or are on a branch that was never merged."""
    files = facts.of_elsewhere.dvc.files if facts.elsewhere.origins else ()
    return [output for file in files for output in file.outputs if _IS_MODEL.search(output.path)]


def _may_hold_models(outputs: list[TrackedOutput], facts: Facts) -> bool:
    """Whether an unmerged branch tracks models, or any text of the tree speaks of some in what DVC tracks."""
    origins = facts.elsewhere.origins
    if any(origins[output.place.path or ""].branch for output in _elsewhere(facts)):
        return True
    folders = "|".join(sorted({re.escape(output.path) for output in outputs}))
    inside = re.compile(
        rf"(?:{folders})/[\w./{{}}-]{{0,60}}?(?:model|checkpoint|weights|\.pth?\b|\.ckpt|\.onnx)", re.IGNORECASE
    )
    texts = (facts.snapshot.text(entry.path) or "" for entry in facts.snapshot.files if entry.suffix in _CODE)
    return any(inside.search(text) for text in texts)


_CODE = frozenset({".py", ".ipynb", ".yaml", ".yml", ".sh", ".toml", ".dockerfile", ""})
