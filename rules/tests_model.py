"""There are unit tests of the model or its training: a test with an assertion that exercises that code.

A test that cannot fail, one that is always skipped, and the template's unchanged one are `partial`.
"""

from __future__ import annotations

from auditor.facts.python import PythonCode
from auditor.facts.tests import TestSuite
from auditor.rule import Example, Finding
from rules.roles import Roles
from rules.unit_tests import conclude, says

TEMPLATE_ONLY = "partial"


def judge(tests: TestSuite, python: PythonCode) -> Finding:
    roles = Roles(python)

    def is_about(test_name: str, path: str, names: frozenset[str]) -> bool:
        models = roles.model_names(names)
        if any(not roles.is_infrastructure(name) for name in models):
            return True
        if roles.data_names(names) and not models:
            return False
        return says("(?:model|train|predict)", test_name, path) and not says("(?:api|app)", test_name, path)

    return conclude(tests, is_about, "the model or its training")


_CODE = {"src/app/model.py": "import torch\n\nclass Net(torch.nn.Module):\n    def forward(self, x):\n        return x"}

EXAMPLES = [
    Example(
        "the output's shape",
        "present",
        _CODE | {"tests/test_it.py": "from app.model import Net\n\ndef test_shape():\n    assert Net()(1) == 1"},
        at=("tests/test_it.py:3-4",),
    ),
    Example(
        "a model that a configuration names",
        "present",
        {"tests/test_model.py": "import hydra\n\ndef test_net():\n    assert hydra.utils.instantiate({})"},
    ),
    Example(
        "a TestCase",
        "present",
        _CODE
        | {
            "tests/test_it.py": """
                import unittest
                from app import model

                class NetCase(unittest.TestCase):
                    def setUp(self):
                        self.net = model.Net()

                    def test_call(self):
                        self.assertEqual(self.net(1), 1)
            """
        },
    ),
    Example(
        "a model that stands in the module of an API, with its tokenizer",
        "present",
        {
            "src/app/models/main.py": """
                from transformers import T5ForConditionalGeneration, T5Tokenizer

                tokenizer = T5Tokenizer.from_pretrained("t5-small")
                model = T5ForConditionalGeneration.from_pretrained("t5-small")
            """,
            "tests/test_train_model.py": """
                from app.models.main import model, tokenizer

                def test_sentence():
                    assert model.generate(tokenizer.encode_plus("Hello"))
            """,
        },
    ),
    Example(
        "only that it raises",
        "present",
        _CODE
        | {
            "tests/test_it.py": """
                from pytest import raises
                from app.model import Net

                def test_bad():
                    with raises(ValueError):
                        Net()(None)
            """
        },
    ),
    Example(
        "asserts nothing",
        "partial",
        _CODE | {"tests/test_it.py": "from app.model import Net\n\ndef test_net():\n    Net()"},
    ),
    Example(
        "always skipped",
        "partial",
        _CODE
        | {
            "tests/test_it.py": """
                import pytest
                from app.model import Net

                @pytest.mark.skip
                def test_net():
                    assert Net()
            """
        },
    ),
    Example(
        "tests of the data only",
        "absent",
        {
            "src/app/data.py": "def load():\n    return [1]",
            "tests/test_data.py": "from app.data import load\n\ndef test_load():\n    assert load()",
        },
    ),
    Example("no tests", "absent", _CODE),
]
