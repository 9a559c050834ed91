"""The evidence report for a person at a terminal: first what needs an eye, then the counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from auditor.output.untrusted import one_line
from auditor.verdicts import ACCUSATIONS, Verdict

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

Entry: TypeAlias = dict[str, Any]

MEANINGS = {
    Verdict.CONTRADICTED: "ticked, but denied in an answer and not shown",
    Verdict.UNSUPPORTED: "ticked, but nothing in the repository shows it",
    Verdict.WEAK: "ticked, and the repository shows only part of it",
    Verdict.UNVERIFIABLE: "ticked, and a repository cannot tell",
    Verdict.SUPPORTED: "ticked, and the repository shows it",
    Verdict.UNCLAIMED: "not ticked, but the repository shows it",
    Verdict.BLANK: "not ticked, and not shown",
}
_STYLES = {
    Verdict.CONTRADICTED: "bold red",
    Verdict.UNSUPPORTED: "bold red",
    Verdict.WEAK: "yellow",
    Verdict.UNVERIFIABLE: "cyan",
    Verdict.SUPPORTED: "green",
}
MOST_EVIDENCE = 4  # pieces shown for one item; the evidence report has them all
MOST_DATES = 5  # and so of dates that cannot be right


@dataclass(frozen=True, slots=True)
class _Evidence:
    """All pieces by their id, the audited commit, and whether addresses are written out."""

    pieces: Mapping[str, Entry]
    commit: str
    with_addresses: bool


def show_report(report: Entry, console: Console) -> None:
    """Print an evidence report, as `auditor.output.evidence_report` makes it or as it was read from its JSON."""
    from rich.text import Text

    evidence = {entry["id"]: entry for entry in report["evidence"]}
    for part in _parts(report, _Evidence(evidence, report["repository"]["commit"], not console.is_terminal)):
        # Bare lines hold headings and addresses; an address that is broken in two cannot be clicked.
        console.print(part, soft_wrap=isinstance(part, Text))


def place_of(entry: Entry, audited: str = "") -> Text:
    """Where a piece of evidence is, as path:lines (or its branch or commit), linked to its permalink.

    audited: a commit that need not be told, since everything is there unless told otherwise.
    """
    from rich.style import Style
    from rich.text import Text

    if entry["path"] is not None:
        shown = one_line(entry["path"]) + _lines(entry)
        if entry["ref"]:
            shown += f" on {one_line(entry['ref'])}"
        elif audited and entry["commit"] != audited:
            shown += f" at commit {one_line(entry['commit'])[:10]}"
    elif entry["ref"]:
        shown = f"branch {one_line(entry['ref'])}"
    else:
        shown = f"commit {one_line(entry['commit'])[:10]}"
    return Text(shown, style=Style(bold=True, link=entry["url"]))


def _lines(entry: Entry) -> str:
    start, end = entry["start_line"], entry["end_line"]
    if start is None:
        return ""
    return f":{start}" if end in (None, start) else f":{start}-{end}"


def _parts(report: Entry, evidence: _Evidence) -> Iterator[RenderableType]:
    yield from _head(report)
    of_verdict = {verdict: [item for item in report["items"] if item["verdict"] == verdict] for verdict in Verdict}

    def findings(items: Iterable[Entry]) -> Iterator[RenderableType]:
        for item in items:
            yield from _finding(item, evidence)

    for verdict in ACCUSATIONS:
        yield from _section(verdict, MEANINGS[verdict], _STYLES[verdict], findings(of_verdict[verdict]))
    refuted = [statement for statement in report["statements"] if statement["verdict"] == "refuted"]
    wrong = [*refuted, *report["contradictions"], *(item for verdict in ACCUSATIONS for item in of_verdict[verdict])]
    if report["report"]["path"] and not wrong:
        yield _nothing_wrong()
    yield from _section("refuted", "statements that the repository shows to be wrong", "bold red", _statements(refuted))
    yield from _section(
        "contradictions", "where the report disagrees with itself", "bold red", _disagreements(report["contradictions"])
    )
    yield from _section(Verdict.WEAK, MEANINGS[Verdict.WEAK], _STYLES[Verdict.WEAK], findings(of_verdict[Verdict.WEAK]))
    template_only = [item for item in of_verdict[Verdict.SUPPORTED] if item["template_only"]]
    yield from _section(
        "template only", "supported, by nothing but the course template's own files", "yellow", findings(template_only)
    )
    yield from _section(
        Verdict.UNVERIFIABLE,
        MEANINGS[Verdict.UNVERIFIABLE],
        _STYLES[Verdict.UNVERIFIABLE],
        _by_summary(of_verdict[Verdict.UNVERIFIABLE]),
    )
    yield from _section("after the deadline", "what came later; no verdict counts it", "yellow", _late(report))
    yield from _section("dates", "what they say cannot all be so", "yellow", _dates(report))
    yield from _section("not read", "what rests on these is left open", "yellow", _problems(report["errors"]))
    yield from _section("oddities", "lines of the report that are unusual", "", _bullets(report["report"]["oddities"]))
    yield from _counts(report)
    for verdict in (Verdict.SUPPORTED, Verdict.UNCLAIMED):
        yield from _ids(f"{verdict}: {MEANINGS[verdict]}", of_verdict[verdict])


def _head(report: Entry) -> Iterator[Text]:
    from rich.text import Text

    repository, claims = report["repository"], report["report"]
    yield Text(one_line(report["group"]["id"]), style="bold")
    branch = f"{one_line(repository['branch'])}, " if repository["branch"] else ""
    yield Text(f"commit {repository['commit'][:10]} ({branch}{repository['committed_at'] or 'date unknown'})")
    if deadline := repository.get("deadline"):
        later = repository["later_commits"]
        yield Text(f"as of {deadline}: {later} later {'commit is' if later == 1 else 'commits are'} left out")
    if claims["path"] is None:
        yield Text("no report was found: nothing is claimed")
    else:
        ticked = sum(item["ticked"] is True for item in report["items"])
        template = f"the {claims['template']} checklist" if claims["template"] else "no known checklist"
        yield Text(f"report {one_line(claims['path'])}: {template}, {ticked} of {len(report['items'])} items ticked")


def _nothing_wrong() -> Text:
    from rich.text import Text

    return Text("\nNothing is claimed that the repository shows to be wrong.", style="green")


def _section(title: str, meaning: str, style: str, parts: Iterable[RenderableType]) -> Iterator[RenderableType]:
    """The parts under a title; nothing at all where there are none."""
    from rich.text import Text

    listed = list(parts)
    if listed:
        yield Text.assemble("\n", (title.upper(), style), f"  {meaning}")
        yield from listed


def _finding(item: Entry, evidence: _Evidence) -> Iterator[RenderableType]:
    from rich.text import Text

    yield _indented(2, Text.assemble((one_line(item["text"]), "bold"), f"  [{item['item']}]"))
    told = item["verdict"] == Verdict.SUPPORTED  # those stand under a heading that says it
    template = " All of it is the course template's own." if item["template_only"] and not told else ""
    yield _indented(4, Text(one_line(item["summary"]) + template))
    pieces = [evidence.pieces[id_] for id_ in item["evidence"]]
    # What speaks against a tick comes first: it is what a person would want to see.
    pieces.sort(key=lambda entry: entry["polarity"] != "against")
    for entry in pieces[:MOST_EVIDENCE]:
        yield _indented(6, Text.assemble(place_of(entry, evidence.commit), "  ", one_line(entry["message"])))
        if evidence.with_addresses and entry["url"]:
            yield Text(f"      {entry['url']}")
    if len(pieces) > MOST_EVIDENCE:
        yield _indented(6, Text(f"and {len(pieces) - MOST_EVIDENCE} more"))


def _by_summary(items: Iterable[Entry]) -> Iterator[RenderableType]:
    """Items one below the other; those of which the same is said, together."""
    from rich.text import Text

    summaries: dict[str, list[Entry]] = {}
    for item in items:
        summaries.setdefault(one_line(item["summary"]), []).append(item)
    for summary, alike in summaries.items():
        if len(alike) == 1:
            yield _indented(2, Text.assemble((one_line(alike[0]["text"]), "bold"), f"  [{alike[0]['item']}]"))
        else:
            yield _indented(2, Text(", ".join(item["item"] for item in alike), style="bold"))
        yield _indented(4, Text(summary))


def _statements(statements: Iterable[Entry]) -> Iterator[RenderableType]:
    from rich.text import Text

    for statement in statements:
        place = f"{one_line(statement['path'])}:{statement['line']}" if statement.get("path") else ""
        yield _indented(
            2, Text.assemble(f"question {statement['question']}  ", (f'"{one_line(statement["quote"])}"', "bold"))
        )
        shown = "" if statement["actual"] is None else f", the repository shows {_value(statement['actual'])}"
        yield _indented(4, Text(f"{one_line(statement['kind'])}: claims {_value(statement['value'])}{shown}"))
        yield _indented(4, Text("  ".join(filter(None, (one_line(statement.get("reason")), place)))))


def _value(value: object) -> str:
    return ", ".join(map(one_line, value)) if isinstance(value, list | tuple) else one_line(value)


def _disagreements(contradictions: Iterable[Entry]) -> Iterator[RenderableType]:
    from rich.text import Text

    for contradiction in contradictions:
        first, second = (one_line(party).replace(":", " ", 1) for party in contradiction["between"])
        yield _indented(2, Text.assemble((f"{first} and {second}", "bold"), f": {one_line(contradiction['summary'])}"))


def _late(report: Entry) -> Iterator[RenderableType]:
    """The report's changes, and the items that are ticked; of the others what came late changes nothing."""
    if told := report["report"].get("after_deadline"):
        yield from _bullets([told])
    for item in report["items"]:
        if item["ticked"] and item.get("after_deadline"):
            yield from _bullets([f"[{item['item']}] {item['after_deadline']['message']}"])


