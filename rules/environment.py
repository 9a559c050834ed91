"""The project has an environment of its own: a dependency manifest that lists real packages.

requirements files, environment.yml, pyproject.toml, a Pipfile, a setup file or a lock file. A manifest without any
package is `partial`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.rule import Evidence, Example, Finding, absent, partial, present

if TYPE_CHECKING:
    from auditor.facts.manifests import Manifests


def judge(manifests: Manifests) -> Finding:
    filled = [
        Evidence("manifest", f"declares {len(manifest.dependencies)} packages", manifest.place)
        for manifest in (*manifests.files, *manifests.locks)
        if manifest.dependencies
    ]
    if filled:
        return present("Dependencies are listed in a manifest.", filled)
    empty = [Evidence("manifest", "lists no package", manifest.place) for manifest in manifests.files]
    if empty:
        return partial("There is a manifest, but it lists no package.", empty)
    return absent("No requirements file, environment.yml, pyproject.toml, Pipfile or lock file.")


EXAMPLES = [
    Example("requirements.txt", "present", {"requirements.txt": "torch==2.1\nnumpy"}),
    Example("pyproject.toml", "present", {"pyproject.toml": "[project]\nname = 'x'\ndependencies = ['torch>=2']"}),
    Example("Poetry", "present", {"pyproject.toml": "[tool.poetry.dependencies]\npython = '^3.11'\ntorch = '^2'"}),
    Example("conda", "present", {"environment.yml": "dependencies:\n  - python=3.11\n  - pip:\n    - torch"}),
    Example("all commented out", "partial", {"requirements.txt": "# torch\n# numpy"}),
    Example("a pyproject.toml with settings only", "partial", {"pyproject.toml": "[tool.ruff]\nline-length = 120"}),
    Example("only in the README", "absent", {"README.md": "pip install torch"}),
]
