from __future__ import annotations

import pytest

from auditor.report import Report
from auditor.report.reading import read_report_text
from tests.report.reports import RULEBOOK, checklist, line_of, messages, questions, report


def read(text: str) -> Report:
    return read_report_text("reports/README.md", text, RULEBOOK)


def ticked(text: str) -> dict[str, bool | None]:
    return {item: tick.ticked for item, tick in read(text).ticks.items()}


@pytest.mark.parametrize(
    "mark", ["x", "X", "X ", " x", " check ", "(x)", "v", "V", "✓", "✔️", "✅", "done", "Yes", "xx"]
)
def test_marks_that_tick_an_item(mark: str) -> None:
    assert ticked(checklist({"kiln": mark}))["kiln"] is True


@pytest.mark.parametrize("mark", ["", " ", "   ", "no", "-", "–", "TODO", "n/a"])
def test_marks_that_leave_an_item_unticked(mark: str) -> None:
    assert ticked(checklist({"kiln": mark}))["kiln"] is False


@pytest.mark.parametrize("mark", ["50%", "/", "~", "?", "almost", "AB", "✗"])
def test_marks_that_cannot_be_read_are_reported_with_their_line(mark: str) -> None:
    found = read(checklist({"clay": mark}))
    assert found.ticks["clay"].ticked is None
    assert f"README.md:2: the box [{mark}] of “Knead the clay" in messages(found.oddities)


def test_a_v_among_initials_is_somebody_and_no_tick() -> None:
    found = ticked(checklist({"kiln": "V", "clay": "M", "shelf": "x"}))
    assert (found["kiln"], found["clay"], found["shelf"]) == (None, None, True)


@pytest.mark.parametrize(
    "line",
    [
        "- [x] {}",
        "+ [x] {}",
        "3. [x] {}",
        "[x] {}",
        "*[x] {}",
        "* [x]{}",
        "    * [x] {}",
        "> - [x] {}",
        r"- \[x\] {}",
        "| [x] | {} |",
        "- **[x]** {}",
        "* ([X]) {}",
        "☑ {}",
        "- ✅ {}",
        "* [x] **{}**",
        "* [x] `{}`",
    ],
)
def test_shapes_of_a_line(line: str) -> None:
    text = checklist().replace("* [ ] Fire the kiln before noon (M1)", line.format("Fire the kiln before noon (M1)"))
    assert ticked(text)["kiln"] is True


@pytest.mark.parametrize(
    ("line", "remark"),
    [
        ("Fire the kiln before noon (M1) (at 11:40)", "(at 11:40)"),
        ("Fire the kiln before noon (M1) done by Ada", "done by Ada"),
        ("Fire the kiln before noon - 38%", "38%"),
        ("fire the *kiln* before noon.", ""),
    ],
)
def test_what_a_group_adds_to_a_line_is_its_remark(line: str, remark: str) -> None:
    tick = read(checklist().replace("[ ] Fire the kiln before noon (M1)", f"[x] {line}")).ticks["kiln"]
    assert (tick.ticked, tick.remark) == (True, remark)


def test_a_wrapped_line_is_one_item() -> None:
    text = checklist({"wheel": "x"}).replace("speed while", "speed\n      while")
    tick = read(text).ticks["wheel"]
    assert (tick.ticked, tick.place.start, tick.place.end, tick.remark) == (True, 5, 6, "")


@pytest.mark.parametrize(
    ("changed", "item"),
    [
        ("Keep the wheel turnign at steady speed while shapping the bowl", "wheel"),
        ("Keep the wheel turning", "wheel"),
        ("(Ada) Keep the wheel turning at a steady speed while shaping the bowl", "wheel"),
        ("Apply a very thin coat of glaze to the outer surface of the bowls", "glaze-outer"),
        ("Knead the clay thoroughly", "clay"),
    ],
)
def test_a_changed_line_is_its_item_still(changed: str, item: str) -> None:
    original = next(entry.text for entry in RULEBOOK.items if entry.id == item)
    found = read(checklist({item: "x"}).replace(original, changed))
    assert found.ticks[item].ticked is True
    assert len(found.ticks) == len(RULEBOOK.items_of("new"))


