"""The code has command line interfaces or project commands.

Typer, click, argparse, fire or a Hydra entry point in the project's own code, scripts in pyproject.toml, or tasks of
the group's own (invoke, make, just and the like). Only the template's unchanged tasks, shell scripts, or arguments that
are read by hand are `partial`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.commands import Command, Origin
from auditor.facts.python import PythonCode
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.course import is_report_checker
from rules.gathering import called, once

if TYPE_CHECKING:
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
_TASK_TABLES = ("pyproject.toml", "pixi.toml")
_TASKS = ("invoke.task", "invoke.tasks.task", "nox.session", "doit.*", "duty.duty")


def judge(python: PythonCode, manifests: Manifests, commands: list[Command]) -> Finding:
    course = {module.path for module in python.own if is_report_checker(module)}
    interfaces = called(call for call in python.calls(*_INTERFACES) if call.place.path not in course)
    scripts = [Evidence("script", f"installs the command {s.name}", s.place) for s in manifests.scripts]
    tasks = [*called(python.calls(*_TASKS), "defines a task"), *_recipes(commands)]
    found = [*interfaces, *scripts, *tasks]
    if found:
        kinds = [(interfaces, "command line interfaces"), (scripts, "project scripts"), (tasks, "tasks")]
        return present(f"There are {' and '.join(name for some, name in kinds if some)}.", found)
    weak = [
        *(Evidence("call", "reads the command line", one.place) for one in python.references("sys.argv")),
        *(
            Evidence("script", f"runs {c.text[:80]}", c.place)
            for c in commands
            if c.origin is Origin.SCRIPT and _is_own(c)
        ),
    ]
    if weak:
        return partial("There are only shell scripts, or arguments that are read by hand.", once(weak))
    return absent(
        "No command line interface in the code, no project scripts, no tasks.", words=["argparse", "typer", "click"]
    )


def _recipes(commands: list[Command]) -> Iterator[Evidence]:
    for command in commands:
        file = (command.place.path or "").rpartition("/")[2].lower()
        if command.origin is Origin.MAKEFILE:
            yield Evidence("task", f"a make target runs {command.text}", command.place)
        elif command.origin is Origin.TASK and ("just" in file or file.startswith("taskfile") or file in _TASK_TABLES):
            yield Evidence("task", f"the task {command.name} runs {command.text}", command.place)


def _is_own(command: Command) -> bool:
    """Whether a command runs something of the project."""
    return any(words[0].startswith("python") and len(words) > 1 for words in command.programs() if words)


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
    Example(
        "the course's script",
        "absent",
        {
            "reports/report.py": """
                import markdown
                import typer

                app = typer.Typer()

                def html():
                    pass

                def check():
                    pass
            """
        },
    ),
    Example("only in a test", "absent", {"tests/test_a.py": "import argparse\n\nargparse.ArgumentParser()"}),
    Example("a justfile", "present", {"justfile": "train:\n    python src/train.py"}),
    Example("tasks in pyproject.toml", "present", {"pyproject.toml": "[tool.poe.tasks]\ntrain = 'python train.py'"}),
    Example("arguments read by hand", "partial", {"a.py": "import sys\n\nprint(sys.argv[1])"}),
    Example("a script", "partial", {"train.sh": "python src/train.py --epochs 3"}),
    Example("a script that only sets up", "absent", {"setup.sh": "apt-get update"}),
]
