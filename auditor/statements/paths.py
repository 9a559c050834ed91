"""Files, folders and figures that the answers name, and whether the tree has them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlparse

from auditor.place import Place
from auditor.prose.mood import Mood, mood_of
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Polarity
from auditor.statements import Kind, Outcome, Statement

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.prose.answers import Answers
    from auditor.prose.sentences import Sentence
    from auditor.vocabulary import Vocabulary

# Endings of files that a person writes and commits. What a run makes (.pt, .ckpt, .csv, .log) need not be in git.
_ENDINGS = (
    "py|ipynb|ya?ml|toml|cfg|ini|sh|ps1|bat|md|rst|txt|lock|dockerfile|docker|dvc|tf|tsx?|jsx?|html|css|json|r|jl"
)
_NAMES = "Dockerfile|Makefile|Pipfile|Justfile|Jenkinsfile|Procfile"
_FILE = re.compile(
    rf"(?<![\w/.@-])(?:\./|/)?(?:[\w.@-]+/)*(?:[\w.-]+\.(?:{_ENDINGS})|(?:[\w-]+\.)?(?:{_NAMES})(?:\.[\w-]+)?)(?![\w/-]|\.\w)(?!\s+files\b)",
    re.IGNORECASE,
)
_FOLDER = re.compile(r"(?<![\w/.:@-])(?:\./)?(?:[\w.-]+/)+(?![\w*<{$])")
_QUOTED_FOLDER = re.compile(
    r"[`'\"*](?P<path>[\w.-]+(?:/[\w.-]+)*)/?[`'\"*]{1,2}\s+(?:folder|directory|dir|subfolder)\b", re.IGNORECASE
)
_PLAIN_FOLDER = re.compile(
    r"\b(?:an?|the|our|added|created|new)\s+(?P<path>[\w.-]+(?:/[\w.-]+)*)/?\s+(?:folder|directory)\b", re.IGNORECASE
)
_HOSTED = re.compile(
    r"https?://(?:www\.)?(?:github\.com|gitlab\.com)/(?P<repo>[\w.-]+/[\w.-]+)/(?:-/)?(?:blob|tree|raw)/(?P<rest>[^\s)<>\]\"'`*]+)"
)
_ADDRESS = re.compile(
    r"\b(?:https?|gs|s3|gcs|git|ssh)://\S+|\bwww\.\S+|\b[\w.-]+\.(?:io|dev|com|org|app)/\S+", re.IGNORECASE
)
# What a sentence says of a file that need not be in the tree: a run makes it, another tool brings it, it is gone.
_MADE = re.compile(
    r"\b(?:generat|creat|produc|export|download|upload|sav(?:e|ed|es|ing)|stor(?:e|ed|es|ing)|writ(?:e|es|ten|ing)|log(?:s|ged)\b|output|dump|cach|"
    r"ignor|remov|delet|renam|mov(?:ed|ing)|replac|ship|fetch|pull|mount|copied|copy|secret|credential|local(?:ly)?\b|private|bucket|artifact|"
    r"environment variable|for example|e\.g\.|such as|like)",
    re.IGNORECASE,
)
_NOT_OURS = re.compile(
    r"(?:^|/)(?:\.venv|venv|env|wandb|outputs?|multirun|mlruns|lightning_logs|logs?|tmp|gcs|app|mnt|root|home|usr|etc|opt|checkpoints?|"
    r"site-packages|htmlcov|build|dist|__pycache__|node_modules|\.cache)(?:/|$)|^/|~|(?:^|/)\.env$|\.env\b",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"^(?:[a-z]{1,4}/)+[a-z]{1,4}$", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"[<>{}*$?|]|\.\.\.|path/to|my_script|your_|example", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamedPath:
    """A file or folder that an answer names.

    found: the paths of the tree that it can mean, nearest first; is_exact when the first of them is just what was
    written (from the root, or from a folder above). is_own: the sentence says of it that it is the group's, now.
    """

    path: str
    sentence: Sentence
    mood: Mood
    is_folder: bool
    found: tuple[str, ...]
    is_exact: bool
    is_own: bool

    @property
    def question(self) -> int:
        """The question that is answered."""
        return self.sentence.question

    @property
    def place(self) -> Place:
        """Where the answer names it."""
        return self.sentence.place


class NamedPaths:
    """All files and folders that the answers name, in their order, each once a question."""

    def __init__(self, answers: Answers, snapshot: Snapshot, tracked: tuple[str, ...] = ()) -> None:
        """tracked: paths that a data versioning tool keeps outside of git."""
        self._answers = answers
        self._tree = _Tree(snapshot, tracked)

    @cached_property
    def all(self) -> list[NamedPath]:
        """Every path that is named."""
        found: dict[tuple[int, str], NamedPath] = {}
        for sentence in self._answers.sentences:
            if sentence.context in ("heading", "quote"):
                continue
            for path, span, is_folder in _paths_in(sentence):
                named = self._named(sentence, path, span, is_folder)
                found.setdefault((sentence.question, named.path), named)
        return list(found.values())

    @property
    def missing(self) -> list[NamedPath]:
        """The group's own, as the answers say, that are nowhere in the tree."""
        return [named for named in self.all if named.is_own and not named.found]

    def _named(self, sentence: Sentence, path: str, span: tuple[int, int], is_folder: bool) -> NamedPath:
        written = unquote(path).strip("`'\"* ")
        folder = posixpath.dirname(sentence.place.path or "") if written.startswith("../") else ""
        clean = posixpath.normpath(posixpath.join(folder, written.lstrip("/"))).strip("/")
        mood = mood_of(sentence, span)
        found = self._tree.find(clean, is_folder)
        own = (
            mood is Mood.AFFIRMED
            and not _NOT_OURS.search(path if path.startswith("/") else clean)
            and not _MADE.search(sentence.plain)
            and not _MADE.search(sentence.lead)
            and not _is_written_or_drawn(sentence, span)
            and not self._tree.is_covered(clean)
            and not self._tree.has_like(clean)
        )
        exact = bool(found) and (found[0].lower() == clean.lower() or found[0].lower().endswith(f"/{clean.lower()}"))
        return NamedPath(clean, sentence, mood, is_folder, found, exact, own)


