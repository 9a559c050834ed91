"""What a module is said to do: live code only, each thing with its place and the function around it."""

from __future__ import annotations

import pytest

from auditor.facts.python import PythonModule
from auditor.facts.python.model import UNKNOWN
from tests.facts.python.reading import called, read


def module(text: str) -> PythonModule:
    [found] = read(text).modules
    return found


@pytest.mark.parametrize(
    "text",
    [
        "if False:\n    dead()",
        "if 0:\n    dead()",
        "if not True:\n    dead()",
        "if True:\n    live()\nelse:\n    dead()",
        "while False:\n    dead()",
        "while 0:\n    dead()",
        "def f():\n    return live()\n    dead()",
        "def f():\n    raise E\n    dead()",
        "for x in y:\n    continue\n    dead()",
        "for x in y:\n    live()\n    break\n    dead()",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    dead()",
        "import typing\nif typing.TYPE_CHECKING:\n    dead()",
        "'dead()'",
        '"""\ndead()\n"""',
        "x = 'dead()'",
        "# dead()",
    ],
)
def test_code_that_can_never_run_is_no_call(text: str) -> None:
    assert not any("dead" in name for name in called(text))


@pytest.mark.parametrize(
    "text",
    [
        "if x:\n    live()",
        "if x:\n    pass\nelif y:\n    live()",
        "if False:\n    pass\nelse:\n    live()",
        "while True:\n    live()",
        "while x:\n    pass\nelse:\n    live()",
        "for x in live():\n    pass",
        "for x in y:\n    pass\nelse:\n    live()",
        "def f():\n    if x:\n        return\n    live()",
        "try:\n    live()\nfinally:\n    pass",
        "try:\n    pass\nexcept E:\n    live()",
        "try:\n    pass\nexcept* E:\n    pass\nelse:\n    live()",
        "try:\n    pass\nexcept live():\n    pass",
        "try:\n    pass\nfinally:\n    live()",
        "with live():\n    pass",
        "async def f():\n    async for x in live():\n        pass",
        "async def f():\n    return [x async for x in live()]",
        "match x:\n    case 1 if live():\n        pass",
        "match x:\n    case 1:\n        live()",
        "match live():\n    case 1:\n        pass",
        "assert live()",
        "assert x, live()",
        "del x[live()]",
        "x += live()",
        "x[live()] = 1",
        "raise live()",
        "return_ = lambda: live()",
        "f'{x} {live():>{y}}'",
        "{'a': live()}",
        "{**live()}",
        "[x for x in y if live()]",
        "{x: live() for x in y}",
        "(live() for x in y)",
        "f(*live(), **x)",
        "f(a=live())",
        "x.y(live())",
        "live().x",
        "def f(a=live()): pass",
        "def f(*, a=live()): pass",
        "lambda a=live(): 0",
        "class A(live()): pass",
        "class A(metaclass=live()): pass",
        "class A:\n    x = live()",
        "class A:\n    def f(self):\n        live()",
        "@live\ndef f(): pass",
        "@live()\nclass A: pass",
        "def f(a: live()): pass",
        "if __name__ == '__main__':\n    live()",
    ],
)
def test_calls_are_found_wherever_they_are(text: str) -> None:
    assert "? live" in called(text)


def test_a_call_with_its_arguments_and_place() -> None:
    text = """
        import torch
        from data import Set

        def loaders(options):
            return torch.utils.data.DataLoader(
                Set(), 32, shuffle=True, num_workers=options.workers, **options.more,
            )
        """
    call = module(text).calls[0]
    assert (call.name, call.attribute, call.written) == (
        "torch.utils.data.DataLoader",
        "DataLoader",
        "torch.utils.data.DataLoader",
    )
    assert (str(call.place), call.function) == ("main.py:5-7", "loaders")
    assert [value.name for value in call.arguments] == ["data.Set", ""]
    assert {name: value.literal for name, value in call.keywords.items()} == {"shuffle": True, "num_workers": UNKNOWN}
    assert call.keywords["num_workers"].text == "options.workers"
    assert [value.text for value in call.spread] == ["options.more"]
    size, shuffle = call.argument(1, "batch_size"), call.argument(2, "shuffle")
    assert (size and size.literal, shuffle and shuffle.literal, call.argument(2, "sampler")) == (32, True, None)


