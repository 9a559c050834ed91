"""What a group says, as the evidence report quotes it: ticks, passages, answers and figures. Secrets are masked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from auditor.audit import Audit
from auditor.excerpts import MAX_WIDTH
from auditor.graph import nodes, sources
from auditor.report import Answer
from auditor.rulebook import Question
from auditor.secrets import mask

_LONGEST_ANSWER = 10_000  # characters; the longest that is allowed is about a third of that
_CUT = "…"

# The beginnings of the picture formats that every browser shows and that hold no script.
# https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern
_SIGNATURES = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
}


def tick_of(audit: Audit, item: str) -> dict[str, Any] | None:
    """The checklist line of an item with its place; None where the report has none."""
    for claim in sources(audit.graph, f"item:{item}", "about", "claim"):
        data = audit.graph.nodes[claim]
        return {
            "text": shortened(data["text"]),
            "remark": shortened(data["remark"]),
            "path": data["path"],
            "line": data["line"],
        }
    return None


def passages_on(audit: Audit, item: str) -> list[dict[str, Any]]:
    """The sentences of answers that speak of an item, by question and line."""
    node = f"item:{item}"
    found = []
    for statement in sources(audit.graph, node, "about", "statement"):
        data = audit.graph.nodes[statement]
        about = audit.graph.edges[statement, node, "about"]
        place = {name: data[name] for name in ("path", "line")}
        words = {"question": data["question"], "quote": shortened(data["quote"])}
        found.append(words | {"stance": about["stance"], "plain": about["plain"]} | place)
    return sorted(found, key=lambda passage: (passage["question"], passage["line"] or 0, passage["quote"]))


def answer_to(question: Question, answer: Answer | None) -> dict[str, Any]:
    """A question, its limits, and the group's answer with its place."""
    return {
        "text": question.text,
        "asks": question.asks or None,
        "word_limits": list(question.words) if question.words else None,
        "image_limits": list(question.images) if question.images else None,
        "answer": _masked(answer.text, _LONGEST_ANSWER) if answer and answer.answered else "",
        "path": answer.place.path if answer else None,
        "line": answer.place.start if answer else None,
    }


def figures_of(audit: Audit) -> list[dict[str, Any]]:
    """The figures that answers show and that are in the tree, in the order of the answers.

    media_type is told by a file's first bytes, and None for what is no picture of a kind that is shown.
    """
    snapshot = audit.repository.snapshot
    shown = [data for _, data in nodes(audit.graph, "statement") if data["kind"] == "figure" and data["line"]]
    paths = [path for data in shown if isinstance(path := data["actual"], str) and path in snapshot.entries]
    snapshot.read(sorted(set(paths)))
    found = []
    for data in shown:
        if data["actual"] in paths:
            entry = snapshot.entries[data["actual"]]
            found.append(
                {
                    "question": data["question"],
                    "path": entry.path,
                    "line": data["line"],
                    "blob": entry.oid,
                    "bytes": entry.size,
                    "media_type": media_type(snapshot.blob(entry.path) or b""),
                }
            )
    return found


def media_type(data: bytes) -> str | None:
    """The kind of picture that data is, None where it is none that every browser shows."""
    if data.startswith(b"RIFF") and data[8:14] == b"WEBPVP":
        return "image/webp"
    matching: Iterable[str] = (kind for kind, beginnings in _SIGNATURES.items() if data.startswith(beginnings))
    return next(iter(matching), None)


def shortened(text: str) -> str:
    """A line of text, its secrets masked, no longer than is read at a glance."""
    return _masked(text, 3 * MAX_WIDTH)


def _masked(text: str, most: int) -> str:
    """At most so many characters of a text. What is cut off is looked at for secrets as far again: one may be cut."""
    shown = "\n".join(mask(line) for line in text[: 2 * most].split("\n"))
    return shown if len(shown) <= most else f"{shown[: most - 1]}{_CUT}"
