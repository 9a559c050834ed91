"""Whether code nests too deeply for a parser that knows no limit.

Python's own parser gives up in good order. libcst's does not: some thousand brackets or operators that nest overflow
its stack, which ends the process, and some hundred take it seconds. So its input is looked through before.
"""

from __future__ import annotations

import re

from auditor.limits import limits

# All far above what people write (6 brackets, 200 characters, a dozen branches), far below what libcst bears.
_MAX_CHARACTERS = 500_000
_MAX_OPERATORS = 1000
_MAX_BRANCHES = 500

_TEXT = (
    r'"""(?:[^\\]|\\.)*?"""'
    r"|'''(?:[^\\]|\\.)*?'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r"|\#[^\n]*"
)
_PIECE = re.compile(rf"{_TEXT}|[()\[\]{{}}\n]", re.DOTALL)
_PIECE_OR_COMMA = re.compile(rf"{_TEXT}|[()\[\]{{}},\n]", re.DOTALL)


def is_too_deep(text: str) -> bool:
    """Whether text is longer, or nests more brackets, operators or branches, than libcst can be trusted with.

    Operators nest when nothing ends them: so what counts is the characters since the last comma or line end, and those
    before each bracket that is still open. Strings and comments do not count.
    """
    if len(text) > _MAX_CHARACTERS or text.count("elif") > _MAX_BRANCHES:
        return True
    # Most files are well below the limits even if commas end nothing, and that is faster to tell.
    return _nests_too_deeply(text, _PIECE) and _nests_too_deeply(text, _PIECE_OR_COMMA)


def _nests_too_deeply(text: str, pieces: re.Pattern[str]) -> bool:
    around: list[int] = []  # how many characters lead to each open bracket
    length = end = 0
    for match in pieces.finditer(text):
        length += match.start() - end
        end = match.end()
        piece = text[match.start()]
        if length > _MAX_OPERATORS:
            return True
        if piece in "([{":
            length += 1
            around.append(length)
            if len(around) > limits().python_depth:
                return True
        elif piece in ")]}":
            length = around.pop() + 1 if around else 0
        elif piece == "," or (piece == "\n" and not around):
            length = around[-1] if around else 0
        elif piece in "\"'":
            length += 1
    return length + len(text) - end > _MAX_OPERATORS
