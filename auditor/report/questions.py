"""Where the questions of a report are.

The report's format: a heading `### Question N`, the question's text in a quote that ends with `Answer:`, and below it
the answer. Reports depart from it in every way; where a question begins is told by its heading, by its own text, and
by the order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from auditor.report import Oddity
from auditor.report.blocks import Block, MarkdownText
from auditor.report.wording import words_of
from auditor.rulebook import Question

# The texts are anybody's, so that no pattern may search a long line again from each of its places.
_HEADING = re.compile(
    r"[\s>]*+(?P<level>#{1,6}+)?+\s*+(?P<bold>\*\*|__)?+\s*+(?:Question|Q(?=\s?\d))\s*+(?:no\.?|nr\.?|number|#)?+\s*+"
    r"(?:(?P<number>\d{1,2}+)(?!\w))?+(?P<rest>.*+)",
    re.IGNORECASE,
)
_SECTION_HEADING = re.compile(r"\s{0,3}(?P<level>#{1,6}+)\s++(?P<title>\S.*+)")
_ANSWER = re.compile(r"[\s>]*+[*_#]*+\s*+Answers?+\b\s*+[*_]*+\s*+(?P<colon>:)?+(?:\*\*|__)?+(?P<rest>.*+)", re.I)

_KEY_WORDS = 8  # so many of a question's first words tell it from every other
_FEWEST_KEY_WORDS = 4
_LONGEST_KEY = 400  # characters
_TEXT_WITHIN = 8  # lines; a question's text stands so near to its heading


@dataclass(frozen=True, slots=True)
class QuestionStart:
    """Where a question begins.

    line counts from 0. level is the heading's, 0 without hash marks. number is the one in the heading. by_text is the
    number that the question's text has in each version of the template that has it.
    """

    line: int
    level: int = 0
    number: int | None = None
    by_text: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of a question, from its heading to before what comes next; end is excluded, both count from 0."""

    question: int
    start: int
    end: int
    level: int


def heads_question(line: str) -> bool:
    """Whether a line is the numbered heading of a question."""
    heading = _heading(line)
    return heading is not None and heading[0] > 0 and heading[1] is not None


def heading_starts(line: str) -> bool:
    """Whether a line is the heading of a question, numbered or not, with hash marks or not."""
    return _heading(line) is not None


def answer_mark(line: str, block: Block) -> str | None:
    """What follows "Answer:" in its line; None for any other line."""
    match = _ANSWER.match(line) if block is Block.TEXT else None
    if match is None or not (match["colon"] or not match["rest"].strip("*_# \t")):
        return None
    return match["rest"]


def find_questions(text: MarkdownText, questions: Mapping[str, Sequence[Question]]) -> list[QuestionStart]:
    """Where the questions of a report begin, in the order of the lines."""
    keys = _text_keys(questions)
    starts: list[QuestionStart] = []
    for index, line in enumerate(text.lines):
        if text.blocks[index] is not Block.TEXT or not line.strip():
            continue
        if heading := _heading(line):
            starts.append(QuestionStart(index, *heading))
        elif by_text := _by_text(line, keys):
            last = starts[-1] if starts else None
            if last and last.by_text is None and index - last.line <= _TEXT_WITHIN:
                starts[-1] = replace(last, by_text=by_text)
            elif last is None or last.by_text != by_text:
                starts.append(QuestionStart(index, by_text=by_text))
    return starts


def divide(
    text: MarkdownText, starts: Sequence[QuestionStart], template: str | None, questions: Sequence[Question]
) -> tuple[list[Section], list[Oddity]]:
    """The sections of a text that belong to the questions of a version of the template, in their order."""
    numbers = {question.number for question in questions}
    titles = {words_of(question.section) for question in questions if question.section}
    sections, oddities = _numbered(text, starts, template, numbers)
    sections = [replace(section, end=_end(text, section, titles)) for section in sections]
    divided: list[Section] = []
    for section in sections:
        second = _second_question(text, section)
        following = section.question + 1
        if second is None or following not in numbers or following in {s.question for s in sections}:
            divided.append(section)
            continue
        message = f"a second “Answer:” under question {section.question}: taken as that of question {following}"
        oddities.append(Oddity(text.path, second + 1, message))
        divided += [replace(section, end=second), replace(section, question=following, start=second)]
    return divided, oddities


