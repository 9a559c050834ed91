"""Every rule's examples, turned into repositories: each must get the status that it says, with evidence that exists."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from auditor.evaluation.counterfactuals import counterfactual
from auditor.evaluation.editing import Change, without_lines
from auditor.evaluation.verification import CommittedFiles, problems
from auditor.facts import Facts
from auditor.judging import judge
from auditor.place import Place
from auditor.report import Report
from auditor.rule import Example, Rule
from auditor.rulebook import load_rulebook
from tests.reports import report_of
from tests.repositories import repository_of, shared_repository_of

RULES = load_rulebook().rules
CASES = [(rule, example) for rule in RULES.values() for example in rule.examples]


@pytest.mark.parametrize(("rule", "example"), CASES, ids=lambda value: getattr(value, "item", None) or value.name)
def test_example(rule: Rule, example: Example) -> None:
    with repository_of(example.files, example.history) as repository:
        facts = Facts(repository.snapshot, repository.history, report_of(example.answers, example.members))
        finding, _ = judge(rule, facts)
        assert finding.status.value == example.status, f"{finding.summary}\n" + "\n".join(
            f"{evidence.place}: {evidence.message}" for evidence in finding.evidence
        )
        in_report = facts.report.paths if facts.report else ()
        files = CommittedFiles(repository.snapshot, repository.history)
        for evidence in finding.evidence:
            if evidence.place.path not in in_report:
                assert not [f"{evidence}: {problem}" for problem in problems(evidence, files)]
        if example.at is not None:
            assert sorted(str(evidence.place) for evidence in finding.evidence) == sorted(example.at)


# Items that rest on the history, in all of their examples or in some: it cannot be taken out of a tree.
IN_HISTORY = {
    *("git-repository", "write-access", "cookiecutter", "gcp-bucket-dvc", "docs-pages", "revisit-description"),
}
PRESENT = [(rule, example) for rule, example in CASES if example.status == "present"]


@pytest.mark.parametrize("change", Change)
@pytest.mark.parametrize(("rule", "example"), PRESENT, ids=lambda value: getattr(value, "item", None) or value.name)
def test_without_its_evidence_an_example_is_not_present(rule: Rule, example: Example, change: Change) -> None:
    report = report_of(example.answers, example.members)
    repository = shared_repository_of(example.files, example.history)
    facts = Facts(repository.snapshot, repository.history, report)
    cited = [piece.place for piece in judge(rule, facts)[0].evidence]
    less = report_of(without(report, cited, change), example.members) if report else None
    tried = counterfactual(rule, facts, change, lambda snapshot: Facts(snapshot, facts.history, less))
    assert tried is not None
    if tried.after is None:
        assert rule.item in IN_HISTORY, tried.untried
    else:
        kept_by = [f"{piece.place}: {piece.message}" for piece in tried.after.evidence]
        assert not tried.stands, [tried.after.summary, *kept_by]


def without(report: Report, places: Iterable[Place], change: Change) -> dict[int, str]:
    """The answers without what is at these places."""
    cited = [(place.start, place.end or place.start) for place in places if place.path == report.path and place.start]
    return {
        number: without_lines(
            report.path,
            answer.text,
            [(first - answer.place.start + 1, last - answer.place.start + 1) for first, last in cited],
            change,
        )
        for number, answer in report.answers.items()
        if answer.place.start is not None
    }


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.item)
def test_each_rule_says_what_it_looks_for_and_shows_it(rule: Rule) -> None:
    assert len(rule.description) > 40
    statuses = {example.status for example in rule.examples}
    assert len(statuses) > 1 or len(rule.examples) == 1
    assert len({example.name for example in rule.examples}) == len(rule.examples)
