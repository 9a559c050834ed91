"""Modules that nothing runs: not imported, no script, and named by no command, configuration, manifest or document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.python.model import PythonModule

if TYPE_CHECKING:
    from auditor.facts import Facts

_LIVE_AT_LEAST = 3  # modules
# What makes a module an entry point although it only defines things: a framework calls them.
_ENTRY_DECORATORS = ("command", "main", "task", "get", "post", "put", "route", "websocket", "fixture", "service", "api")


def unused_modules(facts: Facts) -> frozenset[str]:
    """The paths of modules that hold nothing but definitions, and that nothing imports or names."""
    candidates = [module for module in facts.python.own if _only_defines(module)]
    if not candidates:
        return frozenset()
    imported = {found.module for module in facts.python.modules for found in module.imports if found.module}
    left = [module for module in candidates if module.path not in imported]
    if not left:
        return frozenset()
    texts = "\n".join(_texts(facts))
    unused = frozenset(module.path for module in left if not _is_named(module, texts))
    # Where hardly anything seems to run, it is run in a way that is not seen here.
    return unused if len(facts.python.own) - len(unused) >= _LIVE_AT_LEAST else frozenset()


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
