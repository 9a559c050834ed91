"""Status held against claim: the verdict on each item, read off the evidence graph and off nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from auditor.graph import neighbours, nodes, sources
from auditor.rule import Status

if TYPE_CHECKING:
    from auditor.graph import EvidenceGraph


class Stance(StrEnum):
    """What the answers say about an item."""

    AFFIRM = "affirm"
    DENY = "deny"
    SILENT = "silent"


class Verdict(StrEnum):
    """What comes of holding a status against a claim."""

    SUPPORTED = "supported"
    WEAK = "weak"
    UNSUPPORTED = "unsupported"
    UNVERIFIABLE = "unverifiable"
    CONTRADICTED = "contradicted"
    UNCLAIMED = "unclaimed"
    BLANK = "blank"


ACCUSATIONS = (Verdict.CONTRADICTED, Verdict.UNSUPPORTED)

_WHEN_TICKED = {
    Status.PRESENT: Verdict.SUPPORTED,
    Status.PARTIAL: Verdict.WEAK,
    Status.ABSENT: Verdict.UNSUPPORTED,
    Status.UNVERIFIABLE: Verdict.UNVERIFIABLE,
}


def verdict(ticked: bool | None, status: Status, stance: Stance) -> Verdict:
    """The verdict on one item. ticked is None for a line that is missing or cannot be read: as not ticked."""
    if not ticked:
        return Verdict.UNCLAIMED if status is Status.PRESENT else Verdict.BLANK
    if stance is Stance.DENY and status is not Status.PRESENT:
        return Verdict.CONTRADICTED
    return _WHEN_TICKED[status]


@dataclass(frozen=True, slots=True)
class ItemVerdict:
    """An item with everything that its verdict rests on. evidence: keys of evidence nodes, in the rule's order."""

    item: str
    text: str
    ticked: bool | None
    status: Status
    stance: Stance
    verdict: Verdict
    template_only: bool
    summary: str
    evidence: tuple[str, ...]
    has_rule: bool


def judge_items(graph: EvidenceGraph) -> list[ItemVerdict]:
    """The verdict on every item of the graph, in the checklist's order."""
    return [judge_item(graph, item) for item, _ in nodes(graph, "item")]


def judge_item(graph: EvidenceGraph, item: str) -> ItemVerdict:
    """The verdict on one item, from its claim, its rule, and the statements about it."""
    node = f"item:{item}"
    claims = sources(graph, node, "about", "claim")
    ticked = graph.nodes[claims[0]]["ticked"] if claims else None
    rules = sources(graph, node, "judges")
    if rules:
        rule = graph.nodes[rules[0]]
        status, summary, template_only = Status(rule["status"]), rule["summary"], rule["template_only"]
        evidence = tuple(neighbours(graph, rules[0], "finds"))
    else:
        status, summary, template_only, evidence = Status.UNVERIFIABLE, "No rule judges this item.", False, ()
    stance = stance_on(graph, item)
    return ItemVerdict(
        item=item,
        text=graph.nodes[node]["text"],
        ticked=ticked,
        status=status,
        stance=stance,
        verdict=verdict(ticked, status, stance),
        template_only=template_only,
        summary=summary,
        evidence=evidence,
        has_rule=bool(rules),
    )


def stance_on(graph: EvidenceGraph, item: str) -> Stance:
    """What the statements about an item come to: a denial only where it is plain and nothing plainly affirms."""
    stances = {
        (data["stance"], data["plain"])
        for source, _, key, data in graph.in_edges(f"item:{item}", keys=True, data=True)
        if key == "about" and source.startswith("statement:")
    }
    is_denied, is_affirmed = (Stance.DENY, True) in stances, (Stance.AFFIRM, True) in stances
    if is_denied and not is_affirmed:
        return Stance.DENY
    return Stance.AFFIRM if is_affirmed or (Stance.AFFIRM, False) in stances else Stance.SILENT
