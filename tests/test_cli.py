"""The command line: what it writes where, and its exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import auditor.rulebook
from auditor.cli import main
from auditor.rule import ExampleCommit
from tests.audits import FILES, RULEBOOK
from tests.evaluation.samples import write_samples
from tests.repositories import make_repository

REPORT = """
# Report

* [x] Write tests
* [x] Track experiments
* [x] Build an image
* [ ] Train in the cloud
* [ ] Write documentation
"""


class Run(NamedTuple):
    status: int
    out: str
    err: str


Auditor = Callable[..., Run]


@pytest.fixture
def auditor_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Auditor:
    """The command line, in this process and with the small rulebook of the tests."""
    monkeypatch.setattr(auditor.rulebook, "load_rulebook", lambda _: RULEBOOK)

    def run(*arguments: object) -> Run:
        status = main([str(argument) for argument in arguments])
        return Run(status, *capsys.readouterr())

    return run


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("swell") / "repo"
    return make_repository(folder, [ExampleCommit(FILES), ExampleCommit({"report.md": REPORT})])


def in_process(*arguments: object, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    """The installed command, with all that is not this project's in its own process."""
    command = [sys.executable, "-c", "import sys; from auditor.cli import main; sys.exit(main())", *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True, env={**os.environ, **(environment or {})})


def test_an_audit_goes_to_standard_output_and_nothing_else(auditor_command: Auditor, repository: Path) -> None:
    run = auditor_command("audit", repository, "--report", "report.md")
    assert (run.status, run.err) == (0, "")
    assert run.out.index("Build an image") < run.out.index("Track experiments")
    assert "\x1b" not in run.out
    assert not any(line.endswith(" ") for line in run.out.splitlines())


def test_the_json_report_has_the_group_commit_and_verdicts(auditor_command: Auditor, repository: Path) -> None:
    run = auditor_command("audit", repository, "--report", "./report.md", "--format", "json", "--group", "group-7")
    report = json.loads(run.out)
    assert report["group"]["id"] == "group-7"
    assert report["report"]["path"] == "report.md"
    assert [item["verdict"] for item in report["items"]] == ["supported", "weak", "unsupported", "blank", "blank"]


def test_a_group_without_an_id_is_called_after_the_folder(auditor_command: Auditor, repository: Path) -> None:
    report = json.loads(auditor_command("audit", repository, "--format", "json").out)
    assert report["group"]["id"] == repository.parent.name


