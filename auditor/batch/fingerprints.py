"""What a group wrote, as digests that can be held against other groups': each file and answer by its lines.

Left out is what the course handed out (by the rulebook's baseline), and what is alike everywhere by its nature:
licences, lock files, settings of editors and version control, data, outputs of tools, and what is short.

Lines are compared three by three (shingles; Broder, "On the resemblance and containment of documents", 1997), prose by
its sentences. Spacing, quotes and comments do not count.
"""

from __future__ import annotations

import base64
import json
import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from auditor.baseline import FileMatch
from auditor.baseline.pieces import is_figure, kind_of
from auditor.facts.run_outputs import is_run_output
from auditor.facts.template import TemplateMatch
from auditor.report import Report
from auditor.repository.snapshot import Entry, Snapshot

SHINGLE = 3  # lines
WHOLE = 0
# Shorter texts are alike by chance: eight lines that say anything, and about four full ones of code.
_LEAST_LINES = 8
_LEAST_CHARACTERS = 200
_LEAST_SENTENCES = 3
_LARGEST = 200_000  # bytes; what is longer was not written by hand

# Beside the kinds of file that a baseline knows.
_WRITTEN = frozenset(
    [
        *(".ipynb", ".js", ".jsx", ".ts", ".tsx", ".vue", ".svelte", ".css", ".tex", ".sql", ".r", ".jl"),
        *(".java", ".go", ".rs", ".c", ".cpp", ".cu", ".tf", ".ps1", ".bat", ".proto"),
    ]
)
_DATA = frozenset({".json", ".txt", ".csv", ".png", ".jpg", ".jpeg"})
# Alike in any two projects: licences, codes of conduct, and what tools write when a project is begun.
_COMMON = re.compile(
    r"licen[sc]e|copying|notice|code_of_conduct|contributing|security|\.?(?:git|docker|dvc|gcloud)ignore|gitattributes"
    r"|editorconfig|__init__|conf|make|manage|test_environment|setup|dependabot|index",
    re.IGNORECASE,
)
_GENERATED = re.compile(
    r"\.min\.(?:js|css)$|\.egg-info/|(?:^|/)\.(?:dvc|idea|vscode)/|-lock\.|\.dvc$|(?:^|/)args\.yaml$"
)
_FOUR_WORD_CHARACTERS = re.compile(r"(?:[\W_]*[^\W_]){4}")
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A file, or the answer to a question of the report, as it is compared.

    question: None for a file, and WHOLE for the report, of which only the answers are compared: what else is in it
    shows which lines many groups have. content: a digest of what is in it; of a figure, the name of its git object.
    lines: how many of them say anything and are the group's own; sentences, of prose. shingles: digests of lines in
    threes, sorted; none of a figure.
    """

    path: str
    question: int | None
    content: str
    lines: int
    shingles: array[int]


def fingerprints(snapshot: Snapshot, report: Report | None, template: TemplateMatch) -> list[Fingerprint]:
    """The fingerprints of all that a group wrote, by path and question. template: what of the snapshot it did not."""
    report_paths = report.paths if report else ()
    figures = ("figures/", *(f"{path.rpartition('/')[0]}/" for path in report_paths if "/" in path))
    entries = [entry for entry in snapshot.files if entry.path not in report_paths]
    texts = [entry.path for entry in entries if _is_text(entry) and not _is_common(entry)]
    snapshot.read(texts)
    # Images elsewhere are data, logos and the like.
    found = [
        Fingerprint(entry.path, None, entry.oid, 0, array("q"))
        for entry in entries
        if is_figure(entry.name) and (entry.path.startswith(figures) or "/figures/" in entry.path)
        if not template.owns_blob(entry.oid)
    ]
    for path in texts:
        if text := snapshot.text(path):
            found += _of_lines(path, None, own_lines(path, text, template.match(path)), _LEAST_LINES)
    if report:
        for path in report.paths:
            lines = own_lines(path, snapshot.text(path) or "", template.match(path))
            found += _of_lines(path, WHOLE, lines, _LEAST_LINES)
        for answer in report.answers.values():
            if answer.answered:
                lines = own_lines("answer.md", answer.text, None)
                found += _of_lines(answer.place.path or "", answer.question, lines, _LEAST_SENTENCES)
    return sorted(found, key=lambda one: (one.path, one.question or WHOLE))


def own_lines(path: str, text: str, match: FileMatch | None) -> list[str]:
    """The normalised lines (of prose: sentences) that say anything and were not handed out, by the match."""
    handed_out = match.owned if match else ()
    own = (line for number, line in enumerate(text.split("\n"), 1) if number not in handed_out)
    if kind_of(path) == "text":
        own = (sentence for line in own for sentence in _SENTENCE_END.split(line))
    elif kind_of(path):
        own = (_COMMENT.sub("", line) if "#" in line else line for line in own)
    normalised = ("".join(line.split()).replace("'", '"').lstrip(">*-").rstrip(",") for line in own)
    return [line for line in normalised if _FOUR_WORD_CHARACTERS.match(line)]


def shingles(lines: list[str]) -> set[int]:
    """Digests (64 bits, signed) of each of the lines with the ones that follow it."""
    parts = ("\n".join(lines[start : start + SHINGLE]) for start in range(len(lines) - SHINGLE + 1))
    return {int.from_bytes(_digest(part), "big", signed=True) for part in parts}


def to_json(found: Iterable[Fingerprint]) -> bytes:
    """Fingerprints as `from_json` reads them; shingles as base64 of 8-byte integers in the machine's order."""
    return json.dumps(
        [
            [one.path, one.question, one.content, one.lines, base64.b64encode(one.shingles.tobytes()).decode()]
            for one in found
        ],
        ensure_ascii=False,
    ).encode()


def from_json(data: bytes) -> Iterator[Fingerprint]:
    """The fingerprints that `to_json` wrote. Raises ValueError where it did not."""
    for path, question, content, lines, encoded in json.loads(data):
        yield Fingerprint(path, question, content, lines, array("q", base64.b64decode(encoded)))


def _of_lines(path: str, question: int | None, lines: list[str], least: int) -> Iterator[Fingerprint]:
    text = "\n".join(lines)
    if len(lines) >= least and len(text) >= _LEAST_CHARACTERS:
        yield Fingerprint(path, question, _digest(text).hex(), len(lines), array("q", sorted(shingles(lines))))


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", errors="replace"), digest_size=8).digest()


def _is_common(entry: Entry) -> bool:
    stem = entry.name.partition(".")[0] or entry.name.lstrip(".").partition(".")[0]
    return bool(
        _COMMON.fullmatch(stem) or _COMMON.fullmatch(entry.name.lstrip(".")) or _GENERATED.search(entry.path)
    ) or is_run_output(entry.path)


def _is_text(entry: Entry) -> bool:
    """Whether a file was written by a person, by its name and size."""
    if entry.size is None or not _LEAST_CHARACTERS <= entry.size <= _LARGEST:
        return False
    return entry.suffix in _WRITTEN or (entry.suffix not in _DATA and kind_of(entry.name) is not None)
