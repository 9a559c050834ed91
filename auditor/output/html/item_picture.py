"""The evidence graph around an item as a picture: what is said of it, the item, and what the repository has on it.

All that it shows is beside it in words, which is where a screen reader finds it.
"""

from __future__ import annotations

from collections.abc import Sequence

import drawsvg
from markupsafe import Markup

from auditor.output.html.pages import SYMBOLS
from auditor.output.html.pieces import Entry
from auditor.output.untrusted import one_line

_MOST = 6  # nodes in a column; the last one then stands for the rest
_WIDTH, _COLUMN, _ROW, _HEIGHT, _FONT = 464, 134, 32, 24, 11
_LONGEST = 19  # characters that fit into a node
_LEFT, _MIDDLE, _RIGHT = 0, (_WIDTH - _COLUMN) // 2, _WIDTH - _COLUMN

_Node = tuple[str, bool]  # its text, and whether it speaks against the item


def picture_of(item: Entry, evidence: Sequence[Entry]) -> Markup | None:
    """The picture of an item of the evidence report with its evidence; None where nothing is claimed or found."""
    said, found = _folded(_said(item)), _folded(_found(evidence))
    if not found or not (item["ticked"] or item.get("passages")):
        return None
    height = max(len(said), len(found)) * _ROW
    # What stands in attributes here is ours alone: the library escapes texts, but no attributes.
    drawing = drawsvg.Drawing(_WIDTH, height, class_="graph", role="img")
    drawing.append_title(
        f"{item['item']}: {item['verdict']}, {len(said)} on what is said, {len(found)} on what is there"
    )
    middle = height / 2
    edges: dict[bool, drawsvg.Path] = {}
    for column, nodes in ((_LEFT, said), (_RIGHT, found)):
        for row, (text, is_against) in enumerate(nodes):
            y = (row + 0.5) * height / len(nodes)
            ends = (_COLUMN, y, _MIDDLE, middle) if column == _LEFT else (_RIGHT, y, _MIDDLE + _COLUMN, middle)
            kind = "against" if is_against else "for"
            _connect(edges.setdefault(is_against, drawsvg.Path(class_=kind)), *ends)
            _draw(drawing, column, y, text, kind)
    drawing.extend(edges.values())
    _draw(drawing, _MIDDLE, middle, f"{SYMBOLS[item['verdict']]} {item['item']}", item["verdict"])
    return Markup(drawing.as_svg(header=""))


def _said(item: Entry) -> list[_Node]:
    tick = item.get("tick")
    nodes = [("ticked" if item["ticked"] else "not ticked", not item["ticked"])] if tick else []
    for passage in item.get("passages", ()):
        does = "denies" if passage["stance"] == "deny" else "affirms"
        nodes.append((f"question {passage['question']} {does}", passage["stance"] == "deny"))
    return nodes


def _found(evidence: Sequence[Entry]) -> list[_Node]:
    """A node for each file, branch or commit; against the item where nothing in it speaks for it."""
    against: dict[str, bool] = {}
    for entry in evidence:
        name = entry["path"] or entry["ref"] or f"commit {(entry['commit'] or '')[:10]}"
        against[name] = against.get(name, True) and entry["polarity"] == "against"
    return list(against.items())


def _folded(nodes: Sequence[_Node]) -> list[_Node]:
    """Each node once, and the last ones as one where there are many."""
    unique = list(dict.fromkeys(nodes))
    if len(unique) <= _MOST:
        return unique
    rest = unique[_MOST - 1 :]
    return [*unique[: _MOST - 1], (f"and {len(rest)} more", all(is_against for _, is_against in rest))]


def _draw(drawing: drawsvg.Drawing, x: float, y: float, text: str, kind: str) -> None:
    top = round(y - _HEIGHT / 2, 1)
    drawing.append(drawsvg.Rectangle(x, top, _COLUMN, _HEIGHT, rx=6, class_=kind))
    drawing.append(drawsvg.Text(_short(text), _FONT, x + 6, round(y + 4, 1)))


def _connect(path: drawsvg.Path, x: float, y: float, to_x: float, to_y: float) -> None:
    bend = round((x + to_x) / 2)
    path.M(x, round(y, 1)).C(bend, round(y, 1), bend, round(to_y, 1), to_x, round(to_y, 1))


def _short(text: str) -> str:
    """A text that fits into a node; of a path the end, which tells it from others."""
    shown = one_line(text)
    if len(shown) > _LONGEST and "/" in shown:
        shown = f"…/{shown.rpartition('/')[2]}"
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
