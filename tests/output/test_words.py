"""What the evidence report quotes of a group, and who committed when."""

from __future__ import annotations

import pytest

from auditor.audit import audit_repository
from auditor.output.evidence_report import evidence_report
from auditor.output.words import media_type, shortened
from auditor.rule import ExampleCommit
from tests.audits import RULEBOOK, audit_of
from tests.repositories import repository_of

KEY = "00112233445566778899aabbccddeeff00112233"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n0", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", None),
        (b"%PDF-1.4", None),
        (b"version https://git-lfs.github.com/spec/v1\n", None),
        (b"", None),
    ],
)
def test_a_picture_is_told_by_its_first_bytes(data: bytes, kind: str | None) -> None:
    assert media_type(data) == kind


def test_a_secret_is_masked_even_where_a_line_is_cut() -> None:
    line = "word " * 115 + f'WANDB_API_KEY = "{KEY}"' + " word" * 60
    assert KEY[:8] not in shortened(line)
    assert shortened(line).endswith("…")


def test_answers_come_with_their_limits_and_without_secrets() -> None:
    text = f"""
        ### Question 2

        Answer:

        We set WANDB_API_KEY="{KEY}" and it went well.
        """
    with repository_of({"README.md": text}) as repository:
        report = evidence_report(audit_repository(repository, RULEBOOK, "swell", report_path="README.md"))
    question = next(entry for entry in report["questions"] if entry["number"] == 2)
    assert question["text"] == "How did it go?"
    assert question["word_limits"] == [1, 5]
    assert question["image_limits"] is None
    assert question["answer"].endswith("and it went well.")
    assert KEY[:8] not in question["answer"]
    assert (question["path"], question["line"]) == ("README.md", 5)


def test_a_tick_has_its_line_and_evidence_in_doubt_the_lines_around_it() -> None:
    with audit_of({"tests": True, "tracking": True}) as audit:
        report = evidence_report(audit)
    items = {item["item"]: item for item in report["items"]}
    assert items["tracking"]["tick"] == {"text": "tracking", "remark": "", "path": "report.md", "line": 2}
    assert items["docs"]["tick"] is None
    evidence = {entry["id"]: entry for entry in report["evidence"]}
    assert evidence[items["tracking"]["evidence"][0]]["before"] == "import os"
    assert not {"before", "after"} & evidence[items["tests"]["evidence"][0]].keys()


def test_commits_are_counted_by_day_and_person() -> None:
    history = [
        ExampleCommit({"a.py": "1"}, author="Ada <ada@x.dk>", date="2026-01-05T10:00:00+00:00"),
        ExampleCommit({"a.py": "2"}, author="Ada <ada@x.dk>", date="2026-01-05T11:00:00+00:00"),
        ExampleCommit(
            {"a.py": "3"},
            author="Bob <bob@x.dk>",
            date="2026-01-06T01:00:00+02:00",
            message="Pair\n\nCo-authored-by: Ada <ada@x.dk>",
        ),
    ]
    with repository_of(history=history) as repository:
        report = evidence_report(audit_repository(repository, RULEBOOK, "swell"))
    counted = [(day["date"], day["author"], day["commits"], day["later_commits"]) for day in report["history"]]
    assert counted == [("2026-01-05", "Ada", 3, 0), ("2026-01-05", "Bob", 1, 0)]
