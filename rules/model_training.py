"""There is a model and a training procedure: code that defines or loads a model, and code that trains it.

Training is a loop with an optimiser (`backward`), a Trainer's `fit` or `train`, a model's `fit`, Ultralytics' `train`,
or a command of a framework that trains. Fitting a scaler, an encoder or a projection trains no model, and neither does
putting a network into training mode. Only one of the two, or the template's own, is `partial`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.python import Call, PythonCode
from auditor.place import Place
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.gathering import once
from rules.lightning import TRAINERS
from rules.roles import MODEL_BASES

if TYPE_CHECKING:
    from auditor.facts.commands import Command
    from auditor.facts.template import TemplateMatch

TEMPLATE_ONLY = "partial"

_MAKERS = re.compile(
    r"timm\.create_model|torchvision\.models\.(?:(?:detection|segmentation|video)\.)?[a-z]\w+|torch\.hub\.load|clip\.load"
    r"|torchaudio\.models\.[a-z]\w+|open_clip\.create_model\w*|transformers\.pipeline|tensorflow_hub\.(?:load|KerasLayer)"
    r"|whisper\.load_model|peft\.get_peft_model|spacy\.(?:load|blank)|monai\.bundle\.load|mlflow\.\w+\.load_model"
    r"|tsai\.(?:\w+\.)*TS(?:Forecaster|Classifier|Regressor|Learner)|statsmodels\.\S*\.(?:ols|logit|glm)"
    r"|(?:tensorflow\.)?keras\.models\.load_model|fastai\.\S*(?:_learner|\.Learner)"
)
_CLASSES = re.compile(
    r"(?:transformers\.\w*(?:Model|For[A-Z])\w*|(?:sentence_transformers|setfit|diffusers|ultralytics|catboost|prophet|lightgbm"
    r"|segmentation_models_pytorch|monai\.networks|torch_geometric\.nn|torchaudio\.models|torchvision\.models|xgboost"
    r"|efficientnet_pytorch|(?:tensorflow\.)?keras|statsmodels|darts\.models|gluonts|pytorch_forecasting|pytorch_tabnet"
    r"|autogluon|stable_baselines3|implicit|surprise|super_gradients|anomalib\.models|sktime|hmmlearn|gensim\.models"
    r"|sklearn\.(?:linear_model|ensemble|tree|svm|naive_bayes|neural_network|gaussian_process|neighbors|discriminant_analysis"
    r"|mixture|cluster|dummy))(?:\.\w+)*\.[A-Z]\w*|torch\.nn\.Sequential)(?:\.(?:from_\w+|load_from_checkpoint))?"
)
# `fit` of these prepares data or draws it.
_NO_MODEL = re.compile(
    r"sklearn\.(?:preprocessing|feature_extraction|decomposition|impute|manifold|feature_selection|compose|random_projection)"
    r"|umap\.|tokenizers\.|tensorflow\.keras\.preprocessing|keras\.preprocessing|imblearn\.|scipy\.stats|numpy\.|category_encoders"
    r"|alibi_detect\.|nannyml\.|evidently\."
)
_NO_MODEL_VARIABLE = re.compile(
    r"scaler|encoder|vectori|pca|tsne|umap|imputer|tokeni[sz]er|normali[sz]er|binari[sz]er|selector|transformer$|detector|curve"
    r"|(?:^|[._])(?:ax|axes|plt|le|ohe|ss|tfidf)$",
    re.IGNORECASE,
)
_MEASURE = re.compile(r"(?:Loss|Criterion|Metric)s?(?:Fn)?$")  # a torch module, but what a model is measured by
_TRAINING_METHODS = frozenset(
    {
        "fit_one_cycle",
        "fine_tune",
        "fit_generator",
        "train_on_batch",
        "partial_fit",
        "apply_gradients",
        "fit_loop",
        "fitone_cycle",
    }
)
_TRAINER = re.compile(r"trainer|estimator$", re.IGNORECASE)
_TRAIN_CALLS = re.compile(
    r"(?:xgboost|lightgbm)\.(?:train|cv)$|(?:sentence_)?transformers\.(?:\w+\.)*\w*Trainer\.train$|trl\.\w+Trainer\.train$"
    r"|setfit\.\w*Trainer\.train$|ultralytics\.\w+(?:\.\w+)*\.train$|super_gradients\.\S*\.train$|catboost\.train$"
    r"|google\.cloud\.aiplatform\.AutoML\w+\.run$|autogluon\.\S*\.fit$|optax\.apply_updates$|stable_baselines3\.\S*\.learn$"
)
_WORDS = ("backward", "fit", "train", "model", "optim")


def judge(python: PythonCode, commands: list[Command], template: TemplateMatch) -> Finding:
    models = list(_models(python))
    training: list[Evidence] = []
    for call in _training_calls(python):
        training.append(Evidence("call", f"trains: {call.name}", call.place))
        if _brings_model(call, python):
            models.append(Evidence("call", f"has a model fitted: {call.name}", call.place))
    training += _commands(commands)
    own_training = [piece for piece in training if not template.owns(piece.place)]
    if models and own_training:
        return present("There is a model, and code that trains it.", once([*models, *training]))
    if models and training:
        return partial("There is a model, but only the template's code trains it.", once([*models, *training]), _WORDS)
    if training:
        return partial("Something is trained, but no model is defined or loaded.", once(training), _WORDS)
    if models:
        return partial("A model is defined or loaded, but no code trains it.", once(models), _WORDS)
    return absent("No code defines, loads or trains a model.", words=_WORDS)


def _models(python: PythonCode) -> Iterator[Evidence]:
    """Models that are defined as classes, and those that a library makes or loads."""
    within: dict[str, list[Place]] = {}
    for defined in python.classes(*MODEL_BASES):
        within.setdefault(defined.place.path or "", []).append(defined.place)
        if not _MEASURE.search(defined.name):
            yield Evidence("class", f"defines the model {defined.name}", defined.place)
    for module in python.own:
        for call in module.calls:
            full = python.full_name(call.name)
            is_made = call.is_resolved and (_MAKERS.fullmatch(full) or _CLASSES.fullmatch(full))
            if (
                is_made
                and not call.is_of_result
                and not python.is_own(full)
                and not any(_holds(place, call) for place in within.get(module.path, ()))
            ):
                yield Evidence("call", f"makes a model: {call.name}", call.place)


def _holds(place: Place, call: Call) -> bool:
    return (place.start or 0) <= (call.place.start or 0) <= (place.end or 0)


def _training_calls(python: PythonCode) -> Iterator[Call]:
    for module in python.own:
        has_optimiser = any(
            call.attribute in ("step", "zero_grad", "minimize") or ".optim" in call.name for call in module.calls
        )
        for call in module.calls:
            if call.is_decorator:
                continue
            if call.attribute in ("backward", "manual_backward"):
                if has_optimiser:
                    yield call
            elif _trains(call, python):
                yield call


def _trains(call: Call, python: PythonCode) -> bool:
    full = python.full_name(call.name) if call.is_resolved else call.name
    owner = call.name.rpartition(".")[0]
    if call.is_resolved and python.is_own(full) and full in python.functions_by_name:
        return False  # a function of the project's own, which is looked into by itself
    if _TRAIN_CALLS.search(full) or call.attribute in _TRAINING_METHODS:
        return True
    if call.attribute == "fit":
        is_preparation = _NO_MODEL.match(full) or _NO_MODEL_VARIABLE.search(owner)
        return bool(owner) and not is_preparation
    if call.attribute == "train":
        is_trainer = bool(_TRAINER.search(owner))
        # PyTorch's `train` of a model takes at most a mode; with settings it is one that trains.
        return is_trainer or bool({"data", "epochs"} <= call.keywords.keys()) or bool(call.spread and owner)
    return full in TRAINERS and call.attribute == "LightningCLI"


def _brings_model(call: Call, python: PythonCode) -> bool:
    """Whether what is trained is a model of a library, which needs no definition: `Library().fit(x)`."""
    full = python.full_name(call.name)
    return call.is_resolved and call.attribute == "fit" and not python.is_own(full) and not _TRAINER.search(full)


def _commands(commands: list[Command]) -> Iterator[Evidence]:
    """Live commands of frameworks that train."""
    for command in commands:
        for words in command.programs() if command.live else ():
            trains = words[0] in ("yolo", "spacy", "rasa", "llamafactory-cli", "axolotl") and "train" in words[1:4]
            if words and (trains or words[0] in ("nnUNetv2_train", "nnUNet_train")):
                yield Evidence("command", f"trains: {command.text}", command.place)


_NET = "from torch import nn\n\nclass Net(nn.Module):\n    pass"
_LOOP = """
    import torch
    from app.model import Net

    def train(loader):
        model = Net()
        optimizer = torch.optim.Adam(model.parameters())
        model.train()
        for x, y in loader:
            loss = (model(x) - y).mean()
            loss.backward()
            optimizer.step()
