"""Folders that the answers say were removed, were not used, or were filled with the group's own work."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.place import Place
from auditor.prose.words import PASTS, word_set
from auditor.rule import Evidence, Polarity
from auditor.statements import Kind, Outcome, Statement, stated

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.prose.sentences import Sentence
    from auditor.vocabulary import Vocabulary

_TOKEN = re.compile(r"[`'\"‘“*]{0,3}(\.{0,2}/?\w[\w./-]{0,200})[`'\"’”*]{0,3}|[,&]")
_CALLED = re.compile(r"(?:sub-?)?(?:folders?|director(?:y|ies)|dirs?)", re.IGNORECASE)
_SEPARATORS = frozenset({",", "&", "and", "or", "nor"})
_ARTICLES = word_set("a an the our both these its all unused empty standard default old original named called namely")
# How much may stand between "we" and what was done: "we have therefore also removed".
_WE = r"\b(?:we|i|and|but)(?:['’]ve)?\s+(?:[\w']+,?\s+){0,4}?"
_IS = r"\b(?:was|were|is|are|has been|have been)\s+(?:\w+\s+){0,2}?"

_WE_REMOVED = re.compile(
    rf"(?:{_WE}(?:removed?|removing|deleted?|deleting|got rid of)|^removed|\b(?:removal|deletion) of)\s", re.IGNORECASE
)
_IS_REMOVED = re.compile(rf"(?:{_IS}|\b(?:which|that)\s+we\s+(?:\w+\s+){{0,2}}?)(?:removed|deleted)\b", re.IGNORECASE)
_WE_LEFT = re.compile(
    r"\b(?:we|i|and|but)\s+(?:(?:did|have|do)(?:\s+not|n['’]t)|never)\s+(?:\w+\s+){0,2}?"
    r"(?:(?:us|utili[sz]|includ|creat)ed?|(?:need|add)(?:ed)?|have|had|keep|kept|fill(?:ed)?(?:\s+(?:out|in))?)\s",
    re.IGNORECASE,
)
_IS_LEFT = re.compile(
    r"\b(?:is|are|was|were|has been|have been)\s+"
    r"(?:not\s+(?:been\s+)?(?:used|needed|necessary|applicable|relevant|filled)|unused|(?:left\s+)?empty)\b"
    r"|\bremained\s+(?:empty|unused)\b",
    re.IGNORECASE,
)
_WE_FILLED = re.compile(rf"{_WE}filled\s+(?:out\s+|in\s+)?", re.IGNORECASE)
_ALL = (
    r"\b(?:all|every)\s+(?:(?:of|the|our|its|other|provided|given|default|template)\s+){0,4}(?:folders?|directories)\b"
)
_ALL_FILLED = re.compile(
    rf"\b(?:filled\s+(?:out\s+|in\s+)?|used\s+|utili[sz]ed\s+){_ALL}"
    rf"|{_ALL}[^.;]{{0,60}}?\b(?:used|utili[sz]ed|filled)\b"
    r"|\bonly\s+(?:thing|folder|directory)\s+(?:that\s+)?we\s+(?:did\s+not|didn['’]t)\s+(?:\w+\s+){0,2}?us(?:e|ing)\b",
    re.IGNORECASE,
)
_ALL_BUT_ONE = re.compile(r"\b(?:filled|used|utili[sz]ed)\s+(?:out\s+|in\s+)?all but one\b", re.IGNORECASE)
# Names are called folders, end as one, or are the template's; most sentences have none.
_MAY_NAME = re.compile(r"folder|director|dirs|/|notebook|docs|references|configs|tests", re.IGNORECASE)
_SUPPOSED = re.compile(r"\b(?:could|would|should|might|may|will|if|later|plan\w*|not|never)\b|n['’]t", re.IGNORECASE)
_GOES_ON = re.compile(r"\s*(?:$|[.,;:]|(?:since|because|as|due|and|for|but)\b)", re.IGNORECASE)
_SOMEWHAT = re.compile(r"\s*(?:a lot|much|extensively|as intended|for|to|directly|s|contents?|files)\b", re.IGNORECASE)
# A folder within another, or one that was taken out of something else than the project: "from the Docker image".
_OF_SOMETHING = re.compile(
    r"\s*\b(?:from|in|inside|within|under|of)\s+(?!favou?r\b|order\b|(?:(?:the|our|its|this)\s+)?(?:cookiecutter|template|project|repo\w*|root|"
    r"structure|code\s?base|original|initial|final)\b)",
    re.IGNORECASE,
)
_SAYS_FOLDER = re.compile(r"folders?\b|director(?:y|ies)\b", re.IGNORECASE)

# Of these the template has one in the root and one in the package: which of them is meant cannot be told.
_SEVERAL_OF_THE_TEMPLATE = frozenset({"data", "models", "features", "visualization", "visualizations"})
# What is in these is mostly left out of git.
_LEFT_OUT = _SEVERAL_OF_THE_TEMPLATE | {"outputs", "logs", "figures", "reports"}
# The folders of the course's templates that need work of one's own to be of use.
_TO_BE_FILLED = ("configs", "dockerfiles", "docs", "notebooks", "references", "tests")
# As the template has them, they are of no use either.
_USELESS_AS_THEY_ARE = frozenset({"docs", "notebooks", "references", "tests"})
_TEMPLATES = frozenset(_TO_BE_FILLED) | _SEVERAL_OF_THE_TEMPLATE | {"notebook", "reports", "src", "app"}
# What may stand where a name could, and is none.
_NO_NAMES = word_set("""
    additionally also any because each every few finally following from furthermore however in it lastly main many
    moreover most no only other others root several similarly since some template that them then therefore they this
    those thus two three unneeded unnecessary we which within
