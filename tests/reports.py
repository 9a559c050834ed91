"""Made-up reports for tests: answers by question, without a file that holds them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from auditor.place import Place
from auditor.report import Answer, Image, Report

PATH = "reports/README.md"
_IMAGE = re.compile(r"!\[(.*?)\]\((.*?)\)")


def report_of(answers: Mapping[int, str], members: tuple[str, ...] = ()) -> Report | None:
    """A report with these answers and members and no checklist; None where there are neither."""
    if not answers and not members:
        return None
    found: dict[int, Answer] = {}
    line = 10
    for number, text in answers.items():
        place = Place(PATH, line, line + text.count("\n"))
        images = tuple(Image(target, alt, place) for alt, target in _IMAGE.findall(text))
        found[number] = Answer(number, text, place, images)
        line = (place.end or line) + 10
    return Report(PATH, (PATH,), "t2026", {}, found, members or None, asked="t2026")
