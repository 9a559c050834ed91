"""Shell text as commands: a workflow's `run:`, a Dockerfile's RUN, a Makefile recipe, a script.

This is no shell. It knows POSIX quoting, operators, here-documents and compound commands well enough to tell which
programs a text would run, takes PowerShell and batch text as it comes, and never raises: what it cannot make out is
left in the words as it stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from auditor.facts.shell_reach import KEYWORDS, Reach


@dataclass(frozen=True, slots=True)
class ShellCommand:
    """A simple command.

    words have their quotes taken off and hold neither redirections nor leading assignments; those are in assignments,
    as "NAME=value". text is the command as written, on one line. Lines count from the first line that
    `split_commands` was told, end included.
    """

    words: tuple[str, ...]
    text: str
    start: int
    end: int
    assignments: tuple[str, ...] = ()


# How deep commands inside commands are followed: $(...) in $(...), `bash -c "bash -c ..."`.
_MAX_DEPTH = 4


def split_commands(text: str, first_line: int = 1) -> list[ShellCommand]:
    """The simple commands of a shell text in the order in which they stand; text begins on first_line of its file.

    Comments and the bodies of here-documents are no commands, nor is what can never run, such as x in `false && x`. A
    command inside `$(...)` is one of its own, before the command in whose words it stays.
    """
    return list(_commands(text, first_line, _MAX_DEPTH))


def program(command: ShellCommand) -> tuple[str, ...]:
    """The words of the tool that a command is about, after whatever only starts it.

    `sudo env A=b uv run python -m pytest -q` is ("pytest", "-q"). The first word is a bare name: "python" for
    python3.11, "pytest" for .venv/bin/pytest. No words where a command only assigns.
    """
    return next(iter(programs(command)), ())


def programs(command: ShellCommand) -> list[tuple[str, ...]]:
    """Like `program`, with what that tool runs in turn, outermost first.

    `coverage run -m pytest tests/` is ("coverage", "run", "-m", "pytest", "tests/") and ("pytest", "tests/"); of
    `bash -c "a && b"` it is a and b.
    """
    return list(_programs(command, _MAX_DEPTH))


class _Kind(Enum):
    WORD = auto()
    REDIRECTION = auto()  # its target is the word that follows
    OPEN = auto()
    CLOSE = auto()
    SEPARATOR = auto()


@dataclass(frozen=True, slots=True)
class _Token:
    """start and end are offsets in the text; substitutions are the offsets and texts of the commands in a word."""

    kind: _Kind
    value: str
    start: int
    end: int
    substitutions: tuple[tuple[int, str], ...] = ()


def _commands(text: str, first_line: int, depth: int) -> Iterator[ShellCommand]:
    line_starts = [match.end() for match in re.finditer(r"\n", text)]

    def line(offset: int) -> int:
        return first_line + bisect_right(line_starts, offset)

    tokens: list[_Token] = []
    parentheses = 0
    reach = Reach()
    for token in [*_Scanner(text).tokens(), _Token(_Kind.SEPARATOR, "", len(text), len(text))]:
        if token.kind in (_Kind.WORD, _Kind.REDIRECTION) or (token.value in ("&&", "||") and _in_test(tokens)):
            tokens.append(token)
            continue
        is_case_pattern = token.kind is _Kind.CLOSE and not parentheses
        if tokens and not is_case_pattern and reach.reaches([t.value for t in tokens], token.value, parentheses > 0):
            for offset, inner in (found for part in tokens for found in part.substitutions) if depth else ():
                yield from _commands(inner, line(offset), depth - 1)
            yield from _simple_command(text, tokens, line)
        tokens = []
        parentheses = max(0, parentheses + {_Kind.OPEN: 1, _Kind.CLOSE: -1}.get(token.kind, 0))


def _in_test(tokens: Sequence[_Token]) -> bool:
    """Whether tokens are the beginning of bash's `[[ a && b ]]`."""
    values = [token.value for token in tokens]
    return "[[" in values and values[-1] != "]]"


# What begins with one of these is a heading or a remark, not a command.
_HEADINGS = frozenset({"for", "foreach", "case", "select", "function", "rem"})
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*\+?=")


