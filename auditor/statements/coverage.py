"""Percentages of code coverage and their thresholds, held against committed reports, settings and workflows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from auditor.facts.coverage_reports import CoverageReport, read_coverage_reports
from auditor.place import Place
from auditor.prose.mood import Mood, mood_of
from auditor.prose.sentences import Sentence
from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement, stated
from auditor.statements.numbers import Amount, read_numbers

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.vocabulary import Vocabulary

_COVERAGE = re.compile(  # however it is misspelt
    r"\bco[vre]\w{2,6}ge\b|\bcovered by (?:\w+ )?tests\b", re.IGNORECASE
)
_THRESHOLD = re.compile(
    r"\bthresholds?\b|\bminimum\b|\bfail[-_ ]?under\b|\bfails?\b[^.]{0,40}\b(?:under|below|less|drops?|lower)\b|"
    r"\b(?:forc\w+|enforc\w+|requir\w+|demand\w*|gat(?:e|es|ing)|must)\b",
    re.IGNORECASE,
)
# What is said of coverage in general, or of a number that is not reached.
_IN_GENERAL = re.compile(
    r"\b(?:even (?:if|with|though|when|at)|far (?:away )?from|close to|near(?:ly)?|full|ideal\w*|guarantee\w*|"
    r"perfect\w*|aim\w*|goal|target\w*|aspire|instead of|would|could|were|if we|mean|doesn't|does not|not trust)\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(?:as far as (?:we|i) know|we (?:think|believe|guess|assume|suppose)|probably|should be|presumably)\b",
    re.IGNORECASE,
)
_FILE = re.compile(r"(?<![\w./-])[\w./-]*\w\.py\b")
# Behind a number, or before it, that is of some part of the code only.
_OF_A_PART = re.compile(
    r"\s*(?:code |test )?(?:coverage\s+)?(?:in|for|of|on|by|from)\s+(?:the\s+|our\s+)?"
    r"(?![`'\"]{0,2}\w+[`'\"]{0,2}\s+package\b|(?:the|our|all|total|whole|entire|project|code\w*|source|repo\w*|lines|statements|everything|tests?\b|unit|this|it)\b)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b\w+\.py\b|\b(?:module|script|file|class|function|component|endpoint|backend|frontend|data|model|training|api|"
    r"unit tests?|integration tests?|lowest|highest|most|some|core|utility|utilities|tests? (?:reach|has|have|achiev))",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"\b(?:total|overall|whole|average|entire|codebase|our code)\b", re.IGNORECASE)
_ROUNDING = 1.0  # percentage points
_TABLE_TOTAL = re.compile(r"\bTOTAL\b.*\b(?P<percent>\d{1,3})\s?%")
_PERCENT = re.compile(r"\s*(?P<percent>\d{1,3}(?:\.\d+)?)\s?%?\s*")
_CODECOV = ("codecov.yml", "codecov.yaml", ".codecov.yml", ".codecov.yaml", ".github/codecov.yml")
_TARGET = re.compile(r"\s*target:\s*[\"']?(?P<percent>\d{1,3}(?:\.\d+)?)\s?%?")
_MINIMUM = re.compile(r"min|thres|fail", re.IGNORECASE)
_FAIL_UNDER = re.compile(r"--(?:cov-)?fail-under[=\s]+[\"']?(?P<percent>\d{1,3}(?:\.\d+)?)")


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements on the coverage of all code, or on the coverage that is asked for; one of each an answer."""
    for _, group in groupby(facts.answers.sentences, key=lambda sentence: sentence.question):
        answer = list(group)
        seen: set[bool] = set()
        for sentence in answer:
            if "%" not in sentence.plain and "percent" not in sentence.plain.lower():
                continue
            if sentence.context not in ("prose", "list", "table") or not _COVERAGE.search(sentence.plain):
                continue
            for amount in read_numbers(sentence.plain):
                is_threshold = _THRESHOLD.search(sentence.plain) is not None
                if amount.unit != "%" or is_threshold in seen or not _is_said(sentence, amount):
                    continue
                if is_threshold:
                    seen.add(True)
                    yield _threshold(sentence, amount, facts)
                elif not _is_of_a_part(sentence.plain, amount):
                    seen.add(False)
                    yield _total(sentence, amount, answer, facts)


def _is_said(sentence: Sentence, amount: Amount) -> bool:
    """Whether the group says the number of its own code."""
    if _IN_GENERAL.search(_clause(sentence.plain, amount)) or _UNSURE.search(sentence.plain):
        return False
    return 0 < amount.value <= 100 and mood_of(sentence, amount.span) is Mood.AFFIRMED


_CLAUSE_END = re.compile(r"[;:]|,\s|\s(?:but|although|though|while|whereas|however|which|because|and even)\s")


def _clause(text: str, amount: Amount) -> str:
    """The part of a sentence that the number is in."""
    starts = [0, *(match.end() for match in _CLAUSE_END.finditer(text, 0, amount.span[0]))]
    end = _CLAUSE_END.search(text, amount.span[1])
    return text[starts[-1] : end.start() if end else len(text)]


def _is_of_a_part(text: str, amount: Amount) -> bool:
    clause = _clause(text, amount)
    if _OF_A_PART.match(text, amount.span[1]) or _FILE.search(clause):
        return True
    before = text[: amount.span[0]]
    return _PART.search(before) is not None and _TOTAL.search(before) is None


