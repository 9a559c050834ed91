"""All statements of a report, held against the facts."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from auditor.errors import Unread
from auditor.facts import Facts
from auditor.statements import (
    Kind,
    Outcome,
    Statement,
    Value,
    architectures,
    commands,
    commits,
    counts,
    coverage,
    figures,
    folders,
    hooks,
    identifiers,
    image_purposes,
    libraries,
    load_tests,
    machines,
    matrices,
    metrics,
    paths,
    request_fields,
    routes,
    run_images,
    seeds,
    settings,
    storage,
    tools,
    universals,
    version_control,
    versioned_models,
    workflow_content,
)
from auditor.statements.denied import find_denied
from auditor.statements.said import Said
from auditor.vocabulary import Vocabulary

Finder = Callable[[Facts, Vocabulary], Iterator[Statement]]
_FINDERS = (
    architectures.find,
    commands.find,
    commits.find,
    counts.find,
    coverage.find,
    figures.find,
    folders.find,
    hooks.find,
    identifiers.find,
    image_purposes.find,
    libraries.find,
    load_tests.find,
    machines.find,
    matrices.find,
    metrics.find,
    paths.find,
    request_fields.find,
    routes.find,
    run_images.find,
    seeds.find,
    settings.find,
    storage.find,
    tools.find,
    universals.find,
    version_control.find,
    versioned_models.find,
    workflow_content.find,
)


def _found_by(find: Finder, facts: Facts, vocabulary: Vocabulary) -> list[Statement]:
    """What one finder finds; one that fails costs its own kinds, and the errors say so."""
    try:
        return list(find(facts, vocabulary))
    except MemoryError:
        raise
    except Exception as error:
        kinds = find.__module__.rpartition(".")[2]
        facts.snapshot.report_unread("", f"statements ({kinds}) failed: {type(error).__name__}: {error}")
        return []


def find_statements(facts: Facts, vocabulary: Vocabulary, said: Said) -> Iterator[Statement]:
    """The statements of all kinds, in the order of the report; one that two kinds find alike only once."""
    found = [statement for find in _FINDERS for statement in _found_by(find, facts, vocabulary)]
    found.extend(find_denied(said.positions, said.findings, found))
    found = _without_repetition(found)
    if unlisted := _unlisted(facts):
        found = [_left_open(statement, unlisted[0]) for statement in found]
    seen = set()
    for statement in sorted(found, key=lambda s: (s.question, s.place, s.kind, str(s.value))):
        key = (statement.question, statement.quote, statement.kind, str(statement.value))
        if key not in seen:
            seen.add(key)
            yield statement


def _unlisted(facts: Facts) -> list[Unread]:
    """What of the repository as a whole could not be read, its files or its history."""
    return [problem for problem in (*facts.snapshot.unread, *facts.history.unread) if not problem.path]


def _left_open(statement: Statement, incomplete: Unread) -> Statement:
    """A statement that seems wrong may be right by what was not read."""
    if statement.outcome is not Outcome.REFUTED:
        return statement
    reason = f"{statement.reason} But not all could be read: {incomplete.message}."
    return replace(statement, outcome=Outcome.UNVERIFIABLE, reason=reason)


def _without_repetition(found: Sequence[Statement]) -> list[Statement]:
    """What was found, without "the file is there" where more is said of that file from the same sentence."""
    kept: list[Statement] = []
    told = {
        (s.question, s.quote, name)
        for s in found
        if s.kind in (Kind.DOCKER_IMAGES, Kind.OTHER) and isinstance(s.value, str)
        for name in (s.value, s.value.partition(" ")[0])
    }
    files: set[tuple[int, str, Value]] = set()
    for statement in found:
        if statement.kind is Kind.FILE_EXISTS and isinstance(statement.actual, str):
            actual = statement.actual
            of_sentence = (statement.question, statement.quote)
            names = (actual, posixpath.basename(actual))
            if (*of_sentence, actual) in files or any((*of_sentence, name) in told for name in names):
                continue
            files.add((*of_sentence, actual))
        kept.append(statement)
    return kept
