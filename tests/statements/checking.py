"""Holds made-up answers against made-up repositories."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from auditor.facts import Facts
from auditor.rule import ExampleCommit
from auditor.statements import Statement
from auditor.vocabulary import Vocabulary
from rules.vocabulary import vocabulary
from tests.reports import report_of
from tests.repositories import shared_repository_of

Find = Callable[[Facts, Vocabulary], Iterator[Statement]]


def statements(
    find: Find,
    answers: Mapping[int, str] | str,
    files: Mapping[str, str | bytes] | None = None,
    history: Iterable[ExampleCommit] = (),
) -> list[Statement]:
    """What find makes of answers (of a text: the answer to question 1) about a repository of these files."""
    by_question = {1: answers} if isinstance(answers, str) else answers
    repository = shared_repository_of(files, history)
    facts = Facts(repository.snapshot, repository.history, report_of(by_question))
    return list(find(facts, vocabulary()))


def outcomes(
    find: Find,
    answers: Mapping[int, str] | str,
    files: Mapping[str, str | bytes] | None = None,
    history: Iterable[ExampleCommit] = (),
) -> list[tuple[str, object, str]]:
    """Kind, value and outcome of each statement that find makes."""
    return [(s.kind.value, s.value, s.outcome.value) for s in statements(find, answers, files, history)]
