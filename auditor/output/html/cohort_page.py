"""The page of a cohort: which groups need a look, and how every item came out in every group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from auditor.batch.run import State, page_path
from auditor.batch.tables import Entry, needs_an_eye
from auditor.output.html.charts import Bar, Chart, bar_chart, column_chart
from auditor.output.html.pages import render, week_title
from auditor.output.untrusted import one_line
from auditor.verdicts import ACCUSATIONS, Verdict

_EXPLAINED = (*ACCUSATIONS, Verdict.WEAK)  # verdicts whose reason is told on this page
_TICKED = tuple(verdict for verdict in Verdict if verdict not in (Verdict.UNCLAIMED, Verdict.BLANK))
_COUNTS = ("accused", "refuted", "contradictions", "weak", "supported")
_MOST_BARS = 10
_MANY_REFUTED = 6


@dataclass(frozen=True, slots=True)
class Result:
    """What the page needs of a group's evidence report. verdicts and reasons by item; refuted statements by kind."""

    verdicts: Mapping[str, str]
    reasons: Mapping[str, str]
    refuted: Mapping[str, int]
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Week:
    """Columns that stand together: entries of items, as the summary has them."""

    title: str
    items: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    """verdict: empty where the group's checklist does not have the item. why: told of what needs a look."""

    item: str
    verdict: str
    why: str


@dataclass(frozen=True, slots=True)
class _Group:
    """A row. entry: the group's counts, as the summary has them. address: of its page. No cells: it was not audited."""

    entry: Entry
    address: str
    members: str = ""
    cells: tuple[_Cell, ...] = ()

    @property
    def is_audited(self) -> bool:
        return bool(self.entry["state"] == State.AUDITED)

    @property
    def accusations(self) -> tuple[_Cell, ...]:
        return tuple(cell for cell in self.cells if cell.verdict in ACCUSATIONS)

    @property
    def needs_a_look(self) -> bool:
        return not self.is_audited or self.entry["report"] is None or any(needs_an_eye(self.entry)[1:3])

    @property
    def remarks(self) -> tuple[str, ...]:
        """What else is to be known of a group that was audited."""
        remarks = {
            "no report": self.entry["report"] is None,
            "commit dates that cannot all be so": self.entry.get("date_oddities"),
            self.entry["why"]: self.entry["why"],
        }
        return tuple(remark for remark, holds in remarks.items() if holds)

    @property
    def counts(self) -> tuple[str, ...]:
        """What stands under each of _COUNTS; nothing for none, so that figures stand out."""
        entry = self.entry
        counts = (len(self.accusations), entry["statements_refuted"], entry["contradictions"], entry["weak"])
        return (*(str(count or "") for count in counts), "" if self.share is None else f"{self.share} %")

    @property
    def share(self) -> int | None:
        """Ticked items that are supported, in percent; None where nothing is ticked."""
        ticked = sum(self.entry[verdict] for verdict in _TICKED)
        return round(100 * self.entry[Verdict.SUPPORTED] / ticked) if ticked else None


def result_of(report: Entry) -> Result:
    """What the page needs of an evidence report."""
    return Result(
        verdicts={entry["item"]: entry["verdict"] for entry in report["items"]},
        reasons={entry["item"]: entry["summary"] for entry in report["items"] if entry["verdict"] in _EXPLAINED},
        refuted=Counter(entry["kind"] for entry in report["statements"] if entry["verdict"] == "refuted"),
        members=tuple(report["group"]["members"]),
    )


def cohort_page(summary: Entry, results: Mapping[str, Result]) -> str:
    """The page of a cohort. summary: as `auditor.batch.tables` makes it; results: of the audited groups, by id."""
    weeks = _weeks(summary["items"])
    items = [item["item"] for week in weeks for item in week.items]
    groups = [
        _group(entry, results.get(entry["group"]), items) for entry in sorted(summary["groups"], key=needs_an_eye)
    ]
    return render(
        "cohort.html",
        summary=summary,
        weeks=weeks,
        groups=groups,
        counts=_COUNTS,
        figures=_figures(summary, groups),
        charts=_charts(summary, groups, results),
    )


