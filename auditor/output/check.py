"""What `auditor check` found, as plain data ready for JSON, and in words."""

from __future__ import annotations

from typing import Any

from auditor.errors import UnusableInput
from auditor.hand_in import HandIn
from auditor.report.limits import QuestionCheck, check_questions
from auditor.rulebook import Rulebook

SCHEMA_VERSION = "1"


def check_entries(handed_in: HandIn, rulebook: Rulebook) -> dict[str, Any]:
    """Every question of a report with its counts and limits, and what of the template was changed.

    checker: how many answers the course's own checker finds and expects; it gives up where these differ.
    Raises UnusableInput for a text that has nothing of the report's template.
    """
    report, repository = handed_in.report, handed_in.repository
    checks = check_questions(report, rulebook)
    if not checks:
        raise UnusableInput(
            f"{report.paths[-1]} is no report: neither a question nor a checklist of the template is there"
        )
    questions = [_question(check) for check in checks]
    return {
        "schema_version": SCHEMA_VERSION,
        "repository": {"commit": repository.snapshot.commit, "url": repository.url} if repository else None,
        "report": {"path": report.paths[-1], "template": report.asked},
        "within_limits": not any(shortfalls(question) for question in questions),
        "questions": questions,
        "checker": {
            "answers": report.counting.taken,
            "expected": len(checks),
            "gives_up": report.counting.taken != len(checks),
            "changes": [{"line": change.line, "message": change.message} for change in report.counting.changes],
        },
    }


def shortfalls(question: dict[str, Any]) -> list[str]:
    """How a question of the entries is not as it is asked for, in words; empty where it is."""
    if not question["found"]:
        return ["the question is not there"]
    off = [
        f"{question[name]} {name}, {range_of(*limits)} asked for"
        for name in ("words", "images")
        if (limits := question[f"{name[:-1]}_limits"]) and not limits[0] <= question[name] <= limits[1]
    ]
    return off if question["answered"] or not off else ["not answered", *off]


def _question(check: QuestionCheck) -> dict[str, Any]:
    question, count = check.question, check.count
    return {
        "number": question.number,
        "line": check.line,
        "found": count is not None,
        "answered": check.answered,
        "words": count.words if count else 0,
        "word_limits": question.words and list(question.words),
        "images": count.images if count else 0,
        "image_limits": question.images and list(question.images),
        "within_limits": check.within_limits,
        "unseen_words": count.unseen if count else 0,
    }


def range_of(least: int, most: int) -> str:
    """Limits in words: "1", "100 to 200"."""
    return f"{least}" if least == most else f"{least} to {most}"
