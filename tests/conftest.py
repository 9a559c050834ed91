"""What several tests share."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

FIXTURES = Path(__file__).parent.parent / "fixtures"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample repository of the demo, as a git repository. Read only."""
    folder = tmp_path_factory.mktemp("fixtures") / "sample"
    subprocess.run(["sh", str(FIXTURES / "make_repository.sh"), str(FIXTURES / "sample"), str(folder)], check=True)
    return folder
