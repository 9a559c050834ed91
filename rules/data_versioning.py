"""Data is under version control: DVC with something tracked, Git LFS for data, or another tool doing that job.

Other tools: datasets as W&B artifacts or in ClearML, lakeFS, a bucket that keeps versions, versions of objects in code.
DVC that is set up and tracks nothing, or that was removed later, is `partial`, and so are its commands without its
files, versions that another service keeps (a dataset hub, a table format), and a bucket's versions that only the
answers describe: they leave nothing in a repository.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.commands import Command, using
from auditor.facts.python import Call, PythonCode
from auditor.place import Place
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.gathering import called, commented, once, required
from rules.vocabulary import tools

if TYPE_CHECKING:
    from auditor.facts.dvc import DataVersioning
    from auditor.facts.manifests import Manifests
    from auditor.prose.answers import Answers

_TOOLS = ("lakefs.*", "lakefs_client.*", "lakefs_sdk.*", "quilt3.*", "pachyderm_sdk.*", "clearml.Dataset.*", "dolt.*")
# Services and formats that keep versions of data on the side.
_KEEPERS = (
    *("dvc.api.*", "deltalake.*", "delta.*", "hopsworks.*", "mlflow.log_input", "mlflow.data.*"),
    *("datasets.Dataset.push_to_hub", "datasets.DatasetDict.push_to_hub", "roboflow.*"),
)
_DVC_TRACKS = frozenset({"add", "push", "pull", "commit", "checkout", "repro", "import", "get", "update"})
_BUCKET_VERSIONS = ("object versioning", "bucket versioning", "versioning of the bucket", "versioned bucket")


def judge(
    dvc: DataVersioning,
    python: PythonCode,
    manifests: Manifests,
    commands: list[Command],
    snapshot: Snapshot,
    answers: Answers,
) -> Finding:
    setup = [Evidence("dvc", "DVC's configuration", Place(setup.config)) for setup in dvc.setups if setup.config]
    tracked = [Evidence("dvc", f"DVC tracks {output.path}", output.place) for output in dvc.outputs]
    # A pointer whose content a partial clone lacks still says by its name that DVC tracks something.
    tracked += [Evidence("dvc", "a DVC pointer", Place(file.path)) for file in dvc.files if not file.is_read]
    lfs = [Evidence("lfs", f"Git LFS tracks {pattern.pattern}", pattern.place) for pattern in dvc.lfs_patterns]
    others = [*_other_tools(python), *_versioned_buckets(commands, snapshot)]
    if setup and tracked:
        return present("DVC is set up and tracks data.", [*tracked, *setup, *lfs, *others])
    if lfs or others:
        how = "Git LFS" if lfs else "artifacts or object versions"
        return present(f"Data is versioned with {how}.", [*lfs, *others])
    if setup or tracked:
        missing = "tracks nothing" if setup else "has no configuration"
        return partial(f"DVC is there, but {missing}.", [*setup, *tracked])
    weak = [*commented(python.commented_calls("dvc.*")), *required(manifests, *tools("dvc"))]
    if weak:
        return partial("DVC is only required.", weak)
    weak = [*_dvc_commands(commands), *called(python.calls(*_KEEPERS)), *_revisions(python), *_submodules(snapshot)]
    if weak:
        return partial(
            "Data has versions by what code or commands say, but nothing of the repository tracks it.", once(weak)
        )
    told = [
        Evidence("answer", f"question {one.sentence.question} says that a bucket keeps versions", one.sentence.place)
        for one in answers.saying(*_BUCKET_VERSIONS)
    ]
    if told:
        return partial("A bucket keeps versions of the data by what the answers say.", once(told))
    return absent("No DVC, no Git LFS, no dataset artifacts.", words=["dvc", "artifact", "lakefs"])


def _other_tools(python: PythonCode) -> Iterator[Evidence]:
    for call in python.calls("wandb.Artifact"):
        if _is_of_data(call, 1):
            yield Evidence("call", "versions data as a W&B artifact", call.place)
    for module in python.own:
        for call in module.calls:
            if call.attribute in ("log_artifact", "use_artifact") and _is_of_data(call, 2):
                yield Evidence("call", "versions data as a W&B artifact", call.place)
    yield from called(python.calls(*_TOOLS))
    for call in python.calls("google.cloud.storage.*"):
        if "generation" in call.keywords or call.attribute == "versioning_enabled":
            yield Evidence("call", "reads a version of an object", call.place)


def _is_of_data(call: Call, position: int) -> bool:
    kind = call.argument(position, "type")
    return kind is not None and "data" in str(kind.literal).lower()


_BUCKET_RESOURCE = re.compile(r'^\s*resource\s+"(?:google_storage_bucket|aws_s3_bucket_versioning)"')
_VERSIONING = re.compile(r"^\s*versioning(?:_configuration)?\s*\{")


def _versioned_buckets(commands: list[Command], snapshot: Snapshot) -> Iterator[Evidence]:
    """Buckets that live commands or Terraform tell to keep versions of their objects."""
    for command in commands:
        for words in command.programs() if command.live else ():
            if (words[:2] == ("gsutil", "versioning") and "on" in words) or (
                words[:3] == ("gcloud", "storage", "buckets") and "--versioning" in words
            ):
                yield Evidence("command", f"lets a bucket keep versions: {command.text[:80]}", command.place)
    paths = [entry.path for entry in snapshot.files if entry.path.endswith((".tf", ".tofu"))]
    snapshot.read(paths)
    for path in paths:
        is_bucket = False
        for number, line in enumerate(snapshot.lines(path), start=1):
            if line.lstrip().startswith("resource "):
                is_bucket = _BUCKET_RESOURCE.match(line) is not None
            elif is_bucket and _VERSIONING.match(line):
                yield Evidence("terraform", "lets a bucket keep versions", Place(path, number, number))


def _dvc_commands(commands: list[Command]) -> Iterator[Evidence]:
    for command in using(commands, "dvc"):
        if command.live and any(
            words[:1] == ("dvc",) and words[1:2] and words[1] in _DVC_TRACKS for words in command.programs()
        ):
            yield Evidence("command", f"runs {command.text[:80]}", command.place)


def _revisions(python: PythonCode) -> Iterator[Evidence]:
    """Datasets that are loaded at a version of the hub that they come from."""
    for call in python.calls(
        "datasets.load_dataset", "huggingface_hub.snapshot_download", "huggingface_hub.hf_hub_download"
    ):
        revision = call.keywords.get("revision")
        if revision is not None and revision.literal not in (None, "main"):
            yield Evidence("call", "loads a version of a dataset", call.place)


def _submodules(snapshot: Snapshot) -> Iterator[Evidence]:
    for number, line in enumerate(snapshot.lines(".gitmodules"), start=1):
        if re.match(r"\s*path\s*=\s*(?:\S*/)?(?:data|datasets?)(?:/|\s*$)", line):
            yield Evidence("submodule", "the data is a repository of its own", Place(".gitmodules", number, number))


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
    Example(
        "a logged artifact",
        "present",
        {"a.py": "import wandb\n\nrun = wandb.init()\nrun.log_artifact('a.csv', 'cats', type='dataset')"},
        at=("a.py:4",),
    ),
    Example("a bucket that keeps versions", "present", {"setup.sh": "gsutil versioning set on gs://cats"}),
    Example(
        "such a bucket in Terraform",
        "present",
        {"a.tf": 'resource "google_storage_bucket" "cats" {\n  versioning {\n    enabled = true\n  }\n}'},
        at=("a.tf:2",),
    ),
    Example("commands without files", "partial", {"setup.sh": "dvc init\ndvc add data"}),
    Example(
        "a version of a hub", "partial", {"a.py": "import datasets\n\ndatasets.load_dataset('cats', revision='v1.2')"}
    ),
    Example(
        "a bucket that keeps versions, told",
        "partial",
        {"a.py": "x = 1"},
        answers={10: "We did not use DVC. We turned on object versioning for our bucket and used that instead."},
    ),
    Example("a dataset of a hub", "absent", {"a.py": "import datasets\n\ndatasets.load_dataset('cats')"}),
    Example("a documented command", "absent", {"README.md": "Run\n\n```bash\ngsutil versioning set on gs://b\n```"}),
    Example("an ignored folder", "absent", {".gitignore": "data/\n*.dvc"}),
]
