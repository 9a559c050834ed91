"""Whether evidence is where it says it is: a reader who opens the place must find there what the message tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.audit import Audit
from auditor.graph import nodes
from auditor.place import Place
from auditor.repository.history import History
from auditor.repository.snapshot import Snapshot
from auditor.repository.text import decode, is_binary
from auditor.rule import Evidence

# Where the message of a kind of evidence names something that must stand in the lines: of a dotted name its last part,
# of a path the part that a reader would look for, of several the first.
_NAMED = {
    kind: re.compile(pattern)
    for kind, pattern in {
        "call": r"^(?:calls|uses|trains:|logs:|makes a model:|has a model fitted:) (?:\w*\.)*(\w+)",
        "import": r"imports (?:[\w.]+\.)?(\w+)",
        "requirement": r"(?:declares|requires) ([\w.-]+)",
        "script": r"the command ([\w.-]+)",
        "function": r"^(?:\w+\.)*(\w+) (?:is|has|gets|processes)\b",
        "class": r"^(?:defines the model )?(?:\w+\.)*([A-Z]\w+)\b",
        "compose": r"the service ([\w.-]+)",
        "dockerfile": r"builds on ([^\s,]+)",
        "address": r"the address ([\w.-]+)",
        "dvc-remote": r"remote (?:\S+) is (\S+)",
        "figure-reference": r"^(?:shows|links to) (?:[^/\s]+/)*([^/\s,]+)",
        "configuration": r"^sets (?!up )(?:\S+\.\d+,? )*(?!and )(?:[\w-]+\.)*([A-Za-z_][\w-]*)(?=[\s,]|$)",
        "setting": r": (\d+)$",
        "route": r"^[A-Z]+ (?:/[^/\s]+)*?(/[^/\s]+)(?:\s|$)",
    }.items()
}

# Of these kinds a message ends in a command. It may be written differently from how the shell takes it (quotes, lines
# that go on, a list of arguments, values from elsewhere): some of its words are enough, one of them from its beginning.
_COMMANDS = frozenset({"command", "task", "workflow-step"})
_COMMAND = re.compile(r"^(?:[\w ,&]+: |.*?\bruns |gives the command )(?P<command>.*)")
_WORD = re.compile(r"[A-Za-z0-9]{2,}")
_ENOUGH = 0.4

_BLANK_LINES = frozenset({"violation"})  # kinds that may be about a blank line itself


@dataclass(frozen=True, slots=True)
class Offence:
    """A piece of evidence that a reader would look for in vain, and what is wrong with it."""

    evidence: Evidence
    problem: str


def verify(audit: Audit) -> list[Offence]:
    """Hold every piece of evidence of an audit against the commit that it names; the repository must be open."""
    files = CommittedFiles(audit.repository.snapshot, audit.repository.history)
    own = audit.report.paths if audit.report else ()
    offences = []
    for _, data in nodes(audit.graph, "evidence"):
        if data["path"] in own and data["path"] not in audit.repository.snapshot.entries:
            continue  # a report that was handed in elsewhere
        place = Place(data["path"], data["start_line"], data["end_line"], data["commit"], data["ref"])
        evidence = Evidence(data["kind"], data["message"], place)
        offences += [Offence(evidence, problem) for problem in problems(evidence, files)]
    return sorted(offences, key=lambda one: (one.evidence.place.path or "", one.evidence.place.start or 0, one.problem))


def problems(evidence: Evidence, files: CommittedFiles) -> Iterator[str]:
    """What is wrong with the place of a piece of evidence; nothing where all is well."""
    place = evidence.place
    commit = files.commit_of(place)
    if commit is None:
        yield "there is no such commit or branch"
    elif place.path is not None and not files.has(commit, place.path):
        yield "there is no such file or folder"
    elif place.path is not None and place.start is not None:
        yield from _problems_of_lines(evidence, files.lines(commit, place.path))


def _problems_of_lines(evidence: Evidence, lines: list[str]) -> Iterator[str]:
    first = evidence.place.start or 1
    last = evidence.place.end or first
    count = len(lines) - (lines[-1:] == [""])  # what stands behind the last line's end is no line
    if not 1 <= first <= last <= count:
        yield f"there are no such lines: it has {count}"
        return
    cited = lines[first - 1 : last]
    if not (cited[0].strip() and cited[-1].strip()) and evidence.kind not in _BLANK_LINES:
        yield "it begins or ends with a blank line"
    missing = _missing(evidence, "\n".join(cited), "\n".join(lines))
    if missing:
        yield f"{missing} does not stand there"


def _missing(evidence: Evidence, text: str, file: str) -> str | None:
    """What the message names and the text does not have, nor what the file imports it as."""
    if evidence.kind in _COMMANDS:
        command = _COMMAND.match(evidence.message)
        words = _WORD.findall(command["command"]) if command else []
        standing = set(words) & set(_WORD.findall(text))
        is_there = standing.intersection(words[:3]) and len(standing) >= _ENOUGH * len(set(words))
        return None if is_there or not command else command["command"]
    named = _NAMED[evidence.kind].search(evidence.message) if evidence.kind in _NAMED else None
    if named is None:
        return None
    names = [named[1], *re.findall(rf"\b{re.escape(named[1])} as (\w+)", file)]
    shown = _plain(f"{evidence.place.path} {text}")  # a hook, say, goes by its file's name
    return None if any(_plain(name) in shown for name in names) else named[1]


def _plain(text: str) -> str:
    """Without what distributions and identifiers write differently."""
    return re.sub(r"[-_.\\\"'\s]", "", text).lower()


class CommittedFiles:
    """The files of every commit of a repository: of the audited one from its snapshot, of others from git."""

    def __init__(self, snapshot: Snapshot, history: History) -> None:
        self._snapshot = snapshot
        self._history = history

    def commit_of(self, place: Place) -> str | None:
        """The commit that a place is at, None where the repository has no such commit or branch."""
        if place.commit is not None:
            return place.commit if place.commit in self._history.commits else None
        if place.ref is None:
            return self._snapshot.commit
        refs = (*self._history.branches, *self._history.tags)
        return next((ref.commit for ref in refs if ref.name == place.ref), None)

    def has(self, commit: str, path: str) -> bool:
        """Whether a commit has a file or folder."""
        if commit == self._snapshot.commit:
            return path in self._snapshot.entries or path in self._snapshot.folders
        status, _, _ = self._snapshot.store.run("cat-file", "-e", f"{commit}:{path}")
        return status == 0

    def lines(self, commit: str, path: str) -> list[str]:
        """The lines of a file at a commit; none where it has no text."""
        if commit == self._snapshot.commit:
            return self._snapshot.lines(path)
        status, oid, _ = self._snapshot.store.run("rev-parse", "--verify", "--quiet", f"{commit}:{path}")
        content = self._snapshot.store.read(oid.decode().strip()) if status == 0 else None
        return [] if not content or is_binary(content) else decode(content).split("\n")
