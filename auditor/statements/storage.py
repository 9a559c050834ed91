"""Where the answers say that versioned data is stored, held against DVC's remotes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.prose.mood import Mood, mood_of
from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement, stated

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.dvc import Remote
    from auditor.prose.sentences import Sentence
    from auditor.vocabulary import Vocabulary

# How people name a storage, and how the addresses of DVC's remotes begin
# (https://dvc.org/doc/user-guide/data-management/remote-storage).
_STORAGES = {
    "Google Cloud Storage": (
        re.compile(
            r"\b(?:gcs\b|gs://|(?:gcp|gcs|google(?:\s+cloud)?(?:\s+platform)?|gcloud|cloud)(?:\s*\(gcp\))?('s)?"
            r"(?:\s+(?:cloud|storage|data|stor\w*))*\s+buckets?\b|google\s+cloud\s+storage|gcloud\s+storage"
            r"|google\s+(?:cloud\s+)?bucket|buckets?\s+(?:\w+\s+){0,3}(?:in|on|at)\s+(?:the\s+)?(?:gcp|gcs|gcloud|google))",
            re.IGNORECASE,
        ),
        ("gs://", "gcs://"),
    ),
    "Google Drive": (re.compile(r"\bg(?:oogle\s*)?-?drive\b", re.IGNORECASE), ("gdrive://",)),
    "Amazon S3": (re.compile(r"\b(?:amazon\s+)?s3\b|\baws\s+bucket", re.IGNORECASE), ("s3://",)),
    "Azure": (re.compile(r"\bazure\s+(?:blob|storage)", re.IGNORECASE), ("azure://",)),
    "DagsHub": (re.compile(r"\bdagshub\b", re.IGNORECASE), ("https://dagshub", "s3://dvc", "dagshub")),
}
_BUCKET = re.compile(r"\bbuckets?\b|\bremote\s+storage\b|\bdvc\s+remotes?\b|\bremote\b[^.]{0,30}\bdvc\b", re.IGNORECASE)
_DVC = re.compile(r"\bdvc\b|\bdata version control\b", re.IGNORECASE)
_EARLIER = re.compile(
    r"\b(?:first|initial\w*|originally|before|previously|earlier|at the start|in the beginning|then|migrat\w+"
    r"|switch\w*|moved?|instead|later|eventually|alternatively|started|problem\w*|issue\w*|difficult\w*|trouble\w*|challeng\w*|tried)\b",
    re.IGNORECASE,
)


_IN_CONTAINER = re.compile(
    r"\b(?:access\w*|pull\w*|fetch\w*|download\w*|load\w*|get(?:s|ting)?|retriev\w+)\b[^.;]{0,80}"
    r"(?:\b(?:in|inside|within|into)\s+(?:an?|the|our|each|every)\s+(?:\w+\s+){0,2}?(?:containers?|(?:docker|training)\s+images?)\b"
    r"|\b(?:when|while)\s+running\s+the\s+docker\s+(?:image|container))",
    re.IGNORECASE,
)

_TRIED = re.compile(r"\b(?:want\w*|tr(?:y|ied|ying)|difficult\w*|problem\w*|issue\w*|instead)\b", re.IGNORECASE)


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements that data is kept in a remote storage by DVC."""
    seen: set[tuple[int, str]] = set()
    for sentence in facts.answers.sentences:
        if sentence.context in ("code", "heading") or not _DVC.search(f"{sentence.lead} {sentence.plain}"):
            continue
        yield from _in_container(sentence, facts)
        claimed = _claimed(sentence)
        if claimed is not None and (sentence.question, claimed) not in seen:
            seen.add((sentence.question, claimed))
            yield from _check(sentence, claimed, facts)


def _claimed(sentence: Sentence) -> str | None:
    """The storage that a sentence affirms; "remote storage" where it names none."""
    for name, (pattern, _) in _STORAGES.items():
        match = pattern.search(sentence.plain)
        if match and mood_of(sentence, match.span()) is Mood.AFFIRMED:
            return name
    match = _BUCKET.search(sentence.plain)
    if match and mood_of(sentence, match.span()) is Mood.AFFIRMED:
        return "remote storage"
    return None


