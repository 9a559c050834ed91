"""Text of repositories, made fit to be shown."""

from __future__ import annotations

import pytest

from auditor.output.untrusted import one_line, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("Grüße, 日本 👩‍💻", "Grüße, 日本 👩‍💻"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x9b31mred\x07\x08", "31mred"),
        ("user\u202egnp.exe", "user<U+202E>gnp.exe"),
        ("zero\u200bwidth", "zero<U+200B>width"),
        ("half \ud800", "half <U+D800>"),
        ("a\tb\nc\r", "a   b\nc"),
        (None, ""),
    ],
)
def test_nothing_is_left_that_a_terminal_obeys_or_that_misleads(text: str | None, shown: str) -> None:
    assert printable(text) == shown


def test_one_line_is_one_line() -> None:
    assert one_line("first\n  second\u2028third") == "first second third"
