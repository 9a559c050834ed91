"""Made-up answers for the tests of this package."""

from __future__ import annotations

from inspect import cleandoc

from auditor.place import Place
from auditor.report import Answer


def answer_of(text: str, question: int = 1, start: int = 1) -> Answer:
    """An answer with this text (indentation common to all lines taken off), from line start of report.md on."""
    text = cleandoc(text)
    return Answer(question, text, Place("report.md", start, start + text.count("\n")))
