"""What was answered to the questions of a report.

The report's format has the answer behind `Answer:`, in place of `--- question N fill here ---`. Reports have it on the
line of `Answer:` too, inside the quote, without an `Answer:`, beside the placeholder, or between dashes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from auditor.place import Place
from auditor.report import Answer, Image, Oddity
from auditor.report.blocks import Block, MarkdownText, without_comments
from auditor.report.questions import Section, answer_mark, heading_starts

# The texts are anybody's, so that no pattern may search a long line again from each of its places.
_QUOTE_MARK = re.compile(r"^\s{0,3}+(?:>\s?+)++")
_TEMPLATE_LINE = re.compile(r"(?:\*\*.*\*\*|__.*__|.*answer length\b.*|Examples?:?)$", re.IGNORECASE)
_ITALICS = re.compile(r"([*_]).*\1[.,]?$")
_PLACEHOLDER = re.compile(
    r"`{0,3}+-{0,9}+\s{0,9}+question\s{0,9}+\d{0,2}+\s{0,9}+fill\s{1,9}+(?:in\s{1,9}+)?+here\s{0,9}+-{0,9}+`{0,3}+",
    re.IGNORECASE,
)
_OPENING_DASHES = re.compile(r"^\s*+-{3,}+\s++(?=\S)")
_LEADING_DASHES = re.compile(r"^\s*+-{3,}+\s*+(?!\|)")
_LONGEST_LABEL = 400  # characters of a line that are looked at to tell the template's own lines
_MARKDOWN_IMAGE = re.compile(r"!\[(?P<alt>(?:(?!\]\().){0,500}+)\]\((?P<target>[^)\n]{0,500}+)\)")
_TITLE = re.compile(r"\s(?:\"[^\"]*+\"|'[^']*+')$")
_HTML_IMAGE = re.compile(r"<img\b(?P<attributes>[^<>]*+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(src|alt)\s{0,9}+=\s{0,9}+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """The lines behind the question of a section. start counts from 0; marked: an "Answer:" stands before them."""

    start: int
    lines: Sequence[str]
    blocks: Sequence[Block]
    marked: bool


def read_answers(text: MarkdownText, sections: Sequence[Section]) -> tuple[dict[int, Answer], list[Oddity]]:
    """The answer in each section, by question, and what was odd about them.

    Of several answers to a question the first is taken that is one.
    """
    answers: dict[int, Answer] = {}
    oddities: list[Oddity] = []
    unmarked: list[Section] = []
    left_in: list[Section] = []
    for section in sections:
        body = body_of(text, section)
        cleaned, has_placeholder = _clean(body)
        answer = _answer(text.path, section, body, cleaned)
        first = answers.get(section.question)
        if first is not None:
            kept = first if first.answered or not answer.answered else answer
            answers[section.question] = kept
            message = f"question {section.question} stands twice: the answer at line {kept.place.start} is taken"
            oddities.append(Oddity(text.path, section.start + 1, message))
            continue
        answers[section.question] = answer
        if not body.marked:
            unmarked.append(section)
        if has_placeholder and answer.answered:
            left_in.append(section)
    oddities += together(text.path, unmarked, "no “Answer:” line, what follows the question is taken as the answer")
    oddities += together(text.path, left_in, "the placeholder is left in beside the answer, which is taken")
    return dict(sorted(answers.items())), oddities


def list_questions(numbers: Iterable[int]) -> str:
    """Question numbers in words, with neighbours drawn together: "questions 1-4, 7"."""
    ranges: list[list[int]] = []
    for number in sorted(numbers):
        if ranges and number == ranges[-1][-1] + 1:
            ranges[-1][1:] = [number]
        else:
            ranges.append([number])
    listed = ", ".join("-".join(str(number) for number in pair) for pair in ranges)
    return f"question{'s' if len(ranges) > 1 or len(ranges[0]) > 1 else ''} {listed}"


def tell_missing(numbers: Iterable[int]) -> str:
    """That these questions are not in a report."""
    listed = list_questions(numbers)
    return f"there {'are' if listed.startswith('questions') else 'is'} no {listed}"


def body_of(text: MarkdownText, section: Section) -> Body:
    """The lines of a section behind its question and "Answer:"."""
    lines = list(text.lines[section.start : section.end])
    blocks = text.blocks[section.start : section.end]
    for index, line in enumerate(lines):
        rest = answer_mark(line, blocks[index])
        if rest is not None:
            lines = [rest.lstrip(), *lines[index + 1 :]]
            return Body(section.start + index, lines, blocks[index:], marked=True)
    begin = _end_of_question(lines)
    if not any(line.strip() for line in lines[begin:]):
        lines = _answer_in_quote(lines)
        begin = next((index for index, line in enumerate(lines) if line), len(lines))
    return Body(section.start + begin, lines[begin:], blocks[begin:], marked=False)


def _end_of_question(lines: Sequence[str]) -> int:
    """The first line behind a question's heading and text, which are in a quote unless its marks were taken off."""
    index = 1 if heading_starts(lines[0]) else 0
    is_quoted = False
    while index < len(lines):
        line = lines[index].strip()
        if line.startswith(">"):
            is_quoted = True
        elif line and (is_quoted or not _TEMPLATE_LINE.match(line[:_LONGEST_LABEL])):
            break
        index += 1
    return index


