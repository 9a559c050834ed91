"""Code that nothing runs: modules that are not imported, no script, and named by no command, configuration, manifest or
document; and functions that nothing names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from auditor.facts.python.model import Function, PythonModule
from auditor.place import Place

if TYPE_CHECKING:
    from auditor.facts import Facts

_LIVE_AT_LEAST = 3  # modules
# Folders of what was put aside: a module there is no entry point either.
_PUT_ASIDE = re.compile(
    r"(?:^|/)[_.]*(?:archived?|attic|backups?|deprecated|discarded|junk|obsolete|old|trash|unused)/", re.IGNORECASE
)
# What makes a module an entry point although it only defines things: a framework calls them.
_ENTRY_DECORATORS = ("command", "main", "task", "get", "post", "put", "route", "websocket", "fixture", "service", "api")


def unused_modules(facts: Facts) -> frozenset[str]:
    """The paths of modules that nothing imports or names, and that hold nothing but definitions or were put aside."""
    candidates = [module for module in facts.python.own if _only_defines(module) or _is_put_aside(module)]
    if not candidates:
        return frozenset()
    users = [module for module in facts.python.modules if not _is_put_aside(module)]
    imported = {found.module for module in users for found in module.imports if found.module}
    left = [module for module in candidates if module.path not in imported]
    if not left:
        return frozenset()
    texts = "\n".join(_texts(facts))
    unused = frozenset(module.path for module in left if not _is_named(module, texts))
    # Where hardly anything seems to run, it is run in a way that is not seen here.
    return unused if len(facts.python.own) - len(unused) >= _LIVE_AT_LEAST else frozenset()


def _is_put_aside(module: PythonModule) -> bool:
    return not module.is_notebook and _PUT_ASIDE.search(module.path) is not None


def _only_defines(module: PythonModule) -> bool:
    """Whether running the module would do nothing: no code of its own at the top, and no entry point."""
    if module.is_notebook or module.has_main_guard or module.path.endswith(("__init__.py", "__main__.py")):
        return False
    if not module.functions and not module.classes:
        return False
    decorated = any(d.attribute in _ENTRY_DECORATORS for f in module.functions for d in f.decorators)
    return not decorated and not any(call.function == "" and not call.is_decorator for call in module.calls)


def _texts(facts: Facts) -> Iterator[str]:
    """Everything that could name a module: commands, settings, strings in code, entry points, documents."""
    for command in facts.commands:
        yield command.text
    for config in facts.configs:
        for setting in config.settings:
            yield str(setting.value)
    for script in facts.manifests.scripts:
        yield script.target
    for module in facts.python.modules:
        for text in module.texts:
            yield text.value
    for document in facts.documents:
        yield facts.snapshot.text(document.path) or ""


def _is_named(module: PythonModule, texts: str) -> bool:
    name = module.path.rpartition("/")[2]
    return name in texts or module.name in texts or module.path.removesuffix(".py").replace("/", ".") in texts


# Files that may name a function; what has no ending may be a Makefile or a Dockerfile.
_NAMING = frozenset(
    {"", ".py", ".ipynb", ".yaml", ".yml", ".toml", ".cfg", ".ini", ".json", ".tf", ".sh", ".ps1", ".bat"}
)
_NAMING |= {".md", ".rst", ".txt", ".html", ".js", ".ts", ".mk", ".dockerfile"}
_LONGEST_NAMING = 1_000_000  # bytes of a file that is looked through for names; longer ones are data


def in_uncalled_functions(facts: Facts, places: Iterable[Place]) -> frozenset[Place]:
    """Those of the places that are in functions which nothing can call: no file has their name but where they are.

    Only functions at the top of modules that run others of theirs, without a decorator: those that a module only
    offers, methods, tests and what is registered may be called in ways that are not seen here.
    """
    around = {place: function for place in places if (function := _plain_function(facts, place)) is not None}
    uncalled = {function for function in set(around.values()) if not _is_mentioned(facts, function)} if around else ()
    return frozenset(place for place, function in around.items() if function in uncalled)


def _plain_function(facts: Facts, place: Place) -> Function | None:
    module = facts.python.module(place.path or "")
    if module is None or module.is_test or module.is_notebook or place.start is None or place.commit is not None:
        return None
    own = {f"{module.name}.{function.name}" for function in module.functions}
    if not module.has_main_guard and not any(call.function == "" and call.name in own for call in module.calls):
        return None
    for function in module.functions:
        start, end = function.place.start or 0, function.place.end or 0
        if "." not in function.qualified_name and start <= place.start <= end:
            return None if function.decorators else function
    return None


def _is_mentioned(facts: Facts, function: Function) -> bool:
    """Whether the name of a function stands anywhere but in the function itself."""
    name = re.compile(rf"\b{re.escape(function.name)}\b")
    entries = [e for e in facts.snapshot.files if e.suffix in _NAMING and (e.size or 0) <= _LONGEST_NAMING]
    facts.snapshot.read(entry.path for entry in entries)
    for entry in entries:
        text = facts.snapshot.text(entry.path) or ""
        if function.name not in text:
            continue
        if entry.path == function.place.path:
            lines = text.split("\n")
            text = "\n".join(lines[: (function.place.start or 1) - 1] + lines[function.place.end or 1 :])
        if name.search(text):
            return True
    return False
