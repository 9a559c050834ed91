"""What SECURITY.md says is so: its tests exist, and its limits are those of the program."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from auditor.limits import AuditLimits

ROOT = Path(__file__).parents[2]
NOTES = (ROOT / "SECURITY.md").read_text("utf-8")


def test_every_test_that_is_named_exists() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", NOTES))
    assert len(named) > 20
    assert not [name for name in sorted(named) if f"def {name}(" not in sources]


def test_the_table_of_limits_is_the_programs() -> None:
    rows = [f"| `{one.name}` | {one.default:,} | {one.metadata['reason']} |" for one in fields(AuditLimits)]
    assert [line for line in NOTES.split("\n") if re.match(r"\| `\w+` \| \d", line)] == rows
