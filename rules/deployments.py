"""Signs that an application was deployed to a cloud: steps, configuration, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.commands import Command
from auditor.facts.python import PythonCode
from auditor.place import Place
from auditor.report import Report
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence
from rules.addresses import GOOGLE, OTHER_CLOUDS, addresses
from rules.gathering import using_any
from rules.terraform import resources

if TYPE_CHECKING:
    from auditor.facts.configs import ConfigFile
    from auditor.facts.documents import Document
    from auditor.facts.workflows import Workflow

_GOOGLE_COMMANDS = (
    ("gcloud", "run", "deploy"),
    ("gcloud", "run", "services", "replace"),
    ("gcloud", "run", "services", "update"),
    ("gcloud", "functions", "deploy"),
)
_GOOGLE_ACTIONS = ("google-github-actions/deploy-cloudrun", "google-github-actions/deploy-cloud-functions")
_GOOGLE_TERRAFORM = re.compile(r"google_(?:cloud_run(?:_v2)?_(?:service|job)|cloudfunctions2?_function)$")
_KNATIVE = "serving.knative.dev/"  # the API of a Cloud Run service file
_OTHER_COMMANDS = (
    ("gcloud", "app", "deploy"),
    ("gcloud", "ai", "endpoints"),
    ("gcloud", "container", "clusters"),
    ("az", "webapp"),
    ("az", "containerapp"),
    ("az", "functionapp"),
    ("az", "container", "create"),
    ("aws", "ecs"),
    ("aws", "lambda"),
    ("aws", "apprunner"),
    ("aws", "elasticbeanstalk"),
    ("eb", "deploy"),
    ("sam", "deploy"),
    ("serverless", "deploy"),
    ("heroku", "container:push"),
    ("heroku", "container:release"),
    ("heroku", "create"),
    ("flyctl", "deploy"),
    ("fly", "deploy"),
    ("railway", "up"),
    ("vercel", "deploy"),
    ("vercel", "--prod"),
    ("netlify", "deploy"),
    ("modal", "deploy"),
    ("bentoml", "deploy"),
    ("bentoml", "cloud"),
    ("firebase", "deploy"),
)
_OTHER_ACTIONS = (
    "azure/webapps-deploy",
    "azure/functions-action",
    "azure/container-apps-deploy-action",
    "azure/aci-deploy",
    "azure/k8s-deploy",
    "aws-actions/amazon-ecs-deploy-task-definition",
    "akhileshns/heroku-deploy",
    "google-github-actions/deploy-appengine",
    "amondnet/vercel-action",
    "superfly/flyctl-actions",
    "netlify/actions",
    "johnbeynon/render-deploy-action",
)
_OTHER_FILES = re.compile(
    r"(?:^|/)(?:fly\.toml|render\.ya?ml|railway\.(?:toml|json)|vercel\.json|netlify\.toml|heroku\.yml|Procfile"
    r"|firebase\.json|serverless\.ya?ml|samconfig\.toml|bentodeployment\.ya?ml)$"
)
_OTHER_TERRAFORM = re.compile(
    r"google_app_engine_|google_vertex_ai_endpoint|google_container_cluster|aws_(?:ecs_service|lambda_function|apprunner_)"
    r"|azurerm_(?:container_app|linux_web_app|app_service|container_group|function_app)"
)


def on_google(
    commands: list[Command],
    workflows: list[Workflow],
    configs: list[ConfigFile],
    python: PythonCode,
    snapshot: Snapshot,
    documents: list[Document],
    report: Report | None,
) -> list[Evidence]:
    """Evidence for a deployment to Cloud Run or Cloud Functions."""
    return [
        *_run(commands, _GOOGLE_COMMANDS, "deploys to Google Cloud", live=True),
        *_actions(workflows, _GOOGLE_ACTIONS, "deploys to Google Cloud"),
        *_service_files(configs),
        *resources(snapshot, _GOOGLE_TERRAFORM, "defines a Cloud Run service or Cloud Function"),
        *_function_code(python),
        *addresses(GOOGLE, snapshot, python, documents, report),
    ]


def documented_on_google(commands: list[Command]) -> list[Evidence]:
    """Evidence for commands that would deploy to Google Cloud and that a document only gives."""
    return list(_run(commands, _GOOGLE_COMMANDS, "gives the command", live=False))


def elsewhere(
    commands: list[Command],
    workflows: list[Workflow],
    python: PythonCode,
    snapshot: Snapshot,
    documents: list[Document],
    report: Report | None,
) -> list[Evidence]:
    """Evidence for a deployment to another cloud, or to another service of Google's."""
    return [
        *_run(commands, _OTHER_COMMANDS, "deploys to another service", live=True),
        *_actions(workflows, _OTHER_ACTIONS, "deploys to another service"),
        *(
            Evidence("file", "configures a deployment to another service", Place(entry.path))
            for entry in snapshot.files
            if _OTHER_FILES.search(entry.path)
        ),
        *resources(snapshot, _OTHER_TERRAFORM, "defines a deployment to another service"),
        *addresses(OTHER_CLOUDS, snapshot, python, documents, report),
    ]


def _run(commands: list[Command], wanted: tuple[tuple[str, ...], ...], message: str, live: bool) -> Iterator[Evidence]:
    for command in using_any(commands, wanted):
        if command.live == live:
            yield Evidence("command", f"{message}: {command.text[:80]}", command.place)


def _actions(workflows: list[Workflow], names: tuple[str, ...], message: str) -> Iterator[Evidence]:
    for workflow in workflows:
        for _, step in workflow.live_steps():
            if step.action.startswith(names):
                yield Evidence("workflow-step", f"{message}: {step.action}", step.place)


def _service_files(configs: list[ConfigFile]) -> Iterator[Evidence]:
    for config in configs:
        for setting in config.settings:
            if setting.key.endswith("apiVersion") and str(setting.value).startswith(_KNATIVE):
                yield Evidence("configuration", "a Cloud Run service file", setting.place)


def _function_code(python: PythonCode) -> Iterator[Evidence]:
    for call in python.calls("functions_framework.*", "firebase_functions.https_fn.*"):
        yield Evidence("call", "the code of a Cloud Function", call.place)
