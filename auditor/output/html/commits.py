"""Commits over time: a row for each author, on one axis with the deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import drawsvg
from markupsafe import Markup

from auditor.output.html.pieces import Entry
from auditor.output.untrusted import one_line

_MOST_AUTHORS = 12  # rows of the picture; the table has all
_MOST_COLUMNS = 60  # longer histories are drawn in steps of several days
_WIDTH, _NAMES, _ROW, _AXIS = 760, 170, 34, 34
_LONGEST_NAME = 24


@dataclass(frozen=True, slots=True)
class Author:
    """A person, or a program, with the number of commits until the audited one and after it, and the days of them."""

    name: str
    is_bot: bool
    commits: int
    later: int
    days: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Commits:
    """Authors, those with most commits first, and the picture of when they committed. step: days in a bar of it."""

    authors: tuple[Author, ...]
    picture: Markup | None
    step: int


def commits_of(history: Sequence[Entry], deadline: str | None) -> Commits:
    """The commits of an evidence report. deadline: in ISO 8601, where there was one."""
    by_author: dict[str, list[Entry]] = {}
    for entry in history:
        by_author.setdefault(entry["author"], []).append(entry)
    authors = sorted(
        (_author(name, entries) for name, entries in by_author.items()),
        key=lambda author: (author.is_bot, -author.commits, -author.later, author.name),
    )
    if not authors:
        return Commits((), None, 1)
    step, picture = _picture([(author.name, by_author[author.name]) for author in authors], deadline)
    return Commits(tuple(authors), picture, step)


def _author(name: str, entries: Sequence[Entry]) -> Author:
    days = sorted(entry["date"] for entry in entries)
    return Author(
        name=name,
        is_bot=all(entry["bot"] for entry in entries),
        commits=sum(entry["commits"] for entry in entries),
        later=sum(entry["later_commits"] for entry in entries),
        days=len(set(days)),
        first=days[0],
        last=days[-1],
    )


def _picture(rows: Sequence[tuple[str, Sequence[Entry]]], deadline: str | None) -> tuple[int, Markup]:
    days = [_day(entry["date"]) for _, entries in rows for entry in entries]
    first, last = min(days), max(days)
    if deadline:
        last = max(last, _day(deadline[: len("2026-01-23")]))
    step = -(-(last - first + 1) // _MOST_COLUMNS)
    columns = (last - first) // step + 1
    width = min((_WIDTH - _NAMES) / columns, 24)
    rows = rows[:_MOST_AUTHORS]
    bars = [_bars(entries, first, step) for _, entries in rows]
    most = max((sum(count) for row in bars for count in row.values()), default=1) or 1
    height = len(rows) * _ROW
    # What stands in attributes here is ours alone: the library escapes texts, but no attributes.
    drawing = drawsvg.Drawing(_WIDTH, height + _AXIS, class_="timeline", aria_hidden="true")
    for row, ((name, _), counts) in enumerate(zip(rows, bars, strict=True)):
        floor = (row + 1) * _ROW
        drawing.append(drawsvg.Text(_short(name), 12, _NAMES - 10, floor - 4, text_anchor="end"))
        drawing.append(drawsvg.Line(_NAMES, floor, _NAMES + columns * width, floor, class_="axis"))
        for column, (commits, later) in sorted(counts.items()):
            left, top = round(_NAMES + column * width + 1, 1), float(floor)
            for count, kind in ((commits, "commits"), (later, "later")):
                if count:
                    tall = round(count / most * (_ROW - 6), 1)
                    top = round(top - tall, 1)
                    drawing.append(drawsvg.Rectangle(left, top, round(width - 2, 1), tall, class_=kind))
    if deadline:
        x = round(_NAMES + max(0, (_moment(deadline) - first) / step) * width, 1)
        drawing.append(drawsvg.Line(x, 0, x, height, class_="deadline"))
        drawing.append(drawsvg.Text("deadline", 12, x, height + 30, text_anchor="middle"))
    right = _NAMES + columns * width
    drawing.append(drawsvg.Text(_date(first), 12, _NAMES, height + 15))
    if columns > 6:
        drawing.append(drawsvg.Text(_date(last), 12, round(right, 1), height + 15, text_anchor="end"))
    return step, Markup(drawing.as_svg(header=""))


def _bars(entries: Sequence[Entry], first: int, step: int) -> dict[int, tuple[int, int]]:
    """By column: commits until the audited one, and after it."""
    counts: dict[int, tuple[int, int]] = {}
    for entry in entries:
        column = (_day(entry["date"]) - first) // step
        commits, later = counts.get(column, (0, 0))
        counts[column] = (commits + entry["commits"], later + entry["later_commits"])
    return counts


def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def _moment(time: str) -> float:
    """A time in ISO 8601, in days."""
    moment = datetime.fromisoformat(time)
    return moment.toordinal() + (moment.hour * 60 + moment.minute) / 1440


def _date(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _short(name: str) -> str:
    shown = one_line(name)
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[: _LONGEST_NAME - 1]}…"
