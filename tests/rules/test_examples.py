"""Every rule's examples, turned into repositories: each must get the status that it says, with evidence that exists."""

from __future__ import annotations

import pytest

from auditor.evaluation.counterfactuals import counterfactual
from auditor.evaluation.editing import Change
from auditor.evaluation.verification import CommittedFiles, problems
from auditor.facts import Facts
from auditor.judging import judge
from auditor.rule import Example, Rule
from auditor.rulebook import load_rulebook
from tests.reports import report_of
from tests.repositories import facts_of, repository_of

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


# What these items rest on cannot be taken out of a tree.
UNTRIED = {
    "git-repository": "is the history itself",
    "write-access": "is the history itself",
}
PRESENT = [(rule, example) for rule, example in CASES if example.status == "present" and rule.item not in UNTRIED]


@pytest.mark.parametrize("change", Change)
@pytest.mark.parametrize(("rule", "example"), PRESENT, ids=lambda value: getattr(value, "item", None) or value.name)
def test_without_its_evidence_no_example_is_present(rule: Rule, example: Example, change: Change) -> None:
    report = report_of(example.answers, example.members)
    with facts_of(example.files, example.history, report) as facts:
        tried = counterfactual(rule, facts, change, lambda snapshot: Facts(snapshot, facts.history, report))
        assert tried is not None
        assert not tried.stands, f"{tried.after.summary}\n" + "\n".join(
            f"{e.place}: {e.message}" for e in tried.after.evidence
        )
        if tried.untried:
            print(tried.untried)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.item)
def test_each_rule_says_what_it_looks_for_and_shows_it(rule: Rule) -> None:
    assert len(rule.description) > 40
    statuses = {example.status for example in rule.examples}
    assert len(statuses) > 1 or len(rule.examples) == 1
    assert len({example.name for example in rule.examples}) == len(rule.examples)