def _simple_command(text: str, tokens: Sequence[_Token], line: Callable[[int], int]) -> Iterator[ShellCommand]:
    words: list[_Token] = []
    is_target = False
    for token in tokens:
        if token.kind is _Kind.REDIRECTION:
            is_target = True
        elif is_target:
            is_target = False
        elif words:
            words.append(token)
        else:
            # "@" and "-" are make's ways of saying "do not print this" and "let it fail" ("@" is also cmd's).
            value = token.value.lstrip("@-")
            if value and value not in KEYWORDS:
                words.append(replace(token, value=value))
    if words and words[-1].value == "}":  # PowerShell's blocks may end without a separator
        words.pop()
    if not words or words[0].value.lower() in _HEADINGS:
        return
    values = [token.value for token in words]
    assigned = 0
    while assigned < len(values) and _ASSIGNMENT.match(values[assigned]):
        assigned += 1
    yield ShellCommand(
        words=tuple(values[assigned:]),
        text=re.sub(r"(?<![ \t])[ \t]*+[\\`^]?\n[ \t]*+", " ", text[words[0].start : tokens[-1].end]),
        start=line(words[0].start),
        end=line(max(words[0].start, tokens[-1].end - 1)),
        assignments=tuple(values[:assigned]),
    )


_PLAIN = re.compile(r"[^\s\\'\"`^$#;&|<>()]+")
_BLANKS = re.compile(r"[^\S\n]+")
_CONTINUATION = re.compile(r"[\\`^]\n")
_HERE_DOCUMENT = re.compile(r"<<-?[ \t]*(?P<quote>['\"\\]?)(?P<delimiter>\w[\w.-]*)(?P=quote)?")
_REDIRECTION = re.compile(r"[<>]&(?:\d+|-)|&>>?|<<<|>>|[<>]&|>\||<>|[<>]")
_SELF_CONTAINED = re.compile(r"[<>]&(?:\d+|-)")
_SEPARATOR = re.compile(r"&&|\|\||\|&|;;&|;;|;&|[;|&)\n]")
_IN_PARENTHESES = re.compile(r"\\.|'[^']*'|\"(?:[^\"\\]|\\.)*\"|[()]", re.DOTALL)
_IN_QUOTES = re.compile(r"\\.|\$\{\{|\$\(|\"", re.DOTALL)


