"""Files and folders that the answers name, and whether the tree has them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote

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
    r"\b(?:an?|the|our|added|created|new)\s+(?!an?\b|the\b|our\b)(?P<path>[\w.-]+(?:/[\w.-]+)*)/?\s+(?:folder|directory)\b",
    re.IGNORECASE,
)
_CALLED_FOLDER = re.compile(
    r"\b(?:folder|directory)\s+(?:named|called|name)\s+[`'\"‘“*]{0,2}(?P<path>[\w.-]+(?:/[\w.-]+)*)", re.IGNORECASE
)
_WORD = r"[`'\"‘’“”*]{0,2}[\w.-]+/?[`'\"‘’“”*]{0,2}"
_FOLDERS = re.compile(
    rf"\bthe\s+(?P<paths>{_WORD}(?:\s*,\s*(?:the\s+)?{_WORD}){{0,6}}\s*,?\s+and\s+(?:the\s+)?{_WORD})\s+(?:folders?|directories)\b"
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
    r"environment variable|for example|e\.g\.|such as|(?<!look )(?<!looks )like)",
    re.IGNORECASE,
)
# Where a sentence sends its reader to a file, it must be there, whatever else the sentence is about.
_SEE = re.compile(r"\bsee(?:n in| also)?:?\s+(?:the\s+|our\s+)?(?:file\s+)?[`'\"\[(*]{0,3}$", re.IGNORECASE)
_ADDED = re.compile(
    r"\b(?:we|i)(?:'ve)?\s+(?:have\s+|also\s+|then\s+|additionally\s+){0,3}(?:added|created|included|made|introduced)\s+"
    r"(?:an?|the|our)\s+(?:folder\s+(?:named|called)\s+)?[`'\"*]{0,2}$",
    re.IGNORECASE,
)
_BY_A_RUN = re.compile(
    r"\b(?:after|when|whenever|while|by|from|on)\s+(?:\w+\s+){0,2}(?:runn?ing|training)|\brun-?time\b", re.IGNORECASE
)
_REMOVED = re.compile(r"\b(?:removed|deleted|got rid of)\b", re.IGNORECASE)
_WITHOUT = re.compile(
    r"\b(?:removed|deleted|got rid of)\b"
    r"|(?:\b(?:not|never|no)|n['’]t)\s+(?:\w+\s+){0,2}?(?:use|need|have|include|create|keep|add|make|write|implement)\b",
    re.IGNORECASE,
)
# Commands that are told as what one would type.
_TYPED = re.compile(
    r"\b(?:would|could|should|can|must)\s+(?:\w+\s+){0,3}?(?:look|be|run|have|need|use|call|write|do|type|execut|train|build)",
    re.IGNORECASE,
)
_IN_REQUESTS = re.compile(r"(?:^|[/_-])(?:sample|payload|request|input|body|instance)\w*\.json$", re.IGNORECASE)
_EXTERNAL_LINK = re.compile(
    r"\[[^\[\]]{1,200}\]\((?:https?://|www\.)(?![^)\s]*/(?:blob|tree|raw|actions/workflows)/)[^)\s]*\)"
)
# Folders that a template makes and git leaves out when only data and weights are in them.
_LEFT_OUT = frozenset({"data", "models", "data/raw", "data/processed"})
_NOT_OURS = re.compile(
    r"(?:^|/)(?:\.venv|venv|env|wandb|outputs?|multirun|mlruns|lightning_logs|logs?|tmp|gcs|app|mnt|root|home|usr|etc|opt|checkpoints?|"
    r"\.vscode|\.idea|site-packages|htmlcov|build|dist|__pycache__|node_modules|\.cache)(?:/|$)|^/|~|(?:^|/)\.env$|\.env\b",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"^(?:[a-z]{1,4}/)+[a-z]{1,4}$", re.IGNORECASE)
PLACEHOLDER = re.compile(r"[<>{}*$?|]|\.\.\.|path/to|my_script|your_|example", re.IGNORECASE)


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
        written = unquote(path).strip("`'\"*‘’“” ")
        folder = posixpath.dirname(sentence.place.path or "") if written.startswith("../") else ""
        clean = posixpath.normpath(posixpath.join(folder, written.lstrip("/"))).strip("/")
        mood = _mood(sentence, span)
        found = self._tree.find(clean, is_folder)
        own = (
            mood is Mood.AFFIRMED
            and (_is_theirs(sentence, path if path.startswith("/") else clean) or _is_pointed_at(sentence, span))
            and not _IN_REQUESTS.search(clean)
            and not _is_written_or_drawn(sentence, span)
            and not self._tree.is_covered(clean)
            and (bool(found) or not self._tree.has_like(clean))
            and not (clean.lower() in _LEFT_OUT and self._tree.ignores(clean))
        )
        ends_so = bool(found) and found[0].lower().endswith(f"/{clean.lower()}")
        # What is called a folder may be a file only where its whole path is written, as in an address.
        is_alike = not is_folder or self._tree.has_folder(found[0] if found else "")
        exact = bool(found) and (found[0].lower() == clean.lower() or (ends_so and is_alike))
        return NamedPath(clean, sentence, mood, is_folder, found, exact, own)


def _mood(sentence: Sentence, span: tuple[int, int]) -> Mood:
    mood = mood_of(sentence, span)
    is_typed = mood is Mood.HYPOTHETICAL and sentence.context == "code" and _TYPED.search(sentence.lead)
    return Mood.AFFIRMED if is_typed else mood


def _is_theirs(sentence: Sentence, path: str) -> bool:
    """Whether a path is of something that people keep in git, by its name and by what the sentence says."""
    if _NOT_OURS.search(path) or sentence.text.startswith("#"):
        return False
    return not _MADE.search(sentence.plain) and not _MADE.search(sentence.lead)


def _is_pointed_at(sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether the reader is told to see the path, or that the group added it."""
    before = sentence.text[max(0, span[0] - 80) : span[0]]
    is_added = _ADDED.search(before) is not None and not _BY_A_RUN.search(sentence.plain)
    return is_added or (_SEE.search(before) is not None and not sentence.text.startswith("#"))


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
    if "](" in text:
        text = _EXTERNAL_LINK.sub(lambda match: " " * len(match[0]), text)
    text = _ADDRESS.sub(lambda match: " " * len(match[0]), text)
    taken: list[tuple[int, int]] = []
    for match in _FILE.finditer(text):
        if not PLACEHOLDER.search(match[0]) and not _is_common_word(match[0]):
            taken.append(match.span())
            yield match[0], match.span(), False
    for path, span, is_plain in _folders_in(text):
        inside = any(start <= span[0] < end for start, end in taken)
        if inside or PLACEHOLDER.search(path) or _ABBREVIATION.match(path) or not path.strip("./"):
            continue
        if is_plain and not _looks_named(path):
            continue
        taken.append(span)
        yield path, span, True


