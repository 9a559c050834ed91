from __future__ import annotations

import pytest

from auditor.report.members import read_group_number, read_members


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("s123456, s234567 , S345678", ("s123456", "s234567", "s345678")),
        ("s123456 s234567\ns345678 and s456789", ("s123456", "s234567", "s345678", "s456789")),
        ("*s123456, s234567*", ("s123456", "s234567")),
        ("* Ada Lovelace: s123456\n* Alan Turing (s234567)", ("s123456", "s234567")),
        ("s123456 - Ada Lovelace <br>\ns234567 - Alan van der Turing <br>", ("s123456", "s234567")),
        ("Ada Lovelace, s123456, Alan Turing, s234567", ("s123456", "s234567")),
        ("Ada Lovelace\ns123456\n\nAlan Turing\ns234567", ("s123456", "s234567")),
        ("s123456, turing, s234567", ("s123456", "turing", "s234567")),
        ("s123456, s234567, Grace Hopper", ("s123456", "s234567", "Grace Hopper")),
        ("s123456, just me", ("s123456",)),
        ("- Ada Lovelace (13012345)\n- Alan Turing (12912345)", ("13012345", "12912345")),
        ("Ada Lovelace, Alan Turing & Grace Hopper", ("Ada Lovelace", "Alan Turing", "Grace Hopper")),
        ("s123456 (s123456@student.example.org), s234567 (s234567@student.example.org)", ("s123456", "s234567")),
        ("Study numbers: s123456, s234567", ("s123456", "s234567")),
        ("", None),
        ("We do not have any.", None),
        ("NaN", None),
    ],
)
def test_members(text: str, members: tuple[str, ...] | None) -> None:
    assert read_members(text) == members


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("Group 12", "12"),
        ("MLOps 7", "7"),
        ("Group: 128", "128"),
        ("group B", "B"),
        ("NaN", None),
        ("", None),
    ],
)
def test_group_number(text: str, number: str | None) -> None:
    assert read_group_number(text) == number
