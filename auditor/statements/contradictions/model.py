"""What a contradiction is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditor.prose.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two places that cannot both be right. first: an item whose tick is one of them, or a sentence."""

    first: str | Sentence
    second: Sentence
    summary: str
