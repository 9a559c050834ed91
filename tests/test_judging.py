from __future__ import annotations

import pytest

from auditor.facts.python import PythonCode
from auditor.judging import judge, judge_or_leave
from auditor.place import Place
from auditor.report import Report
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, ExampleCommit, Finding, Rule, Status, absent, present
from tests.reports import PATH, report_of
from tests.repositories import facts_of


def rule(judged: object, facts: tuple[str, ...] = ("snapshot",), **more: object) -> Rule:
    return Rule("an-item", "", judged, facts, (), **more)  # type: ignore[arg-type]


def finds_locustfile(snapshot: Snapshot) -> Finding:
    files = [entry for entry in snapshot.files if entry.name == "locustfile.py"]
    if files:
        return present("There is a locustfile.", [Evidence("file", "a locustfile", Place(files[0].path))])
    return absent("There is no locustfile.")


def test_what_only_an_unmerged_branch_has_is_partial_and_says_where() -> None:
    history = (ExampleCommit({"a.py": "x = 1"}), ExampleCommit({"locustfile.py": "y = 1"}, branch="load"))
    with facts_of(history=history) as facts:
        finding, _ = judge(rule(finds_locustfile), facts)
    assert finding.status is Status.PARTIAL
    assert finding.summary == "Only on the unmerged branch load: There is a locustfile."
    assert [piece.place.ref for piece in finding.evidence] == ["load"]


def test_what_was_removed_since_is_partial_at_the_commit_that_had_it() -> None:
    history = (
        ExampleCommit({"locustfile.py": "y = 1", "a.py": "x = 1"}),
        ExampleCommit({"locustfile.py": None}),
    )
    with facts_of(history=history) as facts:
        finding, _ = judge(rule(finds_locustfile), facts)
        first = facts.history.first_commits[0].oid
    assert finding.status is Status.PARTIAL
    assert [piece.place.commit for piece in finding.evidence] == [first]


def test_what_the_answers_say_is_not_on_a_branch_with_another_report() -> None:
    history = (ExampleCommit({"a.py": "x = 1"}), ExampleCommit({PATH: "An earlier report."}, branch="load"))

    def finds_what_is_said(snapshot: Snapshot, report: Report) -> Finding:
        said = [Evidence("answer", "says so", answer.place) for answer in report.answers.values()]
        return present("It is said.", said) if said and PATH in snapshot.entries else absent("")

    with facts_of(history=history, report=report_of({16: "We ran locust."})) as facts:
        finding, _ = judge(rule(finds_what_is_said, ("snapshot", "report")), facts)
    assert finding.status is Status.ABSENT


def test_a_rule_about_all_code_does_not_look_elsewhere() -> None:
    history = (ExampleCommit({"a.py": "x = 1"}), ExampleCommit({"locustfile.py": "y = 1"}, branch="load"))
    with facts_of(history=history) as facts:
        finding, _ = judge(rule(finds_locustfile, looks_elsewhere=False), facts)
    assert finding.status is Status.ABSENT


def test_a_broken_file_leaves_open_what_it_could_hold() -> None:
    def finds_typer(python: object) -> Finding:
        return absent("No command line.", words=["typer"])

    with facts_of({"a.py": "x = 1", "b.py": "import typer\nprint 'Python 2'"}) as facts:
        finding, _ = judge(rule(finds_typer, ("python",)), facts)
    assert finding.status is Status.UNVERIFIABLE
    assert "b.py could not be read" in finding.summary


def test_a_broken_file_without_any_of_the_words_changes_nothing() -> None:
    def finds_typer(python: object) -> Finding:
        return absent("No command line.", words=["typer"])

    with facts_of({"a.py": "x = 1", "b.py": "print 'Python 2'"}) as facts:
        finding, _ = judge(rule(finds_typer, ("python",)), facts)
    assert finding.status is Status.ABSENT


def test_a_rule_that_fails_costs_its_own_item() -> None:
    def fails(snapshot: Snapshot) -> Finding:
        raise KeyError("surprise")

    with facts_of({"a.py": "x = 1"}) as facts:
        finding, template_only, failures = judge_or_leave(rule(fails, ("snapshot",)), facts)
    assert (finding.status, template_only) == (Status.UNVERIFIABLE, False)
    assert "an-item failed" in failures[0].message


LIVE = {f"src/app/step{n}.py": "print('runs')" for n in range(3)}
HALVED = "import torch\n\ndef halve(model):\n    return model.half()\n"


def halves(python: PythonCode) -> Finding:
    calls = [call for module in python.own for call in module.calls if call.attribute == "half"]
    evidence = [Evidence("call", "halves the model", call.place) for call in calls]
    return present("The model is halved.", evidence) if evidence else absent("Nothing.")


def test_code_that_nothing_runs_is_not_enough() -> None:
    with facts_of(LIVE | {"src/app/half.py": HALVED}) as facts:
        finding, _ = judge(rule(halves, ("python",)), facts)
    assert finding.status is Status.PARTIAL
    assert finding.evidence[0].message == "halves the model, in a module that nothing imports or runs"


def test_code_that_was_put_aside_is_not_enough_even_if_it_could_be_started() -> None:
    script = HALVED + '\nif __name__ == "__main__":\n    halve(None)\n'
    with facts_of(LIVE | {"old/half.py": script, "old/main.py": "from old import half\n\nhalf.halve(1)"}) as facts:
        finding, _ = judge(rule(halves, ("python",)), facts)
    assert finding.status is Status.PARTIAL


@pytest.mark.parametrize(
    "more",
    [
        {"src/app/main.py": "from app import half\n\nhalf.halve(1)"},
        {"src/app/half.py": HALVED + '\nif __name__ == "__main__":\n    halve(None)\n'},
        {"Dockerfile": "FROM python\nCOPY . .\nCMD python src/app/half.py"},
        {"README.md": "# Use\n\n```bash\npython src/app/half.py\n```"},
        {"configs/c.yaml": "_target_: app.half.halve\nx: 1"},
    ],
)
def test_code_that_something_runs_is(more: dict[str, str]) -> None:
    with facts_of(LIVE | {"src/app/half.py": HALVED} | more) as facts:
        finding, _ = judge(rule(halves, ("python",)), facts)
    assert finding.status is Status.PRESENT
