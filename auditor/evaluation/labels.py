"""Labels: what a person found to be true of a repository at one commit, one YAML file for each repository.

repo: OWNER/NAME
commit: 40 hex digits
items:
  ci-lint:                      # an item of the checklist, by its id
    ticked: true                # true, false, or null for a line that is missing or cannot be read
    status: present             # present, partial, absent or unverifiable
    stance: affirm              # affirm, deny or silent; optional
    evidence: [".github/workflows/lint.yaml:30-35"]
    why: one short sentence
statements:                     # of the answers, those that a repository can confirm or refute
  - question: 7
    quote: "In total we wrote nine unit tests"
    kind: test-count            # as evidence reports name them
    value: 9
    verdict: refuted            # confirmed, refuted or unverifiable
    actual: 7
    evidence: ["tests/"]
    why: one short sentence
contradictions:                 # where the report disagrees with itself
  - between: ["item:gcp-training", "question:22"]
    why: one short sentence
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import NoneType
from typing import Any

from auditor.errors import UnusableInput
from auditor.evaluation.reading import Entry, check, checked, entries, read_bytes
from auditor.rule import Status
from auditor.verdicts import Stance

_OUTCOMES = ("confirmed", "refuted", "unverifiable")


@dataclass(frozen=True, slots=True)
class ItemLabel:
    """What is true of one item. stance is None where it was not looked at."""

    ticked: bool | None
    status: Status
    stance: Stance | None
    why: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatementLabel:
    """What is true of one statement of an answer."""

    question: int
    quote: str
    kind: str
    value: Any
    verdict: str
    actual: Any
    why: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContradictionLabel:
    """Two places of a report, each "item:ID" or "question:NUMBER", that cannot both be right."""

    between: frozenset[str]
    why: str


@dataclass(frozen=True, slots=True)
class Labels:
    """All labels of one repository. name is the file's, without its ending."""

    name: str
    commit: str
    items: Mapping[str, ItemLabel]
    statements: tuple[StatementLabel, ...]
    contradictions: tuple[ContradictionLabel, ...]


def read_labels(folder: Path) -> list[Labels]:
    """The labels of every repository in a folder, by name.

    Raises UnusableInput where there are none, or a file is not as described above.
    """
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise UnusableInput(f"{folder} holds no labels: there is no YAML file in it")
    return [_read(path) for path in paths]


def _read(path: Path) -> Labels:
    import yaml

    try:
        data = yaml.load(read_bytes(path), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError) as error:
        raise UnusableInput(f"{path} is no YAML: {' '.join(str(error).split())}") from None
    where = str(path)
    top = checked(data, where, {"commit": (str, int), "items": dict})
    return Labels(
        name=path.stem,
        commit=str(top["commit"]),
        items={str(item): _item(entry, f"{where}, item {item}") for item, entry in top["items"].items()},
        statements=tuple(
            _statement(entry, f"{where}, statement {number}")
            for number, entry in enumerate(entries(top, "statements", where), 1)
        ),
        contradictions=tuple(
            _contradiction(entry, f"{where}, contradiction {number}")
            for number, entry in enumerate(entries(top, "contradictions", where), 1)
        ),
    )


def _item(data: object, where: str) -> ItemLabel:
    entry = checked(data, where, {"ticked": (bool, NoneType), "status": list(Status)})
    stance = entry.get("stance")
    check(stance is None or stance in list(Stance), where, f"has the stance {stance}")
    return ItemLabel(
        ticked=entry["ticked"],
        status=Status(entry["status"]),
        stance=None if stance is None else Stance(stance),
        why=_why(entry),
        evidence=_evidence(entry, where),
    )


def _statement(data: object, where: str) -> StatementLabel:
    entry = checked(data, where, {"question": int, "quote": str, "kind": str, "verdict": _OUTCOMES})
    return StatementLabel(
        question=entry["question"],
        quote=entry["quote"],
        kind=entry["kind"],
        value=entry.get("value"),
        verdict=entry["verdict"],
        actual=entry.get("actual"),
        why=_why(entry),
        evidence=_evidence(entry, where),
    )


def _contradiction(data: object, where: str) -> ContradictionLabel:
    entry = checked(data, where, {"between": list})
    return ContradictionLabel(frozenset(map(str, entry["between"])), _why(entry))


def _why(entry: Entry) -> str:
    return str(entry.get("why") or "")


def _evidence(entry: Entry, where: str) -> tuple[str, ...]:
    return tuple(str(place) for place in entries(entry, "evidence", where))
