"""Where sentences mention things by name, and how they mean it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from auditor.prose.markup import URL
from auditor.prose.mood import Mood, mood_of
from auditor.prose.sentences import Sentence
from auditor.prose.words import word_set

# Names that are words of everyday English too, and so are names only as they are written.
_EVERYDAY = word_set("""
    accelerate action actions black bucket buckets build builds cast click comet compose engine engines fire flow
    function functions hub invoke just make neptune perfect ray registry run runs scale secret secrets space spaces
    spark storage task tasks trigger triggers vault
""")
_SHORT = 2  # letters; a name as short is one only as it is written
_BETWEEN_PARTS = re.compile(r"[-_\s]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=&)|(?=&)")
_SEPARATOR = re.compile(r"[-_\s]{0,3}")
_SEPARATORS = re.compile(r"[-_\s]+")
_WORD_START = re.compile(r"(?<!\w)\S")
_WORD_END = re.compile(r"(?:['’]?s|es)?(?!\w)")
_LETTERS = 3  # by which names are sorted
_ADDRESS = re.compile(URL, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A thing (by its key) that a sentence mentions; span is where in its text and plain."""

    key: str
    sentence: Sentence
    span: tuple[int, int]
    mood: Mood


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """Names by their first letters, so that each is tried only where a word begins like it.

    names: the parts of each in lower case, the longest name first; by three letters, or by one where their first part
    is shorter, and then by the three letters of others as well. keys: those of a name without separators in lower case;
    each with its one writing, where it has only one.
    """

    names: Mapping[str, Sequence[tuple[str, ...]]]
    keys: Mapping[str, Sequence[tuple[str, str | None]]]

    def keys_of(self, name: str) -> list[str]:
        return [key for key, only in self.keys.get(_bare(name), ()) if only is None or only == name]

    def spans_in(self, plain: str) -> Iterator[tuple[int, int]]:
        """Where names stand in a text, from left to right; of those that overlap the first, and the longest there."""
        text, words = _words(plain)
        end = 0
        for start in sorted({start for letters in self.names.keys() & words.keys() for start in words[letters]}):
            names = self.names.get(text[start : start + _LETTERS]) or self.names.get(text[start], ())
            for parts in names if start >= end else ():
                last = _end_of(parts, text, start)
                if last is not None and (ending := _WORD_END.match(text, last)):
                    yield start, last
                    end = ending.end()
                    break


def _end_of(parts: Sequence[str], text: str, start: int) -> int | None:
    """Where a name ends that begins at start of a text; None where another begins there."""
    end = start
    for part in parts:
        if not text.startswith(part, end):
            separator = _SEPARATOR.match(text, end) if end > start else None
            if separator is None or not text.startswith(part, separator.end()):
                return None
            end = separator.end()
        end += len(part)
    return end


def find_mentions(sentences: Iterable[Sentence], names: Mapping[str, Sequence[str]]) -> list[Mention]:
    """The mentions of things in sentences, in the order of the text.

    names: of each key its names. They are found as whole words, in the singular and plural and with 's, whatever their
    case; between their parts may be a hyphen, a space, an underscore or nothing ("pre-commit", "pre commit",
    "PreCommit"). Names of one or two letters, and those that are everyday words too ("Run", "Engine", "black"), are
    found only as they are written. Of names that overlap the longest is found. Addresses are not looked into.
    """
    return [
        Mention(key, sentence, span, mood_of(sentence, span)) for key, sentence, span in find_names(sentences, names)
    ]


def find_names(
    sentences: Iterable[Sentence], names: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, Sentence, tuple[int, int]]]:
    """Like `find_mentions`, for who does not need the moods of all: key, sentence and span of each mention."""
    vocabulary = _vocabulary(tuple((key, tuple(values)) for key, values in names.items()))
    for sentence in sentences:
        for span in vocabulary.spans_in(sentence.plain):
            for key in vocabulary.keys_of(sentence.plain[slice(*span)]):
                yield key, sentence, span


@lru_cache(maxsize=2048)
def _words(plain: str) -> tuple[str, Mapping[str, Sequence[int]]]:
    """The searchable text, and where words begin in it, by three letters and by one. Kept for the next vocabulary."""
    text = _searchable(plain)
    starts: dict[str, list[int]] = defaultdict(list)
    for match in _WORD_START.finditer(text):
        start = match.start()
        starts[text[start : start + _LETTERS]].append(start)
        starts[text[start]].append(start)
    return text, starts


def _searchable(plain: str) -> str:
    """The text in lower case, without addresses; every offset as it was."""
    if "://" in plain or "www." in plain:
        plain = _ADDRESS.sub(lambda match: " " * len(match[0]), plain)
    lower = plain.lower()
    return lower if len(lower) == len(plain) else plain


def _bare(name: str) -> str:
    return _SEPARATORS.sub("", name).lower()


@lru_cache(maxsize=64)
def _vocabulary(names: tuple[tuple[str, tuple[str, ...]], ...]) -> _Vocabulary:
    keys: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    found: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for key, values in names:
        for name in dict.fromkeys(values):
            as_written = len(name) <= _SHORT or name.lower() in _EVERYDAY
            keys[_bare(name)].append((key, name if as_written else None))
            parts = tuple(part.lower() for part in _BETWEEN_PARTS.split(name) if part)
            found[parts[0][: _LETTERS if len(parts[0]) >= _LETTERS else 1]].add(parts)
    by_letters = {
        letters: sorted(some | found.get(letters[0], set()), key=lambda parts: (-sum(map(len, parts)), parts))
        for letters, some in found.items()
    }
    return _Vocabulary(by_letters, dict(keys))
