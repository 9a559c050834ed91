"""Commits over time, as a table and a picture."""

from __future__ import annotations

from typing import Any

from auditor.output.html.commits import commits_of


def day(date: str, author: str, commits: int = 1, later: int = 0, bot: bool = False) -> dict[str, Any]:
    return {"date": date, "author": author, "commits": commits, "later_commits": later, "bot": bot}


def test_authors_with_most_commits_come_first_and_programs_last() -> None:
    history = [
        day("2026-01-05", "bob", 2),
        day("2026-01-05", "bump[bot]", 9, bot=True),
        day("2026-01-06", "ada", 3),
        day("2026-01-08", "ada", 0, 2),
    ]
    found = commits_of(history, None)
    assert [author.name for author in found.authors] == ["ada", "bob", "bump[bot]"]
    ada = found.authors[0]
    assert (ada.commits, ada.later, ada.days, ada.first, ada.last) == (3, 2, 2, "2026-01-06", "2026-01-08")


def test_the_picture_has_bars_for_both_and_the_deadline() -> None:
    picture = commits_of([day("2026-01-05", "ada", 3), day("2026-01-25", "ada", 0, 1)], "2026-01-23T22:59:00Z").picture
    assert picture is not None
    assert picture.count('class="commits"') == 1
    assert picture.count('class="later"') == 1
    assert picture.count('class="deadline"') == 1


def test_a_long_history_is_drawn_in_steps() -> None:
    found = commits_of([day("2024-01-01", "ada"), day("2026-01-01", "ada")], None)
    assert found.step == 13
    assert commits_of([day("1970-01-01", "ada"), day("9999-12-31", "ada")], None).picture is not None


def test_a_name_is_text() -> None:
    picture = commits_of([day("2026-01-05", "<b>\u202e&")], None).picture
    assert picture is not None
    assert "&lt;b&gt;&lt;U+202E&gt;&amp;" in picture


def test_nothing_is_drawn_of_nothing() -> None:
    assert commits_of([], "2026-01-23T22:59:00Z").picture is None
