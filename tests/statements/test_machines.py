from __future__ import annotations

import pytest

from auditor.statements.machines import find
from tests.statements.checking import outcomes, statements

JOB = """\
workerPoolSpecs:
- machineSpec:
    machineType: n1-highmem-2
    acceleratorType: NVIDIA_TESLA_T4
    # machineType: e2-standard-4
"""


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        ("We trained on an `n1-highmem-2` machine with an NVIDIA T4.", ["n1-highmem-2", "T4"]),
        ("The job has a Tesla T4 GPU.", ["T4"]),
        ("The machine type was N1-HIGHMEM-2.", ["n1-highmem-2"]),
        ("We used e2-standard-4.", []),  # commented out
        ("We used n1-standard-1 instances.", []),  # started by hand, perhaps
        ("We would have liked an n1-highmem-2.", []),
        ("Our model is the t5-small, and T4 is its last layer.", []),
    ],
)
def test_machines_that_a_job_asks_for(answer: str, named: list[str]) -> None:
    files = {"cloud/job.yaml": JOB, "notes.md": "An n1-standard-1 is enough."}
    assert outcomes(find, answer, files) == [("config", tuple(named), "confirmed")] * bool(named)


def test_the_place_is_told() -> None:
    (found,) = statements(find, "We used an n1-highmem-2.", {"cloud/job.yaml": JOB})
    assert found.reason == "cloud/job.yaml:3 asks for n1-highmem-2."


def test_a_file_that_asks_for_another_machine() -> None:
    files = {"cloud/job.yaml": JOB}
    (found,) = statements(find, "As `job.yaml` says, the job runs on an n1-standard-1.", files)
    assert (found.outcome, found.actual) == ("refuted", ("n1-highmem-2",))
    assert found.reason == "cloud/job.yaml:3 asks for n1-highmem-2, and nothing in the tree asks for n1-standard-1."
    assert outcomes(find, "We run job.yaml. The VM was an n1-standard-1.", files) == []
    two = files | {"cloud/other.yaml": JOB}
    assert outcomes(find, "We have job.yaml and other.yaml, and used an n1-standard-1.", two) == []
