"""The sentences of an answer, told apart, each with the lines that it stands on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from auditor.place import Place
from auditor.prose.markup import LINE_BREAK_TAG, UNBREAKABLE, blank_markup
from auditor.prose.words import word_set
from auditor.report import Answer

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Context = Literal["prose", "list", "table", "code", "heading", "quote"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; or a row of a table, a line of code, a heading.

    text is as it stands in the file, its line ends turned into spaces. plain is text with its markup blanked out (see
    `blank_markup`): an offset in one is the same offset in the other. lead is the (plain) unfinished sentence that
    leads up to a list, a table or code, "We used the following tools:"; of a table's rows it is the head row.
    """

    text: str
    plain: str
    place: Place
    question: int
    context: Context = "prose"
    lead: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a block without what makes it a list or a quote, and where it stands in the answer, from 0."""

    text: str
    index: int


# Abbreviations that a sentence never ends with, that are only such before a number, and that may end a sentence.
_NEVER_LAST = word_set("a.k.a aka approx ca cf dr e.g eg esp i.e ie incl mr mrs ms prof resp viz vs w.r.t")
_BEFORE_NUMBER = word_set("ch eq ex fig figs max min no nr p pp q sec tab v ver vol")
_PERHAPS_LAST = word_set("al etc inc ltd")
_END = re.compile(r"(?:[.!?]{1,20}+|…)[\"'”’»)\]*_]{0,6}+(?=\s|$)")
# Words that begin a sentence, for full stops that no space follows: "done.We". "torch.Tensor" is none.
_END_WITHOUT_SPACE = re.compile(
    r"(?<=[a-z0-9)\]`\"”%])[.!?](?=(?:The|This|That|These|Those|There|They|Then|We|Our|It|Its|In|For|If|To|As|At|By|On|"
    r"However|Also|When|While|With|And|But|So|All|Each|Every|Furthermore|Additionally|Moreover|Here|After|Before|Since|"
    r"Because|Instead|Finally|First|Another|One|I|A|An|My|You|Using|From|Both|Although|Some|Overall)\b(?!\())"
)
_LAST_WORD = re.compile(r"[\w.'’-]{0,40}$")
_ITEM_MARK = re.compile(r"(?:(?:[•◦▪●■‣·–—]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+(?=\S)|-(?=[A-Z]))")
_OPENING_MARKS = re.compile(r"\s*+-{3,}+\s*+|-(?=[A-Z])|[\s*>•◦–—-]*(?<=\s)|[\s\ufeff]*")
_SAYS_SOMETHING = re.compile(r"[^\W_]|[✓✗✅❌]")
_HARD_BREAK = re.compile(r"(?: {2,}|\\)$")
_DELIBERATELY_SHORT = 0.6  # of a paragraph's longest line: a line that short did not end for want of room


def read_sentences(answer: Answer) -> list[Sentence]:
    """The sentences of an answer in their order.

    Every item of a list is told apart from the next, a table gives a sentence for each row and a code fence one for
    each line. Images, tags and empty lines give none.
    """
    if not answer.text.strip():
        return []
    return list(_Reader(answer).read())


class _Reader:
    """Goes through the blocks of an answer, knowing what leads up to each."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._lines = answer.text.split("\n")
        self._leads = [""]  # of the lists that are open, outermost first, beginning with none
        self._last = ""  # the sentence before, where it can be a lead

    def read(self) -> Iterator[Sentence]:
        """The sentences, block by block."""
        quotes = 0
        before = ""
        for token in _parser().parse(self._answer.text):
            if token.type in {"bullet_list_open", "ordered_list_open"}:
                self._leads.append(_as_lead(self._last) or self._leads[-1])
            elif token.type in {"bullet_list_close", "ordered_list_close"}:
                self._leads.pop()
                self._last = ""
            elif token.type == "list_item_open":
                self._last = ""
            elif token.type in {"blockquote_open", "blockquote_close"}:
                quotes += token.nesting
            elif token.map and token.type == "inline" and before == "paragraph_open":
                yield from self._paragraph(token, "quote" if quotes else "list" if len(self._leads) > 1 else "prose")
            elif token.map and token.type == "inline" and before == "heading_open":
                yield from self._make([_Line(token.content, token.map[0])], "heading", "")
                self._last = ""
            elif token.map and token.type == "table_open":
                yield from self._table([_Line(self._lines[index], index) for index in range(*token.map)])
            elif token.map and token.type == "fence":
                yield from self._code(token.content, token.map[0] + 1)
            before = token.type

    def _paragraph(self, token: Token, context: Context) -> Iterator[Sentence]:
        assert token.map
        lines = [_Line(text, token.map[0] + index) for index, text in enumerate(token.content.split("\n"))]
        lead = self._leads[-1]
        rows: list[_Line] = []
        for part in _parts(lines):
            if _is_row(part[0].text):
                rows.extend(part)
            elif context == "prose" and _ITEM_MARK.match(part[0].text):
                lead = _as_lead(self._last) or lead
                self._last = ""
                yield from self._make(part, "list", lead)
            else:
                for sentence in self._make(part, context, lead):
                    yield sentence
                    self._last = sentence.plain
        yield from self._table(rows)

    def _table(self, rows: Sequence[_Line]) -> Iterator[Sentence]:
        """A sentence for each row below the head."""
        head = ""
        for row in rows:
            text = row.text.strip()
            if not _SAYS_SOMETHING.search(text):
                continue
            if head:
                yield self._sentence(text, row.index, row.index, "table", head)
            else:
                head = " ".join(blank_markup(text).replace("|", " ").split())
                self._last = ""

    def _code(self, content: str, start: int) -> Iterator[Sentence]:
        """A sentence for each line of a code fence."""
        lead = _as_lead(self._last) or self._leads[-1]
        self._last = ""
        for index, line in enumerate(content.split("\n"), start):
            if line.strip():
                yield self._sentence(line.strip(), index, index, "code", lead)

    def _make(self, lines: Sequence[_Line], context: Context, lead: str) -> Iterator[Sentence]:
        """The sentences in lines that belong together."""
        texts = [line.text.strip() for line in lines]
        starts = [0]
        for text in texts[:-1]:
            starts.append(starts[-1] + len(text) + 1)
        joined = " ".join(texts)
        for start, end in _divide(joined):
            first, last = bisect_right(starts, start) - 1, bisect_right(starts, end - 1) - 1
            sentence = self._sentence(joined[start:end], lines[first].index, lines[last].index, context, lead)
            if _SAYS_SOMETHING.search(sentence.plain):
                yield sentence

    def _sentence(self, text: str, first: int, last: int, context: Context, lead: str) -> Sentence:
        plain = text if context == "code" else blank_markup(text)
        start = self._answer.place.start or 1
        place = Place(self._answer.place.path, start + first, start + last)
        return Sentence(text, plain, place, self._answer.question, context, lead)


