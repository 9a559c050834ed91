"""Files and folders as the sentences of an answer write them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.prose.sentences import Sentence
from auditor.prose.words import word_set

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
# "The overall folder structure", "a team folder on W&B".
_NO_FOLDER = (
    r"(?!\s+(?:structure|layout|hierarchy|organi[sz]ation|tree)\b)"
    r"(?!\s+(?:on|in|at|inside)\s+(?:(?:our|the|a)\s+)?(?:w&b|weights|wandb|google|gcs|gcp|gs|drive|onedrive|sharepoint|cloud|bucket"
    r"|server|hpc|cluster|vm|docker|container|image)\b)"
)
_QUOTED_FOLDER = re.compile(
    rf"[`'\"*](?P<path>[\w.-]+(?:/[\w.-]+)*)/?[`'\"*]{{1,2}}\s+(?:folder|directory|dir|subfolder)\b{_NO_FOLDER}",
    re.IGNORECASE,
)
_PLAIN_FOLDER = re.compile(
    r"\b(?:an?|the|our|added|created|new)\s+(?!an?\b|the\b|our\b)(?P<path>[\w.-]+(?:/[\w.-]+)*)/?\s+"
    rf"(?:folder|directory)\b{_NO_FOLDER}",
    re.IGNORECASE,
)
_CALLED_FOLDER = re.compile(
    r"\b(?:folder|directory)\s+(?:named|called|name)\s+[`'\"‘“*]{0,2}(?P<path>[\w.-]+(?:/[\w.-]+)*)", re.IGNORECASE
)
_WORD = r"[`'\"‘’“”*]{0,2}(?!(?:an?|the|our|this)\b)[\w.-]+/?[`'\"‘’“”*]{0,2}"
_FOLDERS = re.compile(
    rf"\bthe\s+(?P<paths>{_WORD}(?:\s*,\s*(?:the\s+)?{_WORD}){{0,6}}\s*,?\s+and\s+(?:the\s+)?{_WORD})\s+(?:folders?|directories)\b",
    re.IGNORECASE,
)
_HOSTED = re.compile(
    r"https?://(?:www\.)?(?:github\.com|gitlab\.com)/(?P<repo>[\w.-]+/[\w.-]+)/(?:-/)?(?:blob|tree|raw)/(?P<rest>[^\s)<>\]\"'`*]+)"
)
_ADDRESS = re.compile(
    r"\b(?:https?|gs|s3|gcs|git|ssh)://\S+|\bwww\.\S+|\b[\w.-]+\.(?:io|dev|com|org|app)/\S+", re.IGNORECASE
)
_EXTERNAL_LINK = re.compile(
    r"\[[^\[\]]{1,200}\]\((?:https?://|www\.)(?![^)\s]*/(?:blob|tree|raw|actions/workflows)/)[^)\s]*\)"
)
_ABBREVIATION = re.compile(r"^(?:[a-z]{1,4}/)+[a-z]{1,4}$", re.IGNORECASE)
PLACEHOLDER = re.compile(
    r"[<>{}*$?|]|\.\.\.|path/to|my_script|your_|example|(?:project|package|repo|module)_name|(?<![^\W_])(?:x{2,}|y{4}|foo|bar|(?-i:[XN]))(?![^\W_])|(?-i:\b[A-Z]{3,}(?:_[A-Z]{2,})+\b)",
    re.IGNORECASE,
)
_ONLY_ENDINGS = re.compile(rf"(?:\.(?:{_ENDINGS}|zip|tar|gz|csv|pt|pth))+", re.IGNORECASE)  # "the .zip.dvc format"
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")  # a backslash that CommonMark takes for none
# What only looks like a folder: the address of a route, the first of two words that a slash stands between.
_ROUTE_FOLLOWS = re.compile(
    r"[`'\"*)]{0,3}\s+(?:endpoints?|routes?|pages?|urls?|uris?|branch(?:es)?|tags?|buckets?|api|images?)\b",
    re.IGNORECASE,
)
_SPEAKS_OF_ROUTES = re.compile(r"\b(?:endpoints?|routes?)\b", re.IGNORECASE)
_WORD_FOLLOWS = re.compile(r"\s+(?!(?:and|or|folders?|director(?:y|ies)|dirs?|subfolders?)\b)[a-z]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WrittenPath:
    """A path as it is written at span of a sentence's text.

    is_loose: it may be none, but the address of a route, the first of two words with a slash between them, or an
    ordinary word before "folder"; or it is written with backslashes.
    """

    path: str
    span: tuple[int, int]
    is_folder: bool
    is_loose: bool = False


def paths_in(sentence: Sentence) -> Iterator[WrittenPath]:
    """The paths of a sentence."""
    text = sentence.text
    for match in _HOSTED.finditer(text):
        path = match["rest"].partition("/")[2].split("#")[0].rstrip(".,;:")
        if path:
            yield WrittenPath(path, match.span("rest"), not posixpath.splitext(path)[1])
    if "](" in text:
        text = _EXTERNAL_LINK.sub(_blank, text)
    text = _ESCAPE.sub("_", _ADDRESS.sub(_blank, text))
    has_routes = _SPEAKS_OF_ROUTES.search(text) is not None
    taken: list[tuple[int, int]] = []
    for match in _FILE.finditer(text):
        is_name = match[0].lower() not in _COMMON_WORDS and not _ONLY_ENDINGS.fullmatch(match[0])
        if is_name and not PLACEHOLDER.search(match[0]):
            taken.append(match.span())
            path = _as_shown(sentence, match.span())
            # A backslash can be Markdown's, or stand between folders on Windows.
            yield WrittenPath(path, match.span(), False, is_loose="\\" in sentence.text[slice(*match.span())])
    for span, is_plain in _folders_in(text):
        path = _as_shown(sentence, span)
        inside = any(start <= span[0] < end for start, end in taken)
        if inside or PLACEHOLDER.search(path) or _ABBREVIATION.match(path) or not path.strip("./"):
            continue
        is_placeholder = text[: span[0]].endswith("<")  # "<your_folder/>"
        if (is_plain and not _looks_named(path)) or _ROUTE_FOLLOWS.match(text, span[1]) or is_placeholder:
            continue
        taken.append(span)
        is_one_word = "/" not in path.rstrip("/")
        is_before_word = path.endswith("/") and _WORD_FOLLOWS.match(text, span[1]) is not None
        is_loose = is_one_word and (is_plain or is_before_word or has_routes)
        yield WrittenPath(path, span, True, is_loose)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _as_shown(sentence: Sentence, span: tuple[int, int]) -> str:
    return _ESCAPE.sub("", sentence.text[slice(*span)])


def _folders_in(text: str) -> Iterator[tuple[tuple[int, int], bool]]:
    """Where something is written as a folder, or called one; and whether its name is a plain word."""
    for match in _FOLDER.finditer(text):
        yield match.span(), False
    if "folder" not in text and "director" not in text:
        return
    for pattern in (_QUOTED_FOLDER, _CALLED_FOLDER, _PLAIN_FOLDER):
        for match in pattern.finditer(text):
            if match["path"].lower() not in _WHOLES:
                yield match.span("path"), pattern is _PLAIN_FOLDER
    for match in _FOLDERS.finditer(text):
        for name in _NAME_IN_LIST.finditer(text, *match.span("paths")):
            yield name.span(), True


_NAME_IN_LIST = re.compile(r"(?<![\w.-])(?!(?:and|the)\b)[\w.-]+")
_WHOLES = word_set("package project source root main")
# Words that only look like files: a library (`Next.js`), "the dockerfile" of any name.
_COMMON_WORDS = word_set("""
    next.js node.js vue.js react.js three.js d3.js express.js dockerfile makefile pipfile justfile
""")
_ORDINARY = word_set("""
    same root main whole entire project source working current parent new separate seperate different other first second
    single repository git github correct right own local cloud remote home data-containing relevant respective following
    top base default dedicated special certain specific given original cookiecutter proper name named package model data
    subfolder sub overall general
""")


def _looks_named(word: str) -> bool:
    """Whether a bare word before "folder" is its name rather than an adjective."""
    return word.lower() not in _ORDINARY and not word.lower().endswith(("ed", "ing", "ful", "al", "ive"))
