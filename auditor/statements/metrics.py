"""Metrics that the answers say are tracked, held against those that the code logs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from auditor.facts.logged_metrics import ANY, MEASURE, LoggedMetric, parts_of
from auditor.prose.mood import Mood, mood_of
from auditor.rule import Evidence, Polarity
from auditor.statements import Kind, Outcome, Statement, stated
from auditor.statements.wording import joined

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.prose.sentences import Sentence
    from auditor.vocabulary import Vocabulary

_TRACKING = re.compile(
    r"\b(?:log|track|monitor|record)(?:s|g?ed|g?ing)?\b|\bkept track\b|\bkeep track\b", re.IGNORECASE
)
# What one could track besides.
_COULD_BE = re.compile(
    r"\b(?:can|could|may|might|would|will)\b[^.]{0,40}\b(?:extend|include|add|track|log|monitor)", re.IGNORECASE
)
_OURS = re.compile(r"\b(?:we|our|us|i|is|are|was|were|has|have|been)\b", re.IGNORECASE)
_SPLIT = r"(?:train(?:ing)?|val(?:id(?:ations?)?)?|dev|eval(?:uation)?|test(?:ing)?)"
_GROUPS = re.compile(r"\?P<\w+>")
_ONE = rf"(?:{_GROUPS.sub('?:', MEASURE)})(?:[-\s]?scores?)?"
_AND = r"\s*(?:,\s*(?:and\s+)?|/|&|\band\b|\bas well as\b|\bor\b|\bplus\b)\s*(?:both\s+)?(?:the\s+)?"
_KIND = r"(?:(?:sets?|epoch|step|batch|mean|average|macro|model|data|running|cross[-\s]entropy|weighted)[-\s]+){0,2}"
# "training and validation loss and accuracy"
_BEFORE = re.compile(
    rf"(?<![\w-])(?P<splits>{_SPLIT}(?:{_AND}{_SPLIT})*)[-\s_/]+{_KIND}(?P<measures>{_ONE}(?:{_AND}{_KIND}{_ONE})*)(?![\w-])",
    re.IGNORECASE,
)
# "loss and accuracy for the training and validation sets"
_BEHIND = re.compile(
    rf"(?<![\w-])(?P<measures>{_ONE}(?:{_AND}{_KIND}{_ONE})*)\s+(?:metrics\s+)?(?:for|on|of|in|from)\s+(?:both\s+)?(?:the\s+|our\s+)?"
    rf"(?P<splits>{_SPLIT}(?:(?:\s+(?:sets?|data))?{_AND}{_SPLIT})*)\s*(?P<of>sets?\b|data(?:sets?)?\b|splits?\b)?",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"(?<![\w-]){_ONE}(?![\w-])", re.IGNORECASE)
# Of these nothing but the measure's name is meant.
_NO_METRIC = re.compile(
    r"\b(?:mixed|average|numerical|floating[-\s]point|half|full|bit)[-\s]precision\b|\bprecision[-\s]recall curve"
    r"|\bloss(?:es)? of (?!the )\w+|\bwithout (?:any )?loss\b|\bdata loss\b|\bpack(?:et|age) loss\b",
    re.IGNORECASE,
)
# What the rest of a sentence is about where one of these begins it.
_WHY = re.compile(
    r"\b(?:because|since|to (?:see|ensure|check|make sure|verify|detect|avoid|understand|know|monitor)|in order to"
    r"|so that|which (?:helps|allows|is)|as (?:it|they|this)|based on|depending on|e\.g\.|for example)\b",
    re.IGNORECASE,
)
_LOSSES = frozenset({"MSE", "MAE", "RMSE", "perplexity", "dice", "IoU"})  # a loss may be one of these
_MOST = 4  # pieces of evidence
_LONGEST_TEXT = 300  # characters


class _Metric(NamedTuple):
    """A measure, of a split of the data or (empty) of any."""

    split: str
    measure: str

    def __str__(self) -> str:
        return f"{self.split} {self.measure}".strip()


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements that metrics are tracked; each metric once in an answer.

    One that the code does not log is refuted only where it can be known what is logged, now and in earlier versions.
    """
    seen: set[tuple[int, _Metric]] = set()
    for sentence in facts.answers.sentences:
        if sentence.context not in ("prose", "list") or not _TRACKING.search(f"{sentence.lead} {sentence.plain}"):
            continue
        named = [m for m in _named(sentence) if (sentence.question, m) not in seen]
        if not named or not _OURS.search(f"{sentence.lead} {sentence.plain}") or _COULD_BE.search(sentence.plain):
            continue
        seen.update((sentence.question, metric) for metric in named)
        yield from _judged(sentence, named, facts)


