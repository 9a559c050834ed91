"""Data is under version control: DVC with something tracked, Git LFS for data, or another tool doing that job.

Other tools: datasets as W&B artifacts, lakeFS, versions of objects in code. DVC that is set up and tracks nothing, or
that was removed later, is `partial`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.python import PythonCode
from auditor.place import Place
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.gathering import commented, required
from rules.vocabulary import tools

if TYPE_CHECKING:
    from auditor.facts.dvc import DataVersioning
    from auditor.facts.manifests import Manifests


def judge(dvc: DataVersioning, python: PythonCode, manifests: Manifests) -> Finding:
    setup = [Evidence("dvc", "DVC's configuration", Place(setup.config)) for setup in dvc.setups if setup.config]
    tracked = [Evidence("dvc", f"DVC tracks {output.path}", output.place) for output in dvc.outputs]
    # A pointer whose content a partial clone lacks still says by its name that DVC tracks something.
    tracked += [Evidence("dvc", "a DVC pointer", Place(file.path)) for file in dvc.files if not file.is_read]
    lfs = [Evidence("lfs", f"Git LFS tracks {pattern.pattern}", pattern.place) for pattern in dvc.lfs_patterns]
    others = list(_other_tools(python))
    if setup and tracked:
        return present("DVC is set up and tracks data.", [*tracked, *setup])
    if lfs or others:
        how = "Git LFS" if lfs else "artifacts or object versions"
        return present(f"Data is versioned with {how}.", [*lfs, *others])
    if setup or tracked:
        missing = "tracks nothing" if setup else "has no configuration"
        return partial(f"DVC is there, but {missing}.", [*setup, *tracked])
    weak = [*commented(python.commented_calls("dvc.*")), *required(manifests, *tools("dvc"))]
    if weak:
        return partial("DVC is only required.", weak)
    return absent("No DVC, no Git LFS, no dataset artifacts.", words=["dvc", "artifact", "lakefs"])


def _other_tools(python: PythonCode) -> Iterator[Evidence]:
    for call in python.calls("wandb.Artifact"):
        kind = call.argument(1, "type")
        if kind is not None and "data" in str(kind.literal).lower():
            yield Evidence("call", "versions data as a W&B artifact", call.place)
    for call in python.calls("lakefs.*", "lakefs_client.*", "lakefs_sdk.*", "quilt3.*", "pachyderm_sdk.*"):
        yield Evidence("call", f"calls {call.name}", call.place)
    for call in python.calls("google.cloud.storage.*"):
        if "generation" in call.keywords or call.attribute == "versioning_enabled":
            yield Evidence("call", "reads a version of an object", call.place)


_CONFIG = "[core]\n    remote = store\n['remote \"store\"']\n    url = gs://bucket"
_POINTER = "outs:\n- md5: 0123456789abcdef0123456789abcdef\n  path: data"

EXAMPLES = [
    Example("DVC", "present", {".dvc/config": _CONFIG, "data.dvc": _POINTER}),
    Example(
        "a pipeline",
        "present",
        {".dvc/config": "", "dvc.yaml": "stages:\n  get:\n    cmd: python get.py\n    outs:\n      - data/raw"},
    ),
    Example("Git LFS", "present", {".gitattributes": "*.csv filter=lfs diff=lfs merge=lfs -text"}),
    Example("W&B artifacts", "present", {"a.py": "import wandb\n\nwandb.Artifact('mnist', type='dataset')"}),
    Example("a model artifact", "absent", {"a.py": "import wandb\n\nwandb.Artifact('net', type='model')"}),
    Example("nothing tracked", "partial", {".dvc/config": _CONFIG, ".dvcignore": ""}),
    Example("only required", "partial", {"requirements.txt": "dvc-gs==3.0"}),
    Example("an ignored folder", "absent", {".gitignore": "data/\n*.dvc"}),
]
