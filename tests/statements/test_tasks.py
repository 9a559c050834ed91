from __future__ import annotations

import pytest

from auditor.statements.tasks import find
from tests.statements.checking import outcomes

_MAKEFILE = {"Makefile": ".PHONY: tides\n\ntides:\n\tpython tides.py\n\nall_tides: tides\n"}
_TASKS = {
    "tasks.py": """
        from invoke import task

        @task
        def build_docs(ctx):
            ctx.run("mkdocs build")

        @task(name="lint")
        def check(ctx):
            ctx.run("ruff check")
        """
}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Run `make tides` to start.", [("tides", "confirmed")]),
        ("The commands are make tides and make all_tides.", [("tides, all_tides", "confirmed")]),
        ("The commands are make tides and make low_tides.", [("tides", "confirmed"), ("low_tides", "refuted")]),
        ("```\nmake waves\n```", [("waves", "refuted")]),
        ("This command will make sure that it runs, and make data-driven work easy.", []),
        ("We did not use `make waves`.", []),
        ("Run `invoke build-docs` or `uv run inv lint`.", [("build-docs, lint", "confirmed")]),
        ("Run `invoke serve-docs`.", [("serve-docs", "refuted")]),
        ("Users invoke the service with a request.", []),
    ],
)
def test_named_tasks(answer: str, expected: list[object]) -> None:
    assert [(value, outcome) for _, value, outcome in outcomes(find, answer, _MAKEFILE | _TASKS)] == expected


def test_a_makefile_that_includes_others_may_have_any_target() -> None:
    files = {"Makefile": "include common.mk\n\ntides:\n\tpython tides.py\n"}
    assert outcomes(find, "Run `make waves`.", files) == []
