"""Text from repositories, made fit to be shown: a terminal must not obey it, and an eye must not be misled by it."""

from __future__ import annotations

import unicodedata

_JOINERS = "\u200c\u200d"  # inside emoji and in scripts that need them


def printable(text: object) -> str:
    """The text with control characters taken out, and characters without a shape (bidi controls and the like) named.

    Line ends stay, a tab becomes four spaces. None is the empty string.
    """
    shown = "" if text is None else str(text).expandtabs(4)
    if shown.isascii() and shown.isprintable():
        return shown
    return "".join(_shown(character) for character in shown)


def one_line(text: object) -> str:
    """The same with all white space, line ends too, as single spaces."""
    return " ".join(printable(text).split())


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if character == "\n" or category[0] != "C" or character in _JOINERS:
        return character
    if category == "Cc":
        return ""
    return f"<U+{ord(character):04X}>"
