"""Addresses of deployed services, wherever the code, the documents or the report give them.

Only whole addresses as a cloud makes them: with a service's hash, project number or project. What has a placeholder in
it, or is the course's own example, is none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from auditor.facts.python import PythonCode
from auditor.place import Place
from auditor.report import Report
from auditor.repository.snapshot import Entry, Snapshot
from auditor.rule import Evidence

if TYPE_CHECKING:
    from auditor.facts.documents import Document

# Cloud Run gives name-hash-region.a.run.app and name-number.region.run.app, Cloud Functions region-project.
GOOGLE = re.compile(
    r"\b[a-z0-9](?:[a-z0-9-]{0,62})-(?:[a-z0-9]{10}-[a-z]{2}\.a|\d{9,14}\.[a-z]+-[a-z]+\d{1,2})\.run\.app\b"
    r"|\b[a-z]+-[a-z]+\d{1,2}-[a-z][a-z0-9-]{4,62}\.cloudfunctions\.net\b"
)
OTHER_CLOUDS = re.compile(
    r"\b[a-z0-9][a-z0-9-]{2,62}(?:\.[a-z0-9-]{1,62})?\.(?:streamlit\.app|streamlitapp\.com|hf\.space|herokuapp\.com"
    r"|onrender\.com|vercel\.app|netlify\.app|fly\.dev|railway\.app|azurewebsites\.net|azurecontainerapps\.io"
    r"|azurestaticapps\.net|appspot\.com|elasticbeanstalk\.com|awsapprunner\.com|modal\.run|bentoml\.ai)\b"
    r"|\bhuggingface\.co/spaces/[\w.-]+/[\w.-]+"
)
# What every address has in it, quick to be looked for.
_DOMAIN = re.compile(
    r"\.(?:run\.app|cloudfunctions\.net|streamlit|hf\.space|heroku|onrender|vercel|netlify|fly\.dev|railway|azure|appspot"
    r"|elasticb|awsapp|modal\.run|bentoml)|huggingface\.co/spaces"
)
_EXAMPLES = re.compile(
    r"my-personal-mlops-project|dtumlops-335110|yxpkbvtjza|x{5,}|(?:^|[.-])(?:your|example|placeholder|project-id"
    r"|my-project|service-name)\b"
)
_ENDINGS = (
    *(".yml", ".yaml", ".json", ".toml", ".ini", ".cfg", ".tf", ".tofu", ".http", ".rest", ".example"),
    *(".sh", ".bash", ".ps1", ".bat", ".dockerfile", "Dockerfile", "Makefile", "Procfile", "justfile"),
    *(".js", ".jsx", ".mjs", ".ts", ".tsx", ".vue", ".svelte", ".html", ".htm", ".dart", ".kt", ".swift", ".r", ".R"),
)
# What a tool wrote: locks with thousands of addresses, and the report once more as a page.
_WRITTEN = re.compile(
    r"(?:^|/)(?:package-lock\.json|pnpm-lock\.yaml|yarn\.lock|reports?\.html)$|(?:^|/)(?:wandb|mlruns|outputs|htmlcov)/"
)
_REMARK = re.compile(r"\s*(?:#|//|/\*|\*|<!--)")
_REMARK_IN_PAGE = re.compile(r"<!--.*?(?:-->|$)")
_LARGEST = 100_000  # bytes of a file that a person wrote


def addresses(
    pattern: re.Pattern[str],
    snapshot: Snapshot,
    python: PythonCode,
    documents: list[Document],
    report: Report | None,
) -> Iterator[Evidence]:
    """Evidence for every address that the pattern finds, in the order of the files."""
    found: dict[Place, str] = {}
    for text, place in _texts(snapshot, python, documents, report):
        for match in pattern.finditer(_REMARK_IN_PAGE.sub("", text)) if _DOMAIN.search(text) else ():
            if not _EXAMPLES.search(match[0]):
                found.setdefault(place, match[0])
    for place, address in sorted(found.items(), key=lambda item: (item[0].path or "", item[0].start or 0)):
        yield Evidence("address", f"gives the address {address}", place)


def _texts(
    snapshot: Snapshot, python: PythonCode, documents: list[Document], report: Report | None
) -> Iterator[tuple[str, Place]]:
    for module in python.modules:
        yield from ((text.value, text.place) for text in module.texts)
    for document in documents:
        if _DOMAIN.search(snapshot.text(document.path) or ""):
            lines = snapshot.lines(document.path)
            for link in document.links:
                yield lines[(link.place.start or 1) - 1], link.place
            yield from document.search(_DOMAIN)
    for answer in report.answers.values() if report else ():
        for number, line in enumerate(answer.text.split("\n"), start=answer.place.start or 1):
            yield line, Place(answer.place.path, number, number)
    # The report's own file as well: on another branch it says what the answers that were handed in do not.
    yield from _lines(snapshot, report.paths if report else ())


def _lines(snapshot: Snapshot, reports: Collection[str]) -> Iterator[tuple[str, Place]]:
    """The lines of the reports and of other files that may hold an address, remarks left out."""
    paths = [entry.path for entry in snapshot.files if _may_hold_address(entry) or entry.path in reports]
    snapshot.read(paths)
    for path in paths:
        if _DOMAIN.search(snapshot.text(path) or ""):
            for number, line in enumerate(snapshot.lines(path), start=1):
                if path in reports or not _REMARK.match(line):
                    yield line, Place(path, number, number)


def _may_hold_address(entry: Entry) -> bool:
    return entry.path.endswith(_ENDINGS) and (entry.size or 0) <= _LARGEST and not _WRITTEN.search(entry.path)
