from __future__ import annotations

import pytest

from auditor.statements import Kind
from auditor.statements.counts import find
from tests.statements.checking import outcomes

_SUITE = {
    "tests/test_tides.py": "".join(f"def test_{name}():\n    assert f()\n\n" for name in ("high", "low", "spring")),
    "tests/test_model.py": (
        "import pytest\n\n@pytest.mark.parametrize('n', [1, 2, 3])\ndef test_shape(n): assert n\n\n"
        "def test_loss(): assert f() and g()\n"
    ),
    "tests/test_api.py": "def test_root(): assert f()\n\ndef test_predict(): assert f()\n",
    "tests/locustfile.py": "import locust\n\nclass U(locust.HttpUser):\n    @locust.task\n    def go(self): ...\n",
}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("In total we wrote **7 tests**.", [(7, "confirmed")]),
        ("We implemented seven unit tests.", [(7, "confirmed")]),
        ("We have 7 unittests in three files.", [(7, "confirmed")]),
        ("We have 9 tests.", [(9, "confirmed")]),  # parameters multiplied
        ("We have about 8 tests.", [(8, "confirmed")]),
        ("We have more than 20 tests.", [(20, "refuted")]),
        ("In total we wrote 12 tests across three areas.", [(12, "refuted")]),
        ("In total we wrote 8 tests.", [(8, "refuted")]),
        ("In total we wrote 8 tests, a load test among them.", [(8, "confirmed")]),
        ("We run 15 tests that are all required to pass.", []),  # checks of a pull request
        ("We would have liked 20 tests.", []),
        ("We did not write 20 tests.", []),
        ("We were asked for 10 tests and ran 3 load tests.", []),
        (
            "Tide tests (3 tests): high and low water.\n\nModel tests (5 tests): shapes.",
            [(3, "confirmed"), (5, "refuted")],
        ),
        ("There are 2 tests in `test_api.py`, and 4 in `test_tides.py`.", [(2, "confirmed")]),
        (
            "We test the tides (test_tides.py with 3 tests) and the API (`test_api.py`, 2 tests).",
            [(3, "confirmed"), (2, "confirmed")],
        ),
        (
            "We test the API (test_api.py with 5 tests) and the tides (test_tides.py with 3 tests).",
            [(5, "refuted"), (3, "confirmed")],
        ),
        ("We wrote three tests: `test_tides.py`, `test_model.py` and `test_api.py`.", [(3, "confirmed")]),
        ("Our test suite (7 tests) runs in CI.", [(7, "confirmed")]),
        ("Buoys (4 tests): drift and depth.", []),  # no file is called so
        ("We wrote 2 tests for the root endpoint.", [(2, "confirmed")]),
        ("We wrote one test for the root endpoint.", []),  # of the two, one may well be
        ("The tests are in 3 test files.", [(3, "confirmed")]),
    ],
)
def test_how_many_tests(answer: str, expected: list[object]) -> None:
    found = outcomes(find, answer, _SUITE)
    assert [(value, outcome) for kind, value, outcome in found if kind == Kind.TEST_COUNT] == expected


def test_the_splits_of_the_data_are_data() -> None:
    files = _SUITE | {"tests/test_data.py": "def test_shape(): assert f()\n\ndef test_sum(): assert f()\n"}
    answer = "In total we wrote two tests for the training, test and validation data."
    assert [(value, outcome) for _, value, outcome in outcomes(find, answer, files)] == [(2, "confirmed")]


def test_parts_that_are_right_make_their_sum_right() -> None:
    answer = "In total we wrote 5 tests. Three tests check the tides. The other two tests are of the API."
    found = outcomes(find, answer, _SUITE)
    assert [(value, outcome) for _, value, outcome in found] == [(5, "confirmed"), (3, "confirmed"), (2, "confirmed")]


@pytest.mark.parametrize(("number", "outcome"), [(3, "unverifiable"), (5, "unverifiable"), (4, "refuted")])
def test_files_or_assertions_may_have_been_counted(number: int, outcome: str) -> None:
    files = {f"tests/test_{name}.py": "def test_it():\n    f()\n\ndef test_more():\n    f()\n" for name in "abc"}
    files["tests/test_a.py"] += "    assert f()\n" * 5 + "    if f():\n        raise AssertionError\n"
    found = outcomes(find, f"We implemented {number} tests.", files)
    assert [found_outcome for _, _, found_outcome in found] == [outcome]


def test_tests_that_are_spoken_of_and_are_not_there() -> None:
    answer = "We wrote tests for the data and the model."
    assert outcomes(find, answer, {"train.py": "x = 1"}) == [(Kind.OTHER, "tests of data, model", "refuted")]


def _workflow(events: str, run: str) -> str:
    return f"on: {events}\njobs:\n  j:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {run}\n"


