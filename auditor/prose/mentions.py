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
_BETWEEN_PARTS = re.compile(r"[-_\s]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)")
_SEPARATOR = r"[-_\s]{0,3}"
_SEPARATORS = re.compile(r"[-_\s]+")
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
    """names: the keys of a name without separators in lower case; each with its one writing, where it has only one."""

    pattern: re.Pattern[str]
    names: Mapping[str, Sequence[tuple[str, str | None]]]

    def keys_of(self, name: str) -> list[str]:
        return [key for key, only in self.names.get(_bare(name), ()) if only is None or only == name]


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
        for match in vocabulary.pattern.finditer(_searchable(sentence.plain)):
            for key in vocabulary.keys_of(sentence.plain[match.start("name") : match.end("name")]):
                yield key, sentence, match.span("name")


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
    patterns: dict[str, set[str]] = defaultdict(set)
    for key, values in names:
        for name in dict.fromkeys(values):
            as_written = len(name) <= _SHORT or name.lower() in _EVERYDAY
            keys[_bare(name)].append((key, name if as_written else None))
            parts = [re.escape(part).replace("\\&", r"\s?&\s?") for part in _BETWEEN_PARTS.split(name) if part]
            patterns[name[0].lower()].add(_SEPARATOR.join(parts).lower())
    # Told apart by their first letter, names cost next to nothing where none begins.
    by_letter = (
        f"(?={re.escape(letter)})(?:{'|'.join(sorted(patterns[letter], key=lambda one: (-len(one), one)))})"
        for letter in sorted(patterns)
    )
    return _Vocabulary(re.compile(rf"(?<!\w)(?P<name>{'|'.join(by_letter)})(?:['’]?s|es)?(?!\w)"), dict(keys))
