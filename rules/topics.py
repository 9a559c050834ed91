"""The rulebook's topics (topics.yaml)."""

from __future__ import annotations

from functools import cache

import yaml

from auditor.rulebook import read_resource
from auditor.topics import Topics, read_topics


@cache
def topics() -> Topics:
    """All topics by key."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return read_topics(yaml.load(read_resource("rules", "topics.yaml"), loader))
