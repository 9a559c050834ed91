"""The Python of a snapshot: modules, scripts and notebooks, with names followed through the project's own modules."""

from __future__ import annotations

import ast
import re
import sys
import warnings
from collections.abc import Iterator
from functools import cached_property

from auditor.facts.python.finder import ModuleFinder
from auditor.facts.python.model import Call, Class, Function, Import, PythonModule, Reference
from auditor.facts.python.notebooks import read_cells
from auditor.facts.python.reading import ModuleReader
from auditor.repository.snapshot import Snapshot

__all__ = ["Call", "Class", "Function", "Import", "PythonCode", "PythonModule", "read_python"]

_MAX_FOLLOWED = 10  # re-exports of re-exports; more is a cycle


class PythonCode:
    """All Python modules of the snapshot, sorted by path. What could not be parsed is in the snapshot's `unread`."""

    def __init__(self, modules: list[PythonModule], finder: ModuleFinder, snapshot: Snapshot) -> None:
        self.modules = modules
        self.finder = finder
        self._snapshot = snapshot
        self._by_name = {module.name: module for module in modules}
        self._by_path = {module.path: module for module in modules}

    def module(self, path: str) -> PythonModule | None:
        """The module at a path."""
        return self._by_path.get(path)

    def is_own(self, name: str) -> bool:
        """Whether a full dotted name is of one of the project's own modules, whatever package is called like it."""
        while name:
            if name in self._by_name:
                return True
            name = name.rpartition(".")[0]
        return False

    @cached_property
    def own(self) -> list[PythonModule]:
        """The modules that are no tests."""
        return [module for module in self.modules if not module.is_test]

    def full_name(self, name: str) -> str:
        """What a dotted name stands for once the project's own modules that re-export it are followed."""
        for _ in range(_MAX_FOLLOWED):
            followed = self._follow(name)
            if followed == name:
                return name
            name = followed
        return name

    def _follow(self, name: str) -> str:
        head = name
        while head:
            head, _, _ = head.rpartition(".")
            module = self._by_name.get(head)
            if module is None:
                continue
            attribute, _, rest = name[len(head) + 1 :].partition(".")
            full = module.exports.get(attribute)
            if full is None and "*" in module.exports:
                full = f"{module.exports['*']}.{attribute}"
            if full is None or full == f"{head}.{attribute}":
                return name
            return f"{full}.{rest}" if rest else full
        return name

    def calls(self, *patterns: str, tests: bool = False) -> Iterator[Call]:
        """Calls whose full name is one of the patterns; `x.*` is anything below x. tests: those in tests too."""
        for call in self._named_calls:
            full = self.full_names[id(call)]
            if _matches(full, patterns) and not self.is_own(full) and (tests or not self._in_test(call.place.path)):
                yield call

    def references(self, *patterns: str, tests: bool = False) -> Iterator[Reference]:
        """Names that are read (and not called) whose full name is one of the patterns."""
        for module in self.modules if tests else self.own:
            for reference in module.references:
                if _matches(self.full_name(reference.name), patterns):
                    yield reference

    def imports(self, *tops: str, tests: bool = False) -> Iterator[Import]:
        """Imports of third-party packages by their top-level names (or dotted beginnings)."""
        for module in self.modules if tests else self.own:
            for imported in module.imports:
                if imported.module is None and any(
                    imported.name == top or imported.name.startswith(f"{top}.") for top in tops
                ):
                    yield imported

    def classes(self, *bases: str, tests: bool = False) -> Iterator[Class]:
        """Classes that derive, directly or through the project's own classes, from one of the bases."""
        for module in self.modules if tests else self.own:
            for defined in module.classes:
                if self._derives(defined, bases, set()):
                    yield defined

    def _derives(self, defined: Class, bases: tuple[str, ...], seen: set[str]) -> bool:
        for base in defined.bases:
            full = self.full_name(base)
            if _matches(full, bases):
                return True
            if full in self._classes_by_name and full not in seen:
                seen.add(full)
                if self._derives(self._classes_by_name[full], bases, seen):
                    return True
        return False

    @cached_property
    def _classes_by_name(self) -> dict[str, Class]:
        return {
            f"{module.name}.{defined.qualified_name}": defined
            for module in self.modules
            for defined in module.classes
        }

    @cached_property
    def functions_by_name(self) -> dict[str, Function]:
        """The project's functions and methods by their full names."""
        return {
            f"{module.name}.{function.qualified_name}": function
            for module in self.modules
            for function in module.functions
        }

    @cached_property
    def _named_calls(self) -> list[Call]:
        return [call for module in self.modules for call in module.calls if call.is_resolved]

    @cached_property
    def full_names(self) -> dict[int, str]:
        """The full name of every resolved call, by the call's identity."""
        return {id(call): self.full_name(call.name) for call in self._named_calls}

    def _in_test(self, path: str | None) -> bool:
        module = self._by_path.get(path or "")
        return module is not None and module.is_test

    @cached_property
    def commented_out(self) -> list[PythonModule]:
        """Code in comments: blocks of comment lines that are Python with a call, an import or a definition."""
        found = []
        for module in self.modules:
            if not module.is_notebook:
                found += list(_commented_code(module, self._snapshot.lines(module.path), self.finder))
        return found

    def commented_calls(self, *patterns: str) -> Iterator[Call]:
        """Calls in commented-out code whose full name is one of the patterns."""
        for module in self.commented_out:
            for call in module.calls:
                if call.is_resolved and _matches(self.full_name(call.name), patterns):
                    yield call


