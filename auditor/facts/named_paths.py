"""Files and folders that the answers name, and what of the tree they can mean."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from auditor.place import Place
from auditor.prose.answers import Answers
from auditor.prose.mood import Mood, mood_of
from auditor.prose.sentences import Sentence
from auditor.prose.written_paths import WrittenPath, paths_in
from auditor.repository.snapshot import Snapshot

# What a sentence says of a file that need not be in the tree: a run makes it, another tool brings it, it is gone.
_MADE = re.compile(
    r"\b(?:generat|creat|produc|export|download|upload|sav(?:e|ed|es|ing)|stor(?:e|ed|es|ing)|writ(?:e|es|ten|ing)|log(?:s|ged)\b|output|dump|cach|"
    r"ignor|remov|delet|renam|mov(?:ed|ing)|replac|ship|fetch|pull|mount|copied|copy|secret|credential|local(?:ly)?\b|private|bucket|artifact|"
    r"(?:each|every|per) run\b|environment variable|for example|e\.g\.|such as|(?<!look )(?<!looks )like)",
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
    r"\b(?:after|when|whenever|while|by|from|on)\s+(?:\w+\s+){0,2}(?:runn?ing|training)|\brun-?time\b|\blocal(?:ly)?\b",
    re.IGNORECASE,
)
# Commands that are told as what one would type.
_TYPED = re.compile(
    r"\b(?:would|could|should|can|must)\s+(?:\w+\s+){0,3}?(?:look|be|run|have|need|use|call|write|do|type|execut|train|build)",
    re.IGNORECASE,
)
_IN_REQUESTS = re.compile(r"(?:^|[/_-])(?:sample|payload|request|input|body|instance)\w*\.json$", re.IGNORECASE)
# Folders that a template makes and git leaves out when only data and weights are in them.
_LEFT_OUT = frozenset(
    [
        "data",
        "models",
        *(f"{above}{name}" for above in ("", "data/") for name in ("raw", "processed", "interim", "external")),
    ]
)
_NOT_OURS = re.compile(
    r"(?:^|/)(?:\.venv|venv|env|wandb|outputs?|multirun|mlruns|lightning_logs|logs?|tmp|gcs|app|mnt|root|home|usr|etc|opt|checkpoints?|"
    r"\.vscode|\.idea|site-packages|htmlcov|build|dist|__pycache__|node_modules|\.cache)(?:/|$)|^/|~|(?:^|/)\.env$|\.env\b",
    re.IGNORECASE,
)


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
            for written in paths_in(sentence):
                named = self._named(sentence, written)
                found.setdefault((sentence.question, named.path), named)
        return list(found.values())

    @property
    def missing(self) -> list[NamedPath]:
        """The group's own, as the answers say, that are nowhere in the tree."""
        return [named for named in self.all if named.is_own and not named.found]

    def _named(self, sentence: Sentence, written: WrittenPath) -> NamedPath:
        path, span, is_folder = written.path, written.span, written.is_folder
        bare = unquote(path).strip("`'\"*‘’“” ")
        folder = posixpath.dirname(sentence.place.path or "") if bare.startswith("../") else ""
        clean = posixpath.normpath(posixpath.join(folder, bare.lstrip("/"))).strip("/")
        mood = _mood(sentence, span)
        found = self._tree.find(clean, is_folder)
        own = (
            mood is Mood.AFFIRMED
            and (_is_pointed_at(sentence, span) or self._is_theirs(written, sentence, clean))
            and not _IN_REQUESTS.search(clean)
            and not _is_written_or_drawn(sentence, span)
            and not self._tree.is_covered(clean)
            and (bool(found) or not self._tree.has_like(clean, is_folder))
            and not (clean.lower() in _LEFT_OUT and self._tree.ignores(clean))
        )
        ends_so = bool(found) and found[0].lower().endswith(f"/{clean.lower()}")
        # What is called a folder may be a file only where its whole path is written, as in an address.
        is_alike = not is_folder or self._tree.has_folder(found[0] if found else "")
        exact = bool(found) and (found[0].lower() == clean.lower() or (ends_so and is_alike))
        return NamedPath(clean, sentence, mood, is_folder, found, exact, own)

    def _is_theirs(self, written: WrittenPath, sentence: Sentence, clean: str) -> bool:
        is_in_bucket = written.is_folder and sentence.question in self._on_buckets
        path = written.path if written.path.startswith("/") else clean
        return not written.is_loose and not is_in_bucket and _is_kept_in_git(sentence, path)

    @cached_property
    def _on_buckets(self) -> set[int]:
        """The questions whose answers speak of a bucket: the folders that they name may be in there."""
        return {sentence.question for sentence in self._answers.sentences if "bucket" in sentence.plain.lower()}


def _mood(sentence: Sentence, span: tuple[int, int]) -> Mood:
    mood = mood_of(sentence, span)
    is_typed = mood is Mood.HYPOTHETICAL and sentence.context == "code" and _TYPED.search(sentence.lead)
    return Mood.AFFIRMED if is_typed else mood


def _is_kept_in_git(sentence: Sentence, path: str) -> bool:
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


_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")
_MARKS = 2  # words; a name that is only one and an ending may be part of many


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

    def has_like(self, path: str, is_folder: bool) -> bool:
        """Whether a name differs from the path's only as a slip of the pen does.

        That is by a letter, a plural, a leading dot, words that are left out ("pre-commit.yaml" for
        ".pre-commit-config.yaml"), or the ending of a file that is taken for a folder.
        """
        from rapidfuzz import fuzz, process

        name = path.rpartition("/")[2].lower()
        words = set(_WORD.findall(name))
        for known in self._by_name:
            if known != name and _is_longer(known, name):
                return True
            if known.endswith((f"_{name}", f"-{name}")) or (is_folder and posixpath.splitext(known)[0] == name):
                return True
            if len(words) > _MARKS and words < set(_WORD.findall(known)):
                return True
        # "exp4.yaml" is no slip for "exp1.yaml".
        digits = _DIGITS.findall(name)
        known_names = [known for known in self._by_name if _DIGITS.findall(known) in ([], digits) or not digits]
        return process.extractOne(name, known_names, scorer=fuzz.ratio, score_cutoff=86) is not None

    def ignores(self, path: str) -> bool:
        """Whether the root's .gitignore names a folder, one of that name below another, or something in it."""
        lower = path.lower().strip("/")
        return any(f"/{lower}/" in f"/{ignored}/" for ignored in self._ignored)

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
