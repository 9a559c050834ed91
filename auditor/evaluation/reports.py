"""Evidence reports as they were written, read for what is held against labels."""

from __future__ import annotations

import json
from pathlib import Path
from types import NoneType

from auditor.errors import UnusableInput
from auditor.evaluation.reading import Entry, Fields, check, checked, entries, read_bytes
from auditor.rule import Status
from auditor.verdicts import Stance, Verdict

# The entries of each list: what they must have, and what they have where nothing is said.
_LISTS: dict[str, tuple[Fields, Entry]] = {
    "items": (
        {"item": str, "ticked": (bool, NoneType), "status": list(Status), "verdict": list(Verdict)},
        {"stance": Stance.SILENT.value, "summary": "", "evidence": []},
    ),
    "statements": (
        {"question": int, "quote": str, "kind": str, "verdict": str},
        {"value": None, "actual": None, "reason": None, "evidence": []},
    ),
    "contradictions": ({"between": list}, {"summary": ""}),
    "evidence": (
        {"id": str},
        dict.fromkeys(("path", "start_line", "end_line", "commit", "ref", "url")) | {"message": "", "excerpt": ""},
    ),
}


def read_report(path: Path) -> Entry:
    """An evidence report from its JSON (see `auditor schema`); lists that it lacks are empty, texts too.

    Raises UnusableInput where the file cannot be read or lacks what an evaluation cannot do without.
    """
    where = str(path)
    try:
        data = json.loads(read_bytes(path))
    except ValueError as error:
        raise UnusableInput(f"{path} is no JSON: {error}") from None
    report = checked(data, where, {"repository": dict, "items": list})
    version = report.get("schema_version", "1")
    check(version == "1", where, f"is of schema version {version}, not 1")
    checked(report["repository"], f"{where}, repository", {"commit": str})
    for name, (needed, optional) in _LISTS.items():
        report[name] = [
            optional | checked(entry, f"{where}, {name} {number}", needed)
            for number, entry in enumerate(entries(report, name, where), 1)
        ]
    return report
