"""Which file an import means."""

from __future__ import annotations

import pytest

from auditor.facts.python.finder import ModuleFinder

FINDER = ModuleFinder(
    [
        "main.py",
        "src/__init__.py",
        "src/util.py",
        "src/cats/__init__.py",
        "src/cats/data.py",
        "src/cats/deep/__init__.py",
        "app/backend/api.py",
        "app/backend/services/text.py",
        "lib/dogs/__init__.py",
        "tests/data.py",
        "tests/test_data.py",
        "README.md",
    ]
)


@pytest.mark.parametrize(
    ("dotted", "importer", "found"),
    [
        ("cats", "main.py", "src/cats/__init__.py"),
        ("cats.data", "main.py", "src/cats/data.py"),
        ("src.cats.data", "tests/test_data.py", "src/cats/data.py"),
        ("dogs", "main.py", "lib/dogs/__init__.py"),
        ("util", "src/cats/data.py", "src/util.py"),
        ("data", "tests/test_data.py", "tests/data.py"),
        ("data", "src/cats/__init__.py", "src/cats/data.py"),
        ("data", "src/cats/data.py", None),
        ("app.backend.api", "main.py", "app/backend/api.py"),
        ("backend", "app/main.py", "app/backend/"),
        ("app.backend", "main.py", "app/backend/"),
        ("app", "main.py", "app/"),
        ("main", "src/cats/data.py", "main.py"),
        ("numpy", "main.py", None),
        ("README", "main.py", None),
    ],
)
def test_modules_are_looked_for_beside_the_importer_and_where_packages_are(
    dotted: str, importer: str, found: str | None
) -> None:
    assert FINDER.find(dotted, importer) == found


@pytest.mark.parametrize(
    ("level", "dotted", "importer", "found"),
    [
        (1, "data", "src/cats/__init__.py", "src/cats/data.py"),
        (1, "", "src/cats/data.py", "src/cats/__init__.py"),
        (2, "util", "src/cats/data.py", "src/util.py"),
        (2, "data", "src/cats/deep/__init__.py", "src/cats/data.py"),
        (1, "services", "app/backend/api.py", "app/backend/services/"),
        (1, "main", "src/cats/data.py", None),
        (9, "main", "src/cats/data.py", "main.py"),
    ],
)
def test_relative_imports_stay_within_folders(level: int, dotted: str, importer: str, found: str | None) -> None:
    assert FINDER.find_relative(level, dotted, importer) == found


def test_what_a_package_holds() -> None:
    assert FINDER.find_within("src/cats/__init__.py", "data") == "src/cats/data.py"
    assert FINDER.find_within("src/cats/__init__.py", "deep") == "src/cats/deep/__init__.py"
    assert FINDER.find_within("app/backend/", "services") == "app/backend/services/"
    assert FINDER.find_within("src/cats/data.py", "deep") is None
    assert FINDER.find_within("src/cats/__init__.py", "gone") is None


def test_names_are_those_of_imports_and_unique() -> None:
    finder = ModuleFinder(
        ["src/a/__init__.py", "src/a/b.py", "src/__init__.py", "a/b.py", "lib/a/b.py", "lib/a/__init__.py"]
    )
    assert {path: finder.name(path) for path in sorted(finder.paths)} == {
        "a/b.py": "a.b",
        "lib/a/__init__.py": "a",
        "lib/a/b.py": "lib.a.b",
        "src/__init__.py": "src",
        "src/a/__init__.py": "src.a",
        "src/a/b.py": "src.a.b",
    }
    assert finder.name("some/folder/") == "some.folder"


def test_texts_that_name_something_of_a_module() -> None:
    assert FINDER.full_name("src.cats.data.load", "tests/test_data.py") == "cats.data.load"
    assert FINDER.full_name("cats.data.Set.read", "tests/test_data.py") == "cats.data.Set.read"
    assert FINDER.full_name("numpy.array", "tests/test_data.py") is None
