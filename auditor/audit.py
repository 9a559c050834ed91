"""One audit: from an opened repository to its evidence graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditor.deadline import Late, look_later
from auditor.errors import Unread, UnusableInput
from auditor.excerpts import Excerpts
from auditor.facts import Facts
from auditor.graph import GraphBuilder, without_secrets
from auditor.judging import judge_or_leave
from auditor.report import Report
from auditor.report.reading import read_report
from auditor.repository.opening import Repository
from auditor.rule import unverifiable
from auditor.rulebook import Rulebook
from auditor.statements.contradictions import find_contradictions
from auditor.statements.finding import find_statements
from auditor.statements.said import read_said
from auditor.time_limit import OutOfTime

if TYPE_CHECKING:
    from auditor.graph import EvidenceGraph


_MOST_ALIKE = 50  # errors with the same message
_OUT_OF_TIME = unverifiable("Cannot be judged: the audit took too long, see the errors.")


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found. Verdicts are read off the graph.

    late: what came after the deadline, where one was given.
    """

    group: str
    repository: Repository
    rulebook: Rulebook
    report: Report | None
    facts: Facts
    graph: EvidenceGraph
    errors: tuple[Unread, ...]
    late: Late = field(default_factory=Late)


def audit_repository(
    repository: Repository,
    rulebook: Rulebook,
    group: str,
    report_path: str | None = None,
    report: Report | None = None,
) -> Audit:
    """Judge every item of the checklist that the repository's report follows.

    group: the id under which the group is known. report_path: where the report is, if it is not to be searched. report:
    one from elsewhere, instead of the repository's own.
    Raises UnusableInput when report_path is given and is no readable file of the repository.
    """
    snapshot, history = repository.snapshot, repository.history
    time, given = repository.time, report
    if report is None:
        try:
            with time.held():
                report = read_report(snapshot, rulebook, report_path)
        except OutOfTime:
            raise UnusableInput(f"the report could not be read within {time.seconds} s") from None
    facts = Facts(snapshot, history, report, rulebook.baseline)
    items = rulebook.items_of(report.template if report else None)

    builder = GraphBuilder(snapshot.commit, repository.url, Excerpts(snapshot, lambda: facts.elsewhere.snapshot))
    builder.add_group(group, (report.members or ()) if report else ())
    builder.add_items(items)
    if report:
        builder.add_claims(report)
    findings = {}
    failures: list[Unread] = []
    left: list[str] = []
    for item in items:
        rule = rulebook.rules.get(item.id)
        if rule is not None:
            try:
                with time.held():
                    finding, template_only, failed = judge_or_leave(rule, facts)
            except OutOfTime:
                finding, template_only, failed = _OUT_OF_TIME, False, ()
                left.append(item.id)
            builder.add_finding(item.id, finding, template_only)
            findings[item.id] = finding
            failures += failed
    try:
        with time.held():
            said = read_said(facts, rulebook, findings)
            statements = list(find_statements(facts, rulebook.vocabulary, said))
            contradictions = list(find_contradictions(said, rulebook.topics, rulebook.vocabulary))
        for number, statement in enumerate(statements, 1):
            builder.add_statement(number, statement)
        for position in said.positions:
            builder.add_position(position)
        for contradiction in contradictions:
            builder.add_contradiction(contradiction)
    except OutOfTime:
        left.append("the statements of the answers")
    late = Late()
    try:
        with time.held():
            late = look_later(repository, rulebook, findings, report, given)
    except OutOfTime:
        left.append("what came after the deadline")
    if left:
        failures.append(Unread("", f"the audit was ended after {time.seconds} s without {', '.join(left)}"))
    errors = _condensed({*snapshot.unread, *history.unread, *failures})
    return Audit(group, repository, rulebook, report, facts, without_secrets(builder.graph), tuple(errors), late)


def _condensed(errors: Iterable[Unread]) -> list[Unread]:
    """Errors in order; of a great many files with the same problem the first ones, and how many more there are."""
    by_message: dict[str, list[Unread]] = {}
    for error in sorted(errors):
        by_message.setdefault(error.message, []).append(error)
    kept = [error for alike in by_message.values() for error in alike[:_MOST_ALIKE]]
    kept += [
        Unread("", f"{len(alike) - _MOST_ALIKE:,} more files: {message}")
        for message, alike in by_message.items()
        if len(alike) > _MOST_ALIKE
    ]
    return sorted(kept)
