from __future__ import annotations

from pathlib import Path

import pytest

from auditor.batch.groups import read_groups, repository_address
from auditor.errors import UnusableInput

COURSE_LIST = """\
group_nb,student 1,student 2,student 3,github_repo
1,s000001,s000002,,https://github.com/ada/engine.git
2,s000003,,,https://github.com/grace/compiler/tree/main
3,s000004,,,git@github.com:alan/machine.git
4,s000005,,, No Link Found
5,s000006,,,
2,s000007,,,https://github.com/grace/other
6,s000008,,,https://github.com/Ada/engine/
"""


def write(folder: Path, text: str, name: str = "groups.csv") -> Path:
    (folder / name).write_text(text)
    return folder / name


def test_the_courses_own_list(tmp_path: Path) -> None:
    found = read_groups(write(tmp_path, COURSE_LIST))
    assert [(group.id, group.repository) for group in found.groups] == [
        ("1", "https://github.com/ada/engine"),
        ("2", "https://github.com/grace/compiler"),
        ("3", "https://github.com/alan/machine"),
        ("6", "https://github.com/Ada/engine"),
    ]
    assert found.groups[0].members == ("s000001", "s000002")


def test_bad_rows_are_told_with_their_lines_and_skipped(tmp_path: Path) -> None:
    found = read_groups(write(tmp_path, COURSE_LIST))
    assert [str(problem) for problem in found.problems] == [
        "line 5: group 4 has no repository: No Link Found",
        "line 6: group 5 has no repository: the cell is empty",
        "line 7: group 2 stands on line 3 already",
    ]
    assert [str(oddity) for oddity in found.oddities] == ["line 8: group 6 has the same repository as group 1"]


def test_a_list_with_commits_and_without_ids(tmp_path: Path) -> None:
    found = read_groups(write(tmp_path, f"hand_in;repository;commit\n2026-01-23;ada/engine;{'a' * 40}\n"))
    assert [(g.id, g.repository, g.commit) for g in found.groups] == [
        ("ada/engine", "https://github.com/ada/engine", "a" * 40)
    ]


def test_yaml(tmp_path: Path) -> None:
    text = "- id: 7\n  repository: ada/engine\n  members: [s000001, s000002]\n- repository: nothing here\n"
    found = read_groups(write(tmp_path, text, "groups.yaml"))
    assert [(g.id, g.members) for g in found.groups] == [("7", ("s000001", "s000002"))]
    assert [problem.line for problem in found.problems] == [4]
    mapping = read_groups(write(tmp_path, "7: ada/engine\n8: grace/compiler\n", "map.yml"))
    assert [g.id for g in mapping.groups] == ["7", "8"]


def test_a_folder_beside_the_list_is_a_repository(tmp_path: Path) -> None:
    (tmp_path / "clones" / "one").mkdir(parents=True)
    found = read_groups(write(tmp_path, "id,repository\n1,clones/one\n"))
    assert found.groups[0].is_local
    assert found.groups[0].repository == str(tmp_path / "clones" / "one")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://github.com/a/b", "https://github.com/a/b"),
        (" <https://github.com/a/b/> ", "https://github.com/a/b"),
        ("github.com/a/b", "https://github.com/a/b"),
        ("https://github.com/a/b/blob/main/README.md", "https://github.com/a/b"),
        ("https://user:secret@github.com/a/b.git", "https://github.com/a/b"),
        ("ssh://git@gitlab.com/a/b/c.git", "https://gitlab.com/a/b/c"),
        ("http://127.0.0.1:8080/a.git", "http://127.0.0.1:8080/a.git"),
        ("git@github.com:a/b", "https://github.com/a/b"),
        ("http://www.GitHub.com/a/b.git/", "https://github.com/a/b"),
        ("https://github.com/a/b/tree/feature/x (private)", "https://github.com/a/b"),
        ("https://github.com/a/b/pulls?q=1", "https://github.com/a/b"),
        ("https://gitlab.com/a/b/c/-/tree/main", "https://gitlab.com/a/b/c"),
        ("file:///srv/our%20work/a.git", "/srv/our work/a.git"),
        ("file://", None),
        ("file:///", None),
        ("/nowhere/at/all", "/nowhere/at/all"),
        ("~nobody-of-that-name/a", None),
        ("x" * 5000, None),
        ("we have none", None),
        ("https://github.com/a", None),
    ],
)
def test_addresses(written: str, expected: str | None, tmp_path: Path) -> None:
    assert repository_address(written, tmp_path) == expected


def test_a_row_with_a_broken_quote_costs_no_other_row(tmp_path: Path) -> None:
    text = 'id,repository,member\n1,a/b,"Ada, of ""Engines""\nand more"\n2,"a/c,Grace\n3,a/d,"Alan"\n4,a/e,\n'
    found = read_groups(write(tmp_path, text))
    assert [(group.id, group.line) for group in found.groups] == [("1", 2), ("3", 5), ("4", 6)]
    (problem,) = found.problems
    assert str(problem).startswith("line 4: a quote is not closed, or not alone in its cell: ")


def test_lists_as_spreadsheets_write_them(tmp_path: Path) -> None:
    rows = '\n"Group";"Student 1";"GitHub_Repo"\n1;s000001; https://github.com/ada/engine \n;;\n'
    for encoding in ("utf-8-sig", "utf-16", "latin-1"):
        (tmp_path / "groups.csv").write_bytes(rows.replace("\n", "\r\n").encode(encoding))
        (group,) = read_groups(tmp_path / "groups.csv").groups
        assert (group.id, group.repository, group.line) == ("1", "https://github.com/ada/engine", 3)


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "id,repository\n1,\n"])
def test_unusable_lists_say_so(text: str, tmp_path: Path) -> None:
    with pytest.raises(UnusableInput):
        read_groups(write(tmp_path, text))
