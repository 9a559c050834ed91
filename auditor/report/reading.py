"""Find a group's report in its repository, and read it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.errors import UnusableInput
from auditor.limits import limits
from auditor.report import Oddity, Report
from auditor.report.answers import read_answers, tell_missing
from auditor.report.blocks import Block, MarkdownText, read_blocks
from auditor.report.checklist import Checklist, count_items, read_checklist
from auditor.report.counting import count_answers
from auditor.report.members import read_group_number, read_members
from auditor.report.questions import QuestionStart, divide, find_questions, heads_question
from auditor.report.template import tell_questions, tell_template
from auditor.report.wording import Wordings
from auditor.repository.snapshot import Entry, Snapshot
from auditor.rulebook import Rulebook

_MARKDOWN_ENDINGS = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd")
_NAMED = re.compile(r"[^/]*(?:report|checklist|exam)[^/.]*(?:\.txt)?")  # other files are only looked at by their names
_REPORT_FOLDERS = frozenset({"report", "reports"})

_FEWEST_QUESTIONS = 5  # a file with fewer questions, and fewer items than these, is no report
_FEWEST_ITEMS = 8
_AS_GOOD = 0.8  # of the most answers that a file has: among such files the folder decides which was handed in

_HEADING_WITHIN = 15  # lines; the heading of a checklist stands so near to its first item


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A file that can be the report or a part of it: how many items it has lines for, and how many are ticked."""

    path: str
    text: str
    items: int
    ticked: int

    @property
    def rank(self) -> tuple[bool, int, str]:
        """Where it comes among its like: files of a report folder first, then those nearer to the root."""
        folders = self.path.lower().split("/")[:-1]
        return _REPORT_FOLDERS.isdisjoint(folders), len(folders), self.path


@dataclass(frozen=True, slots=True)
class _Source:
    """A file as it was read, and what of a report is in it."""

    text: MarkdownText
    checklist: Checklist
    starts: Sequence[QuestionStart]

    @property
    def path(self) -> str:
        return self.text.path


def read_report(snapshot: Snapshot, rulebook: Rulebook, path: str | None = None) -> Report | None:
    """The report of a repository, or None when it has none.

    path: the file to take for the report. Without it, the Markdown file that answers most questions is taken, or the
    one with a checklist where none has questions. A checklist that is not in that file, or has no tick there, is looked
    for in the others.

    Raises UnusableInput when the file at path is not there or cannot be read.
    """
    wordings = Wordings(rulebook.items)
    candidates = [
        _Candidate(entry.path, text, *count_items(text, wordings))
        for entry in _possible_files(snapshot)
        if (text := snapshot.text(entry.path)) and not _is_too_long(snapshot, entry.path, text)
    ]
    if path is not None:
        main = _read(path.removeprefix("./"), _text_at(snapshot, path.removeprefix("./")), rulebook)
    else:
        chosen = _choose(candidates, rulebook)
        if chosen is None:
            return None
        main = chosen
    if any(tick.ticked for tick in main.checklist.ticks.values()):
        return _assemble(main, main, rulebook)
    other = _other_checklist(candidates, main.path)
    return _assemble(main, _read(other.path, other.text, rulebook) if other else main, rulebook)


def _is_too_long(snapshot: Snapshot, path: str, text: str) -> bool:
    """Whether a text is longer than any report; it is told of one that may have been meant to be a report."""
    most = limits().report_characters
    if len(text) > most and any(word in path.lower() for word in ("report", "checklist", "exam")):
        snapshot.report_unread(path, f"it has more than the {most:,} characters of a report that are read")
    return len(text) > most


def read_report_text(path: str, text: str, rulebook: Rulebook) -> Report:
    """The report in a text; path is what its places call the file. Line ends are "\\n"."""
    source = _read(path, text, rulebook)
    return _assemble(source, source, rulebook)


def _possible_files(snapshot: Snapshot) -> list[Entry]:
    """The files that a report may be in, read in one go. Hidden folders hold instructions for tools."""
    entries = [
        entry
        for entry in snapshot.files
        if (name := entry.name.lower()).endswith(_MARKDOWN_ENDINGS) or _NAMED.fullmatch(name)
    ]
    entries = [entry for entry in entries if not any(part.startswith(".") for part in entry.folder.split("/"))]
    snapshot.read(entry.path for entry in entries)
    return entries


def _text_at(snapshot: Snapshot, path: str) -> str:
    """The text of a file that was asked for."""
    if path not in snapshot.entries:
        raise UnusableInput(f"there is no report {path} at commit {snapshot.commit[:10]}")
    text = snapshot.text(path)
    if text is None:
        raise UnusableInput(f"the report {path} cannot be read: {snapshot.why_unread(path) or 'it is not a text file'}")
    return text


