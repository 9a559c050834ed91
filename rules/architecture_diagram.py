"""An architectural diagram of the pipeline: a figure or diagram source of the group's own that a document shows.

What counts is a figure in the tree that the answer on the architecture shows, a figure called architecture, overview,
diagram or the like that any answer or document shows, and a diagram in text (Mermaid, PlantUML, Graphviz) in one. Such
a file that nothing shows is `partial`, and so are boxes drawn with characters, code that draws one, and a reference to
a figure that is missing, lies on another site, or is the example that the course hands out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.python import PythonCode
from auditor.place import Place
from auditor.report import Report
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.figures import FIGURE_ENDINGS, Shown, in_tree, shown_figures
from rules.gathering import called

if TYPE_CHECKING:
    from auditor.facts.documents import Document
    from auditor.facts.template import TemplateMatch

_QUESTION = 29
_NAME = re.compile(
    r"architect|diagram|overview|pipeline|work[-_ ]?flow|system|infrastructure|flow[-_ ]?chart|tech[-_ ]?stack"
    r"|mlops[-_ ]?(?:flow|cycle|setup|map|stack)",
    re.IGNORECASE,
)
_ALT = re.compile(r"architect|diagram|pipeline|(?:system|mlops) overview", re.IGNORECASE)
_OF_OTHER_THINGS = re.compile(
    r"model|network|resnet|cnn|u-?net|transformer|encoder|layer|class|sequence|file[-_ ]?system|backbone|vit\b|lstm"
    r"|gan\b|bert|logo",
    re.IGNORECASE,
)
_BADGE = re.compile(r"badge|shields\.io", re.IGNORECASE)
_SOURCE_ENDINGS = (".drawio", ".dio", ".puml", ".plantuml", ".mmd", ".mermaid", ".excalidraw", ".d2", ".vsdx", ".gv")
_NOT_DRAWN = re.compile(
    r"(?:^|/)(?:data|datasets?|models|wandb|outputs|lightning_logs|static|assets/icons)/", re.IGNORECASE
)
_DIAGRAM_LANGUAGES = frozenset({"mermaid", "plantuml", "puml", "dot", "graphviz", "d2"})
_BOX = re.compile(r"[┌╔][─═]+[┐╗]|^\s*\+-{3,}\+.*$[^+]*^\s*\+-{3,}\+", re.MULTILINE)
_FIGURE_PATH = re.compile(r"(?<![\w(/.])[\w./-]{1,200}\.(?:png|jpe?g|svg|pdf|gif)\b", re.IGNORECASE)
_BOARD = re.compile(
    r"https?://(?:www\.)?(?:miro\.com|lucid\.app|\w+\.lucidchart\.com|figma\.com|excalidraw\.com|app\.diagrams\.net|\w+\.draw\.io"
    r"|docs\.google\.com|drive\.google\.com|whimsical\.com)/[^\s)>\]]+",
    re.IGNORECASE,
)
_LINK = re.compile(r"(?<!!)\[[^\]\n]{0,300}\]\(<?([^()\s<>]+)>?\)")
_FENCE = re.compile(r"^\s*(?:```|~~~)\s*\{?(?:mermaid|plantuml|puml|dot|graphviz|d2)\b", re.IGNORECASE)


def judge(
    snapshot: Snapshot,
    report: Report | None,
    documents: list[Document],
    python: PythonCode,
    template: TemplateMatch,
) -> Finding:
    found: list[Evidence] = []
    weak: list[Evidence] = []
    for shown in shown_figures(snapshot, report, documents):
        if not _may_be_it(shown):
            continue
        if shown.path is None:
            weak.append(
                Evidence("figure-reference", f"shows {shown.target}, which is not in the repository", shown.place)
            )
        elif template.owns_blob(snapshot.entries[shown.path].oid):
            weak.append(Evidence("figure-reference", f"shows the course's example {shown.path}", shown.place))
        else:
            found += [
                Evidence("figure", "a diagram", Place(shown.path)),
                Evidence("figure-reference", f"shows {shown.path}", shown.place),
            ]
    found += [*_in_text(documents, report), *_linked(documents, report, snapshot, template)]
    if found:
        return present("A diagram of the group's own is shown.", found)
    drawn = list(_drawn_with_characters(documents))
    if drawn:
        return partial("A document has a diagram, but only one drawn with characters.", [*drawn, *weak])
    unseen = [*_unseen(snapshot, template), *_named(report, snapshot, template)]
    if unseen:
        return partial("There is a file that looks like a diagram, but no document shows it.", [*unseen, *weak])
    weak += _on_another_site(report)
    code = called(python.calls("diagrams.Diagram", "graphviz.Digraph"), "draws a diagram")
    if code and not weak:
        return partial("Code draws a diagram that is not in the repository.", code)
    if weak:
        return partial("A diagram is referred to that is not in the repository, or is the course's example.", weak)
    return absent("No answer or document shows a diagram, and no file is called like one.")


def _may_be_it(shown: Shown) -> bool:
    """Whether a figure is the architecture's: the answer on it shows it, or its name says so."""
    if _BADGE.search(shown.target):
        return False
    if shown.question == _QUESTION:
        return True
    name = shown.target.rpartition("/")[2]
    is_called_so = _NAME.search(name) is not None or _ALT.search(shown.alt) is not None
    return is_called_so and not _OF_OTHER_THINGS.search(f"{name} {shown.alt}")


