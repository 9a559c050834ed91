"""Response times under load, held against the reports of load tests that are kept in the repository."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from auditor.facts.load_tests import LoadTest, read_load_tests
from auditor.prose.mood import Mood, mood_of
from auditor.prose.sentences import Sentence
from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement, stated
from auditor.statements.numbers import Amount, read_numbers

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.vocabulary import Vocabulary

_MEASURES = (
    ("50", re.compile(r"\bmedian\b|\bp50\b|\b50th\b", re.IGNORECASE)),
    ("95", re.compile(r"\bp95\b|\b95th\b|\b95\s?%[- ]?(?:percentile|ile)\b|\b95\s?-?percentile", re.IGNORECASE)),
    ("99", re.compile(r"\bp99\b|\b99th\b|\b99\s?%[- ]?(?:percentile|ile)\b|\b99\s?-?percentile", re.IGNORECASE)),
    ("average", re.compile(r"\b(?:average|mean|avg)\b", re.IGNORECASE)),
    ("maximum", re.compile(r"\b(?:max(?:imum)?|peak|slowest|worst)\b", re.IGNORECASE)),
)
_ABOUT_TIME = ("latenc", "respon", "percentile", "p95", "p99")
_IN_MILLISECONDS = {"ms": 1.0, "milliseconds": 1.0, "millisecond": 1.0, "s": 1000.0, "sec": 1000.0, "seconds": 1000.0}
_NEAR = 60  # characters between a measure and its number
_TOLERANCE = 0.1  # a report's figure agrees where it is no further off than this part of it
_FAR = 1.5  # and is another where it is that many times higher or lower


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements on response times where a report of a load test is kept."""
    claims = [
        (sentence, amount, measure)
        for sentence in facts.answers.sentences
        if sentence.context in ("prose", "list", "table")
        and any(word in sentence.plain.lower() for word in _ABOUT_TIME)
        for amount, measure in _claimed(sentence)
    ]
    reports = read_load_tests(facts.snapshot) if claims else []
    if not reports:
        return
    named = _named_in_answers(facts.answers.sentences, reports)
    judged = [
        _judge(sentence, amount, measure, reports, named.get(sentence.question, []))
        for sentence, amount, measure in claims
    ]
    borne_out = {one.quote for one in judged if one.outcome is Outcome.CONFIRMED}
    for one in judged:
        if one.outcome is Outcome.REFUTED and one.quote in borne_out:
            reason = f"{one.reason[:-1]}; another time in the sentence agrees, and this may be of another run."
            yield replace(one, outcome=Outcome.UNVERIFIABLE, reason=reason)
        else:
            yield one


def _claimed(sentence: Sentence) -> Iterator[tuple[Amount, str]]:
    """The times of a sentence in milliseconds, each with what was measured."""
    text = sentence.plain
    for amount in read_numbers(text):
        if amount.unit not in _IN_MILLISECONDS or mood_of(sentence, amount.span) is not Mood.AFFIRMED:
            continue
        start, end = amount.span
        near = [
            (min(abs(start - match.end()), abs(match.start() - end)), name)
            for name, pattern in _MEASURES
            for match in pattern.finditer(text, max(0, start - _NEAR), end + _NEAR)
        ]
        if near:
            yield amount, min(near)[1]


def _named_in_answers(sentences: Sequence[Sentence], reports: Sequence[LoadTest]) -> dict[int, list[LoadTest]]:
    """The reports that answers name or link to, by question."""
    found = {}
    for question, answer in groupby(sentences, key=lambda sentence: sentence.question):
        text = "\n".join(sentence.text for sentence in answer)
        found[question] = [report for report in reports if posixpath.basename(report.path) in text]
    return found


def _judge(
    sentence: Sentence, amount: Amount, measure: str, reports: Sequence[LoadTest], named: Sequence[LoadTest]
) -> Statement:
    factor = _IN_MILLISECONDS[amount.unit]
    low, high = amount.low * factor, amount.high * factor
    for report in named or reports:
        for figures in report.figures:
            time = figures.times.get(measure)
            if time and low * (1 - _TOLERANCE) <= time <= high * (1 + _TOLERANCE):
                reason = f"{report.path} has it at {time:g} ms for {figures.name}."
                return _statement(sentence, amount, Outcome.CONFIRMED, reason, time, [report])
    known = [figures for report in named or reports for figures in report.figures if measure in figures.times]
    if not known:
        reason = f"{reports[0].path} does not say it."
        return _statement(sentence, amount, Outcome.UNVERIFIABLE, reason, None, reports[:1])
    total = next((figures for figures in known if figures.name == "Aggregated"), known[-1])
    time = total.times[measure]
    path = (named or reports)[0].path
    reason = f"{path} has it at {time:g} ms for {'all requests' if total.name == 'Aggregated' else total.name}."
    times = [figures.times[measure] for figures in known]
    is_far = all(time * _FAR < low or time > high * _FAR for time in times)
    # The answer's numbers may be of another run, unless it names the report of the only one.
    outcome = Outcome.REFUTED if is_far and len(named) == 1 else Outcome.UNVERIFIABLE
    return _statement(sentence, amount, outcome, reason, time, named or reports[:1])


def _statement(
    sentence: Sentence,
    amount: Amount,
    outcome: Outcome,
    reason: str,
    actual: float | None,
    reports: Sequence[LoadTest],
) -> Statement:
    written = amount.claimed(sentence.plain)
    return stated(
        sentence,
        Kind.NUMBER_OTHER,
        f"{written} {amount.unit}",
        outcome,
        reason,
        actual=None if actual is None else f"{actual:g} ms",
        evidence=(Evidence("load-test", "reports a load test", report.place) for report in reports),
        items=("load-test",) if outcome is Outcome.CONFIRMED else (),
    )
