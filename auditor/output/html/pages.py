"""What every page has in common: one Jinja2 environment, the style sheet, and a policy that lets nothing else in.

A page is one file. Its style and scripts are inside it, and its Content-Security-Policy names them by their digests, so
that a browser runs nothing that came in with a repository's text, and asks nobody for anything.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from auditor.output.text import MEANINGS
from auditor.output.untrusted import printable

if TYPE_CHECKING:
    from jinja2 import Environment

_PACKAGE = "auditor.output.html"
_LONGEST = 1000  # characters of a line; nobody reads more

# A verdict is told by a symbol beside its word: colours are only a help. All of these are in the fonts of every system.
SYMBOLS = {
    "contradicted": "≠",
    "unsupported": "✗",
    "refuted": "✗",
    "weak": "◐",
    "unverifiable": "?",
    "supported": "✓",
    "confirmed": "✓",
    "unclaimed": "+",
    "blank": "–",
}


def render(template: str, **values: object) -> str:
    """The page that a template of `templates/` makes of these values.

    All values are escaped, and their control characters taken out; a name that a template uses must be among them.
    A template extends `base.html`, and may set `styles` and `scripts`: lists of files in `static/`.
    """
    return _environment().get_template(template).render(values)


def week_title(week: str) -> str:
    """The heading of a part of the course, as the rulebook's items name it; empty where that is not told."""
    if not week:
        return "Items"
    return f"Week {week}" if week.isdecimal() else week.capitalize()


def inert(value: object) -> object:
    """A value as a page shows it: text that no browser obeys and that misleads no eye. Markup, which is ours, stays."""
    return value if isinstance(value, Markup | int | float) else printable(value)


def theirs(text: object) -> Markup:
    """Words of a repository, kept apart from ours, whatever direction they are written in. Long ones are cut."""
    shown = printable(text)
    return Markup(f"<bdi>{escape(shown if len(shown) <= _LONGEST else f'{shown[:_LONGEST]}…')}</bdi>")


def outside(text: object, url: str | None) -> Markup:
    """A link to another site, where there is an address; otherwise the text alone."""
    shown = theirs(text)
    return Markup(f'<a href="{escape(printable(url))}">{shown}</a>') if url and url.startswith("https://") else shown


@cache
def inline(names: Iterable[str]) -> Markup:
    """The text of files of `static/`, one behind the other, to stand inside a page."""
    static = files(_PACKAGE).joinpath("static")
    return Markup("\n".join(static.joinpath(name).read_text("utf-8") for name in names))


def source_of(text: str) -> Markup:
    """How a Content-Security-Policy names an inline style or script, which must be this text to the letter.

    https://www.w3.org/TR/CSP3/#match-element-to-source-list
    """
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return Markup(f"'sha256-{digest}'")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(_PACKAGE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=inert,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals |= {
        "inline": lambda names: inline(tuple(names)),
        "source_of": source_of,
        "theirs": theirs,
        "outside": outside,
        "symbols": SYMBOLS,
        "meanings": {verdict.value: meaning for verdict, meaning in MEANINGS.items()},
    }
    return environment