""")
_PLACEHOLDERS = (".gitkeep", ".gitignore", ".keep")


def find(facts: Facts, vocabulary: Vocabulary) -> Iterator[Statement]:  # noqa: ARG001 - one signature for all kinds
    """The first statement on each folder in each answer."""
    seen: set[tuple[int, str]] = set()
    folders = _Folders(facts)
    for sentence in facts.answers.sentences:
        if sentence.context in ("prose", "list") and _MAY_NAME.search(sentence.text):
            for statement in _of_sentence(sentence, folders):
                key = (statement.question, str(statement.value))
                if key not in seen:
                    seen.add(key)
                    yield statement


def _of_sentence(sentence: Sentence, folders: _Folders) -> Iterator[Statement]:
    text = _joined(sentence)
    for name in _removed_in(text):
        yield from _removed(sentence, name, folders)
    for name in _left_in(text):
        yield from _left(sentence, name, folders)
    if _ALL_FILLED.search(text) and _SAYS_FOLDER.search(text):
        words = set(re.findall(r"\w+", text.lower()))
        kept = [path for path in _TO_BE_FILLED if path not in words and path.removesuffix("s") not in words]
        yield from _filled(sentence, kept, folders)
    elif _ALL_BUT_ONE.search(text):
        unfilled = list(_filled(sentence, _TO_BE_FILLED, folders))
        yield from unfilled if len(unfilled) > 1 else ()
    elif (match := _WE_FILLED.search(text)) and not _SUPPOSED.search(match[0]):
        names, _ = _listed(text, match.end())
        yield from _filled(sentence, [n.path for n in names if n.path.lower() not in _LEFT_OUT], folders)


@dataclass(frozen=True, slots=True)
class _Name:
    """A name in a list; is_marked where it is called a folder, or ends as one."""

    path: str
    is_marked: bool


def denied_in(sentence: Sentence) -> set[str]:
    """The folders (in lower case) that a sentence says were removed or not used."""
    text = _joined(sentence)
    return {name.lower() for name in (*_removed_in(text), *_left_in(text))}


def _joined(sentence: Sentence) -> str:
    return sentence.text.replace("as well as", "and".ljust(len("as well as")))


def _removed_in(text: str) -> Iterator[str]:
    after = (match for match in _WE_REMOVED.finditer(text) if not _SUPPOSED.search(match[0]))
    before = (match for match in _IS_REMOVED.finditer(text) if not _SUPPOSED.search(match[0]))
    return _names_around(text, after, before)


def _left_in(text: str) -> Iterator[str]:
    return _names_around(text, _WE_LEFT.finditer(text), _IS_LEFT.finditer(text))


def _names_around(text: str, after: Iterable[re.Match[str]], before: Iterable[re.Match[str]]) -> Iterator[str]:
    """The folders whose names stand after what is found of a text, and those whose names stand before it."""
    for match in after:
        names, end = _listed(text, match.end())
        if not _SOMEWHAT.match(text, end) and not _OF_SOMETHING.match(text, end):
            yield from _folders_of(names, text[end:])
    for match in before:
        if not _OF_SOMETHING.match(text, match.end()):
            yield from _folders_of(_names_before(text, match.start()), "")


def _folders_of(names: list[_Name], after: str) -> list[str]:
    """The paths of a list that are folders; after: how the sentence goes on.

    "The notebooks, docs and src/plots since we" are, though no word says so; "docs pages" and "our notebooks" are not.
    """
    is_plain_list = len(names) > 1 and all("/" in n.path or n.path.lower() in _TEMPLATES for n in names)
    if is_plain_list and _GOES_ON.match(after):
        return [name.path for name in names]
    return [name.path for name in names if name.is_marked]


def _names_before(text: str, verb: int) -> list[_Name]:
    """The names of a list that ends where the verb begins."""
    for start in (0, *(m.end() for m in _MAY_BEGIN.finditer(text, 0, verb))):
        names, end = _listed(text[:verb], start)
        if names and not text[end:verb].strip(" ,"):
            return names
    return []


_MAY_BEGIN = re.compile(r"[,;:(]|\b(?:that|namely|and|but|while|except|for)\b")


def _listed(text: str, start: int) -> tuple[list[_Name], int]:
    """The names of a list that begins at start, and where it ends.

    Lists are written as "the docs and notebooks folders", "the folders docs, notebooks", "docs/ or the app folder".
    """
    names: list[_Name] = []
    open_names = 0  # how many at the end no "folder" has followed yet
    is_led = False  # "the folders" went before
    expecting, end = True, start
    for token in _TOKEN.finditer(text, start):
        if text[end : token.start()].strip(" `'\"’”*"):
            break
        word = (token[1] or token[0]).rstrip(".")
        lower = word.lower()
        if lower in _SEPARATORS:
            expecting = True
        elif _CALLED.fullmatch(lower):
            is_led = is_led or not names
            marked = [_Name(name.path, True) for name in names[len(names) - open_names :]]
            names[len(names) - open_names :] = marked
            open_names, expecting = 0, not names
        elif not expecting or lower in _NO_NAMES or lower in PASTS:
            break
        elif lower not in _ARTICLES:
            names.append(_Name(posixpath.normpath(word.lstrip("/")), is_led or word.endswith("/")))
            open_names += 1
            expecting = False
        end = token.end()
    return [name for name in names if not posixpath.splitext(name.path)[1]], end


def _removed(sentence: Sentence, name: str, folders: _Folders) -> Iterator[Statement]:
    path = folders.at(name)
    if path is None:
        yield from _not_there(sentence, name, folders)
        return
    if path.lower() in _SEVERAL_OF_THE_TEMPLATE:
        return
    files = folders.files_in(path)
    own = [file for file in files if not folders.is_placeholder(file)]
    inside = f"{len(own)} file{'s' if len(own) != 1 else ''}, such as {own[0]}" if own else f"only {files[0]} in it"
    yield _said_of(
        sentence,
        f"no {name} folder",
        Outcome.REFUTED,
        f"The tree has the folder {path} with {inside}.",
        own[:2] or files[:1],
    )


def _not_there(sentence: Sentence, name: str, folders: _Folders) -> Iterator[Statement]:
    if not folders.has_of_that_name(name):
        yield _said_of(sentence, f"no {name} folder", Outcome.CONFIRMED, f"The tree has no folder {name}.")


def _left(sentence: Sentence, name: str, folders: _Folders) -> Iterator[Statement]:
    path = folders.at(name)
    if path is None:
        yield from _not_there(sentence, name, folders)
    elif all(folders.is_placeholder(file) for file in folders.files_in(path)):
        value = f"{name} folder not used"
        reason = f"The folder {path} holds nothing but empty placeholders, such as {folders.files_in(path)[0]}."
        yield _said_of(sentence, value, Outcome.CONFIRMED, reason)


def _filled(sentence: Sentence, names: Iterable[str], folders: _Folders) -> Iterator[Statement]:
    """Folders that are said to be filled, of which nothing is the group's own."""
    for name in names:
        path = folders.at(name)
        if path is None or "/" in path or folders.has_of_that_name(name):
            continue
        files = folders.files_in(path)
        what = ""
        if all(folders.is_placeholder(file) for file in files):
            what = "only an empty placeholder"
        elif path in _USELESS_AS_THEY_ARE and all(
            folders.is_placeholder(file) or folders.is_template(file) for file in files
        ):
            what = "only the template's files"
        if what:
            reason = f"The folder {path} holds {what}, such as {files[0]}."
            yield _said_of(sentence, f"{path} filled", Outcome.REFUTED, reason, files[:2])


