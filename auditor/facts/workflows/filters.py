"""GitHub's filter patterns for branches, tags and paths.

Source: "Workflow syntax for GitHub Actions", filter pattern cheat sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_UNIT = re.compile(r"(?P<folders>(?:(?<=/)|^)\*\*/)|\*\*|\*|(?P<one>\[[^\]]+\]|\\.|.)(?P<times>[?+]?)", re.DOTALL)


def filter_matches(patterns: Sequence[str], name: str) -> bool:
    """Whether a branch, tag or path passes a filter: the last pattern that matches it decides, `!` takes it out."""
    passes = False
    for pattern in patterns:
        if _matches(pattern.removeprefix("!"), name):
            passes = not pattern.startswith("!")
    return passes


def _matches(pattern: str, name: str) -> bool:
    """Follows all places in name that the pattern can have reached at once, so that no pattern takes long."""
    reached = {0}
    for unit in _UNIT.finditer(pattern):
        if not reached:
            return False
        if unit["folders"]:
            reached |= {at + 1 for at in range(min(reached), len(name)) if name[at] == "/"}
        elif unit[0] == "**":
            reached = set(range(min(reached), len(name) + 1))
        elif unit[0] == "*":
            reached = _closure(reached, name, r"[^/]")
        else:
            one = unit["one"] if unit["one"].startswith("[") else re.escape(unit["one"].removeprefix("\\"))
            following = {at + 1 for at in reached if _is(one, name[at : at + 1])}
            if unit["times"] == "?":
                following |= reached
            elif unit["times"] == "+":
                following = _closure(following, name, one)
            reached = following
    return len(name) in reached


def _closure(reached: Iterable[int], name: str, one: str) -> set[int]:
    found = set(reached)
    for at in range(len(name)):
        if at in found and _is(one, name[at]):
            found.add(at + 1)
    return found


def _is(one: str, character: str) -> bool:
    try:
        return re.fullmatch(one, character, re.DOTALL) is not None
    except re.error:
        return False
