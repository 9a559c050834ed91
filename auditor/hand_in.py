"""A report as it is handed in: its text, what it says, and the figures beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from auditor.errors import UnusableInput
from auditor.facts.paths import beside
from auditor.limits import limits
from auditor.report import Report
from auditor.report.reading import read_report, read_report_text
from auditor.repository.opening import Repository
from auditor.repository.text import decode, is_binary
from auditor.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class HandIn:
    """A report and the text of the file with its answers.

    file gives the bytes of what the text calls by a relative path; None where nothing is there, or nothing to be read.
    repository: the one that the report is in; None for a file on disk.
    """

    report: Report
    text: str
    file: Callable[[str], bytes | None]
    repository: Repository | None = None


def hand_in_of(repository: Repository, rulebook: Rulebook, path: str | None = None) -> HandIn:
    """The report of a repository. path: where it is, if it is not to be searched.

    Raises UnusableInput where there is none, or none that can be read.
    """
    snapshot = repository.snapshot
    report = read_report(snapshot, rulebook, path)
    if report is None:
        raise UnusableInput(f"no report was found at commit {snapshot.commit[:10]}; --report names it")
    source = report.paths[-1]
    return HandIn(report, snapshot.text(source) or "", lambda name: snapshot.blob(beside(source, name)), repository)


def hand_in_at(path: Path, rulebook: Rulebook) -> HandIn:
    """The report in a file on disk. Its places carry the file's name alone: folders here are nobody's.

    Raises UnusableInput where it cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnusableInput(f"the report {path} cannot be read: {error.strerror}") from None
    if is_binary(data):
        raise UnusableInput(f"the report {path} cannot be read: it is not a text file")
    text = decode(data)
    return HandIn(read_report_text(path.name, text, rulebook), text, lambda name: _file_below(path.parent, name))


def _file_below(folder: Path, name: str) -> bytes | None:
    """A file in a folder or below it. A report can name any path, and a link can lead to any."""
    relative = PurePosixPath(name)
    if relative.is_absolute() or ".." in relative.parts:
        return None
    try:
        path = folder.joinpath(relative).resolve()
        if path.is_relative_to(folder.resolve()) and path.is_file() and path.stat().st_size <= limits().blob_bytes:
            return path.read_bytes()
    except (OSError, ValueError, RuntimeError):  # a NUL in the name, a circle of links
        pass
    return None