def _said_of(sentence: Sentence, value: str, outcome: Outcome, reason: str, against: Iterable[str] = ()) -> Statement:
    evidence = [Evidence("file", "is in the tree", Place(path), Polarity.AGAINST) for path in against]
    return stated(sentence, Kind.FILE_EXISTS, value, outcome, reason, evidence=evidence)


class _Folders:
    """The folders of a snapshot, whatever the case of their names."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._by_path = {folder.lower(): folder for folder in sorted(facts.snapshot.folders)}

    def at(self, path: str) -> str | None:
        """The folder at path, counted from the root."""
        return self._by_path.get(path.lower())

    def has_of_that_name(self, path: str) -> bool:
        """Whether a folder anywhere ends as path does."""
        return any(folder.endswith(f"/{path.lower()}") for folder in self._by_path)

    def files_in(self, folder: str) -> list[str]:
        """The files in a folder and below it."""
        return [path for path in self._facts.snapshot.entries if path.startswith(f"{folder}/")]

    def is_placeholder(self, path: str) -> bool:
        """Whether a file only keeps its folder in git."""
        return posixpath.basename(path) in _PLACEHOLDERS or self._facts.snapshot.entries[path].size == 0

    def is_template(self, path: str) -> bool:
        """Whether a file is the template's, unchanged."""
        return self._facts.template.owns_file(path)
