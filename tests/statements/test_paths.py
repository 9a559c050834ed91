from __future__ import annotations

import pytest

from auditor.statements.paths import find
from tests.statements.checking import outcomes

FILES: dict[str, str | bytes] = {
    "src/shop/train.py": "print()",
    "docs/index.md": "Hello",
    ".tool/cache": "x",
    "dockerfiles/train.dockerfile": "FROM python:3.12",
    ".pre-commit-config.yaml": "repos: []",
    ".gitignore": "outputs/\nmodels\n/data/raw/\n/data/processed/\n",
    "reports/README.md": "Report",
}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("See `src/shop/train.py`.", [("src/shop/train.py", "confirmed")]),
        ("It was built elsewhere and stored (see `job_cpu.yaml`).", [("job_cpu.yaml", "refuted")]),
        ("The artifact is stored in `job_cpu.yaml`.", []),
        ("We added an outputs folder that contains the logs.", [("outputs", "refuted")]),
        ("We added an outputs folder that has the logs after running it.", []),
        ("Hydra created an outputs folder.", []),
        ("We added a `dockerfile` folder.", []),
        ("The folder named `dockerfiles` has two.", [("dockerfiles", "confirmed")]),
        ("We filled out the `models/` folder.", []),
        ("The `cache` folder has one file for each model.", []),
        ("We have removed the jobs folder, notes/ and the docs/ folder.", []),
        ("We did not use a `visualize.py`.", [("no visualize.py", "confirmed")]),
        ("We could not get `ship.sh` to work.", []),
        (
            "The command would look like:\n```\ndocker build -f docker/Dockerfile.train .\n```",
            [("docker/Dockerfile.train", "refuted")],
        ),
        ("Post a request with `sample.json` to it.", []),
        ("We debug with `.vscode/launch.json`.", []),
        ("We translate from english/ german to danish.", []),  # a slash between words
        ("Post it: `curl -F file=@<file_location/>input.txt`.", []),
        ("It takes a single image, or an image folder.", []),
        ("There is a folder named files for each run.", []),
        ("Our bucket has two folders. We see `raw/`, with the files, and `sums/`.", []),
        ("Choose one: `config_name='CHOSEN_EXPERIMENT.yaml'`.", []),
        ("We took a .zip.dvc format.", []),
        ("We filled out the `src/project_name/` folder.", []),
        ("We added a runs/ folder for our local runs.", []),
        ("The overall folder structure is hard to see.", []),
        ("We had a team folder on Wandb.", []),
        ("The API has two endpoints: `root/` and `predict/`.", []),
        ("The `data/` folder has `raw/` and `processed/` inside.", []),  # git leaves it out
        ("The metrics are at the `metrics/` endpoint.", []),
        ("We wrote a module for the model and a folder src/shop/ for the rest.", [("src/shop", "confirmed")]),
        ("We have a file `jobs/config_xxx.yaml` for each.", []),
        ("We wrote a `test_file_X.py` for each.", []),
        ("All is declared in requirements\\_dev.txt.", []),
        ("Coverage: shop\\_init_.py 0 0 100%", []),
        ("We have a pre-commit.yaml file.", []),  # a part of the name is left out
        ("The `train/` group has one file for each model.", []),  # train.py
        ("We began with [a-template/](https://example.org/a-template/).", []),
    ],
)
def test_named_files_and_folders_are_looked_for(answer: str, expected: list[tuple[str, str]]) -> None:
    assert [(value, outcome) for _, value, outcome in outcomes(find, answer, FILES)] == expected


def test_another_number_is_no_slip() -> None:
    files = {"configs/exp1.yaml": "a: 1\n", "README.md": "x"}
    assert outcomes(find, "Run it with `exp4.yaml` in mind.", files) == [("file-exists", "exp4.yaml", "refuted")]
    assert outcomes(find, "Run it with `exp.yaml` in mind.", files) == []
