"""The lines of a file that a piece of evidence points at, fit to be shown."""

from __future__ import annotations

from collections.abc import Callable

from auditor.place import Place
from auditor.repository.snapshot import Snapshot
from auditor.secrets import mask

MAX_LINES = 5
MAX_WIDTH = 200  # characters of a line; what is longer is minified, data, or both


class Excerpts:
    """Excerpts from the files of a snapshot, with keys, tokens and passwords masked."""

    def __init__(self, snapshot: Snapshot, elsewhere: Callable[[], Snapshot]) -> None:
        """elsewhere: the snapshot of files that the audited commit does not have, taken when one is asked for."""
        self._snapshot = snapshot
        self._elsewhere = elsewhere

    def of(self, place: Place) -> str:
        """At most MAX_LINES lines of text from where place starts; empty for a place without lines."""
        if place.path is None or place.start is None:
            return ""
        here = place.commit is None or place.commit == self._snapshot.commit
        snapshot = self._snapshot if here else self._elsewhere()
        end = min(place.end or place.start, place.start + MAX_LINES - 1)
        lines = snapshot.lines(place.path)[place.start - 1 : end]
        return "\n".join(self._shown(line) for line in lines)

    def _shown(self, line: str) -> str:
        shown = mask(line[: 2 * MAX_WIDTH].rstrip())
        return shown if len(shown) <= MAX_WIDTH else f"{shown[: MAX_WIDTH - 1]}…"
