"""Python in any encoding and version, and text that only claims to be Python."""

from __future__ import annotations

import time

import pytest

from auditor.facts.python.nesting import is_too_deep
from tests.facts.python.reading import called
from tests.repositories import facts_of


def unread(data: bytes, path: str = "main.py") -> str | None:
    """Why a file was not read; None where it was."""
    with facts_of({path: data, "well.py": "well()"}) as facts:
        python = facts.python
        assert python.module("well.py") is not None
        assert (python.module(path) is None) is (facts.snapshot.why_unread(path) is not None)
        return facts.snapshot.why_unread(path)


@pytest.mark.parametrize(
    "data",
    [
        "gru\u00df()\r\nlive()\r\n".encode(),
        "\ufeffgru\u00df()\nlive()".encode(),
        "# -*- coding: latin-1 -*-\ngru\u00df()\nlive()".encode("latin-1"),
        "gru\u00df()\nlive()".encode("latin-1"),
        "gru\u00df()\nlive()".encode("utf-16"),
        b"#!/usr/bin/env python\n# coding: rot13\nlive()",
    ],
)
def test_files_in_any_encoding(data: bytes) -> None:
    assert called({"main.py": data})[-1] == "? live"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"def f(:\n  pass", "it is not valid Python (line 1)"),
        (b"x = 1\nprint 'old'\n", "it is not valid Python (line 2)"),
        (b"try:\n    x()\nexcept E, e:\n    raise E, 'old'", "it is not valid Python (line 3)"),
        (b"{{ cookiecutter.name }} = {% if x %}", "it is not valid Python (line 1)"),
        (b"<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> other", "it is not valid Python (line 1)"),
        (b"x = 1\n" + b" " * 8000 + b"\0", "it is not valid Python"),
        (b"x = \0", "it is not text"),
        (b"\x89PNG\r\n\x1a\n\0", "it is not text"),
        (b"x = " + b"1 + " * 5000 + b"1", "its code is nested too deeply"),
        (b"x = '" + b"a" * 1_000_000 + b"'", "it has more than the 1,000,000 characters that are parsed"),
        (b"", None),
        (b"# only a comment", None),
        (b"version https://git-lfs.github.com/spec/v1", "it is not valid Python (line 1)"),
    ],
)
def test_what_is_no_python_is_reported_and_costs_only_itself(data: bytes, why: str | None) -> None:
    assert unread(data) == why


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "(" * 10_000 + ")" * 10_000,
        "x = " + "[" * 5_000 + "]" * 5_000,
        "x = " + "-" * 100_000 + "1",
        "x = " + "not " * 50_000 + "1",
        "x = " + "lambda: " * 20_000 + "1",
        "x = a" + ".b" * 50_000,
        "x = a" + "()" * 50_000,
        "x = " + "1 if a else " * 20_000 + "1",
        "if a:\n  pass\n" + "elif b:\n  pass\n" * 20_000,
        "".join(" " * depth + "if a:\n" for depth in range(500)) + " " * 500 + "pass",
        "x = " + "f(" * 200 + ")" * 200,
        "x = " + "-" * 900 + "1",
    ],
    ids=lambda text: text[:20],
)
def test_deep_nesting_ends_neither_the_process_nor_the_audit(text: str) -> None:
    """Neither as it is, where Python's parser gives up, nor behind a mistake, where libcst's would be tried."""
    started = time.perf_counter()
    for data in (text, f"def broken(:\n{text}", f"# {text}"):
        with facts_of({"main.py": data.encode(), "test_it.py": data.encode()}) as facts:
            assert len(facts.python.modules) in (0, 2)
            assert facts.tests.tests == ()
            assert list(facts.python.commented_calls("x")) == []
    assert time.perf_counter() - started < 5


def test_files_of_one_line_and_many_megabytes() -> None:
    started = time.perf_counter()
    assert "more than the 1,000,000 characters" in str(unread(b"x = " + b"1," * 2_500_000))
    assert "more than the 1,000,000 characters" in str(unread(b"print('" + b"a" * 5_000_000 + b"')\n"))
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    ("text", "is_deep"),
    [
        ("f(a, [b, {c: (d, e)}])\n" * 100, False),
        ("x = [\n" + "    (1, 'one'),\n" * 5_000 + "]\n", False),
        ("x = (\n" + "    'a long text in brackets ((((' \\\n" * 100 + ")\n", False),
        ('"""' + "((((" * 500 + '"""\n', False),
        ("# " + "((((" * 500 + "\n", False),
        ("x = 'a' " * 50, False),
        ("(" * 51, True),
        ("a and " * 300, True),
        ("f(" + "a + " * 200 + "g(" + "a + " * 200, True),
        ("if a: pass\n" + "elif b: pass\n" * 501, True),
        ("x = 1\n" * 100_000, True),
    ],
)
def test_what_nests_too_deeply_for_libcst(text: str, is_deep: bool) -> None:
    assert is_too_deep(text) is is_deep


def test_syntax_that_is_newer_than_the_interpreter_keeps_its_lines() -> None:
    text = """
        import wandb
        type Names[T] = list[T]

        class Box[T: (int, str)](Base[T]):
            def get[U](self, key: U) -> T:
                return f"{self.items["a"]} {f"{width(key)!r:>{9}}"}"

        def main[**P](*args: P.args) -> None:
            wandb.log({f"{name["x"]}": 1})
            wandb.init(project=f'''
                one {two()}
                three''', name="a" f"{four()}" "b")
            wandb.finish()
        """
    with facts_of({"main.py": text}) as facts:
        [module] = facts.python.modules
        assert {call.name: str(call.place) for call in module.calls} == {
            "width": "main.py:6",
            "wandb.log": "main.py:9",
            "wandb.init": "main.py:10-12",
            "two": "main.py:11",
            "four": "main.py:12",
            "wandb.finish": "main.py:13",
        }
        assert [found.qualified_name for found in module.functions] == ["Box.get", "main"]
        assert [found.bases for found in module.classes] == [("Base",)]