class _Scanner:
    """Splits a text into tokens, once from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._word: list[str] | None = None
        self._word_start = 0
        self._substitutions: list[tuple[int, str]] = []
        self._delimiters: list[str] = []
        # Openers that were found never to be closed: from there on they are plain characters.
        self._unclosed: set[str] = set()

    def tokens(self) -> Iterator[_Token]:
        """The text's tokens."""
        text = self._text
        while self._position < len(text):
            position = self._position
            character = text[position]
            if plain := _PLAIN.match(text, position):
                self._add(plain[0], plain.end())
            elif _CONTINUATION.match(text, position):
                self._position += 2
                if character != "\\":  # PowerShell's and cmd's always stand between words
                    yield from self._end_word(position)
            elif blanks := _BLANKS.match(text, position):
                yield from self._end_word(position)
                self._position = blanks.end()
            elif character == "#" and self._word is None:
                end = text.find("\n", position)
                self._position = len(text) if end < 0 else end
            elif character in "\\'\"`$":
                self._quoted(character)
            else:
                yield from self._operator(character)
        yield from self._end_word(len(text))

    def _operator(self, character: str) -> Iterator[_Token]:
        """The tokens of an operator at the position, or a plain character added to the word."""
        text, position = self._text, self._position
        if character in "<>" and text.startswith("(", position + 1) and self._parenthesised(position + 1):
            return
        if character == "(":
            yield from self._parenthesis()
        elif here := _HERE_DOCUMENT.match(text, position):
            yield from self._end_word(position)
            self._delimiters.append(here["delimiter"])
            self._position = here.end()
        elif redirection := _REDIRECTION.match(text, position):
            if self._word is not None and "".join(self._word).isdigit():
                self._word = None  # the number of a stream: 2>&1
            yield from self._end_word(position)
            self._position = redirection.end()
            if not _SELF_CONTAINED.fullmatch(redirection[0]):
                yield _Token(_Kind.REDIRECTION, redirection[0], position, redirection.end())
        elif separator := _SEPARATOR.match(text, position):
            yield from self._end_word(position)
            kind = _Kind.CLOSE if character == ")" else _Kind.SEPARATOR
            yield _Token(kind, separator[0], position, separator.end())
            self._position = separator.end()
            if character == "\n":
                self._skip_here_documents()
        else:
            self._add(character, position + 1)

    def _add(self, piece: str, end: int) -> None:
        if self._word is None:
            self._word, self._word_start = [], self._position
        self._word.append(piece)
        self._position = end

    def _end_word(self, end: int) -> Iterator[_Token]:
        if self._word is not None:
            substitutions = tuple(self._substitutions)
            yield _Token(_Kind.WORD, "".join(self._word), self._word_start, end, substitutions)
        self._word, self._substitutions = None, []

    def _quoted(self, character: str) -> None:
        """Add to the word what an escape, a quotation or an expansion at the position stands for."""
        text, position = self._text, self._position
        if character == "\\":
            self._add(text[position + 1 : position + 2], position + 2)
        elif character == "'" and (end := self._find("'", position + 1)):
            self._add(text[position + 1 : end - 1], end)
        elif character == '"' and (end := self._end_of_quotation(position + 1)):
            self._add(re.sub(r'\\([$`"\\])|\\\n', r"\1", text[position + 1 : end - 1]), end)
        elif character == "`" and (end := self._find("`", position + 1)):
            self._substitutions.append((position + 1, text[position + 1 : end - 1]))
            self._add(text[position:end], end)
        elif text.startswith("${", position) and (
            end := self._find("}}" if text.startswith("${{", position) else "}", position)
        ):
            self._add(text[position:end], end)
        elif not (text.startswith("$(", position) and self._parenthesised(position + 1)):
            self._add(character, position + 1)

    def _parenthesis(self) -> Iterator[_Token]:
        """A subshell at the position; or an array, a function's head or a PowerShell call, if in a word."""
        position = self._position
        if self._word is None:
            yield _Token(_Kind.OPEN, "(", position, position + 1)
            self._position += 1
        elif self._text.startswith("()", position):
            self._word = None
            self._position += 2
        elif not self._parenthesised(position, is_command=False):
            self._add("(", position + 1)

    def _parenthesised(self, opening: int, is_command: bool = True) -> bool:
        """Add everything up to the parenthesis that closes the one at opening, or say that none does."""
        end = self._end_of_parentheses(opening)
        if not end:
            return False
        if is_command and not self._text.startswith("((", opening):
            self._substitutions.append((opening + 1, self._text[opening + 1 : end - 1]))
        self._add(self._text[self._position : end], end)
        return True

    def _find(self, closer: str, start: int) -> int:
        """The offset behind the next closer, or 0 when there is none."""
        if closer in self._unclosed:
            return 0
        found = self._text.find(closer, start)
        if found < 0:
            self._unclosed.add(closer)
            return 0
        return found + len(closer)

    def _end_of_parentheses(self, opening: int) -> int:
        """The offset behind the parenthesis that closes the one at opening, or 0 when none does."""
        if ")" in self._unclosed:
            return 0
        depth = 0
        for match in _IN_PARENTHESES.finditer(self._text, opening):
            depth += {"(": 1, ")": -1}.get(match[0], 0)
            if not depth:
                return match.end()
        self._unclosed.add(")")
        return 0

    def _end_of_quotation(self, start: int) -> int:
        """The offset behind the double quote that ends the quotation whose content begins at start, or 0."""
        if '"' in self._unclosed:
            return 0
        position = start
        while match := _IN_QUOTES.search(self._text, position):
            position = match.end()
            if match[0] == '"':
                return position
            if match[0] == "${{":
                position = self._find("}}", position) or position
            elif match[0] == "$(" and (end := self._end_of_parentheses(position - 1)):
                if not self._text.startswith("((", position - 1):
                    self._substitutions.append((position, self._text[position : end - 1]))
                position = end
        self._unclosed.add('"')
        return 0

    def _skip_here_documents(self) -> None:
        """Move behind the bodies of the here-documents that the line before the position began."""
        for delimiter in self._delimiters:
            line = ""
            while self._position < len(self._text) and line.strip() != delimiter:
                end = self._text.find("\n", self._position)
                end = len(self._text) if end < 0 else end
                line = self._text[self._position : end]
                self._position = min(end + 1, len(self._text))
        self._delimiters = []


@dataclass(frozen=True, slots=True)
class _Runner:
    """A tool that runs another one.

    valued: its options that take the next word as their value. positionals: how many words of its own come before the
    tool that it runs. is_tool: it does something of its own, so that it counts as a program too. runs_python: what it
    runs is a script or, behind -m, a module.
    """

    valued: frozenset[str] = frozenset()
    positionals: int = 0
    is_tool: bool = False
    runs_python: bool = False


