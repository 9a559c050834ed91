"""The files of a site: written by a run, and again from its results."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest

from auditor.batch.groups import Group
from auditor.batch.run import page_path, report_path, run_cohort
from auditor.batch.tables import read_summary, write_tables
from auditor.cli import main
from auditor.output.html.site import write_site
from auditor.rule import ExampleCommit
from tests.batch.cohorts import Heard, plan
from tests.output.html.cohorts import report_of, write_results
from tests.repositories import make_repository

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
ANSWERS = ["s100", "s101", "None", "All of them", "This is the bucket: ![bucket](figures/bucket.png)"]
REPORT = "\n\n".join(f"### Question {number}\n\nAnswer:\n\n{answer}" for number, answer in enumerate(ANSWERS, 1))


def test_a_run_writes_pages_with_figures_and_does_so_once(tmp_path: Path) -> None:
    commit = ExampleCommit({"reports/README.md": REPORT, "reports/figures/bucket.png": PNG})
    groups = [Group("owner/one", str(make_repository(tmp_path / "one", [commit])))]
    with_pages = replace(plan(tmp_path, jobs=1), html=True)

    def is_new() -> bool:
        (outcome,) = run_cohort(groups, with_pages, Heard())
        return outcome.is_new

    assert is_new()
    page = page_path(with_pages.output, "owner/one")
    written = page.read_text("utf-8")
    figures = re.findall(r'<img[^>]* src="(.*?)"', written)
    assert [(page.parent / figure).read_bytes() for figure in figures] == [PNG]
    assert '<a href="../index.html"' in written
    assert not is_new()
    page.unlink()
    assert is_new()
    assert page.read_text("utf-8") == written


def test_pages_of_groups_that_can_no_longer_be_audited_are_removed(tmp_path: Path) -> None:
    page = page_path(tmp_path / "results", "gone")
    page.parent.mkdir(parents=True)
    page.touch()
    run_cohort([Group("gone", str(tmp_path / "gone"))], replace(plan(tmp_path), html=True), Heard())
    assert not page.exists()


def test_the_command_writes_the_same_site_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repository = make_repository(tmp_path / "one", [ExampleCommit({"reports/README.md": REPORT})])
    run = replace(plan(tmp_path, jobs=1), html=True)
    outcomes = run_cohort([Group("owner/one", str(repository))], run, Heard())
    write_site(run.output, write_tables(run.output, outcomes), with_groups=False)
    pages = [run.output / "index.html", page_path(run.output, "owner/one")]
    before = [page.read_bytes() for page in pages]
    for page in pages:
        page.unlink()
    assert main(["cohort", str(run.output), "--html"]) == 0
    assert capsys.readouterr().out == f"{run.output}/index.html\n"
    assert [page.read_bytes() for page in pages] == before


def test_all_addresses_within_the_site_lead_somewhere(tmp_path: Path) -> None:
    names = ["7", "owner/name", "a b%41", "../../etc", ".hidden", "x" * 300, 'quo"te', "é"]
    reports = [report_of(name, {"tests": "supported"}) for name in names]
    index = write_site(tmp_path / "results", write_results(tmp_path / "results", reports))
    targets = re.findall(r'href="((?!#|data:).*?)(?:#.*?)?"', index.read_text("utf-8"))
    assert len({target for target in targets if target.startswith("groups/")}) == len(names)
    assert [target for target in targets if not (index.parent / unquote(target)).is_file()] == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "No such file or directory"),
        ("{", "Expecting property name"),
        ("[]", "its evidence report is none of schema version 1"),
    ],
)
def test_an_evidence_report_that_cannot_be_read_costs_its_group_alone(
    content: str | None, why: str, tmp_path: Path
) -> None:
    reports = [report_of(name, {"tests": "supported"}) for name in ("whole", "broken")]
    write_results(tmp_path / "results", reports)
    report_path(tmp_path / "results", "broken").unlink()
    if content is not None:
        report_path(tmp_path / "results", "broken").write_text(content)
    index = write_site(tmp_path / "results", read_summary(tmp_path / "results")).read_text("utf-8")
    assert why in index
    assert 'href="groups/whole.html#tests"' in index
    assert "groups/broken.html" not in index


def test_a_run_without_pages_writes_none(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "one", [ExampleCommit({"main.py": "print()"})])
    (tmp_path / "groups.csv").write_text(f"id,repository\n1,{repository}\n")
    command = ["batch", str(tmp_path / "groups.csv"), "--output", str(tmp_path / "out"), "--jobs", "1"]
    assert main([*command, "--no-html"]) == 0
    assert list((tmp_path / "out").rglob("*.html")) == []
    assert main(command) == 0
    assert sorted(path.name for path in (tmp_path / "out").rglob("*.html")) == ["1.html", "index.html"]
