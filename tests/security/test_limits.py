"""What is over a limit is left and told, what hangs on it is unverifiable, and no audit takes longer than it may."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, replace
from threading import Thread

import pytest

from auditor.audit import audit_repository
from auditor.errors import UnusableInput
from auditor.limits import AuditLimits, in_effect, limits, read_limits
from auditor.repository.opening import Repository
from auditor.repository.snapshot import Snapshot
from auditor.rule import ExampleCommit, Finding, absent
from auditor.statements import Kind, Outcome
from auditor.statements.finding import find_statements
from auditor.statements.said import read_said
from auditor.time_limit import OutOfTime, TimeLimit
from auditor.verdicts import judge_items
from rules.vocabulary import vocabulary
from tests.audits import RULEBOOK, report_with
from tests.reports import report_of
from tests.repositories import facts_of, repository_of

FILES = {f"{folder}/{number}.py": "print()" for folder in "ab" for number in range(5)}


def errors_of(repository: Repository) -> list[str]:
    return [problem.message for problem in (*repository.snapshot.unread, *repository.history.unread)]


@pytest.mark.parametrize(
    ("limit", "message"),
    [
        ("files=5", "not listed: the rest (there are more than 5 paths)"),
        ("tree_depth=1", "not listed: some paths (they have more than 4,096 characters or 1 folders)"),
        ("commits=2", "the history is incomplete: there are more than 2 commits"),
        ("refs=1", "of 2 branches only the first 1 were read"),
        ("message_characters=3", "of 3 messages as long as that of "),
    ],
)
def test_a_limit_that_is_hit_is_told(limit: str, message: str) -> None:
    history = [
        ExampleCommit({**FILES, "a/b/c.py": "print()"}),
        ExampleCommit({"x.py": "x"}),
        ExampleCommit({"y.py": "y"}, branch="other"),
    ]
    with in_effect(read_limits([limit])), repository_of(history=history) as repository:
        assert any(error.startswith(message) for error in errors_of(repository)), errors_of(repository)
    with repository_of(history=history) as repository:
        assert errors_of(repository) == []


def test_files_nearest_to_the_root_are_listed_first() -> None:
    with in_effect(AuditLimits(files=4)), repository_of({**FILES, "z.md": "z"}) as repository:
        assert "z.md" in repository.snapshot.entries


def test_limits_are_set_by_their_names() -> None:
    assert read_limits([]) == limits() == AuditLimits()
    assert read_limits(["files=1_000", "seconds=5"]) == AuditLimits(files=1000, seconds=5)
    for setting in ("files", "files=", "files=0", "files=-1", "files=1.5", "file=1", "=1", "files=²"):
        with pytest.raises(UnusableInput):
            read_limits([setting])
    assert all(field.metadata["reason"] for field in fields(AuditLimits))


def _never_ends(snapshot: Snapshot) -> Finding:
    while True:
        with suppress(Exception):  # as a library on the way may have it
            time.sleep(0.01)


def test_a_rule_that_never_ends_costs_what_is_judged_after_it() -> None:
    rules = {**RULEBOOK.rules, "tracking": replace(RULEBOOK.rules["tracking"], judge=_never_ends)}
    book = replace(RULEBOOK, rules=rules)
    report = report_with(dict.fromkeys(["tests", "tracking", "image"], True))
    with in_effect(AuditLimits(seconds=1)), repository_of({"tests/test_a.py": "assert 1"}) as repository:
        audit = audit_repository(repository, book, "slow", report=report)
    verdicts = {item.item: item.verdict.value for item in judge_items(audit.graph)}
    assert verdicts["tests"] == "supported"
    assert verdicts["tracking"] == verdicts["image"] == "unverifiable"
    assert [error.message for error in audit.errors] == [
        "the audit was ended after 1 s without tracking, image, cloud, the statements of the answers, "
        "what came after the deadline"
    ]


def _endless() -> Iterator[int]:
    while True:
        yield 0


def test_time_is_told_in_the_middle_of_work_and_before_it() -> None:
    limit = TimeLimit(0.05)
    with pytest.raises(OutOfTime), limit.held():
        sum(_endless())
    assert limit.is_over
    with pytest.raises(OutOfTime), limit.held():
        pytest.fail("it was begun")
    done = []
    with TimeLimit(60).held():
        done.append(1)
    thread = Thread(target=lambda: done.append(_in_a_thread()))
    thread.start()
    thread.join()
    assert done == [1, 2]


def _in_a_thread() -> int:
    with TimeLimit(60).held():
        return 2


def test_nothing_is_refuted_where_not_all_was_listed() -> None:
    answers = report_of({1: "We keep our settings in `config/settings.yaml`."})
    for files, outcome in ((5, Outcome.UNVERIFIABLE), (100, Outcome.REFUTED)):
        with in_effect(AuditLimits(files=files)), facts_of(FILES, report=answers) as facts:
            said = read_said(facts, replace(RULEBOOK, vocabulary=vocabulary()), {"tests": absent("None.")})
            found = [s for s in find_statements(facts, vocabulary(), said) if s.kind is Kind.FILE_EXISTS]
            assert [statement.outcome for statement in found] == [outcome]