def _total(sentence: Sentence, amount: Amount, answer: Sequence[Sentence], facts: Facts) -> Statement:
    reports = read_coverage_reports(facts.snapshot)
    near = [report for report in reports if _agrees(amount, report.percent)]
    if near:
        return _statement(sentence, amount, Outcome.CONFIRMED, _says(near[0]), near[0].percent, _pieces(near))
    if not facts.tests.tests and not facts.tests.almost and not facts.tests.files:
        reason = "There is no test that pytest would collect, so that nothing can be covered."
        return _statement(sentence, amount, Outcome.REFUTED, reason, 0, ())
    for report in reports:
        missing = _left_out(report, facts)
        if not missing:
            return _statement(sentence, amount, Outcome.REFUTED, _says(report), report.percent, _pieces([report]))
        reason = f"{_says(report).removesuffix('.')}, without {', '.join(missing)}."
        return _statement(sentence, amount, Outcome.UNVERIFIABLE, reason, report.percent, _pieces([report]))
    measured = list(_measured(facts))
    reason = (
        f"Coverage is measured ({measured[0].place}), but no report of it is kept in the repository."
        if measured
        else "No report of coverage is kept in the repository, and nothing in it measures coverage."
    )
    tables = [float(match["percent"]) for other in answer if (match := _TABLE_TOTAL.search(other.text))]
    if tables:
        agrees = any(_agrees(amount, percent) for percent in tables)
        reason += f" The table in the answer {'agrees' if agrees else 'has another total'}."
    return _statement(sentence, amount, Outcome.UNVERIFIABLE, reason, None, measured[:2])


def _agrees(amount: Amount, percent: float) -> bool:
    return amount.low - _ROUNDING <= percent <= amount.high + _ROUNDING


def _says(report: CoverageReport) -> str:
    return f"The report in {report.path} says {report.percent:.0f} %."


def _pieces(reports: Sequence[CoverageReport]) -> list[Evidence]:
    return [Evidence("coverage-report", f"{report.percent:.0f} % are covered", report.place) for report in reports]


def _left_out(report: CoverageReport, facts: Facts) -> list[str]:
    """The project's modules beside those of a report that it does not speak of, so that it is of another time."""
    folders = {name.partition("/")[0] for name in report.files if "/" in name and "test" not in name.partition("/")[0]}
    return [
        module.path
        for module in facts.python.own
        if not module.is_notebook
        and module.functions
        and module.path.partition("/")[0] in folders
        and not any(module.path.endswith(name) or name.endswith(module.path) for name in report.files)
    ]


def _measured(facts: Facts) -> Iterator[Evidence]:
    """Where coverage is measured; in workflows first."""
    for command in sorted(facts.commands, key=lambda command: command.origin != "workflow"):
        if command.live and "cov" in command.text and any(_measures(words) for words in command.programs()):
            yield Evidence("command", f"measures coverage: {command.text}", command.place)


def _measures(words: tuple[str, ...]) -> bool:
    return words[:1] == ("coverage",) or any(word.startswith("--cov") for word in words)


def _threshold(sentence: Sentence, amount: Amount, facts: Facts) -> Statement:
    thresholds = list(_thresholds(facts))
    equal = [piece for percent, piece in thresholds if percent == amount.value]
    if equal:
        reason = f"{equal[0].place} asks for {amount.number} %."
        return _statement(sentence, amount, Outcome.CONFIRMED, reason, amount.number, equal)
    if thresholds:
        percent, piece = thresholds[0]
        reason = f"{piece.place} asks for {percent:g} %."
        pieces = [piece for _, piece in thresholds]
        return _statement(sentence, amount, Outcome.REFUTED, reason, percent, pieces)
    reason = "No command, workflow or setting of coverage has a threshold that can be found."
    return _statement(sentence, amount, Outcome.UNVERIFIABLE, reason, None, ())


def _thresholds(facts: Facts) -> Iterator[tuple[float, Evidence]]:
    """Percentages of coverage below which something fails."""
    for command in facts.commands:
        if command.live and (match := _FAIL_UNDER.search(command.text)):
            yield float(match["percent"]), Evidence("command", f"fails under {match['percent']} %", command.place)
    for tool, keys in (("coverage", ("report", "fail_under")), ("pytest", ("ini_options", "addopts"))):
        for configuration in facts.manifests.tool(tool):
            setting = str(configuration.get(*keys) or "")
            match = _FAIL_UNDER.search(setting) or _PERCENT.fullmatch(setting)
            if match:
                place = configuration.place_of(*keys)
                yield float(match["percent"]), Evidence("configuration", f"fails under {match['percent']} %", place)
    for path in _CODECOV:
        for number, line in enumerate(facts.snapshot.lines(path), 1) if path in facts.snapshot.entries else ():
            if match := _TARGET.match(line):
                piece = Evidence("configuration", f"asks for {match['percent']} %", Place(path, number, number))
                yield float(match["percent"]), piece
    yield from _thresholds_of_actions(facts)


def _thresholds_of_actions(facts: Facts) -> Iterator[tuple[float, Evidence]]:
    for workflow in facts.workflows:
        for _, step in workflow.live_steps():
            for name, value in step.inputs.items() if "cov" in step.action else ():
                if _MINIMUM.search(name) and (match := _PERCENT.fullmatch(value)):
                    yield float(match["percent"]), Evidence("workflow-step", f"{name}: {value}", step.place)


def _statement(
    sentence: Sentence,
    amount: Amount,
    outcome: Outcome,
    reason: str,
    actual: float | None,
    evidence: Sequence[Evidence],
) -> Statement:
    return stated(
        sentence,
        Kind.COVERAGE,
        amount.claimed(sentence.plain),
        outcome,
        reason,
        actual=actual if actual is None else round(actual),
        evidence=evidence,
        items=("coverage",),
    )
