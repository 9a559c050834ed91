"""The errors that end an audit, and the ones that only leave something unjudged."""

from __future__ import annotations

from dataclasses import dataclass


class UnusableInput(Exception):
    """The input cannot be audited at all; the message is one clear line for the user."""


class EmptyRepository(UnusableInput):
    """The repository is there and has no commit at all."""


@dataclass(frozen=True, slots=True, order=True)
class Unread:
    """Something that is in the repository and could not be read.

    path is the file (or the empty string for the repository as a whole), message says why in one sentence.
    """

    path: str
    message: str
