"""How many tests there are, in all or of a part of the project, held against what pytest collects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from auditor.facts.tests import TestFunction
from auditor.prose.mood import Mood, mood_of
from auditor.prose.sentences import Sentence
from auditor.statements import Kind, Outcome, Statement, stated
from auditor.statements.counts.phrases import Counted, counted
from auditor.statements.counts.suite import Suite, counts

if TYPE_CHECKING:
    from auditor.facts import Facts

_TESTS = re.compile(
    r"(?:unit)?(?:tests|test[\s-]?(?:cases?|functions?|methods?)"
    r"|test(?=\s*(?:$|[.,;:)])|\s+(?:for|of|in|that|which|on|with|using|was|were|is|are|has|have|and|or|validat\w*|verif\w*|"
    r"check\w*|test\w*|ensur\w*|cover\w*|focus\w*|target\w*)\b)"
    r"|test\s+(?:files|scripts|modules))"
    r"\b(?!\s+(?:suites?|sets?|runs?|splits?|workflows?|jobs?|users?|data|images?|results?|accurac\w+)\b)",
    re.IGNORECASE,
)
_KINDS = frozenset(
    {"unit", "integration", "performance", "load", "functional", "system", "e2e", "end-to-end", "regression", "smoke"}
    | {"api", "data", "model", "training"}
)
# How an API stands up to load is nothing that pytest collects.
_OF_LOAD = frozenset({"load", "stress", "locust"})
_AMONG_OTHERS = re.compile(
    r"\b(?:additional|further|extra|more|new|others?|remaining|failing|failed|skipped|such|similar|first|last|these|those|"
    r"another|rest|same)$",
    re.IGNORECASE,
)
_IN_TOTAL = re.compile(r"\b(?:total|altogether|overall|in all|all)\b", re.IGNORECASE)
# Checks of a pull request, which people call tests too.
_CHECKS = re.compile(r"\b(?:required|must|have to|needs?)\b[^.]{0,30}\b(?:pass|succeed)", re.IGNORECASE)
_NEAR = 40  # characters in which "in total" stands before or behind a number
_TEST_FILE = re.compile(r"\b(?:test_\w+|\w+_test)(?:\.py)?\b")
_WITH = re.compile(
    r"(?P<file>\b(?:test_\w+|\w+_test)(?:\.py)?)[`'\"*)\]]*\s*(?:[(:,–-]|with|has|have|having|contains?|containing|includes?|holds?)\s*$",
    re.IGNORECASE,
)
_MODULE_FILE = re.compile(r"(?<![\w/])(?!test_)\w+\.py\b")
_TOPIC = re.compile(r"\s*(?!in (?:total|all)\b)(?:for|in|regarding|concerning|with)\b", re.IGNORECASE)
_WHOLE = re.compile(r"\b(?:suite|pytest|unit ?tests|in total|overall)\W*$", re.IGNORECASE)
_DEFINITE = re.compile(r"\b(?:the|these|those|all|all the|our)\s*$", re.IGNORECASE)
_SPEAKS_OF_LOAD = re.compile(r"\b(?:load|stress|performance|locust)\b|\bloadtest", re.IGNORECASE)
_NARROWING = re.compile(r"\s*(?:for|of|on|in|that|which|to|where|covering|checking|verifying|testing)\b", re.IGNORECASE)
_PART_ITEMS = {"data": "tests-data", "model": "tests-model", "training": "tests-model"}


@dataclass(frozen=True, slots=True)
class _Claim:
    """A number of tests that a sentence gives.

    files: the test files that it is of. parts: the parts of the project; is_label: they stand right before it, as in
    "data tests" and "Data (5 tests)". says_modules: it says by file names what is tested. says_total: it is of all.
    context: the parts that the answer spoke of before. is_at_home: the answer is the one on tests. with_load: it
    speaks of load tests as well.
    """

    counted: Counted
    files: tuple[str, ...]
    parts: frozenset[str]
    is_label: bool
    says_modules: bool
    says_total: bool
    context: frozenset[str]
    is_at_home: bool
    with_load: bool

    @property
    def is_of_files(self) -> bool:
        """Whether it is files that are counted."""
        return self.counted.noun.endswith(("files", "scripts", "modules"))

    @property
    def is_narrowed(self) -> bool:
        """Whether what follows may leave out some of the tests that it is of: "two API tests for the root"."""
        after = re.sub(r"^\s*\([^)]*\)", "", self.counted.after)
        return not self.is_label or _NARROWING.match(after) is not None

    @property
    def is_repeated(self) -> bool:
        """Whether it speaks of tests that were counted before."""
        return _DEFINITE.search(self.counted.before) is not None

    def borne_out_by(self, numbers: Iterable[int]) -> int | None:
        """The least of the numbers that bears it out."""
        return next((number for number in sorted(numbers) if self.counted.amount.covers(number)), None)


def find(facts: Facts) -> Iterator[Statement]:
    """Statements on the number of tests; what is said twice only once."""
    answers = {
        question: list(sentences)
        for question, sentences in groupby(facts.answers.sentences, key=lambda sentence: sentence.question)
    }
    suite = Suite(facts)
    home = _home(answers)
    claims = [
        claim
        for question, sentences in answers.items()
        for index, sentence in enumerate(sentences)
        if sentence.context in ("prose", "list", "table") and "test" in sentence.plain.lower()
        for claim in _claims(sentence, sentences, index, suite, question == home)
    ]
    if home is not None and not claims:
        yield from _described(answers[home], suite, facts)
    seen: set[tuple[object, ...]] = set()
    values: set[object] = set()
    for claim in claims:
        amount = claim.counted.amount
        key = (claim.files, claim.parts, amount.low, amount.high, claim.is_of_files)
        if key in seen or (claim.is_repeated and amount.value in values):
            continue
        if statement := _judge(claim, claims, suite):
            seen.add(key)
            values.add(amount.value)
            yield statement


def _home(answers: Mapping[int, Sequence[Sentence]]) -> int | None:
    """The question on tests: the first whose answer begins with a number of them, or speaks of little else."""
    for question, sentences in answers.items():
        tests = [sentence for sentence in sentences if "test" in sentence.plain.lower()]
        begins = any(True for sentence in sentences[:2] for _ in counted(sentence, _TESTS, _KINDS))
        if len(tests) * 2 >= len(sentences) or begins:
            return question
    return None


def _claims(
    sentence: Sentence, answer: Sequence[Sentence], index: int, suite: Suite, is_at_home: bool
) -> Iterator[_Claim]:
    """The claims of the sentence that has the index in an answer."""
    phrases = [phrase for phrase in counted(sentence, _TESTS, _KINDS) if _OF_LOAD.isdisjoint(phrase.words)]
    if not phrases or _CHECKS.search(sentence.plain):
        return
    tells_kinds_apart = sum(not _KINDS.isdisjoint(phrase.words) for phrase in phrases) > 1
    context = suite.parts_in(" ".join(other.plain for other in answer[:index]))
    with_load = any(_SPEAKS_OF_LOAD.search(other.plain) for other in answer)
    has_total = False
    for number, phrase in enumerate(phrases):
        before = sentence.plain[phrases[number - 1].end if number else 0 : phrase.start]
        after = sentence.plain[phrase.end : phrases[number + 1].start if number + 1 < len(phrases) else None]
        is_listed = before.rstrip().endswith(("(", ":", "|")) and re.match(r"\s*(?:[),:|]|$)", after) is not None
        near = f"{phrase.before[-_NEAR:]} {' '.join(phrase.words)} {after[:_NEAR]}"
        says_total = _IN_TOTAL.search(near) is not None and not is_listed
        is_topic = _TOPIC.match(before) is not None and (suite.parts_in(before) or _TEST_FILE.search(before))
        topic = before if is_listed or is_topic else ""
        label = suite.parts_in(topic if is_listed else " ".join(phrase.words))
        if "unit" in phrase.words and not tells_kinds_apart:
            label -= {"unit", "integration"}  # it is what most people call all of their tests
        parts = label or suite.parts_in(topic) or suite.parts_in(re.split(r"[.;:(]", after, maxsplit=1)[0])
        if says_total and len(parts) > 1 and not topic:
            parts = frozenset()  # what a total covers does not narrow it down
        own = _WITH.search(before)
        written = [own["file"]] if own else _TEST_FILE.findall(after) or _TEST_FILE.findall(topic)
        files = tuple(path for name in dict.fromkeys(written) for path in suite.named(name))
        is_total = not parts and not files
        if is_total and is_listed and _WHOLE.search(topic) is None:
            continue  # of a part that no file is named after
        if phrase.is_affirmed and not (is_total and (has_total or _is_among_others(phrase))):
            has_total |= is_total
            is_label = not label.isdisjoint(parts)
            says_modules = _MODULE_FILE.search(after) is not None
            yield _Claim(phrase, files, parts, is_label, says_modules, says_total, context, is_at_home, with_load)


def _is_among_others(phrase: Counted) -> bool:
    return any(_AMONG_OTHERS.search(text) for text in (phrase.before.rstrip(), *phrase.words))


def _judge(claim: _Claim, claims: Sequence[_Claim], suite: Suite) -> Statement | None:
    if claim.is_of_files:
        return _of_files(claim, suite)
    if len(claim.files) > 1 and claim.counted.amount.covers(len(claim.files)):
        return _statement(
            claim, Outcome.CONFIRMED, "The test files that it names are there.", len(claim.files), [], suite
        )
    if claim.files and not claim.says_total:
        return _of_named_files(claim, suite)
    if claim.says_modules and not claim.says_total:
        return None
    if claim.parts:
        return _of_parts(claim, suite)
    return _of_all(claim, claims, suite)


def _of_files(claim: _Claim, suite: Suite) -> Statement | None:
    number = claim.borne_out_by(suite.file_counts)
    if number is not None:
        return _statement(claim, Outcome.CONFIRMED, f"There are {number} test files.", number, suite.tests, suite)
    if claim.parts or claim.files:
        return None
    reason = f"There are {len(suite.files)} files with tests: {', '.join(suite.files)}."
    return _statement(claim, Outcome.REFUTED, reason, len(suite.files), suite.tests, suite)


def _of_named_files(claim: _Claim, suite: Suite) -> Statement | None:
    tests = suite.in_files(claim.files)
    number = claim.borne_out_by(counts(tests))
    outcome = Outcome.CONFIRMED if number is not None else Outcome.REFUTED
    is_part = claim.counted.amount.high < len(tests) and claim.is_narrowed
    if outcome is Outcome.REFUTED and (is_part or suite.may_have_more or len(claim.files) > 1):
        return None
    reason = f"pytest finds {suite.describe(tests)}." if tests else f"{claim.files[0]} has no test."
    return _statement(claim, outcome, reason, number if number is not None else len(tests), tests, suite)


def _of_parts(claim: _Claim, suite: Suite) -> Statement | None:
    readings = [tests for tests in suite.readings(claim.parts) if tests]
    for tests in readings:
        if (number := claim.borne_out_by(counts(tests))) is not None:
            return _statement(claim, Outcome.CONFIRMED, _there(suite.describe(tests)), number, tests, suite)
    if (number := claim.borne_out_by(suite.totals())) is not None and not claim.is_label:
        reason = f"pytest collects {suite.describe(suite.tests)}."
        return _statement(claim, Outcome.CONFIRMED, reason, number, suite.tests, suite)
    files = suite.files_of(claim.parts)
    if claim.borne_out_by([len(files)]) or not files or suite.may_have_more:
        return None
    is_of_one = claim.is_label and len(claim.parts) == 1
    if is_of_one or (not claim.is_label and set(files) >= set(suite.files)):
        tests = suite.in_files(files)
        if claim.counted.amount.high < len(tests) and claim.is_label and claim.is_narrowed:
            return None
        return _statement(claim, Outcome.REFUTED, _there(suite.describe(tests)), len(tests), tests, suite)
    return None


def _of_all(claim: _Claim, claims: Sequence[_Claim], suite: Suite) -> Statement | None:
    numbers = suite.unit_totals() if "unit" in claim.counted.words else suite.totals(claim.with_load)
    collected = f"pytest collects {suite.describe(suite.tests)}"
    if (number := claim.borne_out_by(numbers)) is not None:
        reason = f"{collected}." if number in counts(suite.tests) else f"{collected}; {_others(suite)}."
        return _statement(claim, Outcome.CONFIRMED, reason, number, suite.tests, suite)
    for tests in suite.readings(claim.context) if claim.context else ():
        if (number := claim.borne_out_by(counts(tests))) is not None and not claim.says_total:
            return _statement(claim, Outcome.CONFIRMED, _there(suite.describe(tests)), number, tests, suite)
    is_of_some = claim.context and not set(suite.files_of(claim.context)) >= set(suite.files)
    if not claim.says_total and (not claim.is_at_home or is_of_some):
        return None
    actual = len(suite.tests)
    if _sum_of_described(claim, claims, suite):
        reason = f"{collected}; {claim.counted.value} of them are those that the answer describes."
        return _statement(claim, Outcome.CONFIRMED, reason, actual, suite.tests, suite)
    if suite.may_have_more:
        reason = f"{collected}, and there may be more that cannot be counted from the files alone."
        return _statement(claim, Outcome.UNVERIFIABLE, reason, actual, suite.tests, suite)
    if (number := claim.borne_out_by(suite.file_counts)) is not None:
        reason = f"{collected}; {number} is the number of test files."
        return _statement(claim, Outcome.UNVERIFIABLE, reason, actual, suite.tests, suite)
    if (number := claim.borne_out_by(suite.assertion_counts)) is not None:
        reason = f"{collected}; {number} is the number of their assertions."
        return _statement(claim, Outcome.UNVERIFIABLE, reason, actual, suite.tests, suite)
    if choice := _choice(claim, suite):
        reason = f"{collected}; those in {', '.join(choice)} make {claim.counted.value}."
        return _statement(claim, Outcome.UNVERIFIABLE, reason, actual, suite.tests, suite)
    return _statement(claim, Outcome.REFUTED, f"{collected}.", actual, suite.tests, suite)


def _there(described: str) -> str:
    return f"There {'is' if described.startswith('one ') else 'are'} {described}."


def _others(suite: Suite) -> str:
    """What there is besides the tests that pytest collects."""
    more = []
    if suite.almost:
        files = ", ".join(dict.fromkeys(test.path for test in suite.almost))
        more.append(f"{len(suite.almost)} in {files}, where it does not look")
    more += [f"load tests in {path}" for path in suite.load_files]
    return f"there are also {' and '.join(more)}" if more else "some are always skipped, or in folders of other kinds"


def _sum_of_described(claim: _Claim, claims: Sequence[_Claim], suite: Suite) -> bool:
    """Whether the answer tells apart several numbers of tests that are right and add up to the claimed one."""
    parts = [
        other
        for other in claims
        if other.counted.amount.value != claim.counted.amount.value
        and other.counted.sentence.question == claim.counted.sentence.question
        and (other.parts or other.files)
    ]
    judged = [_of_named_files(other, suite) if other.files else _of_parts(other, suite) for other in parts]
    is_right = all(statement and statement.outcome is Outcome.CONFIRMED for statement in judged)
    return len(parts) > 1 and is_right and claim.counted.amount.covers(sum(part.counted.amount.value for part in parts))


def _choice(claim: _Claim, suite: Suite) -> tuple[str, ...]:
    """Test files of several parts that the sentence names whose tests make the claimed number."""
    parts = suite.parts_in(claim.counted.sentence.plain)
    if len(parts) < 2:
        return ()
    return next(
        (files for files in suite.choices(parts) if claim.borne_out_by(counts(suite.in_files(files))) is not None), ()
    )


_MADE = re.compile(
    r"\b(?:we|our|i)\b[^.]{0,80}\b(?:implement\w*|wr[oi]te\w*|written|creat\w*|add\w*|ha(?:ve|d)|ma[dk]e|design\w*|develop\w*|focus\w*|"
    r"test(?:ed|s)?|cover\w*|includ\w*|us(?:e|ed))\b",
    re.IGNORECASE,
)


def _described(answer: Sequence[Sentence], suite: Suite, facts: Facts) -> Iterator[Statement]:
    """The first statement of the answer on tests, where it has no number, that there are tests of some parts."""
    for sentence in answer:
        match = re.search(r"\btest", sentence.plain, re.IGNORECASE)
        parts = suite.parts_in(sentence.plain) - {"unit", "integration"}
        if match is None or not parts or not _MADE.search(sentence.plain):
            continue
        if mood_of(sentence, match.span()) is not Mood.AFFIRMED or sentence.context not in ("prose", "list"):
            continue
        value = f"tests of {', '.join(sorted(parts))}"
        if not suite.tests and not suite.almost and not suite.may_have_more:
            elsewhere = facts.of_elsewhere.tests.tests
            where = f" There are some in {elsewhere[0].path}, on another branch or removed since." if elsewhere else ""
            reason = f"There is no test that pytest would collect.{where}"
            yield stated(sentence, Kind.OTHER, value, Outcome.REFUTED, reason)
            return
        readings = {part: max(suite.readings([part]), key=len) for part in sorted(parts)}
        if all(readings.values()):
            found = list(dict.fromkeys(test for tests in readings.values() for test in tests))
            yield stated(
                sentence,
                Kind.OTHER,
                value,
                Outcome.CONFIRMED,
                _there(suite.describe(found)),
                evidence=suite.evidence(found),
            )
            return


def _statement(
    claim: _Claim, outcome: Outcome, reason: str, actual: int, tests: Sequence[TestFunction], suite: Suite
) -> Statement:
    items = dict.fromkeys(_PART_ITEMS[part] for part in sorted(claim.parts) if part in _PART_ITEMS)
    return stated(
        claim.counted.sentence,
        Kind.TEST_COUNT,
        claim.counted.value,
        outcome,
        reason,
        actual=actual,
        evidence=suite.evidence(tests),
        items=tuple(items) if outcome is Outcome.CONFIRMED else (),
    )
