"""Holds made-up answers against made-up repositories."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack

from auditor.facts import Facts
from auditor.repository.opening import Repository
from auditor.rule import ExampleCommit
from auditor.statements import Statement
from auditor.vocabulary import Vocabulary
from rules.vocabulary import vocabulary
from tests.reports import report_of
from tests.repositories import repository_of

Find = Callable[[Facts, Vocabulary], Iterator[Statement]]


def statements(
    find: Find,
    answers: Mapping[int, str] | str,
    files: Mapping[str, str | bytes] | None = None,
    history: Iterable[ExampleCommit] = (),
) -> list[Statement]:
    """What find makes of answers (of a text: the answer to question 1) about a repository of these files."""
    by_question = {1: answers} if isinstance(answers, str) else answers
    repository = _LAST.repository_of(files, tuple(history))
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


class _Last:
    """The repository of the test before, which the next one mostly shares: to make one takes longer than to ask it."""

    def __init__(self) -> None:
        self._key = ""
        self._opened = ExitStack()
        self._repository: Repository | None = None
        atexit.register(self._opened.close)

    def repository_of(self, files: Mapping[str, str | bytes] | None, history: tuple[ExampleCommit, ...]) -> Repository:
        """One of these files, or with this history."""
        key = repr((files, history))
        if self._repository is None or key != self._key:
            self._opened.close()
            self._repository = self._opened.enter_context(repository_of(files, history))
            self._key = key
        return self._repository


_LAST = _Last()
