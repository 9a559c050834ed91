"""Shell commands that the answers tell a reader to run: in code, in quote marks, or plainly in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.facts.shell import programs, split_commands
from auditor.prose.mood import Mood, mood_of

if TYPE_CHECKING:
    from auditor.facts.shell import ShellCommand
    from auditor.prose.sentences import Sentence

_PROGRAMS = (
    r"python3?(?:\.\d+)?|uvr?|poetry|pdm|make|invoke|inv|docker(?:-compose)?|podman|dvc|npm|yarn|pnpm|uvicorn|fastapi|"
    r"gunicorn|pip3?|pytest|streamlit|coverage|torchrun|accelerate|wandb|sudo|pipenv|conda|hatch|nox|tox|just"
)
_BEGIN = re.compile(
    rf"[$>%\s]*(?:[A-Z_]{{2,30}}=\S{{1,100}} )?(?:{_PROGRAMS}|[\w./-]{{1,100}}\.(?:py|sh))\s", re.IGNORECASE
)
_SPAN = re.compile(r"(`{1,3})(?P<code>[^`\n]{3,600})\1|[‘'\"“](?P<quoted>[^'\"“”‘’\n]{3,300})[’'\"”]")
# In a plain sentence a command ends where words follow that belong to none.
_PLAIN = re.compile(
    r"(?<![\w/.`'\"-])(?:(?:uv\s+run\s+)?python3?\s+(?:-m\s+[\w.]+|[\w./-]+\.py)"
    r"(?:\s+(?:-{1,2}[A-Za-z][\w-]*(?:(?:=|\s(?=[\w./]*[\d_./]))[^\s,;()]+)?|[\w+~./@]+=[^\s;()]+))*"
    r"|(?:uv\s+run\s+)?(?:invoke|inv)\s+[a-z]+(?:[-_.][a-z]+)*|make\s+[a-z]+(?:[_-][a-z]+)+|dvc\s+repro\b|npm\s+run\s+[\w:-]+)",
    re.IGNORECASE,
)
_IN_PLAIN_TEXT = ("python", "invoke ", "inv ", "make ", "dvc repro", "npm run")
_PLACEHOLDER = re.compile(r"<[\w\s./:-]{1,60}>")
_MOODS = frozenset({Mood.AFFIRMED, Mood.GENERAL, Mood.HYPOTHETICAL})
_ENDINGS = ".,;:)"  # of the sentence that a command ends, not of the command


@dataclass(frozen=True, slots=True)
class QuotedCommand:
    """A command, the sentence (of code: the first line) that has it, and where it stands in the sentence's text.

    is_code: it stands as code of its own or in a sentence as such, so that nothing else can be meant.
    """

    command: ShellCommand
    sentence: Sentence
    span: tuple[int, int]
    is_code: bool

    @property
    def words(self) -> tuple[str, ...]:
        """The words as they are typed."""
        return self.command.words

    @property
    def text(self) -> str:
        """The command as written, on one line."""
        return self.command.text

    def programs(self) -> list[tuple[str, ...]]:
        """The words of each tool that it runs (see `auditor.facts.shell.programs`)."""
        return programs(self.command)


def quoted_commands(sentences: Sequence[Sentence]) -> Iterator[QuotedCommand]:
    """The commands that are not said to be of no use, in the order of the text."""
    skipped = -1
    for index, sentence in enumerate(sentences):
        if sentence.context == "code":
            if index > skipped and _BEGIN.match(f"{sentence.text} "):
                text, skipped = _continued(sentences, index)
                yield from _parsed(text, sentence, (0, len(sentence.text)), True)
        elif sentence.context not in ("heading", "quote"):
            yield from _in_sentence(sentence)


def _continued(sentences: Sequence[Sentence], index: int) -> tuple[str, int]:
    """A line of code with those that it goes on in, and the number of the last."""
    text = sentences[index].text
    while text.endswith("\\") and index + 1 < len(sentences) and sentences[index + 1].context == "code":
        index += 1
        text = f"{text[:-1]} {sentences[index].text}"
    return text, index


def _in_sentence(sentence: Sentence) -> Iterator[QuotedCommand]:
    taken: list[tuple[int, int]] = []
    text = sentence.text
    if "`" in text or "'" in text or '"' in text or "“" in text or "‘" in text:
        for match in _SPAN.finditer(text):
            group = "code" if match["code"] else "quoted"
            if _BEGIN.match(f"{match[group]} "):
                taken.append(match.span())
                yield from _parsed(match[group], sentence, match.span(group), group == "code")
    lower = sentence.plain.lower()
    if not any(word in lower for word in _IN_PLAIN_TEXT):
        return
    for match in _PLAIN.finditer(sentence.plain):
        if not any(start <= match.start() < end for start, end in taken):
            yield from _parsed(match[0].rstrip(_ENDINGS), sentence, match.span(), False)


def _parsed(text: str, sentence: Sentence, span: tuple[int, int], is_code: bool) -> Iterator[QuotedCommand]:
    if mood_of(sentence, span) not in _MOODS:
        return
    typed = _PLACEHOLDER.sub("PLACEHOLDER", re.sub(r"^[\s$>%]+", "", text).replace("–", "--"))
    for command in split_commands(typed):
        if len(command.words) > 1:
            yield QuotedCommand(command, sentence, span, is_code)
