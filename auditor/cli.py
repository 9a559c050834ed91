"""The command line: reads options, calls what does the work, and settles the exit status."""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor import __version__
from auditor.errors import UnusableInput
from auditor.limits import in_effect, read_limits

if TYPE_CHECKING:
    from rich.console import Console

    from auditor.audit import Audit
    from auditor.hand_in import HandIn
    from auditor.repository.snapshot import Snapshot
    from auditor.rulebook import Rulebook

FOUND = 1  # exit status: the audit was made, and --fail-on names one of its verdicts
UNUSABLE = 2  # exit status: there was nothing to audit, or no such option
STOPPED = 130  # exit status: Ctrl-C, as shells have it

app = typer.Typer(
    help="Hold what a group's report claims against what its git repository shows.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Format(StrEnum):
    """How a result is written."""

    TEXT = "text"
    JSON = "json"


class AuditFormat(StrEnum):
    """How an audit is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    SARIF = "sarif"


class CheckFormat(StrEnum):
    """How the check of a report is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


Location = Annotated[str, typer.Argument(metavar="REPOSITORY", help="A work tree, .git, bare directory, or URL.")]
At = Annotated[
    str,
    typer.Option(
        metavar="COMMIT|DATE",
        help="A commit, branch or tag, or a date for the default branch's last commit by then. Default: HEAD.",
    ),
]
ReportPath = Annotated[
    str, typer.Option("--report", metavar="PATH", help="The report: a path in the repository, or else a file here.")
]
Output = Annotated[Path | None, typer.Option(metavar="FILE", help="Write there instead of to standard output.")]
LimitSettings = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME=VALUE", help="How much of a repository is read, see SECURITY.md. Repeatable."),
]
RulebookName = Annotated[str, typer.Option("--rulebook", metavar="NAME", help="An installed rulebook. Default: 02476.")]


def main(arguments: list[str] | None = None) -> int:
    """Run the command line with these arguments (default: the process's own); returns the exit status."""
    # An audit leaves few cycles, and an eighth of its time went into looking for them, half of that as it ended.
    gc.set_threshold(1_000_000)
    atexit.register(gc.freeze)
    try:
        return app(arguments, prog_name="auditor", standalone_mode=False) or 0
    except UnusableInput as error:
        message = str(error)
    except typer.TyperException as error:  # an unknown option, a missing argument
        message = f"{error.format_message().rstrip('.')}; `auditor --help` lists what there is"
    from auditor.output.untrusted import one_line

    print(f"auditor: {one_line(message)}", file=sys.stderr)
    return UNUSABLE


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"auditor {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Hold what a group's report claims against what its git repository shows."""


@app.command()
def audit(  # noqa: PLR0913, PLR0917 (one parameter per option)
    repository: Location,
    at: At = "",
    report: ReportPath = "",
    format_: Annotated[AuditFormat, typer.Option("--format", help="How the audit is written.")] = AuditFormat.TEXT,
    output: Output = None,
    fail_on: Annotated[
        list[str] | None, typer.Option(metavar="VERDICT", help="Exit with 1 if an item has it. Repeatable.")
    ] = None,
    rulebook: RulebookName = "",
    group: Annotated[str, typer.Option(metavar="ID", help="The group's id. Default: the repository's name.")] = "",
    graph: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the evidence graph as well: FILE.graphml or FILE.json.")
    ] = None,
    limit: LimitSettings = None,
) -> int:
    """Audit one repository and write its evidence report."""
    from time import perf_counter

    from auditor.output.destination import write_file
    from auditor.output.graph_files import writer_for
    from auditor.verdicts import Verdict

    unknown = [name for name in fail_on or () if name not in list(Verdict)]
    if unknown:
        raise UnusableInput(f"there is no verdict {unknown[0]}; verdicts: {', '.join(Verdict)}")
    graph_bytes = writer_for(graph) if graph else None

    from auditor.output.evidence_report import evidence_report, to_json

    started = perf_counter()
    with in_effect(read_limits(limit or ())), _audited(repository, at, report, rulebook, group) as made:
        entries = evidence_report(made, perf_counter() - started)
        page = _page_of(entries, made) if format_ is AuditFormat.HTML else ""
    if graph and graph_bytes:
        write_file(graph, graph_bytes(made.graph))
    if format_ is AuditFormat.JSON:
        _write(to_json(entries), output, "utf-8")
    elif format_ is AuditFormat.HTML:
        _write(page, output, "utf-8")
    elif format_ is AuditFormat.SARIF:
        from auditor.output.sarif import sarif

        _write(to_json(sarif(entries, made)), output, "utf-8")
    else:
        from auditor.output.text import show_report

        _write(_rendered(lambda console: show_report(entries, console), output is not None), output)
    return FOUND if any(item["verdict"] in (fail_on or ()) for item in entries["items"]) else 0


