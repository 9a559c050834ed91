"""Tests are those that pytest would collect."""

from __future__ import annotations

import pytest

from auditor.facts.tests import file_patterns
from tests.facts.tests.suites import suite
from tests.repositories import facts_of


def collected(text: str) -> list[str]:
    return [test.qualified_name for test in suite(text).tests]


def test_functions_and_methods_by_their_names() -> None:
    text = """
        import pytest, unittest

        def test_one(): pass
        async def test_two(): pass
        def testing(): pass
        def check(): pass
        def _test(): pass

        @pytest.fixture
        def test_data(): pass

        class TestThings:
            def test_method(self): pass
            @staticmethod
            def test_static(): pass
            def helper(self): pass
            class TestInner:
                def test_deep(self): pass
            class Inner:
                def test_not(self): pass

        class TestMade:
            def __init__(self): pass
            def test_not(self): pass

        class Things:
            def test_not(self): pass

        class Cases(unittest.TestCase):
            def test_case(self): pass

        class TestOff:
            __test__ = False
            def test_not(self): pass

        def outer():
            def test_not(): pass
        """
    assert collected(text) == [
        "test_one",
        "test_two",
        "testing",
        "TestThings.test_method",
        "TestThings.test_static",
        "TestThings.TestInner.test_deep",
        "Cases.test_case",
    ]


def test_of_several_with_one_name_the_last_counts() -> None:
    text = """
        import pytest

        def test_one():
            assert first

        def test_two(): pass

        def test_one():
            assert second

        def test_three(): pass

        @pytest.fixture
        def test_three(): pass
        """
    assert [(test.name, str(test.place)) for test in suite(text).tests] == [
        ("test_two", "test_it.py:6"),
        ("test_one", "test_it.py:8-9"),
    ]


def test_tests_in_conditions_and_dead_code() -> None:
    text = """
        if x:
            def test_one(): pass
        elif y:
            def test_two(): pass
        else:
            def test_three(): pass
        try:
            import torch
            def test_four(): pass
        except ImportError:
            pass
        if False:
            def test_not(): pass
        """
    assert collected(text) == ["test_one", "test_two", "test_three", "test_four"]


def test_inherited_tests_run_in_each_class() -> None:
    text = """
        class Common:
            def test_shape(self):
                assert x
            def test_values(self): pass

        class TestA(Common):
            def test_values(self): pass

        class TestB(TestA):
            pass
        """
    found = [(test.qualified_name, str(test.place)) for test in suite(text).tests]
    assert found == [
        ("TestA.test_values", "test_it.py:7"),
        ("TestA.test_shape", "test_it.py:2-3"),
        ("TestB.test_values", "test_it.py:7"),
        ("TestB.test_shape", "test_it.py:2-3"),
    ]


def test_cases_of_unittest_by_way_of_the_projects_own_classes() -> None:
    files = {
        "helpers.py": "import unittest\nclass Base(unittest.TestCase): pass",
        "test_it.py": "from helpers import Base\nclass Checks(Base):\n    def test_one(self): pass",
    }
    assert [test.qualified_name for test in suite(files).tests] == ["Checks.test_one"]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("test_a.py", "tests"),
        ("a_test.py", "tests"),
        ("src/pkg/test_a.py", "tests"),
        ("tests/unit/test_a.py", "tests"),
        ("tests/unittest.py", "almost"),
        ("tests/model_tests.py", "almost"),
        ("tests/helpers.py", "none"),
        ("src/testing.py", "none"),
        ("src/attest.py", "none"),
        (".hidden/test_a.py", "almost"),
        ("build/test_a.py", "almost"),
        ("venv/lib/test_a.py", "almost"),
        ("node_modules/test_a.py", "none"),
    ],
)
def test_files_that_pytest_looks_into_and_those_that_nearly_are(path: str, place: str) -> None:
    found = suite({path: "def test_one():\n    assert f()"})
    assert (len(found.tests), len(found.almost)) == {"tests": (1, 0), "almost": (0, 1), "none": (0, 0)}[place]
    assert found.files == ((path,) if place == "tests" else ())


@pytest.mark.parametrize(
    ("path", "text", "patterns"),
    [
        ("pyproject.toml", "[tool.pytest.ini_options]\npython_files = ['check_*.py', 't.py']", ("check_*.py", "t.py")),
        ("pytest.ini", "[pytest]\npython_files = check_*.py\n    tests/*.py", ("check_*.py", "tests/*.py")),
        ("tox.ini", "[pytest]\ntestpaths = tests", ("test_*.py", "*_test.py")),
        ("other/pytest.ini", "[pytest]\npython_files = check_*.py", ("test_*.py", "*_test.py")),
    ],
)
def test_the_projects_own_names_of_test_files(path: str, text: str, patterns: tuple[str, ...]) -> None:
    with facts_of({path: text, "tests/check_a.py": "def test_one(): pass"}) as facts:
        assert file_patterns(facts.manifests.tool("pytest")) == patterns
        assert len(facts.tests.tests) == ("check_*.py" in patterns)


def test_a_file_that_cannot_be_told_apart_is_reported() -> None:
    deep = f"def test_one():\n    assert f({'(' * 60}{')' * 60})"
    with facts_of({"test_a.py": deep, "test_b.py": "def test_two(): pass", "test_c.py": "def test_("}) as facts:
        assert [test.name for test in facts.tests.tests] == ["test_two"]
        assert [found.path for found in facts.snapshot.unread] == ["test_a.py", "test_c.py"]


def test_places_and_parts_of_a_suite() -> None:
    files = {
        "tests/unit/test_b.py": "import pytest\n\n@pytest.mark.slow\ndef test_two():\n    pass\n",
        "tests/test_a.py": "def test_one(): pass",
    }
    found = suite(files)
    assert [(test.path, str(test.place)) for test in found.tests] == [
        ("tests/test_a.py", "tests/test_a.py:1"),
        ("tests/unit/test_b.py", "tests/unit/test_b.py:3-5"),
    ]
    assert [test.name for test in found.in_files("tests/unit/*")] == ["test_two"]
    assert suite({"a.py": "def test_one(): pass"}).cases == 0
