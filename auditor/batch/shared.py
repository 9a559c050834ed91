"""What several groups of a cohort have alike, beyond what the course handed out: for a person to look at.

Alike is not copied: groups read the same tutorials, ask the same assistants, and may help each other. So this lists and
never judges. Where many groups have the same, a common source is likelier than that it went from hand to hand: such
files are proposed for the baseline instead, and lines that many groups have count for nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, TypeAlias

from auditor.baseline import Baseline
from auditor.batch.alike import Alike, Part, find_alike
from auditor.batch.fingerprints import Fingerprint, from_json
from auditor.batch.origins import First, first_with_lines, first_with_object
from auditor.batch.run import Outcome, fingerprints_path
from auditor.batch.source import source_digest
from auditor.batch.work import STATE
from auditor.errors import UnusableInput
from auditor.output.destination import write_file
from auditor.output.untrusted import as_json
from auditor.repository.history import iso_time
from auditor.repository.locating import git_directory
from auditor.repository.store import ObjectStore
from auditor.rulebook import load_rulebook

SHARED = "shared.json"
# What goes from hand to hand stays among a few groups; what more than a tenth of all have comes from elsewhere.
_MANY = 0.1
_FEW = 3
_MOST = 1000  # of what is alike, the longest

Entry: TypeAlias = dict[str, Any]


def write_shared(output: Path, summary: Entry, outcomes: Sequence[Outcome], rulebook: str = "") -> Entry:
    """Compare all groups that were audited, and write what they share to the folder of the results; returns it.

    summary: of the run, as `write_tables` makes it. Of the same results it is not made again. Raises UnusableInput
    where a file cannot be read or written.
    """
    commits = {row["group"]: row["commit"] for row in summary["groups"] if row["commit"]}
    digest = hashlib.sha256(source_digest(rulebook).encode())
    for group, commit in commits.items():
        digest.update(f"{group}\n{commit}\n".encode() + _read(fingerprints_path(output, group)))
    made_of = digest.hexdigest()
    note = output / STATE / "shared"
    if note.is_file() and note.read_text() == made_of and (output / SHARED).is_file():
        return read_shared(output)
    many = max(_FEW, int(_MANY * len(commits)))
    found = find_alike(_all_fingerprints(output, commits), many)
    alike = found.alike[:_MOST]
    repositories = {one.group: one.repository for one in outcomes if one.repository}
    firsts = _firsts(alike, repositories, commits, load_rulebook(rulebook).baseline) if alike else []
    shared = {
        "schema_version": "1",
        "groups": len(commits),
        "many": many,
        "pairs": _pairs(alike),
        "shared": [_entry(one, firsts[number]) for number, one in enumerate(alike)],
        "proposed_template": [_proposal(parts) for parts in found.widespread[:_MOST]],
    }
    write_file(output / SHARED, as_json(shared).encode())
    write_file(note, made_of.encode())
    return shared


def read_shared(output: Path) -> Entry:
    """What a run found, from its folder. Raises UnusableInput where there is nothing of the kind."""
    try:
        shared = json.loads(_read(output / SHARED))
    except ValueError as error:
        raise UnusableInput(f"{output / SHARED} is no JSON: {error}") from None
    if not isinstance(shared, dict) or shared.get("schema_version") != "1":
        raise UnusableInput(f"{output / SHARED} is not of schema version 1")
    return shared


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnusableInput(f"{path} cannot be read: {error.strerror}") from None


def _all_fingerprints(output: Path, groups: Mapping[str, str]) -> Iterator[tuple[str, Fingerprint]]:
    for group in groups:
        for one in from_json(_read(fingerprints_path(output, group))):
            yield group, one


def _firsts(
    alike: Sequence[Alike], repositories: Mapping[str, Path], commits: Mapping[str, str], baseline: Baseline | None
) -> list[dict[Part, First]]:
    """Since when each part has had what is alike, where its history shows it. Each repository is opened once."""
    firsts: list[dict[Part, First]] = [{} for _ in alike]
    wanted: defaultdict[str, list[tuple[int, Part]]] = defaultdict(list)
    for number, one in enumerate(alike):
        for part in one.parts:
            wanted[part.group].append((number, part))
    for group, parts in wanted.items():
        with ObjectStore(git_directory(repositories[group])) as store:
            for number, part in parts:
                one = alike[number]
                if one.shingles:
                    first = first_with_lines(store, commits[group], part.path, one.shingles, baseline)
                else:
                    first = first_with_object(store, commits[group], one.content)
                if first:
                    firsts[number][part] = first
    return firsts


def _entry(one: Alike, firsts: Mapping[Part, First]) -> Entry:
    """first: the group that had it first; None where that cannot be told, as of repositories with a common history."""
    known = sorted({(first, part.group) for part, first in firsts.items()})
    has_common_history = len({first.commit for first in firsts.values()}) < len({part.group for part in firsts})
    is_told = len(known) > 1 and known[0][0].committed_at < known[1][0].committed_at and len(firsts) == len(one.parts)
    return {
        "kind": "identical" if one.likeness == 1 else "near-identical",
        "likeness": one.likeness,
        "lines": one.lines,
        "first": known[0][1] if is_told and not has_common_history else None,
        "common_history": has_common_history,
        "files": [_file(part, firsts.get(part)) for part in one.parts],
    }


def _file(part: Part, first: First | None) -> Entry:
    return {
        "group": part.group,
        "path": part.path,
        "question": part.question,
        "lines": part.lines,
        "first_commit": first.commit if first else None,
        "first_committed_at": iso_time(first.committed_at) if first else None,
    }


def _pairs(alike: Sequence[Alike]) -> list[Entry]:
    """Pairs of groups with how many files or answers, and lines of them, they have alike; most lines first."""
    counts: Counter[tuple[str, str]] = Counter()
    lines: Counter[tuple[str, str]] = Counter()
    for one in alike:
        for pair in combinations(sorted({part.group for part in one.parts}), 2):
            counts[pair] += 1
            lines[pair] += one.lines
    order = sorted(counts, key=lambda pair: (-lines[pair], -counts[pair], pair))
    return [{"groups": list(pair), "files": counts[pair], "lines": lines[pair]} for pair in order]


def _proposal(parts: Sequence[Part]) -> Entry:
    paths = Counter(part.path for part in parts)
    path = min(paths, key=lambda path: (-paths[path], path))
    groups = sorted({part.group for part in parts})
    return {"path": path, "groups": len(groups), "files": [{"group": p.group, "path": p.path} for p in parts]}
