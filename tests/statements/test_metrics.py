"""Metrics that are said to be tracked."""

from __future__ import annotations

import pytest

from auditor.rule import ExampleCommit
from auditor.statements.metrics import find
from tests.statements.checking import outcomes, statements

MODEL = (
    "import lightning as L\n\n"
    "class Net(L.LightningModule):\n"
    "    def training_step(self):\n        self.log('train_loss', 1)\n\n"
    "    def validation_step(self):\n        self.log('val_loss', 1)\n        self.log('val_acc', 1)\n"
)
FILES = {"src/net.py": MODEL}


@pytest.mark.parametrize(
    ("answer", "metrics"),
    [
        ("We tracked the training and validation loss.", ["training loss", "validation loss"]),
        ("We log validation loss and accuracy.", ["validation loss", "validation accuracy"]),
        ("The train loss, val loss and val accuracy are logged.",
         ["training loss", "validation loss", "validation accuracy"]),
        ("We track the loss for both the training and validation sets.", ["training loss", "validation loss"]),
        ("We monitored loss and accuracy.", ["loss", "accuracy"]),
        ("We logged the following:\n\n- the train/validation loss", ["training loss", "validation loss"]),
        ("We track the training loss, since accuracy on the test set is no loss.", ["training loss"]),
        # what could be tracked, what was not, what others do, what is no metric
        ("We could track the training loss.", []),
        ("We did not track the training loss.", []),
        ("One can extend it to log the training loss.", []),
        ("We train with mixed precision and log the time.", []),
        ("We log a saliency map.", []),
        ("The training loss is low.", []),
    ],
)  # fmt: skip
def test_metrics_that_the_code_logs(answer: str, metrics: list[str]) -> None:
    assert outcomes(find, answer, FILES) == ([("other", tuple(metrics), "confirmed")] if metrics else [])


def test_the_places_are_told() -> None:
    (found,) = statements(find, "We log validation loss and accuracy.", FILES)
    assert found.reason == "src/net.py:8 logs val_loss; src/net.py:9 logs val_acc."


@pytest.mark.parametrize(
    ("answer", "lacking"),
    [
        ("We tracked training and validation accuracy.", ["training accuracy"]),
        ("We tracked the validation F1 score.", ["validation F1"]),
        # the held-out data may be called so; a loss may be a mean squared error
        ("We tracked the test loss.", []),
        ("We tracked the mean loss and the training MSE.", []),
    ],
)
def test_metrics_that_the_code_does_not_log(answer: str, lacking: list[str]) -> None:
    assert outcomes(find, answer, FILES) == ([("other", tuple(lacking), "refuted")] if lacking else [])


def test_a_refutation_says_what_is_logged() -> None:
    (found,) = statements(find, "We tracked the training accuracy.", FILES)
    assert found.reason == "The code logs train_loss, val_loss and val_acc, and no training accuracy."
    assert [str(piece.place) for piece in found.evidence] == ["src/net.py:5", "src/net.py:8", "src/net.py:9"]


@pytest.mark.parametrize(
    "more",
    [
        "import wandb\n\nwandb.log(everything())\n",
        "import wandb\n\ndef log(what):\n    wandb.log({f'train_{what}': 1})\n",
        "def tell(a):\n    print(f'Training accuracy: {a}')\n",
    ],
)
def test_what_a_run_may_log_besides_leaves_it_open(more: str) -> None:
    assert outcomes(find, "We tracked the training accuracy.", FILES | {"src/more.py": more}) == []


def test_nothing_is_refuted_where_nothing_is_known_to_be_logged() -> None:
    assert outcomes(find, "We tracked the training accuracy.", {"src/net.py": "x = 1\n"}) == []


def test_what_an_earlier_version_logged() -> None:
    before = MODEL.replace("'train_loss', 1)", "'train_loss', 1)\n        self.log('train_acc', 1)")
    history = (ExampleCommit({"src/net.py": before}), ExampleCommit(FILES))
    (found,) = statements(find, "We tracked the training accuracy.", history=history)
    assert found.outcome == "unverifiable"
    assert found.reason.endswith("no training accuracy. An earlier version of src/net.py has one.")


def test_each_metric_once_in_an_answer() -> None:
    answers = {1: "We log the loss. We track the loss.", 2: "We log the loss."}
    assert [statement.question for statement in statements(find, answers, FILES)] == [1, 2]
