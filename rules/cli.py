"""The code has command line interfaces or project commands.

Typer, click, argparse, fire or a Hydra entry point in the project's own code, scripts in pyproject.toml, or tasks of
the group's own (invoke, make, just and the like). Only the template's unchanged tasks are `partial`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.python import PythonCode
from auditor.rule import Evidence, Example, Finding, absent, present
from rules.gathering import called

if TYPE_CHECKING:
    from auditor.facts.commands import Command
    from auditor.facts.manifests import Manifests

TEMPLATE_ONLY = "partial"

_INTERFACES = (
    "typer.Typer",
    "typer.run",
    "typer.Typer.command",
    "click.command",
    "click.group",
    "click.Group.command",
    "argparse.ArgumentParser",
    "fire.Fire",
    "docopt.docopt",
    "hydra.main",
    "tap.Tap",
    "absl.app.run",
    "jsonargparse.*",
    "simple_parsing.*",
    "tyro.cli",
    "cyclopts.*",
    "lightning.pytorch.cli.LightningCLI",
    "pytorch_lightning.cli.LightningCLI",
    "transformers.HfArgumentParser",
)
_TASKS = ("invoke.task", "invoke.tasks.task", "nox.session", "doit.*", "duty.duty")


def judge(python: PythonCode, manifests: Manifests, commands: list[Command]) -> Finding:
    interfaces = called(python.calls(*_INTERFACES))
    scripts = [Evidence("script", f"installs the command {s.name}", s.place) for s in manifests.scripts]
    tasks = [*called(python.calls(*_TASKS), "defines a task"), *_recipes(commands)]
    found = [*interfaces, *scripts, *tasks]
    if found:
        kinds = [(interfaces, "command line interfaces"), (scripts, "project scripts"), (tasks, "tasks")]
        return present(f"There are {' and '.join(name for some, name in kinds if some)}.", found)
    return absent(
        "No command line interface in the code, no project scripts, no tasks.", words=["argparse", "typer", "click"]
    )


def _recipes(commands: list[Command]) -> Iterator[Evidence]:
    for command in commands:
        if command.origin == "makefile":
            yield Evidence("task", f"a make target runs {command.text}", command.place)


EXAMPLES = [
    Example(
        "argparse",
        "present",
        {"src/train.py": "import argparse\n\nparser = argparse.ArgumentParser()"},
        at=("src/train.py:3",),
    ),
    Example("typer under another name", "present", {"a.py": "from typer import Typer as T\n\napp = T()"}),
    Example(
        "a project script", "present", {"pyproject.toml": "[project]\nname = 'x'\n[project.scripts]\ntrain = 'x:main'"}
    ),
    Example(
        "invoke tasks", "present", {"tasks.py": "from invoke import task\n\n@task\ndef go(ctx):\n    ctx.run('ls')"}
    ),
    Example("a Makefile", "present", {"Makefile": "train:\n\tpython src/train.py"}),
    Example("a Makefile of remarks", "absent", {"Makefile": "# train:\n#\tpython src/train.py"}),
    Example("only in a test", "absent", {"tests/test_a.py": "import argparse\n\nargparse.ArgumentParser()"}),
    Example("arguments read by hand", "absent", {"a.py": "import sys\n\nprint(sys.argv[1])"}),
]
