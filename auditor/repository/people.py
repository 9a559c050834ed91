"""Who is who: one person's several names and e-mail addresses, and which authors are programs."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field


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
_NO_REPLY = re.compile(r"^(?:\d+\+)?(?P<login>[^@+]+(?:\[bot\])?)@users\.noreply\.github\.com$", re.IGNORECASE)
_BOT = re.compile(
    r"\[bot\]|^(?:dependabot|renovate|github-actions|github actions|pre-commit-ci|snyk-bot|imgbot|codecov|mergify"
    r"|semantic-release|allcontributors|google-labs-jules|copilot|claude|cursor agent|github|web-flow)(?:\[bot\])?$",
    re.IGNORECASE,
)
_BOT_ADDRESSES = frozenset(
    {"noreply@github.com", "noreply@anthropic.com", "cursoragent@cursor.com", "support@github.com", "copilot@github.com"}
)
# What git or a hosting machine puts in where nobody set a name; it ties nobody to anybody.
_NO_NAMES = frozenset({"", "unknown", "root", "your name", "user", "ubuntu", "jupyter", "admin", "name", "student"})
_NO_ADDRESSES = frozenset({"", "you@example.com", "your@email.com", "your.email@example.com", "none"})


def is_bot(signature: Signature) -> bool:
    """Whether a signature is a program's: a GitHub app, a well-known bot or a coding assistant."""
    return bool(_BOT.search(signature.name.strip())) or (
        "[bot]" in signature.email or signature.email.lower() in _BOT_ADDRESSES
    )


def merge_people(signatures: Iterable[Signature]) -> dict[Signature, Person]:
    """Each signature's person.

    signatures: every signature of the history, once per commit. Two are one person's when they share an e-mail
    address, a GitHub login (in a no-reply address, or as the name), a name but for case, accents, punctuation and
    the order of its words, or the part of an address before the @ where it is a name of two words.
    """
    counts = Counter(signatures)
    parents = {signature: signature for signature in counts}

    def root(signature: Signature) -> Signature:
        while parents[signature] != signature:
            parents[signature] = parents[parents[signature]]
            signature = parents[signature]
        return signature

    first_with: dict[str, Signature] = {}
    for signature in sorted(counts, key=lambda s: (s.name, s.email)):
        for key in _keys(signature):
            other = first_with.setdefault(key, signature)
            parents[root(signature)] = root(other)

    groups: dict[Signature, list[Signature]] = {}
    for signature in counts:
        groups.setdefault(root(signature), []).append(signature)
    people: dict[Signature, Person] = {}
    for group in groups.values():
        best = min(group, key=lambda s: (-counts[s], s.name, s.email))
        person = Person(best.name or best.email or "(no name)", frozenset(group), all(is_bot(s) for s in group))
        people.update(dict.fromkeys(group, person))
    return people


def plain_name(name: str) -> str:
    """A name in lower case without accents and punctuation, its words in alphabetical order."""
    decomposed = unicodedata.normalize("NFKD", name.replace("ø", "o").replace("Ø", "o").replace("æ", "ae"))
    letters = "".join(c for c in decomposed.casefold() if not unicodedata.combining(c))
    return " ".join(sorted(re.findall(r"[a-z0-9]+", letters)))


def _keys(signature: Signature) -> list[str]:
    """What ties a signature to others of the same person."""
    name, email = plain_name(signature.name), signature.email.strip().lower()
    keys = []
    if email not in _NO_ADDRESSES:
        keys.append(f"address {email}")
        if match := _NO_REPLY.match(email):
            keys.append(f"name {plain_name(match['login'])}")
        else:
            local = email.partition("@")[0]
            # "s123456@student.dtu.dk" and the login s123456; "anna.jensen@x" and the name Anna Jensen
            if re.fullmatch(r"s\d{6}", local) or len(plain_name(local).split()) > 1:
                keys.append(f"name {plain_name(local)}")
    if name and signature.name.strip().lower() not in _NO_NAMES:
        keys.append(f"name {name}")
    return keys
