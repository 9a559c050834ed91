"""Code cells as Python, each line at its line in the file."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auditor.facts.python.notebooks import read_cells
from tests.facts.python.reading import read
from tests.repositories import facts_of


def notebook(*cells: str | dict[str, Any], metadata: dict[str, Any] | None = None, indent: int | None = 1) -> str:
    """A notebook file as Jupyter writes it. cells: those of code by their texts."""
    made = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": cell.splitlines(True)}
        if isinstance(cell, str)
        else cell
        for cell in cells
    ]
    return json.dumps({"cells": made, "metadata": metadata or {}, "nbformat": 4, "nbformat_minor": 5}, indent=indent)


def lines_of(text: str, *pieces: str) -> list[int]:
    """The lines of the file that hold each of the pieces, from the end."""
    lines = text.split("\n")
    return [max(number for number, line in enumerate(lines, 1) if piece in line) for piece in pieces]


def test_names_are_known_in_the_cells_after() -> None:
    text = notebook("import wandb\nrun = wandb.init()", "def log(x):\n    run.log(x)", "log(1)\nrun.finish()")
    [module] = read({"a/b.ipynb": text}).modules
    assert (module.is_notebook, module.name) == (True, "a.b")
    assert [(call.name, call.place.start) for call in module.calls] == list(
        zip(
            ["wandb.init", "wandb.init.log", "a.b.log", "wandb.init.finish"],
            lines_of(text, "wandb.init()", "run.log(x)", '"log(1)', "run.finish()"),
            strict=True,
        )
    )


def test_lines_are_found_among_outputs_texts_and_each_other() -> None:
    markdown = {"cell_type": "markdown", "metadata": {}, "source": ["x = f()\n", "# Title"]}
    printed = {
        "cell_type": "code",
        "metadata": {},
        "outputs": [{"name": "stdout", "text": ["x = f()\n", "y\n", "x = f()"]}],
        "source": ["x = f()\n", "\n", "x\n", "x = f()"],
    }
    text = notebook(markdown, printed, 'x = f()\n\n\ny = "\u2713<\'"\ng()')
    [first, last] = read_cells(text)
    lines = text.split("\n")
    for cell in (first, last):
        assert [json.loads(lines[number - 1].strip().rstrip(",")).rstrip("\n") for number in cell.file_lines] == list(
            cell.lines
        )
    assert first.file_lines[0] > lines_of(text, '"outputs": [')[0] - 20
    assert (first.number, last.number) == (2, 3)
    assert last.file_lines == tuple(range(last.file_lines[0], last.file_lines[0] + 5))


def test_cells_that_are_alike_are_each_at_their_own_lines() -> None:
    first, second = read_cells(notebook("a()\nb()", "a()\nb()"))
    assert first.file_lines[0] < first.file_lines[1] < second.file_lines[0] < second.file_lines[1]


@pytest.mark.parametrize("indent", [None, 1])
def test_notebooks_that_are_written_otherwise(indent: int | None) -> None:
    text = notebook(
        {"cell_type": "code", "source": "import os\nos.remove()"},
        {"cell_type": "code", "source": ["import os\n", "os.rename()"]},
        indent=indent,
    ).replace("<", "\\u003c")
    [module] = read({"a.ipynb": text}).modules
    assert [call.name for call in module.calls] == ["os.remove", "os.rename"]
    assert [call.place.start for call in module.calls] == lines_of(text, "os.remove()", "os.rename()")


def test_magics_and_shell_commands_are_no_python_and_do_no_harm() -> None:
    cells = [
        "%matplotlib inline\nfirst()",
        "if x:\n    !pip install wandb\nsecond()",
        "files = !ls data\nthird()",
        "%%time\nfourth()",
        "%%bash\nnever()",
        "%%writefile script.py\nnever()",
        "fifth?\n?fifth\nfifth()",
        "x = %timeit -o never()\nsixth()",
        "!pip install \\\n    wandb \\\n    torch\nseventh()",
        "'%s' % (\n  y\n  % z\n)\neighth()",
        "broken(\nnever(",
        "result = 10 \\\n  % 3\nninth()",
    ]
    [module] = read({"a.ipynb": notebook(*cells)}).modules
    names = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
    assert [call.name for call in module.calls] == names
    [cell] = read_cells(notebook("a()\n!pip install x\n  !python train.py"))
    assert [text for _, text in cell.shell_lines] == ["pip install x", "python train.py"]


def test_versions_of_the_format_and_other_languages() -> None:
    third = {"worksheets": [{"cells": [{"cell_type": "code", "input": ["f()"], "language": "python"}]}]}
    assert [call.name for call in read({"a.ipynb": json.dumps(third)}).modules[0].calls] == ["f"]
    julia = {"kernelspec": {"language": "julia", "name": "julia-1.9"}}
    assert read_cells(notebook("f()", metadata=julia)) == []
    assert len(read_cells(notebook("f()", metadata={"kernelspec": {"language": "python"}, "language_info": 3}))) == 1


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", "{}", '{"cells": 3}', '{"worksheets": [3]}', "[" * 100_000, '{"cells": [' * 50_000]
)
def test_what_is_no_notebook_is_reported(text: str) -> None:
    with facts_of({"a.ipynb": text.encode() or b" ", "b.py": "f()"}) as facts:
        assert [module.path for module in facts.python.modules] == ["b.py"]
        assert facts.snapshot.why_unread("a.ipynb") == "it is not a valid notebook"


def test_cells_that_hold_anything() -> None:
    code = {"cell_type": "code"}
    odd: list[Any] = [3, None, [], code, {**code, "source": 3}, {**code, "source": [1, "f()"]}, {**code, "source": {}}]
    with facts_of({"a.ipynb": json.dumps({"cells": odd, "metadata": [], "x": "\ud800"})}) as facts:
        [module] = facts.python.modules
        assert module.calls == []
        assert facts.snapshot.unread == []
