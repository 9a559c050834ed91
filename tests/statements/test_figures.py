from __future__ import annotations

import pytest

from auditor.statements.figures import find
from tests.statements.checking import outcomes, statements

FILES: dict[str, str | bytes] = {
    "reports/README.md": "Report",
    "reports/figures/a.png": b"the same",
    "reports/figures/b.png": b"the same",
    "reports/figures/c.png": b"another",
}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("![the bucket](figures/a.png)", [("figures/a.png", "confirmed")]),
        ("![the bucket](figures/bucket.png)", [("figures/bucket.png", "refuted")]),
        ("![the bucket](/figures/a.png)", [("/figures/a.png", "confirmed")]),
        ("![the bucket](reports/figures/a.png)", [("reports/figures/a.png", "confirmed")]),  # from the root
        ("The loss can be seen [here](figures/c.png).", [("figures/c.png", "confirmed")]),
        ("The loss can be seen [here](figures/loss.png).", [("figures/loss.png", "refuted")]),
        ("See [this plot](https://example.org/loss.png) and [the paper](paper.html).", []),
        ("You can take inspiration from [this figure](figures/bucket.png).", []),
    ],
)
def test_figures_are_looked_for(answer: str, expected: list[tuple[str, str]]) -> None:
    assert [(value, outcome) for _, value, outcome in outcomes(find, answer, FILES)] == expected


def test_two_figures_that_are_one_file() -> None:
    shown = "![](figures/a.png)\n![](figures/b.png)\n\nBoth of us have a project (therefore the two images)."
    last = statements(find, shown, FILES)[-1]
    assert (last.kind, last.value, last.actual, last.outcome) == ("figure", 2, 1, "refuted")


def test_two_figures_of_their_own() -> None:
    shown = "![](figures/a.png)\n![](figures/c.png)\n\nThe two images show it."
    assert {outcome for _, _, outcome in outcomes(find, shown, FILES)} == {"confirmed"}
