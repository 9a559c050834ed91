"""Evidence that does not stand where it says, for a person at a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from auditor.output.untrusted import one_line

if TYPE_CHECKING:
    from rich.console import Console

    from auditor.evaluation.verification import Offence


def show_offences(offences: Sequence[Offence], console: Console) -> None:
    """Print each offence with its place, kind and message; a line that says so where there is none."""
    from rich.text import Text

    for offence in offences:
        evidence = offence.evidence
        place = Text(one_line(evidence.place), style="bold")
        console.print(Text.assemble(place, f"  {one_line(evidence.kind)}: {one_line(evidence.message)}"))
        console.print(Text(f"    {one_line(offence.problem)}"))
    console.print(f"\nEvidence that does not stand where it says: {len(offences)}")
