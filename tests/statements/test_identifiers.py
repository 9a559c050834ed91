"""Names from code in the answers."""

from __future__ import annotations

import pytest

from auditor.rule import ExampleCommit
from auditor.statements.identifiers import find
from tests.statements.checking import outcomes, statements

FILES = {
    "src/shop/train.py": (
        "import torch\n"
        "from torch.utils.data import DataLoader\n\n"
        "class PotDataset:\n    def __len__(self): ...\n\n"
        "def set_all_seeds(seed):\n    torch.manual_seed(seed)\n\n"
        "def train(log):\n    DataLoader([], num_workers=4)\n    log({'val_loss': 1})\n"
    ),
    "configs/config.yaml": "optimizer:\n  weight_decay: 0.1\n",
    "tests/test_pots.py": "def test_pots_are_round(): ...\n",
    "job.yaml": "env:\n  KILN_TOKEN: x  # not the GLAZE_TOKEN\n",
    "reports/report.py": "def count_words(): ...\n",
    "requirements.txt": "streamlit\n",
}


@pytest.mark.parametrize(
    ("answer", "kind", "names"),
    [
        ("Our `PotDataset` reads the pots.", "other", ["PotDataset"]),
        ("The class PotDataset reads the pots.", "other", ["PotDataset"]),
        ("We seed with `set_all_seeds(42)` and `torch.manual_seed`.", "other", ["set_all_seeds", "torch.manual_seed"]),
        ("The batches come from a `DataLoader`.", "tool-use", ["DataLoader"]),
        ("We track val_loss during training.", "other", ["val_loss"]),
        ("The weight_decay is in the configuration.", "other", ["weight_decay"]),
        ("`test_pots_are_round` looks at the shape.", "other", ["test_pots_are_round"]),
        ("The job needs `KILN_TOKEN`.", "other", ["KILN_TOKEN"]),
        ("The loader has num_workers set.", "other", ["num_workers"]),
        # in a remark, in the course's own script, of a file, of a tool, of Python itself, of a page
        ("The job needs `GLAZE_TOKEN`.", "", []),
        ("The function `count_words` is there.", "", []),
        ("All of it is in `test_pots` and in test_pots.py.", "", []),
        ("We have PyTorch and GitHub.", "", []),
        ("It raises a ValueError.", "", []),
        ("See https://pots.org/PotDataset?val_loss=1&num_workers=2.", "", []),
        ("We could have used `set_all_seeds`.", "", []),
    ],
)
def test_what_the_repository_has_is_confirmed(answer: str, kind: str, names: list[str]) -> None:
    assert outcomes(find, answer, FILES) == ([(kind, tuple(names), "confirmed")] if names else [])


def test_the_plainest_place_is_told() -> None:
    (found,) = statements(find, "We use `PotDataset` and `weight_decay`.", FILES)
    assert found.reason == (
        "src/shop/train.py:4-5 defines the class PotDataset; configs/config.yaml:2 sets optimizer.weight_decay."
    )


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        ("We implemented `fire_pots()` for that.", ["fire_pots"]),
        ("We used the `ClayLoader` and the `PotDataset`.", ["ClayLoader"]),
        # by hand, on a machine or as an example; said of nobody; no code font
        ("We profiled with what we used, `cProfileViz`, in the cloud.", []),
        ("We used losses such as `fire_loss`.", []),
        ("The `ClayLoader` loads clay.", []),
        ("We used the ClayLoader.", []),
        ("We did not use the `ClayLoader`.", []),
    ],
)
def test_what_nothing_names_is_refuted_where_it_is_said_to_be_used(answer: str, names: list[str]) -> None:
    refuted = [value for _, value, outcome in outcomes(find, answer, FILES) if outcome == "refuted"]
    assert refuted == ([tuple(names)] if names else [])


def test_what_was_removed_or_is_on_a_branch_is_not_refuted() -> None:
    history = (
        ExampleCommit(FILES | {"src/shop/clay.py": "class ClayLoader: ...\n"}),
        ExampleCommit({"src/shop/clay.py": None}),
        ExampleCommit({"src/shop/fire.py": "def fire_pots(): ...\n"}, branch="fire"),
    )
    assert outcomes(find, "We used the `ClayLoader` and `fire_pots`.", history=history) == []


def test_each_name_once_in_an_answer() -> None:
    answers = {1: "We have the `PotDataset`. The `PotDataset` is large.", 2: "Our PotDataset is there."}
    assert [statement.question for statement in statements(find, answers, FILES)] == [1, 2]
