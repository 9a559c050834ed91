from __future__ import annotations

import pytest

from auditor.statements.folders import find
from tests.statements.checking import outcomes

FILES: dict[str, str | bytes] = {
    "src/shop/train.py": "print()",
    "src/shop/visualizations/plot.py": "print()",
    "docs/index.md": "Hello",
    "notebooks/.gitkeep": "",
    "references/.gitkeep": "",
    "tests/test_train.py": "def test_train():\n    assert 1 + 1 == 2\n",
    "data/.gitkeep": "",
    "lib/.gitkeep": "",
    "src/lib/a.py": "print()",
    "models/.gitkeep": "",
}
GONE = "confirmed"
THERE = "refuted"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("We removed the app folder.", [("no app folder", GONE)]),
        ("We removed the app and jobs folders.", [("no app folder", GONE), ("no jobs folder", GONE)]),
        ("We removed the folders app, jobs and added a pot.", [("no app folder", GONE), ("no jobs folder", GONE)]),
        ("We have also deleted the `app/`, jobs/ and the pots folder since they were empty.", [
            ("no app folder", GONE), ("no jobs folder", GONE), ("no pots folder", GONE),
        ]),
        ("The `app` and `jobs` directories have been removed.", [("no app folder", GONE), ("no jobs folder", GONE)]),
        ("This means that folders, namely ‘app’ and ‘jobs’, have been removed.", [
            ("no app folder", GONE), ("no jobs folder", GONE),
        ]),
        ("Another one is the deletion of the 'app' folder.", [("no app folder", GONE)]),
        ("We ended up deleting the folder app as nobody used it.", [("no app folder", GONE)]),
        ("We removed the docs folder.", [("no docs folder", THERE)]),
        ("We removed notebooks/ and docs/.", [("no notebooks folder", THERE), ("no docs folder", THERE)]),
        ("The docs folder was also removed.", [("no docs folder", THERE)]),
        ("We used the template but removed the app folder.", [("no app folder", GONE)]),
        ("We kept the others, except for the app folder, which we removed.", [("no app folder", GONE)]),
        ("We removed the standard app/ folder as well as the jobs/ folder.", [
            ("no app folder", GONE), ("no jobs folder", GONE),
        ]),
        ("The only folder that was deleted was the jobs one.", []),
        ("We removed the docs folder from the template.", [("no docs folder", THERE)]),
        ("We removed the tests folder inside src.", []),
        ("The docs folder was removed from the Docker image.", []),
        ("We removed the docs folder's content.", []),
        ("We could have removed the docs folder.", []),
        ("The docs folder should be removed.", []),
        ("We did not remove any folders.", []),
        ("We removed the visualizations folder.", []),  # perhaps another one of that name
        ("We removed the models folder.", []),  # the one of the package, perhaps
        ("We removed the notebooks, docs and src/plots since nobody used them.", [
            ("no notebooks folder", THERE), ("no docs folder", THERE), ("no src/plots folder", GONE),
        ]),
        ("We removed the docs pages.", []),
        ("We removed our notebooks.", []),
        ("We removed docker and cloud runs.", []),  # no folders
        ("We removed the subfolder from the 'src' folder.", []),
        ("We removed `plot.py`.", []),
    ],
)  # fmt: skip
def test_removed_folders_are_gone(answer: str, expected: list[tuple[str, str]]) -> None:
    assert [(value, outcome) for _, value, outcome in outcomes(find, answer, FILES)] == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("We did not use the notebooks folder.", [("notebooks folder not used", GONE)]),
        ("We haven't used the notebooks or references folders.", [
            ("notebooks folder not used", GONE), ("references folder not used", GONE),
        ]),
        ("The notebooks folder is not used.", [("notebooks folder not used", GONE)]),
        ("We did not include an app/ folder.", [("no app folder", GONE)]),
        ("We filled out most and did not use a jobs/ folder.", [("no jobs folder", GONE)]),
        ("However, the references folder was not applicable to our model.", [("references folder not used", GONE)]),
        ("We did not fill out every folder.", []),
        ("We did not use the docs folder a lot.", []),
        ("We did not use the docs folder.", []),  # somebody wrote it
        ("We did not use notebooks.", []),  # of any kind, and no folder
    ],
)  # fmt: skip
def test_unused_folders_hold_nothing(answer: str, expected: list[tuple[str, str]]) -> None:
    assert [(value, outcome) for _, value, outcome in outcomes(find, answer, FILES)] == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("We have filled out the src, notebooks, data and tests folders.", [("notebooks filled", THERE)]),
        ("We filled out all folders but the notebooks folder.", [("references filled", THERE)]),
        ("All other folders were used, notebooks and references excepted.", []),
        ("The only thing we did not end up using was the references folder.", [("notebooks filled", THERE)]),
        ("We used all three files of the tests folder.", []),
        ("The only thing we did not use was a cluster.", []),
        ("We have filled out the lib folder.", []),  # the one in src
        ("We filled out all but one folder.", [("notebooks filled", THERE), ("references filled", THERE)]),
        ("We have filled out almost all folders.", []),
        ("We have not filled out the notebooks folder.", [("notebooks folder not used", GONE)]),
    ],
)
def test_filled_folders_hold_something(answer: str, expected: list[tuple[str, str]]) -> None:
    assert [(value, outcome) for _, value, outcome in outcomes(find, answer, FILES)] == expected
