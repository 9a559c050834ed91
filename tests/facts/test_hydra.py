from __future__ import annotations

from auditor.facts.hydra import HydraConfiguration, read_hydra
from tests.repositories import facts_of

SCRIPT = "import hydra\n\n@hydra.main(config_path={folder}, config_name='config')\ndef train(cfg): ...\n"
CONFIGS = {
    "conf/config.yaml": "defaults:\n- model: small\n- data@input: birds\nepochs: 5\n",
    "conf/other.yaml": "unrelated: 1\n",
    "conf/model/small.yaml": "width: 3\n",
    "conf/model/large.yaml": "width: 9\ndepth: 2\n",
    "conf/data/birds.yaml": "path: x\n",
    "conf/experiment/first.yaml": "# @package _global_\nseed: 1\n",
}


def loaded(folder: str = "'../conf'") -> HydraConfiguration:
    with facts_of(CONFIGS | {"src/train.py": SCRIPT.format(folder=folder)}) as facts:
        (found,) = read_hydra(facts.python, facts.configs, facts.snapshot)
    return found


def test_keys_are_those_of_the_first_file_and_of_every_option_of_each_group() -> None:
    found = loaded()
    assert (found.folder, found.name, found.is_open) == ("conf", "config", False)
    assert sorted(found.keys) == ["data.path", "epochs", "input.path", "model.depth", "model.width", "seed"]
    assert found.groups["model"] == ("large", "small")
    assert found.keys["epochs"].start == 4


def test_what_can_be_overridden() -> None:
    found = loaded()
    assert all(map(found.has, ["epochs", "model", "model.width", "experiment"]))
    assert not any(map(found.has, ["width", "unrelated", "epoch"]))


def test_a_folder_that_code_puts_together_is_that_of_the_only_file_of_the_name() -> None:
    assert loaded("str(ROOT / 'conf')").folder == "conf"
