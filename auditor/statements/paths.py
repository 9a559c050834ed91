"""Files and folders that the answers say are there, or are not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.named_paths import NamedPath
from auditor.place import Place
from auditor.prose.mood import Mood
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Polarity
from auditor.statements import Kind, Outcome, Statement, stated
from auditor.statements.folders import denied_in

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.vocabulary import Vocabulary

_WITHOUT = re.compile(
    r"\b(?:removed|deleted|got rid of)\b"
    r"|(?:\b(?:not|never|no)|n['’]t)\s+(?:\w+\s+){0,2}?(?:use|need|have|include|create|keep|add|make|write|implement)\b",
    re.IGNORECASE,
)


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements that a file or folder is there, or is not."""
    for named in facts.named_paths.all:
        if named.is_folder and named.path.lower() in denied_in(named.sentence):
            continue  # `folders` holds it against the tree
        if named.mood is Mood.DENIED:
            yield from _denied(named)
        elif named.mood is Mood.AFFIRMED and (named.is_exact or (named.is_own and not named.found)):
            yield _present(named, facts.snapshot) if named.is_exact else _missing(named)


def _present(named: NamedPath, snapshot: Snapshot) -> Statement:
    path = named.found[0]
    what = "folder" if path in snapshot.folders else "file"
    return stated(
        named.sentence,
        Kind.FILE_EXISTS,
        named.path,
        Outcome.CONFIRMED,
        f"The {what} {path} is in the tree.",
        actual=path,
        evidence=(Evidence(what, "is in the tree", Place(path)),),
    )


def _missing(named: NamedPath) -> Statement:
    what = "folder" if named.is_folder else "file"
    return stated(
        named.sentence,
        Kind.FILE_EXISTS,
        named.path,
        Outcome.REFUTED,
        f"The tree has no {what} {named.path}, nor one of that name elsewhere.",
        evidence=(Evidence("answer", f"names {named.path}", named.place, Polarity.AGAINST),),
        items=("uploaded-code",),
    )


def _denied(named: NamedPath) -> Iterator[Statement]:
    """A file that was removed or left out, as an answer says."""
    if not named.is_folder and not named.found and _WITHOUT.search(named.sentence.plain):
        yield stated(
            named.sentence,
            Kind.FILE_EXISTS,
            f"no {named.path}",
            Outcome.CONFIRMED,
            f"There is no file {named.path} in the tree, nor one of that name elsewhere.",
        )
