"""Figures: which files of the tree the report or a document shows."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
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
    for question in questions:
        answer = report.answers.get(question) if report else None
        for image in answer.images if answer else ():
            path = target_path(image.place.path or "", image.target)
            entry = snapshot.entries.get(path)
            if entry is not None and entry.size != 0 and not template.owns_blob(entry.oid):
                yield Evidence("figure", f"the answer to question {question} shows it", Place(path))
