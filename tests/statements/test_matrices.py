from __future__ import annotations

import pytest

from auditor.statements.matrices import find
from tests.statements.checking import outcomes, statements


def workflow(systems: str = "[ubuntu-latest, windows-latest]", pythons: str = '["3.11", "3.12"]') -> dict[str, str]:
    text = f"""
        on: [push]
        jobs:
          test:
            runs-on: ${{{{ matrix.os }}}}
            strategy:
              matrix:
                os: {systems}
                python: {pythons}
                torch: ["2.5.0", "2.6.0"]
            steps:
              - uses: actions/setup-python@v5
                with:
                  python-version: ${{{{ matrix.python }}}}
              - run: pytest
    """
    return {".github/workflows/tests.yml": text}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Our tests run on Ubuntu and Windows.", [("os-matrix", ("Linux", "Windows"), "confirmed")]),
        ("We test on Ubuntu, Windows and macOS.", [("os-matrix", ("Linux", "Windows", "macOS"), "refuted")]),
        ("We test on multiple operating systems.", [("os-matrix", ("several systems",), "confirmed")]),
        ("The tests run with Python 3.11 and 3.12.", [("python-matrix", ("3.11", "3.12"), "confirmed")]),
        ("We run the tests on Python 3.12 and 3.13.", [("python-matrix", ("3.12", "3.13"), "refuted")]),
        ("We test different PyTorch versions (2.5.0, 2.6.0).", [("other", ("2.5.0", "2.6.0"), "refuted")]),
        (
            "In `tests.yml` we install it on both systems (Linux, Windows).",
            [("os-matrix", ("Linux", "Windows"), "confirmed")],
        ),
        ("We test with two Python versions: 3.11 and 3.12.", [("python-matrix", ("3.11", "3.12"), "confirmed")]),
        (
            "We test on Ubuntu and Windows because we develop on different machines.",
            [("os-matrix", ("Linux", "Windows"), "confirmed")],
        ),
        ("We test on Ubuntu only.", [("os-matrix", ("Linux",), "refuted")]),
        ("The tests run across multiple Python versions.", [("python-matrix", ("several versions",), "confirmed")]),
        ("We only test a single Python version.", [("python-matrix", ("one version",), "refuted")]),
        ("The workflow can easily be expanded to test on Ubuntu and macOS.", []),
        ("At first we tested several Python versions.", []),
        ("We test multiple Python versions (though we kept only one in the end).", []),
        ("The isort test was only conducted on a single Python version.", []),
        ("The flake8 test is only run on the Ubuntu operating system.", []),
        # said of something else than the matrix
        ("In `tests.yml` we install it on Linux and macOS.", []),
        ("Our tests found no bugs of working with multiple platforms such as a cloud and a tracker.", []),
        ("Python 3.11+ is required by our tests.", []),
        ("One of us had problems with Python 3.10 on Windows and macOS.", []),
        ("The Docker image is based on Python 3.10 and tested.", []),
        ("We would like to test on Ubuntu and macOS.", []),
        ("Python version of our workflow: 3.12 (3.13 was removed later).", []),
        ("We test on Linux, macOS and Windows, but Windows was difficult.", []),
    ],
)
def test_claims_are_held_against_the_expanded_matrix(answer: str, expected: list[object]) -> None:
    assert outcomes(find, answer, workflow()) == expected


def test_a_list_quoted_as_code_counts_as_said() -> None:
    answer = "Our matrix:\n\n```yaml\nos: [ubuntu-latest, windows-latest]\n```"
    assert outcomes(find, answer, workflow()) == [("os-matrix", ("Linux", "Windows"), "confirmed")]


def test_several_systems_are_denied_by_a_group_that_has_one() -> None:
    answer = "We do not test on multiple operating systems in CI."
    assert outcomes(find, answer, workflow("[ubuntu-latest]")) == [("os-matrix", ("one system",), "confirmed")]


@pytest.mark.parametrize(
    "answer",
    ["The workflow runs on ubuntu-latest.", "We test on one system, specifically Ubuntu, as we develop on it."],
)
def test_linux_may_be_all_there_is(answer: str) -> None:
    assert outcomes(find, answer, workflow("[ubuntu-latest]")) == [("os-matrix", ("Linux",), "confirmed")]
    assert outcomes(find, answer, workflow()) == []  # it may be one of several
    assert outcomes(find, "Our Docker images run on Linux.", workflow("[ubuntu-latest]")) == []


def test_a_refutation_says_what_there_is_and_where() -> None:
    (found,) = statements(find, "We test on Ubuntu and macOS.", workflow())
    assert found.actual == ("Linux", "Windows")
    assert [str(piece.place) for piece in found.evidence] == [".github/workflows/tests.yml:6-9"]


def test_without_workflows_nothing_is_said() -> None:
    assert outcomes(find, "Our tests run on Ubuntu and Windows.", {"a.py": "x = 1"}) == []


def test_a_refutation_names_the_axis_that_no_step_uses() -> None:
    files = {path: text.replace("${{ matrix.python }}", '"3.12"') for path, text in workflow().items()}
    (found,) = statements(find, "The tests run with Python 3.11 and 3.12.", files)
    assert found.outcome == "refuted"
    assert "the matrix lists the others as python, which no step uses" in found.reason
