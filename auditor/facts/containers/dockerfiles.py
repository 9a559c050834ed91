"""A Dockerfile's text as instructions with their lines and the commands that they run.

Format: https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

import io
import re
import shlex
from dataclasses import dataclass

from auditor.facts.json_values import parse_json
from auditor.facts.shell import ShellCommand, split_commands
from auditor.place import Place


@dataclass(frozen=True, slots=True)
class Instruction:
    """An instruction. name is in capitals, value has its lines joined and its options (`--mount=...`) in front.

    commands are what RUN, CMD and ENTRYPOINT run.
    """

    name: str
    value: str
    place: Place
    commands: tuple[ShellCommand, ...] = ()

    @property
    def arguments(self) -> tuple[str, ...]:
        """The words of a COPY, ADD or the like without options; the last one is the destination."""
        value = _without_options(self.value)
        if (listed := _json_words(value)) is not None:
            return listed
        try:
            return tuple(shlex.split(value))
        except ValueError:
            return tuple(value.split())

    def option(self, name: str) -> str | None:
        """The value of an option such as `from` in `COPY --from=build`, or None where it is not given."""
        match = re.search(rf"(?:^|\s)--{re.escape(name)}=(\S+)", _options(self.value))
        return match[1] if match else None


@dataclass(frozen=True, slots=True)
class Stage:
    """A build stage. image has the defaults of build arguments filled in; name is empty for a stage without one."""

    image: str
    name: str
    place: Place


_WORKING = frozenset({"RUN", "COPY", "ADD", "CMD", "ENTRYPOINT"})
# Programs that leave an image as it is, and do nothing in its container.
_IDLE = frozenset({"echo", "printf", "true", "false", ":", "ls", "pwd", "date", "whoami", "sleep", "exit"})


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """place covers the instructions. commented_out: it has none, and its comments hold what would be a Dockerfile."""

    path: str
    place: Place
    instructions: tuple[Instruction, ...] = ()
    stages: tuple[Stage, ...] = ()
    commented_out: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is no instruction in it."""
        return not self.instructions

    @property
    def base_images(self) -> tuple[str, ...]:
        """The images that it builds on, its own earlier stages left out."""
        own = {stage.name for stage in self.stages if stage.name}
        return tuple(stage.image for stage in self.stages if stage.image not in own)

    @property
    def does_something(self) -> bool:
        """Whether it builds on an image and then installs, copies or runs something; printing a text is nothing."""
        return bool(self.stages) and any(
            instruction.name in _WORKING and not _is_idle(instruction) for instruction in self.instructions
        )

    @property
    def is_for_development(self) -> bool:
        """Whether it makes an editor's development container rather than an image of the project."""
        return "/.devcontainer/" in f"/{self.path}"

    def of(self, *names: str) -> tuple[Instruction, ...]:
        """The instructions of these names, in order."""
        return tuple(instruction for instruction in self.instructions if instruction.name in names)


def _is_idle(instruction: Instruction) -> bool:
    return bool(instruction.commands) and all(
        command.words[:1] and command.words[0] in _IDLE for command in instruction.commands
    )


_COMMENTED_FROM = re.compile(r"^[ \t]*#[ \t#]*FROM[ \t]+\S+[ \t]*(?:(?:AS|as)[ \t]+\S+[ \t]*)?$", re.MULTILINE)


def parse_dockerfile(text: str, path: str) -> Dockerfile:
    """The Dockerfile at path."""
    from dockerfile_parse import DockerfileParser
    from dockerfile_parse.parser import image_from

    lines = text.removeprefix("\ufeff").removesuffix("\n").split("\n")
    live, here_documents = _without_here_documents(lines)
    # Given a file object the parser only reads it; without one it would open a file called Dockerfile.
    parser = DockerfileParser(fileobj=io.BytesIO("\n".join([*live, "", ""]).encode()), env_replace=False)
    instructions = tuple(
        _instruction(found, lines, here_documents, path)
        for found in parser.structure
        if found["instruction"] != "COMMENT"
    )
    named = [(found.place, *image_from(found.value)) for found in instructions if found.name == "FROM"]
    # The parser's own list has the defaults of ARG lines filled in, and leaves out a FROM without an image too.
    try:
        images = iter(parser.parent_images)
    except (ValueError, LookupError):  # over ARG lines that make no sense to it
        images = iter(())
    stages = tuple(Stage(next(images, image), name or "", place) for place, image, name in named if image)
    if not instructions:
        return Dockerfile(path, Place(path), commented_out=bool(_COMMENTED_FROM.search(text)))
    place = Place(path, instructions[0].place.start, instructions[-1].place.end)
    return Dockerfile(path, place, instructions, stages)


