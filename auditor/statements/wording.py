"""Turns of phrase that the reasons of statements share."""

from __future__ import annotations

from collections.abc import Sequence


def joined(names: Sequence[str], last: str = "and") -> str:
    """Names as a sentence has them: "a", "a and b", "a, b and c". last: the word before the last of them."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"
