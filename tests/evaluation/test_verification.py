"""Evidence that does not stand where it says."""

from __future__ import annotations

import pytest

from auditor.evaluation.verification import CommittedFiles, problems
from auditor.place import Place
from auditor.rule import Evidence, ExampleCommit
from tests.repositories import repository_of

HISTORY = (
    ExampleCommit({"a.py": "import torch\n\nmodel = torch.compile(net)\n", "run.sh": "uv run \\\n  pytest -q\n"}),
    ExampleCommit({"b.py": "import wandb\n"}, branch="tracking"),
)


@pytest.mark.parametrize(
    ("kind", "message", "place", "problem"),
    [
        ("call", "calls torch.compile", Place("a.py", 3, 3), None),
        ("call", "calls torch.jit.script", Place("a.py", 3, 3), "script does not stand there"),
        ("import", "imports torch, which no manifest declares", Place("a.py", 1, 1), None),
        ("import", "imports numpy", Place("a.py", 1, 1), "numpy does not stand there"),
        ("command", "runs pytest -q", Place("run.sh", 1, 2), None),
        ("command", "tests: uv run pytest -q", Place("run.sh", 1, 2), None),
        ("command", "runs docker build .", Place("run.sh", 1, 2), "docker build . does not stand there"),
        ("call", "calls torch.compile", Place("a.py", 2, 3), "it begins or ends with a blank line"),
        ("violation", "W391: Blank line", Place("a.py", 2, 2), None),
        ("call", "calls torch.compile", Place("a.py", 3, 9), "there are no such lines: it has 3"),
        ("call", "calls torch.compile", Place("a.py", 3, 1), "there are no such lines: it has 3"),
        ("source", "", Place("c.py"), "there is no such file or folder"),
        ("import", "imports wandb", Place("b.py", 1, 1, ref="tracking"), None),
        ("import", "imports wandb", Place("b.py", 1, 1), "there is no such file or folder"),
        ("branch", "", Place(ref="lost"), "there is no such commit or branch"),
        ("commit", "", Place(commit="0" * 40), "there is no such commit or branch"),
    ],
)
def test_a_place_is_opened_as_a_reader_would(kind: str, message: str, place: Place, problem: str | None) -> None:
    with repository_of(history=HISTORY) as repository:
        files = CommittedFiles(repository.snapshot, repository.history)
        assert list(problems(Evidence(kind, message, place), files)) == ([problem] if problem else [])
