"""Words looked for in the text of a repository's files, were they in a string or in a document."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from auditor.place import Place

if TYPE_CHECKING:
    from auditor.facts import Facts

_CONFIGURATION_AND_CODE = frozenset({".yaml", ".yml", ".json", ".tf", ".sh", ".py", ".toml", ""})
_DOCUMENTS = frozenset({".md", ".rst"})
_SEARCHED = (
    *_CONFIGURATION_AND_CODE,
    *_DOCUMENTS,
    *(".ipynb", ".cfg", ".ini", ".txt", ".lock"),
)
_MOST_FILES = 2000
_LARGEST = 300_000  # bytes; a larger file is data
_REMARK = re.compile(r"(?:^|\s)#.*")


def live_lines(facts: Facts, hints: Collection[str], documents: bool = False) -> Iterator[tuple[Place, str]]:
    """Each line that holds one of the hints, without the remark at its end, in the order of the paths.

    hints: in lower case; the lines may have them in any. documents: whether to look into these too; never the report.
    """
    snapshot, report = facts.snapshot, facts.report
    endings = _CONFIGURATION_AND_CODE | _DOCUMENTS if documents else _CONFIGURATION_AND_CODE
    of_report = set(report.paths) if report else set()
    entries = [e for e in snapshot.files if e.suffix in endings and (e.size or 0) <= _LARGEST]
    paths = [entry.path for entry in entries if entry.path not in of_report]
    snapshot.read(paths)
    for path in paths:
        lower = (snapshot.text(path) or "").lower()
        if not any(hint in lower for hint in hints):
            continue
        is_document = path.endswith(tuple(_DOCUMENTS))
        for number, line in enumerate(snapshot.lines(path), 1):
            live = line if is_document else _REMARK.sub("", line)
            if any(hint in live.lower() for hint in hints):
                yield Place(path, number, number), live


def path_of_checker(facts: Facts) -> str:
    """The path of the course's own script that checks a report, which lies beside it; empty without a report."""
    return posixpath.join(posixpath.dirname(facts.report.path), "report.py") if facts.report else ""


def texts(facts: Facts) -> dict[str, str]:
    """The text of each small file by its path, in lower case; without the report, and the course's checker of it."""
    snapshot, report = facts.snapshot, facts.report
    left_out = {*report.paths, path_of_checker(facts)} if report else set()
    paths = [
        entry.path
        for entry in snapshot.files
        if entry.suffix in _SEARCHED and (entry.size or 0) <= _LARGEST and entry.path not in left_out
    ][:_MOST_FILES]
    snapshot.read(paths)
    return {path: (snapshot.text(path) or "").lower() for path in paths}
