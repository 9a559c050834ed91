"""The page of a cohort, as text: what it says, and that it says it of the right group and item."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor.batch.run import Outcome, State
from auditor.output.html.site import write_site
from tests.output.html.cohorts import REASON, large_cohort, report_of, write_results


def written(folder: Path) -> str:
    """The page of five groups of two years, one of which could not be audited."""
    reports = [
        report_of("fine", {"tracking": "supported", "tests": "supported"}),
        report_of("refuted", {"tracking": "supported", "tests": "weak"}, ["test-count", "figure"]),
        report_of("accused", {"tracking": "unsupported", "tests": "contradicted"}, members=["s123"]),
        report_of(
            "a/later year", {"tracking": "supported", "image": "blank", "tests": "supported", "cloud": "unclaimed"}
        ),
    ]
    failed = [Outcome("gone", State.MISSING, "not found")]
    summary = write_results(folder, reports, failed, "2026-01-23")
    return write_site(folder, summary, with_groups=False).read_text("utf-8")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(tmp_path_factory.mktemp("cohort") / "results")


def table_of(page: str) -> str:
    return page[page.index('<table id="cohort.table">') : page.index("</table>")]


def rows_of(page: str) -> list[str]:
    """The rows of groups, in the table's order."""
    body = table_of(page)
    return re.findall(r"<tr.*?</tr>", body[body.index("<tbody>") : body.index("</tbody>")], re.DOTALL)


def test_groups_that_need_a_look_come_first(page: str) -> None:
    named = [re.search(r"<bdi>(.*?)</bdi>", row) for row in rows_of(page)]
    assert [name[1] for name in named if name] == ["gone", "accused", "refuted", "fine", "a/later year"]
    assert ["look" in row.partition(">")[0] for row in rows_of(page)] == [True, True, True, False, False]


def test_a_group_that_could_not_be_audited_says_why(page: str) -> None:
    assert "private-or-missing: <bdi>not found</bdi>" in rows_of(page)[0]


def test_a_group_without_a_report_needs_a_look(tmp_path: Path) -> None:
    report = report_of("silent", {"tests": "unclaimed"})
    report["report"] |= {"path": None}
    summary = write_results(tmp_path / "results", [report])
    page = write_site(tmp_path / "results", summary, with_groups=False).read_text("utf-8")
    assert '<span class="mark n"><bdi>no report</bdi></span>' in page
    assert 'title="no report"' in rows_of(page)[0]


def test_rows_of_the_list_that_were_skipped_are_told(tmp_path: Path) -> None:
    summary = write_results(tmp_path / "results", [report_of("fine", {"tests": "supported"})])
    summary["skipped"] = [{"line": 4, "why": "group 9 has no <repository>"}]
    page = write_site(tmp_path / "results", summary, with_groups=False).read_text("utf-8")
    assert "<li>line 4: <bdi>group 9 has no &lt;repository&gt;</bdi></li>" in page


def test_every_cell_opens_the_groups_page_at_the_item(page: str) -> None:
    cells = re.findall(r'<td class="(\w)"><a href="(.*?)" aria-label="(.*?)"', rows_of(page)[4])
    assert cells == [
        ("s", "groups/a%2Blater%20year.html#tracking", "tracking: supported"),
        ("b", "groups/a%2Blater%20year.html#image", "image: blank"),
        ("s", "groups/a%2Blater%20year.html#tests", "tests: supported"),
        ("p", "groups/a%2Blater%20year.html#cloud", "cloud: unclaimed"),
    ]


def test_an_item_that_is_not_on_a_groups_checklist_is_an_empty_cell(page: str) -> None:
    assert rows_of(page)[3].count("<td></td>") == 2


def test_columns_stand_in_their_weeks(page: str) -> None:
    assert re.findall(r'scope="colgroup" colspan="(\d)">(.*?)<', table_of(page)) == [
        ("2", "Week 1"),
        ("1", "Week 2"),
        ("1", "Extra"),
    ]
    assert re.findall(r'title="Do (\w+) \(M1\)"', table_of(page)) == ["tracking", "image", "tests", "cloud"]


def test_the_reason_is_told_where_a_look_is_needed(page: str) -> None:
    told = [row.count(f'title="{REASON}"') for row in rows_of(page)]
    assert told == [0, 2, 1, 0, 0]


def test_the_figures_of_the_whole_cohort(page: str) -> None:
    figures = re.findall(r"<dt>(.*?)</dt><dd><strong>(.*?)</strong> (.*?)</dd>", page)
    assert figures[:6] == [
        ("groups audited", "4", "1 could not be"),
        ("need a look", "3", "of 5"),
        ("ticks supported", "62 %", "5 of 8"),
        ("accusations", "2", "in 1 group"),
        ("statements refuted", "2", "of 2, in 1 group"),
        ("contradictions", "0", "in 0 groups"),
    ]
    assert "by 2026-01-23" in page


def test_what_a_chart_shows_is_told_in_words(page: str) -> None:
    words = dict(re.findall(r'<figcaption>(.*?)</figcaption>.*?<p class="hidden">(.*?)</p>', page, re.DOTALL))
    assert words["Items most often ticked, but not there"] == "tracking: 1 of 4; tests: 1 of 4"
    assert words["Refuted statements of a group"].startswith("0: 3; 1: 0; 2: 1; 3: 0")
    assert words["Kinds of statement most often refuted"] == "figure: 1; test-count: 1"


def test_the_same_results_give_the_same_bytes(page: str, tmp_path: Path) -> None:
    assert written(tmp_path / "again") == page


HOSTILE = "</title><script>alert(1)</script>\"'&\u202e\x1b[31m"


def test_what_groups_and_their_repositories_are_called_is_text(tmp_path: Path) -> None:
    reports = [report_of(f"{HOSTILE}{number}", {"tests": "unsupported"}, members=[HOSTILE]) for number in range(12)]
    for report in reports:
        report["items"][0]["summary"] = HOSTILE
    summary = write_results(tmp_path / "results", reports, [Outcome("failed", State.FAILED, HOSTILE)])
    page = write_site(tmp_path / "results", summary, with_groups=False).read_text("utf-8")
    assert page.count("<script>") == 1
    assert "alert(1)" in page
    assert not re.search("[\u202e\x1b]", page)
    assert not re.search(r"""(?:href|title|data-members)="[^"]*[<>]""", page)


def test_a_large_cohort_is_a_page_of_moderate_size(tmp_path: Path) -> None:
    summary = write_results(tmp_path / "results", large_cohort())
    page = write_site(tmp_path / "results", summary, with_groups=False)
    assert page.stat().st_size <= 1_500_000


def test_a_cohort_in_which_nothing_could_be_audited(tmp_path: Path) -> None:
    summary = write_results(tmp_path / "results", [], [Outcome("gone", State.MISSING, "not found")])
    page = write_site(tmp_path / "results", summary).read_text("utf-8")
    assert "private-or-missing" in page
    assert "<strong>–</strong> 0 of 0" in page
