import time

import pytest

from auditor.facts.workflows import filter_matches


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        ("main", ["main"], ["domain", "main/x"]),
        ("*", ["main"], ["feature/x"]),
        ("**", ["main", "feature/x"], []),
        ("feature/*", ["feature/x"], ["feature/x/y", "feature"]),
        ("data/**", ["data/raw/a.csv", "data/a.csv"], ["mydata/a.csv", "data.dvc"]),
        ("**/*.dvc", ["data.dvc", "data/raw.dvc", "a/b/c.dvc"], ["data.dvcx"]),
        ("**/docs/**", ["docs/a.md", "x/docs/y/a.md"], ["mydocs/a.md"]),
        ("**.py", ["a.py", "src/a.py"], ["a.pyc"]),
        ("*.jsx?", ["page.js", "page.jsx"], ["page.jsxx"]),
        ("v[12].[0-9]+.[0-9]+", ["v1.10.1"], ["v3.1.1"]),
        ("v1.x", ["v1.x"], ["v1ax"]),
    ],
)
def test_a_pattern_passes_what_github_says_it_does(pattern: str, matching: list[str], other: list[str]) -> None:
    assert [name for name in matching + other if filter_matches([pattern], name)] == matching


def test_the_last_pattern_that_matches_decides() -> None:
    patterns = ["releases/**", "!releases/**-alpha", "releases/3-alpha"]
    names = ["releases/1", "releases/2-alpha", "releases/3-alpha"]
    assert [filter_matches(patterns, name) for name in names] == [True, False, True]


def test_no_pattern_takes_long() -> None:
    before = time.perf_counter()
    for pattern in ("**a" * 80, "*a" * 80, "a+" * 80, "a?" * 80, "**/" * 80 + "b", "[" * 99, "[z-a]"):
        assert not filter_matches([pattern], "a" * 200 + "c")
    assert time.perf_counter() - before < 1
