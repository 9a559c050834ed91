"""Versions that all dependencies of a file are said to have."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.prose.mood import Mood, mood_of
from auditor.prose.sentences import Sentence
from auditor.rule import Evidence, Polarity
from auditor.statements import Kind, Outcome, Statement, stated

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.manifests import Dependency

_VERSIONS = re.compile(
    r"\b(?P<exact>(?:exact|specific|fixed|pinned|locked|identical)\s+(?:package\s+|dependency\s+)?versions?|"
    r"pin(?:s|ned|ning)?\b[^.]{0,30}\bversions?|versions?\b[^.]{0,30}\b(?:pinned|locked|fixed))\b|\bversions?\b",
    re.IGNORECASE,
)
_EACH = re.compile(r"\b(?:all|each|every|both|everything)\b", re.IGNORECASE)
_ALL = re.compile(
    rf"{_EACH.pattern}|\b(?:exact|pinned|locked|specific)\s+(?:\w+\s+)?versions\b|\btheir versions\b", re.IGNORECASE
)
_SHARE = 0.1  # of the dependencies; less than that is a slip, unless each is spoken of
_FILE = re.compile(
    r"\b[\w-]{0,60}requirements[\w-]{0,60}\.(?:txt|in)\b|\bpyproject\.toml\b|\benvironment\.ya?ml\b|\b[\w-]{1,60}\.lock\b|\bpdm\.lock\b",
    re.IGNORECASE,
)
_ENDING = re.compile(r"\.(?:txt|in|toml|lock|ya?ml)\b")  # found fast, where a whole file name is not
_LOCK = re.compile(r"\block[- ]?file\b", re.IGNORECASE)
_THESE = re.compile(r"\b(?:both|these|this|the|that)\s+(?:\w+\s+)?files?\b", re.IGNORECASE)
# Versions of something else than packages.
_OTHER = re.compile(
    r"\b(?:data|dataset|model|python)\s+versions?\b|\bversions? of (?:the )?(?:data|model|python|code)|\bDVC\b|"
    r"\bversion[- ]?control|\bimages?\b|\bcontainers?\b|\bhooks?\b",
    re.IGNORECASE,
)
# Where they are needed is for the group to say.
_WHERE_NEEDED = re.compile(
    r"\b(?:if|when|where|whenever|as|unless)\s+(?:\w+\s+){0,2}?(?:required|needed|necessary|relevant|possible|applicable|important)"
    r"|\b(?:relevant|core|key|main|important|central|crucial)\s+(?:\w+\s+)?(?:versions?|packages|modules|librar|dependenc)"
    r"|\b(?:most|many|some)\b",
    re.IGNORECASE,
)
_MOST_SHOWN = 6


def find(facts: Facts) -> Iterator[Statement]:
    """The first statement that a file has the versions of all dependencies."""
    for _, group in groupby(facts.answers.sentences, key=lambda sentence: sentence.question):
        before: list[str] = []
        for sentence in group:
            files = _FILE.findall(sentence.plain) if _ENDING.search(sentence.plain) else []
            statement = _judge(sentence, files or before, facts) if "version" in sentence.plain.lower() else None
            before = files or before
            if statement:
                yield statement
                return


def _judge(sentence: Sentence, named: Sequence[str], facts: Facts) -> Statement | None:
    match = _VERSIONS.search(sentence.plain)
    is_of_named = _FILE.search(sentence.plain) or _LOCK.search(sentence.plain) or _THESE.search(sentence.plain)
    if match is None or not is_of_named or not _ALL.search(sentence.plain) or _OTHER.search(sentence.plain):
        return None
    if sentence.context not in ("prose", "list") or mood_of(sentence, match.span()) is not Mood.AFFIRMED:
        return None
    wanted = {name.lower() for name in named}
    locks = [lock for lock in facts.manifests.locks if _is_one_of(lock.path, wanted) or _LOCK.search(sentence.plain)]
    if locks:
        reason = f"{locks[0].path} locks the version of each package."
        pieces = [Evidence("lock-file", "locks versions", Place(locks[0].path))]
        return _statement(sentence, Outcome.CONFIRMED, reason, None, pieces)
    manifests = [manifest for manifest in facts.manifests.files if _is_one_of(manifest.path, wanted)]
    dependencies = [found for manifest in manifests for found in manifest.dependencies]
    given = {found.name for found in dependencies if (found.pinned if match["exact"] else found.specifier)}
    lacking = [found for found in dependencies if found.name not in given]
    if not dependencies or any(name.endswith(".lock") for name in wanted):
        return None
    files = " and ".join(manifest.path for manifest in manifests)
    what = "exact version" if match["exact"] else "version"
    if not lacking:
        pieces = [Evidence("manifest", f"gives each an {what}", Place(manifest.path)) for manifest in manifests]
        reason = f"Each of the {len(dependencies)} dependencies in {files} has an {what}."
        return _statement(sentence, Outcome.CONFIRMED, reason.replace("an version", "a version"), 0, pieces)
    is_slip = len(lacking) < max(2, _SHARE * len(dependencies)) and not _EACH.search(sentence.plain)
    if is_slip or _WHERE_NEEDED.search(sentence.plain):
        return None
    shown = ", ".join(found.name for found in lacking[:_MOST_SHOWN])
    more = " and more" if len(lacking) > _MOST_SHOWN else ""
    have = "has" if len(lacking) == 1 else "have"
    reason = f"{len(lacking)} of {len(dependencies)} dependencies in {files} {have} no {what}: {shown}{more}."
    pieces = [_piece(found, what) for found in lacking[:_MOST_SHOWN]]
    return _statement(sentence, Outcome.REFUTED, reason, len(lacking), pieces)


def _is_one_of(path: str, names: set[str]) -> bool:
    return posixpath.basename(path).lower() in names


def _piece(dependency: Dependency, what: str) -> Evidence:
    return Evidence("manifest", f"{dependency.name} has no {what}", dependency.place, Polarity.AGAINST)


def _statement(
    sentence: Sentence, outcome: Outcome, reason: str, actual: int | None, evidence: Sequence[Evidence]
) -> Statement:
    return stated(
        sentence,
        Kind.OTHER,
        "versions of all dependencies",
        outcome,
        reason,
        actual=actual,
        evidence=evidence,
        items=("requirements",) if outcome is Outcome.CONFIRMED else (),
    )