def test_a_line_that_could_be_two_items_is_neither() -> None:
    text = checklist({"glaze-inner": "x"}).replace("glaze to the inner surface", "glaze to the surface")
    found = read(text)
    assert "glaze-inner" not in found.ticks
    assert found.ticks["glaze-outer"].ticked is False
    line = line_of(text, "to the surface")
    assert f":{line}: “Apply a thin coat of glaze to the surface" in messages(found.oddities)
    assert "no line for glaze-inner" in messages(found.oddities)


def test_a_line_of_the_groups_own_is_not_taken_for_the_item_it_resembles() -> None:
    own = "* [x] Stamp every plate with the maker's mark\n* [ ] Stamp every bowl"
    found = read(checklist({"kiln": "x"}).replace("* [ ] Stamp every bowl", own))
    assert found.ticks["stamp"].ticked is False
    assert "“Stamp every plate with the maker's mark” is no item" in messages(found.oddities)


def test_of_two_lines_of_an_item_the_ticked_one_counts() -> None:
    text = checklist() + "\n* [X] Send the customers their invoices (M4)"
    found = read(text)
    assert found.ticks["invoice"].ticked is True
    assert found.ticks["invoice"].place.start == 10
    assert ":10: “Send the customers their invoices (M4)” has a line already, line 9" in messages(found.oddities)


def test_a_line_whose_box_is_gone_is_not_ticked_and_reported() -> None:
    found = read(checklist({"clay": "x"}).replace("* [ ] Stamp", "* Stamp"))
    assert found.ticks["stamp"].ticked is None
    assert "has no box: taken as not ticked" in messages(found.oddities)


def test_a_checklist_that_was_left_untouched_is_reported() -> None:
    assert "none of the" in messages(read(checklist({})).oddities)
    assert "none of the" not in messages(read(checklist({"clay": "x"})).oddities)


def test_struck_through_lines_keep_their_box_and_are_reported() -> None:
    found = read(checklist({"clay": "x"}).replace("] Stamp every", "] ~~Stamp~~ every"))
    assert found.ticks["stamp"].ticked is False
    assert "struck through" in messages(found.oddities)


def test_comments_and_code_are_no_checklist() -> None:
    text = (
        "<!--\n* [x] Fire the kiln before noon (M1)\n-->\n\n"
        "```\n* [x] Stamp every bowl with the maker's mark (M3)\n```\n\n"
        + checklist({"shelf": "x"}).replace("upper shelf (M3)", "upper shelf (M3) <!-- Ada did -->")
    )
    found = read(text)
    assert {item for item, tick in found.ticks.items() if tick.ticked} == {"shelf"}
    assert found.ticks["shelf"].remark == ""
    assert not found.oddities


def test_lists_outside_of_the_checklist_are_not_looked_at() -> None:
    text = report({"kiln": "x"}, {4: "- [x] mixed by Ada\n- [x] Stamp every bowl with the maker's mark (M3)"})
    found = read("* [ ] buy coffee\n\n" + text)
    assert found.ticks["stamp"].ticked is False
    assert not found.oddities


def test_a_checklist_behind_the_answers_is_not_part_of_the_last_one() -> None:
    text = questions({6: "Two tons."}) + "\n## Checklist\n\nWhat we did:\n\n" + checklist({"kiln": "x"})
    found = read(text)
    assert found.ticks["kiln"].ticked is True
    assert found.answers[6].text == "Two tons."


@pytest.mark.parametrize("template", ["old", "new"])
def test_the_version_is_told_by_the_items_even_where_lines_are_gone(template: str) -> None:
    lines = checklist({"kiln": "x"}, template).split("\n")
    assert read("\n".join(lines)).template == template
    assert read("\n".join(lines[3:])).template == template


def test_without_a_checklist_the_questions_tell_the_version() -> None:
    found = read(questions(template="old"))
    assert found.template == "old"
    assert found.ticks == {}
    assert "there is no checklist" in messages(found.oddities)