def _folders_in(text: str) -> Iterator[tuple[str, tuple[int, int], bool]]:
    """What is written as a folder, or called one; and whether its name is a plain word."""
    for match in _FOLDER.finditer(text):
        yield match[0], match.span(), False
    if "folder" not in text and "director" not in text:
        return
    for pattern in (_QUOTED_FOLDER, _CALLED_FOLDER, _PLAIN_FOLDER):
        for match in pattern.finditer(text):
            if match["path"].lower() not in ("package", "project", "source", "root", "main"):
                yield match["path"], match.span("path"), pattern is _PLAIN_FOLDER
    for match in _FOLDERS.finditer(text):
        for name in _NAME_IN_LIST.finditer(text, *match.span("paths")):
            yield name[0], name.span(), True


_NAME_IN_LIST = re.compile(r"(?<![\w.-])(?!(?:and|the)\b)[\w.-]+")


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
        "seperate",
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
        self._folders = {path.lower(): path for path in sorted(snapshot.folders)}
        ignored = snapshot.lines(".gitignore") if ".gitignore" in snapshot.entries else []
        self._ignored = {line.strip().strip("/*").lower() for line in ignored}
        self._by_name: dict[str, list[str]] = {}
        for path in (*self._files.values(), *self._folders.values()):
            self._by_name.setdefault(path.rpartition("/")[2].lower(), []).append(path)

    def has_folder(self, path: str) -> bool:
        """Whether a path of the tree is a folder."""
        return path.lower() in self._folders

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
        if any(known != name and _is_longer(known, name) for known in self._by_name):
            return True
        if any(known.endswith((f"_{name}", f"-{name}")) for known in self._by_name):
            return True
        return process.extractOne(name, self._by_name.keys(), scorer=fuzz.ratio, score_cutoff=86) is not None

    def ignores(self, path: str) -> bool:
        """Whether the root's .gitignore names a folder."""
        return path.lower().strip("/") in self._ignored

    def is_covered(self, path: str) -> bool:
        """Whether a data versioning tool keeps the path, or a folder around or in it."""
        lower = path.lower()
        return any(
            lower == kept or lower.startswith(f"{kept}/") or kept.startswith(f"{lower}/") or kept.endswith(f"/{lower}")
            for kept in self._tracked
        )


def _is_longer(one: str, other: str) -> bool:
    """Whether two names differ by a letter or two at the end, as "app" and "apps" or "conf" and "config" do."""
    shorter, longer = sorted((one, other), key=len)
    is_ending = longer.startswith(shorter) and len(longer) - len(shorter) <= 2 and len(shorter) > 2
    return is_ending or (one.rpartition(".")[0] == other.rpartition(".")[0] == "pyproject")


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """Statements that a file or folder is there, or is not."""
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
    """A file or folder that was removed or left out, as an answer says."""
    if named.is_folder and "/" not in named.path:
        yield from _without_folder(named, facts)
    elif not named.is_folder and not named.found and _WITHOUT.search(named.sentence.plain):
        yield Statement(
            question=named.question,
            quote=named.sentence.text,
            kind=Kind.FILE_EXISTS,
            value=f"no {named.path}",
            outcome=Outcome.CONFIRMED,
            reason=f"There is no file {named.path} in the tree, nor one of that name elsewhere.",
            place=named.place,
        )


def _without_folder(named: NamedPath, facts: Facts) -> Iterator[Statement]:
    folder = next((f for f in facts.snapshot.folders if f.lower() == named.path.lower()), None)
    inside = [entry.path for entry in facts.snapshot.files if folder and entry.path.startswith(f"{folder}/")]
    kept = [path for path in inside if not path.endswith((".gitkeep", ".gitignore"))]
    if folder is None:
        outcome, reason = Outcome.CONFIRMED, f"There is no folder {named.path} in the tree."
    elif kept and _REMOVED.search(named.sentence.plain):
        count = f"{len(kept)} file{'s' if len(kept) != 1 else ''}"
        outcome, reason = Outcome.REFUTED, f"The tree has the folder {folder} with {count}, such as {kept[0]}."
    else:
        return
    yield Statement(
        question=named.question,
        quote=named.sentence.text,
        kind=Kind.FILE_EXISTS,
        value=f"no {named.path} folder",
        outcome=outcome,
        reason=reason,
        place=named.place,
        evidence=tuple(Evidence("file", "is in the tree", Place(path), Polarity.AGAINST) for path in kept[:2]),
    )
