from __future__ import annotations

import pytest

from auditor.rule import ExampleCommit
from auditor.statements.versioned_models import find
from tests.statements.checking import outcomes, statements


def tracking(*paths: str) -> dict[str, str | bytes]:
    return {
        f"{path}.dvc": f"outs:\n- md5: 0123456789abcdef0123456789abcdef.dir\n  path: {path.rpartition('/')[2]}\n"
        for path in paths
    }


@pytest.mark.parametrize(
    ("answer", "is_claim"),
    [
        ("DVC tracks both data and model checkpoints.", True),
        ("We use DVC to track data and model versions.", True),
        ("Data and models are version-controlled using DVC.", True),
        ("We used DVC for version control of our training data as well as our trained models.", True),
        ("We used DVC for managing both our dataset and trained models.", True),
        ("DVC tracks the data for our model.", False),
        ("We used DVC to version the data that the model trains on.", False),
        ("DVC tracks the data and model training is logged.", False),
        ("It is the remote for DVC to manage data and to store trained models.", False),  # the bucket stores them
        ("Data and models are versioned using DVC or W&B.", False),
        ("We did not use DVC to track models.", False),
        ("We could have used DVC to store model checkpoints.", False),
    ],
)
def test_models_that_are_said_to_be_tracked(answer: str, is_claim: bool) -> None:
    value = ("dvc for models",)
    assert outcomes(find, answer, tracking("data", "models")) == [("tool-use", value, "confirmed")] * is_claim
    assert outcomes(find, answer, tracking("data/raw")) == [("tool-use", value, "refuted")] * is_claim


CLAIM = "DVC tracks our data and models."


def test_models_may_be_in_what_is_tracked() -> None:
    assert outcomes(find, CLAIM, {}) == []
    assert outcomes(find, CLAIM, tracking("data", "storage")) == []
    assert outcomes(find, CLAIM, {**tracking("data"), "train.py": "save('data/final/model.pt')\n"}) == []


def test_models_that_were_tracked_once_or_elsewhere() -> None:
    once = (ExampleCommit(tracking("data", "models")), ExampleCommit({"models.dvc": None}))
    (found,) = statements(find, CLAIM, history=once)
    assert found.outcome == "refuted"
    assert "models.dvc, which did, was removed" in found.reason
    unmerged = (ExampleCommit(tracking("data")), ExampleCommit(tracking("models"), branch="models"))
    assert statements(find, CLAIM, history=unmerged) == []
