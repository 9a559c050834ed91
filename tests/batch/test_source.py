"""The digest of the program: another one for every change of a rulebook's code or data, and for nothing else."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from auditor.batch.source import source_digest
from auditor.errors import UnusableInput


def test_code_and_data_count_and_what_python_makes_of_them_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = EntryPoint("pottery", "pottery_rules:rulebook", "auditor.rulebooks")
    monkeypatch.setattr("auditor.batch.source.find_rulebook", lambda _: book)
    monkeypatch.syspath_prepend(str(tmp_path))
    package = tmp_path / "pottery_rules"
    (package / "__pycache__").mkdir(parents=True)
    digests = []
    for name, content in [("__init__.py", "raise ImportError"), ("kiln.py", "HOT = 1"), ("kiln.py", "HOT = 2")]:
        (package / name).write_text(content)
        digests.append(source_digest("pottery"))
    (package / "items.yaml").write_text("- kiln")
    digests.append(source_digest("pottery"))
    assert len(set(digests)) == 4
    (package / "__pycache__" / "kiln.cpython-311.pyc").write_bytes(b"\0")
    assert source_digest("pottery") == digests[-1]


def test_no_such_rulebook() -> None:
    with pytest.raises(UnusableInput, match="there is no rulebook nonsense"):
        source_digest("nonsense")
