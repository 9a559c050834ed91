"""The evidence report: the canonical output, as plain data ready for JSON. Same commit, same bytes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from auditor import __version__
from auditor.audit import Audit
from auditor.excerpts import MAX_LINES, Excerpts
from auditor.graph import neighbours, nodes, sources
from auditor.output.contributions import commits_by_day
from auditor.output.untrusted import as_json
from auditor.output.words import answer_to, figures_of, passages_on, shortened, tick_of
from auditor.place import Place
from auditor.report import Report
from auditor.report.limits import QuestionCheck, check_questions
from auditor.repository.history import iso_time
from auditor.repository.hosting import permalink
from auditor.secrets import mask, masked
from auditor.verdicts import ItemVerdict, Verdict, judge_items

SCHEMA_VERSION = "1"
_CONTEXT = 2  # lines before and after


def evidence_report(audit: Audit, seconds: float | None = None) -> dict[str, Any]:
    """The evidence report of an audit (see the schema for its fields). seconds: how long it took, if that is told."""
    items = judge_items(audit.graph)
    weeks = {item.id: item.week or None for item in audit.rulebook.items}
    statements = [_statement(audit, node, data) for node, data in nodes(audit.graph, "statement") if data["verdict"]]
    report = {
        "schema_version": SCHEMA_VERSION,
        "group": _group(audit),
        "repository": _repository(audit),
        "report": _report(audit),
        "items": [
            _item(item, weeks[item.item], _late(audit, item.item))
            | {"tick": tick_of(audit, item.item), "passages": passages_on(audit, item.item)}
            for item in items
        ],
        "statements": statements,
        "contradictions": _contradictions(audit),
        "evidence": _evidence(audit, _doubtful(items, statements)),
        "questions": _questions(audit),
        "history": commits_by_day(audit.repository),
        "summary": {
            "verdicts": _counts([item.verdict.value for item in items], [v.value for v in Verdict]),
            "statements": _counts([s["verdict"] for s in statements], ["confirmed", "refuted", "unverifiable"]),
        },
        "errors": [{"path": error.path, "message": error.message} for error in audit.errors],
        "run": {
            "auditor_version": __version__,
            "rulebook": audit.rulebook.name,
            "rulebook_version": audit.rulebook.version,
            "seconds": None if seconds is None else round(seconds, 3),
            "dated_in_the_future": _dated_after(audit, time.time()),
        },
    }
    # A token can stand anywhere: in a path, a branch, somebody's name, what a broken file is said to hold.
    concealed: dict[str, Any] = masked(report)
    return concealed


def to_json(report: dict[str, Any]) -> str:
    """The report as text: two spaces of indentation, letters as they are, controls escaped, a newline at the end."""
    return as_json(report)


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
        "deadline": iso_time(int(repository.deadline.timestamp())) if repository.deadline else None,
        "later_commits": len(repository.later),
        "date_oddities": [{"commit": odd.commit, "message": odd.message} for odd in repository.date_oddities],
    }


def _dated_after(audit: Audit, now: float) -> list[str]:
    """Commits of the default branch with a date that is not yet come."""
    commits = (*audit.repository.history.reachable.values(), *audit.repository.later)
    return sorted({commit.oid for commit in commits if commit.committed_at > now})


def _report(audit: Audit) -> dict[str, Any]:
    late = audit.late.report or None
    if audit.report is None:
        oddities = ["no report was found in the repository"]
        return {
            "path": None,
            "template": None,
            "url": None,
            "oddities": oddities,
            "figures": [],
            "after_deadline": late,
        }
    return {
        "path": audit.report.path,
        "template": audit.report.template,
        "url": _report_url(audit, audit.report),
        "figures": figures_of(audit),
        "oddities": [str(oddity) for oddity in sorted(audit.report.oddities)],
        "after_deadline": late,
    }


def _report_url(audit: Audit, report: Report) -> str | None:
    """The report's permalink, if it is the repository's own and the host is known."""
    snapshot = audit.repository.snapshot
    if report.path not in snapshot.entries:
        return None
    return permalink(audit.repository.url, snapshot.commit, report.path, None, None)


def _item(item: ItemVerdict, week: str | None, late: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "item": item.item,
        "text": item.text,
        "week": week,
        "ticked": item.ticked,
        "status": item.status.value,
        "stance": item.stance.value,
        "verdict": item.verdict.value,
        "template_only": item.template_only,
        "summary": item.summary,
        "evidence": [node.removeprefix("evidence:") for node in item.evidence],
        "after_deadline": late,
    }


def _late(audit: Audit, item: str) -> dict[str, Any] | None:
    """What of an item came to the default branch after the deadline; None where nothing did."""
    appearance = audit.late.items.get(item)
    if appearance is None:
        return None
    commit = appearance.commit
    return {
        "status": appearance.status.value,
        "days": round(appearance.seconds / 86400, 2),
        "commit": commit.oid,
        "committed_at": iso_time(commit.committed_at),
        "url": permalink(audit.repository.url, commit.oid, None, None, None),
        "message": mask(appearance.message),
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
            parties = (source, target)
            entry = {"between": [_party(audit, party) for party in parties], "summary": data["summary"]}
            found.append(entry | {"words": [_words_of(audit, party) for party in parties]})
    return found


def _party(audit: Audit, node: str) -> str:
    kind, _, name = node.partition(":")
    return f"item:{name}" if kind == "claim" else f"question:{audit.graph.nodes[node]['question']}"


def _words_of(audit: Audit, party: str) -> dict[str, Any]:
    """The tick or the sentence that a contradiction is with, and its place."""
    data = audit.graph.nodes[party]
    quote = data["text"] if party.startswith("claim:") else data["quote"]
    return {"quote": shortened(quote), "path": data["path"], "line": data["line"]}


def _doubtful(items: Iterable[ItemVerdict], statements: Iterable[dict[str, Any]]) -> set[str]:
    """The evidence that a person will want to look at: of ticks that are not supported, of statements not confirmed."""
    keys = {id_ for statement in statements if statement["verdict"] != "confirmed" for id_ in statement["evidence"]}
    for item in items:
        if item.ticked and item.verdict is not Verdict.SUPPORTED:
            keys.update(node.removeprefix("evidence:") for node in item.evidence)
    return keys


def _evidence(audit: Audit, with_context: Collection[str]) -> list[dict[str, Any]]:
    """All pieces, by path and line. with_context: ids of those that are given the lines before and after."""
    fields = ("kind", "polarity", "path", "start_line", "end_line", "commit", "ref", "excerpt", "message", "template")
    found = [
        {"id": node, **{name: data[name] for name in fields}, "url": data["url"]}
        | (_context(audit, data) if node in with_context else {})
        for node, data in nodes(audit.graph, "evidence")
    ]
    return sorted(found, key=lambda entry: (entry["path"] or "", entry["start_line"] or 0, entry["id"]))


def _context(audit: Audit, data: dict[str, Any]) -> dict[str, str]:
    """The lines before and after a piece of evidence in a file of the audited commit, as far as there are any."""
    snapshot, path, start = audit.repository.snapshot, data["path"], data["start_line"]
    if path is None or start is None or data["ref"] or data["commit"] != snapshot.commit:
        return {}
    excerpts = Excerpts(snapshot, lambda: snapshot)
    end = data["end_line"] or start
    places = {
        "before": Place(path, max(1, start - _CONTEXT), start - 1) if start > 1 else None,
        "after": Place(path, end + 1, end + _CONTEXT) if end < start + MAX_LINES else None,
    }
    return {side: text for side, place in places.items() if place and (text := excerpts.of(place))}


def _questions(audit: Audit) -> list[dict[str, Any]]:
    if audit.report is None:
        return []
    answers = audit.report.answers
    checks = check_questions(audit.report, audit.rulebook)
    return [_question(check) | answer_to(check.question, answers.get(check.question.number)) for check in checks]


def _question(check: QuestionCheck) -> dict[str, Any]:
    return {
        "number": check.question.number,
        "words": check.count.words if check.count else 0,
        "images": check.count.images if check.count else 0,
        "answered": check.answered,
        "within_limits": check.within_limits,
    }


def _counts(values: list[str], names: list[str]) -> dict[str, int]:
    counted = Counter(values)
    return {name: counted[name] for name in names}
