"""Small charts as SVG. A chart is a picture beside its numbers in words: a screen reader is told the words alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import drawsvg
from markupsafe import Markup

from auditor.output.untrusted import one_line

_WIDTH = 360
_NAME_WIDTH = 150
_BAR_HEIGHT = 20
_COLUMNS_HEIGHT = 160
_LONGEST_NAME = 24  # characters that fit into _NAME_WIDTH
_FONT = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """A count and what it is of. said: the count as it is told, where that is more than the number."""

    name: str
    count: int
    said: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, and all that it shows in words."""

    title: str
    picture: Markup
    words: str


def bar_chart(title: str, bars: Sequence[Bar]) -> Chart:
    """Bars below one another, for counts of things with names."""
    height = _BAR_HEIGHT * max(len(bars), 1)
    drawing = _drawing(height)
    most = max((bar.count for bar in bars), default=0)
    room = _WIDTH - _NAME_WIDTH - 60  # for what is said behind the longest bar
    for row, bar in enumerate(bars):
        top = row * _BAR_HEIGHT
        length = room * bar.count / most if most else 0
        base = top + _BAR_HEIGHT - 6
        drawing.append(drawsvg.Text(_short(bar.name), _FONT, _NAME_WIDTH - 6, base, text_anchor="end"))
        drawing.append(drawsvg.Rectangle(_NAME_WIDTH, top + 3, round(length, 1), _BAR_HEIGHT - 6, class_="bar"))
        drawing.append(drawsvg.Text(bar.said or str(bar.count), _FONT, round(_NAME_WIDTH + length + 5, 1), base))
    return _chart(title, drawing, bars)


def column_chart(title: str, bars: Sequence[Bar], axis: str) -> Chart:
    """Columns beside one another, for a distribution. axis: what their names measure."""
    drawing = _drawing(_COLUMNS_HEIGHT)
    most = max((bar.count for bar in bars), default=0)
    width = _WIDTH / max(len(bars), 1)
    floor = _COLUMNS_HEIGHT - 36
    for column, bar in enumerate(bars):
        middle = round((column + 0.5) * width, 1)
        height = round((floor - 16) * bar.count / most, 1) if most else 0
        drawing.append(
            drawsvg.Rectangle(round(column * width + 2, 1), floor - height, round(width - 4, 1), height, class_="bar")
        )
        if bar.count:
            drawing.append(drawsvg.Text(str(bar.count), _FONT, middle, floor - height - 4, text_anchor="middle"))
        drawing.append(drawsvg.Text(_short(bar.name), _FONT - 2, middle, floor + 15, text_anchor="middle"))
    drawing.append(drawsvg.Line(0, floor, _WIDTH, floor, class_="axis"))
    drawing.append(drawsvg.Text(axis, _FONT, _WIDTH / 2, _COLUMNS_HEIGHT - 4, text_anchor="middle", class_="quiet"))
    return _chart(title, drawing, bars)


def _drawing(height: int) -> drawsvg.Drawing:
    # What stands in attributes here is ours alone: the library escapes texts, but no attributes.
    return drawsvg.Drawing(_WIDTH, height, class_="chart", aria_hidden="true")


def _short(name: str) -> str:
    shown = one_line(name)
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[: _LONGEST_NAME - 1]}…"


def _chart(title: str, drawing: drawsvg.Drawing, bars: Sequence[Bar]) -> Chart:
    words = "; ".join(f"{bar.name}: {bar.said or bar.count}" for bar in bars)
    return Chart(title, Markup(drawing.as_svg(header="")), words or "none")
