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

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.vocabulary import Vocabulary

# Of these the template has one in the root and one in the package: which of them is gone cannot be told.
_SEVERAL_OF_THE_TEMPLATE = frozenset({"data", "models", "features", "visualization", "visualizations"})
_REMOVED = re.compile(r"\b(?:removed|deleted|got rid of)\b", re.IGNORECASE)
_WITHOUT = re.compile(
    r"\b(?:removed|deleted|got rid of)\b"
    r"|(?:\b(?:not|never|no)|n['’]t)\s+(?:\w+\s+){0,2}?(?:use|need|have|include|create|keep|add|make|write|implement)\b",
    re.IGNORECASE,
)


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements that a file or folder is there, or is not."""
    for named in facts.named_paths.all:
        if named.mood is Mood.DENIED:
            yield from _denied(named, facts)
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


def _denied(named: NamedPath, facts: Facts) -> Iterator[Statement]:
    """A file or folder that was removed or left out, as an answer says."""
    if named.is_folder and "/" not in named.path:
        yield from _without_folder(named, facts)
    elif not named.is_folder and not named.found and _WITHOUT.search(named.sentence.plain):
        yield stated(
            named.sentence,
            Kind.FILE_EXISTS,
            f"no {named.path}",
            Outcome.CONFIRMED,
            f"There is no file {named.path} in the tree, nor one of that name elsewhere.",
        )


def _without_folder(named: NamedPath, facts: Facts) -> Iterator[Statement]:
    folder = next((f for f in facts.snapshot.folders if f.lower() == named.path.lower()), None)
    inside = [entry.path for entry in facts.snapshot.files if folder and entry.path.startswith(f"{folder}/")]
    kept = [path for path in inside if not path.endswith((".gitkeep", ".gitignore"))]
    if folder is None:
        outcome, reason = Outcome.CONFIRMED, f"There is no folder {named.path} in the tree."
    elif kept and _REMOVED.search(named.sentence.plain) and folder.lower() not in _SEVERAL_OF_THE_TEMPLATE:
        count = f"{len(kept)} file{'s' if len(kept) != 1 else ''}"
        outcome, reason = Outcome.REFUTED, f"The tree has the folder {folder} with {count}, such as {kept[0]}."
    else:
        return
    yield stated(
        named.sentence,
        Kind.FILE_EXISTS,
        f"no {named.path} folder",
        outcome,
        reason,
        evidence=(Evidence("file", "is in the tree", Place(path), Polarity.AGAINST) for path in kept[:2]),
    )