def _answer_in_quote(lines: Sequence[str]) -> list[str]:
    """The question's lines with its own text blanked out, for an answer that went into the quote."""
    left = [""]
    for line in lines[1:]:
        bare = _QUOTE_MARK.sub("", line).strip()
        label = bare[:_LONGEST_LABEL]
        left.append("" if _TEMPLATE_LINE.match(label) or _ITALICS.match(label) else bare)
    return left


def _answer(path: str, section: Section, body: Body, cleaned: Sequence[str]) -> Answer:
    """The answer in a section's cleaned lines, less the empty ones around it."""
    filled = [index for index, line in enumerate(cleaned) if line]
    if not filled:
        line = min(body.start + 1, section.end)
        return Answer(section.question, "", Place(path, line, line), answered=False)
    first, end = filled[0], filled[-1] + 1
    images = tuple(
        image
        for index in range(first, end)
        if body.blocks[index] is not Block.CODE
        for image in images_in(cleaned[index], Place(path, body.start + index + 1, body.start + index + 1))
    )
    text = "\n".join(cleaned[first:end])
    place = Place(path, body.start + first + 1, body.start + end)
    return Answer(section.question, text, place, images, re.search(r"\w", text) is not None)


def _clean(body: Body) -> tuple[list[str], bool]:
    """The lines without placeholders, comments, quote marks and fencing dashes; and whether a placeholder was there."""
    cleaned: list[str] = []
    has_placeholder = is_quoted = False
    for index, line in enumerate(body.lines):
        if body.blocks[index] is Block.CODE:
            # Code stays as it is, unless the whole fence is in the quote.
            if index == 0 or body.blocks[index - 1] is not Block.CODE:
                is_quoted = line.lstrip().startswith(">")
            cleaned.append(_QUOTE_MARK.sub("", line) if is_quoted else line)
            continue
        text = "" if body.blocks[index] is Block.COMMENT else _QUOTE_MARK.sub("", without_comments(line))
        if "here" in text.lower():
            text, removed = _PLACEHOLDER.subn("", text)
            has_placeholder = has_placeholder or removed > 0
        if "---" in text and "|" not in text:
            text = _without_dashes(text)
        cleaned.append(text if text.strip() else "")
    return _without_edges(cleaned), has_placeholder


def _without_dashes(line: str) -> str:
    """A line without the three dashes that fence its text."""
    line = _OPENING_DASHES.sub("", line)
    bare = line.rstrip()
    text = bare.rstrip("-")
    return text.rstrip() if len(bare) - len(text) >= 3 and text[-1:].isspace() and text.strip() else line


def _without_edges(lines: list[str]) -> list[str]:
    """The lines of an answer without the dashes before its first and behind its last word."""
    for index, line in enumerate(lines):
        lines[index] = _LEADING_DASHES.sub("", line)
        if lines[index]:
            break
    for index in range(len(lines) - 1, -1, -1):
        bare = lines[index].rstrip()
        text = bare.rstrip("-")
        if len(bare) - len(text) >= 3 and "|" not in text:
            lines[index] = text.rstrip()
        if lines[index]:
            break
    return lines


def images_in(line: str, place: Place) -> list[Image]:
    """The images that a line shows, of Markdown and HTML, in their order."""
    found: list[tuple[int, Image]] = []
    for match in _MARKDOWN_IMAGE.finditer(line):
        target = _TITLE.sub("", match["target"].strip()).rstrip()
        if target.startswith("<") and target.endswith(">"):
            target = target[1:-1]
        found.append((match.start(), Image(target, match["alt"], place)))
    for match in _HTML_IMAGE.finditer(line):
        values: Mapping[str, str] = {
            name.lower(): double or single or bare
            for name, double, single, bare in _ATTRIBUTE.findall(match["attributes"])
        }
        found.append((match.start(), Image(values.get("src", ""), values.get("alt", ""), place)))
    return [image for _, image in sorted(found, key=lambda pair: pair[0])]


def together(path: str, sections: Sequence[Section], message: str) -> list[Oddity]:
    """One oddity for all the questions that have it, at the first."""
    if not sections:
        return []
    listed = list_questions(section.question for section in sections)
    return [Oddity(path, sections[0].start + 1, f"{listed}: {message}")]
