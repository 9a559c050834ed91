"""The model is deployed in GCP, with Cloud Functions or Cloud Run as the back end.

Present: a deployment step (`gcloud run deploy`, `gcloud functions deploy`, their actions), a Cloud Run service file,
Terraform for one, code of a Cloud Function, or the address of the deployed service (*.run.app, *.cloudfunctions.net) in
code, documents or report. Commands that are only documented or described, and another cloud, are `partial`. Deploying
by hand leaves no trace, so that without any of this it cannot be verified.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from auditor.facts.commands import Command
from auditor.facts.python import PythonCode
from auditor.report import Report
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, partial, present, unverifiable
from rules.deployments import documented_on_google, elsewhere, on_google
from rules.descriptions import commands_told, screenshots

if TYPE_CHECKING:
    from auditor.facts.configs import ConfigFile
    from auditor.facts.documents import Document
    from auditor.facts.template import TemplateMatch
    from auditor.facts.workflows import Workflow
    from auditor.prose.answers import Answers

_COMMAND = re.compile(r"gcloud (?:beta |alpha )?(?:run|functions) (?:deploy|services)|services replace")
_SCREENSHOT = re.compile(r"cloud[-_ ]?run|cloud[-_ ]?function|deploy", re.IGNORECASE)


def judge(
    commands: list[Command],
    workflows: list[Workflow],
    configs: list[ConfigFile],
    python: PythonCode,
    snapshot: Snapshot,
    documents: list[Document],
    report: Report | None,
    answers: Answers,
    template: TemplateMatch,
) -> Finding:
    signs = on_google(commands, workflows, configs, python, snapshot, documents, report)
    if signs:
        return present(_by(signs), signs)
    told = [
        *documented_on_google(commands),
        *commands_told(answers, _COMMAND),
        *screenshots(report, snapshot, template, _SCREENSHOT),
    ]
    if told:
        return partial("A deployment to Cloud Run or Cloud Functions is only described, with its commands.", told)
    other = elsewhere(commands, workflows, python, snapshot, documents, report)
    if other:
        return partial("The application is deployed to another service than Cloud Run or Cloud Functions.", other)
    return unverifiable(
        "No deployment step, configuration or address of a service is there: ask for the service's address, or see the "
        "project's Cloud Run page."
    )


def _by(signs: list[Evidence]) -> str:
    if any(sign.kind in ("command", "workflow-step") for sign in signs):
        return "A command or workflow deploys to Cloud Run or Cloud Functions."
    if any(sign.kind in ("configuration", "terraform", "call") for sign in signs):
        return "The configuration or code of a Cloud Run service or Cloud Function is there."
    return "The address of a service on Cloud Run or Cloud Functions is given."


_SERVICE = "https://cats-ab12cd34ef-ew.a.run.app"


def _workflow(step: str) -> dict[str, str]:
    text = f"on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - {step}\n"
    return {".github/workflows/deploy.yml": text}


EXAMPLES = [
    Example(
        "a workflow's command",
        "present",
        _workflow("run: gcloud run deploy cats --image gcr.io/p/cats --region europe-west1"),
        at=(".github/workflows/deploy.yml:6",),
    ),
    Example("an action", "present", _workflow("uses: google-github-actions/deploy-cloudrun@v2")),
    Example(
        "Cloud Build",
        "present",
        {"cloudbuild.yaml": "steps:\n- name: gcr.io/cloud-builders/gcloud\n  args: [run, deploy, cats, --image, x]"},
        at=("cloudbuild.yaml:3",),
    ),
    Example("make", "present", {"Makefile": b"deploy:\n\tgcloud beta functions deploy cats --runtime python311\n"}),
    Example(
        "a service file",
        "present",
        {"run/service.yaml": "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: cats"},
        at=("run/service.yaml:1",),
    ),
    Example("Terraform", "present", {"infra/main.tf": 'resource "google_cloud_run_v2_service" "cats" {\n}'}),
    Example(
        "a Cloud Function",
        "present",
        {"main.py": "import functions_framework\n\n@functions_framework.http\ndef cats(request):\n    return 'meow'"},
    ),
    Example("an address in code", "present", {"ui.py": f"URL = '{_SERVICE}/predict'"}, at=("ui.py:1",)),
    Example("an address in a README", "present", {"README.md": f"Try it at {_SERVICE}."}),
    Example(
        "an address in an answer",
        "present",
        {"a.py": "x = 1"},
        answers={24: "Call it:\n\n```\ncurl https://cats-123456789012.europe-west1.run.app/health\n```"},
        at=("reports/README.md:13",),
    ),
    Example("a documented command", "partial", {"README.md": "```bash\ngcloud run deploy cats --source .\n```"}),
    Example(
        "a described command",
        "partial",
        {"a.py": "x = 1"},
        answers={24: "We deployed to the cloud with `gcloud run deploy cats`."},
    ),
    Example("another cloud", "partial", {"README.md": "See https://cats-and-dogs.streamlit.app."}),
    Example("only said", "unverifiable", {"a.py": "x = 1"}, answers={24: "We deployed our API with Cloud Run."}),
    Example("denied", "unverifiable", {"a.py": "x = 1"}, answers={24: "We did not get to `gcloud run deploy`."}),
    Example(
        "placeholders",
        "unverifiable",
        {"README.md": "Call https://cats-HASH-ew.a.run.app or https://your-service-[hash]-ew.a.run.app."},
    ),
    Example("commented out", "unverifiable", _workflow("run: pytest\n      # - run: gcloud run deploy cats")),
    Example("local", "unverifiable", {"ui.py": "URL = 'http://localhost:8000'"}),
]
