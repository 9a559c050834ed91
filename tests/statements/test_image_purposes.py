"""What images are said to be for."""

from __future__ import annotations

import pytest

from auditor.statements.image_purposes import find
from tests.statements.checking import outcomes, statements

FILES = {
    "dockerfiles/train.dockerfile": 'FROM python:3.11\nCOPY . .\nENTRYPOINT ["python", "src/train.py"]\n',
    "dockerfiles/api.dockerfile": "FROM python:3.11\nCOPY . .\nCMD uvicorn shop.api:app\n",
    "ui/Dockerfile": "FROM python:3.11\nCOPY . .\nCMD streamlit run pots.py\n",
    "dockerfiles/drift.dockerfile": "# FROM python:3.11\n# CMD python drift.py\n",
}


@pytest.mark.parametrize(
    ("answer", "purposes"),
    [
        ("We made Docker images for training and inference.", ["training", "serving"]),
        ("We have several containers: one for training, one for the API.", ["training", "serving"]),
        ("The training image and the API container are built by Docker.", ["training", "serving"]),
        ("We built a docker image for both model training and for deployment.", ["training", "serving"]),
        ("The front-end container shows the pots.", ["the front end"]),
        ("We have a Docker image for the user interface.", ["the front end"]),
        # no such file, or one that is commented out: it may be another image's purpose as well
        ("We made Docker images for training and evaluation.", []),
        ("We have a Docker image for drift detection.", []),
        ("We made Docker images for training, firing the kiln and inference.", []),
        ("We made Docker images for training and inference, and pushed them.", ["training", "serving"]),
        ("We did not make a Docker image for training.", []),
        ("We would like a Docker image for training.", []),
        # pictures
        ("Docker is used. The input images for training are resized to 64 pixels.", []),
        ("We have 300 images for training.", []),
    ],
)
def test_each_purpose_has_its_file(answer: str, purposes: list[str]) -> None:
    assert outcomes(find, answer, FILES) == ([("docker-images", tuple(purposes), "confirmed")] if purposes else [])


def test_what_a_container_runs_tells_where_its_name_does_not() -> None:
    files = {"Dockerfile": FILES["dockerfiles/train.dockerfile"]}
    (found,) = statements(find, "We have a Docker image for training.", files)
    assert found.reason == "Dockerfile is for training."


def test_the_files_are_told() -> None:
    (found,) = statements(find, "We made Docker images for training and inference.", FILES)
    assert found.reason == "dockerfiles/train.dockerfile is for training and dockerfiles/api.dockerfile is for serving."


def test_each_purpose_once_in_an_answer() -> None:
    answers = {
        1: "The training image is a Docker image. The training container is large.",
        2: "A Docker training image.",
    }
    assert [statement.question for statement in statements(find, answers, FILES)] == [1, 2]
