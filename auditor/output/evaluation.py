"""How far reports agree with labels, for a person at a terminal and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from auditor.errors import UnusableInput
from auditor.evaluation.agreement import Evaluation, ItemPair, Match, StatementPair, share
from auditor.evaluation.disagreements import Disagreement, Side, Topic, disagreements
from auditor.output.text import place_of
from auditor.output.untrusted import one_line, printable

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

ALL = "all"


def to_json(evaluation: Evaluation) -> str:
    """The evaluation as text: totals, the counts of each item and kind of statement, and every disagreement."""
    data = {
        "repositories": list(evaluation.repositories),
        "without_report": list(evaluation.without_report),
        "of_another_commit": list(evaluation.of_another_commit),
        "total": {
            **_item_counts(evaluation.items),
            "macro_average": round(evaluation.macro_average, 4),
            "statements": _statement_counts(evaluation.statements),
            "contradictions": {
                "labelled": len(evaluation.contradictions),
                "found": sum(pair.is_found for pair in evaluation.contradictions),
            },
        },
        "items": {item: _item_counts(pairs) for item, pairs in evaluation.by_item.items()},
        "statements": {kind: _statement_counts(pairs) for kind, pairs in evaluation.by_kind.items()},
        "disagreements": [asdict(found) for found in disagreements(evaluation)],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def show_evaluation(evaluation: Evaluation, show: str, console: Console) -> None:
    """Print the agreement on each item and kind of statement, the disagreements asked for, and the totals.

    show: an item's id, a topic, "all", or the empty string for none. Raises UnusableInput where it is none of these.
    """
    shown = _chosen(evaluation, show)
    for part in (_items(evaluation), _statements(evaluation)):
        console.print(part)
        console.print()
    for disagreement in shown:
        console.print(_two_sides(disagreement))
        console.print()
    console.print(_totals(evaluation))


def _chosen(evaluation: Evaluation, show: str) -> list[Disagreement]:
    names = {ALL, *Topic, *evaluation.by_item}
    if show and show not in names:
        raise UnusableInput(
            f"there is nothing called {show} to show: name an item, {ALL}, or one of {', '.join(Topic)}"
        )
    return [
        found
        for found in disagreements(evaluation)
        if show and (show in (ALL, found.subject) or show in list(found.topics))
    ]


def _item_counts(pairs: Sequence[ItemPair]) -> dict[str, Any]:
    return {
        "labelled": len(pairs),
        "status": sum(pair.status_agrees for pair in pairs),
        "share": round(share(pairs), 4),
        "ticks": sum(pair.tick_agrees for pair in pairs),
        "stances_labelled": sum(pair.stance_agrees is not None for pair in pairs),
        "stances": sum(pair.stance_agrees is True for pair in pairs),
        "claims": sum(pair.is_claim for pair in pairs),
        "wrongly_accused": sum(pair.is_wrongly_accused for pair in pairs),
        "false_claims": sum(pair.is_false_claim for pair in pairs),
        "missed": sum(pair.is_missed for pair in pairs),
    }


def _statement_counts(pairs: Iterable[StatementPair]) -> dict[str, int]:
    matches = Counter(pair.match for pair in pairs)
    return {
        "labelled": matches.total(),
        "found": matches.total() - matches[Match.MISSING],
        "right": matches[Match.RIGHT],
        "opposite": matches[Match.OPPOSITE],
    }


def _items(evaluation: Evaluation) -> RenderableType:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("item", no_wrap=True)
    for column in ("status", "ticks", "stances", "accused", "missed"):
        table.add_column(column, justify="right")
    for item, pairs in evaluation.by_item.items():
        counts = _item_counts(pairs)
        table.add_row(
            one_line(item),
            f"{counts['status']}/{counts['labelled']}",
            f"{counts['ticks']}/{counts['labelled']}",
            f"{counts['stances']}/{counts['stances_labelled']}",
            _unless_none(counts["wrongly_accused"]),
            _unless_none(counts["missed"]),
            style="" if pairs and counts["status"] == counts["labelled"] else "yellow",
        )
    return table


def _statements(evaluation: Evaluation) -> RenderableType:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("statements", no_wrap=True)
    for column in ("labelled", "found", "right", "opposite"):
        table.add_column(column, justify="right")
    for kind, pairs in evaluation.by_kind.items():
        counts = _statement_counts(pairs)
        numbers = (counts["labelled"], counts["found"], counts["right"])
        table.add_row(one_line(kind), *map(str, numbers), _unless_none(counts["opposite"]))
    return table


def _unless_none(count: int) -> str:
    return str(count) if count else ""


def _totals(evaluation: Evaluation) -> RenderableType:
    from rich.table import Table

    counts, statements = _item_counts(evaluation.items), _statement_counts(evaluation.statements)
    found = sum(pair.is_found for pair in evaluation.contradictions)
    labelled = counts["labelled"]
    rows = {
        "repositories": str(len(evaluation.repositories)),
        "no report": ", ".join(evaluation.without_report),
        "other commit": ", ".join(evaluation.of_another_commit),
        "status": f"{counts['status']}/{labelled} = {counts['share']:.3f}, "
        f"mean over the items {evaluation.macro_average:.3f}",
        "ticks": f"{counts['ticks']}/{labelled}",
        "stances": f"{counts['stances']}/{counts['stances_labelled']}",
        "accused": f"{counts['wrongly_accused']} wrongly, of {counts['claims']} ticked claims",
        "missed": f"{counts['missed']} of {counts['false_claims']} false claims called supported",
        "statements": f"{statements['right']} right, {statements['opposite']} opposite, {statements['found']} found, "
        f"of {statements['labelled']} labelled",
        "contradictions": f"{found} of {len(evaluation.contradictions)} found",
    }
    table = Table(box=None, show_header=False, pad_edge=False)
    for name, value in rows.items():
        if value:
            table.add_row(name, one_line(value))
    return table


def _two_sides(disagreement: Disagreement) -> RenderableType:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    parts = (disagreement.repository, disagreement.subject, f"({', '.join(disagreement.topics)})")
    table = Table(
        title=Text("  ".join(map(one_line, parts)), style="bold"), title_justify="left", box=box.SIMPLE, expand=True
    )
    table.add_column("label", ratio=2, overflow="fold")
    table.add_column("report", ratio=3, overflow="fold")
    table.add_row(_side(disagreement.label), _side(disagreement.report))
    return table


def _side(side: Side) -> RenderableType:
    from rich.console import Group
    from rich.text import Text

    lines: list[Text] = [Text(one_line(side.says), style="bold")]
    if side.why:
        lines.append(Text(one_line(side.why)))
    for piece in side.evidence:
        if isinstance(piece, str):
            lines.append(Text(f"- {one_line(piece)}"))
            continue
        lines.append(Text.assemble("- ", place_of(piece), f"  {one_line(piece['message'])}"))
        lines += [Text(f"  | {line}", style="dim") for line in printable(piece["excerpt"]).split("\n") if line]
    return Group(*lines)
