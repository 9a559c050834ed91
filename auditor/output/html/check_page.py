"""The page of a hand-in: the report as it reads, with the check of each question beside it.

Nothing of the report is obeyed: its HTML shows as text, its links lead to other sites only, and its figures are the
pictures that lie beside it.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote

from markupsafe import Markup

from auditor.hand_in import HandIn
from auditor.output.check import range_of, shortfalls
from auditor.output.html.figures import LARGEST, LARGEST_INSIDE
from auditor.output.html.pages import render
from auditor.output.untrusted import printable
from auditor.output.words import media_type
from auditor.place import Place
from auditor.report.answers import images_in
from auditor.report.blocks import without_comments
from auditor.secrets import mask

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import OptionsDict

Entry: TypeAlias = dict[str, Any]
Environment: TypeAlias = MutableMapping[str, Any]  # "address": where a page has a figure, by its path in the report

_FRONT_MATTER = re.compile(r"\A---\n(?:[^\n]*\n){0,20}?---\n")  # of the site that the course's pages are made with
_TAG = re.compile(r"<[^<>]*+>")
_LINE_BREAK = re.compile(r"<br\s*+/?+>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the report, and the question whose answer begins with it."""

    question: Entry | None
    text: Markup


def check_page(entries: Entry, handed_in: HandIn) -> str:
    """The page of a report. entries: its check, as `auditor.output.check.check_entries` gives it."""
    questions = entries["questions"]
    return render(
        "check.html",
        entries=entries,
        off=[question for question in questions if shortfalls(question)],
        parts=list(_parts(handed_in, [question for question in questions if question["line"]])),
        shortfalls=shortfalls,
        range_of=range_of,
    )


def _parts(handed_in: HandIn, questions: Sequence[Entry]) -> Iterator[Part]:
    """The report taken apart before the block in which each question's answer begins."""
    markdown, environment = _markdown(), {"address": _addresses(handed_in.file)}
    tokens = markdown.parse(_shown(handed_in.text), environment)
    waiting = sorted(questions, key=lambda question: question["line"], reverse=True)
    question, begin = None, 0
    for index, token in enumerate(tokens):
        if token.level or token.nesting < 0 or token.map is None:
            continue
        while waiting and waiting[-1]["line"] <= token.map[1]:
            yield Part(question, _rendered(tokens[begin:index], environment))
            question, begin = waiting.pop(), index
    yield Part(question, _rendered(tokens[begin:], environment))


def _shown(text: str) -> str:
    """A report's text without what misleads the eye or is secret, its lines where they were."""
    text = _FRONT_MATTER.sub(lambda match: "\n" * match[0].count("\n"), text)
    return "\n".join(mask(line) for line in printable(text).split("\n"))


def _rendered(tokens: Sequence[Token], environment: Environment) -> Markup:
    for token in tokens:
        if token.type.startswith("heading"):
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"  # the page has a title of its own
        token.attrs.pop("style", None)  # of aligned cells; the page's policy allows none
    markdown = _markdown()
    return Markup(markdown.renderer.render(tokens, markdown.options, environment))


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # HTML is recognised so that comments are left out and its images shown; none of it is passed on.
    markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    markdown.add_render_rule("image", _image)
    markdown.add_render_rule("link_open", _link)
    markdown.add_render_rule("html_inline", _inline_html)
    markdown.add_render_rule("html_block", _html_block)
    return markdown


def _image(_: RendererHTML, tokens: Sequence[Token], index: int, __: OptionsDict, environment: Environment) -> str:
    return _figure(str(tokens[index].attrs["src"]), tokens[index].content, environment)


def _link(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, environment: Environment
) -> str:
    if not str(tokens[index].attrs.get("href", "")).startswith(("https://", "http://", "mailto:")):
        tokens[index].attrs.pop("href", None)
    return renderer.renderToken(tokens, index, options, environment)


def _inline_html(
    _: RendererHTML, tokens: Sequence[Token], index: int, __: OptionsDict, environment: Environment
) -> str:
    content = without_comments(tokens[index].content)
    if _LINE_BREAK.fullmatch(content):
        return "<br>"
    return _figures_in(content, environment) or str(Markup.escape(content))


def _html_block(_: RendererHTML, tokens: Sequence[Token], index: int, __: OptionsDict, environment: Environment) -> str:
    content = without_comments(tokens[index].content)
    if figures := _figures_in(content, environment):
        return str(Markup("<p>{}{}</p>\n").format(Markup(figures), _TAG.sub("", content)))
    return str(Markup("<pre>{}</pre>\n").format(content)) if content.strip() else ""


def _figures_in(content: str, environment: Environment) -> str:
    images = images_in(content, Place()) if "<img" in content.lower() else []
    return "".join(_figure(image.target, image.alt, environment) for image in images)


def _figure(target: str, alt: str, environment: Environment) -> str:
    address = environment["address"](target)
    if address:
        return str(Markup('<img src="{}" alt="{}">').format(address, alt or "figure without a description"))
    return str(Markup('<span class="quiet">[a figure that is not shown: {} {}]</span>').format(alt, target))


def _addresses(read: Callable[[str], bytes | None]) -> Callable[[str], str | None]:
    """What gives the data: address of a figure by its path in the report; None for what is not to be shown."""
    left = LARGEST_INSIDE

    def address(target: str) -> str | None:
        nonlocal left
        data = read(unquote(target.partition("#")[0].partition("?")[0])) or b""
        kind = media_type(data)
        if kind is None or len(data) > min(left, LARGEST):
            return None
        left -= len(data)
        return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"

    return address
