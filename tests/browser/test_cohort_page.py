"""The page of a cohort in a browser: what a person does with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from auditor.batch.run import Outcome, State
from auditor.output.html.site import write_site
from tests.browser.accessibility import serious_issues
from tests.browser.conftest import OpenPage
from tests.output.html.cohorts import large_cohort, report_of, write_results

if TYPE_CHECKING:
    from playwright.sync_api import Page

HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(2)>\"'&\u202e\x1b[31m"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first page of a cohort of four groups, one of which could not be audited."""
    folder = tmp_path_factory.mktemp("cohort") / "results"
    reports = [
        report_of("fine", {"tracking": "supported", "tests": "supported", "image": "blank"}, members=["s100"]),
        report_of("group 10", {"tracking": "supported", "tests": "unsupported"}, ["test-count"], ["s110"]),
        report_of("group 9", {"tracking": "contradicted", "tests": "unsupported", "cloud": "weak"}, members=["s190"]),
    ]
    return write_site(folder, write_results(folder, reports, [Outcome("gone", State.MISSING, "not found")]))


def groups(page: Page) -> list[str]:
    """The groups that are shown, from top to bottom."""
    return page.locator("#cohort\\.table tbody tr:visible th").all_inner_texts()


def items(page: Page) -> list[str]:
    """The items that are shown, from left to right."""
    return page.locator("#cohort\\.table thead tr:last-child th[title]:visible").all_inner_texts()


def told(page: Page) -> str:
    return page.locator("output").inner_text()


def choose(page: Page, name: str, label: str) -> None:
    page.get_by_role("combobox", name=name).select_option(label=label)


def test_all_groups_and_items_are_there_at_first(site: Path, open_page: OpenPage) -> None:
    page = open_page(site)
    assert groups(page) == ["gone", "group 9", "group 10", "fine"]
    assert items(page) == ["tracking", "image", "tests", "cloud"]
    assert told(page) == "4 of 4 groups"


def test_search_finds_groups_and_their_members(site: Path, open_page: OpenPage) -> None:
    page = open_page(site)
    page.get_by_label("Find").fill("GROUP")
    assert groups(page) == ["group 9", "group 10"]
    page.get_by_label("Find").fill("s100")
    assert groups(page) == ["fine"]
    page.get_by_role("button", name="Show all").click()
    page.get_by_text("4 of 4 groups").wait_for()


def test_filters_by_verdict_item_week_and_need(site: Path, open_page: OpenPage) -> None:
    page = open_page(site)
    choose(page, "Verdict", "accusations")
    assert (groups(page), told(page)) == (["group 9", "group 10"], "2 of 4 groups, 3 cells")
    choose(page, "Items", "tracking")
    assert (groups(page), items(page)) == (["group 9"], ["tracking"])
    choose(page, "Verdict", "any")
    choose(page, "Items", "Week 1")
    assert items(page) == ["tracking", "image"]
    assert page.locator("thead th[scope=colgroup]:visible").all_inner_texts() == ["Week 1"]
    page.get_by_role("checkbox", name="needs a look").check()
    assert groups(page) == ["gone", "group 9", "group 10"]


def test_sorting_by_form_and_by_column(site: Path, open_page: OpenPage) -> None:
    page = open_page(site)
    choose(page, "Sort by", "group")
    assert groups(page) == ["fine", "gone", "group 9", "group 10"]
    page.get_by_role("button", name="refuted").click()
    assert groups(page)[0] == "group 10"
    page.get_by_role("button", name="tracking").click()
    assert groups(page) == ["group 9", "group 10", "fine", "gone"]
    assert page.locator("[aria-sort]").all_inner_texts() == ["tracking"]


def test_a_view_is_in_the_address(site: Path, open_page: OpenPage) -> None:
    page = open_page(site)
    choose(page, "Items", "tests")
    page.get_by_label("Find").fill("group")
    again = open_page(site, page.evaluate("location.hash"))
    assert (groups(again), items(again)) == (["group 9", "group 10"], ["tests"])


def test_a_cell_opens_the_group_at_the_item(site: Path, open_page: OpenPage) -> None:
    page = open_page(site)
    page.get_by_role("link", name="tests: unsupported").first.click()
    assert page.url.endswith("/groups/group%209.html#tests")
    expect(page.locator(":target")).to_be_visible()


def test_the_table_is_one_stop_for_tab_and_arrows_move_in_it(site: Path, open_page: OpenPage) -> None:
    page = open_page(site)
    page.get_by_role("button", name="Show all").focus()
    keys: list[tuple[str, str]] = [
        ("Tab", "group 9"),
        ("ArrowRight", "group 9, tracking: contradicted"),
        ("ArrowDown", "group 10, tracking: supported"),
        ("End", "group 10, tests: unsupported"),
        ("Home", "group 10"),
        ("PageUp", "group"),
        ("PageDown", "fine"),
    ]
    focused = "(document.activeElement.ariaLabel || document.activeElement.textContent).trim()"
    for key, name in keys:
        page.keyboard.press(key)
        assert page.evaluate(focused) == name, key
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.closest('table')")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**/groups/fine.html#tracking")


