"""Sections of documents that tell how to install an application, and how to use it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.facts.documents import Document, Section
from auditor.facts.shell import programs
from auditor.place import Place
from auditor.repository.snapshot import Snapshot
from rules.pipelines import is_coverage, is_lint, is_test

_FEW_WORDS = 15  # that a section without a command needs to tell anything
_LONGEST_NAME = 6  # words of a heading that says what its section is for

_INSTALLING = re.compile(
    r"install|set[- ]?up|getting[- ]started|requirements|prerequisites|environment|dependencies", re.IGNORECASE
)
_USING = re.compile(
    r"\b(?:us(?:e|age|ing)|how to|run(?:ning)?|train(?:ing)?|inference|predict\w*|deploy\w*|api|quick[- ]?start|demo"
    r"|examples?|commands?|front-?end|evaluat\w+|docker|serv(?:e|ing))\b",
    re.IGNORECASE,
)
# What is about developing the project, or tells what it is rather than what to do with it.
_OTHER = re.compile(
    r"test|lint|coverage|pre-?commit|contribut|quality|checklist|structure|organi[sz]ation|expect|framework|\bplan\b"
    r"|are (?:you|we) going|intend|goal|overview|stack|description|data\b|dataset|question",
    re.IGNORECASE,
)
_INSTALLERS = {
    "pip": ("install",),
    "uv": ("sync", "pip", "venv", "python", "tool"),
    "poetry": ("install", "shell"),
    "pdm": ("install",),
    "pipenv": ("install", "sync", "shell"),
    "conda": ("env", "create", "activate", "install"),
    "mamba": ("env", "create", "activate", "install"),
    "git": ("clone",),
    "npm": ("install", "ci", "i"),
    "yarn": ("install",),
    "pnpm": ("install",),
    "docker": ("pull",),
}
_MAKE_ENVIRONMENTS = frozenset({"venv", "virtualenv", "ensurepip"})
_TASK_RUNNERS = frozenset({"make", "invoke", "inv", "just", "task", "poe", "nox", "hatch"})
_INSTALLING_TASK = re.compile(r"install|requirements|set-?up|environment|\benv\b|\bdev\b|sync", re.IGNORECASE)
# What neither installs nor uses an application.
_NEUTRAL = frozenset(
    {
        "git", "cd", "mkdir", "cp", "mv", "rm", "ls", "cat", "echo", "export", "source", "set", "chmod", "touch", "pwd",
        "gh", "pre-commit", "brew", "apt", "apt-get", "mkdocs", "sphinx-build", "open", "code", "which", "tree",
        "wandb", "dvc", "gsutil", "nano", "vim", "pip", "uv", "poetry", "conda", "sudo", "head", "tail", "grep", "tar",
        "unzip", "cookiecutter",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Instructions:
    """A section that tells how to install, how to use, or something else in commands (to test, say)."""

    heading: str
    place: Place
    installs: bool
    uses: bool

    @property
    def purpose(self) -> str:
        """What the section is about, in a few words."""
        if self.installs and self.uses:
            return "tells how to install and use it"
        return "tells how to install it" if self.installs else "tells how to use it" if self.uses else "gives commands"


def instructions(document: Document, snapshot: Snapshot) -> Iterator[Instructions]:
    """The sections of a document that give instructions, in order."""
    sections = document.sections or (Section(None, ()),)  # a document of nothing but code
    starts = [(section.heading.place.start or 1) if section.heading else 1 for section in sections]
    lines = snapshot.lines(document.path)
    run = [(command.start, words) for command in document.commands for words in programs(command)]
    ends = [start - 1 for start in starts[1:]] + [len(lines)]
    for section, start, end in zip(sections, starts, ends, strict=True):
        heading = section.heading.text if section.heading else ""
        commands = [words for at, words in run if start <= at <= end]
        has_code = any(start <= (block.place.start or 0) <= end for block in document.code_blocks)
        told = sum(len(paragraph.text.split()) for paragraph in section.paragraphs)
        # What is longer is a title, or a sentence that happens to hold a word.
        names_it = len(heading.split()) <= _LONGEST_NAME and (bool(commands) or has_code or told >= _FEW_WORDS)
        is_other = _OTHER.search(heading) is not None
        installs = any(_installs(words) for words in commands) or (
            names_it and not is_other and _INSTALLING.search(heading) is not None
        )
        uses = not is_other and (
            any(_uses(words) for words in commands) or (names_it and _USING.search(heading) is not None)
        )
        if installs or uses or commands:
            yield Instructions(heading, Place(document.path, start, _last_filled(lines, end)), installs, uses)


def _last_filled(lines: list[str], end: int) -> int:
    """The last line that is not blank, up to end."""
    while end > 1 and not lines[end - 1].strip():
        end -= 1
    return end


def _installs(words: tuple[str, ...]) -> bool:
    if words[0] in _MAKE_ENVIRONMENTS or any(word in _INSTALLERS.get(words[0], ()) for word in words[1:3]):
        return True
    return words[0] in _TASK_RUNNERS and any(_INSTALLING_TASK.search(word) for word in words[1:2])


def _uses(words: tuple[str, ...]) -> bool:
    """Whether a program is something of the project, rather than what installs, tests or looks at it."""
    return words[0] not in _NEUTRAL and not (_installs(words) or is_test(words) or is_lint(words) or is_coverage(words))
