"""The model was trained in GCP, with the Compute Engine or Vertex AI.

Present: a Vertex AI job file (`workerPoolSpecs`), the aiplatform library or `gcloud ai custom-jobs` in code, workflow,
task or Cloud Build file, Terraform for one, or scripts that create and use a virtual machine for training. Commands,
job or machine names and screenshots that are only documented or described are `partial`. Training by hand in the
console leaves no trace, so that without any of this it cannot be verified.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from auditor.facts.commands import Command, Origin
from auditor.facts.configs import Shape
from auditor.facts.python import PythonCode
from auditor.place import Place
from auditor.report import Report
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, partial, present, unverifiable
from rules.descriptions import commands_told, described, screenshots
from rules.gathering import called, using_any
from rules.terraform import resources

if TYPE_CHECKING:
    from auditor.facts.configs import ConfigFile
    from auditor.facts.documents import Document
    from auditor.facts.template import TemplateMatch
    from auditor.prose.answers import Answers

_JOB_COMMANDS = (
    ("gcloud", "ai", "custom-jobs"),
    ("gcloud", "ai", "hp-tuning-jobs"),
    ("gcloud", "ai-platform", "jobs"),
    ("gcloud", "batch", "jobs"),
)
_MACHINE_COMMANDS = (
    ("gcloud", "compute", "instances"),
    ("gcloud", "compute", "ssh"),
    ("gcloud", "compute", "scp"),
    ("gcloud", "compute", "tpus"),
)
_JOB_CALLS = re.compile(
    r"^(?:google\.cloud\.aiplatform(?:_v1\w*)?|vertexai)\.(?:\w+\.)*(?:Custom\w*Job|CustomTrainingJob\w*|\w*TrainingJob"
    r"|HyperparameterTuningJob|PipelineJob|JobServiceClient)(?:\.from_local_script)?$"
    r"|^google_cloud_pipeline_components\.\w.*|^google\.cloud\.compute_v1\.InstancesClient$"
)
_TERRAFORM = re.compile(
    r"google_(?:compute_instance|vertex_ai_|tpu_|notebooks_instance|workbench_instance)|iterative_task"
)
_TRAINS = re.compile(r"train|fine-?tun", re.IGNORECASE)

_NAMES = (
    *("Vertex AI", "Vertex", "Compute Engine", "compute instance", "VM", "VM instance", "VMs", "virtual machine"),
    *("custom job", "custom training job", "Cloud Run", "GCP", "Google Cloud", "cloud"),
)
# A command, the file or the name of a job, the name of a machine; its type alone (n1-standard-4) anybody could choose.
_MACHINE_TYPE = r"(?![acefghmnt]\d[a-z]?-)"
_DETAIL = re.compile(
    r"gcloud (?:beta |alpha )?(?:ai|compute)\b|custom-jobs create"
    rf"|`{_MACHINE_TYPE}[\w./-]*(?:vertex|train|job|config|worker)[\w./-]*\.(?:ya?ml|json|sh|py)`"
    r"|\b[\w/-]*(?:vertex|job|config_[cg]pu|cloud_?config)[\w-]*\.(?:ya?ml|json|sh)\b"
    rf"|\b{_MACHINE_TYPE}(?!compute-|custom-|training-)[a-z][a-z0-9]*(?:-[a-z0-9]+)*-(?:vm|instance|trainer|job|engine)\b"
    rf"|\b(?:VM|instance|machine|job)s?,? (?:called|named)[ :]+[`'\"“]?{_MACHINE_TYPE}[\w-]+"
    r"|`[^`]*\b(?:docker run|uv run|python3?|invoke|make|bash|ssh) [\w./-]+[^`]*`"
)
_COMMAND = re.compile(
    r"gcloud (?:beta |alpha )?(?:ai (?:custom-jobs|hp-tuning-jobs)|compute (?:instances|ssh))(?: create)?"
)
_TRAINED = re.compile(r"\btrained|\btraining|\btrain\b|fine-?tun", re.IGNORECASE)
_CLOUD = r"(?:cloud|Vertex|Compute Engine|GCP|VMs?|virtual machines?|Cloud Run)\b"
_TRAINING = r"\b(?:train|fine-?tun)\w*\b(?![ /-](?:and|test|data|set|images?))"
# "trained the model in the cloud", "used Vertex AI to train the model", and nothing local in the sentence.
_TRAINED_IN_CLOUD = re.compile(
    rf"^(?!.*\blocal).*(?:{_TRAINING}.{{0,80}}\b(?:in|on|with|using|via|by|through)\b.{{0,40}}{_CLOUD}"
    rf"|\b(?:us|utili[sz])(?:ed|ing)\b.{{0,60}}{_CLOUD}.{{0,40}}\b(?:to|for)\b.{{0,60}}\btrain)",
    re.IGNORECASE | re.DOTALL,
)
_JOB_TEXT = re.compile(r"^\s*[\"']?(?:workerPoolSpecs|worker_pool_specs)[\"']?\s*:")
_QUESTIONS = (17, 18, 19, 20, 21, 22)  # those about the cloud
_SCREENSHOT = re.compile(
    r"vertex|train(?!\w*[ /-](?:test|data|set))|\bjobs?\b|_jobs?|custom|vm|engine|instance|gpu|model|checkpoint",
    re.IGNORECASE,
)


def judge(
    configs: list[ConfigFile],
    python: PythonCode,
    commands: list[Command],
    snapshot: Snapshot,
    documents: list[Document],
    report: Report | None,
    answers: Answers,
    template: TemplateMatch,
) -> Finding:
    jobs = [*_job_files(configs), *_job_calls(python), *_run(commands, _JOB_COMMANDS, live=True)]
    machines = [*_machines(commands, snapshot), *resources(snapshot, _TERRAFORM, "defines a machine or job in GCP")]
    if jobs:
        return present("A Vertex AI training job is configured or submitted.", [*jobs, *machines])
    if machines:
        return present("A Compute Engine machine is created or used for training by a script.", machines)
    broken = list(_broken_job_files(snapshot))
    if broken:
        return partial("There is a Vertex AI job file, which cannot be read as it stands.", broken)
    told = [*_documented(commands, documents), *_told(answers, report, snapshot, template)]
    if told:
        return partial("Training in GCP is only described, with commands, names or screenshots.", told)
    return unverifiable(
        "No job file, command or script is there: the Vertex AI jobs or the Compute Engine machines of the project "
        "would show it."
    )


def _job_files(configs: list[ConfigFile]) -> Iterator[Evidence]:
    for config in configs:
        found = config.shape(Shape.VERTEX_JOB)
        if found is not None:
            yield Evidence("configuration", "a Vertex AI job file", found.place)


def _broken_job_files(snapshot: Snapshot) -> Iterator[Evidence]:
    for problem in snapshot.unread:
        is_one = problem.path.endswith((".yaml", ".yml", ".json"))
        for number, line in enumerate(snapshot.lines(problem.path) if is_one else (), start=1):
            if _JOB_TEXT.match(line):
                yield Evidence(
                    "configuration", f"a job file, but {problem.message}", Place(problem.path, number, number)
                )


def _job_calls(python: PythonCode) -> list[Evidence]:
    calls = [
        call
        for call in python.calls("google.*", "vertexai.*", "google_cloud_pipeline_components.*")
        if _JOB_CALLS.match(python.full_name(call.name))
    ]
    return called(calls)


def _run(commands: Iterable[Command], wanted: tuple[tuple[str, ...], ...], live: bool) -> Iterator[Evidence]:
    for command in using_any(commands, wanted):
        if command.live == live:
            verb = "runs" if live else "gives the command"
            yield Evidence("command", f"{verb} {command.text[:80]}", command.place)


def _machines(commands: list[Command], snapshot: Snapshot) -> Iterator[Evidence]:
    """Live commands that create or enter a machine, in scripts, jobs or tasks that have to do with training."""
    groups: dict[tuple[str, str], list[Command]] = defaultdict(list)
    for command in commands:
        if command.live:
            groups[command.place.path or "", command.name].append(command)
    for (path, name), group in groups.items():
        text = snapshot.text(path) or "" if not name else ""
        if _TRAINS.search(" ".join([path, name, text, *(command.text for command in group)])):
            yield from _run(group, _MACHINE_COMMANDS, live=True)
    # A runner of CML is there to train, in another job than the one that launches it.
    yield from _run((command for command in commands if "gcp" in command.text), (("cml", "runner"),), live=True)


def _documented(commands: list[Command], documents: list[Document]) -> Iterator[Evidence]:
    given = [command for command in commands if command.origin is Origin.DOCUMENT]
    yield from _run(given, _JOB_COMMANDS, live=False)
    about_training = {
        document.path
        for document in documents
        if _TRAINS.search(document.path) or next(document.search(_TRAINS), None) is not None
    }
    for piece in _run(given, _MACHINE_COMMANDS, live=False):
        if piece.place.path in about_training:
            yield piece


def _told(answers: Answers, report: Report | None, snapshot: Snapshot, template: TemplateMatch) -> Iterator[Evidence]:
    yield from described(answers, report, _NAMES, _DETAIL, "training in GCP with its command or a name", _TRAINED)
    yield from commands_told(answers, _COMMAND)
    claimed = list(described(answers, report, _NAMES, _TRAINED_IN_CLOUD, "training in GCP", _TRAINED_IN_CLOUD))
    shown = list(screenshots(report, snapshot, template, _SCREENSHOT, _QUESTIONS))
    if claimed and shown:
        yield from (*claimed, *shown)


_JOB = """
    workerPoolSpecs:
      machineSpec:
        machineType: n1-highmem-2
      replicaCount: 1
      containerSpec:
        imageUri: gcr.io/cats/train
