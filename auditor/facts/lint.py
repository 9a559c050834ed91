"""What ruff says of the project's Python files, whatever the project itself configures.

The files are handed to ruff in a temporary folder under numbers, never under their own names, and its settings are
given on the command line alone (`--isolated`).
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.facts.python.copied import copied_modules
from auditor.place import Place
from auditor.repository.snapshot import Snapshot

if TYPE_CHECKING:
    from auditor.facts import Facts
    from auditor.facts.commands import Command
    from auditor.facts.manifests import Manifests

# pycodestyle's errors and warnings and pyflakes; preview has those about white space.
_OPTIONS = ("--isolated", "--no-cache", "--preview", "--quiet", "--exit-zero", "--output-format", "json")
_SELECTED = ("--select", "E,W,F", "--target-version", "py314")
# How linters and formatters call the longest line and the codes that they let pass, in files and on command lines.
_LENGTHS = ("line-length", "line_length", "max-line-length", "max_line_length", "column_limit")
_IGNORES = ("ignore", "extend-ignore", "disable")
_TABLES: tuple[tuple[str, ...], ...] = ((), ("lint",), ("FORMAT",), ("format",))
_TOOLS = ("ruff", "flake8", "pycodestyle", "black", "pylint", "autopep8", "yapf")
_CODE = re.compile(r"[A-Z]{1,4}\d{0,4}")
_USUAL_LENGTH = 120  # what PEP 8's 79 are stretched to where nobody says otherwise
_LONGEST_LINE = 320  # that ruff can be told
_UNUSED = "F401"  # an import that is not used; in an __init__.py it is an export
_SECONDS = 20  # ruff needs milliseconds; what takes longer hangs
_MAX_FILES = 1_000


@dataclass(frozen=True, slots=True)
class Violation:
    """A place that breaks a rule of PEP 8 or of pyflakes. code is ruff's, such as E501."""

    code: str
    message: str
    place: Place


@dataclass(frozen=True, slots=True)
class Lint:
    """The violations in a number of files, by path and line, and how many lines of code and comment those have."""

    files: int
    lines: int
    violations: tuple[Violation, ...]

    @property
    def density(self) -> float:
        """Violations in a hundred lines."""
        return 100 * len(self.violations) / self.lines if self.lines else 0.0


@dataclass(frozen=True, slots=True)
class Style:
    """What a project allows itself: the longest line, and beginnings of codes that it ignores."""

    line_length: int
    ignored: tuple[str, ...]


def read_lint(facts: Facts) -> Lint | None:
    """What ruff finds in the group's own Python files by the style that it configured, or None without ruff.

    Notebooks are left out, and so are handed-out files and copies of other people's code.
    """
    copied = copied_modules(facts.python, facts.snapshot)
    paths = [
        module.path
        for module in facts.python.modules
        if not module.is_notebook and module.path not in copied and not facts.template.owns_file(module.path)
    ]
    style = configured_style(facts.manifests, facts.commands)
    return run_ruff(facts.snapshot, paths, style.line_length, style.ignored)


def configured_style(manifests: Manifests, commands: Iterable[Command]) -> Style:
    """The style that a project's linters and formatters are told, the most lenient where they differ."""
    lengths: list[int] = []
    ignored: set[str] = set()
    for tool in _TOOLS:
        for configuration in manifests.tool(tool):
            for table in _TABLES:
                lengths += [length for key in _LENGTHS if (length := _number(configuration.get(*table, key)))]
                for key in _IGNORES:
                    ignored.update(_codes(configuration.get(*table, key)))
    for command in commands:
        for words in command.programs() if command.live else ():
            if words and words[0] in _TOOLS:
                for option, value in _options(words):
                    if option in _LENGTHS or (option == "l" and words[0] == "black"):
                        lengths += [length] if (length := _number(value)) else []
                    elif option in _IGNORES:
                        ignored.update(_codes(value))
    return Style(max(lengths, default=_USUAL_LENGTH), tuple(sorted(ignored)))


def _number(value: object) -> int:
    return int(str(value)) if re.fullmatch(r"\d{1,3}", str(value)) else 0


def _codes(value: object) -> list[str]:
    """The codes in a list, or in a text with commas or line ends between them."""
    words = [str(one) for one in value] if isinstance(value, list) else re.split(r"[\s,]+", str(value or ""))
    return [word for word in words if _CODE.fullmatch(word)]


def _options(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for word, following in zip(words, (*words[1:], ""), strict=True):
        if word.startswith("-"):
            option, _, value = word.lstrip("-").partition("=")
            yield option, value or following


def run_ruff(snapshot: Snapshot, paths: Iterable[str], line_length: int, ignored: Collection[str] = ()) -> Lint | None:
    """What ruff finds in the files at paths, or None where ruff is not there or does not come back.

    ignored are beginnings of codes ("E501", "F"). Of very many files the first 1,000 are looked at.
    """
    texts = [(path, text) for path in sorted(paths)[:_MAX_FILES] if (text := snapshot.text(path))]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        written: dict[str, tuple[str, str]] = {}
        for number, (path, text) in enumerate(texts):
            file = folder / f"{number}.py"
            file.write_text(text, encoding="utf-8", errors="replace", newline="")
            written[str(file)] = (path, text)
        reported = _reported(folder, min(line_length, _LONGEST_LINE))
    if reported is None:
        return None
    found = [
        _violation(one, *written[one["filename"]])
        for one in reported
        if one["filename"] in written and re.fullmatch(r"[EWF]\d+", str(one["code"])) and one["location"]
    ]
    kept = [
        one
        for one in found
        if not one.code.startswith(tuple(ignored))
        and (one.code != _UNUSED or not (one.place.path or "").endswith("__init__.py"))
    ]
    lines = sum(1 for _, text in texts for line in text.split("\n") if line.strip())
    return Lint(len(texts), lines, tuple(sorted(kept, key=lambda violation: (violation.place, violation.code))))


def _violation(reported: dict[str, Any], path: str, text: str) -> Violation:
    # Ruff ends lines at lone carriage returns as well.
    line = min(int(reported["location"]["row"]), text.count("\n") + 1)
    return Violation(reported["code"], reported["message"], Place(path, line, line))


def _reported(folder: Path, line_length: int) -> list[dict[str, Any]] | None:
    """Ruff's own list of violations in a folder, or None where it cannot be had."""
    binary = _find_ruff()
    if binary is None:
        return None
    command = [binary, "check", *_OPTIONS, *_SELECTED, "--line-length", str(line_length), str(folder)]
    try:
        result = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True, cwd=folder)
        reported = json.loads(result.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return reported if isinstance(reported, list) else None


def _find_ruff() -> str | None:
    """The path of ruff's program: that of the installed package, else one on the search path."""
    try:
        from ruff import find_ruff_bin

        return str(find_ruff_bin())
    except (ImportError, FileNotFoundError):
        import shutil

        return shutil.which("ruff")
