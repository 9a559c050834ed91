"""What earlier commits held."""

from __future__ import annotations

from auditor.repository.versions import FileHistory
from auditor.rule import ExampleCommit
from tests.repositories import repository_of


def test_versions_are_in_the_order_in_which_they_were_made_and_say_where_a_file_was_removed() -> None:
    commits = [
        ExampleCommit({"README.md": "One"}, date="2026-01-01T12:00:00+00:00"),
        ExampleCommit({"train.py": "x = 1"}, date="2026-01-02T12:00:00+00:00"),
        ExampleCommit({"README.md": "Two"}, date="2026-01-03T12:00:00+00:00"),
        ExampleCommit({"README.md": None}, date="2026-01-04T12:00:00+00:00"),
    ]
    with repository_of(history=commits) as repository:
        versions = FileHistory(repository.snapshot.store, repository.snapshot.commit).versions("README.md")
        assert [version.text for version in versions] == ["One\n", "Two\n", None]
        assert versions[-1].commit == repository.snapshot.commit


def test_a_name_in_another_case_is_the_same_file() -> None:
    commits = [ExampleCommit({"readme.md": "One"}), ExampleCommit({"readme.md": None, "README.md": "Two"})]
    with repository_of(history=commits) as repository:
        versions = FileHistory(repository.snapshot.store, repository.snapshot.commit).versions("README.md")
        assert {version.path for version in versions} == {"readme.md", "README.md"}


def test_what_is_no_text_has_none_and_what_was_never_there_has_no_versions() -> None:
    with repository_of({"data.bin": b"\x00\x01", "[a]*.txt": "A pattern is a name like any other"}) as repository:
        history = FileHistory(repository.snapshot.store, repository.snapshot.commit)
        assert [version.text for version in history.versions("data.bin")] == [None]
        assert [version.path for version in history.versions("[a]*.txt")] == ["[a]*.txt"]
        assert history.versions("gone.txt") == []


def test_other_branches_do_not_count() -> None:
    commits = [ExampleCommit({"README.md": "One"}), ExampleCommit({"README.md": "Two"}, branch="try")]
    with repository_of(history=commits) as repository:
        history = FileHistory(repository.snapshot.store, repository.snapshot.commit)
        assert [version.text for version in history.versions("README.md")] == ["One\n"]


def test_the_files_of_an_earlier_commit() -> None:
    commits = [ExampleCommit({"src/a b.py": "x", "README.md": "x"}), ExampleCommit({"src/a b.py": None})]
    with repository_of(history=commits) as repository:
        history = FileHistory(repository.snapshot.store, repository.snapshot.commit)
        first = repository.history.first_commits[0]
        assert history.paths(first.oid) == ("README.md", "src/a b.py")
        assert history.paths("0" * 40) == ()
