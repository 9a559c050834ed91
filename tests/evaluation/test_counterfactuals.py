"""What becomes of an item without its evidence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auditor.evaluation.counterfactuals import Counterfactual, counterfactual
from auditor.evaluation.editing import Change
from auditor.facts import Facts
from auditor.place import Place
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Finding, Rule, absent, present
from tests.repositories import facts_of

FILES = {"a.py": "swell()\ncalm()", "b.py": "swell()", "docs/c.md": "swell()"}


def tried(cite: Callable[[str, int], Place], change: Change = Change.BLANK) -> Counterfactual:
    """What becomes of a rule that looks for swells in every file, and cites what it finds in this way."""

    def judge(snapshot: Snapshot) -> Finding:
        found = [
            Evidence("call", "swells", cite(path, number))
            for path in snapshot.entries
            for number, line in enumerate(snapshot.lines(path), 1)
            if line.startswith("swell")
        ]
        return present("It swells.", found) if found else absent("It is calm.")

    rule = Rule("swell", "", judge, ("snapshot",), ())
    with facts_of(FILES) as facts:
        made = counterfactual(rule, facts, change, lambda snapshot: Facts(snapshot, facts.history))
        assert made is not None
        return made


@pytest.mark.parametrize("change", Change)
def test_an_item_falls_without_all_of_its_evidence(change: Change) -> None:
    made = tried(lambda path, line: Place(path, line, line), change)
    assert made.after is not None
    assert made.after.summary == "It is calm."
    assert not made.stands


def test_an_item_stands_that_has_more_than_it_cites() -> None:
    made = tried(lambda _, line: Place("a.py", line, line))
    assert made.stands
    assert made.after is not None
    assert len(made.after.evidence) == 2


def test_files_and_folders_that_are_cited_as_a_whole_are_removed() -> None:
    assert not tried(lambda path, _: Place(path)).stands
    assert tried(lambda *_: Place("docs")).stands
    assert not tried(lambda path, _: Place("docs" if path.startswith("docs") else path)).stands


def test_what_rests_on_the_history_is_not_tried() -> None:
    made = tried(lambda path, _: Place(path, ref="main"))
    assert made.after is None
    assert made.untried == "rests on a.py on main, which is part of the history"


def test_an_item_that_is_not_present_has_nothing_to_lose() -> None:
    rule = Rule("swell", "", lambda **_: absent("It is calm."), ("snapshot",), ())
    with facts_of(FILES) as facts:
        assert counterfactual(rule, facts, Change.BLANK, lambda _: facts) is None


def test_files_that_cannot_be_read_any_more_are_named() -> None:
    def judge(configs: list[object], snapshot: Snapshot) -> Finding:
        return present("", [Evidence("setting", "", Place("conf/a.yaml", 2, 2))]) if configs else absent("")

    rule = Rule("swell", "", judge, ("configs", "snapshot"), ())
    with facts_of({"conf/a.yaml": "a: [\n1]\n"}) as facts:
        made = counterfactual(rule, facts, Change.BLANK, lambda snapshot: Facts(snapshot, facts.history))
        assert made is not None
        assert made.broken == ("conf/a.yaml",)
