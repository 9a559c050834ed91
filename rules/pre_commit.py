"""Git hooks are set up: .pre-commit-config.yaml with at least one hook, or another hook manager's file.

Others are prek, lefthook, husky, lint-staged and a folder of hook scripts. A configuration whose hooks are all
commented out or run only by hand, one at a place where its manager does not look, and pre-commit that is only required,
installed or run in a workflow are `partial`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.gathering import required
from rules.vocabulary import tools

if TYPE_CHECKING:
    from auditor.facts.commands import Command
    from auditor.facts.hooks import HookConfig, HookSetup
    from auditor.facts.manifests import Manifests
    from auditor.facts.workflows import Workflow

_MANAGERS = tools("pre-commit", "lefthook", "husky")
_PROGRAMS = frozenset(program for tool in _MANAGERS for program in tool.programs)
_ACTIONS = frozenset(action.lower() for tool in _MANAGERS for action in tool.actions)


def judge(hooks: HookSetup, manifests: Manifests, commands: list[Command], workflows: list[Workflow]) -> Finding:
    active = [Evidence("hook", f"sets up the hook {hook.id}", hook.place) for hook in hooks.hooks]
    if active:
        count = "One hook is" if len(active) == 1 else f"{len(active)} hooks are"
        managers = dict.fromkeys(hook.manager for hook in hooks.hooks)
        return present(f"{count} set up with {' and '.join(managers)}.", active)
    idle = [Evidence("hooks", _why_idle(config), config.place) for config in hooks.configs]
    if idle:
        return partial("There is a file for hooks, but git would run none of them.", idle)
    weak = [*required(manifests, *_MANAGERS), *_used(commands, workflows)]
    if weak:
        return partial("A hook manager is required or run, but there is no file that sets up hooks.", weak)
    return absent("There is no .pre-commit-config.yaml, nor another hook manager's file.", words=["hook"])


def _why_idle(config: HookConfig) -> str:
    if config.ignored:
        return f"is not in effect: {config.ignored}"
    if config.hooks:
        return "has hooks that run only when asked for by name"
    return "has all its hooks commented out" if config.commented_hooks else "has no hook"


def _used(commands: list[Command], workflows: list[Workflow]) -> list[Evidence]:
    run = [
        Evidence("command", f"runs {' '.join(words[:3])}", command.place)
        for command in commands
        for words in command.programs()
        if words and words[0] in _PROGRAMS
    ]
    actions = [
        Evidence("workflow-step", f"uses {step.action}", step.place)
        for workflow in workflows
        for _, step in workflow.live_steps()
        if step.action in _ACTIONS
    ]
    return [*run, *actions]


_HOOKS = """
    repos:
      - repo: https://example.org/checks
        rev: v1.0
        hooks:
          - id: no-tabs
          - id: spelling
"""
_LEFTHOOK = """
    pre-commit:
      commands:
        lint:
          run: ruff check
"""
_COMMENTED = "\n".join(f"# {line[4:]}" for line in _HOOKS.strip("\n").split("\n"))

EXAMPLES = [
    Example(
        "two hooks",
        "present",
        {".pre-commit-config.yaml": _HOOKS},
        at=(".pre-commit-config.yaml:5", ".pre-commit-config.yaml:6"),
    ),
    Example("husky", "present", {".husky/pre-commit": "npx lint-staged"}),
    Example("lefthook", "present", {"lefthook.yml": _LEFTHOOK}),
    Example("a hook of the group's own", "present", {".githooks/pre-push": "#!/bin/sh\npytest"}),
    Example("no hook", "partial", {".pre-commit-config.yaml": "repos: []"}, at=(".pre-commit-config.yaml",)),
    Example("commented out", "partial", {".pre-commit-config.yaml": _COMMENTED}),
    Example(
        "only by hand",
        "partial",
        {".pre-commit-config.yaml": f"default_stages: [manual]{_HOOKS.replace('    ', '', 1)}"},
    ),
    Example("at the wrong place", "partial", {".github/.pre-commit-config.yaml": _HOOKS}),
    Example("only required", "partial", {"requirements_dev.txt": "pre-commit>=3.6"}),
    Example("installed by a task", "partial", {"Makefile": b"setup:\n\tpre-commit install\n"}),
    Example("only spoken of", "absent", {"README.md": "We set up pre-commit hooks on our machines."}),
    Example("a linter without hooks", "absent", {"pyproject.toml": "[tool.ruff]\nline-length = 120"}),
]