def _options(text: str) -> frozenset[str]:
    return frozenset(text.split())


_UV_OPTIONS = _options(
    "-p --python --with --with-editable --with-requirements --extra --no-extra --group --no-group --only-group "
    "--package --env-file --index --default-index --index-url --extra-index-url --find-links -f --directory --project "
    "--cache-dir --config-file --refresh-package --upgrade-package -P --no-binary-package --no-build-package "
    "--python-platform --link-mode --resolution --prerelease --exclude-newer --color --from -c --constraints -w"
)
_CONDA_OPTIONS = _options("-n --name -p --prefix --cwd")
_TORCHRUN = _Runner(
    _options(
        "--nproc_per_node --nproc-per-node --nnodes --node_rank --node-rank --rdzv_backend --rdzv-backend "
        "--rdzv_endpoint --rdzv-endpoint --rdzv_id --rdzv-id --master_addr --master-addr --master_port --master-port"
    ),
    is_tool=True,
    runs_python=True,
)
_COMMAND_OPTION = re.compile(r"-[a-z]*c|-Command")
_SHELLS = frozenset({"bash", "sh", "zsh", "dash", "ash", "pwsh", "powershell"})

# By the words that start the runner.
_RUNNERS: Mapping[tuple[str, ...], _Runner] = {
    ("uv", "run"): _Runner(_UV_OPTIONS, runs_python=True),
    ("uv", "tool", "run"): _Runner(_UV_OPTIONS),
    ("uvx",): _Runner(_UV_OPTIONS),
    ("pipx", "run"): _Runner(_options("--spec --python --pip-args --index-url")),
    ("poetry", "run"): _Runner(),
    ("pipenv", "run"): _Runner(),
    ("pdm", "run"): _Runner(_options("-p --project")),
    ("rye", "run"): _Runner(),
    ("hatch", "run"): _Runner(),
    ("pixi", "run"): _Runner(_options("-e --environment --manifest-path")),
    ("conda", "run"): _Runner(_CONDA_OPTIONS),
    ("mamba", "run"): _Runner(_CONDA_OPTIONS),
    ("micromamba", "run"): _Runner(_CONDA_OPTIONS),
    ("npx",): _Runner(_options("-p --package")),
    ("sudo",): _Runner(_options("-u --user -g --group -h --host -p --prompt")),
    ("env",): _Runner(_options("-u --unset -C --chdir")),
    ("time",): _Runner(_options("-f --format -o --output")),
    ("timeout",): _Runner(_options("-k --kill-after -s --signal"), positionals=1),
    ("nice",): _Runner(_options("-n --adjustment")),
    ("nohup",): _Runner(),
    ("exec",): _Runner(_options("-a")),
    ("command",): _Runner(),
    ("call",): _Runner(),
    ("stdbuf",): _Runner(_options("-i -o -e")),
    ("xargs",): _Runner(_options("-n -I -P -L -d -a -s")),
    ("xvfb-run",): _Runner(_options("-n --server-num -s --server-args -e --error-file -f --auth-file -w --wait")),
    ("opentelemetry-instrument",): _Runner(
        _options("--traces_exporter --metrics_exporter --logs_exporter --service_name"), is_tool=True
    ),
    ("coverage", "run"): _Runner(
        _options("--source --omit --include --rcfile --data-file --concurrency --context"),
        is_tool=True,
        runs_python=True,
    ),
    ("accelerate", "launch"): _Runner(
        _options("--config_file --num_processes --num_machines --mixed_precision --main_process_port --gpu_ids"),
        is_tool=True,
        runs_python=True,
    ),
    ("torchrun",): _TORCHRUN,
    ("cProfile",): _Runner(_options("-o -s"), is_tool=True, runs_python=True),
    ("profile",): _Runner(_options("-o -s"), is_tool=True, runs_python=True),
    ("kernprof",): _Runner(_options("-o -s -p"), is_tool=True, runs_python=True),
    ("pyinstrument",): _Runner(_options("-o -r --outfile --renderer"), is_tool=True, runs_python=True),
    ("scalene",): _Runner(_options("--outfile --profile-interval"), is_tool=True, runs_python=True),
    ("py-spy", "record"): _Runner(_options("-o -f -r -d --output --format --rate --duration"), is_tool=True),
    ("mprof", "run"): _Runner(_options("--interval -T --output -o"), is_tool=True, runs_python=True),
    ("memory_profiler",): _Runner(_options("-o"), is_tool=True, runs_python=True),
    ("torch.distributed.run",): _TORCHRUN,
    ("torch.distributed.launch",): _TORCHRUN,
}
_FIRST_WORDS = frozenset(heads[0] for heads in _RUNNERS)


