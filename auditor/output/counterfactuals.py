"""What became of items without their evidence, for a person at a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from auditor.output.untrusted import one_line

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from auditor.evaluation.counterfactuals import Counterfactual


def show_counterfactuals(tried: Sequence[Counterfactual], console: Console) -> None:
    """Print one row for each item and change: the status that remains, and what keeps an item present."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("item", no_wrap=True)
    table.add_column("lines")
    table.add_column("then")
    table.add_column("because")
    for one in tried:
        then = "untried" if one.after is None else one.after.status.value
        table.add_row(one.item, one.change.value, then, _because(one), style="red" if one.stands else "")
    console.print(table)
    stand = sum(one.stands for one in tried)
    untried = sum(one.after is None for one in tried)
    console.print(f"\n{len(tried)} tried, {stand} still present, {untried} cannot be tried.")


def _because(one: Counterfactual) -> RenderableType:
    from rich.text import Text

    if one.after is None:
        return Text(one_line(one.untried))
    lines = [one_line(one.after.summary)]
    if one.stands:
        lines += [f"- {one_line(piece.place)}  {one_line(piece.message)}" for piece in one.after.evidence]
    elif one.broken:
        lines.append(f"- no longer readable: {one_line(', '.join(one.broken))}")
    return Text("\n".join(lines))
