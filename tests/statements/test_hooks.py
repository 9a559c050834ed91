from __future__ import annotations

import pytest

from auditor.statements.hooks import find
from tests.statements.checking import outcomes

CONFIG = """\
repos:
- repo: https://github.com/pre-commit/pre-commit-hooks
  hooks:
  - id: trailing-whitespace
- repo: https://github.com/psf/black
  hooks:
  - id: black
# - repo: https://github.com/pycqa/isort
#   hooks:
#   - id: isort
"""


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("We have pre-commit hooks that run Ruff before each commit.", [("ruff", "refuted")]),
        ("We have **pre-commit hooks** to automatically run Ruff checks.", [("ruff", "refuted")]),
        ("Quality is kept by pre-commit (Black, mypy).", [("black", "confirmed"), ("mypy", "refuted")]),
        ("Mypy runs as a pre-commit hook.", [("mypy", "refuted")]),
        ("We run Ruff and mypy through pre-commit.", [("ruff", "refuted"), ("mypy", "refuted")]),
        ("We use Black and mypy. These have been added to pre-commit.", [("black", "confirmed"), ("mypy", "refuted")]),
        ("We use Black. It is fast. Both tools run as pre-commit hooks.", [("black", "confirmed")]),
        ("We use mypy. These could be added to pre-commit.", []),
        ("Our pre-commit hooks run isort.", []),  # commented out, and hard to call a lie
        ("We use Ruff, mypy and pre-commit.", []),
        ("We enforce the style with Ruff and pre-commit.", []),
        ("We did not run Ruff as a pre-commit hook.", []),
        ("We could run Ruff as a pre-commit hook.", []),
        ("The workflow runs Ruff, and pre-commit hooks are updated by a bot.", []),
    ],
)
def test_tools_that_pre_commit_runs_have_a_hook(answer: str, expected: list[tuple[str, str]]) -> None:
    found = outcomes(find, answer, {".pre-commit-config.yaml": CONFIG})
    assert found == [("lint-tool", (f"{tool} in pre-commit",), outcome) for tool, outcome in expected]


def test_a_hook_of_ones_own_may_call_them_all() -> None:
    own = "repos:\n- repo: local\n  hooks:\n  - id: all\n    entry: make lint\n    language: system\n"
    assert outcomes(find, "Our pre-commit hooks run Ruff.", {".pre-commit-config.yaml": own}) == []
    assert outcomes(find, "Our pre-commit hooks run Ruff.", {}) == []