def test_decorators_are_calls() -> None:
    text = """
        import typer, hydra
        from functools import cache
        app = typer.Typer()

        @app.command("go", help="Goes")
        @cache
        @hydra.main(config_path="configs")
        def main(): pass
        """
    decorated = module(text).functions[0]
    assert [(call.name, call.is_decorator, str(call.place)) for call in decorated.decorators] == [
        ("typer.Typer.command", True, "main.py:5"),
        ("functools.cache", True, "main.py:6"),
        ("hydra.main", True, "main.py:7"),
    ]
    assert decorated.decorators[0].arguments[0].literal == "go"
    assert str(decorated.place) == "main.py:5-8"


def test_functions_methods_and_what_is_in_them() -> None:
    text = '''
        import torch

        def outer(a, b: int = 3, *rest, c=torch.float, **more) -> None:
            """Says what it does."""
            def inner(x): return x
            class Local:
                def method(self): ...

        class Net:
            def forward(self, x):
                def scaled(y): return y

            async def load(self):
                """ """
                raise NotImplementedError("later")

            class Part:
                @staticmethod
                def go(): pass
        '''
    found = {function.qualified_name: function for function in module(text).functions}
    assert {name: (f.owner, f.is_annotated, f.has_docstring, f.is_stub) for name, f in found.items()} == {
        "outer": ("", True, True, False),
        "outer.inner": ("", False, False, False),
        "outer.Local.method": ("outer.Local", False, False, True),
        "Net.forward": ("Net", False, False, False),
        "Net.forward.scaled": ("", False, False, False),
        "Net.load": ("Net", False, False, True),
        "Net.Part.go": ("Net.Part", False, False, True),
    }
    a, b, c = found["outer"].parameters
    assert [(a.name, a.is_annotated, a.default), (b.name, b.is_annotated)] == [("a", False, None), ("b", True)]
    assert (b.default and b.default.literal, c.default and c.default.name) == (3, "torch.float")
    assert [(c.qualified_name, c.bases) for c in module(text).classes] == [
        ("outer.Local", ()),
        ("Net", ()),
        ("Net.Part", ()),
    ]


def test_assignments_to_names_attributes_and_keys() -> None:
    text = """
        import torch
        rate = 0.1
        a, (b, c) = 1, (2, 3)
        first, *others = values
        options = {"workers": 2, 3: 4, **more}
        options["size"] = torch.Size()
        os.environ[key] = 1

        def f(self):
            self.width: int = 8
            total += 1
        """
    found = [(one.target, one.value.text, one.function) for one in module(text).assignments]
    assert found == [
        ("rate", "0.1", ""),
        ("a", "1", ""),
        ("b", "2", ""),
        ("c", "3", ""),
        ("[workers]", "2", ""),
        ("options", "{'workers': 2, 3: 4, **more}", ""),
        ("[size]", "torch.Size()", ""),
        ("self.width", "8", "f"),
    ]


def test_texts_are_what_is_no_docstring() -> None:
    text = '''
        """Of the module."""
        def f():
            """Of the function."""
            return "plain", f"gs://{bucket}/data", "in" "one", b"bytes"
        '''
    assert [(one.value, one.function) for one in module(text).texts] == [
        ("plain", "f"),
        ("gs://{}/data", "f"),
        ("inone", "f"),
    ]


def test_a_main_guard_is_one_at_module_level() -> None:
    assert module("if __name__ == '__main__':\n    pass").has_main_guard
    assert module("if '__main__' == __name__ and x:\n    pass").has_main_guard is False
    assert module("def f():\n    if __name__ == '__main__':\n        pass").has_main_guard is False


@pytest.mark.parametrize(
    ("path", "is_test"),
    [
        ("tests/data.py", True),
        ("src/test/helper.py", True),
        ("test_data.py", True),
        ("data_test.py", True),
        ("conftest.py", True),
        ("contest.py", False),
        ("src/testing/data.py", False),
        ("src/test.py", False),
    ],
)
def test_modules_of_the_tests(path: str, is_test: bool) -> None:
    [found] = read({path: "x = 1"}).modules
    assert found.is_test is is_test


def test_functions_with_an_assert_statement() -> None:
    found = module("assert x\ndef f():\n    assert y\ndef g():\n    def h():\n        assert z\ndef i(): pass")
    assert found.asserting == {"", "f", "g.h"}