def _is_written_or_drawn(sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether a command writes to the path, or it stands in a drawing of a tree, or is a made-up request's body."""
    before = sentence.text[: span[0]].rstrip("`\"' ")
    return bool(re.search(r"(?:>|\s-o|--output|@|--?data\w*|[|─-]{2}|\|-*)$", before)) or (
        sentence.text[span[0] : span[1]].startswith("-")
    )


def _paths_in(sentence: Sentence) -> Iterator[tuple[str, tuple[int, int], bool]]:
    """The paths of a sentence with their spans and whether they are folders."""
    text = sentence.text
    for match in _HOSTED.finditer(text):
        path = match["rest"].partition("/")[2].split("#")[0].rstrip(".,;:")
        if path:
            yield path, match.span("rest"), not posixpath.splitext(path)[1]
    text = _ADDRESS.sub(lambda match: " " * len(match[0]), text)
    taken: list[tuple[int, int]] = []
    for match in _FILE.finditer(text):
        if not _PLACEHOLDER.search(match[0]) and not _is_common_word(match[0]):
            taken.append(match.span())
            yield match[0], match.span(), False
    for pattern, group in ((_FOLDER, 0), (_QUOTED_FOLDER, "path"), (_PLAIN_FOLDER, "path")):
        for match in pattern.finditer(text):
            path, span = match[group], match.span(group)
            inside = any(start <= span[0] < end for start, end in taken)
            if inside or _PLACEHOLDER.search(path) or _ABBREVIATION.match(path) or not path.strip("./"):
                continue
            if pattern is _PLAIN_FOLDER and not _looks_named(path):
                continue
            taken.append(span)
            yield path, span, True


def _is_common_word(path: str) -> bool:
    """Words that only look like files: a library (`Next.js`), "the dockerfile" of any name."""
    return path.lower() in _COMMON_WORDS


_COMMON_WORDS = frozenset(
    [
        "next.js",
        "node.js",
        "vue.js",
        "react.js",
        "three.js",
        "d3.js",
        "express.js",
        "dockerfile",
        "makefile",
        "pipfile",
        "justfile",
    ]
)


_ORDINARY = frozenset(
    [
        "same",
        "root",
        "main",
        "whole",
        "entire",
        "project",
        "source",
        "working",
        "current",
        "parent",
        "new",
        "separate",
        "different",
        "other",
        "first",
        "second",
        "single",
        "repository",
        "git",
        "github",
        "correct",
        "right",
        "own",
        "local",
        "cloud",
        "remote",
        "home",
        "data-containing",
        "relevant",
        "respective",
        "following",
        "top",
        "base",
        "default",
        "dedicated",
        "special",
        "certain",
        "specific",
        "given",
        "original",
        "cookiecutter",
        "proper",
        "name",
        "named",
        "package",
        "model",
        "data",
        "subfolder",
        "sub",
    ]
)


def _looks_named(word: str) -> bool:
    """Whether a bare word before "folder" is its name rather than an adjective."""
    return word.lower() not in _ORDINARY and not word.lower().endswith(("ed", "ing", "ful", "al", "ive"))


class _Tree:
    """The paths of a snapshot, to be asked for by the ends that people write."""

    def __init__(self, snapshot: Snapshot, tracked: tuple[str, ...]) -> None:
        self._tracked = tuple(path.lower().rstrip("/") for path in tracked)
        self._files = {path.lower(): path for path in snapshot.entries}
        self._folders = {path.lower(): path for path in snapshot.folders}
        self._by_name: dict[str, list[str]] = {}
        for path in (*self._files.values(), *self._folders.values()):
            self._by_name.setdefault(path.rpartition("/")[2].lower(), []).append(path)

    def find(self, path: str, is_folder: bool) -> tuple[str, ...]:
        """The paths that a written one can mean: itself, then those that end in it, then those of the same name."""
        lower = path.lower()
        exact = self._files.get(lower) or self._folders.get(lower)
        same_name = self._by_name.get(lower.rpartition("/")[2], [])
        ending = [found for found in same_name if found.lower().endswith(f"/{lower}")]
        # "src/train.py" for a module of a package, "mypkg.train" run with -m, "data" for data.dvc
        dotted = [f for f in self._by_name.get(f"{lower.rpartition('/')[2]}.dvc", []) if is_folder or "." in lower]
        return tuple(dict.fromkeys([*([exact] if exact else []), *ending, *same_name, *dotted]))

    def has_like(self, path: str) -> bool:
        """Whether a name differs from the path's only as a slip of the pen does: a letter, a plural, a leading dot."""
        from rapidfuzz import fuzz, process

        name = path.rpartition("/")[2].lower()
        return process.extractOne(name, self._by_name.keys(), scorer=fuzz.ratio, score_cutoff=86) is not None

    def is_covered(self, path: str) -> bool:
        """Whether a data versioning tool keeps the path, or a folder around or in it."""
        lower = path.lower()
        return any(
            lower == kept or lower.startswith(f"{kept}/") or kept.startswith(f"{lower}/") or kept.endswith(f"/{lower}")
            for kept in self._tracked
        )


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements that a file or folder is there, and figures that an answer shows."""
    yield from _files(facts)
    yield from _figures(facts)


def _files(facts: Facts) -> Iterator[Statement]:
    for named in facts.named_paths.all:
        if named.mood is Mood.DENIED:
            yield from _denied(named, facts)
        elif named.mood is Mood.AFFIRMED and (named.is_exact or (named.is_own and not named.found)):
            yield _present(named, facts.snapshot) if named.is_exact else _missing(named)


def _present(named: NamedPath, snapshot: Snapshot) -> Statement:
    path = named.found[0]
    what = "folder" if path in snapshot.folders else "file"
    return Statement(
        question=named.question,
        quote=named.sentence.text,
        kind=Kind.FILE_EXISTS,
        value=named.path,
        outcome=Outcome.CONFIRMED,
        reason=f"The {what} {path} is in the tree.",
        place=named.place,
        actual=path,
        evidence=(Evidence(what, "is in the tree", Place(path)),),
    )


def _missing(named: NamedPath) -> Statement:
    what = "folder" if named.is_folder else "file"
    return Statement(
        question=named.question,
        quote=named.sentence.text,
        kind=Kind.FILE_EXISTS,
        value=named.path,
        outcome=Outcome.REFUTED,
        reason=f"The tree has no {what} {named.path}, nor one of that name elsewhere.",
        place=named.place,
        evidence=(Evidence("answer", f"names {named.path}", named.place, Polarity.AGAINST),),
        items=("uploaded-code",),
    )


def _denied(named: NamedPath, facts: Facts) -> Iterator[Statement]:
    """A folder that was removed or left out, as an answer says."""
    if not named.is_folder or "/" in named.path:
        return
    folder = next((f for f in facts.snapshot.folders if f.lower() == named.path.lower()), None)
    if folder is None:
        yield Statement(
            question=named.question,
            quote=named.sentence.text,
            kind=Kind.FILE_EXISTS,
            value=f"no {named.path}",
            outcome=Outcome.CONFIRMED,
            reason=f"There is no folder {named.path} in the tree.",
            place=named.place,
        )


def _figures(facts: Facts) -> Iterator[Statement]:
    """Each image that an answer shows: there, missing, or the very file that another one shows."""
    report = facts.report
    seen: dict[str, str] = {}
    for answer in report.answers.values() if report else ():
        for image in answer.images:
            quote = f"![{image.alt}]({image.target})"
            path, outcome, reason = _resolve(image.target, image.place.path or "", facts.snapshot)
            evidence: tuple[Evidence, ...] = ()
            if path is not None:
                evidence = (Evidence("figure", "is in the tree", Place(path)),)
                if facts.template.owns_file(path):
                    outcome, reason = Outcome.REFUTED, f"{path} is the course's own example figure, byte for byte."
                elif (other := seen.setdefault(facts.snapshot.entries[path].oid, path)) != path:
                    reason = f"{path} is in the tree; it is the same file as {other}."
            yield Statement(
                question=answer.question,
                quote=quote,
                kind=Kind.FIGURE,
                value=image.target,
                outcome=outcome,
                reason=reason,
                place=image.place,
                actual=path,
                evidence=evidence,
            )


def _resolve(target: str, file: str, snapshot: Snapshot) -> tuple[str | None, Outcome, str]:
    """The path of the tree that an image's target means, and whether it is there."""
    address = urlparse(target.strip())
    if address.scheme in ("http", "https"):
        ends = [entry.path for entry in snapshot.files if unquote(address.path).endswith(f"/{entry.path}")]
        if ends:
            return max(ends, key=len), Outcome.CONFIRMED, f"{max(ends, key=len)} is in the tree."
        return None, Outcome.UNVERIFIABLE, "The image is kept outside of the repository."
    relative = unquote(target.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0].strip().strip("<>")).replace(
        "\\", "/"
    )
    base = "" if relative.startswith("/") else posixpath.dirname(file)
    path = posixpath.normpath(posixpath.join(base, relative.lstrip("/")))
    if path in snapshot.entries:
        return path, Outcome.CONFIRMED, f"{path} is in the tree."
    if _PLACEHOLDER.search(relative):
        return None, Outcome.REFUTED, "The link still has a placeholder for its path, so that it shows no image."
    near = [entry for entry in snapshot.entries if entry.lower() == path.lower()]
    if near:
        return near[0], Outcome.CONFIRMED, f"{near[0]} is in the tree; its name differs in capital letters."
    same_name = sorted(p for p in snapshot.entries if p.rpartition("/")[2].lower() == path.rpartition("/")[2].lower())
    hint = f"; {same_name[0]} has its name" if same_name else ""
    return None, Outcome.REFUTED, f"The image is not in the tree at {path}{hint}."
