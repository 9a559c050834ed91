"""Which metrics code logs."""

from __future__ import annotations

import pytest

from auditor.facts.logged_metrics import parts_of
from tests.repositories import facts_of


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("train_loss", ("training", "loss")),
        ("val/acc", ("validation", "accuracy")),
        ("Validation Accuracy", ("validation", "accuracy")),
        ("testF1", ("test", "F1")),
        ("eval_roc_auc", ("validation", "AUC")),
        ("metrics/mAP50-95", ("", "mAP")),
        ("loss", ("", "loss")),
        ("training_time", ("training", "")),
        ("glossy", ("", "")),
        ("constraint", ("", "")),
    ],
)
def test_what_a_name_speaks_of(name: str, parts: tuple[str, str]) -> None:
    assert parts_of(name) == parts


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import wandb\nwandb.log({'train_loss': 1, 'epoch': 2})",
         [("train_loss", "training", "loss"), ("epoch", "", "")]),
        ("import wandb as w\nw.log({'loss': 1})", [("loss", "", "loss")]),
        ("class M:\n    def validation_step(self):\n        self.log('loss', 1)", [("loss", "validation", "loss")]),
        ("import mlflow\nmlflow.log_metric('test_f1', 1)", [("test_f1", "test", "F1")]),
        ("writer.add_scalar('Loss/train', 1)", [("Loss/train", "training", "loss")]),
        ("from torch.utils.tensorboard import SummaryWriter\nw = SummaryWriter()\nw.add_scalar('val/f1', 1)",
         [("val/f1", "validation", "F1")]),
        ("import wandb\ndef f():\n    m = {'val_acc': 1}\n    m['val_loss'] = 2\n    wandb.log(m)",
         [("val_acc", "validation", "accuracy"), ("val_loss", "validation", "loss")]),
        ("class M:\n    def step(self, stage):\n        self.log(f'{stage}_loss', 1)\n\nNAMES = ['train', 'potter']",
         [("{}_loss", "*", "loss"), ("{}_loss", "training", "loss")]),
        ("def on_end(trainer, module):\n    module.log('val_acc', 1)", [("val_acc", "validation", "accuracy")]),
        # no metrics
        ("def f(logger):\n    logger.log('INFO', 'train_loss')", []),
        ("import math\nmath.log(2)", []),
        ("import logging\nlogging.getLogger().log(10, 'train_loss')", []),
        ("import numpy as np\nnp.log(x)", []),
        ("# wandb.log({'train_loss': 1})", []),
    ],
)  # fmt: skip
def test_what_code_logs(code: str, expected: list[tuple[str, str, str]]) -> None:
    with facts_of({"src/pots.py": code}) as facts:
        logged = facts.logged_metrics
    assert [(metric.name, metric.split, metric.measure) for metric in logged.metrics] == expected
    assert not logged.is_open


@pytest.mark.parametrize(
    "code",
    [
        "import wandb\nwandb.log(compute())",
        "import wandb\nwandb.log({**found})",
        "class M:\n    def step(self):\n        self.log_dict(self.metrics)",
        "from transformers import Trainer\nTrainer(model=m).train()",
        "from transformers import Trainer\n\nclass Own(Trainer): ...",
        "def f(tracker, found):\n    tracker.log_metrics(found)",
    ],
)
def test_what_only_a_run_can_tell(code: str) -> None:
    with facts_of({"src/pots.py": code}) as facts:
        assert facts.logged_metrics.is_open


def test_the_file_tells_the_split_where_nothing_else_does() -> None:
    with facts_of({"src/train.py": "import wandb\nwandb.log({'loss': 1})"}) as facts:
        assert [metric.split for metric in facts.logged_metrics.metrics] == ["training"]
