from __future__ import annotations

import pytest

from auditor.statements.seeds import find
from tests.statements.checking import outcomes


@pytest.mark.parametrize(
    ("answer", "files", "expected"),
    [
        ("We set the seed to 42.", {"t.py": "import torch\n\ntorch.manual_seed(42)\n"}, [(42, "confirmed")]),
        ("The seed is 42.", {"t.py": "import numpy as np\n\nnp.random.seed(7)\n"}, [(42, "refuted")]),
        ("The seed is 42.", {"conf/c.yaml": "lr: 0.1\nseed: 42\n"}, [(42, "confirmed")]),
        ("We set the seed to 42.", {"t.py": "seed = cfg.get('seed', 42)\n"}, [(42, "confirmed")]),
        ("We fixed the random seed.", {"t.py": "def split(x, seed=3): ...\n"}, [("a seed is set", "confirmed")]),
        ("We set the seed to 42.", {"t.py": "import torch\n\ntorch.manual_seed(cfg.seed)\n"}, [(42, "unverifiable")]),
        ("We fixed the random seed.", {"t.py": "x = 1\n"}, [("a seed is set", "unverifiable")]),
        ("A run is one trial (e.g., depth, seed).", {"t.py": "import numpy as np\n\nnp.random.seed(7)\n"}, []),
        ("We did not set a seed.", {"t.py": "x = 1\n"}, []),
        ("# torch.manual_seed(42) is what we would use.", {"t.py": "# torch.manual_seed(42)\n"}, []),
    ],
)
def test_seeds(answer: str, files: dict[str, str], expected: list[object]) -> None:
    assert [(value, outcome) for _, value, outcome in outcomes(find, answer, files)] == expected
