"""What the answers say was not done, held against what the rules found."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from auditor.rule import Evidence, Finding, Polarity, Status
from auditor.statements import Kind, Outcome, Statement, stated

if TYPE_CHECKING:
    from auditor.statements.stance import Position

# Evidence of these kinds makes an item partial, and says nothing against "we did not do it".
_NOT_DOING = frozenset(
    {"answer", "requirement", "manifest", "figure", "figure-reference", "address", "commented-code", "commented-step"}
)
_TOLD = frozenset({"answer", "figure", "figure-reference", "address"})
# Evidence of these kinds shows that it was done.
_DOING = frozenset({"call", "workflow-step", "command", "hook", "test", "route", "workflow-trigger", "pipeline", "dvc"})


def find_denied(
    positions: Sequence[Position], findings: Mapping[str, Finding], already: Collection[Statement]
) -> Iterator[Statement]:
    """A statement for each topic that an answer plainly denies, where the rules' findings bear on it.

    already: the statements found so far; what they say of a sentence is not said again.
    """
    quotes = {(s.question, s.quote) for s in already if s.kind is Kind.NO_TOOL_USE}
    # Where another sentence tells how it was done, a denial is of one case.
    told = {position.topic.key for position in positions if position.plain and not position.denies}
    denied = set()
    for position in positions:
        sentence = position.sentence
        judged = {item: findings[item] for item in position.items if item in findings}
        is_told = position.denies and (position.plain or position.narrowed)
        if not (is_told and judged) or (sentence.question, sentence.text) in quotes:
            continue
        traced = position.plain and position.topic.traced and position.topic.key not in told
        outcome, reason, evidence = _held_against(judged, traced)
        if outcome is None or (sentence, position.items) in denied:
            continue
        if position.narrowed and outcome is not Outcome.CONFIRMED:
            continue
        denied.add((sentence, position.items))
        yield stated(
            sentence,
            Kind.NO_TOOL_USE,
            (position.topic.key,),
            outcome,
            reason,
            evidence=evidence,
            items=position.items,
            denies=True,
        )


def _held_against(judged: Mapping[str, Finding], traced: bool) -> tuple[Outcome | None, str, tuple[Evidence, ...]]:
    """What the findings on all items that a denial is about make of it; no outcome where they leave it unclear."""
    findings = list(judged.values())
    if traced and (shown := _shown(findings[0])):
        return Outcome.REFUTED, f"The repository shows otherwise: {findings[0].summary}", shown
    if not all(_is_nothing(finding) for finding in findings):
        return None, "", ()
    confirming = next((finding for finding in findings if _confirms(finding)), None)
    if confirming is None:
        return Outcome.UNVERIFIABLE, f"A repository need not show it: {findings[0].summary}", ()
    return Outcome.CONFIRMED, f"The repository does not show it: {confirming.summary}", ()


def _confirms(finding: Finding) -> bool:
    """Whether a finding shows that a thing was not done: more than that nothing but the report speaks of it."""
    return finding.status is Status.ABSENT or (
        finding.status is Status.PARTIAL and any(piece.kind not in _TOLD for piece in finding.evidence)
    )


def _is_nothing(finding: Finding) -> bool:
    """Whether a finding leaves it standing that a thing was not done."""
    if finding.status is Status.PARTIAL:
        return all(piece.kind in _NOT_DOING for piece in finding.evidence if piece.polarity is Polarity.FOR)
    return finding.status in {Status.ABSENT, Status.UNVERIFIABLE}


def _shown(finding: Finding) -> tuple[Evidence, ...]:
    """The group's own evidence that it was done, where there is enough of it."""
    if finding.status is not Status.PRESENT:
        return ()
    return tuple(
        piece
        for piece in finding.evidence
        if piece.kind in _DOING and piece.polarity is Polarity.FOR and not piece.template
    )