@app.command()
def check(
    location: Annotated[
        str, typer.Argument(metavar="REPORT.md|REPOSITORY", help="A report's file, or a repository with one.")
    ],
    at: At = "",
    report: ReportPath = "",
    format_: Annotated[CheckFormat, typer.Option("--format", help="How the result is written.")] = CheckFormat.TEXT,
    output: Output = None,
    rulebook: RulebookName = "",
) -> int:
    """Hold the answers of a report against their limits of words and images; exit with 1 if any is off."""
    from auditor.output.check import check_entries
    from auditor.output.evidence_report import to_json

    page = ""
    with _handed_in(location, at, report, rulebook) as (handed_in, book):
        entries = check_entries(handed_in, book)
        if format_ is CheckFormat.HTML:
            from auditor.output.html.check_page import check_page

            page = check_page(entries, handed_in)
    if page:
        _write(page, output, "utf-8")
    elif format_ is CheckFormat.JSON:
        _write(to_json(entries), output, "utf-8")
    else:
        from auditor.output.check_text import show_check

        _write(_rendered(lambda console: show_check(entries, console), output is not None), output)
    return 0 if entries["within_limits"] else FOUND


@app.command()
def explain(
    repository: Location,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="An item's id, as `auditor rules` lists them.")],
    at: At = "",
    report: ReportPath = "",
    rulebook: RulebookName = "",
    limit: LimitSettings = None,
) -> None:
    """Show why an item got its verdict: the evidence graph around it, as a tree."""
    from auditor.output.destination import write_out
    from auditor.output.explain import explain as tree_of

    with in_effect(read_limits(limit or ())), _audited(repository, at, report, rulebook) as made:
        write_out(_rendered(lambda console: console.print(tree_of(made.graph, item))))


@app.command()
def schema() -> None:
    """Print the JSON Schema of the evidence report."""
    from importlib.resources import files

    from auditor.output.destination import write_out

    write_out(files("auditor.output").joinpath("evidence_report.schema.json").read_text("utf-8"), encoding="utf-8")


@app.command()
def rules(
    item: Annotated[str, typer.Argument(metavar="[ITEM]", help="An item's id; without it, all are listed.")] = "",
    rulebook: RulebookName = "",
) -> None:
    """List the items of the checklist, or show what the rule of one looks for."""
    from auditor.output.destination import write_out
    from auditor.output.rules import show_item, show_items
    from auditor.rulebook import load_rulebook

    book = load_rulebook(rulebook)
    write_out(_rendered(lambda console: show_item(book, item, console) if item else show_items(book, console)))


@app.command()
def evaluate(
    labels: Annotated[
        Path, typer.Argument(metavar="LABELS", help="A folder with a label file NAME.yaml per repository.")
    ],
    reports: Annotated[Path, typer.Argument(metavar="REPORTS", help="A folder with evidence reports, NAME.json.")],
    format_: Annotated[Format, typer.Option("--format", help="How the agreement is written.")] = Format.TEXT,
    output: Output = None,
    show: Annotated[
        str,
        typer.Option(
            metavar="WHAT", help="Disagreements to show: an item, accusations, statements and the like, or all."
        ),
    ] = "",
) -> None:
    """Hold evidence reports against labels: how far they agree, and both sides of where they do not."""
    from auditor.evaluation.agreement import evaluate as hold_against
    from auditor.evaluation.labels import read_labels
    from auditor.output.evaluation import show_evaluation, to_json

    found = hold_against(read_labels(labels), reports)
    if format_ is Format.JSON:
        _write(to_json(found), output, "utf-8")
    else:
        _write(_rendered(lambda console: show_evaluation(found, show, console), output is not None), output)


