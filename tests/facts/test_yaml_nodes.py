import time

import pytest

from auditor.facts.yaml_nodes import Node, YamlError, read_yaml


def document(text: str) -> Node:
    [found] = read_yaml(text)
    return found


TEXT = """\
on:
  push:
    branches: [main,
      dev]

jobs:
  - run: |

      pytest

  - run: >
      ruff
      check

# the end
"""


def test_lines_begin_and_end_with_what_is_written() -> None:
    root = document(TEXT)
    on = root.get("on")
    jobs = root.get("jobs")
    assert on
    assert jobs
    assert (root.start, root.end) == (1, 13)
    assert (on.start, on.end) == (2, 4)
    assert [(step.start, step.end) for step in jobs.elements] == [(7, 9), (11, 13)]
    literal = jobs.elements[0].get("run")
    assert literal
    assert literal.text == "\npytest\n"
    assert literal.is_literal


def test_a_scalar_keeps_its_text_beside_its_value() -> None:
    root = document("{on: yes, version: 3.10, rate: 1e-3, count: 0x10, quoted: '1', nothing: ~, odd: 1_}")
    found = {key.text: (value.text, value.value) for key, value in root.pairs}
    assert found == {
        "on": ("yes", True),
        "version": ("3.10", 3.1),
        "rate": ("1e-3", 0.001),
        "count": ("0x10", 16),
        "quoted": ("1", "1"),
        "nothing": ("~", None),
        "odd": ("1_", 1),
    }
    assert root.pair("on")


def test_merge_keys_give_way_to_what_is_written_and_the_last_duplicate_holds() -> None:
    root = document("base: &base {a: 1, b: 2}\nuse:\n  <<: *base\n  b: 3\n  b: 4\n")
    use = root.get("use")
    assert use
    assert {key.text: value.value for key, value in use.pairs} == {"a": 1, "b": 4}


def test_tags_and_templates_construct_nothing() -> None:
    assert document("a: !!python/object/apply:os.system [ls]\nb: !Ref Bucket").text_of("b") == "Bucket"
    assert document("key: {{ value }}").get("key")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: [1, 2\nc: 3\n", 3),
        ("a: 1\n{% if x %}\n", 2),
        ("a: 1\nb: \x01", 2),
        ("a: *nowhere", 1),
        ("a: 1\nb: " + "[" * 100_000, 2),
        ("- " * 5_000, 1),
        ("? " * 5_000, 1),
    ],
)
def test_what_is_no_yaml_is_an_error_with_its_line(text: str, line: int) -> None:
    with pytest.raises(YamlError) as caught:
        read_yaml(text)
    assert caught.value.line == line


def test_an_empty_value_at_the_very_end_is_within_the_text() -> None:
    (node,) = read_yaml("a: 1\n? b\n\n")
    assert node.end == 3


def test_an_empty_text_has_no_document() -> None:
    assert read_yaml("") == []
    assert read_yaml("# only remarks\n") == []
    assert [found.is_null for found in read_yaml("---\n---\n")] == [True, True]


def test_aliases_do_not_multiply() -> None:
    levels = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 60)]
    before = time.perf_counter()
    assert sum(1 for _ in document("\n".join(levels)).walk()) < 500
    assert time.perf_counter() - before < 1


def test_merge_keys_do_not_multiply() -> None:
    keys = ", ".join(f"k{n}: 1" for n in range(300))
    levels = [f"a0: &a0 {{{keys}}}"] + [f"a{n}: &a{n} {{<<: [*a{n - 1}, *a0], n{n}: 1}}" for n in range(1, 300)]
    with pytest.raises(YamlError):
        read_yaml("\n".join(levels))


def test_an_alias_inside_its_own_anchor_is_null() -> None:
    root = document("&a [1, *a]")
    assert [element.value for element in root.elements] == [1, None]
