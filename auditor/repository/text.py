"""Bytes of a blob to text."""

from __future__ import annotations

import codecs

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
