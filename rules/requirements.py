"""The manifests are kept up to date with what the code imports.

Present when they declare at least 80 % of the third-party top-level packages that the code imports, partial from 40 %.
Direct declarations of every manifest and group count; what a lock file brings in for others does not. Import names are
mapped to distributions (sklearn is scikit-learn). Course material such as report.py is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.facts.python import PythonCode
from auditor.rule import Evidence, Example, Finding, Polarity, absent, partial, present
from rules.packages import distributions_of, third_party

if TYPE_CHECKING:
    from auditor.facts.manifests import Manifests
    from auditor.facts.template import TemplateMatch

LOOKS_ELSEWHERE = False


def judge(python: PythonCode, manifests: Manifests, template: TemplateMatch) -> Finding:
    course = frozenset(module.path for module in python.modules if template.owns_file(module.path))
    imports = third_party(python, course)
    declared: list[Evidence] = []
    missing: list[Evidence] = []
    for package, uses in imports.items():
        found = [d for name in distributions_of(package) for d in manifests.declared(name)]
        if found:
            declared += [Evidence("requirement", f"declares {d.name}, imported as {package}", d.place) for d in found]
        else:
            message = f"imports {package}, which no manifest declares"
            missing.append(Evidence("import", message, uses[0].place, Polarity.AGAINST))
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
