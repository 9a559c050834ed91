from __future__ import annotations

import pytest

from auditor.statements.commands import find
from tests.statements.checking import outcomes, statements

FILES = {
    "Makefile": ".PHONY: data test\ndata:\n\tpython get.py\n\nrequirements_tests: data\n\tpip install -r tests.txt\n",
    "tasks.py": """
        from invoke import task

        @task
        def build_docs(ctx): ...

        @task(aliases=["t"])
        def train(ctx): ...
    """,
    "src/shop/__init__.py": "",
    "src/shop/api.py": "from fastapi import FastAPI\n\napp = FastAPI()\n",
    "pyproject.toml": "[project]\nname = 'shop'\n\n[project.scripts]\nshop-train = 'shop.train:main'\n",
    "setup.py": "from setuptools import setup\n\nsetup(name='shop')\n",
}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Run `make data` first.", [("make data", "confirmed")]),
        ("One would have to run 'make data' once.", [("make data", "confirmed")]),
        ("Then make requirements_test installs the rest.", [("make requirements_test", "refuted")]),
        ("To make data_frames smaller we dropped columns.", [("make data_frames", "refuted")]),
        ("We wanted to make predictions and make sure that they hold.", []),
        ("Start it with `uv run invoke build-docs`.", [("invoke build-docs", "confirmed")]),
        ("Start it with `invoke deploy`.", [("invoke deploy", "refuted")]),
        ("We use invoke commands, and users invoke the service.", []),
        ("`uv run shop-train --fast` trains.", [("shop-train", "confirmed")]),
        ("`python -m shop.api` serves it.", [("python -m shop.api", "confirmed")]),
        ("`python -m shop.missing` trains it.", [("python -m shop.missing", "refuted")]),
        ("`python -m pytest tests` runs the tests.", []),
        ("Serve it: `uvicorn shop.api:app --reload`.", [("shop.api:app", "confirmed")]),
        ("Reproduce it with `dvc repro`.", [("dvc repro", "refuted")]),
        ("```bash\nmake data \\\n  VERBOSE=1\n```", [("make data", "confirmed")]),
        ("We did not write a `make deploy`.", []),
        (
            "Run our setup.py file. This file will install all requirements.",
            [("setup.py installs all requirements", "refuted")],
        ),
    ],
)
def test_commands_are_looked_for_among_what_the_repository_defines(
    answer: str, expected: list[tuple[str, str]]
) -> None:
    assert [(value, outcome) for _, value, outcome in outcomes(find, answer, FILES)] == expected


def test_a_refutation_names_what_is_alike() -> None:
    (found,) = statements(find, "Run `make requirements_test`.", FILES)
    assert found.actual == "requirements_tests"
    assert found.reason == "There is no make target requirements_test; Makefile has requirements_tests."


def test_what_a_makefile_includes_is_not_known() -> None:
    assert outcomes(find, "Run `make deploy`.", {"Makefile": "include common.mk\n"}) == []


def test_setup_files_that_declare_requirements_install_them() -> None:
    files = {"setup.py": "from setuptools import setup\n\nsetup(name='shop', install_requires=['torch', 'typer'])\n"}
    (found,) = statements(find, "Running setup.py will install all dependencies.", files)
    assert (found.outcome, found.reason) == ("confirmed", "setup.py declares 2 dependencies.")
