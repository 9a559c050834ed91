"""The figures of a report on pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditor.audit import audit_repository
from auditor.output.evidence_report import evidence_report
from auditor.output.html import figures
from auditor.repository.opening import Repository
from tests.audits import RULEBOOK
from tests.repositories import repository_of

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
GIF = b"GIF89a" + b"0" * 20
REPORT = """
    ### Question 1

    Answer:

    ![plot](figures/plot.png)
    ![plot again](figures/same.png)
    ![moving](figures/mov"ing.gif)
    ![drawing](figures/drawing.svg)
    ![page](figures/page.png)
    ![gone](figures/gone.png)
    """
FILES: dict[str, str | bytes] = {
    "reports/README.md": REPORT,
    "reports/figures/plot.png": PNG,
    "reports/figures/same.png": PNG,
    'reports/figures/mov"ing.gif': GIF,
    "reports/figures/drawing.svg": "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "reports/figures/page.png": "<!doctype html><script>alert(1)</script>",
}


def reported(repository: Repository) -> dict[str, Any]:
    return evidence_report(audit_repository(repository, RULEBOOK, "swell", report_path="reports/README.md"))


def test_only_pictures_are_shown_whatever_their_names_say(tmp_path: Path) -> None:
    with repository_of(FILES) as repository:
        report = reported(repository)
        figures.write_figures(report, repository.snapshot, tmp_path)
        blobs = {path: entry.oid for path, entry in repository.snapshot.entries.items()}
        inside = figures.as_data(report, repository.snapshot)
    assert [(entry["path"], entry["media_type"]) for entry in report["report"]["figures"]] == [
        ("reports/figures/plot.png", "image/png"),
        ("reports/figures/same.png", "image/png"),
        ('reports/figures/mov"ing.gif', "image/gif"),
        ("reports/figures/drawing.svg", None),
        ("reports/figures/page.png", None),
    ]
    plot, moving = blobs["reports/figures/plot.png"], blobs['reports/figures/mov"ing.gif']
    assert figures.addresses(report) == {plot: f"figures/{plot}.png", moving: f"figures/{moving}.gif"}
    assert {path.name: path.read_bytes() for path in (tmp_path / "figures").iterdir()} == {
        f"{plot}.png": PNG,
        f"{moving}.gif": GIF,
    }
    assert set(inside) == {plot, moving}
    assert inside[plot].startswith("data:image/png;base64,iVBORw0KGgo")


def test_large_pictures_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with repository_of(FILES) as repository:
        report = reported(repository)
        monkeypatch.setattr(figures, "LARGEST_INSIDE", len(PNG) + 1)
        assert len(figures.as_data(report, repository.snapshot)) == 1
        monkeypatch.setattr(figures, "LARGEST", len(GIF))
        assert len(figures.addresses(report)) == 1
