"""Machine types and GPUs of the cloud that the answers name, looked for in what the repository asks the cloud for."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.prose.mood import Mood, mood_of
from auditor.rule import Evidence, Polarity
from auditor.statements import Kind, Outcome, Statement, stated
from auditor.statements.searching import live_lines

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.prose.sentences import Sentence
    from auditor.vocabulary import Vocabulary

# Compute Engine's machine families (https://cloud.google.com/compute/docs/machine-resource).
_MACHINE = re.compile(
    r"(?<![\w-])(?:e2|f1|g1|n1|n2d?|n4|c2d?|c3d?|c4a?|t2[ad]|m[1-4]|a[23]|g2|h3|z3)-"
    r"(?:standard|highmem|highcpu|micro|small|medium|megagpu|ultragpu|highgpu|megamem|ultramem)(?:-\d{1,3}g?)?(?![\w-])",
    re.IGNORECASE,
)
# Accelerators are asked for as NVIDIA_TESLA_T4, nvidia-l4 and the like
# (https://cloud.google.com/vertex-ai/docs/reference/rest/v1/MachineSpec).
_GPU = re.compile(
    r"(?<![\w-])(?:nvidia[\s_-]{1,3})?(?:tesla[\s_-]{1,3})?(?P<model>t4|v100|p100|p4|k80|l4|a100|h100)(?![\w-])"
    r"(?:\s+GPUs?)?",
    re.IGNORECASE,
)
_SAYS_GPU = re.compile(r"gpu|nvidia|tesla", re.IGNORECASE)
_ASKED_FOR = re.compile(
    r"nvidia[_-](?:tesla[_-])?(?P<model>t4|v100|p100|p4|k80|l4|a100|h100)(?![a-z\d])", re.IGNORECASE
)
# One of these is in every line that asks for something.
_HINTS = ("nvidia", "-standard", "-high", "-mega", "-ultra", "-micro", "-small", "-medium")


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements on the machine types and GPUs that the repository asks for; each once in an answer.

    One that nothing asks for is refuted only where the sentence names the file that is said to: machines are started by
    hand as well.
    """
    asked = _Asked(facts)
    seen: set[tuple[int, str]] = set()
    for sentence in facts.answers.sentences:
        if sentence.context in ("heading", "quote"):
            continue
        named = [name for name, span in _named(sentence.plain) if mood_of(sentence, span) is Mood.AFFIRMED]
        new = [name for name in dict.fromkeys(named) if (sentence.question, name) not in seen]
        if found := {name: asked.places[name] for name in new if name in asked.places}:
            seen.update((sentence.question, name) for name in found)
            yield _confirmed(sentence, found)
        elif new and (other := asked.instead(sentence, new[0])):
            name, place = other
            reason = f"{place} asks for {name}, and nothing in the tree asks for {new[0]}."
            evidence = (Evidence("configuration", f"asks for {name}", place, Polarity.AGAINST),)
            yield stated(sentence, Kind.CONFIG, (new[0],), Outcome.REFUTED, reason, actual=(name,), evidence=evidence)


def _confirmed(sentence: Sentence, found: Mapping[str, Place]) -> Statement:
    by_place = sorted(found.items(), key=lambda item: item[1])
    reason = "; ".join(f"{place} asks for {name}" for name, place in by_place)
    evidence = [Evidence("configuration", f"asks for {name}", place) for name, place in by_place]
    return stated(sentence, Kind.CONFIG, tuple(found), Outcome.CONFIRMED, f"{reason}.", evidence=evidence)


def _named(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    for match in _MACHINE.finditer(text) if "-" in text else ():
        yield match[0].lower(), match.span()
    if _SAYS_GPU.search(text):
        for match in _GPU.finditer(text):
            yield match["model"].upper(), match.span()


class _Asked:
    """The machine types and GPUs that the repository's own files ask for."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def instead(self, sentence: Sentence, name: str) -> tuple[str, Place] | None:
        """What the one file of a sentence asks for that asks for something, where it is a thing of the same sort."""
        is_machine = _MACHINE.fullmatch(name) is not None
        files = {path for path in self._by_file if posixpath.basename(path) in sentence.text}
        found = [
            (other, place)
            for path in files
            for other, place in self._by_file[path].items()
            if (_MACHINE.fullmatch(other) is not None) == is_machine
        ]
        return found[0] if len(files) == 1 and len(found) == 1 else None

    @property
    def places(self) -> Mapping[str, Place]:
        """Each with the first place."""
        return {name: place for found in reversed(self._by_file.values()) for name, place in found.items()}

    @cached_property
    def _by_file(self) -> dict[str, dict[str, Place]]:
        """What each file asks for that asks for anything; what is commented out does not count."""
        by_file: dict[str, dict[str, Place]] = defaultdict(dict)
        for place, line in live_lines(self._facts, _HINTS):
            found = by_file[place.path or ""]
            for match in _MACHINE.finditer(line):
                found.setdefault(match[0].lower(), place)
            for match in _ASKED_FOR.finditer(line):
                found.setdefault(match["model"].upper(), place)
        return {path: found for path, found in by_file.items() if found}
