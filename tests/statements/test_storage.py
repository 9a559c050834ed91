from __future__ import annotations

import pytest

from auditor.rule import ExampleCommit
from auditor.statements.storage import find
from tests.statements.checking import outcomes


def config(url: str) -> str:
    return f"[core]\n    remote = store\n['remote \"store\"']\n    url = {url}\n"


GOOGLE = {".dvc/config": config("gs://our-bucket"), "data.dvc": "outs:\n- path: data\n"}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("The DVC remote is a GCS bucket.", [("Google Cloud Storage", "confirmed")]),
        ("With DVC we stored the data in a Google Cloud bucket.", [("Google Cloud Storage", "confirmed")]),
        ("DVC keeps the files in remote storage.", [("remote storage", "confirmed")]),
        ("We used DVC with Google Drive.", [("Google Drive", "refuted")]),
        # what was so at first need not be so now
        ("At first DVC stored the data on Google Drive.", []),
        ("Google Drive would have worked with DVC too.", []),
        ("Our model lies in an S3 bucket.", []),
    ],
)
def test_the_storage_of_versioned_data(answer: str, expected: list[object]) -> None:
    assert [(value, outcome) for _, value, outcome in outcomes(find, answer, GOOGLE)] == expected


def test_an_earlier_configuration_keeps_a_statement_from_being_refuted() -> None:
    history = (ExampleCommit({".dvc/config": config("gdrive://folder")}), ExampleCommit(GOOGLE))
    assert outcomes(find, "We used DVC with Google Drive.", history=history) == []
