"""The page of one group: first what needs a look, then every item, the answers, and who committed when.

All of it is made from the evidence report alone, as it is in its JSON.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup

from auditor.output.html.commits import commits_of
from auditor.output.html.figures import Figures
from auditor.output.html.item_picture import picture_of
from auditor.output.html.pages import render, week_title
from auditor.output.html.pieces import Entry, Evidence, evidence_of, place_of
from auditor.repository.hosting import permalink
from auditor.verdicts import ACCUSATIONS, Verdict

# Evidence with its lines, and behind it evidence by its place alone; the evidence report has all of it. More is shown
# where somebody will have to decide.
_DOUBTFUL = (4, 12)
_SETTLED = (2, 6)
_MOST_QUOTES = 3  # sentences on one item


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of the checklist. needs_a_look: whether it stands among what does, and not in its week.

    tick_words: its line in the report, where that is not the item's own text. passages: what is quoted of the answers;
    left_out: how many sentences are not. disputes: what contradicts its tick.
    """

    entry: Entry
    needs_a_look: bool
    tick_words: str
    passages: tuple[Entry, ...]
    left_out: int
    disputes: tuple[str, ...]
    evidence: Evidence
    picture: Markup | None


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement with its number on the page."""

    number: int
    entry: Entry
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class _Question:
    """A question, what was checked of its answer, and the figures there with their addresses, empty for none."""

    entry: Entry
    statements: tuple[_Statement, ...]
    figures: tuple[tuple[Entry, str], ...]


class _Links:
    """Addresses on the host of the repository, where that is known."""

    def __init__(self, report: Entry) -> None:
        url = report["group"]["repository_url"]
        self._url = url if url and url.startswith("https://") else None
        self._commit = report["repository"]["commit"]
        self._has_report = bool(report["report"].get("url"))

    def words(self, entry: Entry) -> str | None:
        """The lines of words of the report."""
        return self.file(entry["path"], entry["line"]) if self._has_report and entry["path"] else None

    def file(self, path: str, line: int | None = None) -> str | None:
        """A file of the audited commit, or a line of it."""
        return permalink(self._url, self._commit, path, line, line)

    def commit(self, commit: str) -> str | None:
        """A commit."""
        return permalink(self._url, commit, None, None, None)


def group_page(report: Mapping[str, Any], figures: Figures, cohort: str = "") -> str:
    """The page of an evidence report. figures: their addresses (`auditor.output.html.figures` makes them).

    cohort: the address of the page of all groups, if there is one. The items' ids are anchors of the page.
    """
    pieces = {entry["id"]: entry for entry in report["evidence"]}
    items = [_item(entry, report, pieces) for entry in report["items"]]
    statements = [
        _Statement(number, entry, evidence_of([pieces[id_] for id_ in entry["evidence"]], *_DOUBTFUL))
        for number, entry in enumerate(report["statements"], 1)
    ]
    accused = [item for verdict in ACCUSATIONS for item in items if item.entry["verdict"] == verdict]
    told = {f"item:{item.entry['item']}" for item in accused}
    by_verdict = {verdict: [item for item in items if item.entry["verdict"] == verdict] for verdict in Verdict}
    deadline = report["repository"].get("deadline")
    return render(
        "group.html",
        report=report,
        cohort=cohort,
        links=_Links(report),
        place_of=lambda piece: place_of(piece, report["repository"]["commit"]),
        ticks={entry["item"]: entry["ticked"] for entry in report["items"]},
        accused=accused,
        refuted=[statement for statement in statements if statement.entry["verdict"] == "refuted"],
        contradictions=[entry for entry in report["contradictions"] if not told & set(entry["between"])],
        late_items=[item for item in items if item.entry["ticked"] and item.entry.get("after_deadline")],
        by_verdict=by_verdict,
        weeks=[
            (week_title(week), list(found)) for week, found in groupby(items, lambda item: item.entry.get("week") or "")
        ],
        questions=_questions(report, statements, figures),
        deadline=deadline,
        commits=commits_of(report.get("history", ()), deadline),
        contributions=next((entry for entry in report["questions"] if entry.get("asks") == "contributions"), None),
    )


def _item(entry: Entry, report: Entry, pieces: Mapping[str, Entry]) -> _Item:
    # What an answer denies of what is ticked is what a person would want to read first.
    passages = sorted(entry.get("passages", ()), key=lambda passage: passage["stance"] != "deny")
    key = f"item:{entry['item']}"
    disputes = [found["summary"] for found in report["contradictions"] if key in found["between"]]
    evidence = [pieces[id_] for id_ in entry["evidence"]]
    is_settled = not entry["ticked"] or entry["verdict"] == Verdict.SUPPORTED
    return _Item(
        entry=entry,
        needs_a_look=entry["verdict"] in ACCUSATIONS,
        tick_words=_tick_words(entry),
        passages=tuple(passages[:_MOST_QUOTES]),
        left_out=max(0, len(passages) - _MOST_QUOTES),
        # A verdict of contradicted says so itself.
        disputes=() if entry["verdict"] == Verdict.CONTRADICTED else tuple(disputes),
        evidence=evidence_of(evidence, *(_SETTLED if is_settled else _DOUBTFUL)),
        picture=picture_of(entry, evidence),
    )


def _tick_words(entry: Entry) -> str:
    tick = entry.get("tick")
    if not tick:
        return ""
    line, text = (re.sub(r"[\W_]+", "", words.casefold()) for words in (tick["text"], entry["text"]))
    return "" if line == text else str(tick["text"])


def _questions(report: Entry, statements: Sequence[_Statement], figures: Figures) -> list[_Question]:
    return [
        _Question(
            entry=entry,
            statements=tuple(found for found in statements if found.entry["question"] == entry["number"]),
            figures=tuple(
                (figure, figures.get(figure["blob"], ""))
                for figure in report["report"].get("figures", ())
                if figure["question"] == entry["number"]
            ),
        )
        for entry in report["questions"]
    ]