def test_what_a_cell_stands_for_is_told_in_words(site: Path, open_page: OpenPage) -> None:
    page = open_page(site)
    page.get_by_role("link", name="tracking: contradicted").last.hover()
    assert page.locator("#cohort\\.told").inner_text() == (
        "group 9 · tracking · Do tracking (M1) · contradicted: The reason of it."
    )


def test_without_script_everything_is_there(site: Path, open_page: OpenPage) -> None:
    page = open_page(site, java_script_enabled=False)
    assert groups(page) == ["gone", "group 9", "group 10", "fine"]
    expect(page.locator("form")).to_be_hidden()
    page.get_by_role("link", name="tests: unsupported").first.click()
    page.wait_for_url("**/groups/group%209.html#tests")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index.html", "groups/group 9.html"])
def test_nothing_is_in_the_way_of_anybody(site: Path, open_page: OpenPage, name: str, scheme: Any) -> None:
    page = open_page(site.parent / name, color_scheme=scheme)
    assert serious_issues(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_symbols_stand_out_from_their_ground(site: Path, open_page: OpenPage, scheme: Any) -> None:
    # axe leaves out texts of a single character.
    page = open_page(site, color_scheme=scheme)
    marks = page.locator(".legend .mark").evaluate_all(
        "all => all.map(getComputedStyle).map(style => [style.color, style.backgroundColor])"
    )
    assert len(marks) == 8
    assert [pair for pair in marks if contrast(*pair) < 4.5] == []


def contrast(*colours: str) -> float:
    """The contrast of two opaque colours, as https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio has it."""

    def luminance(colour: str) -> float:
        red, green, blue = (int(part) / 255 for part in re.findall(r"\d+", colour))
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted(map(luminance, colours))
    return (light + 0.05) / (dark + 0.05)


def test_a_narrow_screen_moves_the_table_and_not_the_page(site: Path, open_page: OpenPage) -> None:
    page = open_page(site, viewport={"width": 320, "height": 600})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_names_stay_in_view(large: Path, open_page: OpenPage) -> None:
    page = open_page(large)
    group, item = page.locator("tbody tr:nth-child(30) th"), page.locator("thead th[title]").first

    def corner() -> tuple[float, float]:
        left, top = group.bounding_box(), item.bounding_box()
        assert left
        assert top
        return left["x"], top["y"]

    before = corner()
    page.locator(".map").evaluate("map => map.scrollTo(300, 600)")
    assert corner() == before


def test_print_shows_every_group_and_no_controls(site: Path, open_page: OpenPage) -> None:
    page = open_page(site)
    page.emulate_media(media="print")
    expect(page.locator("form")).to_be_hidden()
    assert page.locator(".map").evaluate("map => getComputedStyle(map).overflow") == "visible"
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_what_groups_write_is_inert(tmp_path: Path, open_page: OpenPage) -> None:
    folder = tmp_path / "results"
    report = report_of(HOSTILE, {"tests": "unsupported", "tracking": "supported"}, members=[HOSTILE])
    report["items"][0] |= {"summary": HOSTILE + "x" * 1_000_000}
    page = open_page(write_site(folder, write_results(folder, [report], [Outcome("a", State.FAILED, HOSTILE)])))
    assert page.locator("script").count() == 1
    assert page.locator("img").count() == 0
    assert "<script>alert(1)</script>" in groups(page)[1]
    page.get_by_role("link", name="tests: unsupported").first.click()
    expect(page.locator(":target")).to_be_visible()
    assert page.locator("img").count() == 0


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server for a folder."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_web_server_does_as_well(site: Path, open_page: OpenPage) -> None:
    with served(site.parent) as address:
        page = open_page(site, root=address)
        page.get_by_role("link", name="group 9", exact=True).first.click()
        page.wait_for_url(f"{address}/groups/group%209.html")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first page of a cohort of 130 groups and 53 items."""
    folder = tmp_path_factory.mktemp("large") / "results"
    return write_site(folder, write_results(folder, large_cohort()), with_groups=False)


def test_a_large_cohort_is_there_at_once(large: Path, open_page: OpenPage) -> None:
    page = open_page(large)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.reload()
    metrics = {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}
    assert metrics["TaskDuration"] < 1  # seconds of a processor for all of it, script and layout included
    assert told(page) == "130 of 130 groups"
    choose(page, "Verdict", "contradicted")
    found = [count for report in large_cohort() if (count := report["summary"]["verdicts"]["contradicted"])]
    assert told(page) == f"{len(found)} of 130 groups, {sum(found)} cells"
