"""What an import statement takes in."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from auditor.facts.python.finder import ModuleFinder


@dataclass(frozen=True, slots=True)
class Imported:
    """One name that an import statement takes in.

    bound: what it is called from then on; "a.b" after `import a.b`, which binds a; "*" for everything that is public.
    full: the full dotted name of what it is. path: the project's own module that it comes from (a folder with a slash
    at the end), empty where a relative import leads nowhere; None for a package of others.
    """

    bound: str
    full: str
    path: str | None


def imported_names(node: ast.Import | ast.ImportFrom, importer: str, finder: ModuleFinder) -> list[Imported]:
    """Everything that a statement in the file importer imports, in its order."""
    if isinstance(node, ast.Import):
        return [_module(alias, importer, finder) for alias in node.names]
    base = (
        finder.find_relative(node.level, node.module or "", importer) or ""
        if node.level
        else finder.find(node.module or "", importer)
    )
    return [_from(alias, f"{'.' * node.level}{node.module or ''}", base, finder) for alias in node.names]


def _module(alias: ast.alias, importer: str, finder: ModuleFinder) -> Imported:
    path = finder.find(alias.name, importer)
    return Imported(alias.asname or alias.name, finder.name(path) if path else alias.name, path)


def _from(alias: ast.alias, source: str, base: str | None, finder: ModuleFinder) -> Imported:
    """source: the module as it is written; base: its file, as `find` gives it."""
    bound = alias.asname or alias.name
    if not base:
        return Imported(bound, f"{source}.{alias.name}", base)
    part = finder.find_within(base, alias.name)
    return Imported(bound, finder.name(part) if part else f"{finder.name(base)}.{alias.name}", part or base)
