"""Who is who: one person's several names and e-mail addresses, and which authors are programs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from auditor.repository.likeness import Look, likely_same
from auditor.repository.spelling import folded_words


@dataclass(frozen=True, slots=True)
class Signature:
    """A name and an e-mail address as a commit carries them; either may be empty."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Person:
    """Someone behind one or more signatures. name is the signature name used most often."""

    name: str
    signatures: frozenset[Signature] = field(repr=False)
    is_bot: bool = False


# GitHub: https://docs.github.com/en/account-and-profile/reference/email-addresses-reference
_NO_REPLY = re.compile(
    r"(?:(?P<number>\d+)\+)?(?P<login>[^@+]+(?:\[bot\])?)@users\.noreply\.github\.com", re.IGNORECASE
)
_STUDENT_NUMBER = re.compile(r"s\d{6}", re.IGNORECASE)
_BOT = re.compile(
    r".*\[bot\].*|(?:.*[\s_-])?bot|(?:dependabot|renovate|github[- ]actions?|pre-commit-ci|imgbot|codecov|mergify"
    r"|semantic-release|allcontributors|google-labs-jules|copilot|claude|codex|cursor agent|github|web-flow)",
    re.IGNORECASE,
)
_BOT_ADDRESSES = frozenset(
    {
        "action@github.com",
        "actions@github.com",
        "aider@aider.chat",
        "codex@openai.com",
        "copilot@github.com",
        "cursoragent@cursor.com",
        "noreply@anthropic.com",
        "noreply@github.com",
        "noreply@openai.com",
        "support@github.com",
    }
)
# What git, a hosting machine or a guide puts in where nobody set a name or address; it ties nobody to anybody.
_NO_NAMES = frozenset(
    """admin administrator anonymous codespace coder default ec2-user guest hp jovyan jupyter laptop lenovo macbook me
    name none null pc pi root student test ubuntu unknown user vscode windows your-name first-last
    firstname-lastname john-doe no-name""".split()
) | {""}
_NO_ADDRESSES = frozenset({"", "none", "you@example.com", "your@email.com", "your.email@example.com", "user@example.com"})
_LOCAL_PARTS_OF_MANY = frozenset(
    """admin contact code dev email git github gitlab hello info kontakt mail me no-reply noreply post private root
    school services student test user work""".split()
)
# An address that names a machine at home says nothing beyond the account's name on that machine.
_MACHINE = re.compile(r"@(?:[^@.]*|.*\.(?:local|localdomain|home|lan|box|internal))$")


def is_bot(signature: Signature) -> bool:
    """Whether a signature is a program's: a GitHub app, a well-known bot or a coding assistant."""
    return bool(_BOT.fullmatch(signature.name.strip())) or (
        "[bot]" in signature.email or signature.email.strip().lower() in _BOT_ADDRESSES
    )


def is_nobody(signature: Signature) -> bool:
    """Whether a signature has neither a name nor an address that somebody set."""
    return _name_key(signature) is None and _address(signature) in _NO_ADDRESSES


def merge_people(signatures: Iterable[Signature]) -> dict[Signature, Person]:
    """Each signature's person.

    signatures: every signature of the history, once per commit. Two are surely one person's when they share an e-mail
    address, a GitHub account, a name but for case, accents, punctuation and the order of its words, or the part of an
    address before the @ where it is a student number or a name of two words. After that, people are put together who
    are likely one and whom nobody else could be (see `likely_same`).
    """
    counts = Counter(signatures)
    groups = _Groups(counts)
    first_with: dict[str, Signature] = {}
    for signature in sorted(counts, key=lambda s: (s.name, s.email)):
        for key in _keys(signature):
            groups.join(signature, first_with.setdefault(key, signature))
    for with_first_names in (False, True):
        looks = {leader: _look(group) for leader, group in groups.groups().items() if not all(map(is_bot, group))}
        for one, other in likely_same(looks, with_first_names):
            groups.join(one, other)

    people: dict[Signature, Person] = {}
    for group in groups.groups().values():
        best = min(group, key=lambda s: (_name_key(s) is None, -counts[s], s.name, s.email))
        person = Person(best.name or best.email or "(no name)", frozenset(group), all(map(is_bot, group)))
        people.update(dict.fromkeys(group, person))
    return people


class _Groups[T: Hashable]:
    pass
