"""Every rule's examples, turned into repositories: each must get the status that it says, with evidence that exists."""

from __future__ import annotations

import pytest

from auditor.facts import Facts
from auditor.judging import judge
from auditor.place import Place
from auditor.rule import Example, Rule
from auditor.rulebook import load_rulebook
from tests.reports import report_of
from tests.repositories import repository_of

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
        for evidence in finding.evidence:
            assert_exists(evidence.place, facts)
        if example.at is not None:
            assert sorted(str(evidence.place) for evidence in finding.evidence) == sorted(example.at)


def assert_exists(place: Place, facts: Facts) -> None:
    """The place must be in the repository: a reader opens it."""
    if place.commit is not None:
        assert place.commit in facts.history.commits
    if place.path is None or place.ref is not None or (facts.report and place.path in facts.report.paths):
        return
    assert place.path in facts.snapshot.entries or place.path in facts.snapshot.folders
    if place.start is not None:
        assert 1 <= place.start <= (place.end or place.start) <= len(facts.snapshot.lines(place.path))


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.item)
def test_each_rule_says_what_it_looks_for_and_shows_it(rule: Rule) -> None:
    assert len(rule.description) > 40
    statuses = {example.status for example in rule.examples}
    assert len(statuses) > 1 or len(rule.examples) == 1
    assert len({example.name for example in rule.examples}) == len(rule.examples)
