"""There are unit tests of the data part: a test with an assertion that exercises the project's data code or its data.

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
        if roles.data_names(names):
            return True
        # Tests of data often read files, or build what a configuration names, and call nothing of the project's.
        return says("data", test_name, path) and not roles.model_names(names)

    return conclude(tests, is_about, "the data part")


_CODE = {"src/app/data.py": "def load():\n    return [1, 2]"}

EXAMPLES = [
    Example(
        "a test of the data module",
        "present",
        _CODE | {"tests/test_x.py": "from app.data import load\n\ndef test_load():\n    assert load()"},
        at=("tests/test_x.py:3-4",),
    ),
    Example(
        "through a fixture of conftest.py",
        "present",
        _CODE
        | {
            "tests/conftest.py": """
                import pytest
                from app.data import load

                @pytest.fixture
                def rows():
                    return load()
            """,
            "tests/test_x.py": "def test_rows(rows):\n    assert len(rows) == 2",
        },
    ),
    Example(
        "of the data itself",
        "present",
        {"tests/test_data.py": "import os\n\ndef test_files():\n    assert os.listdir('data')"},
    ),
    Example(
        "skipped where the data is missing",
        "present",
        _CODE
        | {
            "tests/test_data.py": """
                import os
                import pytest
                from app.data import load

                @pytest.mark.skipif(not os.path.exists("data"), reason="no data")
                def test_load():
                    assert load()
            """
        },
    ),
    Example(
        "always skipped",
        "partial",
        _CODE
        | {
            "tests/test_data.py": """
                import pytest
                from app.data import load

                def test_load():
                    pytest.skip("later")
                    assert load()
            """
        },
    ),
    Example(
        "cannot fail",
        "partial",
        _CODE | {"tests/test_data.py": "from app.data import load\n\ndef test_load():\n    load()\n    assert True"},
    ),
    Example(
        "in a file that pytest does not look into",
        "partial",
        _CODE | {"tests/data_testing.py": "from app.data import load\n\ndef test_load():\n    assert load()"},
    ),
    Example(
        "a fixture and a helper called test",
        "absent",
        _CODE
        | {
            "tests/test_data.py": """
                import pytest

                @pytest.fixture
                def test_rows():
                    assert 1 < 2

                def helper_test():
                    assert 1 < 2
            """
        },
    ),
    Example("commented out", "absent", _CODE | {"tests/test_data.py": "# def test_load():\n#     assert load()"}),
    Example(
        "tests of the model only",
        "absent",
        {
            "src/app/model.py": "class Net:\n    pass",
            "tests/test_model.py": "from app.model import Net\n\ndef test_net():\n    assert Net()",
        },
    ),
    Example(
        "a network called transformer and a model's loader",
        "absent",
        {
            "src/app/nets.py": "class VisionTransformer:\n    pass\n\nclass ModelLoader:\n    pass",
            "tests/test_nets.py": """
                from app.nets import ModelLoader, VisionTransformer

                def test_net():
                    assert VisionTransformer()

                def test_loader():
                    assert ModelLoader()
            """,
        },
    ),
]
