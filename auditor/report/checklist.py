"""The checklist of a report: its lines, what items they are about, and whether their boxes are ticked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditor.place import Place
from auditor.report import Oddity, Tick, is_untouched
from auditor.report.blocks import Block, MarkdownText, without_comments
from auditor.report.wording import Match, Wordings
from auditor.rulebook import Item

# What stands before an item: bullets, then a box. Quantifiers are possessive, for the lines are anybody's.
_SIGNS = "☐☑☒⬜🔲🔳✅✔✓❌"
_BULLETS = re.compile(rf"(?:(?:[-*+•–·](?=[\s\[\\{_SIGNS}])|\d{{1,3}}+[.)])\s*+){{1,3}}+")
_BOX = re.compile(
    rf"(?:~~|\*\*|__|`)?+\s*+(?:\(?+\\?\[(?P<mark>[^\[\]\\]{{0,20}}+)\\?\]\)?+(?![(:\[])|(?P<sign>[{_SIGNS}]))[\ufe0f`]*+\s*+"
)
_MARGIN = " \t>|"  # quote marks and table borders that a line can stand behind

_TICKED = {"x", "х", "v", "yes", "ja", "ok", "done", "check", "checked", "true", "100%"} | set("✓✔✅☑☒")
_UNTICKED = {"", "-", "–", "—", "_", "no", "nej", "none", "not done", "n/a", "todo", "0%", "false"} | set("☐⬜🔲🔳❌")

_NEARBY = 10  # lines; farther from the others, what resembles an item belongs to some other list
_FEWEST_WITHOUT_BOXES = 5  # bullets that are items; fewer are no checklist


@dataclass(frozen=True, slots=True)
class Checklist:
    """ticks by item, in the order of their lines; first: the line where it begins, from 0."""

    ticks: Mapping[str, Tick]
    oddities: tuple[Oddity, ...] = ()
    first: int = 0


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with a box (mark is None where it has only a bullet), with the lines that it is wrapped over."""

    start: int
    end: int
    mark: str | None
    text: str


def read_checklist(text: MarkdownText, items: Sequence[Item]) -> Checklist:
    """The checklist in a text.

    Of an item's several lines, one that is ticked counts. A changed line is taken for an item only where no other
    line is that item's: groups add lines of their own that resemble the template's.
    """
    wordings = Wordings(items)
    candidates = list(_lines(text))
    unchanged = {line.start: match for line in candidates if (match := wordings.beginning(line.text))}
    matches = _without_stray_bullets(candidates, unchanged)
    if not matches:
        return Checklist({})
    changed = _changed_lines(candidates, matches, wordings)
    matches |= changed

    names = {item.id: f"“{_short(item.text)}”" for item in items}
    initials = _has_initials(candidates, matches)
    first, last = min(matches), max(matches)
    ticks: dict[str, Tick] = {}
    oddities: list[Oddity] = []

    def odd(line: _Line, message: str) -> None:
        oddities.append(Oddity(text.path, line.start + 1, message))

    for line in candidates:
        match = matches.get(line.start)
        if match is None:
            if line.mark is not None and first <= line.start <= last:
                odd(line, f"“{_short(line.text)}” is no item of the checklist: left out")
            continue
        name = names[match.item]
        ticked = None if line.mark is None or (initials and line.mark.strip() == "V") else read_mark(line.mark)
        if line.mark is None:
            odd(line, f"the line of {name} has no box: taken as not ticked")
        elif ticked is None:
            odd(line, f"the box [{line.mark}] of {name} cannot be read: taken as not ticked")
        if "~~" in text.lines[line.start]:
            odd(line, f"the line of {name} is struck through: its box is read as it stands")
        if line.start in changed:
            odd(line, f"“{_short(line.text)}” is taken for {name}")
        tick = Tick(match.item, ticked, line.text, Place(text.path, line.start + 1, line.end + 1), match.remark)
        earlier = ticks.setdefault(match.item, tick)
        if earlier is tick:
            continue
        if tick.ticked and not earlier.ticked:
            ticks[match.item] = tick
        outcome = "ticked, as one of them is" if ticks[match.item].ticked else "not ticked, as none of them is"
        odd(line, f"{name} has a line already, line {earlier.place.start}: taken as {outcome}")
    if is_untouched(ticks):
        oddities.append(Oddity(text.path, first + 1, f"none of the {len(ticks)} lines of the checklist is ticked"))
    return Checklist(ticks, tuple(oddities), first)


