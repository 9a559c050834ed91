"""Images that docker commands run."""

from __future__ import annotations

import pytest

from auditor.statements.run_images import find
from tests.statements.checking import outcomes, statements

FILES = {
    "Makefile": "images:\n\tdocker build -f train.dockerfile -t train:latest .\n",
    "README.md": "```sh\ndocker build --tag=api .\n```\n",
    "cloudbuild.yaml": (
        "steps:\n- name: gcr.io/cloud-builders/docker\n  args: [build, .]\nimages: [gcr.io/pots/kiln:latest]\n"
    ),
    "compose.yaml": "services:\n  ui:\n    build: ui\n    image: pot-ui:1\n  db:\n    image: postgres:16\n",
}


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("docker run train:latest epochs=3", "train"),
        ("docker run --rm -it -v $PWD/data:/data -e KEY=x --name one train:latest", "train"),
        ("docker run --gpus all --shm-size=1g gcr.io/pots/kiln", "kiln"),
        ("sudo docker run -p 8000:8000 api", "api"),
        ("podman run pot-ui", "pot-ui"),
        # of others, or built by hand under another name
        ("docker run postgres:16", None),
        ("docker run trainer:latest", None),
        ("docker build -t train .", None),
        ("docker run --rm", None),
    ],
)
def test_what_builds_an_image_that_is_run(command: str, name: str | None) -> None:
    expected = [("docker-images", f"docker run {name}", "confirmed")] if name else []
    assert outcomes(find, f"Run `{command}` then.", FILES) == expected


def test_what_runs_is_told_from_what_is_only_shown() -> None:
    found = statements(find, "Run `docker run train` and `docker run api`.", FILES)
    assert [one.reason for one in found] == ["Makefile:2 builds train:latest.", "README.md:2 tells how to build api."]
