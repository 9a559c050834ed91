"""What the course's own checker counts in the answers of a report.

The checker knows nothing of question numbers or of Markdown. It takes the text apart at every "Answer:", keeps each
piece that has a "###" in it, up to its first "##", and the last piece whole. When the pieces kept are as many as the
template has questions, they are the answers in their order; otherwise it gives up. It counts what white space
separates, so that placeholders, comments, code and the bars of tables are words; and images of Markdown, not of HTML.

(The first versions of it go another way where no "###" stands before the first "Answer:", which no template has.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditor.report import Answer, Count, Counting, Oddity
from auditor.report.answers import body_of, tell_missing, together
from auditor.report.blocks import MarkdownText
from auditor.report.questions import Section

_MARK = "Answer:"
_HEADING = "###"
_END = "##"


@dataclass(frozen=True, slots=True)
class _Taken:
    """What the checker takes for an answer. line counts from 0, and is that of its "Answer:"."""

    line: int
    text: str


def count_answers(
    text: MarkdownText, sections: Sequence[Section], answers: Mapping[int, Answer], numbers: Sequence[int]
) -> Counting:
    """What the checker counts for each question.

    sections and answers: where the questions really are, and what was read there. numbers: those that the template has,
    in its order. Where the checker gives up, each question is counted by itself, as if nothing else were wrong.
    """
    taken = _taken("\n".join(text.lines))
    counts: dict[int, Count] = {}
    for number, one in zip(numbers, _by_order(taken, numbers), strict=True):
        section = _section_of(answers.get(number), sections)
        if one is not None:
            is_own = section is not None and section.start <= one.line < section.end
            counts[number] = _count(one.text, text, section if is_own else None)
        elif section is not None:
            counts[number] = _count(_answer_in(text, section, is_last=section is sections[-1]), text, section)
    return Counting(counts, len(taken), tuple(_changes(text, sections, numbers, taken)))


def _taken(text: str) -> list[_Taken]:
    """What the checker takes for the answers of a text, in their order."""
    before, *pieces = text.split(_MARK)
    line = before.count("\n")
    found: list[_Taken] = []
    for index, piece in enumerate(pieces):
        if _HEADING in piece:
            found.append(_Taken(line, piece.split(_END)[0]))
        if index == len(pieces) - 1:
            found.append(_Taken(line, piece))
        line += piece.count("\n")
    return found


def _by_order(taken: Sequence[_Taken], numbers: Sequence[int]) -> Sequence[_Taken | None]:
    """What the checker takes for the answer to each question; None for all where it gives up."""
    return taken if len(taken) == len(numbers) else [None] * len(numbers)


def _section_of(answer: Answer | None, sections: Sequence[Section]) -> Section | None:
    """The section that an answer was read from."""
    if answer is None or answer.place.start is None:
        return None
    line = answer.place.start - 1
    return next((s for s in sections if s.question == answer.question and s.start <= line < s.end), None)


def _answer_in(text: MarkdownText, section: Section, is_last: bool) -> str:
    """What the checker would take from a question's lines if another heading followed, or nothing for the last."""
    pieces = "\n".join(text.lines[section.start : section.end]).split(_MARK)[1:]
    pieces = pieces or ["\n".join(body_of(text, section).lines)]
    piece = next((piece for piece in pieces if _HEADING in piece), pieces[-1])
    return piece if is_last and _HEADING not in piece else piece.split(_END)[0]


def _count(counted: str, text: MarkdownText, section: Section | None) -> Count:
    """The words and images of a text, and how many more words the answer in its section has."""
    words = len(counted.split())
    whole = len("\n".join(body_of(text, section).lines).split()) if section else 0
    return Count(words, sum(map(_images_in, counted.split("\n"))), max(0, whole - words))


def _images_in(line: str) -> int:
    """How many images of Markdown a line has: an opening "![", the next "](", and the next ")"."""
    images = position = 0
    while (
        (start := line.find("![", position)) >= 0
        and (middle := line.find("](", start + 2)) >= 0
        and (end := line.find(")", middle + 2)) >= 0
    ):
        images += 1
        position = end + 1
    return images


def _changes(
    text: MarkdownText, sections: Sequence[Section], numbers: Sequence[int], taken: Sequence[_Taken]
) -> Iterator[Oddity]:
    """Why the checker finds none or several answers for a question; of many such questions in one line."""
    own = {number: [section for section in sections if section.question == number] for number in numbers}
    lines = [one.line for one in taken]
    reasons: dict[str, list[Section]] = {}
    for found in own.values():
        reason = _reason(text, found, sum(s.start <= line < s.end for s in found for line in lines)) if found else ""
        if reason:
            reasons.setdefault(reason, []).append(found[-1])
    for reason, alike in reasons.items():
        yield from together(text.path, alike, reason)
    missing = [number for number in numbers if not own[number]]
    if missing:
        yield Oddity(text.path, sections[0].start + 1 if sections else 1, tell_missing(missing))
    for line in lines:
        if not any(section.start <= line < section.end for section in sections):
            yield Oddity(text.path, line + 1, f"“{_MARK}” stands outside of the template's questions")


def _reason(text: MarkdownText, found: Sequence[Section], taken: int) -> str:
    """Why the checker takes so many answers from the sections of a question; empty where it takes the one."""
    lines = [line for section in found for line in text.lines[section.start : section.end]]
    marks = sum(line.count(_MARK) for line in lines)
    if taken == 1:
        return ""
    if taken and len(found) > 1:
        return "its heading stands more than once"
    if not marks:
        return f"no “{_MARK}”, spelled like this, stands before its answer"
    if not taken:
        return f"no “{_HEADING}” stands between its answer and the next “{_MARK}”"
    if taken > marks:
        return f"a “{_HEADING}” follows its “{_MARK}”, which is the last one"
    return f"“{_MARK}” stands in its answer again, behind a “{_HEADING}”"
