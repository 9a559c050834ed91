"""Docker images are built automatically: by a workflow on a push, pull request, tag or release, or by Cloud Build.

A workflow that submits the build elsewhere counts, and so do a Cloud Build file that builds images, a trigger for one
in Terraform or by `gcloud builds triggers create`, and another service's pipeline. Only by hand or on a schedule, only
a script that submits a build, commented out, or a trigger that only the answers describe is `partial`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.commands import Command, using
from auditor.facts.shell import programs
from auditor.place import Place
from auditor.report import Report
from auditor.repository.history import History
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.descriptions import described
from rules.pipelines import is_image_build, runs_on_push, step_does, steps_that
from rules.tasks import Tasks
from rules.terraform import resources

if TYPE_CHECKING:
    from auditor.facts.cloudbuild import CloudBuild, CloudBuildStep
    from auditor.facts.pipelines import Pipeline
    from auditor.facts.workflows import Workflow
    from auditor.prose.answers import Answers

_AUTOMATIC = ("release", "create", "workflow_run", "merge_group", "repository_dispatch")
_TERRAFORM_TRIGGER = re.compile(r"google_cloudbuild_trigger$")
_BUILD_WORD = re.compile(r"build|bake|bud\b")
_COMPOSE_IMAGES = re.compile(r"(?:^|/)(?:docker/compose|docker-compose)(?:[:@]|$)")  # `up` builds what is not there
_DOCKER_IMAGES = re.compile(r"(?:^|/)(?:docker|kaniko|executor|pack|ko|buildah|skaffold|docker-compose)(?:[:@]|$)")
# A trigger that is set up in the cloud's console leaves nothing behind.
_NAMES = ("Cloud Build", "build trigger", "trigger", "triggers", "triggered", "automatically")
_AUTOMATICALLY = re.compile(
    r"\A(?=.*\b(?:trigger|automat))(?=.*\bbuil[dt])(?=.*\b(?:push|commit|merge|main\b|master\b|pull request))",
    re.IGNORECASE | re.DOTALL,
)
_IMAGE = re.compile(r"\b(?:docker|images?|containers?)\b", re.IGNORECASE)
_SUBMITS = (("gcloud", "builds", "submit"), ("az", "acr", "build"))


def judge(
    workflows: list[Workflow],
    cloud_builds: list[CloudBuild],
    pipelines: list[Pipeline],
    commands: list[Command],
    history: History,
    snapshot: Snapshot,
    answers: Answers,
    report: Report | None,
) -> Finding:
    tasks = Tasks(commands)
    automatic: list[Evidence] = []
    weak: list[Evidence] = []
    for workflow in workflows:
        pieces = [
            Evidence("workflow-step", f"builds an image: {what}", place)
            for _, _, what, place in steps_that(workflow, "image", tasks)
        ]
        (automatic if _runs_by_itself(workflow, history) else weak).extend(pieces)
        weak += _dead_steps(workflow)
    for build in cloud_builds:
        (weak if build.commented_out else automatic).extend(image_builds(build))
    automatic += [*pipeline_builds(pipelines), *_triggers(commands, snapshot)]
    if automatic:
        return present(f"{_by(automatic)} builds images.", automatic)
    weak += _submitted(commands)
    if weak:
        return partial("Images are built by a manual workflow or script, or by one that cannot run.", weak)
    told = list(described(answers, report, _NAMES, _IMAGE, "images built automatically", where=_AUTOMATICALLY))
    if told:
        return partial(
            "Images are built automatically by what the answers say, and by nothing in the repository.", told
        )
    return absent("No workflow, Cloud Build file or other pipeline builds images.", words=["docker", "image", "build"])


def _runs_by_itself(workflow: Workflow, history: History) -> bool:
    return runs_on_push(workflow, history) or (
        workflow.is_live and any(event in workflow.triggers for event in _AUTOMATIC)
    )


def _dead_steps(workflow: Workflow) -> Iterator[Evidence]:
    dead = workflow.commented_steps if workflow.is_live else [step for job in workflow.jobs for step in job.steps]
    for step in dead:
        for what, place in step_does(step, "image"):
            yield Evidence("commented-step", f"can never run: {what}", place)


def image_builds(build: CloudBuild) -> Iterator[Evidence]:
    """Evidence for the steps of a Cloud Build file that build images."""
    for step in build.steps:
        for place in _step_builds(step, build.path):
            yield Evidence(
                "cloud-build", f"a Cloud Build step builds an image with {step.image.rpartition('/')[2]}", place
            )


def _step_builds(step: CloudBuildStep, path: str) -> Iterator[Place]:
    if "kaniko" in step.image or "/pack" in step.image:  # they do nothing else
        yield step.place
        return
    for command in step.commands:
        builds = any(is_image_build(words) for words in programs(command))
        is_compose = _COMPOSE_IMAGES.search(step.image) is not None and " up" in f" {command.text}"
        if builds or is_compose or (_DOCKER_IMAGES.search(step.image) and _BUILD_WORD.search(command.text)):
            yield Place(path, command.start, command.end)


def pipeline_builds(pipelines: list[Pipeline]) -> Iterator[Evidence]:
    """Evidence for the commands of other services' pipelines that build images."""
    for pipeline in pipelines:
        for command in pipeline.commands:
            if any(is_image_build(words) for words in programs(command)):
                place = Place(pipeline.path, command.start, command.end)
                yield Evidence("pipeline", f"{pipeline.provider} builds an image: {command.text}", place)


