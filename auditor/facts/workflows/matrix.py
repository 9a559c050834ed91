"""A job's matrix and the combinations that GitHub makes of it.

Source: "Running variations of jobs in a workflow" of GitHub's documentation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from auditor.facts.workflows.expressions import literal
from auditor.facts.yaml_nodes import Node, plain_texts
from auditor.place import Place

_MAX_COMBINATIONS = 256  # GitHub's own limit for a job


@dataclass(frozen=True, slots=True)
class Axis:
    """A variable of a matrix with the values that it takes in some combination, as texts."""

    name: str
    values: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Matrix:
    """combinations hold texts, or lists and mappings of them, by axis.

    unresolved: the axes ("" for the matrix as a whole) whose values only a run could tell; the expression stands for
    them.
    """

    place: Place
    combinations: tuple[Mapping[str, Any], ...]
    axes: tuple[Axis, ...]
    unresolved: tuple[str, ...] = ()


def read_matrix(key: Node, node: Node, path: str) -> Matrix:
    """The matrix under `strategy`, with its key, of the file at path.

    Raises YamlError where its aliases stand for too much.
    """
    place = Place(path, key.start, node.end)
    written: Any = _settled(plain_texts(node))
    if not isinstance(written, dict):
        return Matrix(place, ({},), (), ("",))
    include, exclude = (_entries(written.pop(name, [])) for name in ("include", "exclude"))
    unresolved = tuple(name for name, values in written.items() if not isinstance(values, list))
    axes = {name: values if isinstance(values, list) else [values] for name, values in written.items()}
    combinations = _combinations(axes, include, exclude)
    lines = {name.text: Place(path, name.start, value.end) for name, value in node.pairs}
    names = dict.fromkeys(name for combination in combinations for name in combination)
    return Matrix(
        place,
        tuple(combinations),
        tuple(
            Axis(name, _values_of(combinations, name), lines.get(name, lines.get("include", place))) for name in names
        ),
        unresolved,
    )


def _combinations(
    axes: Mapping[str, list[Any]], include: list[dict[str, Any]], exclude: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    every = islice(product(*axes.values()) if axes else (), _MAX_COMBINATIONS)
    combinations = [dict(zip(axes, values, strict=True)) for values in every]
    original = [one for one in combinations if not any(_agrees(out, one) for out in exclude)]
    found = [dict(combination) for combination in original]
    for entry in include:
        fixed = {name: value for name, value in entry.items() if name in axes}
        extended = [index for index, combination in enumerate(original) if _agrees(fixed, combination)]
        for index in extended:
            found[index] |= entry
        if not extended:
            found.append(entry)
    return found[:_MAX_COMBINATIONS]


def _agrees(some: Mapping[str, Any], combination: Mapping[str, Any]) -> bool:
    return all(combination.get(name) == value for name, value in some.items())


def _settled(value: Any) -> Any:
    """value with each text that is one expression, settled by itself, replaced by what that says."""
    if isinstance(value, dict):
        return {key: _settled(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_settled(inner) for inner in value]
    found = literal(value)
    return value if found is None else found


def _entries(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _values_of(combinations: list[dict[str, Any]], name: str) -> tuple[str, ...]:
    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        else:
            for inner in value.values() if isinstance(value, dict) else value:
                yield from texts(inner)

    return tuple(
        dict.fromkeys(text for combination in combinations for text in texts(combination.get(name, "")) if text)
    )
