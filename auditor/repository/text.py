"""Bytes of a blob to text."""

from __future__ import annotations

import codecs
import re

# UTF-32's little-endian mark begins with UTF-16's, so it comes first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def is_binary(data: bytes) -> bool:
    """Whether data is no text, by git's own heuristic: a NUL among the first 8,000 bytes, unless a mark says UTF-16."""
    if data.startswith(tuple(mark for mark, _ in _MARKS)):
        return False
    return b"\0" in data[:8000]


def decode(data: bytes) -> str:
    """Text of data: UTF-8, UTF-16 or UTF-32 where a byte order mark says so, and Latin-1 as the last resort.

    Line ends become "\\n", so that line numbers mean the same everywhere.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data.decode(encoding, errors="replace")
            break
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = data.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")


_PAIR = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_HALF = r"(?P<u>\\u)[dD][89a-fA-F][0-9a-fA-F]{2}|(?P<U>\\U0000)[dD][89a-fA-F][0-9a-fA-F]{2}"
_HALVES = re.compile(_HALF)
_PAIRS_AND_HALVES = re.compile(f"{_PAIR}|{_HALF}")


def without_halves(text: str, pairs: bool = False) -> str:
    """The text with `\\ufffd` for escapes that stand for half a character, which could not be written out again.

    pairs: two halves next to each other are a character, as in JSON; in Python they are not.
    """
    if "\\ud" not in text and "\\uD" not in text and "\\U0000" not in text:
        return text
    return (_PAIRS_AND_HALVES if pairs else _HALVES).sub(_replacement, text)


def _replacement(match: re.Match[str]) -> str:
    head = match["u"] or match["U"]
    return f"{head}fffd" if head else match[0]
