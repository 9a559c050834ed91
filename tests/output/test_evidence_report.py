"""The evidence report, held against its published schema."""

from __future__ import annotations

import json
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from auditor.audit import audit_repository
from auditor.output.evidence_report import evidence_report, to_json
from auditor.repository.opening import open_repository
from auditor.rule import Polarity, Status
from auditor.rulebook import load_rulebook
from auditor.statements import Kind, Outcome
from auditor.verdicts import Stance, Verdict
from tests.audits import audit_of
from tests.repositories import repository_of

SCHEMA = json.loads(files("auditor.output").joinpath("evidence_report.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    ("definition", "values"),
    [
        (("statement", "properties", "kind"), Kind),
        (("statementVerdict",), Outcome),
        (("verdict",), Verdict),
        (("item", "properties", "status"), Status),
        (("item", "properties", "stance"), Stance),
        (("evidence", "properties", "polarity"), Polarity),
    ],
)
def test_the_schema_knows_every_value(definition: tuple[str, ...], values: type[StrEnum]) -> None:
    part = SCHEMA["$defs"]
    for key in definition:
        part = part[key]
    assert part["enum"] == [value.value for value in values]


def test_an_audit_fits_the_schema() -> None:
    with audit_of({"tests": True, "image": True, "tracking": None, "docs": False}) as audit:
        report = evidence_report(audit, seconds=0.25)
    VALIDATOR.validate(report)
    assert report["summary"]["verdicts"] == {
        "supported": 1,
        "weak": 0,
        "unsupported": 1,
        "unverifiable": 0,
        "contradicted": 0,
        "unclaimed": 0,
        "blank": 3,
    }
    assert {id_ for item in report["items"] for id_ in item["evidence"]} == {e["id"] for e in report["evidence"]}


def test_a_repository_without_a_report_fits_the_schema_and_says_so() -> None:
    with repository_of({"main.py": "print()"}) as repository:
        report = evidence_report(audit_repository(repository, load_rulebook(), "swell"), seconds=0)
    VALIDATOR.validate(report)
    assert report["report"]["path"] is None
    assert {item["ticked"] for item in report["items"]} == {None}


def test_the_sample_fits_the_schema(sample: Path) -> None:
    with open_repository(sample) as repository:
        VALIDATOR.validate(evidence_report(audit_repository(repository, load_rulebook(), "swell"), seconds=0))


def test_two_audits_of_one_commit_give_the_same_bytes_except_for_the_run(sample: Path) -> None:
    written = []
    for seconds in (0.1, 0.2):
        with open_repository(sample) as repository:
            report = evidence_report(audit_repository(repository, load_rulebook(), "swell"), seconds)
        assert report.pop("run")["seconds"] == seconds
        written.append(to_json(report))
    assert written[0] == written[1]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema_version",), "2"),
        (("repository", "commit"), "HEAD"),
        (("items", 0, "verdict"), "guilty"),
        (("items", 0, "item"), "Write tests"),
        (("evidence", 0, "start_line"), 0),
        (("evidence", 0, "excerpt"), "1\n2\n3\n4\n5\n6"),
        (("summary", "verdicts", "guilty"), 1),
        (("contradictions",), [{"between": ["item:tests"], "summary": "One against itself."}]),
    ],
)
def test_the_schema_refuses_what_is_no_evidence_report(path: tuple[str | int, ...], value: object) -> None:
    with audit_of({"tests": True}) as audit:
        report: Any = json.loads(to_json(evidence_report(audit, seconds=0)))
    *parents, last = path
    part = report
    for key in parents:
        part = part[key]
    part[last] = value
    with pytest.raises(ValidationError):
        VALIDATOR.validate(report)
