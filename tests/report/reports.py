"""A small made-up course with two versions of its report template, and reports for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from auditor.rulebook import Item, Question, Rulebook

OLD, NEW = "old", "new"

ITEMS = (
    Item("kiln", "Fire the kiln before noon (M1)", (OLD, NEW)),
    Item("clay", "Knead the clay until it is free of air bubbles (M1)", (OLD, NEW), ("Knead the clay thoroughly",)),
    Item("glaze-inner", "Apply a thin coat of glaze to the inner surface of the bowl (M2)", (OLD, NEW)),
    Item("glaze-outer", "Apply a thin coat of glaze to the outer surface of the bowl (M2)", (OLD, NEW)),
    Item("wheel", "Keep the wheel turning at a steady speed while shaping the bowl (M2)", (OLD, NEW)),
    Item("stamp", "Stamp every bowl with the maker's mark (M3)", (OLD, NEW)),
    Item("shelf", "Store the finished bowls on the upper shelf (M3)", (OLD, NEW)),
    Item("wood", "Chop enough firewood for a whole week (M3)", (OLD,)),
    Item("solar", "Heat the workshop with the solar panels (M3)", (NEW,)),
    Item("invoice", "Send the customers their invoices (M4)", (NEW,)),
)

_GROUP = Question(1, "Which is the number of your workshop?", section="The workshop", asks="group")
_MEMBERS = Question(2, "Who are the potters of your workshop?", asks="members")
_CLAY = Question(3, "Which clay did you choose and where does it come from?", (20, 40), section="Materials")
_GLAZE = Question(4, "How did you mix the glaze for your bowls?", (5, 10))
QUESTIONS: Mapping[str, tuple[Question, ...]] = {
    OLD: (_GROUP, _MEMBERS, _CLAY, _GLAZE, Question(5, "How much firewood did you burn in one week?")),
    NEW: (
        _GROUP,
        _MEMBERS,
        _CLAY,
        _GLAZE,
        Question(5, "How many pictures of the panels can you show?", None, (1, 2), section="Energy"),
        Question(6, "How much firewood did you burn in one week?"),
    ),
}

RULEBOOK = Rulebook("pottery", "1", ITEMS, QUESTIONS, {})


def checklist(boxes: Mapping[str, str] | None = None, template: str = NEW) -> str:
    """The template's checklist; boxes: what stands in the brackets, by item."""
    boxes = boxes or {}
    return "\n".join(f"* [{boxes.get(item.id, ' ')}] {item.text}" for item in RULEBOOK.items_of(template))


def question(number: int, answer: str | None = None, template: str = NEW) -> str:
    """A question as the template has it; answer: the lines in the place of the placeholder."""
    entry = QUESTIONS[template][number - 1]
    section = f"## {entry.section}\n\n> In this part we ask about your work.\n\n" if entry.section else ""
    asked = f"### Question {number}\n\n> **{entry.text}**\n>\n> Answer length: a few words.\n>\n> Answer:"
    answer = f"--- question {number} fill here ---" if answer is None else answer
    return f"{section}{asked}\n\n{answer}\n"


def questions(answers: Mapping[int, str] | None = None, template: str = NEW) -> str:
    """All questions of the template with these answers."""
    answers = answers or {}
    return "\n".join(question(entry.number, answers.get(entry.number), template) for entry in QUESTIONS[template])


def report(
    boxes: Mapping[str, str] | None = None, answers: Mapping[int, str] | None = None, template: str = NEW
) -> str:
    """A whole report."""
    return f"# Report\n\n## Checklist\n\n{checklist(boxes, template)}\n\n{questions(answers, template)}"


def line_of(text: str, part: str) -> int:
    """The number of the first line of a text that holds a part, from 1."""
    return next(number for number, line in enumerate(text.split("\n"), 1) if part in line)


def messages(oddities: Iterable[object]) -> str:
    """What oddities say, for a look at a part of it."""
    return "\n".join(str(oddity) for oddity in oddities)
