"""A project's Python as a whole: what its modules call, import and define, under names followed through all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

from auditor.facts.python.commented import commented_code
from auditor.facts.python.finder import ModuleFinder
from auditor.facts.python.model import Call, Class, Function, Import, PythonModule, Reference
from auditor.repository.snapshot import Snapshot

if TYPE_CHECKING:
    from auditor.facts.python.reach import Reach

_T = TypeVar("_T")
_MAX_FOLLOWED = 10  # re-exports of re-exports; more is a cycle


class PythonCode:
    """All Python modules of the snapshot, sorted by path. What could not be parsed is in the snapshot's `unread`."""

    def __init__(self, modules: list[PythonModule], finder: ModuleFinder, snapshot: Snapshot) -> None:
        self.modules = modules
        self.finder = finder
        self._snapshot = snapshot
        self._by_name = {module.name: module for module in modules}
        self._by_path = {module.path: module for module in modules}
        self._followed: dict[str, str] = {}

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
        full = self._followed.get(name)
        if full is None:
            full = name
            for _ in range(_MAX_FOLLOWED):
                before, full = full, self._follow(full)
                if full == before:
                    break
            self._followed[name] = full
        return full

    def _follow(self, name: str) -> str:
        head = name
        while head:
            head, _, _ = head.rpartition(".")
            module = self._by_name.get(head)
            if module is None:
                continue
            attribute, _, rest = name[len(head) + 1 :].partition(".")
            full = module.exports.get(attribute)
            if full is None or full == f"{head}.{attribute}":
                return name
            return f"{full}.{rest}" if rest else full
        return name

    def calls(self, *patterns: str, tests: bool = False) -> Iterator[Call]:
        """Calls whose full name is one of the patterns; `x.*` is anything below x. tests: those in tests too.

        Calls of what such a call gave back are not among them.
        """
        for call in self._calls_by_name.find(patterns):
            if not call.is_of_result and (tests or not self._in_test(call.place.path)):
                yield call

    def references(self, *patterns: str, tests: bool = False) -> Iterator[Reference]:
        """Names that are read (and not called) whose full name is one of the patterns."""
        for reference in self._references_by_name.find(patterns):
            if tests or not self._in_test(reference.place.path):
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
        known: dict[str, bool] = {}
        for module in self.modules:
            for defined in module.classes:
                full = f"{module.name}.{defined.qualified_name}"
                known[full] = self._derives(defined, bases, known)
                if known[full] and (tests or not module.is_test):
                    yield defined

    def _derives(self, defined: Class, bases: tuple[str, ...], known: dict[str, bool]) -> bool:
        """known: what was found out about classes so far."""
        waiting, seen = [defined], set()
        while waiting:
            for base in waiting.pop().bases:
                full = self.full_name(base)
                if _matches(full, bases) or known.get(full):
                    return True
                if full in self._classes_by_name and full not in known and full not in seen:
                    seen.add(full)
                    waiting.append(self._classes_by_name[full])
        return False

    @cached_property
    def _classes_by_name(self) -> dict[str, Class]:
        return {
            f"{module.name}.{defined.qualified_name}": defined for module in self.modules for defined in module.classes
        }

    @cached_property
    def functions_by_name(self) -> dict[str, Function]:
        """The project's functions and methods by their full names."""
        return {
            f"{module.name}.{function.qualified_name}": function
            for module in self.modules
            for function in module.functions
        }

    def find_function(self, name: str) -> str | None:
        """The full name of the project's function or method that a full name calls, an inherited one included."""
        for _ in range(_MAX_FOLLOWED):
            if name in self.functions_by_name:
                return name
            owner, _, method = name.rpartition(".")
            defined = self._classes_by_name.get(owner)
            bases = [self.full_name(base) for base in defined.bases] if defined else []
            own = next((base for base in bases if base in self._classes_by_name), None)
            if own is None:
                return None
            name = f"{own}.{method}"
        return None

    @cached_property
    def reach(self) -> Reach:
        """What its functions call, through others."""
        from auditor.facts.python.reach import Reach

        return Reach(self)

    @cached_property
    def _named_calls(self) -> list[Call]:
        return [call for module in self.modules for call in module.calls if call.is_resolved]

    @cached_property
    def _calls_by_name(self) -> _ByName[Call]:
        found = ((self.full_names[id(call)], call) for call in self._named_calls)
        return _ByName((full, call) for full, call in found if not self.is_own(full))

    @cached_property
    def _references_by_name(self) -> _ByName[Reference]:
        return _ByName((self.full_name(r.name), r) for module in self.modules for r in module.references)

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
        return [
            commented
            for module in self.modules
            if not module.is_notebook
            for commented in commented_code(module, self._snapshot.lines(module.path), self.finder)
        ]

    def commented_calls(self, *patterns: str) -> Iterator[Call]:
        """Calls in commented-out code whose full name is one of the patterns."""
        for module in self.commented_out:
            for call in module.calls:
                if call.is_resolved and _matches(self.full_name(call.name), patterns):
                    yield call


class _ByName(Generic[_T]):
    """Things by their full dotted names. A rule asks for a few names of thousands, and there are many rules."""

    def __init__(self, pairs: Iterable[tuple[str, _T]]) -> None:
        self._things: list[_T] = []
        self._positions: dict[str, list[int]] = {}
        for name, thing in pairs:
            self._positions.setdefault(name, []).append(len(self._things))
            self._things.append(thing)

    def find(self, patterns: tuple[str, ...]) -> list[_T]:
        """Those whose name is one of the patterns (`x.*` is anything below x), in their order."""
        positions = {n for pattern in patterns for n in self._positions.get(pattern, ())}
        below = tuple(pattern[:-1] for pattern in patterns if pattern.endswith(".*"))
        if below:
            positions.update(n for name, found in self._positions.items() if name.startswith(below) for n in found)
        return [self._things[n] for n in sorted(positions)]


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(name == pattern or (pattern.endswith(".*") and name.startswith(pattern[:-1])) for pattern in patterns)
