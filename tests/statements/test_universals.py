from __future__ import annotations

import pytest

from auditor.statements.universals import find
from tests.statements.checking import outcomes

_DOCUMENTED = 'def {}(x: int) -> int:\n    """What it does."""\n    return x\n\n'
_BARE = "def {}(x):\n    return x\n\n"


@pytest.mark.parametrize(
    ("answer", "documented", "bare", "expected"),
    [
        ("We wrote docstrings for all functions.", 4, 0, ["confirmed"]),
        ("Each function has type hints.", 4, 0, ["confirmed"]),
        ("We wrote docstrings for all functions and classes.", 4, 3, ["refuted"]),
        ("Every function has type annotations.", 2, 3, ["refuted"]),
        ("We wrote docstrings for all functions.", 19, 1, []),  # a slip
        ("We used type hints throughout our codebase.", 19, 1, ["confirmed"]),
        ("We used type hints throughout our codebase.", 2, 4, ["refuted"]),
        ("We used type hints throughout our codebase.", 4, 2, []),
        ("We encouraged type hints throughout our codebase.", 2, 4, []),
        ("Not all functions have docstrings.", 4, 3, []),
        ("All important functions have docstrings.", 4, 3, []),
        ("We wrote docstrings.", 4, 3, []),
    ],
)
def test_docstrings_and_type_hints(answer: str, documented: int, bare: int, expected: list[str]) -> None:
    functions = [
        *(_DOCUMENTED.format(f"d{n}") for n in range(documented)),
        *(_BARE.format(f"b{n}") for n in range(bare)),
    ]
    found = outcomes(find, answer, {"tide.py": "".join(functions), "tests/test_tide.py": _BARE.format("test_it")})
    assert [outcome for _, _, outcome in found] == expected


def _workflow(events: str, *steps: str) -> str:
    lines = "".join(f"      - {step}\n" for step in steps)
    return f"on: {events}\njobs:\n  j:\n    runs-on: ubuntu-latest\n    steps:\n{lines}"


@pytest.mark.parametrize(
    ("answer", "events", "expected"),
    [
        ("All workflows run on every push and pull request.", "push", ["confirmed"]),
        ("We have tests and linting. All workflows run on every push.", "workflow_dispatch", ["refuted"]),
        ("All workflows cancel what runs on a push before.", "workflow_dispatch", []),
    ],
)
def test_events_of_all_workflows(answer: str, events: str, expected: list[str]) -> None:
    files = {
        ".github/workflows/tests.yaml": _workflow("push", "run: pytest"),
        ".github/workflows/linting.yaml": _workflow(events, "run: ruff check"),
        ".github/workflows/docs.yaml": _workflow("push", "run: mkdocs build"),
    }
    assert [outcome for _, _, outcome in outcomes(find, answer, files)] == expected


def test_caches_of_all_workflows() -> None:
    cached = "uses: actions/setup-python@v5\n        with: {cache: pip}"
    files = {
        ".github/workflows/tests.yaml": _workflow("push", cached, "run: pip install ."),
        ".github/workflows/lint.yaml": _workflow("push", "run: pip install ruff"),
    }
    answer = "Tests and lint: all workflows use pip caching."
    assert [outcome for _, _, outcome in outcomes(find, answer, files)] == ["refuted"]


@pytest.mark.parametrize(
    ("answer", "files", "expected"),
    [
        ("All exact versions are pinned in requirements.txt.", {"requirements.txt": "a==1\nb==2\n"}, ["confirmed"]),
        ("All exact versions are pinned in requirements.txt.", {"requirements.txt": "a==1\nb>=2\n"}, ["refuted"]),
        (
            "In requirements.txt we state the version of each package.",
            {"requirements.txt": "a==1\nb>=2\n"},
            ["confirmed"],
        ),
        ("In requirements.txt we state the version of each package.", {"requirements.txt": "a==1\nb\n"}, ["refuted"]),
        (
            "In requirements.txt we state the version of each package.",
            {"requirements.txt": "a==1\na[x]\n"},
            ["confirmed"],
        ),
        ("requirements.txt has all packages, and a specific version if required.", {"requirements.txt": "a\nb\n"}, []),
        ("requirements.txt has all packages and relevant versions.", {"requirements.txt": "a\nb\n"}, []),
        (
            "All versions are locked in uv.lock.",
            {"uv.lock": 'version = 1\n\n[[package]]\nname = "a"\nversion = "1"\n'},
            ["confirmed"],
        ),
        ("DVC keeps all versions of the data that requirements.txt needs.", {"requirements.txt": "a\n"}, []),
    ],
)
def test_versions_of_all_dependencies(answer: str, files: dict[str, str], expected: list[str]) -> None:
    assert [outcome for _, _, outcome in outcomes(find, answer, files)] == expected


ALL_IN_FILES = "All hyperparameters are stored in the Hydra configuration files."


@pytest.mark.parametrize(
    ("answer", "call", "outcome"),
    [
        (ALL_IN_FILES, "torch.optim.Adam(p, lr=1e-3)", "refuted"),
        (ALL_IN_FILES, "torch.utils.data.DataLoader(d, batch_size=8, shuffle=True)", "refuted"),
        ("All the training parameters are defined in `config.yaml`.", "torch.optim.Adam(p, lr=1e-3)", "refuted"),
        (ALL_IN_FILES, "torch.optim.Adam(p, lr=cfg.lr)", None),
        (ALL_IN_FILES, "torch.utils.data.DataLoader(d, batch_size=8)", None),  # for validation
        (ALL_IN_FILES, "# torch.optim.Adam(p, lr=1e-3)", None),
        ("All hyperparameters are logged with the configuration.", "torch.optim.Adam(p, lr=1e-3)", None),
        ("Not all hyperparameters are stored in the config files.", "torch.optim.Adam(p, lr=1e-3)", None),
        ("The hyperparameters are stored in the config files.", "torch.optim.Adam(p, lr=1e-3)", None),
    ],
)
def test_hyperparameters_that_are_in_code(answer: str, call: str, outcome: str | None) -> None:
    files = {"src/train.py": f"import torch\n{call}\nprint(1)\n"}
    assert [found for _, _, found in outcomes(find, answer, files)] == ([outcome] if outcome else [])


def test_what_is_not_for_training_has_no_hyperparameters() -> None:
    code = "import torch\ntorch.optim.Adam(p, lr=1e-3)\n"
    files = {"src/profile_model.py": code, "tests/test_train.py": code}
    assert outcomes(find, ALL_IN_FILES, files) == []