def _triggers(commands: list[Command], snapshot: Snapshot) -> Iterator[Evidence]:
    for command in using(commands, "gcloud", "builds", "triggers"):
        if command.live and any(word in ("create", "import") for word in command.words):
            yield Evidence("command", "creates a Cloud Build trigger", command.place)
    yield from resources(snapshot, _TERRAFORM_TRIGGER, "defines a Cloud Build trigger")


def _submitted(commands: list[Command]) -> Iterator[Evidence]:
    for wanted in _SUBMITS:
        for command in using(commands, *wanted):
            yield Evidence("command", f"submits a build by hand: {' '.join(wanted)}", command.place)


def _by(evidence: list[Evidence]) -> str:
    kinds = {piece.kind for piece in evidence}
    if "workflow-step" in kinds:
        return "A workflow"
    return "Cloud Build" if kinds & {"cloud-build", "command", "terraform"} else "A pipeline"


def _workflow(step: str, on: str = "[push]") -> dict[str, str]:
    text = f"on: {on}\njobs:\n  image:\n    runs-on: ubuntu-latest\n    steps:\n      - {step}\n"
    return {".github/workflows/image.yml": text}


_CLOUD_BUILD = """
    steps:
      - name: gcr.io/cloud-builders/docker
        args: [build, -t, gcr.io/p/train, .]
      - name: gcr.io/cloud-builders/docker
        args: [push, gcr.io/p/train]
"""

EXAMPLES = [
    Example(
        "Cloud Build with Compose",
        "present",
        {"cloudbuild.yaml": "steps:\n- name: docker/compose:1.28.0\n  args: [up, -d]\nimages: [x]\n"},
        at=("cloudbuild.yaml:3",),
    ),
    Example("on push", "present", _workflow("run: docker build -t api ."), at=(".github/workflows/image.yml:6",)),
    Example(
        "docker's action, on tags", "present", _workflow("uses: docker/build-push-action@v6", "{push: {tags: ['v*']}}")
    ),
    Example(
        "on a release", "present", _workflow("run: docker buildx build --push .", "{release: {types: [published]}}")
    ),
    Example("submitted by a workflow", "present", _workflow("run: gcloud builds submit --config build.yaml")),
    Example("Cloud Build", "present", {"cloudbuild.yaml": _CLOUD_BUILD}, at=("cloudbuild.yaml:3",)),
    Example("Cloud Build under another name", "present", {"cloud/train.yaml": _CLOUD_BUILD}),
    Example(
        "Cloud Build through make",
        "present",
        {
            "cloudbuild.yaml": _CLOUD_BUILD.replace("build, -t, gcr.io/p/train, .", "build_app").replace(
                "args: [b", "entrypoint: make\n        args: [b", 1
            )
        },
    ),
    Example(
        "kaniko",
        "present",
        {"cloudbuild.yaml": "steps:\n- name: gcr.io/kaniko-project/executor\n  args: [--destination=x]"},
    ),
    Example("Terraform", "present", {"infra/main.tf": 'resource "google_cloudbuild_trigger" "api" {\n}'}),
    Example("GitLab", "present", {".gitlab-ci.yml": "image:\n  script:\n    - docker build ."}),
    Example(
        "by a script that a workflow starts",
        "present",
        _workflow("run: ./build.sh") | {"build.sh": "docker build -t api ."},
        at=(".github/workflows/image.yml:6",),
    ),
    Example(
        "a trigger set up in the console",
        "partial",
        {"Dockerfile": "FROM python"},
        answers={20: "We created a Cloud Build trigger that builds our docker images on every push to main."},
    ),
    Example(
        "a trigger that they wanted",
        "absent",
        {"Dockerfile": "FROM python"},
        answers={20: "We did not set up a trigger; the images are built by hand. A trigger could build images later."},
    ),
    Example("by hand", "partial", _workflow("run: docker build .", "workflow_dispatch")),
    Example("commented out", "partial", _workflow("run: pytest\n      # - run: docker build .")),
    Example("a submit script", "partial", {"build.sh": "gcloud builds submit --tag gcr.io/p/api ."}),
    Example(
        "a job without a build",
        "absent",
        {"cloudbuild.yaml": "steps:\n- name: gcr.io/cloud-builders/gcloud\n  args: [ai, custom-jobs, create]"},
    ),
    Example("only built by hand", "absent", {"Makefile": b"image:\n\tdocker build -t api .\n"}),
    Example("an image that is only used", "absent", _workflow("run: docker pull postgres && docker run postgres")),
]
