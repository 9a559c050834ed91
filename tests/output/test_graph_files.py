"""The evidence graph as GraphML and node-link JSON, read back with networkx."""

from __future__ import annotations

import io
import json
from pathlib import Path

import networkx
import pytest

from auditor.errors import UnusableInput
from auditor.output.graph_files import to_graphml, to_node_link, writer_for
from tests.audits import FILES, audit_of


def test_graphml_keeps_nodes_edges_and_attributes() -> None:
    with audit_of({"tests": True, "image": None}) as audit:
        graph = audit.graph
    read = networkx.read_graphml(io.BytesIO(to_graphml(graph)), force_multigraph=True)
    assert set(read) == set(graph)
    assert sorted((source, target, data["kind"]) for source, target, data in read.edges(data=True)) == sorted(
        (source, target, key) for source, target, key in graph.edges(keys=True)
    )
    assert len({key for *_, key in read.edges(keys=True)}) == graph.number_of_edges()
    assert read.nodes["group:swell"]["members"] == "s1, s2"
    assert read.nodes["claim:tests"]["ticked"] is True
    assert "ticked" not in read.nodes["claim:image"]


def test_graphml_can_be_read_whatever_the_files_hold() -> None:
    hostile = 'value = "\x0b\x1b\ufffe" # <&>'.encode()
    with audit_of({"tracking": True}, {**FILES, "train.py": b"import os\n" + hostile}) as audit:
        read = networkx.read_graphml(io.BytesIO(to_graphml(audit.graph)))
    assert any("<&>" in data.get("excerpt", "") for _, data in read.nodes(data=True))


def test_node_link_json_is_the_graph() -> None:
    with audit_of({"tests": True, "image": None}) as audit:
        graph = audit.graph
    read = networkx.node_link_graph(json.loads(to_node_link(graph)), edges="edges")
    assert networkx.utils.graphs_equal(read, graph)


def test_the_ending_decides_and_others_are_refused() -> None:
    assert writer_for(Path("a.json")) is to_node_link
    assert writer_for(Path("a.graphml")) is to_graphml
    with pytest.raises(UnusableInput, match=r"\.graphml or \.json"):
        writer_for(Path("a.dot"))
