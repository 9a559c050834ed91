"""Evidence reports for pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.audit import audit_repository
from auditor.output.evidence_report import evidence_report, to_json
from auditor.repository.opening import open_repository
from auditor.rulebook import load_rulebook


@pytest.fixture(scope="session")
def _sample_report(sample: Path) -> str:
    with open_repository(sample) as repository:
        return to_json(evidence_report(audit_repository(repository, load_rulebook(), "swell")))


@pytest.fixture
def report(_sample_report: str) -> dict[str, Any]:
    """The evidence report of the sample, as it is read from its JSON; to be changed at will."""
    read: dict[str, Any] = json.loads(_sample_report)
    return read
