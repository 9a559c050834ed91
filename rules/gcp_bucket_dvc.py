"""The data is stored in a GCP bucket that data version control is linked with: a DVC remote with a gs:// address.

A remote that live commands add counts, and so does one of an earlier .dvc/config that the documents or answers still
describe. A bucket that code, commands or configuration use without DVC, one that the answers show or describe, and a
DVC remote elsewhere (S3, Azure, Google Drive, DagsHub) are `partial`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.commands import Command, using
from auditor.facts.python import PythonCode
from auditor.place import Place
from auditor.prose.mood import Mood
from auditor.report import Report
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, ExampleCommit, Finding, absent, partial, present
from rules.descriptions import described
from rules.figures import figures_in_answers
from rules.gathering import called
from rules.terraform import resources

if TYPE_CHECKING:
    from auditor.facts.configs import ConfigFile
    from auditor.facts.documents import Document
    from auditor.facts.dvc import DataVersioning
    from auditor.facts.template import TemplateMatch
    from auditor.facts.workflows import Workflow
    from auditor.prose.answers import Answers
    from auditor.repository.versions import FileHistory, FileVersion

_BUCKET = re.compile(r"gs://|https?://storage\.(?:googleapis|cloud\.google)\.com/|^gcs://|^/gcs/")
# In code an address of that site may as well be one of the many public data sets that are stored there.
_BUCKET_IN_CODE = re.compile(r"gs://|^gcs://|^/gcs/")
_PLACEHOLDER = re.compile(r"<|your|example|bucket[-_]?name|placeholder|change[-_]?me|\.\.\.", re.IGNORECASE)
_CONFIGURED = re.compile(r"^\s*url\s*=\s*[\"']?(?P<url>gs://\S+)", re.MULTILINE)
_CALLS = ("google.cloud.storage.*", "gcsfs.*")
_ACTIONS = ("google-github-actions/upload-cloud-storage",)
_TERRAFORM_BUCKET = re.compile(r"google_storage_bucket$")
_STORAGE = re.compile(r"\b(?:gcp|gcs|google cloud|buckets?)\b|gs://", re.IGNORECASE)
_DVC = re.compile(r"\bdvc\b", re.IGNORECASE)
_BUCKET_QUESTION = 19
_NAMES = ("GCP bucket", "GCS bucket", "Google Cloud bucket", "cloud bucket", "storage bucket", "Cloud Storage", "GCS")
_STORED = re.compile(r"\b(?:data|datasets?|images|files)\b|gs://", re.IGNORECASE)
_BUCKET_KEY = re.compile(r"(?:^|[._-])(?:gcs|gcp|data)?[_-]?bucket(?:[_-]?name)?$", re.IGNORECASE)
_PYTHON_TEXT = 300  # characters; a longer literal is a text that speaks of buckets, and no address


def judge(
    dvc: DataVersioning,
    commands: list[Command],
    python: PythonCode,
    configs: list[ConfigFile],
    workflows: list[Workflow],
    documents: list[Document],
    snapshot: Snapshot,
    file_history: FileHistory,
    report: Report | None,
    answers: Answers,
    template: TemplateMatch,
) -> Finding:
    linked = [
        Evidence("dvc-remote", f"the DVC remote {remote.name} is {remote.url}", remote.place)
        for remote in dvc.remotes
        if _is_bucket(remote.url)
    ]
    linked += [
        Evidence("command", f"adds a DVC remote: {command.text}", command.place)
        for command in using(commands, "dvc", "remote")
        if command.live and any(_is_bucket(word) for word in command.words)
    ]
    if linked:
        return present("A DVC remote is a GCP bucket.", linked)
    before = list(_configured_before(file_history))
    still_told = list(_described(documents, answers)) if before else []
    if before and still_told:
        return present("A DVC remote was a GCP bucket before, and is still described.", [*before, *still_told])
    remotes = [
        Evidence("dvc-remote", f"the DVC remote {remote.name} is {remote.url or 'without an address'}", remote.place)
        for remote in dvc.remotes
    ]
    weak = [
        *before,
        *_in_code(python, configs),
        *_in_commands(commands, workflows),
        *resources(snapshot, _TERRAFORM_BUCKET, "defines a bucket"),
        *figures_in_answers(report, snapshot, template, _BUCKET_QUESTION),
    ]
    if weak:
        why = "the DVC remote is none" if remotes else "no DVC remote is one"
        return partial(f"A GCP bucket is used, but {why}.", [*weak, *remotes])
    if remotes:
        return partial("The DVC remote is not a GCP bucket.", remotes)
    told = list(described(answers, report, _NAMES, _STORED, "a bucket that holds data"))
    if told:
        return partial("A GCP bucket is only described in the answers.", told)
    return absent(
        "There is no DVC remote, and nothing uses a GCP bucket.", words=["gs://", "bucket", "gsutil", "remote"]
    )


def _is_bucket(address: str, pattern: re.Pattern[str] = _BUCKET) -> bool:
    return bool(pattern.search(address)) and not _PLACEHOLDER.search(address)


def _configured_before(file_history: FileHistory) -> Iterator[Evidence]:
    """The last commit whose .dvc/config had a bucket, if a later one took it out."""
    addresses = [(version, _configured_bucket(version)) for version in file_history.versions(".dvc/config")]
    if addresses and not addresses[-1][1]:
        for version, address in reversed(addresses):
            if address:
                yield Evidence("dvc-remote", f"the DVC remote was {address}", Place(commit=version.commit))
                return


def _configured_bucket(version: FileVersion) -> str:
    found = (match["url"] for match in _CONFIGURED.finditer(version.text or ""))
    return next((address for address in found if _is_bucket(address)), "")


def _described(documents: list[Document], answers: Answers) -> Iterator[Evidence]:
    """Where it is said that DVC uses a bucket; nothing where the answers deny that DVC was used."""
    if answers.saying("DVC", moods=(Mood.DENIED,)):
        return
    for document in documents:
        for line, place in document.search(_DVC):
            if _STORAGE.search(line):
                yield Evidence("document", "says that DVC uses a bucket", place)
    for mention in answers.saying("DVC"):
        if _STORAGE.search(mention.sentence.plain):
            yield Evidence(
                "answer", f"question {mention.sentence.question} says that DVC uses a bucket", mention.sentence.place
            )


def _in_code(python: PythonCode, configs: list[ConfigFile]) -> Iterator[Evidence]:
    for module in python.own:
        for text in module.texts:
            if len(text.value) < _PYTHON_TEXT and _is_bucket(text.value, _BUCKET_IN_CODE):
                yield Evidence("address", f"names {text.value[:80]}", text.place)
    yield from called(python.calls(*_CALLS))
    for config in configs:
        for setting in config.settings:
            if not isinstance(setting.value, str) or _PLACEHOLDER.search(setting.value):
                continue
            if _BUCKET_IN_CODE.search(setting.value) or (setting.value and _BUCKET_KEY.search(setting.key)):
                yield Evidence("configuration", f"{setting.key} is {setting.value[:80]}", setting.place)


def _in_commands(commands: list[Command], workflows: list[Workflow]) -> Iterator[Evidence]:
    for command in commands:
        programs = command.programs()
        if any(w[:1] == ("gsutil",) or w[:2] == ("gcloud", "storage") or w[:1] == ("gcsfuse",) for w in programs):
            yield Evidence("command", f"uses a bucket: {command.text[:80]}", command.place)
        elif any(_is_bucket(word, _BUCKET_IN_CODE) for word in command.words):
            yield Evidence("command", f"names a bucket: {command.text[:80]}", command.place)
    for workflow in workflows:
        for _, step in workflow.live_steps():
            if step.action in _ACTIONS:
                yield Evidence("workflow-step", "uploads to a bucket", step.place)


_TO_BUCKET = "[core]\n    remote = store\n['remote \"store\"']\n    url = gs://cats-and-dogs/dvc"
_TO_DRIVE = _TO_BUCKET.replace("gs://cats-and-dogs/dvc", "gdrive://0123456789")
_MOVED = (ExampleCommit({".dvc/config": _TO_BUCKET}), ExampleCommit({".dvc/config": _TO_DRIVE}))

EXAMPLES = [
    Example("a remote", "present", {".dvc/config": _TO_BUCKET}, at=(".dvc/config:3-4",)),
    Example("a folder's remote", "present", {"data/.dvc/config": _TO_BUCKET}),
    Example("added by a script", "present", {"setup.sh": "dvc remote add -d store gs://cats-and-dogs"}),
    Example(
        "before, and described",
        "present",
        history=(*_MOVED, ExampleCommit({"README.md": "We used DVC with a GCP bucket until the credits were gone."})),
    ),
    Example(
        "before, and given up",
        "partial",
        history=_MOVED,
        answers={
            10: "We tried to link DVC to a bucket. It did not work, so we did not use DVC.",
            17: "DVC uses a bucket.",
        },
    ),
    Example("before, and not described", "partial", history=_MOVED),
    Example("another storage", "partial", {".dvc/config": _TO_DRIVE}),
    Example("a template's address", "partial", {".dvc/config": _TO_BUCKET.replace("cats-and-dogs", "<your-bucket>")}),
    Example(
        "in code without DVC", "partial", {"a.py": "from google.cloud import storage\n\nstorage.Client().bucket('b')"}
    ),
    Example("copied by a script", "partial", {"get.sh": "gsutil -m cp -r gs://cats-and-dogs/raw data/"}),
    Example("in a configuration", "partial", {"configs/data.yaml": "path: gs://cats-and-dogs/raw"}),
    Example("a bucket's name in a configuration", "partial", {"configs/data.yaml": "gcs_bucket: cats-and-dogs"}),
    Example(
        "told",
        "partial",
        {"a.py": "x = 1"},
        answers={17: "We used Cloud Storage: a GCP bucket holds the raw data and the trained models."},
    ),
    Example(
        "a screenshot", "partial", {"reports/figures/bucket.png": b"\x89PNG"}, answers={19: "![x](figures/bucket.png)"}
    ),
    Example("commented out", "absent", {".dvc/config": '# [remote "store"]\n#    url = gs://cats-and-dogs'}),
    Example("a plan", "absent", {"a.py": "x = 1"}, answers={17: "Data could be stored in a GCP bucket later."}),
    Example(
        "only told", "absent", {"README.md": "All data is with DVC."}, answers={10: "We did not use DVC nor a bucket."}
    ),
]
