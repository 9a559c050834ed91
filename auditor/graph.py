"""The evidence graph of one audit: who claims what about which item, and what in the repository bears on it.

A directed multigraph. Nodes are keyed `kind:id` and carry their facts as attributes:

| node | id | attributes |
| --- | --- | --- |
| group | the group's id | members, url |
| claim | item id | ticked, text, remark, path, line |
| statement | a number | question, quote, kind, value, actual, verdict, reason, path, line |
| item | catalogue id | text |
| rule | item id | status, summary, template_only |
| evidence | digest of its content | kind, polarity, message, path, start_line, end_line, commit, ref, excerpt |
| file | path | |
| commit | 40 hex digits | |

Evidence also has template (whether it is handed-out material) and url.

A statement's verdict is missing where its sentence was not held against the repository: it only affirms or denies an
item, or contradicts something. Such statements are numbered behind the others, which are in the report's order.

Edges, the key being their kind: *makes* (group to claim or statement), *about* (claim or statement to item, a
statement's with its stance, and whether it is plain: of the group's own doing and without reserve), *judges* (rule to
item), *finds* (rule to evidence), *supports* and *refutes* (evidence to item or statement), *in* (evidence to file),
*at* (evidence to commit), *contradicts* (claim or statement to the like, with a summary).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from auditor.excerpts import Excerpts
from auditor.report import Report
from auditor.repository.hosting import permalink
from auditor.rule import Evidence, Finding, Polarity
from auditor.rulebook import Item
from auditor.secrets import masked
from auditor.statements import Statement, Value

if TYPE_CHECKING:
    import networkx

    from auditor.prose.sentences import Sentence
    from auditor.statements.contradictions.model import Contradiction
    from auditor.statements.stance import Position

    EvidenceGraph: TypeAlias = "networkx.MultiDiGraph[str]"


class GraphBuilder:
    """Puts an audit's parts into one graph. Evidence that several items share becomes one node."""

    def __init__(self, commit: str, url: str | None, excerpts: Excerpts) -> None:
        """commit: the audited one; url: the repository's web address, for permalinks."""
        import networkx

        self.graph: EvidenceGraph = networkx.MultiDiGraph()
        self._commit = commit
        self._url = url
        self._excerpts = excerpts
        self._statements: dict[tuple[int, str], str] = {}  # by question and quote, the first of each
        self._last_number = 0  # of a statement

    def add_group(self, group: str, members: Iterable[str]) -> None:
        """The group node, from which all claims and statements hang."""
        self._group = f"group:{group}"
        self.graph.add_node(self._group, members=list(members), url=self._url)

    def add_items(self, items: Iterable[Item]) -> None:
        """An item node for each item of the checklist, in its order."""
        for item in items:
            self.graph.add_node(f"item:{item.id}", text=item.text)

    def add_claims(self, report: Report) -> None:
        """A claim node for each checklist line of the report that is an item of this graph."""
        for tick in report.ticks.values():
            if f"item:{tick.item}" not in self.graph:
                continue
            node = f"claim:{tick.item}"
            self.graph.add_node(
                node,
                ticked=tick.ticked,
                text=tick.text,
                remark=tick.remark,
                path=tick.place.path,
                line=tick.place.start,
            )
            self.graph.add_edge(self._group, node, key="makes")
            self.graph.add_edge(node, f"item:{tick.item}", key="about")

    def add_finding(self, item: str, finding: Finding, template_only: bool) -> None:
        """A rule node with its conclusion, and its evidence."""
        rule = f"rule:{item}"
        self.graph.add_node(rule, status=finding.status.value, summary=finding.summary, template_only=template_only)
        self.graph.add_edge(rule, f"item:{item}", key="judges")
        for evidence in finding.evidence:
            node = self.add_evidence(evidence)
            self.graph.add_edge(rule, node, key="finds")
            kind = "supports" if evidence.polarity is Polarity.FOR else "refutes"
            self.graph.add_edge(node, f"item:{item}", key=kind)

    def add_statement(self, number: int, statement: Statement) -> None:
        """A statement node with its outcome, the items that it bears on, and its evidence."""
        node, self._last_number = f"statement:{number}", number
        self._statements.setdefault((statement.question, statement.quote), node)
        self.graph.add_node(
            node,
            question=statement.question,
            quote=statement.quote,
            kind=statement.kind.value,
            value=_plain(statement.value),
            actual=_plain(statement.actual),
            verdict=statement.outcome.value,
            reason=statement.reason,
            path=statement.place.path,
            line=statement.place.start,
        )
        self.graph.add_edge(self._group, node, key="makes")
        for item in statement.items:
            if f"item:{item}" in self.graph:
                self._add_stance(node, item, denies=statement.denies, plain=False)
        for evidence in statement.evidence:
            kind = "supports" if evidence.polarity is Polarity.FOR else "refutes"
            self.graph.add_edge(self.add_evidence(evidence), node, key=kind)

    def add_position(self, position: Position) -> None:
        """What a sentence says of items, on its statement node if it has one already."""
        items = [item for item in position.items if f"item:{item}" in self.graph]
        if items:
            node = self._passage(position.sentence)
            for item in items:
                self._add_stance(node, item, denies=position.denies, plain=position.is_plain_on(item))

    def add_contradiction(self, contradiction: Contradiction) -> None:
        """An edge between two statements, or a claim and a statement, that cannot both be right."""
        first = contradiction.first
        party = f"claim:{first}" if isinstance(first, str) else self._passage(first)
        if party in self.graph:
            self.graph.add_edge(
                party, self._passage(contradiction.second), key="contradicts", summary=contradiction.summary
            )

    def _passage(self, sentence: Sentence) -> str:
        """The statement node of a sentence; a new one without a verdict where there is none."""
        key = (sentence.question, sentence.text)
        if key not in self._statements:
            self._last_number += 1
            node = self._statements[key] = f"statement:{self._last_number}"
            self.graph.add_node(
                node,
                question=sentence.question,
                quote=sentence.text,
                kind=None,
                value=None,
                actual=None,
                verdict=None,
                reason=None,
                path=sentence.place.path,
                line=sentence.place.start,
            )
            self.graph.add_edge(self._group, node, key="makes")
        return self._statements[key]

    def _add_stance(self, node: str, item: str, *, denies: bool, plain: bool) -> None:
        """Where a sentence speaks of an item twice, what it says plainly counts."""
        before = self.graph.get_edge_data(node, f"item:{item}", key="about")
        if before is None or (plain and not before["plain"]):
            stance = "deny" if denies else "affirm"
            self.graph.add_edge(node, f"item:{item}", key="about", stance=stance, plain=plain)

    def add_evidence(self, evidence: Evidence) -> str:
        """An evidence node with its file and commit; returns its key."""
        place = evidence.place
        digest = hashlib.sha256(repr((evidence.kind, evidence.message, evidence.polarity, place)).encode()).hexdigest()
        node = f"evidence:{digest[:12]}"
        if node in self.graph:
            return node
        commit = place.commit or self._commit
        excerpt = self._excerpts.of(place)
        self.graph.add_node(
            node,
            kind=evidence.kind,
            polarity=evidence.polarity.value,
            message=evidence.message,
            path=place.path,
            start_line=place.start,
            end_line=place.end,
            commit=commit,
            ref=place.ref,
            excerpt=excerpt,
            template=evidence.template,
            url=permalink(self._url, commit, place.path, place.start, place.end),
        )
        if place.path is not None:
            self.graph.add_edge(node, f"file:{place.path}", key="in")
        self.graph.add_edge(node, f"commit:{commit}", key="at")
        return node


