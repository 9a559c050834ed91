from __future__ import annotations

import pytest

from auditor.statements.coverage import find
from tests.statements.checking import outcomes

_TESTED = {
    "src/tide.py": "def high():\n    return 1\n",
    "tests/test_tide.py": "def test_high():\n    assert high()\n",
}
_REPORT = {"coverage.txt": "Name  Stmts  Miss  Cover\nsrc/tide.py  10  2  80%\nTOTAL  10  2  80%\n"}
_LIMIT = {"pyproject.toml": "[tool.coverage.report]\nfail_under = 70\n"}


@pytest.mark.parametrize(
    ("answer", "files", "expected"),
    [
        ("The total code coverage is 80%.", _REPORT, [(80, "confirmed")]),
        ("The total code coverage is around 75 percent.", _REPORT, [(75, "confirmed")]),
        ("The total code coverage is 93%.", _REPORT, [(93, "refuted")]),
        (
            "The total code coverage is 93%.",
            _REPORT | {"src/new.py": "def f():\n    return 1\n"},
            [(93, "unverifiable")],
        ),
        ("Our coverage is 37 %, far from 100% coverage.", {}, [(37, "unverifiable")]),
        (r"We achieved a total code coverage of $37\%$.", {}, [(37, "unverifiable")]),
        ("The total code coverage is 37% for the `tide` package.", {}, [(37, "unverifiable")]),
        ("Even with 100% coverage we would not trust it.", _REPORT, []),
        ("As far as we know we have a coverage of 90%.", _REPORT, []),
        ("tide.py has a coverage of 12%.", _REPORT, []),
        ("CI enforces a coverage of 70%.", _LIMIT, [(70, "confirmed")]),
        ("CI enforces a coverage of 90%.", _LIMIT, [(90, "refuted")]),
        ("CI enforces a coverage of 90%.", {}, [(90, "unverifiable")]),
    ],
)
def test_coverage(answer: str, files: dict[str, str], expected: list[object]) -> None:
    assert [(value, outcome) for _, value, outcome in outcomes(find, answer, _TESTED | files)] == expected


def test_nothing_can_be_covered_without_tests() -> None:
    found = outcomes(find, "The total code coverage is 60%.", {"src/tide.py": "def high(): ...\n"})
    assert [outcome for _, _, outcome in found] == ["refuted"]
