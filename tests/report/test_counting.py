"""What the course's checker counts, and where it is led astray."""

from __future__ import annotations

import pytest

from auditor.report import Count, Counting
from auditor.report.reading import read_report_text
from tests.report.reports import NEW, OLD, QUESTIONS, RULEBOOK, checklist, messages, question, questions

FILLED = {1: "12", 2: "Ada, Bo", 3: "Red clay.", 4: "By hand.", 5: "None.", 6: "A lot of it."}


def counting(text: str) -> Counting:
    return read_report_text("reports/README.md", text, RULEBOOK).counting


def words(text: str) -> dict[int, int]:
    return {number: count.words for number, count in counting(text).counts.items()}


def test_the_template_s_own_placeholders_count() -> None:
    assert words(questions()) == dict.fromkeys(range(1, 7), 6)


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        ("", 0),
        ("By hand.", 2),
        ("By\u00a0hand, - and\u2028with\ta\x0cspoon.", 7),
        ("--- question 4 fill here ---\n\nBy hand.", 8),
        ("By hand. <!-- ask Ada\nabout it -->", 8),
        ("```bash\nstir --slowly\n```", 4),
        ("| a | b |\n| --- | --- |", 10),
        ("> By hand.", 3),
        ("[By hand](http://pots.example/by hand)", 3),
        ("<b>By</b> hand", 2),
    ],
)
def test_words_are_what_white_space_separates(answer: str, count: int) -> None:
    assert words(questions(FILLED | {4: answer}))[4] == count


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        ("![kiln](kiln.png)", 1),
        ("![](kiln.png)![]()", 2),
        ("![kiln](kiln.png 'hot') <!-- ![old](old.png) -->", 2),
        ("`![kiln](kiln.png)`", 1),
        (f"![kiln](data:image/png;base64,{'A' * 2000})", 1),
        ("![a kiln] and ![a wheel](wheel.png)", 1),
        ("![kiln] (kiln.png)", 0),
        ("![kiln](kiln.png", 0),
        ("![kiln\n](kiln.png)", 0),
        ("[kiln](kiln.png)", 0),
        ("![kiln][1]\n\n[1]: kiln.png", 0),
        ("<img src='kiln.png'>", 0),
    ],
)
def test_images_are_those_of_markdown_on_one_line(answer: str, count: int) -> None:
    assert counting(questions(FILLED | {5: answer})).counts[5].images == count


@pytest.mark.parametrize(
    ("answer", "counted", "unseen"),
    [
        ("Stir well.\n\n## Then\n\nwait, ![kiln](kiln.png)", 2, 4),
        ("Stir well.\n\n#### Then\n\nwait", 2, 3),
        ("```bash\nstir  ## well\n```\nThen wait", 2, 5),
        ("See pots.example/a##b for more", 2, 2),
        ("We asked how. Answer: by hand.", 2, 4),
        ("# Stir\n\nwell", 3, 0),
    ],
)
def test_what_stands_before_another_answer_or_behind_two_hash_marks_is_not_seen(
    answer: str, counted: int, unseen: int
) -> None:
    found = counting(questions(FILLED | {4: answer}))
    assert found.counts[4] == Count(counted, 0, unseen)
    assert (found.taken, found.changes) == (6, ())


def test_nothing_ends_the_last_answer() -> None:
    text = questions(FILLED | {6: "A lot.\n\n## Thanks\n\nto ![Ada](ada.png)"})
    assert counting(text).counts[6] == Count(6, 1)


def test_a_mark_in_bold_type_leaves_a_word() -> None:
    assert words(questions(FILLED).replace("> Answer:\n\nBy hand.", "> **Answer:** By hand."))[4] == 3


@pytest.mark.parametrize(
    ("before", "after", "taken", "change"),
    [
        ("Answer:\n\nBy hand.", "answer:\n\nBy hand.", 5, "question 4: no “Answer:”, spelled like this"),
        ("> Answer:\n\nBy hand.", "By hand.", 5, "question 4: no “Answer:”, spelled like this"),
        ("### Question 4", "## Question 4", 5, "question 3: no “###” stands between its answer and the next"),
        ("### Question 4", "**Question 4**", 5, "question 3: no “###” stands between its answer and the next"),
        ("By hand.", "By hand.\n### So\nAnswer: yes", 7, "question 4: “Answer:” stands in its answer again"),
        ("A lot of it.", "A lot of it.\n\n### Thanks", 7, "question 6: a “###” follows its “Answer:”"),
        ("### Question 1", "Answer: below\n\n### Question 1", 7, "stands outside of the template's questions"),
    ],
)
def test_where_the_checker_gives_up_every_question_is_counted_by_itself(
    before: str, after: str, taken: int, change: str
) -> None:
    text = questions(FILLED)
    assert before in text
    found = counting(text.replace(before, after))
    assert found.taken == taken
    assert change in messages(found.changes)
    assert {number: count.words for number, count in found.counts.items()} == {1: 1, 2: 2, 3: 2, 4: 2, 5: 1, 6: 4}


def test_a_question_that_is_gone_is_not_counted() -> None:
    found = counting(questions(FILLED).replace(question(4, FILLED[4]), ""))
    assert sorted(found.counts) == [1, 2, 3, 5, 6]
    assert "there is no question 4" in messages(found.changes)


def test_where_two_changes_outweigh_each_other_answers_are_taken_in_their_order() -> None:
    text = (
        questions(FILLED)
        .replace("Answer:\n\nBy hand.", "answer:\n\nBy hand.")
        .replace("### Question 1", "Answer:\n### ")
    )
    found = counting(text)
    assert found.taken == len(QUESTIONS["new"])
    assert {number: count.words for number, count in found.counts.items()} == {1: 0, 2: 1, 3: 2, 4: 2, 5: 1, 6: 4}
    assert len(found.changes) == 2


def test_questions_of_another_version_than_the_checklist_have_their_own_limits() -> None:
    text = f"{checklist({'wood': 'x'}, OLD)}\n\n{questions(FILLED, NEW)}"
    found = read_report_text("README.md", text, RULEBOOK)
    assert (found.template, found.asked, sorted(found.counting.counts)) == (OLD, NEW, [1, 2, 3, 4, 5, 6])
    found = read_report_text("README.md", checklist({"wood": "x"}, OLD), RULEBOOK)
    assert (found.template, found.asked, found.counting.counts) == (OLD, OLD, {})


@pytest.mark.parametrize("text", ["![" * 50_000, "![](" * 50_000, "](" * 50_000, "Answer:" * 50_000, "#" * 100_000])
def test_weird_answers_are_counted_without_delay(text: str) -> None:
    counting(questions(FILLED | {4: text}))
