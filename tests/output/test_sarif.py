"""The SARIF log of an audit, for code-scanning views."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from auditor.audit import Audit, audit_repository
from auditor.output.evidence_report import evidence_report
from auditor.output.sarif import sarif
from auditor.repository.opening import open_repository
from auditor.rulebook import load_rulebook
from tests.audits import FILES, RULEBOOK, audit_of
from tests.repositories import repository_of

VALIDATOR = Draft202012Validator(json.loads(Path(__file__).with_name("sarif.schema.json").read_text("utf-8")))


def log_of(audit: Audit) -> dict[str, Any]:
    return sarif(evidence_report(audit), audit)


def results_of(audit: Audit) -> list[dict[str, Any]]:
    log = log_of(audit)
    VALIDATOR.validate(log)
    results: list[dict[str, Any]] = log["runs"][0]["results"]
    return results


@pytest.fixture(scope="module")
def log(sample: Path) -> dict[str, Any]:
    with open_repository(sample) as repository:
        return log_of(audit_repository(repository, load_rulebook(), "swell"))


def test_the_sample_fits_the_schema(log: dict[str, Any]) -> None:
    VALIDATOR.validate(log)


def test_accusations_refuted_statements_and_contradictions_are_results_in_this_order(log: dict[str, Any]) -> None:
    results = log["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == ["lightning", "coverage", "refuted-statement", "contradiction"]
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in results] == [result["ruleId"] for result in results]


def test_a_result_is_at_the_group_s_own_words(log: dict[str, Any], sample: Path) -> None:
    with open_repository(sample) as repository:
        lines = repository.snapshot.lines("reports/README.md")
    places = [result["locations"][0]["physicalLocation"] for result in log["runs"][0]["results"]]
    assert {place["artifactLocation"]["uri"] for place in places} == {"reports/README.md"}
    shown = [lines[place["region"]["startLine"] - 1] for place in places]
    for words, line in zip(
        ["PyTorch-lightning", "code coverage", "nine tests", "PyTorch-lightning"], shown, strict=True
    ):
        assert words in line


def test_evidence_is_beside_it(log: dict[str, Any]) -> None:
    refuted, contradiction = log["runs"][0]["results"][2:]
    assert "tests/test_data.py" in {
        location["physicalLocation"]["artifactLocation"]["uri"] for location in refuted["relatedLocations"]
    }
    assert [location["id"] for location in contradiction["relatedLocations"]] == [1]


def test_a_rule_says_what_it_asks_for_and_how_it_is_judged(log: dict[str, Any]) -> None:
    rules = {rule["id"]: rule for rule in log["runs"][0]["tool"]["driver"]["rules"]}
    assert rules["coverage"]["shortDescription"]["text"] == "Calculate the code coverage (M16)"
    assert rules["coverage"]["fullDescription"]["text"].startswith("present: ")
    assert len(rules["coverage"]["help"]["text"]) > 100


def test_a_result_is_known_again_when_its_line_has_moved() -> None:
    def fingerprints(report: str) -> list[dict[str, str]]:
        with repository_of(FILES | {"report.md": report}) as repository:
            results = results_of(audit_repository(repository, RULEBOOK, "swell", report_path="report.md"))
            return [result["partialFingerprints"] for result in results]

    assert fingerprints("* [x] Build an image") == fingerprints("# Report\n\nOurs.\n\n* [x] Build an image")


def test_paths_are_uris() -> None:
    path = "reports/50%: «a b»?#.md"
    with repository_of(FILES | {path: "* [x] Build an image"}) as repository:
        (result,) = results_of(audit_repository(repository, RULEBOOK, "swell", report_path=path))
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "reports/50%25%3A%20%C2%ABa%20b%C2%BB%3F%23.md",
        "uriBaseId": "%SRCROOT%",
    }


def test_a_report_from_elsewhere_is_under_no_root() -> None:
    with audit_of({"image": True}, {"train.py": "pass"}) as audit:
        (result,) = results_of(audit)
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "report.md"}
    assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uriBaseId"] == "%SRCROOT%"


def test_nothing_wrong_gives_no_result_and_what_was_not_read_is_told() -> None:
    with repository_of({"tests/test_waves.py": "x", "report.md": "* [x] Write tests"}) as repository:
        repository.snapshot.report_unread("data/\x1b[31m.csv", "it is too large")
        log = log_of(audit_repository(repository, RULEBOOK, "swell", report_path="report.md"))
    VALIDATOR.validate(log)
    run = log["runs"][0]
    assert run["results"] == []
    notifications = run["invocations"][0]["toolExecutionNotifications"]
    assert [one["message"]["text"] for one in notifications] == ["data/[31m.csv: it is too large"]
    assert "versionControlProvenance" not in run


def test_the_commit_is_told_where_the_repository_has_an_address(log: dict[str, Any]) -> None:
    with audit_of({"image": True}) as audit:
        report = evidence_report(audit)
        report["group"]["repository_url"] = "https://github.com/swell/waves"
        run = sarif(report, audit)["runs"][0]
    VALIDATOR.validate({**log, "runs": [run]})
    assert run["versionControlProvenance"] == [
        {
            "repositoryUri": "https://github.com/swell/waves",
            "revisionId": report["repository"]["commit"],
            "branch": "main",
            "mappedTo": {"uriBaseId": "%SRCROOT%"},
        }
    ]
