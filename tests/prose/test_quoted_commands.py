from __future__ import annotations

import pytest

from auditor.place import Place
from auditor.prose.quoted_commands import quoted_commands
from auditor.prose.sentences import read_sentences
from auditor.report import Answer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Run `python train.py --lr 0.1` for it.", ["python train.py --lr 0.1"]),
        ("Run 'make data' and “make train”.", ["make data", "make train"]),
        ("Run uv run python src/train.py model.lr=0.1 epochs=3.", ["uv run python src/train.py model.lr=0.1 epochs=3"]),
        ("```\n$ docker build \\\n  -f a.dockerfile .\n# a remark\n```", ["docker build -f a.dockerfile ."]),
        ("`python train.py run=<your id>`", ["python train.py run=PLACEHOLDER"]),
        ("`train.py` makes sure that the data is there.", []),
        ("We did not run `python old.py now`.", []),
    ],
)
def test_commands_in_code_in_quote_marks_and_in_plain_sentences(text: str, expected: list[str]) -> None:
    lines = text.count("\n") + 1
    sentences = read_sentences(Answer(12, text, Place("README.md", 1, lines)))
    assert [" ".join(quoted.words) for quoted in quoted_commands(sentences)] == expected
