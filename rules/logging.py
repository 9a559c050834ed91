"""Important events are logged: logging, loguru, structlog or rich's logging is called in the project's own code.

Loggers are followed through attributes, functions of the project that make one, and parameters called so. Printing is
no logging, and neither is what goes to an experiment tracker. Tests, the course's own scripts and files copied from
libraries are left out. A logger that is only imported, required or configured, or called once with a fixed text, is
`partial`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.python import Call, PythonCode
from auditor.facts.python.copied import copied_modules
from auditor.facts.python.model import PythonModule
from auditor.place import Place
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.gathering import once, required
from rules.vocabulary import tools_of_kind

if TYPE_CHECKING:
    from auditor.facts.manifests import Manifests
    from auditor.facts.template import TemplateMatch

_TOOLS = tools_of_kind("logging")
_LEVELS = frozenset(
    {"debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "success", "trace", "log"}
)
_OF_THE_CLOUD = frozenset({"log_text", "log_struct", "log_empty"})
# What logs by itself, or is a logger, by the beginning of its full name.
_LIBRARIES = (
    "logging.",
    "loguru.logger.",
    "structlog.",
    "absl.logging.",
    "logbook.",
    "eliot.",
    "picologging.",
    "logzero.",
    "pytorch_lightning.log.",
    "fastapi.logger.",
    "google.cloud.logging.",
    "google.cloud.logging_v2.",
    "transformers.utils.logging.",
    "transformers.logging.",
    "accelerate.logging.",
    "flask.Flask.logger.",
    "flask.current_app.logger.",
    "rich.console.Console.log",
    "celery.utils.log.",
    "uvicorn.logging.",
    "dagster.get_dagster_logger",
    "prefect.get_run_logger",
)
_OF_LIGHTNING = re.compile(r"rank_zero_(?:info|warn|debug|deprecation)$")
# What a logger is called where it is not known what it is: a parameter, or what a function of the project returns.
_CALLED_LOGGER = re.compile(r"(?:^|[._])(?:get_?)?(?:log|logger|logging|applog)(?:\(\))?$", re.IGNORECASE)
_FREEZE = 80  # packages, all pinned: what `pip freeze` lists
_PACKAGES = (
    "logging",
    "loguru",
    "structlog",
    "rich.logging",
    "absl.logging",
    "logbook",
    "coloredlogs",
    "picologging",
    "logzero",
)


def judge(python: PythonCode, manifests: Manifests, snapshot: Snapshot, template: TemplateMatch) -> Finding:
    copied = copied_modules(python, snapshot)
    events: list[Call] = []
    weak: list[Evidence] = []
    for module in python.own:
        calls = list(_logging_calls(module, python))
        if template.owns_file(module.path) or any(template.owns(call.place) for call in calls):
            continue  # a script of the course, changed or not
        if module.path in copied:
            weak += [Evidence("call", "a file copied from a library logs", call.place) for call in calls]
            continue
        events += [call for call in calls if _is_event(call)]
        weak += [Evidence("call", f"sets up logging: {call.name}", call.place) for call in calls if not _is_event(call)]
        weak += _imports(module)
    logged = [Evidence("call", f"logs: {call.name}", call.place) for call in events]
    if len(events) > 1 or any(not _is_trivial(call) for call in events):
        count = f"{len(events)} call{'s' if len(events) != 1 else ''}"
        return present(f"The project's code logs events, with {count} of a logger.", logged)
    if events:
        return partial("A logger is called once, with a fixed text.", once([*logged, *weak]))
    weak += [piece for piece in required(manifests, *_TOOLS) if not _is_inherited(piece.place, manifests, template)]
    if weak:
        summary = "Logging is imported, configured or required, but the project's own code logs nothing."
        return partial(summary, once(weak), _PACKAGES)
    return absent("No logging library is called in the project's own code.", words=("logging", *_PACKAGES))


def _imports(module: PythonModule) -> Iterator[Evidence]:
    for found in module.imports:
        if found.module is None and any(found.name == p or found.name.startswith(f"{p}.") for p in _PACKAGES):
            yield Evidence("import", f"imports {found.name}", found.place)


def _is_inherited(place: Place, manifests: Manifests, template: TemplateMatch) -> bool:
    """Whether a requirement is the template's, or of a list of all that is installed, which nobody chose."""
    frozen = {
        manifest.path
        for manifest in manifests.files
        if len(manifest.dependencies) >= _FREEZE and all(found.pinned for found in manifest.dependencies)
    }
    return place.path in frozen or template.owns(place)