def _dates(report: Entry) -> Iterator[RenderableType]:
    oddities = report["repository"].get("date_oddities", ())
    told = [f"commit {odd['commit'][:10]} is {odd['message']}" for odd in oddities]
    told += [f"commit {oid[:10]} is dated in the future" for oid in report["run"].get("dated_in_the_future", ())]
    yield from _bullets(told[:MOST_DATES])
    if len(told) > MOST_DATES:
        yield from _bullets([f"and {len(told) - MOST_DATES} more"])


def _problems(errors: Iterable[Entry]) -> Iterator[RenderableType]:
    return _bullets(f"{error['path'] or 'the repository'}: {error['message']}" for error in errors)


def _bullets(lines: Iterable[str]) -> Iterator[RenderableType]:
    from rich.text import Text

    for line in lines:
        yield _indented(2, Text(one_line(line)))


def _counts(report: Entry) -> Iterator[RenderableType]:
    from rich.table import Table
    from rich.text import Text

    yield Text("\nVERDICTS")
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(justify="right")
    for name, count in report["summary"]["verdicts"].items():
        verdict = Verdict(name)
        table.add_row(str(count), Text(name, style=_STYLES.get(verdict, "")), MEANINGS[verdict])
    yield _indented(2, table)
    statements = report["summary"]["statements"]
    if sum(statements.values()):
        counted = ", ".join(f"{count} {name}" for name, count in statements.items())
        yield Text(f"\nSTATEMENTS  {counted}")


def _ids(title: str, items: list[Entry]) -> Iterator[RenderableType]:
    from rich.text import Text

    if items:
        yield Text(f"\n{title}")
        yield _indented(2, Text(", ".join(item["item"] for item in items)))


def _indented(columns: int, part: RenderableType) -> RenderableType:
    from rich.padding import Padding

    return Padding(part, (0, 0, 0, columns))
