from __future__ import annotations

import pytest

from auditor.facts.shell import split_commands


def run(text: str) -> list[str]:
    """The commands that can run, those that only settle conditions left out."""
    return [c.text for c in split_commands(text) if c.words[:1] not in (("true",), ("false",), ("exit",), ("test",))]


@pytest.mark.parametrize(
    "text",
    [
        "false && a",
        "true || a",
        "false && a && a",
        "exit 0\na",
        "test -f x; exit 1; a",
        "if false; then a; fi",
        "if false\nthen\n  a\n  if test -f x; then a; fi\nfi",
        "if true; then test -f x; else a; fi",
        "while false; do a; done",
        "false && true && a",
        "false && $(a)",
    ],
)
def test_what_can_never_run_is_no_command(text: str) -> None:
    assert run(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "true && a",
        "false || a",
        "false; a",
        "! false && a",
        "false && b || a",
        "if false; then b; else a; fi",
        "if false; then b; fi; a",
        "if ! false; then a; fi",
        "until false; do a; done",
        "test -f x || exit 1\na",
        "test -f x && exit 0; a",
        "if test -f x; then exit 1; fi; a",
        "(exit 1); a",
        "die() { exit 1; }\na",
        "function die {\n  exit 1\n}\na",
        'case "$1" in\n  x) exit 1 ;;\nesac\na',
        "while test -f x; do exit 0; done\na",
        "exit\na",  # in a document: out of a container, and on
        "cmd | exit 1; a",
    ],
)
def test_what_may_run_is(text: str) -> None:
    assert "a" in run(text)
