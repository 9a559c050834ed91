"""A rulebook: a course's checklist and questions, with the rules that judge them. Found by entry point."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files as resource_files
from types import ModuleType
from typing import Any

from auditor.baseline import Baseline
from auditor.errors import UnusableInput
from auditor.rule import Rule, Status
from auditor.topics import Topics
from auditor.vocabulary import Vocabulary

ENTRY_POINTS = "auditor.rulebooks"


@dataclass(frozen=True, slots=True)
class Item:
    """A checklist item. templates: the template versions that have it; wordings: how their checklists put it.

    week: the part of the course that it belongs to ("1", "extra"), empty where that is not told.
    """

    id: str
    text: str
    templates: tuple[str, ...]
    wordings: tuple[str, ...] = ()
    criteria: Mapping[str, str] = field(default_factory=dict)
    week: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the report with its limits; None where a question has no such limit.

    wordings: how else the template put it. section: the title of the report's part that begins with it. asks: what it
    asks about, in a word ("group", "members", "deployment"), where anything depends on that; otherwise empty.
    """

    number: int
    text: str
    words: tuple[int, int] | None = None
    images: tuple[int, int] | None = None
    wordings: tuple[str, ...] = ()
    section: str = ""
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """items in the checklist's order; questions by template version; rules by item id.

    baseline: what the course hands out, to be told from a group's own work; None where that is not known.
    """

    name: str
    version: str
    items: tuple[Item, ...]
    questions: Mapping[str, tuple[Question, ...]]
    rules: Mapping[str, Rule]
    vocabulary: Vocabulary = field(default_factory=dict)
    topics: Topics = field(default_factory=dict)
    baseline: Baseline | None = None

    def items_of(self, template: str | None) -> tuple[Item, ...]:
        """The items of a template version; of every version where it is not known."""
        return tuple(item for item in self.items if template is None or template in item.templates)


def load_rulebook(name: str = "") -> Rulebook:
    """The installed rulebook of that name; without a name, the only one, or 02476 where there are several.

    Raises UnusableInput where there is no such rulebook.
    """
    book = find_rulebook(name).load()()
    assert isinstance(book, Rulebook)
    return book


def find_rulebook(name: str = "") -> EntryPoint:
    """Where the rulebook of that name is to be loaded from; name and errors as of `load_rulebook`."""
    found = {point.name: point for point in entry_points(group=ENTRY_POINTS)}
    if not found:
        raise UnusableInput("no rulebook is installed")
    chosen = name or (next(iter(found)) if len(found) == 1 else "02476")
    if chosen not in found:
        raise UnusableInput(f"there is no rulebook {chosen}; installed: {', '.join(sorted(found))}")
    return found[chosen]


def read_items(catalogue: list[dict[str, Any]]) -> tuple[Item, ...]:
    """Items from the entries of a catalogue file: id, text, in (template versions), wordings, week and the criteria."""
    return tuple(
        Item(
            id=entry["id"],
            text=entry["text"],
            templates=tuple(entry["in"]),
            wordings=tuple(entry.get("wordings", ())),
            criteria={key: entry[key] for key in ("present", "partial", "otherwise") if key in entry},
            week=str(entry.get("week", "")),
        )
        for entry in catalogue
    )


def read_questions(templates: Mapping[str, list[dict[str, Any]]]) -> dict[str, tuple[Question, ...]]:
    """Questions by template version, from entries with the fields of Question; words and images are pairs of bounds."""
    return {
        template: tuple(
            Question(
                number=entry["number"],
                text=entry["text"],
                words=tuple(entry["words"]) if "words" in entry else None,
                images=tuple(entry["images"]) if "images" in entry else None,
                wordings=tuple(entry.get("wordings", ())),
                section=entry.get("section", ""),
                asks=entry.get("asks", ""),
            )
            for entry in entries
        )
        for template, entries in templates.items()
    }


def collect_rules(package: ModuleType) -> dict[str, Rule]:
    """The rules of a package: every module in it that has a `judge`, under its name with hyphens."""
    rules = {}
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        judge = getattr(module, "judge", None)
        if judge is None:
            continue
        item = info.name.replace("_", "-")
        rules[item] = Rule(
            item=item,
            description=inspect.getdoc(module) or "",
            judge=judge,
            facts=tuple(inspect.signature(judge).parameters),
            examples=tuple(module.EXAMPLES),
            template_only=Status(module.TEMPLATE_ONLY) if hasattr(module, "TEMPLATE_ONLY") else None,
            looks_elsewhere=getattr(module, "LOOKS_ELSEWHERE", True),
        )
    return rules


def read_resource(package: str, name: str) -> bytes:
    """A data file that lies in a package."""
    return resource_files(package).joinpath(name).read_bytes()
