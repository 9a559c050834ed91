"""Where the processor time of an audit goes: each moment belongs to the innermost phase under way."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property, wraps
from types import ModuleType
from typing import Any
from unittest.mock import patch

import auditor.audit
import auditor.batch.fingerprints
import auditor.batch.work
import auditor.output.destination
import auditor.output.evidence_report
import auditor.repository.opening
from auditor.facts import Facts
from auditor.repository.store import ObjectStore

REST = "rest"
PHASES = ("git", "parsing", "rules", "report", "output", REST)
_FUNCTIONS: dict[str, list[tuple[ModuleType, str]]] = {
    "rules": [(auditor.audit, "judge_or_leave"), (auditor.audit, "look_later")],
    "report": [
        (auditor.audit, name) for name in ("read_report", "read_said", "find_statements", "find_contradictions")
    ],
    "output": [
        (auditor.output.evidence_report, "evidence_report"),
        (auditor.output.evidence_report, "to_json"),
        (auditor.output.destination, "write_file"),
        (auditor.batch.work, "_write_page"),
        (auditor.batch.fingerprints, "fingerprints"),
    ],
}
# Facts about the answers, and not about files.
_OF_THE_REPORT = ("answers", "named_paths")


def cpu_seconds() -> float:
    """Processor time of this process so far, and of those that it started and that have ended."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


class Clock:
    """Processor seconds by phase. objects: the names of all git objects that were read, in their order."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(PHASES, 0.0)
        self.objects: dict[str, None] = {}
        self._under_way = [REST]
        self._since = cpu_seconds()

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """What is done meanwhile belongs to the phase, unless to another one in it."""
        self._settle()
        self._under_way.append(name)
        try:
            yield
        finally:
            self._settle()
            self._under_way.pop()

    def _settle(self) -> None:
        now = cpu_seconds()
        self.seconds[self._under_way[-1]] += now - self._since
        self._since = now

    def _timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(work)
        def timed(*arguments: Any, **options: Any) -> Any:
            with self.phase(name):
                return work(*arguments, **options)

        return timed

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Keep the time of the audits that are made meanwhile."""
        read_many = ObjectStore.read_many

        def read(store: ObjectStore, oids: Iterable[str]) -> Iterator[bytes | None]:
            asked = list(oids)
            self.objects.update(dict.fromkeys(asked))
            contents = read_many(store, asked)
            for _ in asked:
                with self.phase("git"):
                    content = next(contents)
                yield content

        with ExitStack() as stack:
            stack.enter_context(patch.object(ObjectStore, "read_many", read))
            for name in ("__init__", "run", "close"):
                stack.enter_context(patch.object(ObjectStore, name, self._timed("git", getattr(ObjectStore, name))))
            for phase, functions in _FUNCTIONS.items():
                for module, name in functions:
                    stack.enter_context(patch.object(module, name, self._timed(phase, getattr(module, name))))
            for name, fact in vars(Facts).items():
                if isinstance(fact, cached_property):
                    phase = "report" if name in _OF_THE_REPORT else "parsing"
                    stack.enter_context(patch.object(fact, "func", self._timed(phase, fact.func)))
            with self.phase(REST):
                yield
