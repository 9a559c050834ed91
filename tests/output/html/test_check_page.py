"""The page of a hand-in: what of a report it shows, and that nothing of it is obeyed."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path

import pytest

from auditor.hand_in import hand_in_at, hand_in_of
from auditor.output.check import check_entries
from auditor.output.html.check_page import check_page
from tests.output.html.documents import Document, read_page
from tests.report.reports import RULEBOOK, question, questions, report
from tests.repositories import repository_of

PNG = b"\x89PNG\r\n\x1a\n kiln"
SHOWN = f"data:image/png;base64,{base64.b64encode(PNG).decode('ascii')}"
FILLED = {
    1: "12",
    2: "Ada",
    3: "clay " * 30,
    4: "By hand and with a spoon.",
    5: "![the kiln](figures/kiln.png)",
    6: "-",
}


def page_of(text: str, files: Mapping[str, bytes] | None = None) -> str:
    with repository_of({"reports/README.md": text, **(files or {})}) as repository:
        handed_in = hand_in_of(repository, RULEBOOK)
        return check_page(check_entries(handed_in, RULEBOOK), handed_in)


def text_of(page: Document) -> str:
    return page.all("body")[0].text


def answered(answer: str, files: Mapping[str, bytes] | None = None) -> Document:
    """The page of a report with this answer to question 4."""
    return read_page(page_of(questions(FILLED | {4: answer}), files))


def test_the_check_of_a_question_stands_before_its_answer() -> None:
    page = page_of(report({"kiln": "x"}, FILLED | {4: "By hand."}), {"reports/figures/kiln.png": PNG})
    order = ["How did you mix the glaze", 'id="question.4"', "2 words, 5 to 10 asked for", "<p>By hand.</p>"]
    order += ["How many pictures", 'id="question.5"', "within its limits", f'<img src="{SHOWN}" alt="the kiln">']
    position = page.index("<article")
    for part in order:
        position = page.index(part, position)
    assert "1 question is not as asked for" in page


def test_what_was_changed_is_told() -> None:
    page = read_page(page_of(questions(FILLED).replace(question(4, FILLED[4]), "")))
    assert "there is no question 4" in text_of(page)
    assert "finds 5 answers instead of 6 and gives up" in text_of(page)
    assert "#question.4" not in [link.attributes.get("href") for link in page.all("a")]


def test_markdown_is_rendered_below_the_page_s_own_title() -> None:
    page = answered(
        "# So\n\n| a | b |\n| :- | -: |\n| 1 | 2 |\n\n~~no~~ **yes** `code`\n\n```\n<b>\n```\nx<br>y <!-- unsaid -->"
    )
    names = [element.tag for element in page.elements]
    assert names.count("h1") == 1
    assert {"table", "s", "strong", "code", "pre", "br"} <= set(names)
    assert "<b>" in text_of(page)
    assert "unsaid" not in text_of(page)


@pytest.mark.parametrize(
    "image",
    [
        "![](figures/kiln.png)",
        "![a](<figures/kiln.png> 'title')",
        "![a](./figures/../figures/kiln.png?raw=true)",
        "![a](figures/%6Biln.png)",
        "Look: <img width=20 src='figures/kiln.png'>",
        "<p align='center'>\n<img src=figures/kiln.png>\n<em>the kiln</em>\n</p>",
    ],
)
def test_figures_that_lie_beside_the_report_are_shown(image: str) -> None:
    page = answered(image, {"reports/figures/kiln.png": PNG})
    assert SHOWN in [shown.attributes["src"] for shown in page.all("img")]
    assert all(shown.attributes["alt"] for shown in page.all("img"))


@pytest.mark.parametrize(
    "target",
    ["figures/gone.png", "figures/plan.svg", "/etc/passwd", "https://pots.example/kiln.png", "figures", "a\tb"],
)
def test_other_figures_are_named(target: str) -> None:
    page = answered(f"![a kiln](<{target}>)", {"reports/figures/plan.svg": b"<svg onload='x()'/>"})
    assert page.all("img") == []
    assert "a figure that is not shown: a kiln" in text_of(page)


def test_figures_are_only_shown_up_to_a_size() -> None:
    large = PNG + b" " * 3_999_000
    files = {f"reports/figures/{name}.png": large + name.encode() for name in "abc"} | {"reports/d.png": large * 2}
    page = answered("![a](figures/a.png) ![b](figures/b.png) ![c](figures/c.png) ![d](d.png)", files)
    assert [shown.attributes["alt"] for shown in page.all("img")] == ["a", "b"]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "Hello <script>alert(1)</script>",
        "<svg onload=alert(1)>",
        "<img src=x onerror=alert(1)>",
        "<img src='figures/kiln.png' alt='\"><script>alert(1)</script>'>",
        '![a"onerror="alert(1)](figures/kiln.png)',
        "![<script>](x)",
        "[press](javascript:alert(1))",
        "[press](private.html)",
        "[press](data:text/html;base64,PHNjcmlwdD4=)",
        "<https://pots.example/\"onclick='alert(1)'>",
        "<style>body { display: none }</style>",
        "| a |\n| :-: |\n| b |",
        "<iframe src='https://pots.example'></iframe>",
        "<!-- --><form action='https://pots.example'><input autofocus onfocus=alert(1)></form>",
        '```html"><script>\nalert(1)\n```',
        "<meta http-equiv='refresh' content='0;url=https://pots.example'>",
    ],
)
def test_nothing_of_a_report_is_obeyed(hostile: str) -> None:
    harmless = answered("By hand.", {"reports/figures/kiln.png": PNG})
    page = answered(hostile, {"reports/figures/kiln.png": PNG})
    for tag in ("script", "style", "iframe", "form", "input", "svg", "meta"):
        assert page.all(tag) == harmless.all(tag)
    for element in page.elements:
        assert not any(name.startswith("on") for name in element.attributes)
        assert "style" not in element.attributes
        assert element.attributes.get("href", "#").startswith(("#", "https://", "data:,"))
        assert element.attributes.get("src", SHOWN) == SHOWN


def test_control_characters_and_secrets_are_not_shown() -> None:
    key = "ghp_" + "a1B2c3D4e5F6g7H8i9J0" * 2
    page = page_of(questions(FILLED | {4: f"\u202eevil \x1b[31m {key[:40]}"}))
    assert "\u202e" not in page
    assert "\x1b" not in page
    assert "&lt;U+202E&gt;evil" in page
    assert key[:40] not in page


def test_the_site_s_front_matter_is_left_out() -> None:
    page = read_page(page_of("---\nlayout: default\n---\n" + questions(FILLED)))
    assert "layout" not in text_of(page)
    assert len([link for link in page.all("a") if link.attributes.get("href", "").startswith("#question.")]) == 6


def test_a_report_on_disk_shows_no_file_outside_of_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    outside = tmp_path / "private.png"
    for path in (folder / "kiln.png", outside):
        path.write_bytes(PNG)
    (folder / "link.png").symlink_to(outside)
    (folder / "circle.png").symlink_to(folder / "circle.png")
    (folder / "inside.png").symlink_to(folder / "kiln.png")
    inside = ["kiln.png", "inside.png"]
    names = [*inside, "../private.png", str(outside), "link.png", "circle.png", "a%00b.png", str(folder / "kiln.png")]
    (folder / "README.md").write_text(questions(FILLED | {4: " ".join(f"![x](<{name}>)" for name in names)}), "utf-8")
    handed_in = hand_in_at(folder / "README.md", RULEBOOK)
    page = read_page(check_page(check_entries(handed_in, RULEBOOK), handed_in))
    assert len(page.all("img")) == len(inside)
