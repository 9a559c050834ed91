"""What of a snapshot is the material that the course hands out, and not the group's own work."""

from __future__ import annotations

from auditor.baseline import Baseline, FileMatch
from auditor.baseline.pieces import is_figure, kind_of
from auditor.place import Place
from auditor.repository.snapshot import Snapshot


class TemplateMatch:
    """A snapshot held against a baseline, each file when it is first asked for."""

    def __init__(self, snapshot: Snapshot, baseline: Baseline | None) -> None:
        """baseline: None where the rulebook has none; then nothing is the template's."""
        self._snapshot = snapshot
        self._baseline = baseline
        self._matches: dict[str, FileMatch | None] = {}

    def owns(self, place: Place) -> bool:
        """Whether all that stands at place is handed-out material.

        Only of files at the audited commit; not of commits, other branches, folders, notebooks and lock files.
        """
        if place.path is None or place.commit is not None or place.ref is not None:
            return False
        if place.start is None:
            return self.owns_file(place.path)
        match = self.match(place.path)
        return match is not None and match.covers(place.start, place.end or place.start)

    def owns_file(self, path: str) -> bool:
        """Whether a file holds nothing but handed-out material; an empty one does not."""
        if is_figure(path):
            entry = self._snapshot.entries.get(path)
            return entry is not None and self.owns_blob(entry.oid)
        match = self.match(path)
        return match is not None and match.is_whole

    def owns_blob(self, oid: str) -> bool:
        """Whether a git object (40 hex digits) is byte for byte a figure of the handed-out material."""
        return self._baseline is not None and self._baseline.has_blob(oid)

    def match(self, path: str) -> FileMatch | None:
        """What of a file is handed-out material; None where it is of no kind that can be told."""
        if path not in self._matches:
            self._matches[path] = self._held_against_baseline(path)
        return self._matches[path]

    def _held_against_baseline(self, path: str) -> FileMatch | None:
        if self._baseline is None or path not in self._snapshot.entries or kind_of(path) is None:
            return None
        return self._baseline.match(path, self._snapshot.lines(path))
