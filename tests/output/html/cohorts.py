"""Made-up results of cohorts: evidence reports with given verdicts, and the folder of tables that a run leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from auditor.batch.run import Outcome, State, report_path
from auditor.batch.tables import write_tables
from auditor.output.evidence_report import evidence_report, to_json
from auditor.verdicts import Verdict
from tests.audits import audit_of

WEEKS = {"tests": "2", "tracking": "1", "image": "1", "cloud": "extra"}
REASON = "The reason of it."


@cache
def _example() -> dict[str, Any]:
    with audit_of({"tests": True}) as audit:
        return evidence_report(audit)


def report_of(
    group: str,
    verdicts: Mapping[str, str],
    refuted: Sequence[str] = (),
    members: Sequence[str] = (),
    weeks: Mapping[str, str] = WEEKS,
) -> dict[str, Any]:
    """An evidence report in which the items have these verdicts, and statements of these kinds are refuted."""
    report = deepcopy(_example())
    report["group"] |= {"id": group, "members": list(members)}
    example = report["items"][0]
    report["items"] = [
        example
        | {"item": item, "text": f"Do {item} (M1)", "week": weeks.get(item), "verdict": verdict, "summary": REASON}
        | {"ticked": verdict not in ("unclaimed", "blank")}
        for item, verdict in verdicts.items()
    ]
    report["statements"] = [
        {"question": 1, "quote": f"a {kind}", "kind": kind, "value": 9, "actual": 2, "verdict": "refuted"}
        | {"reason": REASON, "path": "report.md", "line": 1, "items": [], "evidence": []}
        for kind in refuted
    ]
    counted = Counter(verdicts.values())
    report["summary"] = {
        "verdicts": {verdict.value: counted[verdict] for verdict in Verdict},
        "statements": {"confirmed": 0, "refuted": len(refuted), "unverifiable": 0},
    }
    return report


def write_results(
    folder: Path, reports: Sequence[Mapping[str, Any]], failed: Sequence[Outcome] = (), deadline: str = ""
) -> dict[str, Any]:
    """Write these reports and their tables to a folder, as a run does; returns the summary."""
    (folder / "groups").mkdir(parents=True)
    for report in reports:
        report_path(folder, report["group"]["id"]).write_text(to_json(dict(report)), "utf-8")
    outcomes = [*failed, *(Outcome(report["group"]["id"], State.AUDITED) for report in reports)]
    return write_tables(folder, outcomes, deadline)


def large_cohort(groups: int = 130, items: int = 53) -> list[dict[str, Any]]:
    """Reports of as many groups and items as a course has, with verdicts in proportions that are seen."""
    seen = ["supported"] * 30 + ["blank"] * 11 + ["unclaimed"] * 4 + ["weak"] * 3 + ["unverifiable", "unsupported"]
    weeks = {f"an-item-of-the-list-{number}": str(1 + number // 18) for number in range(items)}
    verdicts = cycle([*seen, "contradicted"] + ["supported"] * 3)
    return [
        report_of(
            f"dtu-course/mlops-group-{number:03}", dict(zip(weeks, islice(verdicts, items), strict=True)), weeks=weeks
        )
        for number in range(groups)
    ]
