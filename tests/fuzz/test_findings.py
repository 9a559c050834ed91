"""What fuzzing found, each as the smallest file that shows it: it broke a property of its target once."""

from __future__ import annotations

import pytest

from fuzz.targets import TARGETS

FINDINGS = {
    "toml-ini: a number too long to be converted ended the reading of all manifests": b"a = " + b"9" * 5000,
    "containers: an instruction that goes on at the end of the file ended behind it": b"FROM a\nRUN b \\\n",
    "manifests: a requirement that goes on at the end of the file ended behind it": b"torch \\\n",
    "report: an empty answer at the end of the file stood behind it": (
        b"### Question 2\n> **Enter the study number for each member in the group**\n>\n> *sXXXXXX*\n"
    ),
    "configs: half a character in JSON could not be written out again": b'{"a": "\\ud800"}',
    "notebook: half a character in a cell could not be written out again": (
        b'{"cells": [{"cell_type": "code", "source": "!echo \\ud800"}], "metadata": {}}'
    ),
    "python: half a character in a text could not be written out again": b"f('\\ud800 \\U0000dfff')\n",
    "groups: a NUL in a path ended the reading of the list": b"id,repository\n1,/srv/a\0b\n2,file:///a%00b\n3,a/b\n",
    "groups: an address of nothing left its group without an id": b"id,repository\n,file:///\n",
}


@pytest.mark.parametrize("finding", FINDINGS)
def test_finding(finding: str) -> None:
    TARGETS[finding.partition(":")[0]].check(FINDINGS[finding])
