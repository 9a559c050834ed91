"""The evidence graph around an item, drawn."""

from __future__ import annotations

import re
from typing import Any

from auditor.output.html.item_picture import picture_of

ITEM: dict[str, Any] = {
    "item": "docs",
    "verdict": "weak",
    "ticked": True,
    "tick": {"text": "Docs", "remark": "", "path": "r.md", "line": 1},
    "passages": [
        {"question": 5, "stance": "affirm"},
        {"question": 5, "stance": "affirm"},
        {"question": 9, "stance": "deny"},
    ],
}


def piece(path: str, polarity: str = "for") -> dict[str, Any]:
    return {"path": path, "ref": None, "commit": "a" * 40, "polarity": polarity}


def texts(picture: str | None) -> list[str]:
    assert picture is not None
    return re.findall(r"<text[^>]*>([^<]*)</text>", picture)


def test_what_is_said_and_what_is_there_meet_at_the_item() -> None:
    picture = picture_of(ITEM, [piece("docs/index.md"), piece("docs/index.md"), piece("mkdocs.yml", "against")])
    assert texts(picture) == [
        "ticked",
        "question 5 affirms",
        "question 9 denies",
        "docs/index.md",
        "mkdocs.yml",
        "◐ docs",
    ]
    assert picture is not None
    (against,) = re.findall(r'<path d="([^"]*)" class="against"', picture)
    assert against.count("M") == 2
    assert 'role="img"' in picture
    assert "<title>docs: weak" in picture


def test_many_files_end_in_a_number() -> None:
    assert texts(picture_of(ITEM, [piece(f"{n}.py") for n in range(20)]))[-2] == "and 15 more"


def test_a_path_is_text() -> None:
    assert "…/&lt;b&gt;&amp;.py" in texts(picture_of(ITEM, [piece("a-long-way-down-the-tree/<b>&.py")]))


def test_nothing_is_drawn_where_nothing_is_claimed_or_found() -> None:
    assert picture_of(ITEM, []) is None
    assert picture_of(ITEM | {"ticked": False, "passages": []}, [piece("a.py")]) is None
