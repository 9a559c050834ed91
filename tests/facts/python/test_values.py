from __future__ import annotations

import pytest

from auditor.facts.python.model import UNKNOWN
from auditor.facts.python.values import Possible, Values
from tests.repositories import facts_of


def workers(**files: str) -> list[Possible]:
    """What `n` can be in the one call of `torch.load`; files by their names with two underscores for a dot."""
    with facts_of({name.replace("__", "."): text for name, text in files.items()}) as facts:
        values = Values(facts.python, facts.configs, facts.commands)
        (call,) = facts.python.calls("torch.load")
        return values.of_argument(call, "n", 1)


def literals(**files: str) -> list[object]:
    return [possible.literal for possible in workers(**files)]


def test_a_literal_stands_at_the_call() -> None:
    (value,) = workers(a__py="import torch\n\ntorch.load('x', 3)")
    assert (value.literal, str(value.place)) == (3, "a.py:3")


def test_a_parameter_is_its_default_and_what_callers_pass() -> None:
    code = "import torch\n\ndef f(n=1):\n    torch.load('x', n)\n\n{calls}"
    assert literals(a__py=code.format(calls="")) == [1]
    assert literals(a__py=code.format(calls="f(2)\nf(n=3)")) == [2, 3]  # nobody leaves it at the default
    assert literals(a__py=code.format(calls="f(2)\nf()")) == [2, 1]


def test_an_attribute_of_self_is_what_the_constructor_is_given() -> None:
    code = """
        import torch

        class Loader:
            def __init__(self, path, n=0):
                self.n = n

            def load(self):
                return torch.load("x", n=self.n)

        Loader("a", 5).load()
    """
    assert literals(a__py=code) == [5]


def test_what_hydra_instantiates_gets_its_parameters_from_the_configuration() -> None:
    code = "import torch\n\nclass A:\n    def __init__(self, n=0):\n        torch.load('x', n)"
    (value,) = [v for v in workers(a__py=code, c__yaml="x:\n  _target_: a.A\n  n: 7\n") if v.literal != 0]
    assert (value.literal, str(value.place)) == (7, "c.yaml:3")


@pytest.mark.parametrize(
    "expression",
    ["cfg.load.n", "cfg['load']['n']", "cfg.load.get('n', 9)", "getattr(cfg.load, 'n', 9)", "int(cfg.load.n)"],
)
def test_a_key_of_a_configuration_is_looked_up_in_the_files(expression: str) -> None:
    code = f"import torch\n\ndef f(cfg):\n    torch.load('x', {expression})"
    assert literals(a__py=code, c__yaml="load:\n  n: 4\nother:\n  n: 5") == [4]


def test_a_key_that_no_file_has_is_its_default() -> None:
    assert literals(a__py="import torch\n\ndef f(cfg):\n    torch.load('x', cfg.get('n', 9))") == [9]


def test_interpolations_are_followed() -> None:
    code = "import torch\n\ndef f(cfg):\n    torch.load('x', cfg.load.n)"
    assert literals(a__py=code, c__yaml="load:\n  n: ${machine.cores}\nmachine:\n  cores: 6") == [6]


def test_an_interpolation_of_itself_ends() -> None:
    code = "import torch\n\ndef f(cfg):\n    torch.load('x', cfg.n)"
    assert literals(a__py=code, c__yaml="n: ${n}") == ["${n}"]


def test_what_is_spread_counts() -> None:
    spread = "import torch\n\ndef f(cfg):\n    torch.load('x', **cfg.load)"
    assert literals(a__py=spread, c__yaml="load:\n  n: 4") == [4]
    dictionary = "import torch\n\noptions = {'n': 2, 'm': 3}\ntorch.load('x', **options)"
    assert literals(a__py=dictionary) == [2]
    passed_on = "import torch\n\ndef f(**more):\n    torch.load('x', **more)\n\nf(n=8)"
    assert literals(a__py=passed_on) == [8]


def test_options_of_command_lines() -> None:
    argparse = """
        import argparse
        import torch

        parser = argparse.ArgumentParser()
        parser.add_argument("-n", "--n", default=2)
        torch.load("x", parser.parse_args().n)
    """
    assert literals(a__py=argparse) == [2]
    click = "import click\nimport torch\n\n@click.option('--n', default=3)\ndef f(n):\n    torch.load('x', n)"
    assert literals(a__py=click) == [3]
    typer = "import torch, typer\n\n@app.command()\ndef f(n: int = typer.Option(4)):\n    torch.load('x', n)"
    assert literals(a__py=typer) == [4]
    assert sorted(map(str, literals(a__py=typer, run__sh="python a.py --n 8"))) == ["4", "8"]


def test_an_override_on_a_command_line_counts_as_a_setting() -> None:
    code = "import torch\n\ndef f(cfg):\n    torch.load('x', cfg.load.n)"
    assert literals(a__py=code, run__sh="python a.py load.n=3", c__yaml="load:\n  n: 1") == [1, 3]


def test_what_is_computed_is_unknown_and_says_from_what() -> None:
    (value,) = workers(a__py="import os\nimport torch\n\nk = os.cpu_count() - 1\ntorch.load('x', k)")
    assert value.literal is UNKNOWN
    assert "cpu_count" in value.text


def test_a_function_that_calls_itself_ends() -> None:
    assert literals(a__py="import torch\n\ndef f(n=1):\n    torch.load('x', n)\n    f(n)") == [UNKNOWN]


def test_an_argument_that_is_not_given_has_no_values() -> None:
    assert workers(a__py="import torch\n\ntorch.load('x')") == []


def test_tests_are_no_callers() -> None:
    code = "import torch\n\ndef f(n=1):\n    torch.load('x', n)"
    assert literals(a__py=code, test_a__py="from a import f\n\nf(5)") == [1]
