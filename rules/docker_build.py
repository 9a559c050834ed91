"""The Docker images were built, and work: a build is recorded or run.

Present: a workflow, Cloud Build file or other pipeline builds them, or a log or screenshot of a build (or of the built
images in a registry) is committed. Commands to build or run them in a README, a task, a script or the answers are
`partial`. Building on one's own machine leaves no trace, so that without any of this it cannot be verified.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.commands import Command, runs
from auditor.place import Place
from auditor.report import Report
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present, unverifiable
from rules.docker_trigger import image_builds, pipeline_builds
from rules.figures import figures_in_answers, shown_figures
from rules.pipelines import is_image_build, steps_that

if TYPE_CHECKING:
    from auditor.facts.cloudbuild import CloudBuild
    from auditor.facts.containers import Containers
    from auditor.facts.documents import Document
    from auditor.facts.pipelines import Pipeline
    from auditor.facts.template import TemplateMatch
    from auditor.facts.workflows import Workflow
    from auditor.prose.answers import Answers

_IMAGE_QUESTIONS = (20, 21)  # the registry's images, and the history of their builds
_FIGURE = re.compile(
    r"(?:(?:docker|container|image)[-_]?(?:build|image|registry|ps|desktop|hub)|cloud[-_]?build|artifact[-_]?registry)"
    r"[^/]*$",
    re.I,
)
_LOG_FILE = re.compile(r"docker[^/]*\.(?:log|txt|out)$|build[^/]*\.log$", re.IGNORECASE)
_LOG_LINE = re.compile(
    r"^Step \d+/\d+ : FROM|Successfully (?:built [0-9a-f]{12}|tagged )|\[internal\] load build definition"
    r"|exporting to image|naming to docker\.io/"
)
_LOG_LIMIT = 2_000_000  # bytes
_IN_PROSE = re.compile(
    r"\b(?:docker|podman) (?:(?:buildx|image|container) )?(?:build|run)\b|\bdocker[- ]compose (?:up|build)\b", re.I
)


def judge(
    workflows: list[Workflow],
    cloud_builds: list[CloudBuild],
    pipelines: list[Pipeline],
    commands: list[Command],
    containers: Containers,
    snapshot: Snapshot,
    documents: list[Document],
    report: Report | None,
    answers: Answers,
    template: TemplateMatch,
) -> Finding:
    run = [
        Evidence("workflow-step", f"builds an image: {what}", place)
        for workflow in workflows
        for _, _, what, place in steps_that(workflow, "image")
    ]
    run += [piece for build in cloud_builds if not build.commented_out for piece in image_builds(build)]
    run += pipeline_builds(pipelines)
    shown = [
        *figures_in_answers(report, snapshot, template, *_IMAGE_QUESTIONS),
        *_figures(snapshot, report, documents, template),
        *_logs(snapshot),
    ]
    if run:
        return present("A workflow or Cloud Build file builds the images.", [*run, *shown])
    if shown:
        return present("A log or screenshot of a build, or of the built images, is committed.", shown)
    told = [*_commands(commands, template), *_answered(answers)]
    if told:
        return partial("Commands that build or run the images are given, but nothing shows that they were built.", told)
    files = [
        Evidence("dockerfile", "is there, but nothing says that it was built", file.place)
        for file in containers.dockerfiles
        if not file.is_for_development
    ]
    if files or any(service.build for service in containers.services):
        return unverifiable(
            "There are Dockerfiles, but no trace of a build: build them to see whether they work.", files
        )
    return absent("There is no Dockerfile that could be built.")


def _figures(
    snapshot: Snapshot, report: Report | None, documents: list[Document], template: TemplateMatch
) -> Iterator[Evidence]:
    for shown in shown_figures(snapshot, report, documents):
        if shown.path and _FIGURE.search(shown.path) and not template.owns_blob(snapshot.entries[shown.path].oid):
            yield Evidence("figure", "a screenshot of images or their builds", Place(shown.path))


def _logs(snapshot: Snapshot) -> Iterator[Evidence]:
    logs = [
        entry.path
        for entry in snapshot.files
        if entry.path.endswith((".log", ".txt", ".out"))
        and _LOG_FILE.search(entry.path)
        and (entry.size or 0) <= _LOG_LIMIT
    ]
    snapshot.read(logs)
    for path in logs:
        for number, line in enumerate(snapshot.lines(path), start=1):
            if _LOG_LINE.search(line):
                yield Evidence("log", "a committed log of a build", Place(path, number, number))


def _commands(commands: list[Command], template: TemplateMatch) -> Iterator[Evidence]:
    for command in commands:
        for words in command.programs():
            runs_image = any(runs(words, tool, "run") for tool in ("docker", "podman")) or (
                "up" in words[1:4] and (words[0] == "docker-compose" or words[:2] == ("docker", "compose"))
            )
            if words and (runs_image or is_image_build(words)) and not template.owns(command.place):
                yield Evidence("command", f"gives the command {' '.join(words[:4])}", command.place)
                break


def _answered(answers: Answers) -> Iterator[Evidence]:
    for sentence in answers.sentences:
        if _IN_PROSE.search(sentence.plain):
            yield Evidence("answer", f"question {sentence.question} gives a command", sentence.place)


_FILE = {"Dockerfile": "FROM python:3.12\nCOPY . .\nRUN pip install ."}


def _workflow(step: str) -> dict[str, str]:
    text = f"on: workflow_dispatch\njobs:\n  image:\n    runs-on: ubuntu-latest\n    steps:\n      - {step}\n"
    return _FILE | {".github/workflows/image.yml": text}


EXAMPLES = [
    Example("in a workflow", "present", _workflow("run: docker build ."), at=(".github/workflows/image.yml:6",)),
    Example("by an action", "present", _workflow("uses: docker/build-push-action@v6")),
    Example(
        "Cloud Build",
        "present",
        _FILE | {"cloudbuild.yaml": "steps:\n- name: gcr.io/cloud-builders/docker\n  args: ['build', '-t', 'x', '.']"},
        at=("cloudbuild.yaml:3",),
    ),
    Example(
        "a screenshot of the registry",
        "present",
        _FILE | {"reports/figures/ours.png": b"\x89PNG", "reports/README.md": "x"},
        answers={20: "![ours](figures/ours.png)"},
        at=("reports/figures/ours.png",),
    ),
    Example(
        "a log",
        "present",
        _FILE | {"logs/docker_build.log": "Step 1/3 : FROM python:3.12\nSuccessfully built 0123456789ab"},
    ),
    Example(
        "documented", "partial", _FILE | {"README.md": "# Run\n\n```bash\ndocker build -t api .\ndocker run api\n```"}
    ),
    Example("a task", "partial", _FILE | {"Makefile": b"image:\n\tdocker build -t api .\n"}),
    Example("in an answer", "partial", _FILE, answers={15: "To run it: `docker run trainer:latest lr=0.1`."}),
    Example("a screenshot that is not there", "unverifiable", _FILE, answers={21: "![builds](figures/builds.png)"}),
    Example("only Dockerfiles", "unverifiable", _FILE),
    Example(
        "commented out", "unverifiable", _workflow("run: pytest\n      # - run: docker build .") | {"README.md": "x"}
    ),
    Example("no Dockerfile", "absent", {"train.py": "print('docker build .')"}),
]
