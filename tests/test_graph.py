"""The evidence graph that an audit builds."""

from __future__ import annotations

from auditor.excerpts import Excerpts
from auditor.graph import GraphBuilder, neighbours, nodes, sources, without_secrets
from auditor.place import Place
from auditor.report import Report, Tick
from auditor.repository.opening import Repository
from auditor.rule import Evidence, Polarity, absent, present
from auditor.rulebook import Item
from auditor.statements import Kind, Outcome, Statement
from tests.audits import FILES, audit_of
from tests.repositories import repository_of


def test_every_node_kind_hangs_together() -> None:
    with audit_of({"tests": True}) as audit:
        graph, commit = audit.graph, audit.repository.snapshot.commit
    [evidence] = neighbours(graph, "rule:tests", "finds")
    assert neighbours(graph, "group:swell", "makes") == ["claim:tests"]
    assert neighbours(graph, "claim:tests", "about") == ["item:tests"]
    assert neighbours(graph, "rule:tests", "judges") == ["item:tests"]
    assert neighbours(graph, evidence, "supports") == ["item:tests"]
    assert neighbours(graph, evidence, "in") == ["file:tests/test_waves.py"]
    assert neighbours(graph, evidence, "at") == [f"commit:{commit}"]


def _builder(repository: Repository) -> GraphBuilder:
    snapshot = repository.snapshot
    return GraphBuilder(snapshot.commit, None, Excerpts(snapshot, lambda: snapshot))


def test_evidence_that_two_items_share_is_one_node() -> None:
    shared = Evidence("test", "a test", Place("tests/test_waves.py", 1, 2))
    against = Evidence("test", "a test", Place("tests/test_waves.py", 1, 2), Polarity.AGAINST)
    with repository_of(FILES) as repository:
        builder = _builder(repository)
        builder.add_items([Item("one", "One", ()), Item("two", "Two", ())])
        builder.add_finding("one", present("Yes.", [shared]), template_only=False)
        builder.add_finding("two", absent("No.", [shared, against]), template_only=False)
    assert len([*nodes(builder.graph, "evidence")]) == 2
    assert len(sources(builder.graph, "item:two", "supports")) == 1
    assert len(sources(builder.graph, "item:two", "refutes")) == 1


def test_a_claim_about_an_item_that_the_checklist_does_not_have_is_left_out() -> None:
    report = Report("r.md", ("r.md",), "t1", ticks={"other": Tick("other", True, "Other", Place("r.md", 1, 1))})
    with repository_of(FILES) as repository:
        builder = _builder(repository)
        builder.add_group("g", ())
        builder.add_claims(report)
    assert list(builder.graph) == ["group:g"]


def test_excerpts_of_evidence_have_their_secrets_masked() -> None:
    with audit_of({"tracking": True}) as audit:
        [evidence] = neighbours(audit.graph, "rule:tracking", "finds")
    assert audit.graph.nodes[evidence]["excerpt"] == 'os.environ["WANDB_API_KEY"] = "001***"'


def test_a_statement_hangs_between_group_evidence_and_the_items_that_the_checklist_has() -> None:
    evidence = Evidence("file", "is there", Place("train.py"))
    statement = Statement(
        question=12,
        quote='We set password = "hunter2"',
        kind=Kind.CONFIG,
        value=("a", "b"),
        outcome=Outcome.REFUTED,
        reason="it is not.",
        place=Place("report.md", 7, 8),
        evidence=(evidence,),
        items=("tests", "other"),
        denies=True,
    )
    with repository_of(FILES) as repository:
        builder = _builder(repository)
        builder.add_group("g", ())
        builder.add_items([Item("tests", "Write tests", ())])
        builder.add_statement(1, statement)
    graph = without_secrets(builder.graph)
    assert neighbours(graph, "group:g", "makes") == ["statement:1"]
    assert neighbours(graph, "statement:1", "about") == ["item:tests"]
    assert graph.edges["statement:1", "item:tests", "about"]["stance"] == "deny"
    assert len(sources(graph, "statement:1", "supports", "evidence")) == 1
    node = graph.nodes["statement:1"]
    assert (node["quote"], node["value"], node["line"]) == ('We set password = "***"', ["a", "b"], 7)
