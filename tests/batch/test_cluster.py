"""The run of a cohort on a Dask cluster of this machine: it comes to the same as one without."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.batch.run import State, run_cohort
from auditor.errors import UnusableInput
from tests.batch import faults
from tests.batch.cohorts import Heard, cohort, plan

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a scheduler with two workers of one thread each."""
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        memory_limit=None,
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
    ) as made:
        yield made.scheduler_address


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_bytes_as_without_a_cluster(scheduler: str, tmp_path: Path) -> None:
    groups = cohort(tmp_path / "repositories", ["one", "two", "three"])
    run_cohort(groups, plan(tmp_path / "here"), Heard())
    outcomes = run_cohort(groups, plan(tmp_path / "there", scheduler=scheduler), Heard())
    assert {outcome.state for outcome in outcomes} == {State.AUDITED}
    assert files(tmp_path / "here" / "results") == files(tmp_path / "there" / "results")
    again = run_cohort(groups, plan(tmp_path / "there"), Heard())
    assert [outcome.is_new for outcome in again] == [False, False, False]


def test_neither_an_audit_nor_a_dask_worker_that_dies_costs_other_groups(scheduler: str, tmp_path: Path) -> None:
    groups = cohort(tmp_path, ["well-1", "crash", "hang", "allocate", "orphan", "well-2"])
    outcomes = run_cohort(groups, plan(tmp_path, seconds=1, scheduler=scheduler), Heard(), faults.work)
    assert [(outcome.state, outcome.why) for outcome in outcomes] == [
        (State.AUDITED, ""),
        (State.FAILED, "its process ended by signal 11"),
        (State.FAILED, "took longer than 1 s"),
        (State.FAILED, "needed more than 1 GiB of memory"),
        (State.AUDITED, ""),  # its Dask worker was killed, and another one took over
        (State.AUDITED, ""),
    ]


def test_a_cluster_that_runs_another_program_is_told(
    scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.batch.cluster.source_digest", lambda _: "of another version")
    with pytest.raises(UnusableInput, match="another version of the auditor or its rulebook is installed on"):
        run_cohort(cohort(tmp_path, ["one"]), plan(tmp_path, scheduler=scheduler), Heard())


def test_no_scheduler_and_no_dask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    groups = cohort(tmp_path, ["one"])
    with pytest.raises(UnusableInput, match="no Dask scheduler answers at nonsense"):
        run_cohort(groups, plan(tmp_path, scheduler="nonsense"), Heard())
    monkeypatch.setitem(sys.modules, "auditor.batch.cluster", None)
    with pytest.raises(UnusableInput, match=r"checklist-auditor\[cluster\]"):
        run_cohort(groups, plan(tmp_path, scheduler="local"), Heard())
