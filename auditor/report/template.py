"""Which version of the template a report follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from auditor.report.questions import QuestionStart
from auditor.rulebook import Rulebook

# The checklist is what is judged, so that it decides where the questions are another version's.
_CHECKLIST_WEIGHT = 2.0


def tell_template(items: Iterable[str], starts: Sequence[QuestionStart], rulebook: Rulebook) -> str | None:
    """The version whose items and questions are most like the given ones, or None without any.

    items: ids of the items that have a line; starts: the questions found. Of versions that are alike in this, the
    latest is taken.
    """
    found = set(items)
    numbers = {start.number for start in starts if start.number is not None}
    best, best_likeness = None, 0.0
    for template, questions in rulebook.questions.items():
        by_text = sum(_has_text_of(start, template) for start in starts)
        likeness = (
            _CHECKLIST_WEIGHT * _overlap(found, {item.id for item in rulebook.items_of(template)})
            + by_text / len(questions)
            + _overlap(numbers, {question.number for question in questions})
        )
        if likeness and likeness >= best_likeness:
            best, best_likeness = template, likeness
    return best


def tell_questions(starts: Sequence[QuestionStart], template: str | None) -> str | None:
    """The version that the questions found are from: the one that the report follows, unless another has more of them.

    A group that took the checklist from one version and the questions from another is asked what it reads.
    """
    texts = Counter(version for start in starts for version in start.by_text or ())
    return max(texts, key=lambda version: (texts[version], version == template, version), default=template)


def _has_text_of(start: QuestionStart, template: str) -> bool:
    """Whether a question's text is that of the version's question with its number."""
    number = (start.by_text or {}).get(template)
    return number is not None and start.number in (None, number)


def _overlap(found: Collection[object], known: Collection[object]) -> float:
    """How much two collections have in common, from 0 to 1."""
    together = len({*found, *known})
    return len({*found} & {*known}) / together if together else 0.0
