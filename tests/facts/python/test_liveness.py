from __future__ import annotations

import pytest

from auditor.facts.python.liveness import in_uncalled_functions
from tests.repositories import facts_of

MODULE = """
    import wandb

    def log(loss):
        wandb.log({"loss": loss})

    def main():
        print("train")

    if __name__ == "__main__":
        main()
    """


def uncalled(files: dict[str, str | bytes]) -> bool:
    """Whether nothing can call the function that logs."""
    with facts_of(files) as facts:
        places = [call.place for call in facts.python.calls("wandb.log")]
        return in_uncalled_functions(facts, places) == frozenset(places)


def test_a_function_that_no_file_names_is_never_called() -> None:
    assert uncalled({"train.py": MODULE})
    assert uncalled({"train.py": MODULE, "other.py": "def logger():\n    pass"})


@pytest.mark.parametrize(
    "files",
    [
        {"train.py": MODULE.replace("print", "log")},
        {"train.py": MODULE, "sweep.py": "from train import log as report"},
        {"train.py": MODULE, "sweep.py": "getattr(module, 'log')"},
        {"train.py": MODULE, "pyproject.toml": '[project.scripts]\nlog = "train:log"'},
        {"train.py": MODULE, "notebooks/try.ipynb": '{"cells": [{"cell_type": "code", "source": "train.log(1)"}]}'},
        {"train.py": MODULE, "Makefile": "log:\n\tpython -c 'import train; train.log(1)'"},
        {"train.py": MODULE.replace("def log", "@app.command()\n    def log")},
        {"library.py": MODULE.partition("if __name__")[0]},  # what offers functions and runs none of them
    ],
)
def test_a_function_that_something_may_call(files: dict[str, str | bytes]) -> None:
    assert not uncalled(files)
