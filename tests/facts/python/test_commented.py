"""Code that is commented out is told from what comments say in words, and from texts."""

from __future__ import annotations

import pytest

from tests.facts.python.reading import read


def commented(text: str) -> list[str]:
    """The calls in comments, each with its place."""
    return [f"{call.name} {call.place}" for module in read(text).commented_out for call in module.calls]


def test_names_stand_for_what_they_do_in_the_module() -> None:
    text = """
        import wandb as w
        # w.init(project="cats")
        x = 1
        def f():
            #w.log({"a": 1})
            pass
        #     run = w.init()
        #     run.log()
        """
    python = read(text)
    assert [str(call.place) for call in python.commented_calls("wandb.*")] == [
        "main.py:2",
        "main.py:5",
        "main.py:7",
        "main.py:8",
    ]
    assert list(python.calls("wandb.*")) == []


def test_blocks_and_single_lines() -> None:
    text = """
        # import hydra
        #
        # @hydra.main(
        #     config_path="configs",
        # )
        # def main(cfg):
        #     train(cfg)

        # First load it, then:
        # data = load(path)
        # and so on (see above).
        """
    assert commented(text) == ["hydra.main main.py:3-5", "train main.py:7", "load main.py:10"]


@pytest.mark.parametrize(
    "text",
    [
        "# This calls wandb.init() when it starts",
        "# TODO: use hydra (later)",
        "# x = 3",
        "# a.b",
        "#!/usr/bin/env python run()",
        "x = 1  # f()",
        '"""\n# f()\n"""',
        "def g():\n    '''Example:\n\n    # f()\n    '''",
        "if False:\n    x = '''\n# f()\n'''",
        "def g():\n    return\n    x = f'''\n# f()\n'''",
        "g('''\n# f()\n''')",
        "# def f(:\n#    g(",
    ],
)
def test_words_and_texts_are_no_code(text: str) -> None:
    assert commented(text) == []


def test_notebooks_and_files_that_are_not_read_have_none() -> None:
    assert read({"a.py": "# f()\nx = (", "b.ipynb": '{"cells": []}'}).commented_out == []


def test_nesting_that_goes_too_deep_is_left_alone() -> None:
    assert commented(f"# x = {'-' * 1500}f()\n\n# g()") == ["g main.py:3"]