def _programs(command: ShellCommand, depth: int) -> Iterator[tuple[str, ...]]:
    words = command.words
    while words:
        words = (_bare_name(words[0]), *words[1:])
        if words[0] in _SHELLS and depth and (script := _inline_script(words)):
            for inner in split_commands(script, command.start):
                yield from _programs(inner, depth - 1)
            return
        if words[0] in ("docker", "podman") and depth and (inside := _in_container(words)):
            yield words
            words = inside
            continue
        if words[0] == "python" and (module := _module_of(words)):
            words = module
            continue
        runner, rest = _runner_of(words)
        if runner is None or runner.is_tool or not rest:
            yield words
        if runner is None:
            return
        words = rest
        if runner.runs_python and rest and (rest[0] in ("-m", "--module") or rest[0].endswith(".py")):
            words = ("python", *rest)


def _in_container(words: Sequence[str]) -> tuple[str, ...]:
    """What a shell is told to run in a container: `docker run --entrypoint sh IMAGE -c "..."`, `... IMAGE sh -c "..."`.

    Of anything else it cannot be told where the name of the image stands, and what behind it is a program.
    """
    if "run" not in words[1:3] and "exec" not in words[1:3]:
        return ()
    at = next((n for n, word in enumerate(words) if _COMMAND_OPTION.fullmatch(word)), 0)
    given = [
        words[n + 1] if word == "--entrypoint" else word.partition("=")[2]
        for n, word in enumerate(words[:at])
        if word.startswith("--entrypoint")
    ]
    shell = next((name for word in (*given, words[at - 1]) if (name := word.rpartition("/")[2]) in _SHELLS), "")
    return (shell, *words[at:]) if at and shell else ()


def _bare_name(word: str) -> str:
    """What a program is called wherever it lies: without a bin folder, .exe, or a version."""
    folder, _, name = word.replace("\\", "/").rpartition("/")
    if folder and folder.rpartition("/")[2] not in ("bin", "Scripts"):
        return word
    name = re.sub(r"\.exe$|(?<=\w)(@|==)(latest$|[\d.]+$)", "", name)
    return re.sub(r"^(python|pip)[\d.]+$|^py$", lambda match: match[1] or "python", name)


def _inline_script(words: Sequence[str]) -> str:
    """The commands that a shell is given behind -c (alone or among other letters), or the empty string."""
    remaining = iter(words[1:])
    for word in remaining:
        if _COMMAND_OPTION.fullmatch(word):
            return next(remaining, "")
        if word in ("-o", "-O"):
            next(remaining, "")
        elif not word.startswith("-"):
            break
    return ""


def _module_of(words: Sequence[str]) -> tuple[str, ...]:
    """The module that python is told to run, with its arguments; nothing when it is given a script or -c."""
    remaining = iter(enumerate(words[1:], start=1))
    for index, word in remaining:
        if word in ("-m", "--module"):
            return tuple(words[index + 1 :])
        if word in ("-W", "-X"):
            next(remaining, None)
        elif word == "-c" or not word.startswith("-"):
            break
    return ()


def _runner_of(words: tuple[str, ...]) -> tuple[_Runner | None, tuple[str, ...]]:
    """The runner that words begin with, if any, and the words of what it runs."""
    if words[0] not in _FIRST_WORDS:
        return None, ()
    for heads, runner in _RUNNERS.items():
        rest: tuple[str, ...] | None = words
        for head in heads:
            rest = rest[1:] if rest and rest[0] == head else None
            if rest is None:
                break
            rest = _after_options(rest, runner)
        if rest is not None:
            return runner, rest[runner.positionals :]
    return None, ()


def _after_options(words: tuple[str, ...], runner: _Runner) -> tuple[str, ...]:
    index = 0
    while index < len(words):
        word = words[index]
        if word == "--":
            return words[index + 1 :]
        is_module = runner.runs_python and word in ("-m", "--module")
        if is_module or not (word.startswith("-") or _ASSIGNMENT.match(word)):  # `env A=b tool`
            break
        index += 2 if word in runner.valued else 1
    return words[index:]