def _in_text(documents: list[Document], report: Report | None) -> Iterator[Evidence]:
    for document in documents:
        for block in document.code_blocks:
            if block.language in _DIAGRAM_LANGUAGES:
                yield Evidence("diagram", f"a diagram in {block.language}", block.place)
    for answer in report.answers.values() if report else ():
        lines = answer.text.split("\n")
        for offset, line in enumerate(lines):
            if _FENCE.match(line):
                end = next(
                    (n for n in range(offset + 1, len(lines)) if lines[n].strip() in ("```", "~~~")), len(lines) - 1
                )
                start = answer.place.start or 1
                place = Place(answer.place.path, start + offset, start + end)
                yield Evidence("diagram", f"question {answer.question} has a diagram in text", place)


def _linked(
    documents: list[Document], report: Report | None, snapshot: Snapshot, template: TemplateMatch
) -> Iterator[Evidence]:
    """Figures and sources of diagrams that a document or answer links to rather than showing them."""
    links = [(link.address, link.place, False) for document in documents for link in document.links]
    for answer in report.answers.values() if report else ():
        for offset, line in enumerate(answer.text.split("\n"), start=answer.place.start or 1):
            place = Place(answer.place.path, offset, offset)
            links += [(target, place, answer.question == _QUESTION) for target in _LINK.findall(line)]
    for target, place, is_answer in links:
        path = in_tree(snapshot, place.path or "", target)
        if path is None or not path.lower().endswith((*FIGURE_ENDINGS, *_SOURCE_ENDINGS)):
            continue
        if (is_answer or _is_called_so(path)) and not template.owns_blob(snapshot.entries[path].oid):
            yield Evidence("figure", "a diagram", Place(path))
            yield Evidence("figure-reference", f"links to {path}", place)


def _drawn_with_characters(documents: list[Document]) -> Iterator[Evidence]:
    for document in documents:
        for block in document.code_blocks:
            if _BOX.search(block.text):
                yield Evidence("diagram", "boxes drawn with characters", block.place)


def _unseen(snapshot: Snapshot, template: TemplateMatch) -> Iterator[Evidence]:
    for entry in snapshot.files:
        path = entry.path.lower()
        is_figure = path.endswith(_SOURCE_ENDINGS) or (path.endswith(FIGURE_ENDINGS) and _is_called_so(entry.path))
        if is_figure and entry.size != 0 and not template.owns_blob(entry.oid):
            yield Evidence("figure", "looks like a diagram", Place(entry.path))


def _named(report: Report | None, snapshot: Snapshot, template: TemplateMatch) -> Iterator[Evidence]:
    """Figures whose paths the answer on the architecture only names."""
    for line, place in _lines_of_answer(report):
        for target in _FIGURE_PATH.findall(line):
            path = in_tree(snapshot, place.path or "", target)
            if path is not None and not template.owns_blob(snapshot.entries[path].oid):
                yield Evidence("figure", "named in the answer on the architecture", Place(path))