@app.command()
def verify(repository: Location, at: At = "", report: ReportPath = "", rulebook: RulebookName = "") -> int:
    """Audit a repository and check that its evidence stands where it says, for authors of rules."""
    from auditor.evaluation.verification import verify as offences_of
    from auditor.output.destination import write_out
    from auditor.output.verification import show_offences

    with _audited(repository, at, report, rulebook) as made:
        offences = offences_of(made)
    write_out(_rendered(lambda console: show_offences(offences, console)))
    return FOUND if offences else 0


@app.command()
def counterfactual(
    repository: Location,
    items: Annotated[list[str] | None, typer.Argument(metavar="[ITEM...]", help="Items' ids. Default: all.")] = None,
    at: At = "",
    rulebook: RulebookName = "",
) -> int:
    """Judge the items that are present without what their evidence cites, for authors of rules."""
    from auditor.evaluation.counterfactuals import counterfactuals
    from auditor.graph import nodes
    from auditor.output.counterfactuals import show_counterfactuals
    from auditor.output.destination import write_out
    from auditor.output.explain import no_such_item

    with _audited(repository, at, "", rulebook) as made:
        known = [item for item, _ in nodes(made.graph, "item")]
        for item in items or ():
            if item not in known:
                raise UnusableInput(no_such_item(item, known))
        tried = counterfactuals(made, items or ())
    write_out(_rendered(lambda console: show_counterfactuals(tried, console)))
    return FOUND if any(one.stands for one in tried) else 0


@app.command()
def baseline(
    repositories: Annotated[
        list[Path], typer.Argument(metavar="REPOSITORY...", help="Clones of the template and of the course's material.")
    ],
    output: Annotated[Path, typer.Option("--output", metavar="FILE", help="Where the fingerprints are written.")],
) -> None:
    """Fingerprint all that a course hands out, in every version, to tell it from a group's own work."""
    from auditor.baseline.building import build_baseline
    from auditor.output.destination import write_file

    write_file(output, build_baseline(repositories))


@app.command()
def batch(  # noqa: PLR0913, PLR0917 (one parameter per option)
    groups: Annotated[Path, typer.Argument(metavar="GROUPS", help="The list of groups: a CSV or YAML file.")],
    output: Annotated[Path, typer.Option(metavar="DIR", help="The folder of the results.")],
    deadline: Annotated[
        str, typer.Option(metavar="DATE", help='As "2026-01-23 23:59 Europe/Copenhagen". Default: the newest commits.')
    ] = "",
    jobs: Annotated[int, typer.Option(metavar="N", min=0, help="Audits at a time. Default: one per processor.")] = 0,
    cache: Annotated[Path | None, typer.Option(metavar="DIR", help="Where clones are kept between runs.")] = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Audit groups again of which nothing has changed.")
    ] = False,
    timeout: Annotated[float, typer.Option(metavar="S", min=1, help="Seconds for the audit of one group.")] = 60,
    scheduler: Annotated[
        str, typer.Option(metavar="ADDRESS", help='Audit on the Dask cluster there, or on a "local" one of --jobs.')
    ] = "",
    html: Annotated[bool, typer.Option("--html/--no-html", help="Write pages: index.html, and one per group.")] = True,
    rulebook: RulebookName = "",
    limit: LimitSettings = None,
) -> int:
    """Audit every group of a list; a run that was stopped goes on where it was."""
    from auditor.batch.acquire import Fetching, default_cache
    from auditor.batch.groups import read_groups
    from auditor.batch.run import Plan, run_cohort
    from auditor.batch.shared import write_shared
    from auditor.batch.tables import write_tables
    from auditor.batch.workers import Limits, processors
    from auditor.output.cohort import progress_of, show_cohort
    from auditor.output.destination import write_out
    from auditor.output.untrusted import one_line
    from auditor.repository.opening import read_date

    if deadline and read_date(deadline) is None:
        raise UnusableInput(f"{deadline} is no date that can be read, or names no known time zone")
    listed = read_groups(groups)
    for row in sorted([*listed.problems, *listed.oddities], key=lambda row: row.line):
        print(f"{groups}, {one_line(row)}", file=sys.stderr)
    plan = Plan(
        output,
        Fetching(cache or default_cache()),
        Limits(jobs or processors(), timeout),
        deadline,
        rulebook,
        refresh,
        scheduler,
        html,
        read_limits(limit or ()),
    )
    try:
        with progress_of(len(listed.groups)) as listener:
            outcomes = run_cohort(listed.groups, plan, listener)
        summary = write_tables(output, outcomes, deadline, listed.problems)
        shared = write_shared(output, summary, outcomes, rulebook)
        if html:
            from auditor.output.html.site import write_site

            write_site(output, summary, with_groups=False)
    except KeyboardInterrupt:
        print("auditor: stopped; the same command goes on where it was", file=sys.stderr)
        return STOPPED
    write_out(_rendered(lambda console: show_cohort(summary, shared, console)))
    return 0


