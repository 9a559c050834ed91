"""Figures that the answers show or link to, and whether the tree has them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlparse

from auditor.place import Place
from auditor.prose.mood import Mood, mood_of
from auditor.prose.written_paths import PLACEHOLDER
from auditor.report import Image
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence
from auditor.statements import Kind, Outcome, Statement, stated

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.vocabulary import Vocabulary

_LINK = re.compile(
    r"(?<!!)\[(?P<text>[^\[\]]{1,200})\]\(\s*<?(?P<target>[^()<>\n]{1,300}?\.(?:png|jpe?g|gif|svg|webp|pdf))>?\s*\)",
    re.IGNORECASE,
)
_COURSE_HINT = re.compile(r"\binspiration\b", re.IGNORECASE)  # of the question, which some leave in their answer


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements that a figure is there: each that an answer shows, and each of the repository's that it links to."""
    yield from _shown(facts)
    yield from _linked(facts)


def _shown(facts: Facts) -> Iterator[Statement]:
    """Each image that an answer shows: there, missing, or the very file that another one shows."""
    report = facts.report
    seen: dict[str, str] = {}
    for answer in report.answers.values() if report else ():
        shown: list[str] = []
        for image in answer.images:
            path, outcome, reason = _resolve(image.target, image.place.path or "", facts.snapshot)
            if path is not None:
                shown.append(path)
                if facts.template.owns_file(path):
                    outcome, reason = Outcome.REFUTED, f"{path} is the course's own example figure, byte for byte."
                elif (other := seen.setdefault(facts.snapshot.entries[path].oid, path)) != path:
                    reason = f"{path} is in the tree; it is the same file as {other}."
            yield _statement(answer.question, f"![{image.alt}]({image.target})", image, path, outcome, reason)
        yield from _several(answer.question, shown, facts)


def _linked(facts: Facts) -> Iterator[Statement]:
    """Each image of the repository that an answer only links to."""
    for sentence in facts.answers.sentences:
        if sentence.context in ("code", "heading", "quote") or _COURSE_HINT.search(sentence.plain):
            continue
        for link in _LINK.finditer(sentence.text):
            image = Image(link["target"].strip(), link["text"], sentence.place)
            path, outcome, reason = _resolve(image.target, image.place.path or "", facts.snapshot)
            is_courses = path is not None and facts.template.owns_file(path)
            if outcome is not Outcome.UNVERIFIABLE and not is_courses:
                yield _statement(sentence.question, sentence.text, image, path, outcome, reason)


def _statement(question: int, quote: str, image: Image, path: str | None, outcome: Outcome, reason: str) -> Statement:
    return Statement(
        question=question,
        quote=quote,
        kind=Kind.FIGURE,
        value=image.target,
        outcome=outcome,
        reason=reason,
        place=image.place,
        actual=path,
        evidence=(Evidence("figure", "is in the tree", Place(path)),) if path is not None else (),
    )


def _several(question: int, shown: Sequence[str], facts: Facts) -> Iterator[Statement]:
    """An answer speaks of several figures that are one and the same file."""
    files = {facts.snapshot.entries[path].oid for path in shown}
    if len(shown) < 2 or len(files) > 1:
        return
    for sentence in facts.answers.sentences:
        match = _SEVERAL.search(sentence.plain) if sentence.question == question else None
        if match and mood_of(sentence, match.span()) is Mood.AFFIRMED:
            paths = " and ".join(dict.fromkeys(shown))
            yield stated(
                sentence,
                Kind.FIGURE,
                len(shown),
                Outcome.REFUTED,
                f"The answer shows one figure {len(shown)} times: {paths} are the same file, byte for byte.",
                actual=1,
                evidence=(Evidence("figure", "the same file", Place(path)) for path in dict.fromkeys(shown)),
            )
            return


_SEVERAL = re.compile(
    r"\b(?:two|both|three|several|multiple|[23])\s+(?:\w+\s+){0,2}?(?:images?|figures?|screenshots?|pictures?|plots?)\b"
    r"|\b(?:second|other|latter|third)\s+(?:image|figure|screenshot|picture|plot)\b",
    re.IGNORECASE,
)


def _resolve(target: str, file: str, snapshot: Snapshot) -> tuple[str | None, Outcome, str]:
    """The path of the tree that an image's target means, and whether it is there."""
    address = urlparse(target.strip())
    if address.scheme in ("http", "https"):
        ends = [entry.path for entry in snapshot.files if unquote(address.path).endswith(f"/{entry.path}")]
        if ends:
            return max(ends, key=len), Outcome.CONFIRMED, f"{max(ends, key=len)} is in the tree."
        return None, Outcome.UNVERIFIABLE, "The image is kept outside of the repository."
    relative = unquote(target.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0].strip().strip("<>")).replace(
        "\\", "/"
    )
    base = "" if relative.startswith("/") else posixpath.dirname(file)
    path = posixpath.normpath(posixpath.join(base, relative.lstrip("/")))
    if path in snapshot.entries:
        return path, Outcome.CONFIRMED, f"{path} is in the tree."
    if PLACEHOLDER.search(relative):
        return None, Outcome.REFUTED, "The link still has a placeholder for its path, so that it shows no image."
    if (from_root := posixpath.normpath(relative)) in snapshot.entries:
        reason = f"{from_root} is in the tree; the link shows it only in the root, and not where the report stands."
        return from_root, Outcome.CONFIRMED, reason
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(file), relative.lstrip("/")))
    if beside in snapshot.entries:
        return beside, Outcome.CONFIRMED, f"{beside} is in the tree; the link begins with a slash that leads elsewhere."
    near = [entry for entry in snapshot.entries if entry.lower() == path.lower()]
    if near:
        return near[0], Outcome.CONFIRMED, f"{near[0]} is in the tree; its name differs in capital letters."
    same_name = sorted(p for p in snapshot.entries if p.rpartition("/")[2].lower() == path.rpartition("/")[2].lower())
    hint = f"; {same_name[0]} has its name" if same_name else ""
    return None, Outcome.REFUTED, f"The image is not in the tree at {path}{hint}."
