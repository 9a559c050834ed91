"""The page of a hand-in in a browser: accessible, and deaf to what its report wants of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from auditor.hand_in import hand_in_at
from auditor.output.check import check_entries
from auditor.output.html.check_page import check_page
from tests.browser.accessibility import serious_issues
from tests.browser.conftest import OpenPage
from tests.report.reports import RULEBOOK, questions

HOSTILE = """
<script>alert(1)</script>

See <img src=x onerror=alert(1)> <style>main { display: none }</style>
<iframe src="https://pots.example/"></iframe> ![a](https://pots.example/a.png) [b](javascript:alert(1))

| a | b |
| :-: | -: |
| \u202eesrever | \x1b[31mred |
"""


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    report = tmp_path / "README.md"
    report.write_text(questions({3: HOSTILE, 4: f"{'wide' * 2000}\n\n```\n{'code ' * 2000}\n```"}), "utf-8")
    handed_in = hand_in_at(report, RULEBOOK)
    page = tmp_path / "report.html"
    page.write_text(check_page(check_entries(handed_in, RULEBOOK), handed_in), "utf-8")
    return page


def test_a_hostile_report_is_inert_and_readable(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file, viewport={"width": 400, "height": 800})
    expect(page.get_by_text("<script>alert(1)</script>")).to_be_visible()
    expect(page.get_by_text("<U+202E>esrever")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 400


def test_a_question_s_number_leads_to_its_answer(open_page: OpenPage, page_file: Path) -> None:
    page = open_page(page_file)
    page.get_by_role("link", name="5", exact=True).press("Enter")
    assert page.url.endswith("#question.5")
    box = page.locator('[id="question.5"]').bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 720


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_anybody_s_way(open_page: OpenPage, page_file: Path, scheme: str) -> None:
    assert serious_issues(open_page(page_file, color_scheme=scheme)) == []
