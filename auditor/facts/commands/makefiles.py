"""Makefiles and justfiles as recipes with the commands that they run.

Formats: https://www.gnu.org/software/make/manual/ and https://just.systems/man/en/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from auditor.facts.shell import ShellCommand, split_commands
from auditor.place import Place


@dataclass(frozen=True, slots=True)
class Recipe:
    """What making a target runs. target is as written, several of them with blanks between."""

    target: str
    commands: tuple[ShellCommand, ...]
    place: Place


# `names: prerequisites`, but neither `name := value` nor `name ::= value`.
_RULE = re.compile(r"@?(?P<names>[^:#]*[^:#\s])\s*::?(?![=:])(?P<rest>.*)$")
_LONGEST = 1_000  # characters; the pattern above takes time that grows with the square of a line
_ASSIGNMENT = re.compile(r"(?:export\s+|override\s+)?(?P<name>[\w.-]+)\s*(?:[:?+!]|::)?=\s*(?P<value>.*)$")
# What is no recipe and ends none.
_DIRECTIVE = re.compile(
    r"(?:ifn?eq|ifn?def|else|endif|include|-include|sinclude|export|unexport|vpath|set|import|mod)(?=[\s(]|$)"
)


def parse_makefile(text: str, path: str) -> list[Recipe]:
    """The recipes of the Makefile or justfile at path that run anything, in order.

    Variables that are plain text in the file are filled in; others, and make's own functions, stay as `${name}`.
    What `define` holds is no recipe.
    """
    is_just = "just" in path.rpartition("/")[2].lower()
    recipes: list[Recipe] = []
    lines = text.split("\n")
    variables = _variables(lines)
    target, start, body = "", 0, dict[int, str]()
    is_defining = is_continued = False

    def close() -> None:
        if body:
            first, last = min(body), max(body)
            script = "\n".join(body.get(number, "") for number in range(first, last + 1))
            if commands := tuple(split_commands(_filled_in(script, variables), first)):
                recipes.append(Recipe(target, commands, Place(path, start, last)))
            body.clear()

    for number, line in enumerate(lines, start=1):
        if is_defining:
            is_defining = not line.startswith("endef")
        elif body and is_continued:
            body[number] = line
        elif line[:1] in ("\t", " ") and target:
            if line.strip():
                # "@", "-" and "+" say how a line is run, not what.
                body[number] = re.sub(r"^\s*[@+-]+\s*", "", line)
        elif line.startswith("define "):
            is_defining = True
        elif line.strip() and line[0] != "#" and not _DIRECTIVE.match(line) and not is_continued:
            close()
            is_rule = len(line) < _LONGEST and not _ASSIGNMENT.match(line)
            rule = _RULE.match(line) if is_rule else None
            # In a justfile, parameters follow the name.
            target = "" if rule is None else rule["names"].split()[0] if is_just else rule["names"]
            start = number
            if rule and (inline := rule["rest"].partition(";")[2].strip()):
                body[number] = inline
        is_continued = line.endswith("\\")
    close()
    return recipes


def _variables(lines: list[str]) -> dict[str, str]:
    """The variables whose values are plain text."""
    found: dict[str, str] = {}
    for line in lines:
        if line[:1] not in ("\t", " ", "#") and (match := _ASSIGNMENT.match(line)):
            value = match["value"].partition(" #")[0].strip()
            if not re.search(r"[$\\`\n]", value):
                found.setdefault(match["name"], value.strip("\"'"))
    return found


_VARIABLE = re.compile(
    r"\$\$|\$\(shell\s+(?P<shell>[^()]*)\)|\$[({](?P<name>[\w.-]+)[)}]|\$\((?P<function>[\w-]+)[ ,][^()\n]*\)"
    r"|\{\{\s*(?P<just>[\w-]+)\s*\}\}"
)


def _filled_in(script: str, variables: Mapping[str, str]) -> str:
    """A recipe as the shell gets it, as far as the file tells."""

    def value(match: re.Match[str]) -> str:
        if match[0] == "$$":
            return "$"
        if match["shell"] is not None:
            return f"$({match['shell']})"
        name = match["name"] or match["just"]
        return variables.get(name, f"${{{name}}}") if name else f"${{{match['function']}}}"

    return _VARIABLE.sub(value, script)
