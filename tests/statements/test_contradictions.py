"""Where a report disagrees with itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from auditor.place import Place
from auditor.report import Image, Tick
from auditor.rule import Finding, absent, present
from auditor.rulebook import Question
from auditor.statements.contradictions import find_contradictions
from auditor.statements.said import Said
from auditor.statements.stance import find_positions
from auditor.topics import read_topics
from auditor.vocabulary import read_vocabulary
from tests.reports import report_of
from tests.repositories import facts_of

TOPICS = read_topics({
    "firing at night": {"names": ["fire", "fired", "night firing"], "near": ["night"], "items": ["night"],
                        "told_in": ["firing"], "doubts": ["guard"]},
    "selling abroad": {"names": ["sell"], "items": ["abroad"], "asked": "sales", "instead": ["village"],
                       "besides": ["abroad", "ship"]},
    "sketch": {"names": ["sketch"], "affirms": ["sketch"], "pictured": "design"},
    "Gas Oven": {"names": ["Gas Oven"], "listed_in": "ovens", "listed_as": ["burner"], "needed_by": ["gas"]},
})  # fmt: skip
VOCABULARY = read_vocabulary(
    {
        "potlint": {"kind": "linter", "names": ["potlint"]},
        "clayfmt": {"kind": "formatter", "names": ["clayfmt"]},
        "potdocs": {"kind": "documentation", "names": ["potdocs"]},
        "claybook": {"kind": "documentation", "names": ["claybook"]},
    }
)
ASKED = (
    "firing",
    "sales",
    "design",
    "ovens",
    "style",
    "integration",
    "tests",
    "coverage",
    "structure",
    "contributions",
    "members",
)
NUMBERS = {asks: number for number, asks in enumerate(ASKED, 1)}
SHOWN = present("It is there.", ())


def contradictions(
    answers: Mapping[str, str],
    ticks: Mapping[str, bool] | None = None,
    findings: Mapping[str, Finding] | None = None,
    pictured: str = "",
) -> list[tuple[str, str]]:
    """Both sides of each: an item, or what the question asks that a sentence answers."""
    report = report_of({NUMBERS[asks]: text for asks, text in answers.items()})
    assert report is not None
    place = Place("report.md", 1, 1)
    read = {item: Tick(item, ticked, item, place) for item, ticked in (ticks or {}).items()}
    report = replace(report, ticks=read)
    if pictured:
        answer = replace(report.answers[NUMBERS[pictured]], images=(Image("a.png", "", place),))
        report = replace(report, answers={**report.answers, NUMBERS[pictured]: answer})
    questions = tuple(Question(number, asks, asks=asks) for asks, number in NUMBERS.items())
    with facts_of({}, (), report) as facts:
        positions = find_positions(facts, TOPICS, questions)
        said = Said(report, facts.answers.sentences, questions, positions, findings or {})
        found = find_contradictions(said, TOPICS, VOCABULARY)
    return [(one.first if isinstance(one.first, str) else said.asks(one.first), said.asks(one.second)) for one in found]


DENIED, DONE = "We did not fire at night.", "We fired our pots at night."


@pytest.mark.parametrize(
    ("answer", "ticked", "finding", "expected"),
    [
        (DENIED, True, absent("No."), [("night", "firing")]),
        (DENIED, False, absent("No."), []),
        ("We did not often fire at night.", True, absent("No."), []),
        ("We used the oven for night firing.", False, SHOWN, [("night", "firing")]),
        ("We used the oven for night firing.", False, absent("No."), []),
        ("We used the oven for night firing.", True, SHOWN, []),
        ("We initially used the oven for night firing.", False, SHOWN, []),
    ],
)
def test_a_tick_against_an_answer(answer: str, ticked: bool, finding: Finding, expected: list[tuple[str, str]]) -> None:
    assert contradictions({"firing": answer}, {"night": ticked}, {"night": finding}) == expected


def test_of_a_checklist_that_was_left_untouched_that_is_said_once() -> None:
    answers = {"firing": "We used the oven for night firing.", "design": "The figure starts with the clay."}
    ticks = dict.fromkeys(("night", "sketch", *"abcdefgh"), False)
    assert contradictions(answers, ticks, {"night": SHOWN}, pictured="design") == [("night", "firing")]
    assert len(contradictions(answers, ticks | {"a": True}, {"night": SHOWN}, pictured="design")) == 2


def test_a_denial_throws_doubt_on_items_that_no_answer_speaks_of() -> None:
    assert contradictions({"firing": DENIED}, {"guard": True}) == [("guard", "firing")]


def test_an_image_is_shown_of_an_item_that_is_not_ticked() -> None:
    answers = {"design": "The figure starts with the clay."}
    assert contradictions(answers, {"sketch": False}, pictured="design") == [("sketch", "design")]
    assert contradictions(answers, {"sketch": True}, pictured="design") == []


def test_an_item_is_ticked_and_the_answer_on_it_tells_of_something_else() -> None:
    assert contradictions({"sales": "All pots went to the village."}, {"abroad": True}) == [("abroad", "sales")]
    assert contradictions({"sales": "Some went to the village, some by ship."}, {"abroad": True}) == []
    tried = "All pots went to the village. We tried to ship some, which was unsuccessful."
    assert contradictions({"sales": tried}, {"abroad": True}) == [("abroad", "sales")]


def test_a_list_of_all_leaves_something_out() -> None:
    listed = {"ovens": "We used the Wood Oven, the Pit Oven and the Brick Oven."}
    assert contradictions(listed, {"gas": True}) == [("gas", "ovens")]
    assert contradictions({**listed, "firing": "We used the Gas Oven."}, {"gas": True}) == [("ovens", "firing")]
    as_burner = {"ovens": f"{listed['ovens']} And a burner.", "firing": "We used the Gas Oven."}
    assert contradictions(as_burner) == []
    assert contradictions({"ovens": "Some."}, {"gas": True}) == []


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"firing": DENIED, "contributions": "Ada: night firing"}, [("contributions", "firing")]),
        ({"firing": DENIED, "design": "We used night firing."}, [("design", "firing")]),
        ({"firing": DENIED, "design": DENIED}, []),
        # said of one case, of what may be, or of what is shown
        ({"firing": DENIED, "design": "If we had more wood, and fired our pots at night, they would shine."}, []),
        ({"firing": DENIED, "design": "We tried the oven in order to fire our pots at night."}, []),
        ({"firing": "We fired in the morning instead of firing at night.", "design": "We used night firing."}, []),
        ({"firing": "The figure does not show our night firing.", "design": "We used night firing."}, []),
        ({"style": "We use potlint for style.", "integration": "We lint with clayfmt."}, [("style", "integration")]),
        ({"style": "We use potlint for style.", "integration": "We lint with potlint and clayfmt."}, []),
        ({"style": "We use potlint for style.", "integration": "Tools such as clayfmt lint."}, []),
        ({"style": "We used potdocs.", "tests": "We used claybook."}, [("style", "tests")]),
        ({"tests": "We wrote 9 tests.\n\n* Clay (2 tests): a\n* Fire (5 tests): b\n* Glaze (3 tests): c"},
         [("tests", "tests")]),
        ({"tests": "We wrote 10 tests.\n\n* Clay (2 tests): a\n* Fire (5 tests): b\n* Glaze (3 tests): c"}, []),
        ({"tests": "We wrote 9 tests.\n\n* Clay (2 tests): a\n* Fire (5 tests): b\n* Glaze: c"}, []),
        ({"tests": "We have 3 tests. For clay we wrote two unit tests. We made four tests for glaze."},
         [("tests", "tests")]),
        ({"tests": "We have 9 tests. For clay we wrote two unit tests. We made four tests for glaze."}, []),  # of some
        ({"tests": "We have 3 tests. We wrote two tests for clay. In total, we made 3 tests."}, []),
        ({"coverage": "The total coverage is 80%.", "tests": "Our code coverage is 60%."}, [("coverage", "tests")]),
        ({"coverage": "The total coverage is 80%.", "tests": "Our code coverage is 80.4%."}, []),
        ({"structure": "We kept `clay/` and `fire/`. We removed `fire/` later."}, [("structure", "structure")]),
        ({"structure": "We kept `clay/` and removed `fire/`."}, []),
    ],
)  # fmt: skip
def test_answers_that_disagree(answers: Mapping[str, str], expected: list[tuple[str, str]]) -> None:
    assert contradictions(answers) == expected


BOTH = [("members", "contributions")]


@pytest.mark.parametrize(
    ("members", "contributions_", "expected"),
    [
        ("s100001, s100002, s100003", "s100001 wrote tests. s100002 and s100003 wrote the API.", []),
        ("s100001, s100002, s100003", "Student 100001 wrote tests. 100002 and 100003 wrote the API.", []),
        ("s100001, s100002, s123456", "s100001 wrote tests. s100002 did the API, s132456 the rest.", BOTH),  # a slip
        ("s100001, s100002, s123456", "s100001 wrote tests. s100002 did the API.", BOTH),
        ("s100001, s100002", "s100001 wrote tests. s100002 did the API, s987654 the rest.", BOTH),
        ("s100001, s100002, s123456", "Ada wrote tests (s100001), and Bob wrote the API.", []),  # by their names
        ("s100001, s100002, s123456", "All of us did all of it.", []),
    ],
)
def test_members_and_their_contributions(members: str, contributions_: str, expected: list[tuple[str, str]]) -> None:
    assert contradictions({"members": members, "contributions": contributions_}) == expected
