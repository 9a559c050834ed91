"""The tests of a repository as one may count them: by name, with parameters multiplied, of a part of the project."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from auditor.facts.tests import Skip, TestFunction
from auditor.place import Place
from auditor.rule import Evidence

if TYPE_CHECKING:
    from auditor.facts import Facts

# Parts of a project by how words for them begin, in answers and in the names of test files, folders and functions.
_PARTS = {
    "data": ("data", "preprocess"),
    "model": ("model", "architectur", "network"),
    "training": ("train",),
    "API": ("api", "endpoint", "server", "backend", "fastapi"),
    "evaluation": ("evaluat", "eval"),
    "prediction": ("predict", "infer"),
    "visualization": ("visual", "plot"),
    "drift": ("drift", "monitor"),
    "integration": ("integrat",),
    "unit": ("unit",),
    "performance": ("performance",),
    "frontend": ("frontend",),
    "configuration": ("config",),
    "utilities": ("util", "helper"),
}
_WORD = re.compile(r"[a-z]{3,}")
# "The training, test and validation data" is data, and none of it training.
_SPLIT = r"(?:train(?:ing)?|test(?:ing)?|validation|val)"
_SPLITS = re.compile(rf"\b{_SPLIT}(?:\s*(?:,|and|&|/|,\s*and)\s*(?:the\s+)?{_SPLIT})*\s+(?:data|sets?\b|splits?\b)")
_NO_PARTS = frozenset({"test", "tests", "testing", "tested", "src", "code", "main", "core", "basic", "project", "some"})
_SHORTEST_NAME = 4  # letters of a file's name that words in answers are compared with
_INFLECTED = 3  # letters at its end that may differ, "tokenize" and "tokenizing"
_FEW_FILES = 8  # so few that every choice of them can be summed up
_NOT_PYTHON = re.compile(r"(?:\.|_)(?:test|spec)\.(?:[jt]sx?|mjs|go|rs|java)$")


class Suite:
    """The tests of a repository."""

    def __init__(self, facts: Facts) -> None:
        self.tests = facts.tests.tests
        self.almost = facts.tests.almost
        self.files = tuple(dict.fromkeys(test.path for test in self.tests))
        self._names = facts.tests.files
        self._facts = facts

    @cached_property
    def load_files(self) -> dict[str, int]:
        """The files of Locust's load tests, each with the number of its tasks."""
        found: dict[str, int] = {}
        for module in self._facts.python.modules:
            if any(imported.top == "locust" for imported in module.imports):
                found[module.path] = sum(
                    any(decorator.attribute == "task" for decorator in function.decorators)
                    for function in module.functions
                )
        return found

    @property
    def may_have_more(self) -> bool:
        """Whether there may be tests that were not counted: of other languages, in files that cannot be read."""
        snapshot = self._facts.snapshot
        unread = any("test" in problem.path and problem.path.endswith(".py") for problem in snapshot.unread)
        return (
            unread
            or any(test.cases is None for test in self.tests)
            or any(_NOT_PYTHON.search(entry.path) for entry in snapshot.files)
        )

    def totals(self, with_load: bool = False) -> frozenset[int]:
        """Every number that one may honestly call that of all tests; with_load: load tests are meant too."""
        extras = {0, sum(self.load_files.values()), len(self.load_files)} if with_load else {0}
        return frozenset(
            number + extra
            for tests in (self.tests, (*self.tests, *self.almost))
            for number in counts(tests)
            for extra in extras
        )

    def unit_totals(self) -> frozenset[int]:
        """Every number that one may honestly call that of all unit tests."""
        inside = [test for test in self.tests if "unit" in test.path.lower()]
        outside = [test for test in self.tests if not re.search(r"integration|performance|e2e", test.path.lower())]
        return self.totals() | counts(inside) | counts(outside)

    @cached_property
    def file_counts(self) -> frozenset[int]:
        """Every number of test files, with those that have no test (yet) and those of load tests or without."""
        return frozenset(
            len(files) + extra
            for files in (self.files, self._names, {*self._names, *(test.path for test in self.almost)})
            for extra in (0, len(self.load_files))
        )

    @property
    def assertion_counts(self) -> frozenset[int]:
        """Every number of their assertions: all, and the `assert` statements alone."""
        lines = (line for path in self.files for line in self._facts.snapshot.lines(path))
        return frozenset((sum(test.assertions for test in self.tests), sum(map(_is_assert, lines))))

    def named(self, name: str) -> list[str]:
        """The test files that a name in an answer is of: test_data.py, test_data."""
        stem = name.lower().removesuffix(".py")
        paths = dict.fromkeys((*self._names, *(test.path for test in self.almost), *self.load_files))
        return [path for path in paths if path.rpartition("/")[2].lower().removesuffix(".py") == stem]

    def in_files(self, paths: Collection[str]) -> list[TestFunction]:
        """The tests of these files."""
        return [test for test in (*self.tests, *self.almost) if test.path in paths]

    @cached_property
    def _beginnings(self) -> tuple[tuple[str, str], ...]:
        """How words begin, and for which parts of the project; test files that are named otherwise are parts too."""
        known = [(beginning, part) for part, words in _PARTS.items() for beginning in words]
        own: dict[str, str] = {}
        for path in self.files:
            for word in _WORD.findall(path.rpartition("/")[2].lower()):
                is_known = word in _NO_PARTS or any(word.startswith(start) for start, _ in known)
                if len(word) > _SHORTEST_NAME and not is_known:
                    own.setdefault(word[: max(_SHORTEST_NAME, len(word) - _INFLECTED)], word)
        return (*known, *own.items())

    def parts_in(self, text: str) -> frozenset[str]:
        """The parts of the project that a text speaks of."""
        return frozenset(
            part
            for word in _WORD.findall(_SPLITS.sub("data", text.lower()))
            if word not in _NO_PARTS
            for beginning, part in self._beginnings
            if word.startswith(beginning)
        )

    @cached_property
    def _parts_of_files(self) -> dict[str, frozenset[str]]:
        return {path: self._parts_of_name(path) for path in self.files}

    def files_of(self, parts: Collection[str]) -> list[str]:
        """The test files that are named after one of the parts, or lie in a folder that is."""
        return [path for path, own in self._parts_of_files.items() if not own.isdisjoint(parts)]

    def readings(self, parts: Collection[str]) -> Iterator[list[TestFunction]]:
        """What one may call the tests of the parts: those in files or folders named after them, or else so named."""
        files = self.files_of(parts)
        if not files:
            yield [test for test in self.tests if not self._parts_of_name(test.qualified_name).isdisjoint(parts)]
            return
        stems = {path: self._parts_of_name(path.rpartition("/")[2]) for path in files}
        yield self.in_files(files)
        yield self.in_files([path for path in files if not stems[path].isdisjoint(parts)])
        yield self.in_files([path for path in files if stems[path] and stems[path] <= set(parts)])
        yield self.in_files([path for path in files if set(parts) <= self._parts_of_files[path]])
        for part in parts if len(parts) > 1 else ():
            yield self.in_files(self.files_of([part]))
        for path in files:
            if stems[path] == set(parts):
                yield self.in_files([path])

    def _parts_of_name(self, name: str) -> frozenset[str]:
        return self.parts_in(name.replace("_", " "))

    def choices(self, parts: Collection[str]) -> Iterator[tuple[str, ...]]:
        """Every choice of two or more of the files of the parts."""
        files = self.files_of(parts)
        for size in range(2, len(files) + 1) if len(files) <= _FEW_FILES else ():
            yield from combinations(files, size)

    def describe(self, tests: Iterable[TestFunction]) -> str:
        """In words how many tests there are and where."""
        tests = list(tests)
        by_file = _by_file(tests)
        number = "one test" if len(tests) == 1 else f"{len(tests)} tests"
        cases = sum(test.cases or 1 for test in tests)
        multiplied = f" ({cases} with parameters multiplied)" if cases != len(tests) else ""
        if not by_file:
            return "no test"
        if len(by_file) == 1:
            return f"{number}{multiplied} in {next(iter(by_file))}"
        if len(by_file) > _FEW_FILES:
            return f"{number}{multiplied} in {len(by_file)} files"
        listed = ", ".join(f"{len(group)} in {path}" for path, group in by_file.items())
        return f"{number}{multiplied}: {listed}"

    def evidence(self, tests: Iterable[TestFunction]) -> tuple[Evidence, ...]:
        """A piece for each file with tests, at all of them."""
        pieces = []
        for path, group in _by_file(tests).items():
            start = min(test.place.start or 1 for test in group)
            end = max(test.place.end or 1 for test in group)
            number = "a test" if len(group) == 1 else f"{len(group)} tests"
            pieces.append(Evidence("test", f"has {number}", Place(path, start, end)))
        return tuple(pieces)


def counts(tests: Iterable[TestFunction]) -> frozenset[int]:
    """How many tests these are: by name, with parameters multiplied, and each without what is always skipped."""
    tests = list(tests)
    run = [test for test in tests if test.skip is not Skip.ALWAYS]
    return frozenset(
        number for group in (tests, run) for number in (len(group), sum(test.cases or 1 for test in group))
    )


def _is_assert(line: str) -> bool:
    return line.lstrip().startswith(("assert ", "assert("))


def _by_file(tests: Iterable[TestFunction]) -> dict[str, list[TestFunction]]:
    found: dict[str, list[TestFunction]] = defaultdict(list)
    for test in tests:
        found[test.path].append(test)
    return dict(found)
