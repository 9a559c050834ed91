"""Where something stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Lines of a file at the audited commit; or a commit; or a branch or tag (ref), with or without a file on it.

    Lines count from 1, end included. A path without lines is the file (or folder) as a whole.
    """

    path: str | None = None
    start: int | None = None
    end: int | None = None
    commit: str | None = None
    ref: str | None = None

    def __str__(self) -> str:
        if self.path is None:
            return f"branch {self.ref}" if self.ref else f"commit {(self.commit or '')[:10]}"
        lines = "" if self.start is None else f":{self.start}"
        if self.end is not None and self.end != self.start:
            lines += f"-{self.end}"
        return f"{self.path}{lines}" + (f" on {self.ref}" if self.ref else "")
