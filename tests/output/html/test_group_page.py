"""The page of a group, read back."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from auditor.cli import main
from auditor.output.html.group_page import group_page
from tests.output.html.documents import read_page

Report = dict[str, Any]

HOSTILE = (
    "</script></style><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}\"'`&\u202egnp.exe\u200b\x1b[31m"
)
# Leaves of a report that are names, numbers or dates of ours, whatever a repository holds.
OURS = {"item", "verdict", "status", "stance", "kind", "polarity", "id", "evidence", "between", "date", "asks"}


def test_what_needs_a_look_comes_first(report: Report) -> None:
    page = read_page(group_page(report, {}))
    headings = [element.text.strip() for element in page.elements if element.tag in ("h1", "h2")]
    assert headings == ["swell", "Needs a look", "Items", "Answers", "Commits", "Oddities"]
    findings = [element.attributes["id"] for element in page.all("article")]
    assert findings[:2] == ["lightning", "coverage"]
    assert findings[2].startswith("statement.")


def test_a_finding_has_the_groups_words_the_verdict_and_where_to_look(report: Report) -> None:
    page = read_page(group_page(report, {}))
    (denied,) = page.all("article", id="lightning")
    assert "We did not use PyTorch Lightning either" in denied.text
    assert "reports/README.md:28" in denied.text
    assert "Ticked, but denied in an answer and not shown. No code uses PyTorch Lightning" in denied.text
    refuted = page.all("article")[2]
    assert "In total we wrote nine tests." in refuted.text
    assert "It says 9, the repository shows 3." in refuted.text


def test_each_item_and_question_has_an_address_of_its_own(report: Report) -> None:
    page = read_page(group_page(report, {}))
    assert len(page.ids) == len(set(page.ids))
    assert {item["item"] for item in report["items"]} <= set(page.ids)
    assert {f"question.{question['number']}" for question in report["questions"]} <= set(page.ids)
    inside = {link.attributes["href"] for link in page.all("a") if link.attributes["href"].startswith("#")}
    assert {address.removeprefix("#") for address in inside} <= set(page.ids)


def test_items_stand_in_their_weeks(report: Report) -> None:
    page = group_page(report, {})
    weeks = re.findall(r"<h3>((?:Week|Extra)[^<]*)</h3>", page)
    assert weeks == ["Week 1", "Week 2", "Week 3", "Extra"]
    assert page.index("Week 1") < page.index('id="dockerfiles"') < page.index("Week 2") < page.index('id="ci-lint"')


def test_the_lines_of_evidence_are_numbered_and_marked(report: Report) -> None:
    lint = next(item for item in report["items"] if item["item"] == "ci-lint")
    entry = next(entry for entry in report["evidence"] if entry["id"] == lint["evidence"][0])
    lint["evidence"] = [entry["id"]]
    entry |= {
        "path": "a.py",
        "start_line": 7,
        "end_line": 8,
        "excerpt": "x = 1\ny = 2",
        "before": "# set",
        "after": "z",
    }
    page = group_page(report, {})
    page = page[page.index('id="ci-lint"') :]
    start = page.index('<ol class="code" start="6">')
    listed = page[start : page.index("</ol>", start)]
    assert re.findall(r"<li>(.*?)</li>", listed) == ["# set", "<mark>x = 1</mark>", "<mark>y = 2</mark>", "z"]


def test_places_are_links_to_the_host_at_the_audited_commit(report: Report) -> None:
    commit = report["repository"]["commit"]
    report["group"]["repository_url"] = "https://github.com/swell/forecast"
    report["report"]["url"] = f"https://github.com/swell/forecast/blob/{commit}/reports/README.md"
    links = {link.attributes["href"] for link in read_page(group_page(report, {})).all("a")}
    assert f"https://github.com/swell/forecast/commit/{commit}" in links
    assert f"https://github.com/swell/forecast/blob/{commit}/reports/README.md#L28" in links


def test_a_page_is_one_file_that_asks_nobody_for_anything(report: Report) -> None:
    page = read_page(group_page(report, {}))
    for element in page.elements:
        assert not {"style", "srcset", "action", "formaction"} & element.attributes.keys()
        assert not [name for name in element.attributes if name.startswith("on")]
        assert "src" not in element.attributes
        assert element.attributes.get("href", "#").startswith(("#", "data:,"))
    assert "url(" not in page.all("style")[0].text
    assert "@import" not in page.all("style")[0].text


def test_the_policy_lets_only_the_pages_own_style_and_script_in(report: Report) -> None:
    page = read_page(group_page(report, {}))
    (meta,) = page.all("meta", http_equiv="Content-Security-Policy")
    policy = dict(part.strip().split(" ", 1) for part in meta.attributes["content"].split(";"))
    for directive, tag in (("style-src", "style"), ("script-src", "script")):
        (element,) = page.all(tag)
        digest = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
        assert policy[directive] == f"'sha256-{digest}'"
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'"


def test_whatever_a_repository_holds_is_text(report: Report) -> None:
    page = group_page(_with_text(report, HOSTILE), {})
    hostile, harmless = read_page(page), read_page(group_page(_with_text(report, "harmless"), {}))
    assert [element.tag for element in hostile.elements] == [element.tag for element in harmless.elements]
    assert "{{7*7}}" in page
    assert "gnp.exe" in page
    assert not {"\u202e", "\u200b", "\x1b"} & set(page)
    assert all(link.attributes["href"].startswith(("#", "data:,")) for link in hostile.all("a"))


def test_a_very_long_line_is_cut(report: Report) -> None:
    report["statements"][0]["quote"] = "long " * 200_000
    report["report"]["oddities"] = ["odd " * 200_000]
    assert len(group_page(report, {})) < 400_000


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "http://elsewhere/"])
def test_only_https_addresses_become_links(report: Report, address: str) -> None:
    for entry in report["evidence"]:
        entry["url"] = address
    report["group"]["repository_url"] = address
    links = read_page(group_page(report, {})).all("a")
    assert all(link.attributes["href"].startswith("#") for link in links)


def test_what_came_after_the_deadline_is_told_of_what_is_ticked(report: Report) -> None:
    late = {
        "status": "present",
        "days": 2.5,
        "commit": "c" * 40,
        "committed_at": "2026-01-25T12:00:00Z",
        "url": None,
        "message": "appears 2 days after the deadline",
    }
    for item in report["items"]:
        if item["item"] in ("coverage", "docs"):
            item["after_deadline"] = late
    report["repository"] |= {"deadline": "2026-01-23T22:59:00Z", "later_commits": 1}
    page = group_page(report, {})
    told = page[page.index('id="part.late"') : page.index("</article>", page.index('id="part.late"'))]
    assert "#coverage" in told
    assert "#docs" not in told
    assert "1 later commit is left out" in page


def test_a_contradiction_of_an_accused_tick_is_told_once(report: Report) -> None:
    assert [entry["between"] for entry in report["contradictions"]] == [["item:lightning", "question:28"]]
    assert 'id="contradiction.1"' not in group_page(report, {})
    report["contradictions"][0]["between"] = ["item:docs", "question:28"]
    (told,) = read_page(group_page(report, {})).all("article", id="contradiction.1")
    assert "Not ticked reports/README.md:28" in told.text


def test_what_could_not_be_read_is_told(report: Report) -> None:
    report["errors"] = [{"path": "data/raw.csv", "message": "its content is missing"}, {"path": "", "message": "odd"}]
    page = read_page(group_page(report, {}))
    (told,) = page.all("article", aria_labelledby="part.errors")
    assert "data/raw.csv: its content is missing" in told.text
    assert "The repository: odd" in told.text


def test_a_group_without_a_report_has_a_page(report: Report) -> None:
    report["report"] = {"path": None, "template": None, "oddities": ["no report was found in the repository"]}
    report |= {"questions": [], "statements": [], "contradictions": [], "history": []}
    for item in report["items"]:
        item |= {"ticked": None, "verdict": "blank", "tick": None, "passages": []}
    page = group_page(report, {})
    assert "nothing is claimed" in page
    assert "There are no answers." in page


def test_a_report_with_the_fixed_fields_alone_is_enough(report: Report) -> None:
    for key in ("tick", "passages", "after_deadline", "week"):
        for item in report["items"]:
            item.pop(key, None)
    for entry in report["evidence"]:
        entry.pop("before", None)
        entry.pop("after", None)
    report["questions"] = [
        {key: entry[key] for key in ("number", "words", "images", "answered", "within_limits")}
        for entry in report["questions"]
    ]
    report.pop("history")
    report["report"] = {key: report["report"][key] for key in ("path", "template", "oddities")}
    report["repository"] = {
        key: report["repository"][key] for key in ("commit", "committed_at", "branch", "default_branch")
    }
    assert 'id="ci-lint"' in group_page(report, {})


def test_figures_are_shown_with_their_answers(report: Report) -> None:
    shown = {"question": 14, "path": "reports/figures/runs.png", "line": 9, "blob": "a" * 40, "bytes": 9}
    report["report"]["figures"] = [
        shown | {"media_type": "image/png"},
        shown | {"path": "reports/figures/drawing.svg", "blob": "b" * 40, "media_type": None},
    ]
    page = read_page(group_page(report, {"a" * 40: "figures/a.png"}))
    (picture,) = page.all("img")
    assert picture.attributes["src"] == "figures/a.png"
    assert picture.attributes["alt"] == "What reports/figures/runs.png shows"
    (answer,) = page.all("details", id="question.14")
    assert "reports/figures/drawing.svg is not shown: no PNG, JPEG, GIF or WebP file" in answer.text


def test_the_answer_on_who_did_what_stands_beside_the_commits(report: Report) -> None:
    page = group_page(report, {})
    commits = page[page.index('id="part.commits"') : page.index('id="part.oddities"')]
    (question,) = (entry for entry in report["questions"] if entry["asks"] == "contributions")
    assert question["answer"].split("\n")[0] in commits
    assert '<th scope="row"' in commits


def test_an_audit_is_written_as_a_page(sample: Path, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    assert main(["audit", str(sample), "--format", "html", "--output", str(path), "--group", "swell"]) == 0
    assert read_page(path.read_text("utf-8")).all("h1")[0].text == "swell"


def test_the_same_report_gives_the_same_page(report: Report) -> None:
    assert group_page(report, {}) == group_page(json.loads(json.dumps(report)), {})


def _with_text(value: Any, text: str, key: str = "") -> Any:
    """A part of a report with a text at the end of every text that a repository could have brought in."""
    if isinstance(value, dict):
        return {name: _with_text(part, text, name) for name, part in value.items()}
    if isinstance(value, list):
        return value if key in OURS else [_with_text(part, text, key) for part in value]
    return value + text if isinstance(value, str) and key not in OURS else value