def _as_lead(sentence: str) -> str:
    """The sentence if it is left open, as one is that leads up to a list."""
    bare = sentence.rstrip(" \"'”’)*_`")
    return "" if not bare or bare.endswith((".", "!", "?")) else sentence


def _is_row(line: str) -> bool:
    """Whether a line is a row of a table, in a place where Markdown has none."""
    return line.lstrip().startswith("|") and line.count("|") > 2


def _parts(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """The lines of a paragraph, divided where a line was ended on purpose: items without a list, rows, hard breaks."""
    longest = max(len(line.text) for line in lines)
    part: list[_Line] = []
    for line in lines:
        if part and _begins_anew(part[-1].text, line.text.lstrip(), longest):
            yield part
            part = []
        part.append(line)
    yield part


def _begins_anew(before: str, line: str, longest: int) -> bool:
    """Whether the second of two lines begins a new sentence though the first ends without a full stop."""
    bare = before.strip()
    if _ITEM_MARK.match(line) or _is_row(line) or _is_row(before) or bare.endswith(":"):
        return True
    if line.startswith("![") or (bare.startswith("![") and bare.endswith(")")):
        return True
    if not line[:1].isupper() and not line.startswith("**"):
        return False
    is_short = len(bare) < _DELIBERATELY_SHORT * longest and not bare.endswith((",", "(", "-", "/"))
    return is_short or _HARD_BREAK.search(before) is not None


def _divide(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence in a text."""
    start = 0
    for end, resume in _ends(text):
        if end > start:
            yield from _trimmed(text, start, end)
            start = resume
    yield from _trimmed(text, start, len(text))


def _ends(text: str) -> list[tuple[int, int]]:
    """Where a sentence ends and where the next begins."""
    marks = [match for match in _END.finditer(text) if _ends_sentence(text, match)]
    marks += _END_WITHOUT_SPACE.finditer(text)
    if any(mark in text for mark in ("`", "<", "](", "://", "www.")):
        unbreakable = [match.span() for match in UNBREAKABLE.finditer(text)]
        starts = [start for start, _ in unbreakable]
        marks = [mark for mark in marks if not _is_inside(mark.start(), unbreakable, starts)]
        marks += LINE_BREAK_TAG.finditer(text)
    return sorted((mark.end() if mark[0][0] != "<" else mark.start(), mark.end()) for mark in marks)


def _is_inside(offset: int, spans: Sequence[tuple[int, int]], starts: Sequence[int]) -> bool:
    index = bisect_right(starts, offset) - 1
    return index >= 0 and offset < spans[index][1]


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    """Whether a full stop (or the like) before a space is the end of a sentence."""
    following = text[match.end() : match.end() + 20].lstrip(" \"'“‘*_([")[:1]
    marks = match[0]
    if not following:
        return True
    if marks.startswith(("...", "…", "..")):
        return following.isupper()
    if ")" in marks and following.islower():
        return False
    if not marks.startswith("."):
        return True
    if text[match.start() - 1 : match.start()] == " " and marks[-1] in "\"'”’»" and following.islower():
        return False  # a quoted command that ends in a folder: "ruff check ." and more
    word = (_LAST_WORD.search(text, max(0, match.start() - 40), match.start()) or match)[0]
    bare = word.lower().strip(".")
    if bare in _NEVER_LAST:
        return False
    if bare in _BEFORE_NUMBER:
        return not following.isdigit()
    if bare in _PERHAPS_LAST:
        return following.isupper()
    if len(bare) == 1 and bare.isalpha():
        return not (word.isupper() and word != "I" and following.isupper())
    return not (match.start() < 6 and bare.isdigit() and not text[: match.start() - len(word)].strip(" *(_"))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span without blanks and dashes around it; nothing where nothing is left."""
    opening = _OPENING_MARKS.match(text, start, end)
    start = opening.end() if opening else start
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield start, end


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # What is in a block is read here. Indented text is no code in what people write, nor is a line over dashes a
    # heading, and text in HTML is still text.
    rules = ["inline", "text_join", "code", "lheading", "html_block", "reference"]
    return MarkdownIt("commonmark").enable("table").disable(rules)
