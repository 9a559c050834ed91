"""What the README says of writing a rule is true."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.repositories import repository_of

README = Path(__file__).parent.parent / "README.md"


def test_the_rule_in_the_readme_passes_its_own_examples() -> None:
    [module] = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    rule: dict[str, Any] = {}
    exec(compile(module, "README.md", "exec"), rule)
    for example in rule["EXAMPLES"]:
        with repository_of(example.files) as repository:
            finding = rule["judge"](repository.snapshot)
        assert finding.status.value == example.status
        if example.at is not None:
            assert tuple(str(evidence.place) for evidence in finding.evidence) == example.at
