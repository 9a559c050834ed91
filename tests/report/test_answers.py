from __future__ import annotations

import pytest

from auditor.report import Answer, Report
from auditor.report.reading import read_report_text
from tests.report.reports import QUESTIONS, RULEBOOK, line_of, messages, question, questions, report


def read(text: str) -> Report:
    return read_report_text("reports/README.md", text, RULEBOOK)


def texts(text: str) -> dict[int, str]:
    return {number: answer.text for number, answer in read(text).answers.items() if answer.answered}


def assert_lines_stand_where_they_say(text: str, answer: Answer) -> None:
    lines = text.split("\n")
    start = answer.place.start or 0
    for offset, line in enumerate(answer.text.split("\n")):
        assert line in lines[start - 1 + offset]
    assert answer.place.end == start + answer.text.count("\n")


def test_an_answer_ends_before_the_next_part_of_the_report() -> None:
    text = report({"kiln": "x"}, {3: "Red clay.\n\nFrom the river.", 4: "By hand."})
    found = read(text)
    assert texts(text) == {3: "Red clay.\n\nFrom the river.", 4: "By hand."}
    assert found.answers[3].place.start == line_of(text, "Red clay.")
    assert_lines_stand_where_they_say(text, found.answers[3])
    assert not found.oddities


def test_a_placeholder_is_no_answer() -> None:
    answer = read(questions()).answers[4]
    assert (answer.answered, answer.text) == (False, "")


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("--- question 4 fill here ---\n\nBy hand.", "By hand."),
        ("By hand.\n\n--- question 4 fill here ---", "By hand."),
        ("By hand. `--- Question 4 fill in here ---`", "By hand."),
    ],
)
def test_a_placeholder_left_in_beside_an_answer_is_passed_over(answer: str, text: str) -> None:
    found = read(questions({4: answer}))
    assert found.answers[4].text.strip() == text
    assert "question 4: the placeholder is left in" in messages(found.oddities)


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("--- By hand. ---", "By hand."),
        ("--- By hand,\n\nor with a spoon. ---", "By hand,\n\nor with a spoon."),
        ("---By hand.---", "By hand."),
        ("---\nBy hand.\n---", "By hand."),
        ("| a | b |\n| --- | --- |\n| 1 | 2 |", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ("By hand.\n\n---\n\nOr with a spoon.", "By hand.\n\n---\n\nOr with a spoon."),
    ],
)
def test_dashes_around_an_answer_are_not_part_of_it(answer: str, text: str) -> None:
    source = questions({4: answer})
    found = read(source).answers[4]
    assert found.text == text
    assert_lines_stand_where_they_say(source, found)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("> Answer:\n\nBy hand.", "> Answer: By hand."),
        ("> Answer:\n\nBy hand.", "> **Answer:**\nBy hand."),
        ("> Answer:\n\nBy hand.", "> Answer:\n>\n> By hand."),
        ("> Answer:\n\nBy hand.", "> answer :\n\nBy hand."),
        ("> Answer:\n\nBy hand.", "Answer\n\nBy hand."),
        ("> Answer:\n\nBy hand.", "By hand."),
        (">\n> Answer:\n\nBy hand.", "> Example:\n> *With ... and ...*\n>\n> By hand."),
        ("### Question 4\n\n>", "### Question 4\n>"),
        ("### Question 4", "## Question 4:"),
        ("### Question 4", "#### question 4 (Ada)"),
        ("### Question 4", "**Question 4**"),
        ("### Question 4", "### Q4"),
        ("### Question 4", "### Question"),
        ("### Question 4", "### Question 3"),
        ("### Question 4\n\n", ""),
    ],
)
def test_shapes_of_a_question(before: str, after: str) -> None:
    source = questions({3: "Red clay.", 4: "By hand.", 5: "None."})
    assert before in source
    assert texts(source.replace(before, after)) == {3: "Red clay.", 4: "By hand.", 5: "None."}


