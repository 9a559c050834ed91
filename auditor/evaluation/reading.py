"""Files that a person or another program made, read with one clear line on what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from auditor.errors import UnusableInput

Entry: TypeAlias = dict[str, Any]
Fields: TypeAlias = Mapping[str, type | Sequence[type | str]]  # by name: the type, or the types or texts to choose from


def read_bytes(path: Path) -> bytes:
    """The content of a file. Raises UnusableInput where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnusableInput(f"{path} cannot be read: {error.strerror}") from None


def checked(data: object, where: str, fields: Fields) -> Entry:
    """data as a mapping that has these fields.

    where: the file and the place in it, for the message. Raises UnusableInput where it has not.
    """
    check(isinstance(data, dict), where, "is no mapping")
    assert isinstance(data, dict)
    for name, wanted in fields.items():
        check(name in data, where, f"has no {name}")
        value = data[name]
        choices = [wanted] if isinstance(wanted, type) else wanted
        fits = any(isinstance(value, one) if isinstance(one, type) else value == one for one in choices)
        check(fits, where, f"has {value!r:.60} as its {name}")
    return data


def entries(entry: Entry, name: str, where: str) -> list[Any]:
    """The list under a name; empty where there is none. Raises UnusableInput where it is something else."""
    value = entry.get(name) or []
    check(isinstance(value, list), where, f"has no list of {name}")
    assert isinstance(value, list)
    return value


def check(holds: bool, where: str, problem: str) -> None:
    """Raise UnusableInput unless something holds."""
    if not holds:
        raise UnusableInput(f"{where} {problem}")
