"""The code complies with good practices (PEP 8): a linter or formatter is set up, and the code does not contradict it.

Set up is ruff, flake8, black, pylint, pycodestyle or their like with settings of its own, in a hook, or run by a
workflow, script or task. The code is held against PEP 8 with ruff, by the line length and exceptions that the project
chose: it contradicts it where every seventh line, all over the project, breaks a rule. None set up but code that mostly
keeps to PEP 8, or one set up that the code contradicts, is `partial`. Notebooks, copied and handed-out files are left
out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.python import PythonCode
from auditor.facts.shell import programs as programs_of
from auditor.rule import Evidence, Example, Finding, Polarity, absent, partial, present, unverifiable
from rules.gathering import once
from rules.pipelines import step_does
from rules.vocabulary import programs, tools_of_kind

if TYPE_CHECKING:
    from auditor.facts.commands import Command
    from auditor.facts.hooks import HookSetup
    from auditor.facts.lint import Lint
    from auditor.facts.manifests import Manifests
    from auditor.facts.workflows import Workflow

LOOKS_ELSEWHERE = False

_TOOLS = tools_of_kind("linter", "formatter")
_PROGRAMS = frozenset(programs(_TOOLS))
_HOOKS = frozenset(hook for tool in _TOOLS for hook in tool.hooks)
_TOO_DENSE = 15  # violations in a hundred lines
_SPREAD = 0.5  # of the files must have one, for the code to break the rules throughout
_SHOWN = 5  # violations are cited


def judge(
    python: PythonCode,
    lint: Lint | None,
    manifests: Manifests,
    hooks: HookSetup,
    workflows: list[Workflow],
    commands: list[Command],
) -> Finding:
    setup = once([*_configured(manifests, hooks), *_run(workflows, commands)])
    if not python.own:
        return absent("There is no Python code that could comply with PEP 8.", words=("def ", "import "))
    if lint is None:
        return unverifiable("The code could not be held against PEP 8: ruff is not there, or did not answer.", setup)
    if not lint.files:
        return absent("There are no Python files of the group's own that could comply with PEP 8.")
    count = len(lint.violations)
    told = f"{count} violation{'s' if count != 1 else ''} of PEP 8 in {lint.lines:,} lines"
    against = [
        Evidence("violation", f"{one.code}: {one.message}", one.place, Polarity.AGAINST) for one in lint.violations
    ][:_SHOWN]
    touched = len({violation.place.path for violation in lint.violations})
    contradicts = lint.density >= _TOO_DENSE and touched >= _SPREAD * lint.files
    if setup and not contradicts:
        return present(f"A linter or formatter is set up, and the code has {told}.", [*setup, *against])
    if setup:
        return partial(
            f"A linter or formatter is set up, but the code plainly breaks its rules: {told}.", [*setup, *against]
        )
    if not contradicts:
        return partial(f"No linter or formatter is set up, but the code mostly keeps to PEP 8: {told}.", against)
    return absent(f"No linter or formatter is set up, and the code does not keep to PEP 8: {told}.", against)


def _configured(manifests: Manifests, hooks: HookSetup) -> Iterator[Evidence]:
    for tool in _TOOLS:
        for configuration in (found for found in manifests.tool(tool.key) if found.settings):
            yield Evidence("configuration", f"configures {tool.key}", configuration.place)
    for hook in hooks.hooks:
        ran = [words[0] for command in hook.commands for words in programs_of(command) if words]
        if hook.id in _HOOKS or any(name in _PROGRAMS for name in ran):
            yield Evidence("hook", f"the hook {hook.id} checks or formats the code", hook.place)


def _run(workflows: list[Workflow], commands: list[Command]) -> Iterator[Evidence]:
    actions = tuple(action.lower() for tool in _TOOLS for action in tool.actions)
    for workflow in workflows:
        for _, step in workflow.live_steps():
            for what, place in step_does(step, "lint"):
                if what.lower().startswith((*actions, "super-linter/", "github/super-linter")):
                    yield Evidence("workflow-step", f"runs {what}", place)
    for command in commands:
        for words in command.programs() if command.live else ():
            if words and words[0] in _PROGRAMS and words[1:2] != ("--version",):
                yield Evidence("command", f"runs {command.text}", command.place)


_NEAT = '"""Adds."""\n\n\ndef add(a, b):\n    """Add two numbers."""\n    return a + b\n'
_UNTIDY = "import os,sys\n" + "".join(f"def f{n}( a,b ):\n\treturn  a+b \n" for n in range(9))

EXAMPLES = [
    Example(
        "ruff's settings and neat code",
        "present",
        {"pyproject.toml": "[tool.ruff]\nline-length = 100", "src/a.py": _NEAT},
        at=("pyproject.toml:1-2",),
    ),
    Example(
        "a hook",
        "present",
        {
            ".pre-commit-config.yaml": """
                repos:
                  - repo: https://github.com/psf/black
                    rev: "24.1"
                    hooks:
                      - id: black
            """,
            "a.py": _NEAT,
        },
    ),
    Example(
        "a workflow",
        "present",
        {
            ".github/workflows/l.yml": "on: push\njobs:\n  l:\n    runs-on: x\n    steps:\n      - run: flake8 src",
            "a.py": _NEAT,
        },
    ),
    Example("a task", "present", {"Makefile": "lint:\n\tpython -m pylint src", "a.py": _NEAT}),
    Example(
        "long lines that the settings allow",
        "present",
        {".flake8": "[flake8]\nmax-line-length = 150", "a.py": "".join(f"x{n} = '{'y' * 130}'\n" for n in range(9))},
    ),
    Example(
        "long lines that the settings forbid",
        "partial",
        {".flake8": "[flake8]\nmax-line-length = 100", "a.py": "".join(f"x{n} = '{'y' * 130}'\n" for n in range(9))},
    ),
    Example(
        "set up, and contradicted", "partial", {"pyproject.toml": "[tool.black]\nline-length = 100", "a.py": _UNTIDY}
    ),
    Example("neat by itself", "partial", {"a.py": _NEAT}),
    Example("only required", "partial", {"requirements.txt": "ruff", "a.py": _NEAT}),
    Example("neither", "absent", {"a.py": _UNTIDY}),
    Example(
        "untidy, and the settings commented out",
        "absent",
        {"pyproject.toml": "# [tool.ruff]\n# line-length = 100", "a.py": _UNTIDY},
    ),
    Example("no code", "absent", {"README.md": "x"}),
]