@app.command()
def cohort(
    output: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a batch's results.")],
    html: Annotated[
        bool, typer.Option("--html", help="Write its pages again instead, and print where the first one is.")
    ] = False,
) -> None:
    """Show the summary of a batch again: groups and items, worst first, and the figures."""
    from auditor.batch.shared import read_shared
    from auditor.batch.tables import read_summary
    from auditor.output.cohort import show_cohort
    from auditor.output.destination import write_out

    summary = read_summary(output)
    if html:
        from auditor.output.html.site import write_site

        write_out(f"{write_site(output, summary)}\n")
        return
    shared = read_shared(output)
    write_out(_rendered(lambda console: show_cohort(summary, shared, console)))


@contextmanager
def _audited(location: str, at: str, report: str, rulebook: str, group: str = "") -> Iterator[Audit]:
    """The audit of the repository at a location, which is cloned if need be, and open meanwhile."""
    from auditor.audit import audit_repository
    from auditor.hand_in import hand_in_at
    from auditor.repository.cloning import group_of, located
    from auditor.repository.opening import open_repository
    from auditor.rulebook import load_rulebook

    book = load_rulebook(rulebook)
    with located(location) as path, open_repository(path, at) as opened:
        name = group or group_of(location, opened.url)
        if _is_outside(report, opened.snapshot):
            yield audit_repository(opened, book, name, report=hand_in_at(Path(report), book).report)
        else:
            yield audit_repository(opened, book, name, report_path=report or None)


@contextmanager
def _handed_in(location: str, at: str, report: str, rulebook: str) -> Iterator[tuple[HandIn, Rulebook]]:
    """The report at a location, which is its file or a repository that is open meanwhile, and the rulebook."""
    from auditor.hand_in import hand_in_at, hand_in_of
    from auditor.repository.cloning import located
    from auditor.repository.opening import open_repository
    from auditor.rulebook import load_rulebook

    book = load_rulebook(rulebook)
    if Path(location).is_file():
        if at or report:
            raise UnusableInput(f"{location} is a file: --at and --report go with a repository")
        yield hand_in_at(Path(location), book), book
        return
    with located(location) as path, open_repository(path, at) as opened:
        outside = _is_outside(report, opened.snapshot)
        yield hand_in_at(Path(report), book) if outside else hand_in_of(opened, book, report or None), book


def _page_of(report: dict[str, Any], audit: Audit) -> str:
    """The page of an evidence report, with its figures inside."""
    from auditor.output.html.figures import as_data
    from auditor.output.html.group_page import group_page

    return group_page(report, as_data(report, audit.repository.snapshot))


def _is_outside(report: str, snapshot: Snapshot) -> bool:
    """Whether a report is a file here and not one of the repository."""
    return bool(report) and report.removeprefix("./") not in snapshot.entries and Path(report).is_file()


def _write(text: str, output: Path | None, encoding: str = "") -> None:
    """Write a result to a file, or else to standard output in this encoding (empty: the terminal's)."""
    from auditor.output.destination import write_file, write_out

    if output:
        write_file(output, text.encode("utf-8", errors="replace"))
    else:
        write_out(text, encoding)


def _rendered(show: Callable[[Console], None], to_file: bool = False) -> str:
    """What `show` prints, in the width and colours that standard output has; plain text for a file or a pipe."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False, force_terminal=False if to_file else None)
    with console.capture() as captured:
        show(console)
    return "".join(f"{line.rstrip(' ')}\n" for line in captured.get().splitlines())
