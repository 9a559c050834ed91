from __future__ import annotations

from collections.abc import Mapping

import pytest

from auditor.errors import UnusableInput
from auditor.report import Report
from auditor.report.reading import read_report
from tests.report.reports import RULEBOOK, checklist, messages, questions, report
from tests.repositories import repository_of

FILLED = dict.fromkeys(range(1, 7), "Well, that is a long story.")


def read(files: Mapping[str, str | bytes], path: str | None = None) -> Report | None:
    with repository_of(files) as repository:
        return read_report(repository.snapshot, RULEBOOK, path)


def found(files: Mapping[str, str | bytes], path: str | None = None) -> Report:
    result = read(files, path)
    assert result is not None
    return result


def test_a_repository_without_a_report() -> None:
    assert read({"README.md": "# Pots\n\n* [x] bake\n* [ ] sell", "docs/list.md": checklist()}) is None


@pytest.mark.parametrize("path", ["reports/README.md", "reports/reports.md", "report.md", "README.md", "docs/exam.txt"])
def test_a_report_is_found_wherever_it_is(path: str) -> None:
    result = found({path: report({"kiln": "x"}, FILLED), "notes.md": "# Notes", "src/app.py": ""})
    assert (result.path, result.paths, len(result.ticks), len(result.answers)) == (path, (path,), 9, 6)


def test_the_report_folder_decides_between_equals() -> None:
    filled = report({"kiln": "x"}, FILLED)
    assert found({"a/draft.md": filled, "reports/README.md": filled, "README.md": filled}).path == "reports/README.md"


def test_an_unfilled_template_is_no_match_for_a_filled_report() -> None:
    files = {"reports/README.md": report(), "report.md": report({"kiln": "x"}, FILLED)}
    assert found(files).path == "report.md"


def test_an_unfilled_template_alone_is_the_report() -> None:
    result = found({"reports/README.md": report(), "README.md": "# Pots"})
    assert [answer.answered for answer in result.answers.values()] == [False] * 6
    assert (result.members, result.group_number) == (None, None)


def test_instructions_for_tools_are_no_report() -> None:
    assert read({".github/agents/potter.md": report({"kiln": "x"}, FILLED)}) is None


def test_checklist_and_answers_in_two_files() -> None:
    files = {"reports/README.md": questions(FILLED), "CHECKLIST.md": checklist({"kiln": "x"}), "TODO.md": checklist()}
    result = found(files)
    assert (result.path, result.paths) == ("CHECKLIST.md", ("CHECKLIST.md", "reports/README.md"))
    assert result.ticks["kiln"].place.path == "CHECKLIST.md"
    assert result.answers[3].place.path == "reports/README.md"
    assert "CHECKLIST.md:1: the checklist is taken from here" in messages(result.oddities)


def test_a_checklist_without_answers_is_a_report() -> None:
    result = found({"README.md": checklist({"kiln": "x"})})
    assert (result.path, len(result.ticks), result.answers) == ("README.md", 9, {})


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "latin-1"])
def test_encodings_and_line_ends(encoding: str) -> None:
    text = report({"kiln": "x"}, FILLED | {1: "Workshop 12", 2: "Åse Sørensen: s123456"}).replace("\n", "\r\n")
    result = found({"reports/README.md": text.encode(encoding)})
    assert (result.ticks["kiln"].ticked, result.group_number, result.members) == (True, "12", ("s123456",))


def test_the_report_that_is_asked_for_is_read() -> None:
    files = {"reports/README.md": report({"kiln": "x"}, FILLED), "old.md": report({"clay": "x"}, {1: "3"})}
    result = found(files, "./old.md")
    assert (result.path, result.group_number, result.ticks["clay"].ticked) == ("old.md", "3", True)


@pytest.mark.parametrize(
    ("path", "message"), [("report.md", "there is no report report.md"), ("pot.png", "pot.png cannot be read")]
)
def test_a_report_that_is_not_there_or_no_text(path: str, message: str) -> None:
    with pytest.raises(UnusableInput, match=message):
        read({"README.md": "# Pots", "pot.png": b"\x89PNG\0\0"}, path)
