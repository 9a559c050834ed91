"""The evidence report: the canonical output, as plain data ready for JSON. Same commit, same bytes."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from auditor import __version__
from auditor.audit import Audit
from auditor.graph import neighbours, nodes, sources
from auditor.report import Answer
from auditor.repository.history import iso_time
from auditor.rulebook import Question
from auditor.verdicts import ItemVerdict, Verdict, judge_items

SCHEMA_VERSION = "1"


def evidence_report(audit: Audit, seconds: float) -> dict[str, Any]:
    """The evidence report of an audit (see the schema for its fields). seconds: how long the audit took."""
    items = judge_items(audit.graph)
    statements = [_statement(audit, node, data) for node, data in nodes(audit.graph, "statement") if data["verdict"]]
    return {
        "schema_version": SCHEMA_VERSION,
        "group": _group(audit),
        "repository": _repository(audit),
        "report": _report(audit),
        "items": [_item(item) for item in items],
        "statements": statements,
        "contradictions": _contradictions(audit),
        "evidence": _evidence(audit),
        "questions": _questions(audit),
        "summary": {
            "verdicts": _counts([item.verdict.value for item in items], [v.value for v in Verdict]),
            "statements": _counts([s["verdict"] for s in statements], ["confirmed", "refuted", "unverifiable"]),
        },
        "errors": [{"path": error.path, "message": error.message} for error in audit.errors],
        "run": {
            "auditor_version": __version__,
            "rulebook": audit.rulebook.name,
            "rulebook_version": audit.rulebook.version,
            "seconds": round(seconds, 3),
        },
    }


def to_json(report: dict[str, Any]) -> str:
    """The report as text: two spaces of indentation, no escapes for letters, a newline at the end."""
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def _group(audit: Audit) -> dict[str, Any]:
    members = list(audit.report.members or ()) if audit.report else []
    return {"id": audit.group, "members": members, "repository_url": audit.repository.url}


def _repository(audit: Audit) -> dict[str, Any]:
    repository = audit.repository
    commit = repository.history.commits.get(repository.snapshot.commit)
    return {
        "commit": repository.snapshot.commit,
        "committed_at": iso_time(commit.committed_at) if commit else None,
        "branch": repository.branch,
        "default_branch": repository.default_branch,
        "commits": len(repository.history.reachable),
        "authors": len(repository.history.authors),
        "later_commits": len(repository.history.later_on(repository.default_branch or "")),
    }


def _report(audit: Audit) -> dict[str, Any]:
    if audit.report is None:
        return {"path": None, "template": None, "oddities": ["no report was found in the repository"]}
    return {
        "path": audit.report.path,
        "template": audit.report.template,
        "oddities": [str(oddity) for oddity in sorted(audit.report.oddities)],
    }


def _item(item: ItemVerdict) -> dict[str, Any]:
    return {
        "item": item.item,
        "text": item.text,
        "ticked": item.ticked,
        "status": item.status.value,
        "stance": item.stance.value,
        "verdict": item.verdict.value,
        "template_only": item.template_only,
        "summary": item.summary,
        "evidence": [node.removeprefix("evidence:") for node in item.evidence],
    }


def _statement(audit: Audit, node: str, data: dict[str, Any]) -> dict[str, Any]:
    key = f"statement:{node}"
    evidence = [*sources(audit.graph, key, "supports"), *sources(audit.graph, key, "refutes")]
    fields = ("question", "quote", "kind", "value", "actual", "verdict", "reason", "path", "line")
    return {name: data.get(name) for name in fields} | {
        "items": [item.removeprefix("item:") for item in neighbours(audit.graph, key, "about")],
        "evidence": sorted(item.removeprefix("evidence:") for item in evidence),
    }


def _contradictions(audit: Audit) -> list[dict[str, Any]]:
    found = []
    for source, target, key, data in audit.graph.edges(keys=True, data=True):
        if key.partition("/")[0] == "contradicts":
            found.append({"between": [_party(audit, source), _party(audit, target)], "summary": data["summary"]})
    return found


def _party(audit: Audit, node: str) -> str:
    kind, _, name = node.partition(":")
    return f"item:{name}" if kind == "claim" else f"question:{audit.graph.nodes[node]['question']}"


def _evidence(audit: Audit) -> list[dict[str, Any]]:
    fields = ("kind", "polarity", "path", "start_line", "end_line", "commit", "ref", "excerpt", "message", "template")
    found = [
        {"id": node, **{name: data[name] for name in fields}, "url": data["url"]}
        for node, data in nodes(audit.graph, "evidence")
    ]
    return sorted(found, key=lambda entry: (entry["path"] or "", entry["start_line"] or 0, entry["id"]))


def _questions(audit: Audit) -> list[dict[str, Any]]:
    report = audit.report
    if report is None or report.template is None:
        return []
    return [
        _question(question, report.answers.get(question.number))
        for question in audit.rulebook.questions.get(report.template, ())
    ]


def _question(question: Question, answer: Answer | None) -> dict[str, Any]:
    words, images = (answer.words, answer.image_count) if answer else (0, 0)
    limits = [(words, question.words), (images, question.images)]
    kept = [low <= count <= high for count, bounds in limits if bounds is not None for low, high in [bounds]]
    return {
        "number": question.number,
        "words": words,
        "images": images,
        "answered": answer is not None and answer.answered,
        "within_limits": all(kept) if kept else None,
    }


def _counts(values: list[str], names: list[str]) -> dict[str, int]:
    counted = Counter(values)
    return {name: counted[name] for name in names}
