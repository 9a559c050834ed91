"""Whether a thing that a sentence names is what something is done with."""

from __future__ import annotations

import re

from auditor.prose.sentences import Sentence

# What stands before a service that something is done with, and what is told of one that is paid for.
_BY_MEANS_OF = re.compile(
    r"(?:\b(?:us(?:e|es|ed|ing)|utili[sz]\w+|leverag\w+|employ\w*)\b[^.;]{0,80}"
    r"|\b(?:via|through|with|by|in|on|into|from|(?<!due )to)\s+(?:\w+\s+){0,2})[`\"'*(\[]{0,3}$",
    re.IGNORECASE,
)
_IS_USED = re.compile(
    r"[^.,;]{0,20}\b(?:is|was|are|were)\s+(?:\w+\s+)?(?:used|utili[sz]ed|chosen|employed)\b", re.IGNORECASE
)
_COSTS = re.compile(r"\bcosts?\b|\bcosted\b|\bcredits?\b|\bexpens\w*|\bcharg\w+|\bbilling\b", re.IGNORECASE)


def is_means(sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether a sentence tells what the thing is for. Answers on a cloud name its services over and over besides."""
    start, end = span
    if _COSTS.search(sentence.plain):
        return False
    begins_item = sentence.context == "list" and not sentence.plain[:start].strip(" *_`-'\"(")
    return bool(begins_item or _BY_MEANS_OF.search(sentence.plain, 0, start) or _IS_USED.match(sentence.plain, end))
