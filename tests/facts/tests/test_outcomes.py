"""What can fail a test, whether it is skipped, and how often it runs."""

from __future__ import annotations

import pytest

from auditor.facts.tests import Skip
from tests.facts.tests.suites import only, suite


@pytest.mark.parametrize(
    ("body", "assertions"),
    [
        ("assert x == 1", 1),
        ("assert x == 1; assert y", 2),
        ("assert not x", 1),
        ("assert False", 1),
        ("assert value == value", 1),  # nothing that is not a number equals itself
        ("assert True", 0),
        ("assert 1", 0),
        ("assert not False", 0),
        ("assert 'it works'", 0),
        ("assert (x == 1, 'always true')", 0),
        ("assert 1 == 1", 0),
        ("pass", 0),
        ("print(x)", 0),
        ("raise AssertionError('no')", 1),
        ("raise ValueError", 0),
        ("with pytest.raises(ValueError):\n        f()", 1),
        ("with warnings.catch_warnings():\n        f()", 0),
        ("with pytest.raises(ValueError), other():\n        assert f()", 2),
        ("pytest.fail('no')", 1),
        ("self.assertEqual(x, 1)", 1),
        ("np.testing.assert_allclose(x, y)", 1),
        ("torch.testing.assert_close(x, y)", 1),
        ("mock.assert_called_once()", 1),
        ("await mock.assert_awaited()", 1),
        ("result = assert_shape(x)", 1),
        ("return self.assertTrue(x)", 1),
        ("for y in x:\n        assert y", 1),
        ("if x:\n        assert y\n    else:\n        assert z", 2),
        ("try:\n        assert x\n    except E:\n        assert y\n    finally:\n        assert z", 3),
        ("match x:\n        case 1:\n            assert y\n        case _:\n            assert z", 2),
        ("while x: assert y", 1),
        ("def check():\n        assert x", 0),
        ("pass  # assert x", 0),
        ("'assert x'", 0),
    ],
)
def test_assertions(body: str, assertions: int) -> None:
    assert only(f"async def test_it():\n    {body}").assertions == assertions


def test_helpers_of_the_test_files_assert_too() -> None:
    files = {
        "tests/conftest.py": "import pytest\n\n@pytest.fixture\ndef data():\n    assert ready()\n    return 1",
        "tests/checks.py": """
            def check(x):
                inner(x)
            def inner(x):
                assert x
            def idle(x):
                return idle(x)
            """,
        "tests/test_it.py": """
            from app import verify
            from tests.checks import check, idle

            def own(x):
                np.testing.assert_equal(x, 1)

            def test_helpers(data):
                check(1)
                own(2)
                idle(3)
                verify(4)

            class TestThings:
                def same(self, x):
                    def inner():
                        assert x
                    self.same(x)
                    assert x
                def test_method(self):
                    self.same(1)
            """,
        "app.py": "def verify(x):\n    assert x",
    }
    assert {test.name: test.assertions for test in suite(files).tests} == {"test_helpers": 2, "test_method": 1}


