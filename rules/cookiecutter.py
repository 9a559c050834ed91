"""The project began as a cookiecutter template: its layout, or a file, says so.

The layout is code in src/<package>/ (or the older src/data and src/models, or a package at the root) with several of
the folders and files that such templates make: data/, models/, reports/, notebooks/, dockerfiles/, docs/, tests/,
configs/, references/, tasks.py or a Makefile. It may be that of the tree or of one of the first commits. Only a loose
resemblance (src and tests) is `partial`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.repository.history import Commit, History
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, ExampleCommit, Finding, absent, partial, present

if TYPE_CHECKING:
    from auditor.facts.documents import Document
    from auditor.repository.versions import FileHistory

LOOKS_ELSEWHERE = False  # it looks at the first commits itself

_PARTS = (
    ("data", "data.dvc"),
    ("models", "models.dvc"),
    ("reports",),
    ("notebooks",),
    ("dockerfiles", "docker"),
    ("docs",),
    ("tests",),
    ("configs", "conf", "config"),
    ("references",),
    ("tasks.py", "Makefile"),
)
_ENOUGH = 4  # of these beside the code
_NO_PACKAGES = frozenset({"tests", "test", "data", "docs", "reports", "scripts", "utils", "configs"})
_RECORDS = frozenset({".cruft.json", ".copier-answers.yml", ".cookiecutterrc", ".cookiecutter.json"})
_NAMED = re.compile(r"cookie[- ]?cutter|mlops[_-]template", re.IGNORECASE)
# Lines of the course's checklist and questions, which any group may have copied.
_ASKED = re.compile(
    r"\[[ xX]?\]|initial file structure|we expect that you|\?\s*$|appropriate template|\(M6\)", re.IGNORECASE
)
_EARLY = 10  # commits; groups lay the template down among their first


@dataclass(frozen=True, slots=True)
class _Layout:
    """What a tree has below a folder: where its code is, and which parts of a template's layout."""

    code: str
    is_package: bool
    parts: tuple[str, ...]

    @property
    def is_template_like(self) -> bool:
        return self.is_package and len(self.parts) >= _ENOUGH

    @property
    def places(self) -> list[str]:
        return [self.code, *self.parts]


def judge(snapshot: Snapshot, history: History, documents: list[Document], file_history: FileHistory) -> Finding:
    said = [
        *_said(documents),
        *(Evidence("file", "a template's own record", Place(e.path)) for e in snapshot.files if e.path in _RECORDS),
    ]
    early = [found] if (found := _early_layout(history, file_history)) else []
    layout = _layout([entry.path for entry in snapshot.files])
    here = [Evidence("layout", "part of a template's layout", Place(path)) for path in layout.places] if layout else []
    if layout and layout.is_template_like:
        return present(f"The layout is a cookiecutter template's: {_listed(layout.places)}.", [*here, *said, *early])
    if early:
        return present("One of the first commits has a cookiecutter template's layout.", [*early, *said])
    if said:
        return present("A document says that the project was made from a cookiecutter template.", said)
    if layout and layout.parts:
        return partial(f"The layout has only some of a cookiecutter template's: {_listed(layout.places)}.", here)
    return absent("Neither the tree nor the first commits have a cookiecutter template's layout.")


def _layout(paths: Collection[str]) -> _Layout | None:
    """The layout at the root or below a folder of it, whichever has most; None where no folder holds code."""
    names = {*paths}
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in names:
            names.add(folder)
            folder = folder.rpartition("/")[0]
    code = [path for path in sorted(paths) if path.endswith((".py", ".R", ".jl", ".ipynb"))]
    found = []
    for base in ["", *sorted({f"{path.partition('/')[0]}/" for path in code if "/" in path})]:
        where, is_package = _code([path[len(base) :] for path in code if path.startswith(base)])
        parts = [next((base + name for name in choices if base + name in names), "") for choices in _PARTS]
        if where:
            found.append(_Layout(base + where, is_package, tuple(part for part in parts if part)))
    return max(found, key=lambda layout: (layout.is_template_like, len(layout.parts)), default=None)


def _code(paths: Iterable[str]) -> tuple[str, bool]:
    """The folder with the code, and whether that is a package as templates have it; empty where there is none."""
    loose = package = ""
    for path in paths:
        first, *rest = path.split("/")
        if first == "src" and len(rest) > 1:
            return f"src/{rest[0]}", True
        if first == "src" and rest:
            loose = "src"
        elif rest == ["__init__.py"] and first not in _NO_PACKAGES:
            package = package or first
    return package or loose, bool(package)


def _early_layout(history: History, file_history: FileHistory) -> Evidence | None:
    for commit in _early(history):
        before = _layout(file_history.paths(commit.oid))
        if before and before.is_template_like:
            message = f"has a template's layout: {_listed(before.places)}"
            return Evidence("commit", message, Place(commit=commit.oid))
    return None


def _early(history: History) -> Iterator[Commit]:
    """Commits among the first that may show what was laid down: the last of them, the first, and those that say so."""
    first = sorted(history.reachable.values(), key=lambda commit: (commit.committed_at, commit.oid))[:_EARLY]
    first = [commit for commit in first if commit.oid != history.head]  # which is the tree itself
    saying = [commit for commit in first if _NAMED.search(commit.message)]
    yield from dict.fromkeys((*first[-1:], *first[:1], *saying[:1]))


def _said(documents: list[Document]) -> Iterator[Evidence]:
    for document in documents:
        for line, place in document.search(_NAMED):
            if not _ASKED.search(line):
                yield Evidence("document", "names the template", place)


def _listed(places: list[str]) -> str:
    return ", ".join(places[:4]) + (f" and {len(places) - 4} more" if len(places) > 4 else "")


_TREE = dict.fromkeys(
    (
        "src/app/model.py",
        "data/.gitkeep",
        "models/.gitkeep",
        "notebooks/.gitkeep",
        "reports/figures/.gitkeep",
        "tests/test_data.py",
    ),
    "#",
)
_MOVED = dict.fromkeys(_TREE) | {"ml/train.py": "x = 1", "README.md": "Cats and dogs"}

EXAMPLES = [
    Example("the layout", "present", _TREE),
    Example(
        "the older layout",
        "present",
        {
            "src/data/make.py": "",
            "src/models/train.py": "",
            "Makefile": "x:",
            "docs/index.rst": "x",
            "references/a.md": "x",
            "reports/figures/x.png": b"1",
        },
    ),
    Example(
        "a package at the root",
        "present",
        {p.replace("src/app/model.py", "app/__init__.py"): t for p, t in _TREE.items()},
    ),
    Example("below a folder", "present", {f"project/{path}": text for path, text in _TREE.items()}),
    Example(
        "only in the first commit",
        "present",
        history=(ExampleCommit(_TREE), ExampleCommit(_MOVED)),
    ),
    Example(
        "a README says so",
        "present",
        {"train.py": "x = 1", "README.md": "Made with a [cookiecutter](https://example.org) template."},
    ),
    Example("src and tests", "partial", {"src/train.py": "x = 1", "tests/test_train.py": "x = 1"}),
    Example("scripts at the root", "absent", {"train.py": "x = 1", "README.md": "Cats"}),
    Example(
        "only asked for",
        "absent",
        {"train.py": "x = 1", "README.md": "* [x] Create the initial file structure using cookiecutter"},
    ),
]