def test_a_report_can_lie_outside_of_the_repository(auditor_command: Auditor, repository: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "handed_in.md"
    elsewhere.write_text(REPORT.replace("[ ] Train", "[x] Train"))
    run = auditor_command("audit", repository, "--report", elsewhere, "--format", "json")
    report = json.loads(run.out)
    assert report["report"]["path"] == "handed_in.md"
    assert report["items"][3]["verdict"] == "unverifiable"


def test_an_earlier_commit_has_no_checklist_and_the_audit_says_so(auditor_command: Auditor, repository: Path) -> None:
    run = auditor_command("audit", repository, "--at", "main~1")
    assert run.status == 0
    assert "no report was found: nothing is claimed" in run.out


@pytest.mark.parametrize(("verdict", "status"), [("unsupported", 1), ("contradicted", 0)])
def test_fail_on_sets_the_exit_status(auditor_command: Auditor, repository: Path, verdict: str, status: int) -> None:
    run = auditor_command("audit", repository, "--report", "report.md", "--fail-on", verdict)
    assert run.status == status
    assert "Build an image" in run.out


def test_output_and_graph_go_to_files(auditor_command: Auditor, repository: Path, tmp_path: Path) -> None:
    output, graph = tmp_path / "report.json", tmp_path / "graph.graphml"
    output.write_text("an older report")
    run = auditor_command("audit", repository, "--format", "json", "--output", output, "--graph", graph)
    assert (run.status, run.out) == (0, "")
    assert json.loads(output.read_text("utf-8"))["schema_version"] == "1"
    assert graph.read_bytes().startswith(b"<?xml")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["graph.graphml", "report.json"]


def test_what_cannot_be_used_is_one_line_on_standard_error(
    auditor_command: Auditor, repository: Path, tmp_path: Path
) -> None:
    empty = make_repository(tmp_path / "empty", [])
    for arguments, message in {
        ("audit", tmp_path): f"auditor: {tmp_path} is not a git repository\n",
        ("audit", tmp_path / "none"): f"auditor: {tmp_path}/none does not exist\n",
        ("audit", empty): f"auditor: {empty} has no commit on its HEAD: nothing to audit\n",
        ("audit", repository, "--at", "v9"): f"auditor: {repository} has no commit v9\n",
        ("audit", repository, "--report", "no.md"): "auditor: there is no report no.md",
        ("audit", repository, "--fail-on", "guilty"): "auditor: there is no verdict guilty; verdicts: supported,",
        ("audit", repository, "--graph", "a.dot"): "auditor: the graph cannot be written as a.dot",
        ("audit", repository, "--output", tmp_path / "no" / "file"): f"auditor: {tmp_path}/no/file cannot be written",
        ("audit", f"file://{tmp_path}/none"): f"auditor: {tmp_path}/none does not exist\n",
        ("audit", "http://localhost:1/none.git"): "auditor: http://localhost:1/none.git cannot be cloned: ",
        ("audit", repository, "--colour"): "auditor: No such option: --colour",
        ("explain", repository, "test"): "auditor: there is no item test: did you mean tests?\n",
        ("counterfactual", repository, "test"): "auditor: there is no item test: did you mean tests?\n",
        ("evaluate", tmp_path, tmp_path): f"auditor: {tmp_path} holds no labels",
        ("evaluate", tmp_path / "none", tmp_path): f"auditor: {tmp_path}/none holds no labels",
        ("rules", "nothing"): "auditor: there is no item nothing: `auditor rules` lists them\n",
        (): "auditor: Missing command",
    }.items():
        run = auditor_command(*arguments)
        assert (run.status, run.out) == (2, ""), arguments
        assert run.err.startswith(message)
        assert run.err.count("\n") == 1


def test_without_git_there_is_one_line_too(
    auditor_command: Auditor, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    run = auditor_command("audit", repository)
    assert (run.status, run.out, run.err) == (2, "", "auditor: git is not installed, or not on the PATH\n")


def test_a_file_address_is_read_in_place(auditor_command: Auditor, repository: Path) -> None:
    run = auditor_command("audit", f"file://{repository}", "--report", "report.md", "--format", "json")
    assert run.status == 0, run.err
    assert json.loads(run.out)["summary"]["verdicts"]["supported"] == 1


def test_explain_draws_the_graph_around_an_item(auditor_command: Auditor, repository: Path) -> None:
    run = auditor_command("explain", repository, "tests", "--report", "report.md")
    assert run.status == 0
    assert "verdict: supported" in run.out
    assert "tests/test_waves.py:1-2" in run.out


def test_rules_lists_items_and_shows_one(auditor_command: Auditor) -> None:
    listed = auditor_command("rules").out.splitlines()
    assert [line.split()[0] for line in listed] == [item.id for item in RULEBOOK.items]
    assert listed[4].endswith("(no rule yet)")
    shown = auditor_command("rules", "tests").out
    assert "What tests asks for." in shown
    assert "present  a test\n" in shown


def test_evaluate_tells_how_far_reports_agree_with_labels(auditor_command: Auditor, tmp_path: Path) -> None:
    labels, reports = write_samples(tmp_path)
    run = auditor_command("evaluate", labels, reports, "--show", "accusations")
    assert (run.status, run.err) == (0, "")
    assert "status          3/6 = 0.500" in run.out
    assert "waves+swell  docs  (status, ticks, accusations)" in run.out
    output = tmp_path / "evaluation.json"
    run = auditor_command("evaluate", labels, reports, "--format", "json", "--output", output)
    assert (run.status, run.out) == (0, "")
    assert json.loads(output.read_text("utf-8"))["total"]["labelled"] == 6


def test_verify_names_evidence_that_is_not_there(auditor_command: Auditor, repository: Path) -> None:
    run = auditor_command("verify", repository, "--report", "report.md")
    assert run.status == 1
    assert run.out == (
        "commit 0000000000  commit: the audited commit\n"
        "    there is no such commit or branch\n"
        "\nEvidence that does not stand where it says: 1\n"
    )


def test_counterfactual_names_items_that_rest_on_more_than_they_cite(
    auditor_command: Auditor, repository: Path
) -> None:
    run = auditor_command("counterfactual", repository, "tests")
    assert run.status == 1
    assert "There is a test." in run.out
    assert run.out.endswith("2 tried, 2 still present, 0 cannot be tried.\n")
    assert auditor_command("counterfactual", repository, "image").status == 0


def test_schema_prints_the_published_schema(auditor_command: Auditor) -> None:
    assert json.loads(auditor_command("schema").out)["title"] == "Evidence report"


def test_the_version_is_told_without_loading_what_an_audit_needs() -> None:
    program = """
import sys
from auditor.cli import main
status = main(["--version"])
heavy = {"git", "networkx", "rich", "yaml", "libcst", "markdown_it", "detect_secrets", "rules"} & set(sys.modules)
sys.exit(f"loaded: {heavy}" if heavy else status)
"""
    run = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("auditor ")


def test_the_sample_is_audited_by_its_own_rulebook(sample: Path) -> None:
    run = in_process("audit", sample, "--format", "json")
    assert (run.returncode, run.stderr) == (0, b"")
    verdicts = {item["item"]: item["verdict"] for item in json.loads(run.stdout)["items"]}
    assert verdicts["tests-data"] == verdicts["fastapi"] == "supported"
    assert verdicts["ci-matrix-caching"] == "weak"
    assert verdicts["coverage"] == "unsupported"


def test_a_reader_who_leaves_early_is_no_error() -> None:
    command = [sys.executable, "-c", "import sys; from auditor.cli import main; sys.exit(main(['schema']))"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_output_may_be_closed_altogether() -> None:
    command = f"{sys.executable} -c 'import sys; from auditor.cli import main; sys.exit(main())' schema >&-"
    run = subprocess.run(["sh", "-c", command], check=False, capture_output=True)
    assert (run.returncode, run.stderr) == (0, b"")


def test_what_an_encoding_does_not_have_is_no_error(sample: Path) -> None:
    run = in_process("explain", sample, "wandb", environment={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert (run.returncode, run.stderr) == (0, b"")
    assert b"src/swell/train.py" in run.stdout
    assert run.stdout.isascii()


def test_a_baseline_is_built_from_what_a_course_hands_out(tmp_path: Path) -> None:
    make_repository(tmp_path / "template", [ExampleCommit({"src/app/model.py": "def build():\n    return 1\n" * 9})])
    output = tmp_path / "baseline.json"
    assert main(["baseline", str(tmp_path / "template"), "--output", str(output)]) == 0
    assert json.loads(output.read_text())


def test_a_baseline_needs_repositories(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["baseline", str(tmp_path), "--output", str(tmp_path / "baseline.json")]) == 2
    assert "is not a git repository" in capsys.readouterr().err
