"""Settings and options: overrides in commands, values, and what configuration files are said to hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.prose.quoted_commands import quoted_commands
from auditor.statements import Statement
from auditor.statements.settings import contents, overrides, values

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.vocabulary import Vocabulary


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements on settings by name or value, on options of scripts, and on what configuration files hold."""
    commands = list(quoted_commands(facts.answers.sentences))
    yield from overrides.find(facts, commands)
    yield from values.find(facts, commands)
    yield from contents.find(facts)
