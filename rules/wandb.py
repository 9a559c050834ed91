"""The training logs to Weights & Biases: `wandb.init` with something logged, its Lightning logger, or a callback.

Importing, requiring or commenting it out is `partial`, and so are what its runs left behind, a screenshot of it in the
answers, and another experiment tracker.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.commands import Command
from auditor.facts.python import PythonCode
from auditor.place import Place
from auditor.report import Report
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.descriptions import screenshots
from rules.gathering import called, commented, imported, required
from rules.vocabulary import tools, tools_of_kind

if TYPE_CHECKING:
    from auditor.facts.configs import ConfigFile
    from auditor.facts.manifests import Manifests
    from auditor.facts.template import TemplateMatch

_LOGGER = re.compile(r"(?:^|[._])(?:wandb|weightsandbiases)\w*?(?:logger|callback|tracker)\w*$", re.IGNORECASE)
_LOGGING = re.compile(
    r"^wandb\.(?:log|log_artifact|log_model|save|watch|plot|run\.(?:log|log_artifact|summary)\w*|summary\.update|agent"
    r"|init\.(?:log|log_artifact|log_model|save|summary\.update|watch|use_artifact)|sklearn\.\w+|integration\.\S+)$"
)
_RUN_FOLDER = re.compile(r"(?:^|/)wandb/(?:offline-)?run-[^/]+/")
_SCREENSHOT = re.compile(r"wandb|weights?[-_ ]?(?:and|&)[-_ ]?bias", re.IGNORECASE)
_OTHERS = ("google.cloud.aiplatform.log_metrics", "google.cloud.aiplatform.log_params", "sagemaker.experiments.*")


def judge(
    python: PythonCode,
    configs: list[ConfigFile],
    manifests: Manifests,
    commands: list[Command],
    snapshot: Snapshot,
    report: Report | None,
    template: TemplateMatch,
) -> Finding:
    starts = [Evidence("call", "starts a W&B run", call.place) for call in python.calls("wandb.init")]
    logs = list(_logging(python))
    loggers = [*_loggers(python), *_configured(configs), *_told_to(commands)]
    if loggers or (starts and logs):
        return present("Training progress is logged to Weights & Biases.", [*starts, *logs, *loggers])

    weak = [*starts, *logs, *imported(python, *tools("wandb")), *required(manifests, *tools("wandb"))]
    weak += [*commented(python.commented_calls("wandb.*")), *_left_behind(snapshot)]
    weak += screenshots(report, snapshot, template, _SCREENSHOT)
    if weak:
        return partial("Weights & Biases is there, but no live code logs to it.", weak, ["wandb"])
    others = [tool for tool in tools_of_kind("tracker") if tool.key != "wandb"]
    weak = [*imported(python, *others), *called(python.calls(*_OTHERS))]
    if weak:
        return partial("Another experiment tracker is used instead of Weights & Biases.", weak, ["wandb"])
    return absent("No code, configuration or manifest mentions Weights & Biases or another tracker.", words=["wandb"])


def _logging(python: PythonCode) -> Iterator[Evidence]:
    for call in python.calls("wandb.*"):
        if _LOGGING.match(python.full_name(call.name)):
            yield Evidence("call", "logs to W&B", call.place)


def _loggers(python: PythonCode) -> Iterator[Evidence]:
    for module in python.own:
        for call in module.calls:
            if call.is_resolved and _LOGGER.search(python.full_name(call.name)):
                yield Evidence("call", f"uses {call.name}", call.place)
            for keyword in ("report_to", "log_with"):  # of Hugging Face's Trainer and Accelerator
                if keyword in call.keywords and "wandb" in str(call.keywords[keyword].literal):
                    yield Evidence("call", f"reports to W&B ({keyword})", call.place)
    for call in python.calls("ultralytics.settings.update", "ultralytics.utils.SETTINGS.update"):
        if call.arguments and _switches_on(call.arguments[0].node):
            yield Evidence("call", "lets Ultralytics report to W&B", call.place)


def _switches_on(node: ast.expr) -> bool:
    pairs = zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ()
    return any(
        isinstance(key, ast.Constant)
        and key.value == "wandb"
        and isinstance(value, ast.Constant)
        and value.value is True
        for key, value in pairs
    )


def _told_to(commands: list[Command]) -> Iterator[Evidence]:
    """Live commands that have an option let the training report to W&B."""
    for command in commands:
        for word, following in zip(command.words, (*command.words[1:], ""), strict=True):
            told = f"{word}={following}" if word in ("--report_to", "--report-to") else word
            if command.live and told.lower().startswith(("--report_to=wandb", "--report-to=wandb", "wandb=true")):
                yield Evidence("command", f"reports to W&B: {command.text[:80]}", command.place)


def _left_behind(snapshot: Snapshot) -> Iterator[Evidence]:
    """The first file of what W&B's runs left in the repository."""
    path = next((entry.path for entry in snapshot.files if _RUN_FOLDER.search(entry.path)), None)
    if path is not None:
        yield Evidence("file", "a file of a W&B run", Place(path))


