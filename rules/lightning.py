"""The training uses PyTorch Lightning: a LightningModule or Lightning's Trainer in live code.

Another library that takes the boilerplate off (Hugging Face Trainer, Ultralytics, fastai, Keras, Accelerate) is
`partial`, and so is Lightning that is only required or commented out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.python import PythonCode
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.gathering import called, commented, imported, required, using_any
from rules.vocabulary import tools

if TYPE_CHECKING:
    from auditor.facts.commands import Command
    from auditor.facts.configs import ConfigFile
    from auditor.facts.manifests import Manifests

PACKAGES = ("lightning", "lightning.pytorch", "pytorch_lightning")
MODULES = tuple(f"{package}.{name}" for package in PACKAGES for name in ("LightningModule", "core.LightningModule"))
TRAINERS = tuple(
    f"{package}.{name}" for package in PACKAGES for name in ("Trainer", "trainer.Trainer", "cli.LightningCLI")
)
_FABRIC = ("lightning.fabric.Fabric", "lightning.Fabric", "lightning_fabric.Fabric")
_SIMILAR = (
    "transformers.Trainer",
    "transformers.Seq2SeqTrainer",
    "ultralytics.YOLO",
    "fastai.*",
    "accelerate.Accelerator",
    "keras.Model.fit",
    "tensorflow.keras.Sequential",
    "tensorflow.keras.models.Sequential",
    "tensorflow.keras.Model",
    "keras.Sequential",
    "keras.models.Sequential",
    "ignite.engine.*",
    "sentence_transformers.SentenceTransformerTrainer",
    "sentence_transformers.SentenceTransformer.fit",
    "setfit.Trainer",
    "setfit.SetFitTrainer",
    "trl.*",
    "skorch.*",
    "composer.Trainer",
    "catalyst.*",
    "poutyne.*",
    "anomalib.engine.Engine",
    "pytorch_forecasting.*",
    "neuralforecast.*",
    "darts.models.*",
    "mmengine.runner.Runner",
    "detectron2.engine.*",
    "stable_baselines3.*",
    "flair.trainers.ModelTrainer",
    "simpletransformers.*",
    "autogluon.*",
    "pytorch_tabnet.*",
    "torchtnt.*",
    "nemo.*",
)
_TRAINING_COMMANDS = (("spacy", "train"), ("yolo", "train"), ("yolo", "detect"), ("yolo", "classify"), ("autotrain",))


def judge(python: PythonCode, configs: list[ConfigFile], manifests: Manifests, commands: list[Command]) -> Finding:
    modules = [Evidence("class", f"{c.name} is a LightningModule", c.place) for c in python.classes(*MODULES)]
    trainers = called(python.calls(*TRAINERS, *_FABRIC), "makes Lightning's Trainer")
    configured = list(_configured(configs))
    if modules or trainers or configured:
        return present("PyTorch Lightning is used in live code.", [*modules, *trainers, *configured])
    similar = called(python.calls(*_SIMILAR))
    similar += [
        Evidence("class", f"{one.name} is a trainer of Hugging Face", one.place)
        for one in python.classes("transformers.Trainer", "transformers.Seq2SeqTrainer")
    ]
    similar += [
        Evidence("command", f"trains by {command.text[:80]}", command.place)
        for command in using_any(commands, _TRAINING_COMMANDS)
        if command.live
    ]
    if similar:
        return partial("Another library that takes over the training loop is used instead.", similar, ["lightning"])
    weak = [*imported(python, *tools("lightning")), *required(manifests, *tools("lightning"))]
    weak += commented(python.commented_calls(*TRAINERS))
    if weak:
        return partial("PyTorch Lightning is only required, imported or commented out.", weak, ["lightning"])
    return absent("No code uses PyTorch Lightning or a library like it.", words=["lightning"])


def _configured(configs: list[ConfigFile]) -> Iterator[Evidence]:
    for config in configs:
        for setting in config.settings:
            if setting.key.rpartition(".")[2] == "_target_" and str(setting.value) in TRAINERS:
                yield Evidence("configuration", f"configures {setting.value}", setting.place)


EXAMPLES = [
    Example(
        "module and trainer",
        "present",
        {
            "src/app/model.py": """
                import lightning as L

                class Net(L.LightningModule):
                    pass
            """,
            "src/app/train.py": "from lightning import Trainer\n\nTrainer().fit(None)",
        },
        at=("src/app/model.py:3-4", "src/app/train.py:3"),
    ),
    Example(
        "through a base class of the project",
        "present",
        {
            "app/base.py": "from pytorch_lightning import LightningModule as LM\n\nclass Base(LM):\n    pass",
            "app/model.py": "from app.base import Base\n\nclass Net(Base):\n    pass",
        },
    ),
    Example("a trainer from the configuration", "present", {"conf/t.yaml": "_target_: lightning.pytorch.Trainer"}),
    Example(
        "Hugging Face's trainer",
        "partial",
        {"train.py": "from transformers import Trainer\n\nTrainer(model=None).train()"},
    ),
    Example("another library's command", "partial", {"train.sh": "yolo train model=yolov8n.pt data=cats.yaml"}),
    Example(
        "a trainer of the project, derived from one",
        "partial",
        {"t.py": "from transformers import Trainer\n\nclass Weighted(Trainer):\n    pass"},
    ),
    Example("only required", "partial", {"requirements.txt": "pytorch-lightning>=2"}),
    Example("commented out", "partial", {"t.py": "# import lightning as L\n# L.Trainer().fit(model)\nx = 1"}),
    Example("a plain loop", "absent", {"train.py": "import torch\n\nopt = torch.optim.Adam([])\nopt.step()"}),
    Example(
        "a class called so", "absent", {"train.py": "class LightningModule: pass\n\nclass Net(LightningModule): pass"}
    ),
]