def _logging_calls(module: PythonModule, python: PythonCode) -> Iterator[Call]:
    """The calls of a module that log or set up logging."""
    for call in module.calls:
        if call.is_decorator:
            continue
        full = python.full_name(call.name) if call.is_resolved else call.name
        if call.is_resolved and not python.is_own(full):
            if full.startswith(_LIBRARIES) or _OF_LIGHTNING.search(full):
                yield call
        elif full in python.functions_by_name:
            continue  # a function of the project's own, which is looked into by itself
        elif call.attribute in _LEVELS and call.arguments and _CALLED_LOGGER.search(call.name.rpartition(".")[0]):
            yield call


def _is_event(call: Call) -> bool:
    return call.attribute in _LEVELS | _OF_THE_CLOUD or _OF_LIGHTNING.search(call.name) is not None


def _is_trivial(call: Call) -> bool:
    """Whether a call logs the same text every time."""
    return all(isinstance(argument.node, ast.Constant) for argument in call.arguments)


EXAMPLES = [
    Example(
        "the standard library's, through a module's logger",
        "present",
        {"src/app/train.py": "import logging\n\nlog = logging.getLogger()\n\ndef go(x):\n    log.info('loss %s', x)"},
        at=("src/app/train.py:6",),
    ),
    Example(
        "loguru under another name", "present", {"a.py": "from loguru import logger as l\n\nl.info('a')\nl.debug('b')"}
    ),
    Example(
        "a logger that a function of the project makes",
        "present",
        {
            "app/log.py": "import logging\n\ndef get_logger(name):\n    return logging.getLogger(name)",
            "app/a.py": "from app.log import get_logger\n\nx = get_logger('a')\nget_logger('b').info('a')\nx.warn('b')",
        },
        at=("app/a.py:4", "app/a.py:5"),
    ),
    Example(
        "an attribute",
        "present",
        {
            "a.py": """
                import logging

                class Service:
                    def __init__(self):
                        self.logger = logging.getLogger("service")

                    def work(self, item):
                        self.logger.warning(f"odd: {item}")
            """
        },
        at=("a.py:8",),
    ),
    Example(
        "a parameter",
        "present",
        {"a.py": "def work(logger, item):\n    logger.info(item)\n    logger.debug('done')"},
    ),
    Example(
        "one event with a value", "present", {"a.py": "import logging\n\ndef f(n):\n    logging.info(f'epoch {n}')"}
    ),
    Example("one fixed text", "partial", {"a.py": "import logging\n\nlogging.info('started')"}),
    Example(
        "only configured", "partial", {"a.py": "import logging\n\nlogging.basicConfig(level=logging.INFO)\nprint('a')"}
    ),
    Example("only imported", "partial", {"a.py": "from loguru import logger\n\nprint('a')"}),
    Example(
        "only required",
        "partial",
        {"pyproject.toml": "[project]\nname = 'x'\ndependencies = ['loguru']", "a.py": "print(1)"},
    ),
    Example(
        "in files copied from a library",
        "partial",
        {
            "src/app/layers.py": """
                # Copyright (c) Example Platforms, Inc. and affiliates.
                import logging

                logger = logging.getLogger("x")
                logger.info("a")
                logger.info("b")
            """
        },
    ),
    Example(
        "in a list of everything that is installed",
        "absent",
        {"requirements.txt": "loguru==0.7\n" + "\n".join(f"package{n}==1.0" for n in range(90)), "a.py": "print(1)"},
    ),
    Example("printing", "absent", {"a.py": "print('loss', 1)"}),
    Example("a tracker", "absent", {"a.py": "import wandb\n\nwandb.init()\nwandb.log({'a': 1})"}),
    Example("mathematics", "absent", {"a.py": "import math\n\nmath.log(2)\nx = y.log(2)"}),
    Example(
        "Lightning's metrics",
        "absent",
        {"a.py": "import lightning as L\n\nclass N(L.LightningModule):\n    def f(self):\n        self.log('a', 1)"},
    ),
    Example("commented out", "absent", {"a.py": "# import logging\n# logging.info('a')\nx = 1"}),
    Example("only in a test", "absent", {"tests/test_a.py": "import logging\n\nlogging.info('a')\nlogging.info('b')"}),
    Example(
        "a module called so",
        "absent",
        {"logging.py": "def info(x): pass", "a.py": "import logging\n\nlogging.info('a')\nlogging.info('b')"},
    ),
]