def _read(path: str, text: str, rulebook: Rulebook) -> _Source:
    """Read a file's checklist, and find its questions."""
    lines = read_blocks(path, text, heads_question)
    starts = find_questions(lines, rulebook.questions)
    # Boxes in an answer are the checklist's only where there is no other.
    checklist = read_checklist(lines.until(starts[0].line) if starts else lines, rulebook.items)
    if starts and not checklist.ticks:
        checklist = read_checklist(lines, rulebook.items)
    return _Source(lines, checklist, starts)


def _choose(candidates: Sequence[_Candidate], rulebook: Rulebook) -> _Source | None:
    """The file with the answers, or else the one with the checklist."""
    answering: list[tuple[int, _Candidate, _Source]] = []
    for candidate in candidates:
        if candidate.text.lower().count("question") < _FEWEST_QUESTIONS and "Answer:" not in candidate.text:
            continue
        source = _read(candidate.path, candidate.text, rulebook)
        if len(source.starts) >= _FEWEST_QUESTIONS:
            answered = sum(answer.answered for answer in _assemble(source, source, rulebook).answers.values())
            answering.append((answered, candidate, source))
    if answering:
        most = max(answered for answered, _, _ in answering)
        good = [choice for choice in answering if choice[0] >= _AS_GOOD * most]
        return min(good, key=lambda choice: (choice[1].rank[0], -choice[0], choice[1].rank))[2]
    other = _other_checklist(candidates, "")
    return _read(other.path, other.text, rulebook) if other else None


def _other_checklist(candidates: Sequence[_Candidate], path: str) -> _Candidate | None:
    """The best checklist outside of the file at path. One without any tick is a copy of the course's."""
    ticked = [c for c in candidates if c.path != path and c.items >= _FEWEST_ITEMS and c.ticked]
    return min(ticked, key=lambda candidate: (-candidate.items, candidate.rank), default=None)


def _assemble(main: _Source, other: _Source, rulebook: Rulebook) -> Report:
    """The report whose answers are in one file and whose checklist is in the same or in another."""
    template = tell_template(other.checklist.ticks, main.starts, rulebook)
    asked = tell_questions(main.starts, template)
    questions = rulebook.questions.get(asked or "", ())
    sections, oddities = divide(main.text.until(_end_of_answers(main)), main.starts, asked, questions)
    answers, odd_answers = read_answers(main.text, sections)
    oddities += odd_answers
    missing = [question.number for question in questions if question.number not in answers]
    if answers and missing:
        oddities.append(Oddity(main.path, sections[0].start + 1, tell_missing(missing)))

    items = {item.id for item in rulebook.items_of(template)}
    ticks = {item: tick for item, tick in other.checklist.ticks.items() if item in items}
    oddities += _odd_items(main, other, template, [item.id for item in rulebook.items_of(template)])
    texts = {entry.asks: answers[entry.number].text for entry in questions if entry.asks and entry.number in answers}
    return Report(
        path=other.path if ticks else main.path,
        paths=tuple(dict.fromkeys((other.path, main.path))),
        template=template,
        ticks=ticks,
        answers=answers,
        members=read_members(texts.get("members", "")),
        group_number=read_group_number(texts.get("group", "")),
        oddities=tuple(sorted({*oddities, *other.checklist.oddities})),
        asked=asked,
        counting=count_answers(main.text, sections, answers, [question.number for question in questions]),
    )


def _odd_items(main: _Source, other: _Source, template: str | None, items: Sequence[str]) -> Iterator[Oddity]:
    """What there is to say of a checklist as a whole."""
    ticks = other.checklist.ticks
    if not ticks:
        yield Oddity(main.path, 1, "there is no checklist: nothing is taken as ticked")
        return
    first = other.checklist.first + 1
    if other.path != main.path:
        yield Oddity(other.path, first, f"the checklist is taken from here, {main.path} has none that is ticked")
    missing = [item for item in items if item not in ticks]
    if missing:
        yield Oddity(other.path, first, f"the checklist has no line for {', '.join(missing)}: taken as not ticked")
    for item, tick in ticks.items():
        if item not in items:
            message = f"the checklist of {template} does not have the item {item}: left out"
            yield Oddity(other.path, tick.place.start or first, message)


def _end_of_answers(source: _Source) -> int:
    """The line where the last answer must end.

    That is the file's end, a checklist that comes after the answers, or, where the report is the README of the
    repository itself, the next chapter of that.
    """
    lines, first = source.text.lines, source.checklist.first
    if not source.starts or not source.checklist.ticks or first <= source.starts[-1].line:
        behind = range(source.starts[-1].line + 1, len(lines)) if source.starts and "/" not in source.path else ()
        chapters = (n for n in behind if lines[n].startswith("# ") and source.text.blocks[n] is Block.TEXT)
        return next(chapters, len(lines))
    near = range(max(source.starts[-1].line + 1, first - _HEADING_WITHIN), first)
    return next((index for index in near if lines[index].startswith("#")), first)
