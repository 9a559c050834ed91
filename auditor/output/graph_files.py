"""The evidence graph as a file for other tools: GraphML, and networkx's node-link JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.errors import UnusableInput

if TYPE_CHECKING:
    import networkx

    from auditor.graph import EvidenceGraph

# XML 1.0 has no place for these, not even escaped. Tab and line feed are fine; a carriage return would be read back as
# a line feed.
_NOT_IN_XML = dict.fromkeys([*range(9), 11, 12, *range(13, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)], "\ufffd")


def writer_for(path: Path) -> Callable[[EvidenceGraph], bytes]:
    """What writes a graph in the format that the ending of path asks for.

    Raises UnusableInput where it asks for none.
    """
    writers = {".graphml": to_graphml, ".json": to_node_link}
    if path.suffix not in writers:
        raise UnusableInput(f"the graph cannot be written as {path.name}: end it in {' or '.join(writers)}")
    return writers[path.suffix]


def to_graphml(graph: EvidenceGraph) -> bytes:
    """The graph as GraphML.

    GraphML knows neither lists nor missing values: a list becomes one text with commas, and what is None is left out.
    An edge's kind is its attribute `kind`, since GraphML wants the ids of edges to be unique.
    """
    import networkx

    plain: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for node, attributes in graph.nodes(data=True):
        plain.add_node(_text(node), **_plain(attributes))
    for number, (source, target, kind, attributes) in enumerate(graph.edges(keys=True, data=True)):
        plain.add_edge(_text(source), _text(target), key=f"e{number}", kind=kind, **_plain(attributes))
    written = BytesIO()
    networkx.write_graphml(plain, written)
    return written.getvalue()


def to_node_link(graph: EvidenceGraph) -> bytes:
    """The graph as node-link JSON, edges under `edges` with their kind under `key`."""
    import networkx

    return (json.dumps(networkx.node_link_data(graph, edges="edges"), indent=1) + "\n").encode("ascii")


def _plain(attributes: dict[str, Any]) -> dict[str, str | bool | int | float]:
    return {name: _value(value) for name, value in attributes.items() if value is not None}


def _value(value: object) -> str | bool | int | float:
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return ", ".join(_text(str(part)) for part in value)
    return _text(str(value))


def _text(text: str) -> str:
    return text.translate(_NOT_IN_XML)
