"""Who a group is: the members that a report declares, and the group's number."""

from __future__ import annotations

import re
from itertools import pairwise

_LONGEST_TEXT = 4000  # characters; what follows is no list of people

# A study number of the course's university (s123456), or another university's number of six digits or more.
_STUDY_NUMBER = re.compile(r"(?<![a-z0-9])s\s?\d{5,7}(?!\d)", re.IGNORECASE)
_OTHER_NUMBER = re.compile(r"(?<![\w.])\d{6,10}(?!\d)")
_USER_NAME = re.compile(r"[a-z]{4,8}\d{0,2}")  # employees and guests have one in place of a study number
_NAME = re.compile(r"(?:[^\W\d_][\w'’.\-]*)(?: (?:[^\W\d_][\w'’.\-]*)){0,5}")
_BREAK = re.compile(r"<br\s{0,3}/?>|\n", re.IGNORECASE)
_SEPARATOR = re.compile(r"[,;&|/]|\band\b|\bog\b|(?<=\d)\s+(?=s?\d)", re.IGNORECASE)
_ADDRESS = re.compile(r"<?[\w.+-]{1,64}@[\w.-]{1,80}>?")
_NOT_NAMES = frozenset(
    {"name", "names", "student", "students", "study", "number", "numbers", "member", "members", "group", "answer"}
    | {"none", "nan", "tbd", "todo", "just", "only", "alone", "solo", "myself", "me"}
)

_GROUP = re.compile(
    r"\b(?:group|gruppe|team|mlops)\b\W{0,9}(?:(?:number|no|nr)\b\W{0,4})?(\d{1,3}|[A-Z])\b", re.IGNORECASE
)
_NUMBER = re.compile(r"(?<![\w.])\d{1,3}(?!\w)")


def read_members(text: str) -> tuple[str, ...] | None:
    """The members named in a text: their study numbers, and the names of those who have none.

    text: ids, names, or both for each, on lines of their own or one after the other. None where nobody can be made out.
    """
    members: list[str] = []
    for line in _entries(text):
        members.extend(_members_of_line(line))
    without_number = [member for member in members if _number(member) is None]
    numbers = len(members) - len(without_number)
    if numbers and len(without_number) == numbers and _alternate(members):
        # Name and number of each on lines of their own: one person, two entries.
        members = [member for member in members if _number(member) is not None]
    unique: dict[str, str] = {}
    for member in members:
        unique.setdefault(member.lower(), member)
    return tuple(unique.values()) or None


def read_group_number(text: str) -> str | None:
    """The number (or letter) of the group in a text such as "Group 12", or None."""
    text = text[:_LONGEST_TEXT]
    if match := _GROUP.search(text):
        return match[1]
    numbers = _NUMBER.findall(text)
    return str(numbers[0]) if numbers else None


def _entries(text: str) -> list[str]:
    """The lines of a list of people, without bullets and emphasis."""
    lines = (re.sub(r"[*_`~\"]", " ", line) for line in _BREAK.split(text[:_LONGEST_TEXT]))
    return [stripped for line in lines if (stripped := line.strip().strip("-+•–.:").strip())]


def _members_of_line(line: str) -> list[str]:
    """The people on a line."""
    parts = [part.strip() for part in _SEPARATOR.split(line) if part.strip()]
    people: list[str] = []
    for part in parts:
        number = _number(part)
        person = number or _person(part)
        if person:
            people.append(person)
    numbers = [person for person in people if _number(person)]
    named = [person for person in people if not _number(person) and not _USER_NAME.fullmatch(person)]
    if numbers and len(named) == len(numbers) and _alternate(people):
        # "Ada Lovelace, s123456": the name belongs to the number beside it.
        people = [person for person in people if person not in named]
    return people


def _number(text: str) -> str | None:
    """The first id number in a text, as one word in lower case."""
    match = _STUDY_NUMBER.search(text) or _OTHER_NUMBER.search(text)
    return re.sub(r"\s", "", match[0]).lower() if match else None


def _person(text: str) -> str | None:
    """A user name or a person's name, if that is all a text is."""
    name = re.sub(r"\([^()]*\)", "", _ADDRESS.sub("", text)).strip(" .:-")
    if _USER_NAME.fullmatch(name) and name not in _NOT_NAMES:
        return name
    words = name.split()
    if not _NAME.fullmatch(name) or any(word.lower() in _NOT_NAMES for word in words):
        return None
    # Particles aside ("van der"), the words of a name begin with capitals; those of a remark do not.
    capitals = sum(word[0].isupper() for word in words)
    return name if capitals >= 2 or (capitals == len(words) == 1 and len(name) > 1) else None


def _alternate(people: list[str]) -> bool:
    """Whether people with and without a number take turns."""
    return all((_number(a) is None) != (_number(b) is None) for a, b in pairwise(people))