"""

EXAMPLES = [
    Example(
        "settings that are passed on to a model which a function loads",
        "present",
        {
            "app/model.py": "from ultralytics import YOLO\n\ndef load(path):\n    return YOLO(path)",
            "app/train.py": "from model import load\n\ndef main(config):\n    load('n').train(**config)",
        },
    ),
    Example(
        "a network and a loop",
        "present",
        {"app/model.py": _NET, "app/train.py": _LOOP},
        at=("app/model.py:3-4", "app/train.py:10"),
    ),
    Example(
        "Lightning, with a model of timm",
        "present",
        {
            "a.py": """
                import timm
                import lightning as L

                net = timm.create_model("resnet18")
                trainer = L.Trainer()
                trainer.fit(net)
            """
        },
        at=("a.py:4", "a.py:6"),
    ),
    Example(
        "Ultralytics", "present", {"a.py": "from ultralytics import YOLO as Y\n\nm = Y('n.pt')\nm.train(data='d.yaml')"}
    ),
    Example(
        "scikit-learn",
        "present",
        {"a.py": "from sklearn.ensemble import RandomForestClassifier\n\nRandomForestClassifier().fit(x, y)"},
    ),
    Example(
        "Hugging Face",
        "present",
        {
            "a.py": """
                from transformers import AutoModelForSequenceClassification, Trainer

                model = AutoModelForSequenceClassification.from_pretrained("x")
                Trainer(model=model).train()
            """
        },
    ),
    Example(
        "a trainer that Hydra makes",
        "present",
        {
            "app/model.py": _NET,
            "t.py": "import hydra.utils as h\n\ndef go(cfg):\n    t = h.instantiate(cfg.trainer)\n    t.fit(1)",
        },
    ),
    Example("only a model", "partial", {"app/model.py": _NET}),
    Example("training mode only", "partial", {"app/model.py": f"{_NET}\n\nNet().train()"}),
    Example(
        "only a scaler is fitted",
        "partial",
        {"app/model.py": _NET, "d.py": "from sklearn.preprocessing import StandardScaler as S\n\nS().fit([1])"},
    ),
    Example(
        "gradients without an optimiser",
        "partial",
        {
            "app/model.py": _NET,
            "explain.py": "def saliency(model, x):\n    model(x).sum().backward()\n    return x.grad",
        },
    ),
    Example("commented out", "absent", {"a.py": "# trainer.fit(model)\n# loss.backward()\nx = 1"}),
    Example("only in a test", "absent", {"tests/test_a.py": _NET}),
    Example("a loss", "absent", {"a.py": _NET.replace("class Net", "class FocalLoss")}),
    Example("a figure", "absent", {"a.py": "import numpy as np\n\nnp.polyfit([1], [2], 1)\nax.fit()"}),
]
