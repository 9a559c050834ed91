"""A rulebook for a person at a terminal: its items, and what the rule of each looks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from auditor.errors import UnusableInput
from auditor.output.explain import no_such_item

if TYPE_CHECKING:
    from rich.console import Console

    from auditor.rulebook import Rulebook


# The line ends inside a paragraph: docstrings are wrapped for an editor, not for the reader's terminal.
_PARAGRAPH_BREAKS = re.compile(r"(?<!\n)\n(?![\n\s*-])")


def show_items(rulebook: Rulebook, console: Console) -> None:
    """Print the id and text of every item, and which have no rule."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    for item in rulebook.items:
        text = Text(item.text) if item.id in rulebook.rules else Text.assemble(item.text, ("  (no rule yet)", "dim"))
        table.add_row(Text(item.id, style="bold"), text)
    console.print(table)


def show_item(rulebook: Rulebook, id_: str, console: Console) -> None:
    """Print what an item asks for, what its rule looks for, and the rule's examples with their statuses.

    Raises UnusableInput where the rulebook has no such item.
    """
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    item = next((item for item in rulebook.items if item.id == id_), None)
    if item is None:
        raise UnusableInput(no_such_item(id_, [known.id for known in rulebook.items]))
    console.print(Text.assemble((item.text, "bold"), f"  [{item.id}]"))
    console.print(Text(f"in the checklists of {', '.join(item.templates)}\n"))
    criteria = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for status, criterion in item.criteria.items():
        criteria.add_row(Text(status, style="bold"), criterion)
    console.print(criteria)
    rule = rulebook.rules.get(id_)
    if rule is None:
        console.print(Text("\nNo rule judges this item yet."))
        return
    console.print(Text(f"\n{_PARAGRAPH_BREAKS.sub(' ', rule.description)}"))
    console.print(Text("\nExamples", style="bold"))
    examples = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for example in rule.examples:
        examples.add_row(Text(example.status, style="bold"), example.name)
    console.print(Padding(examples, (0, 0, 0, 2)))