def _configured(configs: list[ConfigFile]) -> Iterator[Evidence]:
    for config in configs:
        for setting in config.settings:
            if setting.key.rpartition(".")[2] in ("_target_", "class_path") and _LOGGER.search(str(setting.value)):
                yield Evidence("configuration", f"configures {setting.value}", setting.place)


EXAMPLES = [
    Example(
        "a run that logs",
        "present",
        {"src/app/train.py": "import wandb\n\nwandb.init(project='x')\nwandb.log({'loss': 1})"},
        at=("src/app/train.py:3", "src/app/train.py:4"),
    ),
    Example(
        "under another name",
        "present",
        {"train.py": "from wandb import init as w\n\nrun = w(project='x')\nrun.log({'loss': 1})"},
    ),
    Example(
        "Lightning's logger",
        "present",
        {
            "train.py": """
                import pytorch_lightning as pl
                from pytorch_lightning.loggers import WandbLogger

                trainer = pl.Trainer(logger=WandbLogger(project="x"))
            """
        },
    ),
    Example(
        "a logger instantiated from the configuration",
        "present",
        {"configs/logger.yaml": "_target_: lightning.pytorch.loggers.WandbLogger\nproject: x"},
    ),
    Example(
        "a trainer that reports",
        "present",
        {"t.py": "from transformers import TrainingArguments\n\nTrainingArguments('out', report_to=['wandb'])"},
    ),
    Example(
        "a logger of Lightning's own configuration",
        "present",
        {"configs/t.yaml": "trainer:\n  logger:\n    class_path: lightning.pytorch.loggers.WandbLogger"},
    ),
    Example("told on the command line", "present", {"train.sh": "python train.py --report_to wandb"}),
    Example(
        "Ultralytics' setting",
        "present",
        {"train.py": "from ultralytics import settings\n\nsettings.update({'wandb': True})"},
    ),
    Example("left behind by runs", "partial", {"wandb/run-20260101_1/files/config.yaml": "lr: 0.1"}),
    Example(
        "a screenshot",
        "partial",
        {"reports/figures/wandb.png": b"\x89PNG\x01"},
        answers={14: "![runs](figures/wandb.png)"},
    ),
    Example("started, nothing logged", "partial", {"train.py": "import wandb\n\nwandb.init()"}),
    Example("only required", "partial", {"requirements.txt": "torch\nwandb==0.16"}),
    Example("commented out", "partial", {"train.py": "x = 1\n# import wandb\n# wandb.init()\n# wandb.log({})"}),
    Example(
        "in a string and after a return",
        "absent",
        {"train.py": "def f():\n    print('wandb.init(); wandb.log()')\n    return\n    wandb.log({})"},
    ),
    Example(
        "another tracker",
        "partial",
        {"train.py": "import mlflow\n\nmlflow.start_run()\nmlflow.log_metric('loss', 1)"},
    ),
    Example(
        "a module of the project called so", "absent", {"train.py": "from notes import wandb", "notes.py": "wandb = 1"}
    ),
]
