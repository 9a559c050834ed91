"""Accusations, refuted statements and contradictions as SARIF, for code-scanning views.

The format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/ (SARIF 2.1.0). What GitHub's code scanning needs besides:
a location with a path in each result, a description and a help text for each rule, and `primaryLocationLineHash`, by
which it knows a result again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import quote

from auditor import __version__
from auditor.audit import Audit
from auditor.output.text import MEANINGS
from auditor.output.untrusted import one_line
from auditor.rulebook import Item, Rulebook
from auditor.verdicts import ACCUSATIONS, Verdict

Entry: TypeAlias = dict[str, Any]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"  # what scanners call the root of a repository
_REFUTED = "refuted-statement"
_CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class _Finding:
    """What becomes a result. key: what it is known by from one commit to the next. evidence: ids of pieces."""

    rule: str
    key: str
    message: str
    path: str
    line: int | None
    evidence: tuple[str, ...] = ()
    related: tuple[Entry, ...] = ()


def sarif(report: Entry, audit: Audit) -> Entry:
    """A SARIF log of an audit. report: its evidence report, as `auditor.output.evidence_report` makes it."""
    rules = list(_rules(audit.rulebook, [item["item"] for item in report["items"]]))
    findings = [*_accusations(report), *_refuted(report), *_contradictions(report)]
    commit, url = report["repository"]["commit"], report["group"]["repository_url"]
    run: Entry = {
        "tool": {"driver": {"name": "checklist-auditor", "version": __version__, "rules": rules}},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _notifications(report)}],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "results": list(_results(findings, report, audit, {rule["id"]: index for index, rule in enumerate(rules)})),
    }
    if url:
        run["versionControlProvenance"] = [
            {"repositoryUri": url, "revisionId": commit, "mappedTo": {"uriBaseId": _ROOT}}
            | ({"branch": report["repository"]["branch"]} if report["repository"]["branch"] else {})
        ]
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rules(rulebook: Rulebook, items: list[str]) -> Iterator[Entry]:
    """A rule for each item, and those of what the answers say."""
    known = {item.id: item for item in rulebook.items}
    for id_ in items:
        item, rule = known[id_], rulebook.rules.get(id_)
        yield _rule(id_, item.text, _criteria(item), rule.description if rule else "No rule judges this item.")
    yield _rule(
        _REFUTED,
        "A statement that the repository shows to be wrong",
        "An answer of the report says something that can be checked, and the repository shows something else.",
        "Compare the sentence with what the repository shows, and correct the one that is wrong.",
    )
    yield _rule(
        _CONTRADICTION,
        "Two places of the report that cannot both be right",
        "A tick or an answer says the opposite of another answer.",
        "Read both places, and correct the one that is wrong.",
    )


def _criteria(item: Item) -> str:
    return "\n".join(f"{status}: {criterion}" for status, criterion in item.criteria.items()) or item.text


def _rule(id_: str, text: str, description: str, help_text: str) -> Entry:
    return {
        "id": id_,
        "shortDescription": {"text": text},
        "fullDescription": {"text": description},
        "help": {"text": help_text},
        "defaultConfiguration": {"level": "warning"},
    }


def _accusations(report: Entry) -> Iterator[_Finding]:
    for item in report["items"]:
        verdict = Verdict(item["verdict"])
        if verdict in ACCUSATIONS:
            tick = item["tick"] or {"path": report["report"]["path"], "line": None}
            message = f"{verdict}: {MEANINGS[verdict]}. “{item['text']}”: {item['summary']}"
            yield _Finding(item["item"], "tick", message, tick["path"], tick["line"], tuple(item["evidence"]))


def _refuted(report: Entry) -> Iterator[_Finding]:
    for statement in report["statements"]:
        if statement["verdict"] == "refuted":
            message = f"refuted: question {statement['question']}, “{statement['quote']}” {statement['reason'] or ''}"
            key = f"{statement['question']} {statement['kind']} {statement['quote']}"
            path, line = statement["path"] or report["report"]["path"], statement["line"]
            yield _Finding(_REFUTED, key, message, path, line, tuple(statement["evidence"]))


def _contradictions(report: Entry) -> Iterator[_Finding]:
    for contradiction in report["contradictions"]:
        first, second = contradiction["words"]
        names = [party.replace(":", " ", 1) for party in contradiction["between"]]
        message = f"contradiction: {' and '.join(names)}. {contradiction['summary']}"
        key = f"{' '.join(names)} {first['quote']} {second['quote']}"
        path = first["path"] or report["report"]["path"]
        yield _Finding(_CONTRADICTION, key, message, path, first["line"], related=(second,))


def _results(findings: list[_Finding], report: Entry, audit: Audit, rule_index: Mapping[str, int]) -> Iterator[Entry]:
    pieces = {entry["id"]: entry for entry in report["evidence"]}
    in_tree, commit = audit.repository.snapshot.entries, audit.repository.snapshot.commit
    seen: Counter[str] = Counter()
    for finding in findings:
        related = [
            _location(piece["path"], piece["start_line"], piece["end_line"], in_tree, piece["message"])
            for id_ in finding.evidence
            # A view shows the files of the audited commit, so that a place elsewhere would mislead.
            if (piece := pieces[id_])["path"] in in_tree and not piece["ref"] and piece["commit"] == commit
        ]
        related += [
            _location(words["path"], words["line"], None, in_tree, words["quote"])
            for words in finding.related
            if words["path"]
        ]
        digest = hashlib.sha256(f"{finding.rule}\n{finding.key}".encode("utf-8", "replace")).hexdigest()[:16]
        seen[digest] += 1
        yield {
            "ruleId": finding.rule,
            "ruleIndex": rule_index[finding.rule],
            "level": "warning",
            "message": {"text": one_line(finding.message)},
            "locations": [_location(finding.path, finding.line, None, in_tree)],
            "relatedLocations": [location | {"id": number} for number, location in enumerate(related, 1)],
            "partialFingerprints": {"primaryLocationLineHash": f"{digest}:{seen[digest]}"},
        }


def _location(
    path: str, start: int | None, end: int | None, in_tree: Mapping[str, object], message: str | None = None
) -> Entry:
    """A place in a file; the whole file without lines. A report that is not in the tree is under no root."""
    artifact = {"uri": quote(path, errors="surrogateescape")} | ({"uriBaseId": _ROOT} if path in in_tree else {})
    place: Entry = {"artifactLocation": artifact}
    if start is not None:
        place["region"] = {"startLine": start} | ({"endLine": end} if end is not None else {})
    return {"physicalLocation": place} | ({"message": {"text": one_line(message)}} if message else {})


def _notifications(report: Entry) -> list[Entry]:
    """What could not be read, and so was not judged."""
    return [
        {
            "level": "warning",
            "message": {"text": one_line(f"{error['path'] or 'the repository'}: {error['message']}")},
        }
        for error in report["errors"]
    ]
