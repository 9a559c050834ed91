"""Why an item got its verdict: the evidence graph around it, walked edge by edge and drawn as a tree."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from auditor.errors import UnusableInput
from auditor.graph import neighbours, nodes, sources
from auditor.output.text import MEANINGS, place_of
from auditor.output.untrusted import one_line, printable
from auditor.verdicts import judge_item

if TYPE_CHECKING:
    from rich.tree import Tree

    from auditor.graph import EvidenceGraph


def explain(graph: EvidenceGraph, item: str) -> Tree:
    """The tree of everything that the verdict on an item rests on.

    Raises UnusableInput where the graph has no such item.
    """
    from rich.text import Text
    from rich.tree import Tree

    node = f"item:{item}"
    if node not in graph:
        raise UnusableInput(no_such_item(item, [known for known, _ in nodes(graph, "item")]))
    judged = judge_item(graph, item)
    tree = Tree(Text.assemble((one_line(judged.text), "bold"), f"  [{item}]"))
    tree.add(Text.assemble("verdict: ", (judged.verdict.value, "bold"), f", {MEANINGS[judged.verdict]}"))
    claims = sources(graph, node, "about", "claim")
    for claim in claims:
        _add_claim(tree, graph, claim)
    if not claims:
        tree.add("claim: none. The report has no line for this item.")
    for statement in sources(graph, node, "about", "statement"):
        _add_statement(tree, graph, statement, node)
    for rule in sources(graph, node, "judges"):
        data = graph.nodes[rule]
        branch = tree.add(Text.assemble("rule: ", (data["status"], "bold"), f". {one_line(data['summary'])}"))
        if data["template_only"]:
            branch.add("all of its evidence is the course template's own")
        for evidence in neighbours(graph, rule, "finds"):
            _add_evidence(branch, graph, evidence, node)
    if not judged.has_rule:
        tree.add(f"rule: none. {judged.summary}")
    return tree


def no_such_item(item: str, known: list[str]) -> str:
    """What to tell a user who asked for an item that is not there."""
    near = difflib.get_close_matches(item, known, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else "`auditor rules` lists them"
    return f"there is no item {item}: {hint}"


def _add_claim(tree: Tree, graph: EvidenceGraph, claim: str) -> None:
    from rich.text import Text

    data = graph.nodes[claim]
    said = {True: "ticked", False: "not ticked", None: "a box that cannot be read"}[data["ticked"]]
    branch = tree.add(Text.assemble("claim: ", (said, "bold"), f" at {one_line(data['path'])}:{data['line']}"))
    if data["remark"]:
        branch.add(Text(f"remark: {one_line(data['remark'])}"))
    _add_contradictions(branch, graph, claim)


def _add_statement(tree: Tree, graph: EvidenceGraph, statement: str, item: str) -> None:
    from rich.text import Text

    data = graph.nodes[statement]
    stance = graph.edges[statement, item, "about"].get("stance")
    said = {"affirm": "affirms it", "deny": "denies it"}.get(str(stance), "is silent on it")
    place = f" at {one_line(data['path'])}:{data['line']}" if data.get("path") else ""
    quote = f'"{one_line(data["quote"])}"'
    branch = tree.add(Text.assemble(f"question {data['question']} {said}: ", (quote, "bold"), place))
    reason = f": {one_line(data['reason'])}" if data.get("reason") else ""
    if data["verdict"]:
        branch.add(Text(f"{one_line(data['kind'])} {one_line(data['verdict'])}{reason}"))
    for edge in ("supports", "refutes"):
        for evidence in sources(graph, statement, edge, "evidence"):
            _add_evidence(branch, graph, evidence, statement)
    _add_contradictions(branch, graph, statement)


def _add_contradictions(branch: Tree, graph: EvidenceGraph, party: str) -> None:
    from rich.text import Text

    edges = [*graph.out_edges(party, keys=True, data=True), *graph.in_edges(party, keys=True, data=True)]
    for source, target, key, data in edges:
        if key.partition("/")[0] == "contradicts":
            other = target if source == party else source
            branch.add(
                Text.assemble(("contradicts ", "bold red"), f"{_named(graph, other)}: {one_line(data['summary'])}")
            )


def _named(graph: EvidenceGraph, party: str) -> str:
    kind, _, name = party.partition(":")
    return f"the tick of {name}" if kind == "claim" else f"question {graph.nodes[party]['question']}"


def _add_evidence(branch: Tree, graph: EvidenceGraph, evidence: str, about: str) -> None:
    from rich.console import Group
    from rich.text import Text

    data: dict[str, Any] = graph.nodes[evidence]
    does = "refutes" if graph.has_edge(evidence, about, key="refutes") else "supports"
    template = " (the template's own)" if data["template"] else ""
    head = Text.assemble(f"{does}: ", place_of(data), f"  {one_line(data['message'])}{template}")
    excerpt = [Text(f"| {line}", style="dim") for line in printable(data["excerpt"]).split("\n") if data["excerpt"]]
    leaf = branch.add(Group(head, *excerpt))
    for file in neighbours(graph, evidence, "in"):
        leaf.add(Text(f"file {one_line(file.removeprefix('file:'))}"))
    for commit in neighbours(graph, evidence, "at"):
        leaf.add(Text(f"commit {commit.removeprefix('commit:')}"))
