"""The manifests are kept up to date with what the code imports.

Present when they declare at least 80 % of the third-party top-level packages that the code imports, partial from 40 %.
Direct declarations of every manifest and group count; what a lock file brings in for others does not. Import names are
mapped to distributions (sklearn is scikit-learn). Course material such as report.py is left out, and so are imports
that the code can do without (in a `try`) or that are called as a module of the project is, and that nothing declares.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from auditor.facts.python import PythonCode
from auditor.place import Place
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, Polarity, absent, partial, present
from rules.course import is_report_checker
from rules.packages import distributions_of, third_party

if TYPE_CHECKING:
    from auditor.facts.manifests import Manifests
    from auditor.facts.template import TemplateMatch

LOOKS_ELSEWHERE = False


def judge(python: PythonCode, manifests: Manifests, snapshot: Snapshot, template: TemplateMatch) -> Finding:
    course = frozenset(
        module.path for module in python.modules if template.owns_file(module.path) or is_report_checker(module)
    )
    imports = third_party(python, course)
    declared: list[Evidence] = []
    missing: list[Evidence] = []
    left_out: set[str] = set()
    # A module of the package that a test imports by its bare name, having added a folder to the path.
    own = {posixpath.basename(module.path).removesuffix(".py") for module in python.own}
    for package, uses in imports.items():
        found = [d for name in distributions_of(package) for d in manifests.declared(name)]
        if found:
            declared += [Evidence("requirement", f"declares {d.name}, imported as {package}", d.place) for d in found]
        elif package in own or all(_is_optional(use.place, snapshot) for use in uses):
            left_out.add(package)
        else:
            message = f"imports {package}, which no manifest declares"
            missing.append(Evidence("import", message, uses[0].place, Polarity.AGAINST))
    imports = {package: uses for package, uses in imports.items() if package not in left_out}
    if not imports:
        places = [Evidence("requirement", f"declares {d.name}", d.place) for d in manifests.dependencies]
        if places:
            return partial("Packages are declared, but the code imports none.", places)
        return absent("The code imports no third-party package, and no manifest declares one.")
    share = (len(imports) - len(missing)) / len(imports)
    summary = (
        f"{len(imports) - len(missing)} of {len(imports)} imported third-party packages are declared ({share:.0%})."
    )
    if missing:
        names = ", ".join(piece.message.split()[1].rstrip(",") for piece in missing[:5])
        summary = f"{summary[:-1]}; missing: {names}{' and more' if len(missing) > 5 else ''}."
    if share >= 0.8:
        return present(summary, [*declared, *missing])
    return partial(summary, [*declared, *missing]) if share >= 0.4 else absent(summary, [*declared, *missing])


_CAUGHT = re.compile(r"except\b\s*(?::|.*\b(?:ImportError|ModuleNotFoundError|Exception)\b)")


def _is_optional(place: Place, snapshot: Snapshot) -> bool:
    """Whether an import stands in a `try` that does without it."""
    lines = snapshot.lines(place.path or "")
    number = (place.start or 1) - 1
    if number >= len(lines):
        return False
    depth = _depth(lines[number])
    before = next((line for line in reversed(lines[:number]) if line.strip() and _depth(line) < depth), "")
    after = next((line for line in lines[number + 1 :] if line.strip() and _depth(line) < depth), "")
    return before.strip() == "try:" and _CAUGHT.match(after.strip()) is not None


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


_FIVE = {"a.py": "import torch\nimport numpy as np\nimport sklearn.svm\nimport yaml\nfrom PIL import Image\nimport os"}

EXAMPLES = [
    Example("all of them", "present", _FIVE | {"requirements.txt": "torch\nnumpy\nscikit-learn\npyyaml\npillow"}),
    Example(
        "four of five, in groups",
        "present",
        _FIVE
        | {
            "pyproject.toml": """
                [project]
                name='x'
                dependencies=['torch','numpy']
                [dependency-groups]
                dev=['scikit-learn','PyYAML']
            """
        },
    ),
    Example(
        "what builds the package",
        "present",
        {"setup.py": "from setuptools import setup\n\nsetup()", "a.py": "import torch", "requirements.txt": "torch"},
    ),
    Example(
        "a module of the project by its bare name",
        "present",
        {
            "app/train_model.py": "import torch",
            "tests/test_it.py": "import sys\n\nsys.path.append('app')\nfrom train_model import train",
            "requirements.txt": "torch",
        },
    ),
    Example("two of five", "partial", _FIVE | {"requirements.txt": "torch\nnumpy"}),
    Example("one of five", "absent", _FIVE | {"requirements.txt": "torch"}),
    Example("commented out", "absent", _FIVE | {"requirements.txt": "# torch\n# numpy\n# scikit-learn\n# pyyaml"}),
    Example(
        "in the lock file only",
        "absent",
        _FIVE
        | {
            "uv.lock": """
                version = 1
                [[package]]
                name = 'torch'
                version = '2'
                [[package]]
                name = 'numpy'
                version = '2'
            """
        },
    ),
    Example(
        "a package that the code can do without",
        "present",
        {
            "a.py": "import torch\n\ntry:\n    import apex\nexcept ImportError:\n    apex = None",
            "requirements.txt": "torch",
        },
    ),
    Example(
        "the course's script, changed",
        "present",
        {
            "a.py": "import torch",
            "requirements.txt": "torch",
            "reports/report.py": "import click, markdown\n\ndef html():\n    pass\n\ndef check():\n    pass",
        },
    ),
    Example(
        "the project's own packages",
        "present",
        {
            "src/app/a.py": "import torch\nfrom app import b\nimport utils",
            "src/app/b.py": "",
            "src/app/utils.py": "",
            "requirements.txt": "torch",
        },
    ),
]
