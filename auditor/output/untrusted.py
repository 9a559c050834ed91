"""Text from repositories, made fit to be shown: a terminal must not obey it, and an eye must not be misled by it."""

from __future__ import annotations

import json
import re
import unicodedata

_JOINERS = "\u200c\u200d"  # inside emoji and in scripts that need them


def printable(text: object) -> str:
    """The text with control characters taken out, and characters without a shape (bidi controls and the like) named.

    Line ends stay, a tab becomes four spaces. None is the empty string.
    """
    shown = "" if text is None else str(text).expandtabs(4)
    if shown.isascii() and shown.isprintable():
        return shown
    return shown.translate(_SHOWN)


def one_line(text: object) -> str:
    """The same with all white space, line ends too, as single spaces."""
    return " ".join(printable(text).split())


def as_json(value: object) -> str:
    """A value as JSON text with a newline at its end. Letters stay as they are.

    What a terminal would obey, or an eye be misled by (C1 and bidi controls, halves of characters), is escaped.
    """
    return _UNSEEN.sub(_escaped, json.dumps(value, indent=2, ensure_ascii=False)) + "\n"


# ASCII's controls are escaped by JSON itself, but for DEL.
_UNSEEN = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


class _Shown(dict[int, str]):
    """Each character's form, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if category[0] == "C" and character != "\n" and character not in _JOINERS:
            character = "" if category == "Cc" else f"<U+{code:04X}>"
        self[code] = character
        return character


_SHOWN = _Shown()
