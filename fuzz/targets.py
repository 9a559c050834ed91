"""What is fuzzed. Each target takes the bytes of one file, reads it in every role that such a file has in a repository,
and raises where a property does not hold. Tests and `make fuzz` share these definitions.
"""

from __future__ import annotations

import io
import json
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

from rich.console import Console

from auditor.audit import audit_repository
from auditor.batch.groups import read_groups
from auditor.errors import UnusableInput
from auditor.evaluation.verification import verify
from auditor.facts import Facts
from auditor.facts.shell import programs, split_commands
from auditor.facts.yaml_nodes import YamlError, read_yaml
from auditor.output.evidence_report import evidence_report, to_json
from auditor.output.text import show_report
from auditor.report import Report
from auditor.report.reading import read_report_text
from auditor.repository.opening import Repository, open_repository
from auditor.repository.snapshot import Entry, EntryKind, Snapshot
from auditor.repository.text import decode, is_binary
from auditor.rule import ExampleCommit
from auditor.rulebook import Rulebook
from auditor.secrets import SHOWN, mask
from auditor.statements.contradictions import find_contradictions
from auditor.statements.finding import find_statements
from auditor.statements.said import read_said
from auditor.time_limit import TimeLimit
from fuzz.properties import as_json, holds_of, number_of_lines
from rules import rulebook
from tests.repositories import make_repository

FIXTURES = Path(__file__).parent.parent / "fixtures"
MAX_BYTES = 12_000  # of one input
_REPORT = "reports/README.md"


@dataclass(frozen=True)
class Target:
    """Something that reads files. hold: raises where a property does not hold for a file of these bytes.

    packages: what of the code guides the search for inputs; the less, the faster it runs.
    seconds: of processor time that one input may take, twice what one reading may, as each input is read twice.
    share: how much of a run's time it is given, as against the others.
    """

    name: str
    hold: Callable[[bytes], None]
    packages: tuple[str, ...] = ("auditor.facts",)
    seconds: float = 4.0
    share: float = 1.0

    @cached_property
    def seeds(self) -> tuple[bytes, ...]:
        """The made-up files that fuzzing starts from."""
        return tuple(path.read_bytes() for path in sorted(self.folder.iterdir()))

    @property
    def folder(self) -> Path:
        """Where the seeds are."""
        return FIXTURES / "fuzz" / self.name

    def check(self, data: bytes, patience: float = 1.0) -> None:
        """Raise where a property does not hold, the time it takes among them. patience: times what it may take."""
        started = time.process_time()
        self.hold(data[:MAX_BYTES])
        taken = time.process_time() - started
        assert taken <= self.seconds * patience, f"{len(data):,} bytes took {taken:.1f} seconds"


def _facts(*paths: str, of: Callable[[Facts], object]) -> Callable[[bytes], None]:
    """Facts of a repository in which all these files have the same bytes. of: which facts."""

    def hold(data: bytes) -> None:
        text = _text(data)

        def read() -> object:
            facts = _facts_of(dict.fromkeys(paths, text))
            return of(facts), facts.snapshot.unread

        holds_of(read, text)

    return hold


def _shell(data: bytes) -> None:
    text = _text(data)
    holds_of(lambda: [(command, programs(command)) for command in split_commands(text)], text)


def _yaml(data: bytes) -> None:
    text = _text(data)

    def read() -> object:
        try:
            return [[(node.kind, node.text, node.start, node.end) for node in root.walk()] for root in read_yaml(text)]
        except YamlError as error:
            return str(error)

    holds_of(read, text)


def _report(data: bytes) -> None:
    text = _text(data)
    holds_of(lambda: read_report_text(_REPORT, text, _rulebook()), text)


def _statements(data: bytes) -> None:
    """The text as a whole answer, and as a report."""
    text = _text(data)
    answer = f"### Question 6\n\n> **How did you?**\n>\n> Answer:\n\n{text}\n\n### Question 7\n\nAnswer:\n\n{text}"

    def read(text: str) -> object:
        report = read_report_text(_REPORT, text, _rulebook())
        facts = _facts_of({**_sample(), _REPORT: text}, report)
        said = read_said(facts, _rulebook(), {})
        found = list(find_statements(facts, _rulebook().vocabulary, said))
        contradictions = find_contradictions(said, _rulebook().topics, _rulebook().vocabulary)
        _nothing_failed(problem.message for problem in facts.snapshot.unread)
        answers = "".join("".join(answer.text for answer in report.answers.values()).split())
        for statement in found:
            assert "".join(statement.quote.split()) in answers, f"it does not say so: {statement.quote}"
            statement_lines = (statement.place.start or 1, statement.place.end or 1)
            assert 1 <= statement_lines[0] <= statement_lines[1] <= number_of_lines(text), statement.place
        return [(s.kind, s.value, s.outcome, s.reason, s.quote, s.actual) for s in found], len(contradictions)

    for written in (text, answer):
        assert as_json(read(written)) == as_json(read(written)), "read twice, it is not the same"


