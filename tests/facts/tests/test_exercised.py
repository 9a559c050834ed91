"""What tests exercise, through fixtures, set-up and helpers."""

from __future__ import annotations

import pytest

from tests.facts.tests.suites import only, suite


def test_what_a_test_calls_and_reads_by_full_names() -> None:
    files = {
        "src/cats/__init__.py": "from cats.model import Net",
        "src/cats/model.py": "class Net:\n    def fit(self): pass",
        "test_it.py": """
            import torch
            from cats import Net
            from cats.data import LIMIT

            def test_it():
                net = Net()
                net.fit(torch.rand(3))
                assert LIMIT
            """,
    }
    [test] = suite(files).tests
    assert {"cats.Net", "cats.model.Net", "cats.model.Net.fit", "torch.rand", "cats.data.LIMIT"} <= test.names
    assert test.uses("cats.model.Net")
    assert test.uses("torch.*")
    assert not test.uses("cats.model.Net.fit.*", "numpy.*")


FILES = {
    "conftest.py": """
        import pytest
        from app import load, everywhere, never

        @pytest.fixture
        def model(weights):
            return load(weights)

        @pytest.fixture(name="weights")
        def fixture_of_weights():
            return load.weights()

        @pytest.fixture(autouse=True)
        def quiet():
            everywhere()

        @pytest.fixture
        def unused():
            never()
        """,
    "tests/helpers.py": "from app import helped\ndef helper():\n    helped()",
    "tests/test_it.py": """
        import pytest
        from app import own, local, prepare, clean, seen
        from tests.helpers import helper

        @pytest.fixture
        def unused():
            local()

        def test_fixture(model):
            assert model

        def test_helper():
            helper()

        @pytest.mark.usefixtures("unused")
        def test_mark():
            own()

        class TestThings:
            def setup_method(self):
                prepare()

            @pytest.fixture(autouse=True)
            def ready(self):
                clean()

            def look(self):
                seen()

            def test_method(self):
                self.look()

        def test_nested():
            def inner():
                own()
            inner()
        """,
}


@pytest.mark.parametrize(
    ("test", "names"),
    [
        ("test_fixture", {"load", "load.weights"}),
        ("test_helper", {"helped"}),
        ("test_mark", {"own", "local"}),
        ("TestThings.test_method", {"prepare", "clean", "seen"}),
        ("test_nested", {"own"}),
    ],
)
def test_what_runs_with_a_test(test: str, names: set[str]) -> None:
    found = {one.qualified_name: one for one in suite(FILES).tests}[test]
    assert {name for name in found.names if name.startswith("app.")} == {f"app.{n}" for n in (*names, "everywhere")}


@pytest.mark.parametrize(
    "text",
    [
        "@patch('src.cats.api.load')\ndef test_it(load): pass",
        "@mock.patch('cats.api.load', return_value=1)\ndef test_it(load): pass",
        "def test_it():\n    with mock.patch('cats.api.load'):\n        pass",
        "def test_it(monkeypatch):\n    monkeypatch.setattr('cats.api.load', 1)",
        "def test_it(mocker):\n    mocker.patch('cats.api.load')",
        "def test_it():\n    importlib.import_module('cats.api.load')",
    ],
)
def test_names_in_texts_where_they_are_replaced_or_imported(text: str) -> None:
    files = {
        "src/cats/__init__.py": "",
        "src/cats/api.py": "from cats.model import load",
        "src/cats/model.py": "def load(): pass",
        "tests/test_it.py": text,
    }
    [test] = suite(files).tests
    assert "cats.api.load" in test.names
    assert "cats.model.load" not in test.names  # it never runs


def test_other_texts_name_nothing() -> None:
    test = only("def test_it():\n    open('model.pth')\n    x['data.csv']\n    patch(name)\n    patch('load')")
    assert {name for name in test.names if name.startswith(("model", "data", "load"))} == set()
