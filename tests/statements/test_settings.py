from __future__ import annotations

import pytest

from auditor.statements.settings import find
from tests.statements.checking import outcomes, statements

FILES = {
    "configs/config.yaml": """
        defaults:
        - model: small
        - _self_
        epochs: 5
        hyperparameters:
          lr: 0.001
          batch_size: 64
    """,
    "configs/model/small.yaml": "hidden: 32\n",
    "configs/model/large.yaml": "hidden: 512\n",
    "configs/sweep.yaml": """
        method: bayes
        metric:
          name: val/acc
          goal: maximize
        parameters:
          lr:
            min: 0.1
          optimizer.weight_decay:
            values: [0.1, 0.2]
          epochs:
            value: 5
    """,
    "src/shop/train.py": """
        import hydra

        @hydra.main(config_path="../../configs", config_name="config")
        def train(cfg):
            fit(cfg, workers=4)
    """,
    "src/shop/data.py": """
        import argparse

        parser = argparse.ArgumentParser()
        parser.add_argument("--limit", type=int, default=10)
        parser.add_argument("-o", "--out-dir")
    """,
    "src/shop/cli.py": """
        import typer

        app = typer.Typer()

        @app.command()
        def predict(image_path: str, top_k: int = 3): ...
    """,
}


@pytest.mark.parametrize(
    ("command", "outcome"),
    [
        ("python src/shop/train.py hyperparameters.lr=0.1 epochs=3", "confirmed"),
        ("uv run python src/shop/train.py model=large model.hidden=64", "confirmed"),
        ("python -m shop.train --multirun hyperparameters.lr=0.1,0.2", "confirmed"),
        ("docker run -e KEY=x --rm train:latest epochs=3", "confirmed"),
        ("python src/shop/train.py training.lr=0.1", "refuted"),
        ("python src/shop/train.py +resume_from=run1", "refuted"),
        # a letter too many is a slip of the pen, which a reader sees
        ("python src/shop/train.py hyperparameters.batch_sizes=3", None),
        ("python src/shop/train.py hydra.run.dir=out", None),
        ("python src/shop/data.py --limit 3 --out-dir x", "confirmed"),
        ("python src/shop/data.py --limit 3 --out_dir x", "refuted"),
        ("python src/shop/data.py --shards 3", "refuted"),
        ("python src/shop/cli.py --image-path x --top-k 1", "confirmed"),
        ("gcloud run deploy --image x --region=y", None),
    ],
)
def test_overrides_and_options_are_held_against_what_the_script_takes(command: str, outcome: str | None) -> None:
    found = [found for _, _, found in outcomes(find, f"Run `{command}`.", FILES)]
    assert found == ([outcome] if outcome else [])


def test_how_an_option_is_spelt_is_told() -> None:
    (found,) = statements(find, "Run `python src/shop/cli.py --top_k 1`.", FILES)
    assert found.reason == "src/shop/cli.py has no option --top_k; it spells it --top-k."


def test_settings_that_code_stores_leave_it_open() -> None:
    code = "from hydra.core.config_store import ConfigStore\n\nConfigStore.instance().store('a', {})\n"
    stored = {"src/shop/store.py": code}
    assert outcomes(find, "`python src/shop/train.py training.lr=0.1`", FILES | stored) == []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("By default it runs with lr=1e-3, batch_size=64.", "confirmed"),
        ("By default it runs with lr=0.5, batch_size=64.", "refuted"),
        ("We once ran it with lr=0.5, batch_size=8.", None),
        ("We set workers=4, top_k=3 in the code.", "confirmed"),
        ("The loader has workers=4.", "confirmed"),
        ("The loader has workers=5.", None),
        ("Use `curl -F top_k=3 localhost`.", None),
        ("This is `config.yaml`:\n```yaml\nhyperparameters:\n  lr: 1e-3\n  batch_size: 64\n```", "confirmed"),
        ("This is `config.yaml`:\n```yaml\nepochs: 5\nlr: 0.3\nbatch_size: 64\n```", "refuted"),
        ("Of `config.yaml` and `sweep.yaml` one is:\n```yaml\nepochs: 5\nlr: 0.3\nbatch_size: 64\n```", None),
        ("A sample config, `config.yaml`:\n```yaml\nepochs: 5\nlr: 0.3\nbatch_size: 64\n```", None),
        ("It looks like this:\n```yaml\nlr: <yours>\nbatch_size: ...\n```", None),
    ],
)
def test_values_are_held_against_files_and_code(answer: str, expected: str | None) -> None:
    assert [found for _, _, found in outcomes(find, answer, FILES)] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("The file config.yaml contains the learning rate, batch size and epochs.", ("config", "confirmed")),
        ("We have a `config.yaml`. This file includes the learning rate, dropout and epochs.", ("config", "refuted")),
        ("The config file could include the learning rate and dropout.", None),
        ("There are 2 hyperparameters in config.yaml.", ("number-other", "confirmed")),
        ("There are nine hyperparameters in config.yaml.", ("number-other", "refuted")),
        ("The sweep tries values to maximize validation accuracy.", ("config", "confirmed")),
        ("The sweep tries values to maximise training accuracy.", ("config", "refuted")),
        ("The sweep tries values to minimize the validation accuracy.", ("config", "refuted")),
        ("We ran a sweep with Bayesian optimization.", ("config", "confirmed")),
        ("We ran a sweep with random search.", ("config", "unverifiable")),  # the file was changed since, perhaps
        ("We could run a sweep with a grid search.", None),
        ("We ran a sweep over the learning rate and the weight decay.", ("config", "confirmed")),
        ("We varied the learning rate and the number of epochs.", None),  # perhaps in another sweep
        ("The sweep showed that learning rate and weight decay are most important.", None),
        ("We could vary the learning rate and the weight decay.", None),
        ("Each step has a Hydra entry point in `src/shop/`.", ("config", "confirmed")),
    ],
)
def test_what_files_are_said_to_hold(answer: str, expected: tuple[str, str] | None) -> None:
    found = [(kind, outcome) for kind, _, outcome in outcomes(find, answer, FILES)]
    assert found == ([expected] if expected else [])


def test_settings_of_a_script_that_is_gone_are_not_looked_for() -> None:
    assert statements(find, "`python train_old.py training.lr=0.1`", FILES) == []


def test_a_refutation_says_what_the_configuration_has_instead() -> None:
    (found,) = statements(find, "`python src/shop/train.py training.lr=0.1`", FILES)
    assert found.actual == ("hyperparameters.lr",)
    assert "configs/config.yaml) has no training.lr; it has hyperparameters.lr" in found.reason
