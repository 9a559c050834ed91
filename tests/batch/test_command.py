"""`auditor batch` and `auditor cohort`, as processes: what they write, and how they end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from auditor.rule import ExampleCommit
from tests.batch.cohorts import LATE, REPORT, cohort
from tests.repositories import make_repository

COMMAND = [sys.executable, "-c", "import sys; from auditor.cli import main; sys.exit(main())"]


def auditor(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *map(str, arguments)], check=False, capture_output=True, text=True)


def write_list(folder: Path, names: list[str]) -> Path:
    groups = cohort(folder / "repositories", names)
    rows = [f"{group.id},{group.repository}" for group in groups]
    (folder / "groups.csv").write_text("\n".join(["id,repository", *rows, "9,No Link Found", ""]))
    return folder / "groups.csv"


def test_a_cohort_is_audited_and_shown_again(tmp_path: Path) -> None:
    groups = write_list(tmp_path, ["1", "2"])
    run = auditor("batch", groups, "--output", tmp_path / "out", "--jobs", 1)
    assert run.returncode == 0, run.stderr
    told = run.stderr.splitlines()
    assert told[0] == f"{groups}, line 4: group 9 has no repository: No Link Found"
    assert sorted(told[1:]) in (["1/2 1 audited", "2/2 2 audited"], ["1/2 2 audited", "2/2 1 audited"])
    assert "2 audited" in run.stdout
    assert "\x1b" not in run.stdout + run.stderr
    assert auditor("cohort", tmp_path / "out").stdout == run.stdout
    again = auditor("batch", groups, "--output", tmp_path / "out")
    assert again.stdout == run.stdout
    assert again.stderr.count("unchanged") == 2


def test_what_came_after_the_deadline_is_counted(tmp_path: Path) -> None:
    first = ExampleCommit({"reports/README.md": REPORT}, date="2026-01-23T22:30:00Z")
    repository = make_repository(tmp_path / "repo", [first, LATE])
    (tmp_path / "groups.csv").write_text(f"id,repository\n1,{repository}\n")
    deadline = ["--deadline", "2026-01-23 23:59 Europe/Copenhagen"]
    run = auditor("batch", tmp_path / "groups.csv", "--output", tmp_path / "out", *deadline)
    assert run.returncode == 0, run.stderr
    (group,) = json.loads((tmp_path / "out" / "cohort.json").read_text())["groups"]
    assert (group["committed_at"], group["later_commits"]) == ("2026-01-23T22:30:00Z", 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["batch", "none.csv", "--output", "out"], "auditor: none.csv cannot be read: No such file or directory\n"),
        (["batch", "none.csv", "--output", "out", "--deadline", "soon"], "auditor: soon is no date that can be read"),
        (["cohort", "nowhere"], "auditor: nowhere holds no results of a cohort"),
    ],
)
def test_what_cannot_be_used_is_one_line(arguments: list[str], message: str) -> None:
    run = auditor(*arguments)
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert run.stderr.startswith(message)


def _results(folder: Path) -> dict[str, bytes]:
    """All result files: tables, evidence reports and pages."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.parent.name != ".state"
    }


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cohort whose run nobody stopped: the folder with its list and its results."""
    folder = tmp_path_factory.mktemp("cohort")
    auditor("batch", write_list(folder, list("abcdef")), "--output", folder / "results", "--jobs", 2)
    return folder


def _stop(how: signal.Signals, groups: Path, results: Path) -> tuple[int, str, str]:
    """Stop a run under way: its exit status, 0 if it was over before, what it printed, and what it told."""
    # Where the tests themselves run in the background, Ctrl-C is ignored, and would be by what they start.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [*COMMAND, "batch", str(groups), "--output", str(results), "--jobs", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    signal.signal(signal.SIGINT, before)
    while not list(results.glob(".state/*.key")) and process.poll() is None:
        time.sleep(0.01)
    (results / "groups" / ".b.json.1").write_text("half a f")
    (os.killpg if how is signal.SIGINT else os.kill)(process.pid, how)  # Ctrl-C reaches the whole group
    out, told = process.communicate(timeout=120)
    return process.returncode, out, told


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_was_stopped_goes_on_where_it_was(how: signal.Signals, whole: Path, tmp_path: Path) -> None:
    groups = whole / "groups.csv"
    for attempt in range(10):  # a machine under load may be done with all groups before it gets to send the signal
        broken = tmp_path / f"results{attempt}"
        status, out, told = _stop(how, groups, broken)
        if status:
            break
    assert (status, out) == (130 if how is signal.SIGINT else -how, "")
    if how is signal.SIGINT:
        assert told.endswith("auditor: stopped; the same command goes on where it was\n")
        assert "Traceback" not in told
    resumed = auditor("batch", groups, "--output", broken, "--jobs", 2)
    assert resumed.returncode == 0
    assert resumed.stderr.count("unchanged") >= 1
    assert _results(broken) == _results(whole / "results")


HANGING = """
import sys
from pathlib import Path
from auditor.batch.run import run_cohort
from tests.batch import faults
from tests.batch.cohorts import Heard, cohort, plan

if __name__ == "__main__":
    run_cohort(cohort(Path(sys.argv[1]), ["hang"]), plan(Path(sys.argv[1])), Heard(), faults.work)
"""


def test_a_worker_that_hangs_ends_with_the_run(tmp_path: Path) -> None:
    (tmp_path / "hanging.py").write_text(HANGING)
    process = subprocess.Popen(
        [sys.executable, str(tmp_path / "hanging.py"), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
    )
    while not (tmp_path / "results" / "groups" / "hang.begun").exists():
        time.sleep(0.01)
        assert process.poll() is None
    process.kill()
    process.communicate(timeout=60)  # ends when the last process that could write has ended
