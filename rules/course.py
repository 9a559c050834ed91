"""The course's own script beside a report, which formatters and students change a little."""

from __future__ import annotations

from auditor.facts.python import PythonModule


def is_report_checker(module: PythonModule) -> bool:
    """Whether a module is the script that checks a report and turns it to HTML, whoever changed its lines since."""
    functions = {function.name for function in module.functions}
    imported = {one.top for one in module.imports}
    return module.path.rpartition("/")[2] == "report.py" and {"html", "check"} <= functions and "markdown" in imported
