"""Terraform files: which resources they define."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.place import Place
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence

_RESOURCE = re.compile(r'^\s*(?:resource|module)\s+"(?P<type>[\w-]+)"')


def resources(snapshot: Snapshot, types: re.Pattern[str], message: str) -> Iterator[Evidence]:
    """Evidence, with this message, for each resource whose type the pattern matches from its beginning on."""
    paths = [entry.path for entry in snapshot.files if entry.path.endswith((".tf", ".tofu"))]
    snapshot.read(paths)
    for path in paths:
        for number, line in enumerate(snapshot.lines(path), start=1):
            found = _RESOURCE.match(line)
            if found and types.match(found["type"]):
                yield Evidence("terraform", message, Place(path, number, number))
