from typing import Any

import pytest

from auditor.facts.workflows.matrix import Matrix, read_matrix
from auditor.facts.yaml_nodes import YamlError, read_yaml


def matrix(text: str) -> Matrix:
    [document] = read_yaml(text)
    pair = document.pair("matrix")
    assert pair
    return read_matrix(*pair, "ci.yml")


def combinations(text: str) -> list[dict[str, Any]]:
    return [dict(combination) for combination in matrix(text).combinations]


def test_axes_are_multiplied_and_excluded_combinations_left_out() -> None:
    assert combinations("""
matrix:
  os: [linux, windows]
  python: ["3.10", 3.11]
  exclude:
    - {os: windows, python: "3.10"}
""") == [
        {"os": "linux", "python": "3.10"},
        {"os": "linux", "python": "3.11"},
        {"os": "windows", "python": "3.11"},
    ]


def test_included_entries_extend_the_original_combinations_or_are_new_ones() -> None:
    assert combinations("""
matrix:
  fruit: [apple, pear]
  animal: [cat, dog]
  include:
    - color: green
    - {color: pink, animal: cat}
    - {fruit: apple, shape: circle}
    - fruit: banana
    - {fruit: banana, animal: cat}
""") == [
        {"fruit": "apple", "animal": "cat", "color": "pink", "shape": "circle"},
        {"fruit": "apple", "animal": "dog", "color": "green", "shape": "circle"},
        {"fruit": "pear", "animal": "cat", "color": "pink"},
        {"fruit": "pear", "animal": "dog", "color": "green"},
        {"fruit": "banana"},
        {"fruit": "banana", "animal": "cat"},
    ]


def test_included_entries_alone_are_the_combinations() -> None:
    assert combinations("matrix: {include: [{a: 1}, {a: 2, b: 3}]}") == [{"a": "1"}, {"a": "2", "b": "3"}]


def test_literal_expressions_are_settled_and_others_are_marked() -> None:
    found = matrix("""
matrix:
  os: ${{ fromJSON('["ubuntu-latest", "macos-latest"]') }}
  python: ${{ fromJSON(needs.plan.outputs.versions) }}
""")
    assert [combination["os"] for combination in found.combinations] == ["ubuntu-latest", "macos-latest"]
    assert found.unresolved == ("python",)
    assert matrix("matrix: ${{ fromJSON(needs.plan.outputs.all) }}").unresolved == ("",)


def test_a_matrix_says_where_its_axes_stand() -> None:
    found = matrix("matrix:\n  os: [linux]\n  python:\n    - '3.11'\n    - '3.12'\n")
    assert [(axis.name, axis.values, str(axis.place)) for axis in found.axes] == [
        ("os", ("linux",), "ci.yml:2"),
        ("python", ("3.11", "3.12"), "ci.yml:3-5"),
    ]
    assert str(found.place) == "ci.yml:1-5"


def test_huge_matrices_stay_small() -> None:
    axes = "\n".join(f"  a{n}: [{', '.join(map(str, range(50)))}]" for n in range(20))
    assert len(matrix(f"matrix:\n{axes}\n").combinations) == 256
    bomb = "\n".join(["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)])
    with pytest.raises(YamlError):
        matrix(f"{bomb}\nmatrix: {{os: *a19}}\n")
