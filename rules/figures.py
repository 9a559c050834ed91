"""Figures: which files of the tree the report or a document shows."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from auditor.place import Place
from auditor.report import Report
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence

if TYPE_CHECKING:
    from auditor.facts.documents import Document
    from auditor.facts.template import TemplateMatch

FIGURE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".pdf")


@dataclass(frozen=True, slots=True)
class Shown:
    """An image that an answer (then with its question) or a document shows.

    target and alt are as written, place is where it is shown; path is the figure's in the tree, if it is there.
    """

    target: str
    alt: str
    place: Place
    path: str | None
    question: int | None = None


def shown_figures(snapshot: Snapshot, report: Report | None, documents: list[Document]) -> Iterator[Shown]:
    """Every image that the report and the documents show, in order."""
    for answer in report.answers.values() if report else ():
        for image in answer.images:
            path = in_tree(snapshot, image.place.path or "", image.target)
            yield Shown(image.target, image.alt, image.place, path, answer.question)
    for document in documents:
        for figure in document.images:
            path = in_tree(snapshot, document.path, figure.target)
            yield Shown(figure.target, figure.alt, figure.place, path)


def in_tree(snapshot: Snapshot, file: str, target: str) -> str | None:
    """The path of what a link in a file leads to, None where that is not in the tree or is an empty file.

    Found are also files that a full address of a hosting site ends in, and those that are named from the root.
    """
    if "://" in target:
        parts = unquote(target.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0]).split("/")[3:]
        candidates = ["/".join(parts[index:]) for index in range(len(parts))]
    else:
        candidates = [target_path(file, target), target_path("", target)]
    for path in candidates:
        entry = snapshot.entries.get(path)
        if entry is not None and entry.size != 0:
            return path
    return None


def is_shown(path: str, report: Report | None, documents: list[Document]) -> bool:
    """Whether an answer of the report or a document shows the image at path."""
    shown = [
        (image.place.path or "", image.target)
        for a in (report.answers.values() if report else ())
        for image in a.images
    ]
    shown += [(document.path, image.target) for document in documents for image in document.images]
    return any(target_path(file, target) == path or _same_address(target, path) for file, target in shown)


def target_path(file: str, target: str) -> str:
    """The path in the tree that a link's target means in a file: relative to the file, or to the root with a slash."""
    target = unquote(target.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0].strip().strip("<>"))
    base = "" if target.startswith("/") else posixpath.dirname(file)
    return posixpath.normpath(posixpath.join(base, target.lstrip("/")))


def _same_address(target: str, path: str) -> bool:
    """Whether a full address of a hosting site ends in the path."""
    return "://" in target and unquote(target.split("?", maxsplit=1)[0]).endswith(f"/{path}")


def figures_in_answers(
    report: Report | None, snapshot: Snapshot, template: TemplateMatch, *questions: int
) -> Iterator[Evidence]:
    """Evidence for the figures of the group's own that are in the tree and that its answers to questions show."""
    for shown in shown_figures(snapshot, report, []):
        if shown.path and shown.question in questions and not template.owns_blob(snapshot.entries[shown.path].oid):
            yield Evidence("figure", f"the answer to question {shown.question} shows it", Place(shown.path))
