"""One audit: from an opened repository to its evidence graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from auditor.errors import Unread
from auditor.excerpts import Excerpts
from auditor.facts import Facts
from auditor.graph import GraphBuilder
from auditor.report import Report
from auditor.report.reading import read_report
from auditor.repository.opening import Repository
from auditor.rule import Finding, Rule, Status, unverifiable
from auditor.rulebook import Rulebook

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
    repository: Repository, rulebook: Rulebook, group: str, report_path: str | None = None
) -> Audit:
    """Judge every item of the checklist that the repository's report follows.

    group: the id under which the group is known. report_path: where the report is, if it is not to be searched.
    Raises UnusableInput when report_path is given and is no readable file of the repository.
    """
    snapshot, history = repository.snapshot, repository.history
    report = read_report(snapshot, rulebook, report_path)
    facts = Facts(snapshot, history, report)
    items = rulebook.items_of(report.template if report else None)

    builder = GraphBuilder(snapshot.commit, repository.url, Excerpts(snapshot))
    builder.add_group(group, (report.members or ()) if report else ())
    builder.add_items(items)
    if report:
        builder.add_claims(report)
    for item in items:
        rule = rulebook.rules.get(item.id)
        if rule is not None:
            finding, template_only = judge(rule, facts)
            builder.add_finding(item.id, finding, template_only)
    errors = sorted({*snapshot.unread, *history.unread})
    return Audit(group, repository, rulebook, report, builder.graph, tuple(errors))


def judge(rule: Rule, facts: Facts) -> tuple[Finding, bool]:
    """The rule's finding and whether all its evidence is the template's.

    A finding that rests on not having found something is left open where files that could hold it were not read.
    """
    finding = rule.apply(facts)
    template_only = bool(finding.evidence) and all(evidence.template for evidence in finding.evidence)
    if template_only and rule.template_only is not None and finding.status is Status.PRESENT:
        finding = replace(finding, status=rule.template_only)
    if finding.status is Status.ABSENT:
        finding = _left_open(finding, _unread_for(rule, finding, facts))
    return finding, template_only


def _left_open(finding: Finding, unread: list[Unread]) -> Finding:
    if not unread:
        return finding
    first = unread[0]
    where = first.path or "the repository"
    more = f" and {len(unread) - 1} more" if len(unread) > 1 else ""
    return unverifiable(
        f"Cannot be judged: {where} could not be read ({first.message}){more}. Elsewhere: {finding.summary}",
        finding.evidence,
    )


def _unread_for(rule: Rule, finding: Finding, facts: Facts) -> list[Unread]:
    """What was not read of the files that the rule's facts are made from, and could hold what was not found."""
    kinds = [kind for fact in rule.facts for kind in FILES_OF_FACT.get(fact, ())]
    history = facts.history.unread if "history" in rule.facts else []
    return [
        *history,
        *(
            problem
            for problem in facts.snapshot.unread
            if (not problem.path or any(_is_of_kind(problem.path, kind) for kind in kinds))
            and _could_hold(problem.path, finding.words, facts)
        ),
    ]


def _could_hold(path: str, words: Iterable[str], facts: Facts) -> bool:
    """Whether a file that could not be parsed may matter: its text has one of the words, or cannot be seen."""
    text = facts.snapshot.text(path) if path else None
    if text is None or not words:
        return True
    lower = text.lower()
    return any(word.lower() in lower for word in words)


# Which files a fact is made from: endings, or beginnings with a slash at the end.
FILES_OF_FACT: dict[str, tuple[str, ...]] = {
    "python": (".py", ".ipynb"),
    "tests": (".py",),
    "workflows": (".github/", ".gitlab-ci.yml"),
    "cloud_builds": (".yaml", ".yml", ".json"),
    "hooks": (".pre-commit-config.yaml", ".pre-commit-config.yml"),
    "containers": ("dockerfile", ".docker", ".yaml", ".yml"),
    "dvc": (".dvc", ".dvc/config", "dvc.yaml", "dvc.lock"),
    "configs": (".yaml", ".yml", ".toml", ".json", ".ini", ".cfg"),
    "manifests": (".txt", ".toml", ".yml", ".yaml", ".lock", "pipfile", "setup.py", "setup.cfg"),
    "documents": (".md", ".rst"),
    "commands": (".sh", "makefile", ".yml", ".yaml", ".py", ".ps1", ".bat", "dockerfile"),
}


def _is_of_kind(path: str, kind: str) -> bool:
    lower = path.lower()
    return lower.startswith(kind) if kind.endswith("/") else lower.endswith(kind)