_WORKFLOWS = {
    ".github/workflows/tests.yaml": _workflow("push", "pytest"),
    ".github/workflows/lint.yml": _workflow("pull_request", "ruff check"),
    ".github/workflows/release.yml": _workflow("workflow_dispatch", "make release"),
}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("We organized our CI into 3 workflows.", [(3, "confirmed")]),
        ("Our CI is in two files, one for tests and one for linting.", [(2, "confirmed")]),
        ("Our CI consists of five separate workflow files.", [(5, "refuted")]),
        ("Our CI is in a single workflow file.", [(1, "refuted")]),
        ("We have two workflows for deployment.", []),
        ("All three workflows run on Linux.", []),
        (
            "Ruff was enforced in one workflow file, `lint.yaml`. We also have tests and a release.",  # of all three
            [(1, "confirmed")],
        ),
        ("We plan to have six workflows.", []),
        ("Our CI is split into several GitHub Actions workflows.", [("several", "confirmed")]),
        ("We have multiple workflows, five in all.", [("multiple", "confirmed")]),
        ("We plan to have several workflows.", []),
        ("There were several workflow runs.", []),
        ("We keep our requirements in two files.", []),
        ("We have 3 separate files for our CI.", [(3, "confirmed")]),
    ],
)
def test_how_many_workflows(answer: str, expected: list[object]) -> None:
    found = outcomes(find, answer, _WORKFLOWS)
    assert [(value, outcome) for kind, value, outcome in found if kind == Kind.WORKFLOW_COUNT] == expected


_IMAGES = {
    "docker/train.dockerfile": "FROM python:3.12\nRUN pip install torch\n",
    "docker/api.dockerfile": "FROM python:3.12\nRUN pip install fastapi\n",
    "docker/web.dockerfile": "FROM python:3.12\nRUN pip install streamlit\n",
    "Makefile": "image:\n\tdocker build -f docker/train.dockerfile -t train .\n",
    "cloudbuild.yaml": "steps:\n- name: gcr.io/cloud-builders/docker\n  args: [build, -t, train, .]\n",
}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("We built three Docker images.", [(3, "confirmed")]),
        ("We built two Docker images: one for training and one for the API.", [(2, "confirmed")]),
        ("We built several Docker images: one for training, one for the API and one for the web.", [(3, "confirmed")]),
        (
            "We built several Docker images: one for data, one to train, one to serve, one for the web.",
            [(4, "refuted")],
        ),
        ("We built several Docker images: one for training, inference and deployment.", []),
        ("We built five Docker images.", [(5, "refuted")]),
        ("We run five containers.", [(5, "unverifiable")]),
        ("The Docker container was trained with 9 images of cats.", []),
        ("The image is built from `train.dockerfile`.", [("docker/train.dockerfile", "confirmed")]),
        ("The image is built from `predict.dockerfile`.", []),  # for who looks whether named files are there
        ("With cloudbuild.yaml we build the Docker image.", [("cloudbuild.yaml builds an image", "confirmed")]),
        ("You can find it here: [Docker](docker/train.dockerfile)", []),
    ],
)
def test_how_many_images(answer: str, expected: list[object]) -> None:
    found = outcomes(find, answer, _IMAGES)
    assert [(value, outcome) for kind, value, outcome in found if kind == Kind.DOCKER_IMAGES] == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("The API has two endpoints, /health and /predict.", [(2, "confirmed")]),
        ("The API has three endpoints.", [(3, "confirmed")]),
        ("The API has six endpoints.", [(6, "refuted")]),
        ("The first two endpoints are for monitoring.", []),
    ],
)
def test_how_many_endpoints(answer: str, expected: list[object]) -> None:
    routes = "".join(f"@app.get('/{name}')\ndef f{name}(): ...\n\n" for name in ("", "health", "predict"))
    found = outcomes(find, answer, {"api.py": f"from fastapi import FastAPI\n\napp = FastAPI()\n\n{routes}"})
    assert [(value, outcome) for _, value, outcome in found] == expected


_MATRIX = """\
on: push
jobs:
  test:
    strategy:
      matrix:
        os: [ubuntu-latest, windows-latest, macos-latest]
        python: ["3.11", "3.12"]
    runs-on: ${{ matrix.os }}
    steps:
    - run: pytest
"""


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("The matrix has six combinations.", [(6, "confirmed")]),
        ("We test on three operating systems and two Pythons, resulting in 9 test configurations.", [(9, "refuted")]),
        ("It gives a total of nine build configurations of systems and Python versions.", [(9, "refuted")]),
        ("We trained nine configurations in parallel.", []),
        ("The matrix could have nine combinations.", []),
        ("We ran nine configurations of the model.", []),
        ("Tests run across platforms with PyTorch 2.6-2.7 combinations.", []),
    ],
)
def test_how_many_combinations(answer: str, expected: list[object]) -> None:
    found = outcomes(find, answer, {".github/workflows/test.yml": _MATRIX})
    assert [(value, outcome) for kind, value, outcome in found if kind == Kind.NUMBER_OTHER.value] == expected
