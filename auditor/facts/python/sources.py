"""The Python files and notebooks of a snapshot, read into modules."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from contextlib import suppress

from auditor.facts.python.code import PythonCode
from auditor.facts.python.finder import ModuleFinder
from auditor.facts.python.model import PythonModule
from auditor.facts.python.notebooks import Cell, read_cells
from auditor.facts.python.parsing import Unparsable, parse, parse_any
from auditor.facts.python.reading import ModuleReader
from auditor.repository.snapshot import Snapshot


def read_python(snapshot: Snapshot, with_dead: bool = False) -> PythonCode:
    """Every `.py` file and notebook of the snapshot; one that cannot be parsed is reported there and left out.

    with_dead: with the code that can never run, as if it could.
    """
    paths = [entry.path for entry in snapshot.files if entry.suffix in (".py", ".ipynb")]
    snapshot.read(paths)
    texts = {path: text for path in paths if (text := _text(snapshot, path)) is not None}
    finder = ModuleFinder(paths, [path for path, text in texts.items() if _imports_its_own_name(path, text)])
    sources = _Sources(snapshot, texts, finder, with_dead)
    modules = [module for path in texts if (module := sources.module(path)) is not None]
    return PythonCode(modules, finder, snapshot)


def _text(snapshot: Snapshot, path: str) -> str | None:
    text = snapshot.text(path)
    if text is None and snapshot.entries[path].size:
        snapshot.report_unread(path, "it is not text")
    return text


def _imports_its_own_name(path: str, text: str) -> bool:
    """Whether a module imports what it is called itself: `import wandb` in `wandb.py`."""
    name = path.rpartition("/")[2].removesuffix(".py")
    if f"import {name}" not in text and f"from {name}" not in text:
        return False
    return re.search(rf"^[ \t]*(?:import|from)[ \t]+{re.escape(name)}\b", text, re.MULTILINE) is not None


class _Sources:
    """Reads each file once: when its turn comes, or before, when a file that imports everything of it is read."""

    def __init__(self, snapshot: Snapshot, texts: Mapping[str, str], finder: ModuleFinder, with_dead: bool) -> None:
        self._snapshot = snapshot
        self._texts = texts
        self._finder = finder
        self._with_dead = with_dead
        self._modules: dict[str, PythonModule | None] = {}

    def module(self, path: str) -> PythonModule | None:
        """The module of a file; None where it cannot be parsed, or is being read just now."""
        if path not in self._modules:
            self._modules[path] = None
            self._modules[path] = self._notebook(path) if path.endswith(".ipynb") else self._module(path)
        return self._modules[path]

    def _exports(self, path: str) -> Mapping[str, str]:
        module = self.module(path) if path in self._texts else None
        return module.exports if module else {}

    def _module(self, path: str) -> PythonModule | None:
        module = PythonModule(path, self._finder.name(path))
        try:
            ModuleReader(module, self._finder, self._exports, self._with_dead).read(parse_any(self._texts[path]))
        except Unparsable as error:
            self._snapshot.report_unread(path, str(error))
            return None
        except RecursionError:
            self._snapshot.report_unread(path, "its code is nested too deeply")
            return None
        return module

    def _notebook(self, path: str) -> PythonModule | None:
        try:
            cells = read_cells(self._texts[path])
        except ValueError as error:
            self._snapshot.report_unread(path, str(error))
            return None
        module = PythonModule(path, path.removesuffix(".ipynb").replace("/", "."), is_notebook=True)
        reader = ModuleReader(module, self._finder, self._exports, self._with_dead)
        for cell in cells:
            tree = _cell_tree(cell)
            if tree is not None:
                with suppress(RecursionError):
                    reader.read(tree, cell.file_line)
        return module


def _cell_tree(cell: Cell) -> ast.Module | None:
    """A cell's syntax tree; None where it does not parse, and so never ran in that form: a cell is a scratch pad."""
    for text in dict.fromkeys(("\n".join(cell.lines), cell.code)):
        with suppress(Unparsable):
            return parse(text)
    return None
