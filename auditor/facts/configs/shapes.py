"""What a YAML or JSON file is, told by its keys: a sweep, a Vertex AI job, a Kubernetes service and so on.

Sources: the documentation of Weights & Biases sweeps, Hydra, Vertex AI custom jobs, Kubernetes objects, Prometheus,
Grafana, the OpenTelemetry collector and Google Cloud alert policies.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from auditor.facts.cloudbuild import is_cloud_build
from auditor.facts.yaml_nodes import Node
from auditor.place import Place


class Shape(StrEnum):
    """Kinds of configuration that have a format of their own."""

    SWEEP = "W&B sweep"
    SWEEPER = "Hydra sweeper"
    HYDRA = "Hydra configuration"
    VERTEX_JOB = "Vertex AI job"
    KUBERNETES = "Kubernetes object"
    PROMETHEUS = "Prometheus configuration"
    ALERT = "alert policy"
    DASHBOARD = "dashboard"
    COLLECTOR = "OpenTelemetry collector"


@dataclass(frozen=True, slots=True)
class ShapeAt:
    """A shape and the lines that have it. name: the kind of a Kubernetes object, the sweeper of a Hydra one."""

    shape: Shape
    place: Place
    name: str = ""


def shapes_of(documents: list[Node], path: str) -> Iterator[ShapeAt]:
    """The shapes that the documents of a file have, each once with the first lines that have it."""
    seen: set[Shape] = set()
    for document in documents:
        for node in document.walk():
            for found in _shapes(node, path, is_root=node is document):
                if found.shape not in seen:
                    seen.add(found.shape)
                    yield found


def is_something_else(root: Node, may_be_list: bool = True) -> bool:
    """Whether a document belongs to a tool whose files are read elsewhere, or is a list of data."""
    if root.is_sequence:
        return not may_be_list and not any(any(_shapes(element, "", is_root=False)) for element in root.elements)
    keys = {key.text for key, _ in root.pairs}
    return (
        {"on", "jobs"} <= keys
        or "repos" in keys
        or {"site_name", "nav"} & keys != set()
        or {"openapi", "swagger", "cells"} & keys != set()
        or {"private_key", "client_email"} <= keys  # a service account's key, which nobody should carry around
        or ("outs" in keys and {"md5", "deps", "wdir"} & keys != set())
        or ("stages" in keys and any(stage.get("cmd") is not None for _, stage in root.pairs_of("stages")))
        or any(service.get("image") or service.get("build") for _, service in root.pairs_of("services"))
        or bool(root.elements_of("dependencies"))
        or is_cloud_build(root, is_named=False)
    )


def is_written_by_training(root: Node) -> bool:
    """Whether a document is what Ultralytics writes beside its weights: args.yaml."""
    return all(root.get(key) is not None for key in ("task", "mode", "save_dir"))


def _shapes(node: Node, path: str, is_root: bool) -> Iterator[ShapeAt]:
    keys = {key.text for key, _ in node.pairs}
    here = Place(path, node.start, node.end)
    parameters = node.get("parameters")
    if "method" in keys and parameters is not None and parameters.is_mapping:
        yield ShapeAt(Shape.SWEEP, here)
    if is_root:
        yield from _shapes_of_root(node, keys, path)
    if "_target_" in keys:
        yield ShapeAt(Shape.HYDRA, here)
    if pair := node.pair("workerPoolSpecs") or node.pair("worker_pool_specs"):
        yield ShapeAt(Shape.VERTEX_JOB, Place(path, pair[0].start, pair[1].end))
    elif keys & {"machineSpec", "machine_spec"} and keys & {"containerSpec", "container_spec", "pythonPackageSpec"}:
        yield ShapeAt(Shape.VERTEX_JOB, here)
    is_google_policy = "conditions" in keys and keys & {"combiner", "alertStrategy", "notificationChannels"}
    if is_google_policy or {"alert", "expr"} <= keys:
        yield ShapeAt(Shape.ALERT, here)


def _shapes_of_root(root: Node, keys: set[str], path: str) -> Iterator[ShapeAt]:
    here = Place(path, root.start, root.end)
    defaults, hydra = root.get("defaults"), root.get("hydra")
    if (defaults is not None and defaults.is_sequence) or (hydra is not None and hydra.is_mapping):
        yield ShapeAt(Shape.HYDRA, here)
    for entry in root.elements_of("defaults"):
        for key, value in entry.pairs:
            if key.text.endswith("hydra/sweeper"):
                yield ShapeAt(Shape.SWEEPER, Place(path, entry.start, entry.end), value.text)
    sweeper = hydra.pair("sweeper") if hydra is not None else None
    if sweeper is not None and sweeper[1].is_mapping:
        place = Place(path, sweeper[0].start, sweeper[1].end)
        yield ShapeAt(Shape.SWEEPER, place, sweeper[1].text_of("_target_"))
    if {"apiVersion", "kind"} <= keys:
        yield ShapeAt(Shape.KUBERNETES, here, root.text_of("kind"))
    if "scrape_configs" in keys:
        yield ShapeAt(Shape.PROMETHEUS, here)
    is_grafana = "panels" in keys and keys & {"schemaVersion", "templating", "timepicker"}
    is_google = "displayName" in keys and keys & {"mosaicLayout", "gridLayout", "columnLayout", "rowLayout"}
    if is_grafana or is_google:
        yield ShapeAt(Shape.DASHBOARD, here)
    if {"receivers", "exporters", "service"} <= keys:
        yield ShapeAt(Shape.COLLECTOR, here)