"""
_ON_MACHINE = (
    "gcloud compute instances create cats --zone europe-west1-b\ngcloud compute ssh cats --command 'python train.py'"
)

EXAMPLES = [
    Example("a job file in a hidden folder", "present", {".gcp/config.yaml": _JOB}),
    Example("a job file", "present", {"cloud/config.yaml": _JOB}, at=("cloud/config.yaml:1-6",)),
    Example(
        "the library",
        "present",
        {"t.py": "from google.cloud import aiplatform as ai\n\nai.CustomContainerTrainingJob('cats').run()"},
        at=("t.py:3",),
    ),
    Example(
        "a workflow",
        "present",
        {
            ".github/workflows/t.yml": "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n"
            "      - run: JOB=$(gcloud ai custom-jobs create --region=europe-west1 --config=c.yaml)"
        },
    ),
    Example(
        "Cloud Build",
        "present",
        {"build.yaml": "steps:\n- name: gcr.io/cloud-builders/gcloud\n  args: [ai, custom-jobs, create, --region=x]"},
    ),
    Example("a machine for training", "present", {"vm.sh": _ON_MACHINE}, at=("vm.sh:1", "vm.sh:2")),
    Example("Terraform", "present", {"main.tf": 'resource "google_compute_instance" "trainer" {\n}'}),
    Example("a machine for the API", "unverifiable", {"vm.sh": "gcloud compute instances create cats-api"}),
    Example(
        "documented", "partial", {"README.md": "# Training\n\n```\ngcloud ai custom-jobs create --config=c.yaml\n```"}
    ),
    Example(
        "described with a name",
        "partial",
        {"a.py": "x = 1"},
        answers={22: "We trained our model on a VM in the Compute Engine, called cats-vm."},
    ),
    Example(
        "described with a screenshot",
        "partial",
        {"reports/figures/vertex.png": b"\x89PNG"},
        answers={22: "We trained our model in the cloud with Vertex AI.\n\n![jobs](figures/vertex.png)"},
    ),
    Example(
        "described without any",
        "unverifiable",
        {"a.py": "x = 1"},
        answers={18: "We used an n1-standard-4 machine for training.", 22: "We trained our model on it in the cloud."},
    ),
    Example(
        "a screenshot, and training elsewhere",
        "unverifiable",
        {"reports/figures/models.png": b"\x89PNG"},
        answers={19: "![x](figures/models.png)", 22: "We did not train in the cloud, but on our laptops."},
    ),
    Example(
        "a broken job file", "partial", {"job.yaml": "workerPoolSpecs:\n  replicaCount: 1\n<<<<<<< mine\n  a: [\n"}
    ),
    Example(
        "a command in an answer",
        "partial",
        {"a.py": "x = 1"},
        answers={22: "We ran this:\n\n```\ngcloud ai custom-jobs create --config=c.yaml\n```"},
        at=("reports/README.md:13",),
    ),
    Example("commented out", "unverifiable", {"job.yaml": "# workerPoolSpecs:\n#   replicaCount: 1\nregion: europe"}),
]
