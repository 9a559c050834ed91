from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from auditor.facts import lint
from auditor.facts.lint import Lint, Style, configured_style
from tests.repositories import facts_of

UNUSED = "import os\n\nx = 1\n"


def linted(files: dict[str, str]) -> Lint:
    with facts_of(files) as facts:
        found = facts.lint
    assert found is not None
    return found


def codes(files: dict[str, str]) -> list[str]:
    return [f"{violation.place} {violation.code}" for violation in linted(files).violations]


def test_violations_are_named_by_the_files_of_the_repository() -> None:
    assert codes({"src/a.py": "x=1", "b.py": UNUSED}) == ["b.py:1 F401", "src/a.py:1 E225"]


def test_lines_are_counted_without_blank_ones() -> None:
    found = linted({"a.py": "x=1\n\n\ny = 2\n"})
    assert (found.files, found.lines, found.density) == (1, 2, 50.0)


def test_imports_of_a_package_are_its_exports() -> None:
    assert codes({"app/__init__.py": "from app.a import f", "app/a.py": "f = 1"}) == []


def test_the_repository_does_not_choose_the_rules_but_its_line_length_and_exceptions() -> None:
    code = {"a.py": "import os\n\nx = '" + "y" * 90 + "'"}
    assert codes(code) == ["a.py:1 F401"]
    assert codes(code | {"ruff.toml": "line-length = 80\nexclude = ['*.py']\nlint.select = []"}) == [
        "a.py:1 F401",
        "a.py:3 E501",
    ]
    assert codes(code | {"pyproject.toml": "[tool.ruff.lint]\nignore = ['F']"}) == []


def test_settings_of_the_machine_do_not_matter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "ruff.toml").write_text("[lint]\nignore = ['F401']\nper-file-ignores = { '*' = ['ALL'] }\n")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert codes({"a.py": UNUSED}) == ["a.py:1 F401"]


def test_what_is_not_the_groups_own_code_is_left_out() -> None:
    files = {
        "node_modules/a.py": UNUSED,
        "notes.ipynb": '{"cells": [{"cell_type": "code", "source": ["import os\\n"]}], "nbformat": 4}',
        "layers.py": f"# Copyright (c) Example Platforms, Inc.\n{UNUSED}",
    }
    assert linted(files).files == 0


def test_a_name_that_looks_like_an_option_or_a_path_never_reaches_ruff() -> None:
    assert codes({"--fix.py": UNUSED, "a b/; rm.py": UNUSED}) == ["--fix.py:1 F401", "a b/; rm.py:1 F401"]


def test_a_line_length_beyond_reason_is_no_reason_to_say_nothing() -> None:
    assert codes({"a.py": UNUSED, "ruff.toml": "line-length = 999"}) == ["a.py:1 F401"]


def test_a_file_that_is_not_python_costs_only_itself() -> None:
    assert codes({"a.py": "def (:", "b.py": UNUSED}) == ["b.py:1 F401"]


@pytest.mark.parametrize(
    ("files", "style"),
    [
        ({}, Style(120, ())),
        ({"setup.cfg": "[flake8]\nmax-line-length = 100\nignore = E203, W503"}, Style(100, ("E203", "W503"))),
        ({"pyproject.toml": "[tool.black]\nline-length = 88"}, Style(88, ())),
        ({"pyproject.toml": "[tool.ruff]\nline-length = 100\n[tool.black]\nline-length = 110"}, Style(110, ())),
        ({"Makefile": "lint:\n\tflake8 --max-line-length=140 --extend-ignore E501 src"}, Style(140, ("E501",))),
        ({"README.md": "```bash\nflake8 --max-line-length=140 src\n```"}, Style(120, ())),
    ],
)
def test_the_style_is_what_linters_are_told(files: dict[str, str], style: Style) -> None:
    with facts_of(files or {"a.py": ""}) as facts:
        assert configured_style(facts.manifests, facts.commands) == style


def test_without_ruff_nothing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(lint, "_find_ruff", lambda: None)
    with facts_of({"a.py": UNUSED}) as facts:
        assert facts.lint is None
    monkeypatch.setattr(lint, "_find_ruff", lambda: str(tmp_path / "ruff"))
    with facts_of({"a.py": UNUSED}) as facts:
        assert facts.lint is None