def _weeks(items: Iterable[Entry]) -> list[_Week]:
    """The columns by week, those without a number last."""

    def order(item: Entry) -> tuple[bool, int, str]:
        week = item.get("week") or ""
        return (not week.isdecimal(), int(week) if week.isdecimal() else 0, week)

    return [
        _Week(week_title(week), tuple(found)) for (_, _, week), found in groupby(sorted(items, key=order), key=order)
    ]


def _group(entry: Entry, result: Result | None, items: Sequence[str]) -> _Group:
    address = f"groups/{quote(page_path(Path(), entry['group']).name)}"
    if result is None:
        return _Group(entry, address)
    cells = (_Cell(item, result.verdicts.get(item, ""), one_line(result.reasons.get(item))) for item in items)
    return _Group(entry, address, " ".join(map(one_line, result.members)), tuple(cells))


def _figures(summary: Entry, groups: Sequence[_Group]) -> dict[str, tuple[str, str]]:
    """The figures of the whole cohort: under what each is, the figure, and what is to be said of it."""
    verdicts, statements = summary["verdicts"], summary["statements"]
    audited = [group for group in groups if group.is_audited]
    failed = len(groups) - len(audited)
    ticked = sum(verdicts[verdict] for verdict in _TICKED)
    accusations = sum(verdicts[verdict] for verdict in ACCUSATIONS)
    refuted_in = _in_groups(group.entry["statements_refuted"] for group in audited)
    found: dict[str, tuple[object, str]] = {
        "groups audited": (len(audited), f"{failed} could not be" if failed else "all of them"),
        "need a look": (sum(group.needs_a_look for group in groups), f"of {len(groups)}"),
        "ticks supported": (
            f"{round(100 * verdicts[Verdict.SUPPORTED] / ticked)} %" if ticked else "–",
            f"{verdicts[Verdict.SUPPORTED]} of {ticked}",
        ),
        "accusations": (accusations, _in_groups(len(group.accusations) for group in audited)),
        "statements refuted": (statements["refuted"], f"of {sum(statements.values())}, {refuted_in}"),
        "contradictions": (summary["contradictions"], _in_groups(group.entry["contradictions"] for group in audited)),
    }
    if summary["median_commits"] is not None:
        found["commits, median"] = (f"{summary['median_commits']:g}", f"by {summary['median_authors']:g} authors")
    if summary["deadline"]:
        found["with commits after the deadline"] = (summary["with_later_commits"], f"of {len(audited)}")
    if summary["without_report"]:
        found["without a report"] = (summary["without_report"], f"of {len(audited)}")
    return {name: (str(figure), said) for name, (figure, said) in found.items()}


def _in_groups(counts: Iterable[int]) -> str:
    """In how many groups something was counted."""
    groups = sum(count > 0 for count in counts)
    return f"in {groups} group{'s' if groups != 1 else ''}"


def _charts(summary: Entry, groups: Sequence[_Group], results: Mapping[str, Result]) -> list[Chart]:
    shares = Counter(min(group.share // 10, 9) for group in groups if group.is_audited and group.share is not None)
    refuted = Counter(min(group.entry["statements_refuted"], _MANY_REFUTED) for group in groups if group.is_audited)
    kinds: Counter[str] = Counter()
    for result in results.values():
        kinds.update(result.refuted)
    accused = sorted((item for item in summary["items"] if item["failed"]), key=lambda item: -item["failed"])
    return [
        column_chart(
            "Ticks that the repository supports",
            [Bar(f"{10 * tenth}–{100 if tenth == 9 else 10 * tenth + 9}", shares[tenth]) for tenth in range(10)],
            "groups, by percent of their ticks",
        ),
        bar_chart(
            "Items most often ticked, but not there",
            [
                Bar(item["item"], item["failed"], f"{item['failed']} of {item['ticked']}")
                for item in accused[:_MOST_BARS]
            ],
        ),
        column_chart(
            "Refuted statements of a group",
            [
                Bar(f"{count}{' or more' if count == _MANY_REFUTED else ''}", refuted[count])
                for count in range(_MANY_REFUTED + 1)
            ],
            "groups, by how many statements are refuted",
        ),
        bar_chart("Kinds of statement most often refuted", [Bar(*kind) for kind in _most(kinds)]),
    ]


def _most(counts: Counter[str]) -> list[tuple[str, int]]:
    """The highest counts, those alike by name."""
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:_MOST_BARS]