def _groups(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("groups.csv", "groups.yaml"):
            path = Path(folder, name)
            path.write_bytes(data)
            try:
                found = read_groups(path)
            except UnusableInput:
                continue
            assert found == read_groups(path), "read twice, it is not the same"
            as_json(found)
            ids = [group.id for group in found.groups]
            assert len(set(ids)) == len(ids), "two groups have the same id"
            assert all(group.id and group.repository for group in found.groups), "a group has no id or repository"


def _secrets(data: bytes) -> None:
    """Each line by itself, as excerpts are masked."""
    for line in _text(data).split("\n"):
        masked = mask(line)
        assert masked == mask(line), "masked twice, it is not the same"
        assert len(masked) <= len(line) + len("***") * (1 + len(line) // SHOWN), "masking added to it"


def _audit(data: bytes) -> None:
    """A file in the sample repository; its first line is the path, which the sample's own files may have."""
    head, _, body = data.partition(b"\n")
    path = _text(head).strip("/\0") or "README.md"
    files = dict(_sample()) | {path: _text(body)}
    written = []
    for _ in range(2):
        repository = replace(_repository(), snapshot=_snapshot(files), time=TimeLimit(60))
        audit = audit_repository(repository, _rulebook(), "swell")
        _nothing_failed(error.message for error in audit.errors)
        offences = [offence for offence in verify(audit) if "there" in offence.problem]
        assert not offences, offences[:3]
        written.append(to_json(evidence_report(audit)))
    assert written[0] == written[1], "audited twice, it is not the same"
    written[0].encode()
    shown = io.StringIO()
    show_report(json.loads(written[0], parse_constant=_no_json), Console(file=shown, width=100))
    odd = {character for character in shown.getvalue() if unicodedata.category(character) == "Cc"} - {"\n"}
    assert not odd, f"a terminal would obey {odd}"


def _no_json(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


def _nothing_failed(messages: Iterable[str]) -> None:
    failed = [message for message in messages if " failed: " in message]
    assert not failed, failed


def _text(data: bytes) -> str:
    """The text that a file of these bytes has for the auditor; none for a binary one."""
    return "" if is_binary(data) else decode(data)


def _facts_of(files: Mapping[str, str], report: Report | None = None) -> Facts:
    return Facts(_snapshot(files), _repository().history, report, _rulebook().baseline)


def _snapshot(files: Mapping[str, str]) -> Snapshot:
    """A tree of these files, over the history of the sample repository."""
    sample = _repository().snapshot
    entries = [Entry(path, "0" * 40, EntryKind.FILE, len(text)) for path, text in files.items()]
    return Snapshot(sample.store, sample.commit, entries).with_texts(files)


@cache
def _sample() -> Mapping[str, str]:
    """The files of the sample repository."""
    folder = FIXTURES / "sample"
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()
    }


_OPEN = ExitStack()


@cache
def _repository() -> Repository:
    """The sample repository, open as long as the process lives."""
    folder = Path(_OPEN.enter_context(tempfile.TemporaryDirectory()), "sample")
    return _OPEN.enter_context(open_repository(make_repository(folder, [ExampleCommit(_sample())])))


@cache
def _rulebook() -> Rulebook:
    return rulebook()


TARGETS = {
    target.name: target
    for target in (
        Target("report", _report, ("auditor.report",)),
        Target("statements", _statements, ("auditor.prose", "auditor.statements"), seconds=12, share=2),
        Target("yaml", _yaml, share=0.5),
        Target(
            "workflow",
            _facts(
                ".github/workflows/ci.yaml",
                ".github/actions/setup/action.yml",
                of=lambda facts: (facts.workflows, facts.commands),
            ),
        ),
        Target(
            "pipelines",
            _facts(
                *(".gitlab-ci.yml", "cloudbuild.yaml", ".pre-commit-config.yaml", "Taskfile.yml"),
                of=lambda facts: (facts.pipelines, facts.cloud_builds, facts.hooks, facts.commands),
            ),
        ),
        Target(
            "containers",
            _facts(
                *("Dockerfile", "docker-compose.yaml", ".devcontainer/devcontainer.json"),
                of=lambda facts: (facts.containers, facts.containers.missing_sources(facts.snapshot)),
            ),
        ),
        Target(
            "dvc",
            _facts("data.dvc", "dvc.yaml", "dvc.lock", ".dvc/config", ".gitattributes", of=lambda facts: facts.dvc),
        ),
        Target(
            "manifests",
            _facts(
                *("requirements.txt", "environment.yml", "package.json", "setup.py", "uv.lock", "poetry.lock"),
                of=lambda facts: facts.manifests,
            ),
        ),
        Target(
            "toml-ini",
            _facts(
                *("pyproject.toml", "Pipfile", "ruff.toml", "setup.cfg", "tox.ini", ".coveragerc", "pytest.ini"),
                of=lambda facts: (facts.manifests, facts.commands),
            ),
        ),
        Target(
            "configs",
            _facts(
                *("configs/config.yaml", "configs/model.json", "configs/train.toml", "coverage.xml"),
                of=lambda facts: facts.configs,
            ),
        ),
        Target("shell", _shell, share=0.5),
        Target(
            "task-files",
            _facts("Makefile", "train.sh", "package.json", "tasks.py", ".vscode/tasks.json", of=lambda f: f.commands),
        ),
        Target(
            "python",
            _facts(
                *("src/swell/train.py", "tests/test_train.py", "tasks.py"),
                of=lambda f: (f.python.modules, f.tests, f.commands, f.unused_modules),
            ),
            share=2,
        ),
        Target("notebook", _facts("notebooks/explore.ipynb", of=lambda f: (f.python.modules, f.commands))),
        Target("documents", _facts("README.md", "docs/index.rst", "notes.txt", of=lambda f: f.documents)),
        Target("groups", _groups, ("auditor.batch.groups", "auditor.repository.hosting"), share=0.5),
        Target("secrets", _secrets, ("auditor.secrets",), share=0.5),
        Target("audit", _audit, ("rules",), seconds=12, share=4),
    )
}
