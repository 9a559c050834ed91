"""The rulebook's vocabulary (vocabulary.yaml), and ways to pick from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import yaml

from auditor.rulebook import read_resource
from auditor.vocabulary import Tool, Vocabulary, read_vocabulary


@cache
def vocabulary() -> Vocabulary:
    """All tools by key."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return read_vocabulary(yaml.load(read_resource("rules", "vocabulary.yaml"), loader))


def tools(*keys: str) -> tuple[Tool, ...]:
    """The tools of these keys."""
    return tuple(vocabulary()[key] for key in keys)


def tools_of_kind(*kinds: str) -> tuple[Tool, ...]:
    """All tools of these kinds."""
    return tuple(tool for tool in vocabulary().values() if tool.kind in kinds)


def programs(chosen: Iterable[Tool]) -> Iterator[str]:
    """The programs of several tools."""
    for tool in chosen:
        yield from tool.programs
