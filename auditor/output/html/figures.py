"""The figures of a report on a page: pictures of the repository, within limits, under names of ours."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from auditor.output.destination import write_file
from auditor.repository.snapshot import Snapshot

Figures: TypeAlias = Mapping[str, str]  # the address of each figure that is shown, by its blob

FOLDER = "figures"  # beside the pages of groups
LARGEST = 4_000_000  # bytes of one figure
LARGEST_INSIDE = 8_000_000  # bytes of all figures that are inside one page, which becomes a third larger by them

_ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp"}


def addresses(report: Mapping[str, Any]) -> Figures:
    """Where the pages of groups find the figures of an evidence report, as `write_figures` writes them."""
    return {figure["blob"]: f"{FOLDER}/{_file_name(figure)}" for figure in _shown(report)}


def write_figures(report: Mapping[str, Any], snapshot: Snapshot, folder: Path) -> None:
    """Write the figures of an evidence report into the folder `figures` in this one, which holds the groups' pages.

    Raises UnusableInput where that cannot be done.
    """
    for figure in _shown(report):
        path = folder / FOLDER / _file_name(figure)
        data = snapshot.blob(figure["path"])
        if data is not None and not path.is_file():
            path.parent.mkdir(exist_ok=True)
            write_file(path, data)


def as_data(report: Mapping[str, Any], snapshot: Snapshot) -> Figures:
    """The figures of an evidence report as data: addresses, for a page that is on its own."""
    found: dict[str, str] = {}
    left = LARGEST_INSIDE
    for figure in _shown(report):
        data = snapshot.blob(figure["path"])
        if data is not None and len(data) <= left:
            left -= len(data)
            found[figure["blob"]] = f"data:{figure['media_type']};base64,{base64.b64encode(data).decode('ascii')}"
    return found


def _shown(report: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    seen = set()
    for figure in report["report"].get("figures", ()):
        if figure["media_type"] in _ENDINGS and (figure["bytes"] or 0) <= LARGEST and figure["blob"] not in seen:
            seen.add(figure["blob"])
            yield figure


def _file_name(figure: Mapping[str, Any]) -> str:
    return f"{figure['blob']}{_ENDINGS[figure['media_type']]}"
