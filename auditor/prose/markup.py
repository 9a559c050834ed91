"""Markdown and HTML inside a line of text."""

from __future__ import annotations

import re

_HTML_TAGS = (
    "a|abbr|b|big|blockquote|br|caption|center|code|dd|del|details|div|dl|dt|em|figcaption|figure|font|h[1-6]|hr|i|img|"
    "ins|kbd|li|mark|ol|p|pre|s|section|small|source|span|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|u|ul|"
    "var|video"
)
_TAG = rf"</?(?:{_HTML_TAGS})\b[^<>]{{0,1000}}+>"
_COMMENT = r"<!--(?:[^-<]|-(?!->)|<(?!!)){0,2000}+-->"
_TARGET = r"\]\((?:[^()\n]|\([^()\n]{0,300}+\)){0,1000}+\)"
URL = r"(?:https?://|www\.)[^\s<>\"'`)\]]{1,2000}(?<![.,;:!?*_])"

CODE_SPAN = r"`{1,3}[^`\n]{1,2000}+`{1,3}"

# What holds no sentence end, whatever full stops stand in it.
UNBREAKABLE = re.compile(
    rf"{CODE_SPAN}|!?\[[^\[\]\n]{{0,1000}}+{_TARGET}|{_COMMENT}|{_TAG}|{_TARGET}|{URL}", re.IGNORECASE
)
LINE_BREAK_TAG = re.compile(r"<br\s*+/?>|</(?:p|li|div|tr|h[1-6])>", re.IGNORECASE)

_MARKUP = re.compile(
    rf"(?P<kept>{CODE_SPAN}|{URL})"
    rf"|(?P<dropped>{_COMMENT}|{_TAG}|!\[[^\]\n]{{0,1000}}+{_TARGET}|~~[^~\n]{{1,500}}+~~|{_TARGET}|&nbsp;)"
    r"|(?P<dunder>\b__[^\W_]{1,40}+__)"
    r"|(?P<stars>(?<![\w/.])\*{1,3}+(?=[^\s*./])|(?<=[^\s*/])\*{1,3}+(?![\w.]\w)|(?<=\w)\*{2,3}+(?=\w))"
    r"|(?P<underscores>(?<![\w/.*])_{1,3}+(?=[^\s_])|(?<=[^\s_])_{1,3}+(?![\w/.(]))"
    r"|(?P<bracket>!?\[(?=[^\[\]\n]{0,500}\]\())",
    re.IGNORECASE,
)
_LATEX_PERCENT = re.compile(r"\$(\d[\d.]{0,5}\s?%)\$")
_MARKUP_CHARACTERS = re.compile(r"[*_`<\[~&\]]")


def blank_markup(text: str) -> str:
    """The text with everything that is markup replaced by spaces, so that offsets stay what they are.

    Emphasis, tags, comments, images, the targets of links and struck-out words go; the text of links, inline code and
    addresses stay as they are. Per cents lose what LaTeX wants around them: $70\\%$.
    """
    text = _LATEX_PERCENT.sub(r" \1 ", text.replace("\\%", " %"))
    if not _MARKUP_CHARACTERS.search(text):
        return text
    return _MARKUP.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return match[0] if match.lastgroup in {"kept", "dunder"} else " " * len(match[0])