def _on_another_site(report: Report | None) -> Iterator[Evidence]:
    for line, place in _lines_of_answer(report):
        if found := _BOARD.search(line):
            yield Evidence("figure-reference", f"gives the address {found[0]}", place)


def _lines_of_answer(report: Report | None) -> Iterator[tuple[str, Place]]:
    answer = report.answers.get(_QUESTION) if report else None
    for offset, line in enumerate(answer.text.split("\n") if answer else ()):
        number = (answer.place.start or 1) + offset if answer else 0
        yield line, Place(answer.place.path if answer else None, number, number)


def _is_called_so(path: str) -> bool:
    name = path.rpartition("/")[2]
    is_source = name.lower().endswith(_SOURCE_ENDINGS)
    return (is_source or _NAME.search(name) is not None) and not (
        _OF_OTHER_THINGS.search(name) or _NOT_DRAWN.search(path)
    )


_PICTURE = b"\x89PNG\r\n"
_REPORT = {"reports/README.md": "# Report"}
_MERMAID = "```mermaid\nflowchart LR\n    code --> image --> service\n```"

EXAMPLES = [
    Example(
        "in the answer",
        "present",
        _REPORT | {"reports/figures/ours.png": _PICTURE},
        answers={29: "![our system](figures/ours.png)"},
        at=("reports/README.md:10", "reports/figures/ours.png"),
    ),
    Example("in the README", "present", {"README.md": "![](docs/architecture.svg)", "docs/architecture.svg": "<svg/>"}),
    Example(
        "by a full address",
        "present",
        {
            "README.md": "![System overview](https://github.com/cats/dogs/blob/main/img/map.jpg?raw=true)",
            "img/map.jpg": _PICTURE,
        },
    ),
    Example("Mermaid", "present", {"docs/index.md": f"# Architecture\n\n{_MERMAID}"}, at=("docs/index.md:3-6",)),
    Example("Mermaid in the answer", "present", _REPORT, answers={29: f"Our system:\n\n{_MERMAID}"}),
    Example(
        "a source that is linked", "present", {"README.md": "See [the diagram](x.drawio).", "x.drawio": "<mxfile/>"}
    ),
    Example(
        "linked in the answer",
        "present",
        _REPORT | {"reports/figures/ours.png": _PICTURE},
        answers={29: "The steps are in [this figure](figures/ours.png)."},
    ),
    Example(
        "drawn with characters",
        "partial",
        {"README.md": "# Cats\n\n```\n┌──────┐   ┌─────┐\n│ code │──>│ app │\n└──────┘   └─────┘\n```"},
    ),
    Example("a figure that nothing shows", "partial", {"reports/figures/mlops_overview.png": _PICTURE}),
    Example("a source that nothing shows", "partial", {"docs/pipeline.drawio": "<mxfile/>"}),
    Example("a missing figure", "partial", _REPORT, answers={29: "![ours](figures/architecture.png)"}),
    Example(
        "a figure on another site",
        "partial",
        _REPORT,
        answers={29: "![ours](https://example.org/0123456789.png)"},
    ),
    Example(
        "named, not shown",
        "partial",
        _REPORT | {"reports/figures/ours.png": _PICTURE},
        answers={29: "The figure figures/ours.png has our system."},
    ),
    Example("on a whiteboard", "partial", _REPORT, answers={29: "See https://miro.com/app/board/0123456789/."}),
    Example("drawn by code", "partial", {"draw.py": "from diagrams import Diagram\n\nwith Diagram('Cats'):\n    pass"}),
    Example(
        "a model's architecture",
        "absent",
        {"README.md": "![](model_architecture.png)", "model_architecture.png": _PICTURE},
    ),
    Example("in a comment", "absent", {"README.md": "<!-- ![overview](overview.png) -->"}),
    Example("a tree of files", "absent", {"README.md": "# Structure\n\n```\n├── src\n└── tests\n```"}),
    Example(
        "in words",
        "absent",
        _REPORT,
        answers={29: "The diagram starts with our local code, from where it goes to the cloud."},
    ),
]
