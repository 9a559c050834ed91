"""Lines taken out of files of every kind."""

from __future__ import annotations

import ast
import json

import pytest

from auditor.evaluation.editing import Change, without_lines
from tests.repositories import text_of


@pytest.mark.parametrize(
    ("path", "line", "commented"),
    [
        ("a.py", "    x = 1", "    # x = 1"),
        (".github/workflows/t.yml", "  - run: pytest", "  # - run: pytest"),
        ("dockerfiles/api.dockerfile", "RUN make", "# RUN make"),
        ("Dockerfile.api", "RUN make", "# RUN make"),
        ("Makefile", "\tpytest", "\t# pytest"),
        ("requirements.txt", "torch", "# torch"),
        (".dvc/config", "url = gs://b", "# url = gs://b"),
        ("README.md", "Run it.", "<!-- Run it. -->"),
        ("web/App.tsx", "fetch(url)", "// fetch(url)"),
        ("data.csv", "1,2", ""),
    ],
)
def test_a_line_is_commented_out_as_its_kind_of_file_has_it(path: str, line: str, commented: str) -> None:
    text = f"before\n{line}\n\nafter\n" if not path.endswith(".py") else f"if y:\n{line}\n    z\nw\n"
    first, _, *rest = text.split("\n")
    assert without_lines(path, text, [(2, 2)], Change.COMMENT).split("\n") == [first, commented, *rest]
    assert without_lines(path, text, [(2, 2)], Change.BLANK).split("\n") == [first, "", *rest]


def test_in_a_fence_of_markdown_there_are_no_comments() -> None:
    text = "Run:\n\n```bash\nmake\npytest\n```\n\nDone."
    edited = without_lines("README.md", text, [(1, 1), (5, 5), (8, 8)], Change.COMMENT)
    assert edited == "<!-- Run: -->\n\n```bash\nmake\n\n```\n\n<!-- Done. -->"


CODE = text_of(
    """
    @task
    def train(
        ctx,
    ):
        with profile() as p:
            model.fit(
                data,
                epochs=3,
            )
        print(p)
    """
)


@pytest.mark.parametrize("change", Change)
@pytest.mark.parametrize(
    ("regions", "gone", "kept"),
    [
        ([(5, 5)], "profile", "model.fit"),  # the head of a block, whose body goes on being live
        ([(6, 9)], "model.fit", "profile"),  # all there is of a body
        ([(8, 8)], "epochs", "model.fit"),  # an argument
        ([(5, 5), (6, 9)], "model.fit", "print"),
    ],
)
def test_python_goes_on_being_python(change: Change, regions: list[tuple[int, int]], gone: str, kept: str) -> None:
    edited = without_lines("a.py", CODE, regions, change)
    assert edited.count("\n") == CODE.count("\n")
    live = ast.unparse(ast.parse(edited))
    assert gone not in live
    assert kept in live


def test_a_notebook_goes_on_being_json() -> None:
    notebook = '{"cells": [{"source": [\n "import torch\\n",\n "torch.compile(m)"\n]}]}'
    edited = without_lines("a.ipynb", notebook, [(3, 3)], Change.COMMENT)
    assert json.loads(edited) == {"cells": [{"source": ["import torch\n", ""]}]}


def test_json_loses_a_setting_and_the_comma_before_it() -> None:
    assert json.loads(without_lines("c.json", '{\n "lr": 1,\n "seed": 2\n}', [(3, 3)], Change.BLANK)) == {"lr": 1}