def read_mark(mark: str) -> bool | None:
    """Whether what stands in a box is a tick; None where it cannot be told ("50%", "/", a person's initials)."""
    plain = mark.strip(" \t()*_.!'\"\ufe0f").lower()
    if plain in _TICKED or re.fullmatch(r"x{2,4}", plain):
        return True
    return False if plain in _UNTICKED else None


def count_items(text: str, wordings: Wordings) -> tuple[int, int]:
    """How many items have a line with a box in a text, by their unchanged wordings, and how many of them are ticked."""
    found: dict[str, bool] = {}
    for line in text.split("\n"):
        if (box := _box(line)) and (match := wordings.beginning(box[1])):
            found[match.item] = found.get(match.item, False) or read_mark(box[0]) is True
    return len(found), sum(found.values())


def _box(line: str) -> tuple[str, str] | None:
    """The mark and the text of a line with a box."""
    bare = line.strip(_MARGIN)
    bullets = _BULLETS.match(bare)
    box = _BOX.match(bare, bullets.end() if bullets else 0)
    return (box["sign"] or box["mark"], bare[box.end() :]) if box else None


def _lines(text: MarkdownText) -> Iterator[_Line]:
    """The lines that have a box or a bullet, and stand in no comment or code fence."""
    index = 0
    while index < len(text.lines):
        start, index = index, index + 1
        if text.blocks[start] is not Block.TEXT:
            continue
        line = without_comments(text.lines[start])
        mark: str | None
        if box := _box(line):
            mark, label = box
        elif bullets := _BULLETS.match(bare := line.strip(_MARGIN)):
            mark, label = None, bare[bullets.end() :]
        else:
            continue
        while index < len(text.lines) and text.blocks[index] is Block.TEXT and _continues(text.lines[index]):
            label += " " + without_comments(text.lines[index]).strip(_MARGIN)
            index += 1
        yield _Line(start, index - 1, mark, label.strip())


def _continues(line: str) -> bool:
    """Whether a line can go on with the item before it."""
    bare = line.strip()
    return bool(bare) and not bare.startswith(("#", ">", "|")) and not _BULLETS.match(bare) and _box(line) is None


def _without_stray_bullets(candidates: Iterable[_Line], matches: Mapping[int, Match]) -> dict[int, Match]:
    """The matches less those of bullets without a box that are not part of the checklist."""
    boxed = {line.start for line in candidates if line.mark is not None and line.start in matches}
    if not boxed:
        items = {match.item for match in matches.values()}
        return dict(matches) if len(items) >= _FEWEST_WITHOUT_BOXES else {}
    items = {matches[start].item for start in boxed}
    first, last = min(boxed) - _NEARBY, max(boxed) + _NEARBY
    return {
        start: match
        for start, match in matches.items()
        if start in boxed or (match.item not in items and first <= start <= last)
    }


def _changed_lines(candidates: Iterable[_Line], exact: Mapping[int, Match], wordings: Wordings) -> dict[int, Match]:
    """Lines with a box whose text was changed, for the items that have no line otherwise."""
    taken = {match.item for match in exact.values()}
    first, last = min(exact) - _NEARBY, max(exact) + _NEARBY
    found: dict[str, list[_Line]] = {}
    for line in candidates:
        if line.mark is None or line.start in exact or not first <= line.start <= last:
            continue
        item = wordings.likely(line.text)
        if item is not None and item not in taken:
            found.setdefault(item, []).append(line)
    return {changed[0].start: Match(item) for item, changed in found.items() if len(changed) == 1}


def _has_initials(candidates: Iterable[_Line], matches: Mapping[int, Match]) -> bool:
    """Whether people's initials stand in the boxes: a V among them is somebody's, elsewhere it is a tick."""
    marks = {(line.mark or "").strip() for line in candidates if line.start in matches}
    return any(len(mark) == 1 and mark.isalpha() and mark.isupper() and mark not in "XV" for mark in marks)


def _short(text: str) -> str:
    """The beginning of a text, for a message."""
    words = text.replace("~~", "").split()
    return " ".join(words[:9]) + (" …" if len(words) > 9 else "")
