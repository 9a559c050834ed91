"""Evidence reports as they were written, read for what is held against labels."""

from __future__ import annotations

import json
from pathlib import Path

from auditor.errors import UnusableInput
from auditor.evaluation.reading import Entry, check, checked, entries, read_bytes
from auditor.rule import Status
from auditor.verdicts import Stance, Verdict


def read_report(path: Path) -> Entry:
    """An evidence report from its JSON (see `auditor schema`); lists that it lacks are empty, texts too.

    Raises UnusableInput where the file cannot be read or lacks what an evaluation cannot do without.
    """
    where = str(path)
    try:
        data = json.loads(read_bytes(path))
    except ValueError as error:
        raise UnusableInput(f"{path} is no JSON: {error}") from None
    report = checked(data, where, repository=dict, items=list)
    version = report.setdefault("schema_version", "1")
    check(version == "1", where, f"is of schema version {version}, not 1")
    checked(report["repository"], f"{where}, repository", commit=str)
    for number, entry in enumerate(report["items"], 1):
        item = checked(
            entry, f"{where}, item {number}", item=str, ticked=(bool, type(None)), status=list(Status), verdict=list(Verdict)
        )
        check(item.setdefault("stance", Stance.SILENT) in list(Stance), where, f"has the stance {item['stance']}")
    for name, fields in _FIELDS.items():
        report[name] = [
            checked(entry, f"{where}, {name} {number}", **fields)
            for number, entry in enumerate(entries(report, name, where), 1)
        ]
    return report


_FIELDS: dict[str, dict[str, type]] = {
    "statements": {"question": int, "quote": str, "kind": str, "verdict": str},
    "contradictions": {"between": list},
    "evidence": {"id": str},
}
