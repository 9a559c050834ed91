"""There is documentation for the application.

Present: a documentation tree (MkDocs, Sphinx or plain pages) with content of the group's own, or a README that tells
how to install the application and how to use it, in sections of their own. Only the template's unchanged pages, or a
few lines on installing, running or testing, are `partial`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.instructions import Instructions, instructions

if TYPE_CHECKING:
    from auditor.facts.documents import Document
    from auditor.facts.template import TemplateMatch

_TREE = re.compile(r"(?:^|/)(?:docs?|documentation|wiki|manual|user[-_]?guide|guides)/", re.IGNORECASE)
_BUILT_PAGE = re.compile(r"(?:^|/)(?:docs?|documentation)/(?:.*/)?index\.html$", re.IGNORECASE)
_API_REFERENCE = re.compile(
    r"^(?::::\s+[\w.]+|\.\. (?:auto(?:module|class|function|summary)|autoapi\w*)::)", re.MULTILINE
)
_README = re.compile(r"(?:^|/)readme(?:\.\w+)?$", re.IGNORECASE)
_ABOUT_OTHER_THINGS = re.compile(
    r"(?:^|/)(?:\w*tests?|reports?|data|datasets?|notebooks?|\.github|infra\w*|terraform)/", re.IGNORECASE
)
_RUNNING = re.compile(
    r"\b(?:run|install|start|launch|execute|train|deploy)\w*\b[^.\n]{0,60}?"
    r"(?:\bpython3? [\w./-]+\.py\b|\bpip install\b|\buv (?:run|sync)\b|\bdocker (?:run|build|compose)\b|\buvicorn \w"
    r"|\bstreamlit run\b|\bmake \w+)",
    re.IGNORECASE,
)
_OTHER_TOOLS = frozenset({"_quarto.yml", "book.toml", "docusaurus.config.js", "docusaurus.config.ts", "antora.yml"})
_FEW_WORDS = 40  # a page with fewer, and without an API's reference, is a title and a promise


def judge(documents: list[Document], snapshot: Snapshot, template: TemplateMatch) -> Finding:
    tree = [document for document in documents if _TREE.search(document.path)]
    pages = [
        Evidence("document", f"a page of documentation: {document.title or 'without a title'}", Place(document.path))
        for document in tree
        if not template.owns_file(document.path) and _has_content(document, snapshot)
    ]
    pages += [
        Evidence("document", "a built page of documentation", Place(entry.path))
        for entry in snapshot.files
        if entry.path.endswith("index.html") and _BUILT_PAGE.search(entry.path) and entry.size
    ]
    told = [
        found
        for document in documents
        if not _TREE.search(document.path) and not _ABOUT_OTHER_THINGS.search(document.path)
        for found in instructions(document, snapshot)
        if not template.owns(found.place) and (found.installs or found.uses or _README.search(document.path))
    ]
    in_readme = [found for found in told if _README.search(found.place.path or "")]
    if _tells_all(in_readme):
        pages += [_evidence(found) for found in in_readme if found.installs or found.uses]
        return present("A README tells how to install the application and how to use it.", pages)
    if pages:
        count = "There is a page" if len(pages) == 1 else f"There are {len(pages)} pages"
        return present(f"{count} of documentation of the group's own.", pages)
    empty = [
        Evidence("document", "a page without content of the group's own", Place(page.path))
        for page in tree
        if page.sections or page.code_blocks
    ]
    if told:
        return partial(_lacking(told), [*(_evidence(found) for found in told), *empty])
    if empty:
        return partial("The pages of documentation are the template's, or have hardly any content.", empty)
    hints = [*_in_prose(documents, template), *_of_other_tools(snapshot)]
    if hints:
        return partial("There is a line on how to run the application, or settings of a documentation tool.", hints)
    return absent("There are no pages of documentation, and no README tells how to install or use the application.")


def _in_prose(documents: list[Document], template: TemplateMatch) -> Iterator[Evidence]:
    """Lines of a README that tell in plain words how to run or install the application."""
    for document in documents:
        if _README.search(document.path) and not _ABOUT_OTHER_THINGS.search(document.path):
            for line, place in document.search(_RUNNING):
                if not template.owns(place) and not line.lstrip().startswith(("│", "├", "└", "|")):
                    yield Evidence("document", "tells how to run or install it", place)


def _of_other_tools(snapshot: Snapshot) -> Iterator[Evidence]:
    for entry in snapshot.files:
        if entry.name in _OTHER_TOOLS:
            yield Evidence("file", "settings of a documentation tool", Place(entry.path))


def _has_content(document: Document, snapshot: Snapshot) -> bool:
    words = sum(len(paragraph.text.split()) for section in document.sections for paragraph in section.paragraphs)
    words += sum(len(block.text.split()) for block in document.code_blocks)
    return words >= _FEW_WORDS or _API_REFERENCE.search(snapshot.text(document.path) or "") is not None


def _tells_all(found: list[Instructions]) -> bool:
    """Whether one section tells how to install and another one how to use."""
    return any(one.installs and other.uses and one.place != other.place for one in found for other in found)


def _lacking(found: list[Instructions]) -> str:
    installs, uses = any(one.installs for one in found), any(one.uses for one in found)
    if installs and uses:
        return "There are a few lines on installing and using it, but no README with sections on both."
    if installs or uses:
        told, missing = ("install", "use") if installs else ("use", "install")
        return f"A document tells how to {told} the application, but none how to {missing} it."
    return "A README gives some commands, but tells neither how to install nor how to use the application."


def _evidence(found: Instructions) -> Evidence:
    return Evidence("document", f"the section {found.heading or 'at the top'} {found.purpose}", found.place)


_PAGE = "# Cats and dogs\n\n" + "The service tells cats from dogs in photographs that one sends to it. " * 4
_README_TEXT = """
    # Cats and dogs

    Tells cats from dogs.

    ## Installation

    ```bash
    uv sync
    ```

    ## Train a model

    ```bash
    uv run python src/app/train.py
    ```
"""

EXAMPLES = [
    Example("a page", "present", {"docs/source/index.md": _PAGE}, at=("docs/source/index.md",)),
    Example("Sphinx", "present", {"docs/index.rst": "Cats\n====\n\n.. automodule:: app.model\n"}),
    Example("a README", "present", {"README.md": _README_TEXT}, at=("README.md:5-9", "README.md:11-15")),
    Example("a README of a part", "present", {"backend/README.md": _README_TEXT}),
    Example("only a title", "partial", {"docs/index.md": "# Cats and dogs\n\nThis is the documentation."}),
    Example("only how to install", "partial", {"README.md": "# Cats\n\n## Set-up\n\n```bash\npip install .\n```"}),
    Example("only how to test", "partial", {"README.md": "# Cats\n\n## Tests\n\n```bash\nuv sync\npytest\n```"}),
    Example("notes on running", "partial", {"how_to_run.txt": "docker run cats"}),
    Example("a line in plain words", "partial", {"README.md": "# Cats\n\nTo train, run python src/train.py first."}),
    Example("another tool", "partial", {"_quarto.yml": "project:\n  type: website"}),
    Example("a description", "absent", {"README.md": _PAGE}),
    Example("a README of the tests", "absent", {"tests/README.md": _README_TEXT}),
    Example(
        "a tree of files", "absent", {"README.md": "# Cats\n\n## Project structure\n\n```txt\n├── docs\n└── src\n```"}
    ),
]
