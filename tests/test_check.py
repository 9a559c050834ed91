"""`auditor check`: a report held against the limits of its questions, from a file or from a repository."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import auditor.rulebook
from auditor.cli import main
from auditor.rule import ExampleCommit
from tests.report.reports import RULEBOOK, line_of, question, report
from tests.repositories import make_repository

FINE = {1: "12", 2: "Ada, Bo", 3: "clay " * 30, 4: "By hand and with a spoon.", 5: "![pot](pot.png)", 6: "A lot."}


class Run(NamedTuple):
    status: int
    out: str
    err: str


Check = Callable[..., Run]


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """`auditor check`, in this process and for the small course of the tests."""
    monkeypatch.setattr(auditor.rulebook, "load_rulebook", lambda _: RULEBOOK)

    def run(*arguments: object) -> Run:
        status = main(["check", *map(str, arguments)])
        return Run(status, *capsys.readouterr())

    return run


def written(folder: Path, text: str) -> Path:
    path = folder / "README.md"
    path.write_text(text, "utf-8")
    return path


def test_a_report_within_its_limits(check: Check, tmp_path: Path) -> None:
    run = check(written(tmp_path, report({"kiln": "x"}, FINE)))
    assert (run.status, run.err) == (0, "")
    assert run.out == (
        "README.md: the 6 questions of new\n"
        "within the limits: questions 3-5\n"
        "without limits: questions 1-2, 6\n"
        "Every question is within its limits.\n"
    )


def test_every_question_that_is_off_has_one_line_with_its_place(check: Check, tmp_path: Path) -> None:
    path = written(tmp_path, report({"kiln": "x"}, FINE | {3: "Red clay. " * 30, 4: "", 5: "No picture."}))
    run = check(path)
    line = line_of(path.read_text("utf-8"), "Red clay.")
    assert run.status == 1
    assert f"README.md:{line}: question 3: 60 words, 20 to 40 asked for\n" in run.out
    assert "question 4: not answered; 0 words, 5 to 10 asked for\n" in run.out
    assert "question 5: 0 images, 1 to 2 asked for\n" in run.out
    assert run.out.endswith("3 questions are not as asked for.\n")
    assert "within the limits" not in run.out


def test_words_that_are_not_counted_are_told(check: Check, tmp_path: Path) -> None:
    run = check(
        written(tmp_path, report({"kiln": "x"}, FINE | {4: "By hand and with a spoon.\n\n## Why\n\nIt is fun."}))
    )
    assert run.status == 0
    assert "question 4: 5 more words are not counted, for a “##” or another “Answer:”" in run.out


def test_a_changed_template_is_checked_all_the_same(check: Check, tmp_path: Path) -> None:
    text = report({"kiln": "x"}, FINE).replace(question(6, FINE[6]), "").replace("Answer:\n\n12", "answer\n\n12")
    run = check(written(tmp_path, text))
    assert run.status == 1
    assert "question 1: no “Answer:”, spelled like this, stands before its answer" in run.out
    assert "there is no question 6" in run.out
    assert "finds 4 answers instead of 6 and gives up" in run.out
    assert "README.md: question 6: the question is not there" in run.out
    assert "within the limits: questions 3-5" in run.out


def test_a_repository_at_a_commit_and_another_report(check: Check, tmp_path: Path) -> None:
    good, bad = report({"kiln": "x"}, FINE), report({"kiln": "x"}, FINE | {5: "No picture."})
    commits = [ExampleCommit({"reports/README.md": good}), ExampleCommit({"reports/README.md": bad, "old.md": good})]
    repository = make_repository(tmp_path / "repo", commits)
    assert check(repository).status == 1
    assert check(repository, "--at", "HEAD~1").status == 0
    assert check(repository, "--report", "old.md").status == 0
    assert check(repository, "--report", written(tmp_path, good)).status == 0


def test_the_result_for_programs(check: Check, tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "repo", [ExampleCommit({"reports/README.md": report({"kiln": "x"}, FINE)})])
    assert check(repository, "--format", "json", "--output", tmp_path / "check.json") == (0, "", "")
    found = json.loads((tmp_path / "check.json").read_text("utf-8"))
    assert len(found["repository"]["commit"]) == 40
    assert found["report"] == {"path": "reports/README.md", "template": "new"}
    assert found["within_limits"] is True
    assert found["checker"] == {"answers": 6, "expected": 6, "gives_up": False, "changes": []}
    assert found["questions"][4] == {
        "number": 5,
        "line": line_of(report({"kiln": "x"}, FINE), "pot.png"),
        "found": True,
        "answered": True,
        "words": 1,
        "word_limits": None,
        "images": 1,
        "image_limits": [1, 2],
        "within_limits": True,
        "unseen_words": 0,
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.md"], "does not exist"),
        (["notes.md"], "notes.md is no report"),
        (["notes.md", "--at", "HEAD"], "--at and --report go with a repository"),
        (["photo.md"], "it is not a text file"),
        (["repo"], "no report was found at commit"),
        (["repo", "--report", "gone.md"], "there is no report gone.md"),
    ],
)
def test_unusable_input_is_told_in_one_line(
    check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    make_repository(tmp_path / "repo", [ExampleCommit({"README.md": "# Pots"})])
    (tmp_path / "notes.md").write_text("# Notes", "utf-8")
    (tmp_path / "photo.md").write_bytes(b"\x89PNG\0")
    monkeypatch.chdir(tmp_path)
    run = check(*arguments)
    assert (run.status, run.out, run.err.count("\n")) == (2, "", 1)
    assert said in run.err
