"""What `auditor check` found, for a person at a terminal: a line for each question that is off, then the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from auditor.output.check import shortfalls
from auditor.output.untrusted import one_line
from auditor.report.answers import list_questions

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

Entry: TypeAlias = dict[str, Any]


def show_check(entries: Entry, console: Console) -> None:
    """Print what `auditor.output.check.check_entries` gave."""
    for line in _lines(entries):
        console.print(line, soft_wrap=True)  # a line is for one question, and tools look for it


def _lines(entries: Entry) -> Iterator[Text]:
    from rich.text import Text

    path = one_line(entries["report"]["path"])
    questions = entries["questions"]
    off = [question for question in questions if shortfalls(question)]
    yield Text(f"{path}: the {len(questions)} questions of {entries['report']['template']}", style="bold")
    for question in off:
        place = f"{path}:{question['line']}: " if question["line"] else f"{path}: "
        yield Text.assemble(
            place, (f"question {question['number']}", "bold red"), f": {'; '.join(shortfalls(question))}"
        )
    for question in questions:
        if question["unseen_words"]:
            yield Text(f"{path}:{question['line']}: question {question['number']}: {_unseen(question)}", style="yellow")
    yield from _changes(path, entries["checker"])
    fine = [question for question in questions if question not in off]
    yield from _listed("within the limits", (q for q in fine if q["within_limits"] is not None))
    yield from _listed("without limits", (q for q in fine if q["within_limits"] is None))
    yield _verdict(len(off))


def _unseen(question: Entry) -> str:
    more = question["unseen_words"]
    return f"{more} more {'word is' if more == 1 else 'words are'} not counted, for a “##” or another “Answer:”"


def _changes(path: str, checker: Entry) -> Iterator[Text]:
    from rich.text import Text

    for change in checker["changes"]:
        yield Text(f"{path}:{change['line']}: {one_line(change['message'])}", style="yellow")
    if checker["gives_up"]:
        found = f"finds {checker['answers']} answers instead of {checker['expected']} and gives up"
        yield Text(f"The template was changed: the course's own checker {found}.", style="yellow")
    elif checker["changes"]:
        yield Text(
            "The course's own checker takes the answers in their order, so that some count for another question."
        )


def _listed(title: str, questions: Iterable[Entry]) -> Iterator[Text]:
    from rich.text import Text

    numbers = [question["number"] for question in questions]
    if numbers:
        yield Text(f"{title}: {list_questions(numbers)}")


def _verdict(off: int) -> Text:
    from rich.text import Text

    if not off:
        return Text("Every question is within its limits.", style="green")
    return Text(f"{off} {'question is' if off == 1 else 'questions are'} not as asked for.", style="bold red")
