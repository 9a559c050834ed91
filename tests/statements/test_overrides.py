from __future__ import annotations

import pytest

from auditor.statements.overrides import find
from tests.statements.checking import outcomes

_HYDRA = {
    "train.py": "import hydra\n\n@hydra.main()\ndef main(cfg):\n    print(cfg.tide.height, cfg.get('tag'))\n",
    "configs/config.yaml": "defaults:\n  - tide: spring\nepochs: 3\n",
    "configs/tide/spring.yaml": "height: 2\noptimizer:\n  lr: 0.1\n",
}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Run `python train.py epochs=5 tide.height=3`.", [(("epochs", "tide.height"), "confirmed")]),
        (
            "```\npython train.py tide=spring tide.optimizer.lr=1e-3\n```",
            [(("tide", "tide.optimizer.lr"), "confirmed")],
        ),
        ("Run `python train.py batch_size=5`.", [("batch_size", "refuted")]),
        ("Run `python train.py +run_id=5`.", [("run_id", "refuted")]),
        ("Run `python train.py +tag=5`.", []),  # the code reads it
        ("Run `docker run -e wandb_key=1 --shm-size=1g train epochs=5`.", [(("epochs",), "confirmed")]),
        ("Run `conda create -n tide python=3.12`.", []),
        ("See https://example.org/train.py?user=1.", []),
        ("We did not run `python train.py batch_size=5`.", []),
    ],
)
def test_overrides_on_a_command_line(answer: str, expected: list[object]) -> None:
    assert [(value, outcome) for _, value, outcome in outcomes(find, answer, _HYDRA)] == expected


def test_without_hydra_nothing_is_looked_up() -> None:
    assert outcomes(find, "Run `python train.py batch_size=5`.", {"train.py": "x = 1", "c.yaml": "epochs: 3\n"}) == []
