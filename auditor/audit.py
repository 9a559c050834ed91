"""One audit: from an opened repository to its evidence graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.errors import Unread
from auditor.excerpts import Excerpts
from auditor.facts import Facts
from auditor.graph import GraphBuilder
from auditor.judging import judge_or_leave
from auditor.report import Report
from auditor.report.reading import read_report
from auditor.repository.opening import Repository
from auditor.rulebook import Rulebook
from auditor.statements.contradictions import find_contradictions
from auditor.statements.finding import find_statements
from auditor.statements.said import read_said

if TYPE_CHECKING:
    from auditor.graph import EvidenceGraph


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found. Verdicts are read off the graph."""

    group: str
    repository: Repository
    rulebook: Rulebook
    report: Report | None
    graph: EvidenceGraph
    errors: tuple[Unread, ...]


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
    if report is None:
        report = read_report(snapshot, rulebook, report_path)
    facts = Facts(snapshot, history, report, rulebook.baseline)
    items = rulebook.items_of(report.template if report else None)

    builder = GraphBuilder(snapshot.commit, repository.url, Excerpts(snapshot, lambda: facts.elsewhere.snapshot))
    builder.add_group(group, (report.members or ()) if report else ())
    builder.add_items(items)
    if report:
        builder.add_claims(report)
    findings = {}
    failures: list[Unread] = []
    for item in items:
        rule = rulebook.rules.get(item.id)
        if rule is not None:
            finding, template_only, failed = judge_or_leave(rule, facts)
            builder.add_finding(item.id, finding, template_only)
            findings[item.id] = finding
            failures += failed
    said = read_said(facts, rulebook, findings)
    for number, statement in enumerate(find_statements(facts, rulebook.vocabulary, said), 1):
        builder.add_statement(number, statement)
    for position in said.positions:
        builder.add_position(position)
    for contradiction in find_contradictions(said, rulebook.topics, rulebook.vocabulary):
        builder.add_contradiction(contradiction)
    errors = sorted({*snapshot.unread, *history.unread, *failures})
    return Audit(group, repository, rulebook, report, builder.graph, tuple(errors))
