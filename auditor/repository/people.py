"""Who is who: one person's several names and e-mail addresses, and which authors are programs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from auditor.repository.likeness import Look, folded_words, likely_same


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
_NO_NAME = re.compile(
    r"admin|administrator|anonymous|codespace|coder|default|ec2-user|first ?name last ?name|guest|hp|john doe|jovyan"
    r"|jupyter|laptop|lenovo|macbook|me|name|no name|none|null|pc|pi|root|student|test|ubuntu|unknown|user|vscode"
    r"|windows|your name",
    re.IGNORECASE,
)
_NO_ADDRESS = re.compile(r"|none|(?:you|your|user|your\.?(?:name|e-?mail))@(?:example|e?mail)\.com", re.IGNORECASE)
# The part before the @ that anybody's address can have.
_COMMON = re.compile(
    r"contact|code|dev|e?mail|git|github|gitlab|hello|hi|info|kontakt|no-?reply|post|private|school|services|work",
    re.IGNORECASE,
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
    return _name_key(signature) is None and bool(_NO_ADDRESS.fullmatch(_address(signature)))


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
        numbers = {leader: look.numbers for leader, look in looks.items()}
        for one, other in likely_same(looks, with_first_names):
            joined, kept = groups.leader(one), groups.leader(other)
            if not (joined != kept and numbers[joined] and numbers[kept]):  # nor by way of a third are two students one
                numbers[kept] |= numbers[joined]
                groups.join(joined, kept)

    people: dict[Signature, Person] = {}
    for group in groups.groups().values():
        best = min(group, key=lambda s: (_name_key(s) is None, -counts[s], s.name, s.email))
        person = Person(best.name or best.email or "(no name)", frozenset(group), all(map(is_bot, group)))
        people.update(dict.fromkeys(group, person))
    return people


class _Groups:
    """Signatures in groups, each of which has one of them as its leader."""

    def __init__(self, signatures: Iterable[Signature]) -> None:
        self._above = {signature: signature for signature in signatures}

    def leader(self, signature: Signature) -> Signature:
        while self._above[signature] != signature:
            self._above[signature] = self._above[self._above[signature]]
            signature = self._above[signature]
        return signature

    def join(self, one: Signature, other: Signature) -> None:
        self._above[self.leader(one)] = self.leader(other)

    def groups(self) -> dict[Signature, list[Signature]]:
        found: dict[Signature, list[Signature]] = {}
        for signature in self._above:
            found.setdefault(self.leader(signature), []).append(signature)
        return found


def _address(signature: Signature) -> str:
    return signature.email.strip().lower()


def _name_key(signature: Signature) -> str | None:
    """The words of a name in alphabetical order, as they are compared; None for no name, or one that nobody set."""
    words = folded_words(signature.name)
    return " ".join(sorted(words)) if words and not _NO_NAME.fullmatch(signature.name.strip()) else None


def _keys(signature: Signature) -> list[str]:
    """What ties a signature to others of the same person without doubt."""
    name, address = _name_key(signature), _address(signature)
    keys = [] if name is None else [f"name {name}"]
    local = address.partition("@")[0]
    if _NO_ADDRESS.fullmatch(address) or (_NO_NAME.fullmatch(local) and _MACHINE.search(address)):
        return keys
    keys.append(f"address {address}")
    if account := _NO_REPLY.fullmatch(address):
        if account["number"]:
            keys.append(f"account {account['number']}")
        keys.append(f"name {' '.join(sorted(folded_words(account['login'])))}")
    else:
        words = folded_words(local)
        if _STUDENT_NUMBER.fullmatch(local) or len(words) > 1:
            keys.append(f"name {' '.join(sorted(words))}")
    return keys


def _look(group: Iterable[Signature]) -> Look:
    """What a person goes by, from all signatures."""
    names: set[tuple[str, ...]] = set()
    handles: set[str] = set()
    for signature in group:
        if _name_key(signature) is not None:
            names.add(tuple(folded_words(signature.name)))
        account = _NO_REPLY.fullmatch(_address(signature))
        local = account["login"] if account else re.split(r"[/\\]", _address(signature).partition("@")[0])[-1]
        if not (_COMMON.fullmatch(local) or _NO_NAME.fullmatch(local) or _MACHINE.search(_address(signature))):
            handles.add("".join(folded_words(local)))
    handles |= {"".join(name) for name in names}
    numbers = frozenset(handle for handle in handles if _STUDENT_NUMBER.fullmatch(handle))
    return Look(frozenset(names), frozenset(handles) - numbers - {""}, numbers)
