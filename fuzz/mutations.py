"""Files bent out of shape: what people mistype, what editors leave behind, and what an attacker would try."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

# Strings that parsers, encoders or readers are known to stumble over.
ODD = (
    *("\0", "\x07", "\x0b", "\x0c", "\r", "\x1b[31m", "\x85", "\xa0", "\u200b", "\u2028", "\u202e", "\ufeff", "\ufffd"),
    *("²", "٣", "①", "ß", "İ", "ﬁ", "a\u0301", "ｐｙｔｅｓｔ", "раndas", "\U0001f600"),
    *("9" * 5000, "-1", "0", "1e999", "nan", "0x", "1_000", "1" + "0" * 400, "1/0", "٪", "9" * 20),
    *("&a [*a, *a]", "*a", "<<: *a", "!!python/object/apply:os.system [ls]", "---\n", "...\n", "? ", "- - - "),
    *("{{ x }}", "${{ matrix.x }}", "${x:-", "$(", "`", "<<EOF\n", "\\\n", "^\n", "; ", " && ", " || true", " # "),
    *("'''", '"""', 'f"{', "lambda: ", "yield ", "await ", ":=", "*", "**", "@", "match x:\n", "if 0:\n"),
    *("<!--", "-->", "![](", "](", "* [x] ", "> ", "### Question 7\n", "```\n", "~~~\n", "|", "&#0;", "&#xD800;"),
    *("\\ud800", "\\u0000", "\\x00", "\\N{DASH}", "null", "true", "~", "[", "]", "{", "}", ",", ":", "=", "'", '"'),
    *("../" * 9, "/etc/passwd", "C:\\x", ".git/config", "file:///", "ext::sh -c ls", "-oProxyCommand=x", "//"),
)  # fmt: skip
PAIRS = (
    *(("(", ")"), ("[", "]"), ("{", "}"), ("<", ">"), ("'", "'"), ('"', '"'), ("`", "`"), ("*", "*"), ("_", "_")),
    *(("$(", ")"), ("${{", "}}"), ("<!--", "-->"), ("~~", "~~"), ("[", ",")),
)
_MOST_STEPS = 4
_MOST_COPIES = 400

Step = Callable[[str, Sequence[str], Random], str]


def bent(text: bytes, others: Sequence[bytes], random: Random, most: int) -> bytes:
    """A file, bent in a few ways. others: files to take parts from; most: bytes that it may have."""
    shape = text.decode(errors="surrogateescape")
    pool = [other.decode(errors="surrogateescape") for other in others]
    for _ in range(random.randint(1, _MOST_STEPS)):
        shape = random.choice(_STEPS)(shape, pool, random)[:most]
    return shape.encode(errors="surrogateescape")[:most]


def _span(text: str, random: Random) -> tuple[int, int]:
    start = random.randint(0, len(text))
    return start, min(len(text), start + random.choice((0, 1, 5, 20, 80)))


def _lines(text: str, random: Random) -> tuple[list[str], int, int]:
    lines = text.split("\n")
    start = random.randint(0, len(lines) - 1)
    return lines, start, min(len(lines), start + random.randint(1, 4))


def _insert(text: str, _: Sequence[str], random: Random) -> str:
    start, end = _span(text, random)
    return text[:start] + random.choice(ODD) + text[random.choice((start, end)) :]


def _repeat(text: str, _: Sequence[str], random: Random) -> str:
    start, end = _span(text, random)
    piece = text[start:end] or random.choice(ODD)
    return text[:start] + piece * random.randint(2, _MOST_COPIES) + text[end:]


def _nest(text: str, _: Sequence[str], random: Random) -> str:
    start, end = _span(text, random)
    opening, closing = random.choice(PAIRS)
    depth = random.choice((1, 2, 10, _MOST_COPIES))
    return text[:start] + opening * depth + text[start:end] + closing * depth + text[end:]


def _cut(text: str, _: Sequence[str], random: Random) -> str:
    start, end = _span(text, random)
    return text[:start] + text[end:]


def _break_off(text: str, _: Sequence[str], random: Random) -> str:
    return text[: random.randint(0, len(text))]


def _splice(text: str, others: Sequence[str], random: Random) -> str:
    lines, start = _lines(text, random)[:2]
    return "\n".join(lines[:start] + random.choice(others).split("\n")[random.randint(0, 9) :])


def _take_in(text: str, others: Sequence[str], random: Random) -> str:
    lines, start, end = _lines(text, random)
    more, first, last = _lines(random.choice(others), random)
    return "\n".join(lines[:start] + more[first:last] + lines[random.choice((start, end)) :])


def _copy_lines(text: str, _: Sequence[str], random: Random) -> str:
    lines, start, end = _lines(text, random)
    return "\n".join(lines[:end] + lines[start:end] * random.randint(1, 40) + lines[end:])


def _indent(text: str, _: Sequence[str], random: Random) -> str:
    lines, start, end = _lines(text, random)
    mark = random.choice(("  ", "    ", "\t", "> ", "# ", "- ", "* [x] ", " " * 200, "> " * 60))
    return "\n".join(lines[:start] + [mark + line for line in lines[start:end]] + lines[end:])


def _stairs(text: str, _: Sequence[str], random: Random) -> str:
    """Lines that nest in each other, one deeper each time."""
    lines, start = _lines(text, random)[:2]
    step = random.choice((" ", "  ", "\t"))
    stairs = [step * depth + lines[start].strip() for depth in range(random.choice((3, 30, 120)))]
    return "\n".join(lines[:start] + stairs + lines[start:])


def _join_lines(text: str, _: Sequence[str], random: Random) -> str:
    lines, start, end = _lines(text, random)
    return "\n".join([*lines[:start], random.choice(("", " ", ", ", "\\")).join(lines[start:end]), *lines[end:]])


def _case(text: str, _: Sequence[str], random: Random) -> str:
    start, end = _span(text, random)
    return text[:start] + text[start:end].swapcase() + text[end:]


def _bytes(text: str, _: Sequence[str], random: Random) -> str:
    """Bytes that are no UTF-8."""
    start, end = _span(text, random)
    return text[:start] + random.choice(("\udcff", "\udcc3", "\udced\udca0\udc80", "\udcff\udcfe")) + text[end:]


_STEPS: tuple[Step, ...] = (
    *(_insert, _insert, _insert, _repeat, _nest, _cut, _break_off, _splice, _take_in, _take_in),
    *(_copy_lines, _indent, _stairs, _join_lines, _case, _bytes),
)