def read_python(snapshot: Snapshot) -> PythonCode:
    """Every `.py` file and notebook of the snapshot; one that cannot be parsed is reported there and left out."""
    files = [entry.path for entry in snapshot.files if entry.suffix in (".py", ".ipynb")]
    snapshot.read(files)
    finder = ModuleFinder(files)
    modules = []
    for path in files:
        text = snapshot.text(path)
        if text is None:
            if snapshot.entries[path].size and snapshot.why_unread(path) is None:
                snapshot.report_unread(path, "it is not text")
            continue
        module = _read_notebook(path, text, finder, snapshot) if path.endswith(".ipynb") else None
        module = module or (_read_module(path, text, finder, snapshot) if path.endswith(".py") else None)
        if module is not None:
            modules.append(module)
    return PythonCode(modules, finder, snapshot)


def _read_module(path: str, text: str, finder: ModuleFinder, snapshot: Snapshot) -> PythonModule | None:
    try:
        tree: ast.Module | None = parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        from auditor.facts.python.newer_syntax import parse_newer

        tree = parse_newer(text)
        if tree is None:
            line = f" (line {error.lineno})" if isinstance(error, SyntaxError) and error.lineno else ""
            snapshot.report_unread(path, f"it is not valid Python{line}")
            return None
    module = PythonModule(path, finder.name(path))
    try:
        ModuleReader(module, finder).read(tree)
    except RecursionError:
        snapshot.report_unread(path, "its code is nested too deeply")
        return None
    return module


def _read_notebook(path: str, text: str, finder: ModuleFinder, snapshot: Snapshot) -> PythonModule | None:
    try:
        cells = read_cells(text)
    except ValueError:
        snapshot.report_unread(path, "it is not a valid notebook")
        return None
    module = PythonModule(path, path.removesuffix(".ipynb").replace("/", "."), is_notebook=True)
    exports: dict[str, str] = {}
    for cell in cells:
        lines = cell.file_lines
        reader = ModuleReader(module, finder, lambda n, lines=lines: lines[min(max(n, 1), len(lines)) - 1])  # type: ignore[misc]
        reader.adopt(exports)
        try:
            reader.read(parse(cell.code))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue  # a cell is a scratch pad: one that does not parse never ran in that form
        exports.update(module.exports)
    return module


def parse(text: str) -> ast.Module:
    """The syntax tree of text, without the warnings that the compiler prints about odd string escapes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


_COMMENT = re.compile(r"^\s*#(?!!)")
_LOOKS_LIKE_CODE = re.compile(r"^\s*#+\s*(?:@|import |from \w|def |class |with |for |if |return |[\w.\[\]'\"]+\s*(?:\(|=))")


def _commented_code(module: PythonModule, lines: list[str], finder: ModuleFinder) -> Iterator[PythonModule]:
    """A module for each block of comment lines that parses as Python and holds more than names and texts."""
    inside = [False] * (len(lines) + 2)
    for start, end in module.strings:
        inside[start : end + 1] = [True] * (end + 1 - start)
    number = 0
    while number < len(lines):
        block_start = number
        while number < len(lines) and _COMMENT.match(lines[number]) and not inside[number + 1]:
            number += 1
        block = lines[block_start:number]
        number += 1
        if not any(_LOOKS_LIKE_CODE.match(line) for line in block):
            continue
        yield from _parse_comments(module, block, block_start, finder)


def _parse_comments(
    module: PythonModule, block: list[str], offset: int, finder: ModuleFinder
) -> Iterator[PythonModule]:
    """The block as a whole where it parses, else each of its lines that does."""
    bare = [re.sub(r"^\s*#+ ?", "", line) for line in block]
    whole = _dedented(bare)
    pieces = [(0, whole)] if _parses(whole) else [(i, line.strip()) for i, line in enumerate(bare)]
    for start, piece in pieces:
        tree = _parses(piece)
        if tree is None or not any(isinstance(node, ast.Call | ast.Import | ast.ImportFrom) for node in ast.walk(tree)):
            continue
        commented = PythonModule(module.path, module.name)
        reader = ModuleReader(commented, finder, lambda n, start=start: n + offset + start)  # type: ignore[misc]
        reader.adopt(module.exports)
        reader.read(tree)
        yield commented


def _dedented(lines: list[str]) -> str:
    margins = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    margin = min(margins, default=0)
    return "\n".join(line[margin:] for line in lines)


def _parses(text: str) -> ast.Module | None:
    try:
        return parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    for pattern in patterns:
        if name == pattern or (pattern.endswith(".*") and name.startswith(pattern[:-1])):
            return True
    return False


def is_standard_library(top: str) -> bool:
    """Whether a top-level name is of Python's standard library."""
    return top in sys.stdlib_module_names