def _heading(line: str) -> tuple[int, int | None] | None:
    """Level and number of a question's heading; None for any other line."""
    match = _HEADING.match(line)
    if not match:
        return None
    level = len(match["level"] or "")
    rest = match["rest"].strip()
    is_bare = not rest.strip("*_:.#~-– \t")
    if match["number"] is None:
        return (level, None) if level and is_bare else None
    is_bold = match["bold"] and rest.endswith(("**", "__"))
    return (level, int(match["number"])) if level or is_bare or is_bold else None


def _text_keys(questions: Mapping[str, Sequence[Question]]) -> dict[tuple[str, ...], dict[str, int]]:
    """The first words of each question's text, and its number in each version of the template."""
    keys: dict[tuple[str, ...], dict[str, int]] = {}
    for template, entries in questions.items():
        for question in entries:
            for text in (question.text, *question.wordings):
                keys.setdefault(words_of(text)[:_KEY_WORDS], {})[template] = question.number
    return keys


def _by_text(line: str, keys: Mapping[tuple[str, ...], Mapping[str, int]]) -> Mapping[str, int] | None:
    """The numbers of the question whose text begins with a line; it stands in a quote or in bold type."""
    if not line.lstrip().startswith((">", "**", "__")):
        return None
    words = words_of(line[:_LONGEST_KEY])[:_KEY_WORDS]
    lengths = range(len(words), _FEWEST_KEY_WORDS - 1, -1)
    return next((keys[words[:length]] for length in lengths if words[:length] in keys), None)


def _numbered(
    text: MarkdownText, starts: Sequence[QuestionStart], template: str | None, numbers: set[int]
) -> tuple[list[Section], list[Oddity]]:
    """A section for each question that begins, up to where the next begins."""
    told = [_told_number(start, template) for start in starts]
    claimed = set(told)
    sections: list[Section] = []
    oddities: list[Oddity] = []
    previous = 0
    for index, start in enumerate(starts):
        number = told[index]
        following = previous + 1
        repeats = start.by_text is None and number in {section.question for section in sections}
        message = ""
        if start.number is not None and number != start.number:
            message = f"the heading says question {start.number}, its text is question {number}'s: taken as {number}"
        elif (number is None or repeats) and following in numbers and following not in claimed:
            said = "has no number" if number is None else f"says question {number} again"
            message = f"the heading {said}: taken as question {following}"
            number = following
            claimed.add(number)
        elif number not in numbers:
            message = "the heading is that of no question: left out"
        if message:
            oddities.append(Oddity(text.path, start.line + 1, message))
        if number in numbers:
            end = starts[index + 1].line if index + 1 < len(starts) else len(text.lines)
            sections.append(Section(number, start.line, end, start.level))
            previous = number
    return sections, oddities


def _told_number(start: QuestionStart, template: str | None) -> int | None:
    """The number that the question's own text tells, or else the one in its heading.

    The text of another version of the template tells it only where the heading has no number.
    """
    by_text = start.by_text or {}
    if template is not None and template in by_text:
        return by_text[template]
    if start.number is None and by_text:
        return next(iter(by_text.values()))
    return start.number


def _end(text: MarkdownText, section: Section, titles: Iterable[tuple[str, ...]]) -> int:
    """The end of a question's lines less the heading and introduction of the report's next part.

    Such a heading has a known title; or it stands above the questions' level, with only a quote behind it.
    """
    for index in range(section.start + 1, section.end):
        heading = _SECTION_HEADING.match(text.lines[index])
        if heading and words_of(heading["title"][:_LONGEST_KEY]) in titles:
            return index
    end = section.end
    for index in range(section.end - 1, section.start, -1):
        heading = _SECTION_HEADING.match(text.lines[index])
        if heading and len(heading["level"]) < section.level:
            end = index
        elif text.lines[index].strip() and not text.lines[index].lstrip().startswith(">"):
            break
    return end


def _second_question(text: MarkdownText, section: Section) -> int | None:
    """The line where a second question begins that ran into the section, its heading gone."""
    quoted = [text.lines[index].lstrip().startswith(">") for index in range(section.start, section.end)]
    marks = [
        index
        for index in range(section.start, section.end)
        if quoted[index - section.start] and answer_mark(text.lines[index], text.blocks[index]) is not None
    ]
    if len(marks) != 2:
        return None
    begin = marks[1]
    while begin - 1 > marks[0] and quoted[begin - 1 - section.start]:
        begin -= 1
    return begin