def _named(sentence: Sentence) -> list[_Metric]:
    """The metrics that a sentence says are tracked."""
    plain = _NO_METRIC.sub(lambda match: " " * len(match[0]), sentence.plain)
    tracking = _TRACKING.search(plain)
    why = _WHY.search(plain, tracking.end() if tracking else 0)
    plain = plain[: why.start()] if why else plain
    found: dict[_Metric, None] = {}
    spans: list[tuple[int, int]] = []
    for match in (*_BEHIND.finditer(plain), *_BEFORE.finditer(plain)):
        splits = {parts_of(word)[0] for word in re.findall(_SPLIT, match["splits"], re.IGNORECASE)}
        if any(start < match.end() and match.start() < end for start, end in spans):
            continue
        if match.re is _BEHIND and not match["of"] and len(splits) < 2:
            continue  # "the loss in training": of training as a time
        spans.append(match.span())
        if mood_of(sentence, match.span("measures")) is Mood.AFFIRMED:
            measures = [_measure(word[0]) for word in _ALONE.finditer(match["measures"])]
            found.update(dict.fromkeys(_Metric(s, m) for s in sorted(splits) for m in measures))
    for match in _ALONE.finditer(plain):
        if any(start <= match.start() < end for start, end in spans):
            continue
        if mood_of(sentence, match.span()) is Mood.AFFIRMED:
            found.setdefault(_Metric("", _measure(match[0])))
    # "the training loss": not some other loss besides
    of_splits = {metric.measure for metric in found if metric.split}
    return [metric for metric in found if metric.measure and (metric.split or metric.measure not in of_splits)]


def _measure(word: str) -> str:
    """The measure that a word of a sentence stands for; empty for a map that is none."""
    return "" if word.islower() and word.startswith("map") else parts_of(word)[1]


def _judged(sentence: Sentence, named: Sequence[_Metric], facts: Facts) -> Iterator[Statement]:
    logged = facts.logged_metrics
    certain = {metric: one for metric in named if (one := _logged(metric, logged.metrics))}
    if len(certain) == len(named):
        places = dict.fromkeys(certain.values())
        reason = f"{'; '.join(f'{one.place} logs {one.name}' for one in list(places)[:_MOST])}."
        pieces = [Evidence("call", f"logs {one.name}", one.place) for one in places]
        yield _statement(sentence, named, Outcome.CONFIRMED, reason, pieces)
        return
    lacking = [metric for metric in named if not any(_may_be(metric, one) for one in logged.metrics)]
    if logged.is_open or not lacking or not logged.metrics or _is_written(lacking, facts):
        return
    known = dict.fromkeys(one.name for one in logged.metrics)
    reason = f"The code logs {joined(list(known)[:8])}, and no {' and no '.join(map(str, lacking))}."
    pieces = [
        Evidence("call", f"logs {one.name}", one.place, Polarity.AGAINST)
        for one in {metric.place: metric for metric in logged.metrics}.values()
    ]
    if earlier := _logged_before(lacking, facts):
        reason = f"{reason} An earlier version of {earlier} has one."
        yield _statement(sentence, named, Outcome.UNVERIFIABLE, reason, pieces)
    else:
        yield _statement(sentence, lacking, Outcome.REFUTED, reason, pieces)


def _logged(metric: _Metric, logged: Sequence[LoggedMetric]) -> LoggedMetric | None:
    """The logged metric that is this one for certain."""
    return next((m for m in logged if m.measure == metric.measure and metric.split in ("", m.split)), None)


def _may_be(metric: _Metric, logged: LoggedMetric) -> bool:
    """Whether a logged metric can be meant: people call one set of data by the name of the other."""
    is_loss = logged.measure == "loss" and metric.measure in _LOSSES
    if logged.measure not in (metric.measure, ANY, "") and not is_loss:
        return False
    held_out = {"validation", "test"}
    return logged.split in ("", ANY, metric.split) or not metric.split or {logged.split, metric.split} <= held_out


def _is_written(lacking: Sequence[_Metric], facts: Facts) -> bool:
    """Whether a text in the code speaks of such a metric: what is printed may be said to be logged."""
    texts = {text.value for module in facts.python.own for text in module.texts if len(text.value) <= _LONGEST_TEXT}
    return any(_is_of(metric, parts_of(text)) for text in texts for metric in lacking)


def _is_of(metric: _Metric, parts: tuple[str, str]) -> bool:
    return metric.measure == parts[1] and metric.split in ("", parts[0])


def _logged_before(lacking: Sequence[_Metric], facts: Facts) -> str:
    """The path of a module whose earlier versions, or a removed file, have such a metric in quotation marks."""
    texts = [(path, facts.of_elsewhere.snapshot.text(path) or "") for path in facts.elsewhere.origins]
    paths = dict.fromkeys(metric.place.path or "" for metric in facts.logged_metrics.metrics)
    texts += [(path, version.text or "") for path in paths for version in facts.file_history.versions(path)]
    for path, text in texts:
        if not path.endswith((".py", ".ipynb")):
            continue
        for quoted in re.findall(r"[\"']([\w/ .{}-]{3,60})\\?[\"']", text):
            if any(_is_of(metric, parts_of(quoted)) for metric in lacking):
                return path
    return ""


def _statement(
    sentence: Sentence, metrics: Sequence[_Metric], outcome: Outcome, reason: str, evidence: Sequence[Evidence]
) -> Statement:
    value = tuple(map(str, metrics))
    return stated(sentence, Kind.OTHER, value, outcome, reason, evidence=tuple(evidence[:_MOST]))