def _check(sentence: Sentence, claimed: str, facts: Facts) -> Iterator[Statement]:
    remotes = [remote for remote in facts.dvc.remotes if remote.url]
    prefixes = _STORAGES[claimed][1] if claimed in _STORAGES else ("",)
    fitting = [remote for remote in remotes if remote.url.lower().startswith(prefixes)]
    if claimed == "remote storage":
        fitting = [remote for remote in remotes if "://" in remote.url]
    if fitting:
        best = next((remote for remote in fitting if remote.is_default), fitting[0])
        reason = f"DVC's remote is {best.url}."
        yield _statement(sentence, claimed, Outcome.CONFIRMED, reason, fitting, best.url)
    elif remotes and claimed in _STORAGES and not _EARLIER.search(sentence.plain) and not _once(prefixes, facts):
        reason = f"DVC's remote is {remotes[0].url}, and no remote is of {claimed}."
        yield _statement(sentence, claimed, Outcome.REFUTED, reason, remotes, remotes[0].url)
    elif facts.dvc.setups and not remotes:
        reason = "DVC is set up, but its configuration names no such remote; one may be set on a machine only."
        yield _statement(sentence, claimed, Outcome.UNVERIFIABLE, reason, [], None)


def _in_container(sentence: Sentence, facts: Facts) -> Iterator[Statement]:
    """DVC brings the data into a container: then an image installs DVC, or code in it uses it."""
    match = _IN_CONTAINER.search(sentence.plain)
    files = facts.containers.dockerfiles
    if (
        match is None
        or not files
        or _TRIED.search(sentence.plain)
        or mood_of(sentence, match.span()) is not Mood.AFFIRMED
    ):
        return
    declaring = {posixpath.basename(d.place.path or "") for d in facts.manifests.declared("dvc")}
    installing = [
        file
        for file in files
        if re.search(r"\bdvc\b", text := facts.snapshot.text(file.path) or "") or _names(text, declaring)
    ]
    in_code = any(True for _ in facts.python.imports("dvc")) or any(
        words[:1] == ("dvc",)
        for command in facts.commands
        if command.origin in ("python", "script", "compose", "cloudbuild")
        for words in command.programs()
    )
    outcome = Outcome.CONFIRMED if installing else Outcome.REFUTED
    if in_code and not installing:
        return
    shown = installing or list(files)
    reason = (
        f"{shown[0].path} has to do with DVC." if installing else "No Dockerfile installs or runs DVC, nor does code."
    )
    yield stated(
        sentence,
        Kind.TOOL_USE,
        "DVC in the container",
        outcome,
        reason,
        evidence=tuple(
            Evidence("dockerfile", "installs or runs DVC" if installing else "does not install DVC", file.place)
            for file in shown[:3]
        ),
    )


def _names(text: str, files: set[str]) -> bool:
    """Whether a Dockerfile's text names one of the files that declare a dependency."""
    return any(name in text for name in files if name)


def _once(prefixes: tuple[str, ...], facts: Facts) -> bool:
    """Whether an earlier version of a DVC configuration had a remote of that kind."""
    paths = [setup.config for setup in facts.dvc.setups if setup.config]
    texts = [version.text or "" for path in paths for version in facts.file_history.versions(path)]
    return any(prefix in text for text in texts for prefix in prefixes)


def _statement(
    sentence: Sentence, claimed: str, outcome: Outcome, reason: str, remotes: list[Remote], actual: str | None
) -> Statement:
    evidence = tuple(Evidence("dvc-remote", f"the remote {r.name} is {r.url}", r.place) for r in remotes)
    return stated(
        sentence,
        Kind.DVC_REMOTE,
        claimed,
        outcome,
        reason,
        actual=actual,
        evidence=evidence,
        items=("gcp-bucket-dvc",) if claimed == "Google Cloud Storage" else ("data-versioning",),
    )
