"""Repositories by their address, and what a group is called that nobody named."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import UnusableInput
from auditor.repository import cloning
from auditor.repository.cloning import group_of, is_address, located
from auditor.repository.opening import open_repository
from auditor.rule import ExampleCommit
from tests.repositories import make_repository


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("https://example.org/owner/name", True),
        ("ssh://git@example.org/owner/name.git", True),
        ("git@example.org:owner/name.git", True),
        ("groups/group-7", False),
        ("../name.git", False),
        ("C:name", False),
        ("file:///groups/group-7", False),
    ],
)
def test_addresses_are_told_from_paths(location: str, expected: bool) -> None:
    assert is_address(location) is expected


@pytest.mark.parametrize(
    ("location", "url", "expected"),
    [
        ("anywhere", "https://example.org/owner/name", "owner/name"),
        ("/groups/group-7", None, "group-7"),
        ("/groups/group-7/.git", None, "group-7"),
        ("file:///groups/group-7", None, "group-7"),
        ("/groups/owner+name/repo", None, "owner+name"),
        ("/groups/name.git", None, "name"),
        ("git@example.org:name.git", None, "name"),
    ],
)
def test_a_group_is_called_after_its_repository(location: str, url: str | None, expected: str) -> None:
    assert group_of(location, url) == expected


def test_a_clone_lasts_as_long_as_it_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = make_repository(tmp_path / "name.git", [ExampleCommit({"main.py": "print()"}, branch="main")])
    monkeypatch.setattr(cloning, "is_address", lambda _: True)
    monkeypatch.setattr(cloning, "_PROTOCOLS", "file")
    with located(f"file://{repository}") as clone, open_repository(clone) as opened:
        assert opened.snapshot.text("main.py") == "print()\n"
        assert opened.default_branch == "main"
    assert not clone.exists()


def test_what_cannot_be_cloned_is_told_without_its_password() -> None:
    with pytest.raises(UnusableInput) as raised, located("http://user:hunter22@localhost:1/none.git"):
        pass
    assert "cannot be cloned: " in str(raised.value)
    assert "hunter22" not in str(raised.value)
    assert "\n" not in str(raised.value)
