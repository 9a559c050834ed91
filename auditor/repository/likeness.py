"""Which people of a repository are likely one: names and accounts that are forms of each other.

Counting one person twice is a smaller mistake than taking two for one. So whoever could be several others is left
alone, and two student numbers are two students.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

_MAX_PEOPLE = 40  # of more, as in a fork of a large project, everybody would be compared with everybody
_MAX_WORDS = 8
_HANDLE_LENGTHS = range(5, 40)  # a shorter one says too little, a longer one is none on GitHub
# Letters that are written in two ways: Jørgen, Joergen; Ågård, Aagaard; Müller, Mueller; Vladyslav, Vladislav.
_SPELLINGS = (("ø", "o"), ("æ", "a"), ("aa", "a"), ("ae", "a"), ("oe", "o"), ("ue", "u"), ("y", "i"))

_Id = TypeVar("_Id")


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody goes by, as `folded_words` gives it.

    names: each a tuple of words. handles: accounts, the parts of addresses before the @, and names, without anything
    between words. numbers: student numbers.
    """

    names: frozenset[tuple[str, ...]]
    handles: frozenset[str]
    numbers: frozenset[str] = frozenset()


def folded_words(name: str) -> list[str]:
    """The words of a name without case, accents and punctuation, letters that have two spellings in one of them."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    for spelling, other in _SPELLINGS:
        letters = letters.replace(spelling, other)
    return re.findall(r"[^\W_]+", letters)


def likely_same(looks: Mapping[_Id, Look], with_first_names: bool) -> Iterator[tuple[_Id, _Id]]:
    """Pairs that are likely one person.

    These are: an account that two share, or that is put together from the other's name ("gjunker", "mathiashl"); a
    name that leaves out some of the other's. With with_first_names also a first name alone, unless an address says that
    another family name belongs to it; that is for when all others are put together.
    """
    if len(looks) > _MAX_PEOPLE:
        return
    # A mere word of somebody's name is no account of that person's: others can be called so too.
    words = {word for look in looks.values() for name in look.names if len(name) > 1 for word in name}
    words |= {handle for look in looks.values() for handle in look.handles if len(handle) not in _HANDLE_LENGTHS}
    for one, look in looks.items():
        others = {other: found for other, found in looks.items() if other != one and not _are_two(look, found)}
        full_names = sorted(name for name in look.names if len(name) > 1)
        for handle in sorted(look.handles - words):
            yield from _only(one, [other for other, found in others.items() if handle in found.handles])
            if not any(_is_made_of(handle, name) for name in full_names):
                yield from _only(one, [other for other, found in others.items() if _is_of(handle, look, found)])
        for name in full_names:
            yield from _only(one, [other for other, found in others.items() if _shortens(name, found)])
        if with_first_names and not full_names:
            for name in sorted(look.names):
                yield from _only(one, [other for other, found in others.items() if _begins(name[0], look, found)])


def _only(one: _Id, candidates: list[_Id]) -> Iterator[tuple[_Id, _Id]]:
    if len(candidates) == 1:
        yield one, candidates[0]


def _are_two(one: Look, other: Look) -> bool:
    return bool(one.numbers and other.numbers and not one.numbers & other.numbers)


def _is_of(handle: str, look: Look, other: Look) -> bool:
    """Whether a handle is put together from the other's name, or from its owner's first and the other's last name."""
    letters = re.sub(r"\d", "", handle)
    if len(letters) not in _HANDLE_LENGTHS:
        return False
    halves = {(mine[0], theirs[0]) for mine in look.names for theirs in other.names if len(mine) == len(theirs) == 1}
    return any(_is_made_of(letters, name) for name in other.names) or any(
        letters in (first + last, last + first) and min(len(first), len(last)) >= 4 for first, last in halves
    )


def _is_made_of(handle: str, name: tuple[str, ...]) -> bool:
    """Whether a handle is parts of a name in its order, or with the last word in front: whole, begun, or initials."""
    for words in (name[:_MAX_WORDS], (*name[-1:], *name[: _MAX_WORDS - 1])):
        # how far the handle is accounted for, how many words have a part in it, and how many more than an initial
        states = {(0, 0, 0)}
        for word in words:
            lengths = [1, *range(3, len(word)), len(word)]
            states |= {
                (at + length, parts + 1, long + (length > 1))
                for at, parts, long in states
                for length in lengths
                if handle.startswith(word[:length], at)
            }
        if any(at == len(handle) and (long > 1 or (parts > long == 1 and at > 6)) for at, parts, long in states):
            return True
    return False


def _shortens(name: tuple[str, ...], other: Look) -> bool:
    """Whether a name of several words is another's with some left out, but not the first."""
    return any(len(name) < len(full) and name[0] == full[0] and set(name) <= set(full) for full in other.names)


def _begins(first: str, look: Look, other: Look) -> bool:
    """Whether another's name begins with a first name, and what follows it in an account does not contradict that."""
    full = next((name for name in sorted(other.names) if len(name) > 1 and name[0] == first), None)
    if full is None:
        return False
    rests = [re.sub(r"\d", "", handle.removeprefix(first)) for handle in look.handles if handle.startswith(first)]
    return all(len(rest) < 3 or any(word.startswith(rest[:3]) for word in full[1:]) for rest in rests)
