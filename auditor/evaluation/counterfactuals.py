"""What becomes of an item when all that its evidence points at is taken away.

An item that stays present rests on something that its rule does not show.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from auditor.audit import Audit
from auditor.evaluation.editing import Change, Region, without_lines
from auditor.facts import Facts
from auditor.judging import judge
from auditor.place import Place
from auditor.report.reading import read_report
from auditor.repository.snapshot import Snapshot
from auditor.rule import Finding, Rule, Status


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """An item that was present, judged again without its evidence.

    after is None where that could not be tried, and untried says why. broken: files that could not be read any more
    because of what was taken out of them.
    """

    item: str
    change: Change
    before: Finding
    after: Finding | None = None
    untried: str = ""
    broken: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether the item is still present."""
        return self.after is not None and self.after.status is Status.PRESENT


def counterfactuals(audit: Audit, items: Collection[str] = ()) -> list[Counterfactual]:
    """Try every present item of an audit, or only these, with blank lines and with comments.

    The repository must be open, and the report be in it.
    """
    rulebook, repository = audit.rulebook, audit.repository

    def facts_of(snapshot: Snapshot) -> Facts:
        return Facts(snapshot, repository.history, read_report(snapshot, rulebook), rulebook.baseline)

    facts = facts_of(repository.snapshot)
    tried = [
        counterfactual(rulebook.rules[item.id], facts, change, facts_of)
        for item in rulebook.items_of(audit.report.template if audit.report else None)
        for change in Change
        if item.id in rulebook.rules and (item.id in items or not items)
    ]
    return [one for one in tried if one is not None]


def counterfactual(
    rule: Rule, facts: Facts, change: Change, again: Callable[[Snapshot], Facts]
) -> Counterfactual | None:
    """Judge an item without what its evidence cites; None where it is not present in the first place.

    Lines are changed; a file or folder that is cited as a whole is removed. again: makes the facts of a changed
    snapshot, with the same history, and the report without what the evidence cites of it.
    """
    before, _ = judge(rule, facts)
    if before.status is not Status.PRESENT:
        return None
    places = [piece.place for piece in before.evidence]
    untried = _why_not(places, facts)
    if untried:
        return Counterfactual(rule.item, change, before, untried=untried)
    changed = again(facts.snapshot.with_texts(_without(places, facts.snapshot, change)))
    after, _ = judge(rule, changed)
    unread = {problem.path for problem in changed.snapshot.unread} - {problem.path for problem in facts.snapshot.unread}
    return Counterfactual(rule.item, change, before, after, broken=tuple(sorted(unread)))


def _why_not(places: list[Place], facts: Facts) -> str:
    snapshot = facts.snapshot
    for place in places:
        if place.path is None or place.ref is not None or place.commit not in (None, snapshot.commit):
            return f"rests on {place}, which is part of the history"
    return "" if places else "has no evidence"


def _without(places: list[Place], snapshot: Snapshot, change: Change) -> dict[str, str | None]:
    """The new texts of all files that are cited, None for those to be removed."""
    texts: dict[str, str | None] = {}
    regions: dict[str, list[Region]] = {}
    for place in places:
        assert place.path is not None
        if place.path not in snapshot.entries and place.path not in snapshot.folders:
            continue  # a report from elsewhere
        if place.path in snapshot.folders:
            texts |= dict.fromkeys(path for path in snapshot.entries if path.startswith(f"{place.path}/"))
        elif place.start is None:
            texts[place.path] = None
        else:
            regions.setdefault(place.path, []).append((place.start, place.end or place.start))
    for path, cited in regions.items():
        text = snapshot.text(path)
        texts.setdefault(path, None if text is None else without_lines(path, text, cited, change))
    return texts
