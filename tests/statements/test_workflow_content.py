from __future__ import annotations

import pytest

from auditor.statements.workflow_content import find
from tests.statements.checking import outcomes


def workflow(name: str, *steps: str) -> str:
    lines = [f"name: {name}", "on: push", "jobs:", "  job:", "    runs-on: ubuntu-latest", "    steps:"]
    return "\n".join([*lines, *(f"    - {step}" for step in steps)]) + "\n"


CACHED = "uses: actions/setup-python@v5\n      with: {cache: pip}"
FILES = {
    ".github/workflows/tests.yaml": workflow("Run tests", CACHED, "run: pip install -r r.txt", "run: pytest tests"),
    ".github/workflows/pre_commit.yaml": workflow("Hooks", "run: pip install pre-commit", "run: pre-commit autoupdate"),
}
BUILD = {".github/workflows/build.yaml": workflow("Build", "run: docker build -f api.dockerfile .")}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("The `tests.yaml` workflow runs our unit tests.", [("tests.yaml runs tests", "confirmed")]),
        ("- Pre-commit: invokes our pre-commit hooks.", [("pre_commit.yaml runs the pre-commit hooks", "refuted")]),
        ("Our pre_commit workflow runs the unit tests.", [("pre_commit.yaml runs tests", "refuted")]),
        ("- Pre-commit: runs pre-commit autoupdate.", []),
        ("We wanted the tests workflow to build Docker images.", []),
        (
            "The CI pipeline runs, and if all passes a Docker image is built.",
            [("images built by workflows", "refuted")],
        ),
        ("Cloud Build builds the Docker image after GitHub Actions pass.", []),
        ("We use caching for our requirements.", [("a cache", "confirmed")]),
        ("Our images use layer caching.", []),
        ("The structure makes it easy to add caching.", []),
        ("**tests.yaml**: runs Locust load tests against the API.", []),
        ("GitHub Actions builds the Docker images, and then a workflow (see tests.yaml) starts.", []),
        ("We do not use caching in our workflows.", [("no cache", "refuted")]),
    ],
)
def test_workflows_are_read_for_what_they_are_said_to_do(answer: str, expected: list[tuple[str, str]]) -> None:
    assert [(value, outcome) for _, value, outcome in outcomes(find, answer, FILES)] == expected


def test_a_workflow_that_builds_images_confirms() -> None:
    answer = "In GitHub Actions a Docker image is built for each push."
    assert outcomes(find, answer, FILES | BUILD) == [("other", "images built by workflows", "confirmed")]


def test_a_workflow_that_is_started_by_hand_builds_nothing_automatically() -> None:
    by_hand = {path: text.replace("on: push", "on: workflow_dispatch") for path, text in BUILD.items()}
    answer = "Our images are built automatically using GitHub Actions."
    assert outcomes(find, answer, by_hand) == [("other", "images built by workflows", "refuted")]
    assert outcomes(find, answer, BUILD) == [("other", "images built by workflows", "confirmed")]


def test_a_task_may_do_anything() -> None:
    hidden = {".github/workflows/tests.yaml": workflow("Run tests", "run: make ci")}
    assert outcomes(find, "The `tests.yaml` workflow runs our unit tests.", hidden) == []


def test_no_cache_at_all() -> None:
    plain = {".github/workflows/tests.yaml": workflow("Run tests", "run: pip install -r r.txt", "run: pytest")}
    assert outcomes(find, "We use caching for our requirements.", plain) == [("tool-use", "a cache", "refuted")]
    assert outcomes(find, "We did not make use of caching.", plain) == [("no-tool-use", "no cache", "confirmed")]
