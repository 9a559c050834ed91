"""A commit's tree and its texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.limits import AuditLimits, in_effect
from auditor.repository.opening import open_repository
from auditor.repository.snapshot import EntryKind
from tests.repositories import repository_of
from tests.repository.workbench import commit, git, loose_object, work_tree


def test_links_and_submodules_are_entries_that_nobody_follows(tmp_path: Path) -> None:
    part = work_tree(tmp_path / "part")
    tree = work_tree(tmp_path / "tree", {"data/real.txt": "text\n"})
    (tree / "link.txt").symlink_to("data/real.txt")
    (tree / "passwords").symlink_to("/etc/passwd")
    git(tree, "submodule", "--quiet", "add", "../part", "libraries/part")
    commit(tree, {})
    with open_repository(tree) as repository:
        snapshot = repository.snapshot
        kinds = {path: entry.kind for path, entry in snapshot.entries.items()}
        assert kinds == {
            ".gitmodules": EntryKind.FILE,
            "data/real.txt": EntryKind.FILE,
            "libraries/part": EntryKind.SUBMODULE,
            "link.txt": EntryKind.LINK,
            "passwords": EntryKind.LINK,
        }
        assert snapshot.entries["libraries/part"].oid == git(part, "rev-parse", "HEAD")
        assert [entry.path for entry in snapshot.files] == [".gitmodules", "data/real.txt"]
        assert snapshot.folders == {"data", "libraries", "libraries/part"}
        assert [snapshot.text(path) for path in ("link.txt", "passwords", "libraries/part", "none")] == [None] * 4
        assert snapshot.unread == []


def test_a_path_can_be_anything_but_empty(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree")
    blob = git(tree, "hash-object", "-w", "main.py")
    odd = [
        b"-rf.py",
        b"two\nlines.py",
        b'"quoted".py',
        b"tab\there.py",
        "\u00e6.py".encode(),
        b"caf\xe9.py",
        b"caf\xe8.py",
    ]
    index = b"".join(f"100644 {blob}\t".encode() + path + b"\0" for path in odd)
    git(tree, "update-index", "-z", "--index-info", stdin=index)
    git(tree, "commit", "--quiet", "--message=Odd")
    with open_repository(tree) as repository:
        snapshot = repository.snapshot
        assert set(snapshot.entries) == {
            "main.py",
            "-rf.py",
            "two\nlines.py",
            '"quoted".py',
            "tab\there.py",
            "\u00e6.py",
            r"caf\xe9.py",  # Latin-1, written out
            r"caf\xe8.py",
        }
        snapshot.read(snapshot.entries)
        assert {snapshot.text(path) for path in snapshot.entries} == {"print()\n"}


def test_the_name_folder_and_ending_of_an_entry() -> None:
    with repository_of({"a/b/Model.PY": "x", ".env": "x", "Makefile": "x", "archive.tar.gz": "x"}) as repository:
        entries = repository.snapshot.entries.values()
        assert [(entry.name, entry.folder, entry.suffix) for entry in entries] == [
            (".env", "", ""),
            ("Makefile", "", ""),
            ("Model.PY", "a/b", ".py"),
            ("archive.tar.gz", "", ".gz"),
        ]


def test_code_of_others_is_no_file_of_the_group() -> None:
    files = {
        "src/vendors.py": "own",
        "web/node_modules/left/index.js": "theirs",
        "env/pyvenv.cfg": "home = /usr/bin",
        "env/bin/activate": "theirs",
        "environment/settings.py": "own",
    }
    with repository_of(files) as repository:
        assert [entry.path for entry in repository.snapshot.files] == ["environment/settings.py", "src/vendors.py"]
        assert "web/node_modules/left/index.js" in repository.snapshot.entries


def test_a_file_over_the_limit_is_reported_and_not_read(tmp_path: Path) -> None:
    tree = work_tree(tmp_path / "tree", {"large.py": "x" * 2000, "small.py": "x"})
    with in_effect(AuditLimits(blob_bytes=1999)), open_repository(tree) as repository:
        assert [repository.snapshot.text(path) for path in ("large.py", "small.py")] == [None, "x"]
        assert repository.snapshot.why_unread("large.py") == "it has more than the 1,999 bytes that are read"
        assert repository.snapshot.why_unread("small.py") is None


def test_all_files_together_have_a_limit_too() -> None:
    files = {f"{name}.py": f"{name}" * 99 for name in "abc"}
    with in_effect(AuditLimits(total_bytes=250)), repository_of(files) as repository:
        repository.snapshot.read(["a.py", "b.py", "c.py"])
        assert [found.path for found in repository.snapshot.unread] == ["c.py"]
        assert repository.snapshot.text("a.py") == "a" * 99 + "\n"


def test_a_missing_folder_is_named_and_the_others_are_there(tmp_path: Path) -> None:
    tree = work_tree(
        tmp_path / "tree", dict.fromkeys(["a/1.py", "b/c/2.py", "b/d/3.py", "b/4.py", "e/5.py", "6.py"], "")
    )
    loose_object(tree, "HEAD:b/c").unlink()
    with open_repository(tree) as repository:
        assert sorted(repository.snapshot.entries) == ["6.py", "a/1.py", "b/4.py", "b/d/3.py", "e/5.py"]
        [unread] = repository.snapshot.unread
        assert (unread.path, unread.message) == ("", "not listed: b/c/ (missing or damaged)")


def test_the_first_reason_for_not_reading_a_file_stays() -> None:
    with repository_of({"b.py": "x"}) as repository:
        repository.snapshot.report_unread("b.py", "it is broken")
        repository.snapshot.report_unread("b.py", "it is broken again")
        repository.snapshot.report_unread("a.py", "it is empty")
        assert [(found.path, found.message) for found in repository.snapshot.unread] == [
            ("a.py", "it is empty"),
            ("b.py", "it is broken"),
        ]


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"one\ntwo\n", ["one", "two", ""]),
        (b"one\r\ntwo\rthree", ["one", "two", "three"]),
        ("na\u00efve\n".encode(), ["na\u00efve", ""]),
        (b"na\xefve\n", ["na\u00efve", ""]),  # Latin-1
        (b"\xef\xbb\xbfone", ["one"]),
        ("one\r\ntw\u00f6".encode("utf-16"), ["one", "tw\u00f6"]),
        (b"\xfe\xff" + "one".encode("utf-16-be"), ["one"]),
        ("one".encode("utf-32"), ["one"]),
        (b"\xff\xfeo\0n", ["o\ufffd"]),  # cut off in the middle of a character
        (b"PK\x03\x04\0\0", []),
        (b"one\x0ctwo\x0b\xc2\x85\xe2\x80\xa8three", ["one\x0ctwo\x0b\x85\u2028three"]),  # ends of no line to git
        (b"", []),
    ],
)
def test_bytes_become_lines(data: bytes, lines: list[str]) -> None:
    with repository_of({"file": data}) as repository:
        assert repository.snapshot.lines("file") == lines
        assert repository.snapshot.blob("file") == data


def test_a_nul_far_into_a_file_does_not_make_it_binary() -> None:
    with repository_of({"file": b"x" * 8000 + b"\0", "image": b"x" * 7999 + b"\0"}) as repository:
        assert repository.snapshot.text("file") == "x" * 8000 + "\0"
        assert repository.snapshot.text("image") is None
