"""The site of a cohort: a page of all groups, and one for each, made from the results in a folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from auditor.batch.run import State, report_path
from auditor.batch.tables import Entry
from auditor.errors import UnusableInput
from auditor.output.destination import write_file
from auditor.output.html.cohort_page import Result, cohort_page, result_of
from auditor.output.html.figures import addresses
from auditor.output.html.group_page import group_page

INDEX = "index.html"


def write_group_page(report: Entry, path: Path) -> None:
    """Write the page of an evidence report to a file that lies beside it; of its figures, it shows those that do too.

    Raises UnusableInput where it cannot be written.
    """
    figures = {blob: address for blob, address in addresses(report).items() if (path.parent / address).is_file()}
    write_file(path, group_page(report, figures, cohort=f"../{INDEX}").encode())


def write_site(output: Path, summary: Entry, with_groups: bool = True) -> Path:
    """Write the pages of a cohort to the folder of its results; returns the path of the first one.

    summary: as `auditor.batch.tables` makes it. with_groups: whether the pages of groups are written, too. A group
    whose evidence report cannot be read is shown as such. Raises UnusableInput where a page cannot be written.
    """
    results: dict[str, Result] = {}
    groups = []
    for group in summary["groups"]:
        state = {}
        if group["state"] == State.AUDITED:
            path = report_path(output, group["group"])
            try:
                report = _read_report(path)
            except UnusableInput as error:
                state = {"state": State.FAILED.value, "why": str(error)}
            else:
                results[group["group"]] = result_of(report)
                if with_groups:
                    write_group_page(report, path.with_suffix(".html"))
        groups.append(group | state)
    write_file(output / INDEX, cohort_page(summary | {"groups": groups}, results).encode())
    return output / INDEX


def _read_report(path: Path) -> Entry:
    try:
        report: Any = json.loads(path.read_bytes())
    except OSError as error:
        raise UnusableInput(f"its evidence report cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise UnusableInput(f"its evidence report cannot be read: {error}") from None
    if not isinstance(report, dict) or report.get("schema_version") != "1":
        raise UnusableInput("its evidence report is none of schema version 1")
    return report