def test_a_question_without_quote_marks() -> None:
    source = questions({3: "Red clay.", 4: "By hand."}).replace("> ", " ").replace(">\n", "\n")
    assert texts(source) == {3: "Red clay.", 4: "By hand."}


def test_what_is_odd_about_a_question_is_told_once_for_all_of_them() -> None:
    source = report({"kiln": "x"}, dict.fromkeys(range(1, 7), "Well."))
    source = source.replace("> Answer:\n", "", 3).replace("### Question 6", "### Question 9")
    told = messages(read(source).oddities)
    assert "questions 1-3: no “Answer:” line" in told
    assert "the heading says question 9, its text is question 6's: taken as 6" in told


def test_a_question_is_told_by_the_order_when_its_number_and_text_are_gone() -> None:
    source = questions({3: "Red clay.", 4: "By hand.", 5: "None."})
    source = source.replace(f"> **{QUESTIONS['new'][3].text}**\n", "").replace("### Question 4", "### Question")
    assert texts(source) == {3: "Red clay.", 4: "By hand.", 5: "None."}


def test_two_questions_that_ran_together_are_told_apart() -> None:
    source = questions({3: "Red clay.", 4: "By hand.", 5: "None."})
    assert texts(source.replace("### Question 4\n\n", "")) == {3: "Red clay.", 4: "By hand.", 5: "None."}
    source = source.replace(f"### Question 4\n\n> **{QUESTIONS['new'][3].text}**", "> And the glaze?")
    assert texts(source) == {3: "Red clay.", 4: "By hand.", 5: "None."}


def test_missing_questions_are_reported() -> None:
    source = questions({3: "Red clay."}).replace(question(4), "")
    found = read(source)
    assert 4 not in found.answers
    assert "there is no question 4" in messages(found.oddities)
    source = source.replace(question(5), "")
    assert "there are no questions 4-5" in messages(read(source).oddities)


def test_code_and_html_stay_in_an_answer_and_comments_do_not() -> None:
    answer = "Like this:\n\n```bash\n## stir\nstir --slowly\n```\n<!-- ask Ada -->\n<b>Done.</b> <!-- really? -->"
    source = questions({4: answer})
    found = read(source).answers[4]
    assert found.text == "Like this:\n\n```bash\n## stir\nstir --slowly\n```\n\n<b>Done.</b> "
    assert_lines_stand_where_they_say(source, found)


def test_a_fence_that_is_not_closed_ends_with_its_question() -> None:
    source = questions({3: "Red clay:\n\n```\ndig", 4: "By hand.", 5: "None."})
    assert texts(source) == {3: "Red clay:\n\n```\ndig", 4: "By hand.", 5: "None."}


def test_images_of_an_answer_are_those_that_it_shows() -> None:
    answer = (
        "![kiln](figures/kiln.png 'hot') and <img width=20 src='figures/wheel.jpg' alt=wheel>\n"
        "<!-- ![old](figures/old.png) -->\n"
        "```\n![code](figures/code.png)\n```\n"
        "![shelf](<figures/my shelf.png>)"
    )
    source = questions({5: answer})
    found = read(source).answers[5]
    assert [(image.target, image.place.start) for image in found.images] == [
        ("figures/kiln.png", line_of(source, "kiln.png")),
        ("figures/wheel.jpg", line_of(source, "kiln.png")),
        ("figures/my shelf.png", line_of(source, "my shelf.png")),
    ]
    assert found.images[0].alt == "kiln"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "#" * 100_000,
        "-" * 100_000,
        "![" * 50_000,
        "<!--" * 50_000 + "-->",
        "* [" + " " * 100_000 + "x] y",
        "> " * 100_000,
        "`" * 100_000,
        "### Question 1\n```\n" * 500,
        questions({4: "![" * 20_000 + "<img " * 20_000 + "--- question " * 5_000}),
    ],
    ids=range(10),
)
def test_weird_texts_are_read_without_error_or_delay(text: str) -> None:
    read(text)
