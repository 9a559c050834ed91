"""Libraries that are said to be used."""

from __future__ import annotations

import pytest

from auditor.statements.libraries import find
from tests.statements.checking import outcomes, statements

FILES = {
    "src/shop/pots.py": (
        "import os\nimport clayshape\nimport requests\nimport torch\nimport numpy as np\nfrom shop import kiln\n"
    ),
    "src/shop/kiln.py": "",
    "requirements.txt": "pillow\nnumpy\nfastapi\n",
}


@pytest.mark.parametrize(
    ("answer", "libraries"),
    [
        ("We used the third-party framework ClayShape.", ["clayshape"]),
        ("The pots are made with `clayshape`.", ["clayshape"]),
        ("ClayShape was used for the pots.", ["clayshape"]),
        ("We used NumPy and Pillow.", ["numpy", "pillow"]),
        ("We used the requests library.", ["requests"]),
        # an everyday word, Python's own, the project's own, one of the vocabulary, not a means, not used
        ("We used pull requests.", []),
        ("We used different OS and the os of others.", []),
        ("We used our kiln and shop.", []),
        ("We used FastAPI.", []),
        ("ClayShape is hard to learn.", []),
        ("We could have used ClayShape.", []),
        ("We used GlazeShape.", []),
    ],
)
def test_libraries_are_held_against_imports_and_requirements(answer: str, libraries: list[str]) -> None:
    assert outcomes(find, answer, FILES) == [("tool-use", (name,), "confirmed") for name in libraries]


def test_the_place_is_told() -> None:
    found = statements(find, "We used NumPy and Pillow.", FILES)
    assert [one.reason for one in found] == ["src/shop/pots.py:5 imports numpy.", "requirements.txt:1 requires pillow."]
