from __future__ import annotations

import pytest

from auditor.statements.architectures import find
from tests.statements.checking import outcomes

FILES = {"src/model.py": "import timm\n\nmodel = timm.create_model('resnet18')\n# model = vgg16()\n"}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ('We used their "resnet-18" model.', [("tool-use", "resnet18", "confirmed")]),
        ("We fine-tuned ResNet 18, and ResNet18 it stayed.", [("tool-use", "resnet18", "confirmed")]),
        ("We used VGG16.", []),
        ("We did not use ResNet18.", []),
        ("ResNet18 is a network.", []),
    ],
)
def test_architectures_are_looked_for_in_live_code(answer: str, expected: list[object]) -> None:
    assert outcomes(find, answer, FILES) == expected
