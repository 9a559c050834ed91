"""The page of a group in a browser: of the sample, and of a repository that would like to be more than text."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from auditor.audit import audit_repository
from auditor.output.evidence_report import evidence_report
from auditor.output.html.figures import as_data
from auditor.output.html.group_page import group_page
from auditor.repository.opening import Repository, open_repository
from auditor.rule import ExampleCommit
from auditor.rulebook import load_rulebook
from tests.browser.conftest import OpenPage
from tests.repositories import repository_of

SCRIPT = "</script></style></title><script>document.title = 'taken'; alert(1)</script>"
IMAGE = "<img src='https://elsewhere.example/x.png' onerror='alert(2)'>"
MISLEADING = "\u202egnp.exe \u200b\u2066 \x1b[31m"
RIGHT_TO_LEFT = "استخدمنا خمسة اختبارات"
# The smallest PNG: one pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
PATH = 'src/it\'s "<b>quoted<b>"/tr&in.py'
REPORT = f"""
    * [x] Use logging to log important events in your code (M14) {SCRIPT} {IMAGE}
    * [x] Calculate the code coverage (M16) <a href="javascript:alert(3)">here</a>

    ### Question 2

    Answer:

    s900001, {IMAGE}

    ### Question 7

    Answer:

    We wrote 12 tests. {SCRIPT} {MISLEADING} {RIGHT_TO_LEFT}
    ![plot](figures/plot.png) ![drawing](figures/drawing.svg) ![x](javascript:alert(4))
    {"long" * 90_000}

    ### Question 31

    Answer:

    Ada did it all. {IMAGE} <iframe src="https://elsewhere.example/"></iframe>
    """


def written(repository: Repository, folder: Path) -> Path:
    report = evidence_report(audit_repository(repository, load_rulebook(), f"swell {SCRIPT}", "reports/README.md"))
    path = folder / "page.html"
    path.write_text(group_page(report, as_data(report, repository.snapshot)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def page_of_sample(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with open_repository(sample) as repository:
        return written(repository, tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def hostile_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files: dict[str, str | bytes | None] = {
        "reports/README.md": REPORT,
        "reports/figures/plot.png": PNG,
        "reports/figures/drawing.svg": f"<svg xmlns='http://www.w3.org/2000/svg'>{SCRIPT}</svg>",
        PATH: (
            f"import logging\nlogger = logging.getLogger({SCRIPT!r})\n"
            f"logger.info('{RIGHT_TO_LEFT}')\nlogger.info('{'long' * 240_000}')\n"
        ),
        "tests/test_it.py": f"def test_it():\n    assert {SCRIPT!r}  # {MISLEADING}\n",
    }
    commit = ExampleCommit(files, author=f"{IMAGE.replace('<', '(').replace('>', ')')} <a@b.dk>", message=SCRIPT)
    with repository_of(history=[commit]) as repository:
        return written(repository, tmp_path_factory.mktemp("hostile"))


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_whatever_a_repository_holds_shows_as_text(open_page: OpenPage, hostile_page: Path, color_scheme: str) -> None:
    page = open_page(hostile_page, color_scheme=color_scheme)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert page.title().startswith("swell </script>")
    assert page.locator("script").count() == page.locator("style").count() == 1
    assert page.locator("iframe").count() == 0
    assert page.locator("img").count() == page.locator("img[src^='data:image/png']").count() == 1
    shown = page.locator("body").inner_text()
    assert "alert(1)</script>" in shown
    assert "<U+202E>gnp.exe" in shown
    assert RIGHT_TO_LEFT in shown
    assert 'it\'s "<b>quoted<b>"/tr&in.py:3' in shown
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_nothing_spreads_wider_than_a_narrow_screen(open_page: OpenPage, hostile_page: Path) -> None:
    page = open_page(hostile_page, viewport={"width": 360, "height": 800})
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_an_address_of_an_item_opens_it(open_page: OpenPage, page_of_sample: Path) -> None:
    page = open_page(page_of_sample, "#ci-lint")
    expect(page.locator("[id='ci-lint'] ol.code").first).to_be_visible()
    expect(page.locator("[id='hydra'] .body")).to_be_hidden()
    page.locator(".summary a", has_text="hydra").click()
    expect(page.locator("[id='hydra'] .body")).to_be_visible()


def test_the_page_does_without_its_script(open_page: OpenPage, page_of_sample: Path) -> None:
    page = open_page(page_of_sample, java_script_enabled=False)
    page.locator("[id='ci-lint'] > summary").click()
    expect(page.locator("[id='ci-lint'] ol.code").first).to_be_visible()


def test_the_keyboard_is_enough(open_page: OpenPage, page_of_sample: Path) -> None:
    page = open_page(page_of_sample)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "page.main"
    summary = page.locator("[id='ci-lint'] > summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[id='ci-lint'] .body")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_what_needs_a_look_is_printed(open_page: OpenPage, page_of_sample: Path) -> None:
    page = open_page(page_of_sample)
    page.emulate_media(media="print")
    expect(page.locator("[id='coverage']")).to_be_visible()
    expect(page.locator("[id='ci-lint'] > summary")).to_be_visible()
    expect(page.locator("nav")).to_be_hidden()


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_nothing_is_in_the_way_of_anybody(
    open_page: OpenPage, hostile_page: Path, color_scheme: str, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    # axe is a script that the page's policy would not let in.
    viewport = {"width": width, "height": 800}
    page = open_page(hostile_page, color_scheme=color_scheme, viewport=viewport, bypass_csp=True)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    violations = Axe().run(page).response["violations"]
    assert [(found["id"], found["nodes"][0]["html"]) for found in violations] == []