_HERE_DOCUMENT = re.compile(r"<<-?(?P<quote>[\"']?)(?P<delimiter>[A-Za-z_]\w*)(?P=quote)")


def _without_here_documents(lines: list[str]) -> tuple[list[str], dict[int, tuple[int, int]]]:
    """The lines with those of here-documents emptied, and where the first such text of an instruction stands.

    dockerfile-parse knows no here-documents and would take their lines for instructions. It also ends an instruction
    at a blank line behind a backslash, where Docker reads on: such lines are made comments, which it skips.
    The places are indices of lines (the text's first, and the one behind its last) by that of the instruction's last.
    """
    live = list(lines)
    found: dict[int, tuple[int, int]] = {}
    is_continued = takes_texts = False
    delimiters: list[str] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        is_comment = line.lstrip().startswith("#")
        if is_continued and not line.strip():
            live[index] = "#"
        elif not is_comment:
            if not is_continued:
                takes_texts = re.match(r"\s*(?:RUN|COPY|ADD)\s", line, re.IGNORECASE) is not None
                delimiters = []
            if takes_texts:
                delimiters += [match["delimiter"] for match in _HERE_DOCUMENT.finditer(line)]
            is_continued = line.rstrip().endswith("\\")
        if is_continued or is_comment or not delimiters:
            index += 1
            continue
        instruction_end, index = index, index + 1
        for delimiter in delimiters:
            start = index
            while index < len(lines) and lines[index].strip() != delimiter:
                live[index] = ""
                index += 1
            found.setdefault(instruction_end, (start, index))
            if index < len(lines):
                live[index] = ""
                index += 1
        delimiters = []
    return live, found


def _instruction(
    found: dict[str, object], lines: list[str], here_documents: dict[int, tuple[int, int]], path: str
) -> Instruction:
    name, value = str(found["instruction"]), str(found["value"]).strip()
    first, last = int(str(found["startline"])), min(int(str(found["endline"])), len(lines) - 1)
    here = here_documents.get(last)
    commands: tuple[ShellCommand, ...] = ()
    if name in ("RUN", "CMD", "ENTRYPOINT"):
        commands = tuple(_commands(lines, first, last, here))
    end = here[1] if here else last
    return Instruction(name, value, Place(path, first + 1, min(end, len(lines) - 1) + 1), commands)


def _commands(lines: list[str], first: int, last: int, here: tuple[int, int] | None) -> list[ShellCommand]:
    """The commands of the instruction in these lines (indices), with the numbers of the file's lines."""
    own = lines[first : last + 1]
    # Comments and blank lines may stand between the lines of one command; Docker takes them out, a shell would not.
    own = [line if line.strip() and not line.lstrip().startswith("#") else "\\" for line in own]
    text = _without_options(re.sub(r"^\s*\w+", "", "\n".join(own).rstrip("\\"), count=1))
    if (words := _json_words(re.sub(r"\\\n", " ", text))) is not None:
        return [ShellCommand(words, " ".join(words), first + 1, last + 1)] if words else []
    commands = split_commands(text, first + 1)
    if here and all(command.words[:1] in (("sh",), ("bash",), ("/bin/sh",), ("/bin/bash",)) for command in commands):
        # `RUN <<EOF` runs the text as a script, as does `RUN bash <<EOF`; to another program it is input.
        commands += split_commands("\n".join(lines[here[0] : here[1]]), here[0] + 1)
    return commands


_OPTIONS = re.compile(r"(?:\s|\\\n)*(?:--[a-z-]+(?:=\S+)?(?:\s|\\\n)+)*")


def _options(value: str) -> str:
    match = _OPTIONS.match(value)
    return match[0] if match else ""


def _without_options(value: str) -> str:
    """value without the options in front, whose lines stay as empty continuations so that lines keep their numbers."""
    options = _options(value)
    return "\\\n" * options.count("\n") + value[len(options) :]


def _json_words(value: str) -> tuple[str, ...] | None:
    """The words of a value in exec form (`["python", "train.py"]`), or None where it is in shell form."""
    if not value.strip().startswith("["):
        return None
    try:
        words = parse_json(value)
    except ValueError:
        return None
    return tuple(words) if isinstance(words, list) and all(isinstance(word, str) for word in words) else None