def without_secrets(graph: EvidenceGraph) -> EvidenceGraph:
    """The graph with secrets masked, wherever they stand: in a path, a branch, a remark, a summary."""
    import networkx

    for _, attributes in graph.nodes(data=True):
        attributes.update(masked(attributes))
    for _, _, attributes in graph.edges(data=True):
        if attributes:
            attributes.update(masked(attributes))
    renamed = {node: name for node in graph if (name := masked(node)) != node}
    return networkx.relabel_nodes(graph, renamed) if renamed else graph


def _plain(value: Value) -> str | int | float | bool | list[str] | None:
    """A statement's value as JSON has it."""
    return list(value) if isinstance(value, tuple) else value


def nodes(graph: EvidenceGraph, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The ids and attributes of all nodes of a kind, in the order in which they were added."""
    prefix = f"{kind}:"
    for node, attributes in graph.nodes(data=True):
        if node.startswith(prefix):
            yield node[len(prefix) :], attributes


def neighbours(graph: EvidenceGraph, node: str, edge: str, kind: str = "") -> list[str]:
    """The nodes that an edge of this kind leads to from node, optionally of one kind only."""
    return [
        target
        for _, target, key in graph.out_edges(node, keys=True)
        if key == edge and target.startswith(f"{kind}:" if kind else "")
    ]


def sources(graph: EvidenceGraph, node: str, edge: str, kind: str = "") -> list[str]:
    """The nodes from which an edge of this kind leads to node, optionally of one kind only."""
    return [
        source
        for source, _, key in graph.in_edges(node, keys=True)
        if key == edge and source.startswith(f"{kind}:" if kind else "")
    ]
