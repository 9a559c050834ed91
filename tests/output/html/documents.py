"""Pages read back as a browser would, to see what is on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class Element:
    """An element of a page: its attributes, and the text in it, that of elements inside too."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass(slots=True)
class Document:
    """All elements of a page, in their order."""

    elements: list[Element] = field(default_factory=list)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements with a tag and these attributes. A class is asked for as `class_`."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element for element in self.elements if element.tag == tag and wanted.items() <= element.attributes.items()
        ]

    @property
    def ids(self) -> list[str]:
        """The ids of all elements."""
        return [element.attributes["id"] for element in self.elements if "id" in element.attributes]


def read_page(html: str) -> Document:
    """The elements of a page. Raises AssertionError where one is not closed as it should be."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [], f"not closed: {[element.tag for element in reader.open]}"
    return reader.document


class _Reader(HTMLParser):
    _VOID = frozenset({"meta", "link", "img", "br", "input", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.document = Document()
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.document.elements.append(element)
        if tag not in self._VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.document.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        closed = self.open.pop()
        assert closed.tag == tag, f"{closed.tag} is closed by {tag}"

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data