@pytest.mark.parametrize(
    ("text", "skip"),
    [
        ("def test_it(): pass", None),
        ("@pytest.mark.skip\ndef test_it(): pass", Skip.ALWAYS),
        ("@pytest.mark.skip(reason='no')\ndef test_it(): pass", Skip.ALWAYS),
        ("@unittest.skip('no')\ndef test_it(): pass", Skip.ALWAYS),
        ("@pytest.mark.skipif(True, reason='no')\ndef test_it(): pass", Skip.ALWAYS),
        ("@pytest.mark.skipif(condition=1, reason='no')\ndef test_it(): pass", Skip.ALWAYS),
        ("@pytest.mark.skipif(not False, reason='no')\ndef test_it(): pass", Skip.ALWAYS),
        ("@pytest.mark.skipif(False, reason='no')\ndef test_it(): pass", None),
        ("@unittest.skipUnless(False, 'no')\ndef test_it(): pass", Skip.ALWAYS),
        ("@unittest.skipUnless(True, 'no')\ndef test_it(): pass", None),
        ("@pytest.mark.skipif(not os.path.exists('data'), reason='no')\ndef test_it(): pass", Skip.SOMETIMES),
        ("@pytest.mark.slow\ndef test_it(): pass", None),
        ("gpu = pytest.mark.skipif(not x, reason='no')\n@gpu\ndef test_it(): pass", Skip.SOMETIMES),
        ("off = pytest.mark.skip\n@off\ndef test_it(): pass", Skip.ALWAYS),
        ("@pytest.mark.skip\nclass TestIt:\n    def test_it(self): pass", Skip.ALWAYS),
        ("class TestIt:\n    pytestmark = pytest.mark.skip\n    def test_it(self): pass", Skip.ALWAYS),
        ("pytestmark = pytest.mark.skipif(x, reason='no')\ndef test_it(): pass", Skip.SOMETIMES),
        ("pytestmark = [pytest.mark.slow, pytest.mark.skip]\ndef test_it(): pass", Skip.ALWAYS),
        ("pytest.skip('no', allow_module_level=True)\ndef test_it(): pass", Skip.ALWAYS),
        ("if x:\n    pytest.skip('no', allow_module_level=True)\ndef test_it(): pass", Skip.SOMETIMES),
        ("torch = pytest.importorskip('torch')\ndef test_it(): pass", Skip.SOMETIMES),
        ("def test_it():\n    pytest.skip('no')\n    assert x", Skip.ALWAYS),
        ("def test_it():\n    for x in y:\n        f()\n    pytest.skip('no')", Skip.ALWAYS),
        ("def test_it():\n    with f():\n        pytest.skip('no')", Skip.ALWAYS),
        ("def test_it():\n    raise unittest.SkipTest('no')", Skip.ALWAYS),
        ("class TestIt:\n    def test_it(self):\n        self.skipTest('no')", Skip.ALWAYS),
        ("def test_it():\n    if x:\n        pytest.skip('no')\n    assert y", Skip.SOMETIMES),
        ("def test_it():\n    try:\n        f()\n    except E:\n        pytest.skip('no')", Skip.SOMETIMES),
        ("def test_it():\n    return\n    pytest.skip('no')", None),
        ("def test_it():\n    x = pytest.importorskip('x')\n    assert x", Skip.SOMETIMES),
        ("def test_it():\n    frame.skip(3).rows", None),
    ],
)
def test_skips(text: str, skip: Skip | None) -> None:
    assert only(text).skip is skip


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ("def test_it(): pass", 1),
        ("@pytest.mark.parametrize('x', [1, 2, 3])\ndef test_it(x): pass", 3),
        ("@pytest.mark.parametrize('x', (1, pytest.param(2, id='two')), ids=['a', 'b'])\ndef test_it(x): pass", 2),
        ("@pytest.mark.parametrize(argnames='x', argvalues=[1, 2])\ndef test_it(x): pass", 2),
        ("@pytest.mark.parametrize(('x', 'y'), [(1, 2), (3, 4)])\ndef test_it(x, y): pass", 2),
        ("@p.mark.parametrize('x', [1, 2])\n@p.mark.parametrize('y', [1, 2, 3])\ndef test_it(x, y): pass", 6),
        ("@p.parametrize('x', [1, 2])\nclass TestIt:\n    @p.parametrize('y', [1, 2])\n    def test_it(s): f()", 4),
        ("pytestmark = p.mark.parametrize('x', [1, 2])\ndef test_it(x): pass", 2),
        ("both = p.mark.parametrize('x', [1, 2])\n@both\ndef test_it(x): pass", 2),
        ("CASES = [1, 2, 3]\n@pytest.mark.parametrize('x', CASES)\ndef test_it(x): pass", 3),
        ("CASES = {'a': 1, 'b': 2}\n@pytest.mark.parametrize('x', CASES.items())\ndef test_it(x): pass", 2),
        ("@pytest.mark.parametrize('x', range(2, 10, 2))\ndef test_it(x): pass", 4),
        ("@pytest.mark.parametrize('x', list(range(5)))\ndef test_it(x): pass", 5),
        ("@pytest.mark.parametrize('x', sorted(['a', 'b']))\ndef test_it(x): pass", 2),
        ("@parameterized.expand([('a', 1), ('b', 2)])\ndef test_it(x): pass", 2),
        ("@pytest.mark.parametrize('x', [])\ndef test_it(x): pass", 0),
        ("@pytest.mark.parametrize('x', [1, *more])\ndef test_it(x): pass", None),
        ("@pytest.mark.parametrize('x', load())\ndef test_it(x): pass", None),
        ("@pytest.mark.parametrize('x', [y for y in z])\ndef test_it(x): pass", None),
        ("@pytest.mark.parametrize('x', range(n))\ndef test_it(x): pass", None),
        ("@pytest.mark.parametrize('x', CASES)\ndef test_it(x): pass", None),
        ("CASES = CASES\n@pytest.mark.parametrize('x', CASES)\ndef test_it(x): pass", None),
        ("import pytest\n@pytest.fixture(params=[1, 2])\ndef size(r): pass\ndef test_it(size): pass", 2),
        ("import pytest\n@pytest.fixture(params=sizes())\ndef size(r): pass\ndef test_it(size): pass", None),
    ],
)
def test_cases(text: str, cases: int | None) -> None:
    assert only(text).cases == cases


def test_all_cases_together() -> None:
    text = """
        import pytest

        def test_one(): pass

        @pytest.mark.parametrize("x", [1, 2, 3])
        def test_three(x): pass

        @pytest.mark.parametrize("x", load())
        def test_some(x): pass
        """
    assert suite(text).cases == 5
