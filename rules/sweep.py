"""Hyperparameters are searched: a W&B sweep, Optuna, Ray Tune, Hydra's multirun, or another search in code.

Present: a sweep's definition as a file or a dictionary, a script that starts one or its agents, a search library that
live code calls, a sweeper in Hydra's configuration or a multirun in a script or task, a tuning job of a cloud. What
runs of a sweep left behind without its definition, a documented command, a description in the answers, and code that is
commented out are `partial`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.configs import ConfigFile, Shape
from auditor.facts.python import PythonCode
from auditor.facts.python.model import PythonModule
from auditor.place import Place
from auditor.prose.mood import Mood
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.gathering import called, commented, once

if TYPE_CHECKING:
    from auditor.facts.commands import Command
    from auditor.facts.documents import Document
    from auditor.prose.answers import Answers

_CALLS = (
    "wandb.sweep",
    "wandb.agent",
    "wandb.controller",
    "optuna.*",
    "ray.tune.*",
    "hyperopt.*",
    "keras_tuner.*",
    "kerastuner.*",
    "skopt.*",
    "bayes_opt.*",
    "nevergrad.*",
    "flaml.*",
    "smac.*",
    "ax.service.*",
    "ax.optimize",
    "tpot.*",
    "nni.*",
    "clearml.automation.*",
    "sklearn.model_selection.GridSearchCV",
    "sklearn.model_selection.RandomizedSearchCV",
    "sklearn.model_selection.HalvingGridSearchCV",
    "sklearn.model_selection.HalvingRandomSearchCV",
    "sklearn.model_selection.ParameterGrid",
    "sklearn.model_selection.ParameterSampler",
    "sklearn_genetic.*",
    "ultralytics.YOLO.tune",
    "google.cloud.aiplatform.HyperparameterTuningJob",
    "sagemaker.tuner.*",
    "azure.ai.ml.sweep.*",
)
_FINDERS = (
    *(
        f"{package}.tuner.Tuner.{method}"
        for package in ("lightning.pytorch", "pytorch_lightning")
        for method in ("lr_find", "scale_batch_size")
    ),
    "torch_lr_finder.*",
    "fastai.learner.Learner.lr_find",
)
_METHODS = frozenset({"grid", "random", "bayes"})  # of a W&B sweep
_SEARCH = re.compile(
    r"(?:grid|random|bayes\w{0,40}|hyper_?param\w{0,40}|hparams?)_?(?:search|sweep|optimi[sz]\w*|tun\w+)"
    r"|(?:run|launch|start)_sweep|^sweep$|^tune_(?:model|hyper\w*)$",
    re.IGNORECASE,
)
_TRIES = re.compile(r"(?:^|[._])(?:train|fit|objective|run_experiment|run_training|main)(?:_\w+)?$", re.IGNORECASE)
_LEFTOVER = re.compile(r"wandb/sweep-[^/]+/.|multirun/.*multirun\.ya?ml$|ray_results/.")
_ADDRESS = re.compile(r"wandb\.(?:ai|me)/\S+/sweeps/\w")
_CHOICES = re.compile(r"[\w.@/+~-]+=(?:.*,.*|(?:choice|range|interval|glob)\(.*)")
_NAMES = (
    *("sweep", "hyperparameter sweep", "hyperparameter search", "hyperparameter optimization", "Optuna", "Ray Tune"),
    *("hyperparameter optimisation", "hyperparameter tuning", "grid search", "random search", "Bayesian optimization"),
)
_WORDS = ("sweep", "optuna", "tune", "search", "multirun", "hyperopt")


def judge(
    python: PythonCode,
    configs: list[ConfigFile],
    commands: list[Command],
    documents: list[Document],
    snapshot: Snapshot,
    answers: Answers,
) -> Finding:
    run, documented = _commands(commands)
    found = [*_configured(configs), *called(python.calls(*_CALLS)), *run]
    for module in python.own:
        found += [*_dictionaries(module), *_searches(module)]
    found += _combinations(python)
    if found:
        return present("Hyperparameters are searched with a sweep or another search.", once(found))
    weak = [*_leftovers(snapshot), *documented, *commented(python.commented_calls(*_CALLS))]
    weak += [
        Evidence("configuration", "the definition of a sweep that is commented out", config.place)
        for config in configs
        if config.commented_out and "sweep" in config.path.lower()
    ]
    weak += [
        Evidence("address", "the address of a sweep", link.place)
        for document in documents
        for link in document.links
        if _ADDRESS.search(link.address)
    ]
    weak += called(python.calls(*_FINDERS), "searches a learning rate or batch size")
    for mention in answers.saying(*_NAMES, moods=(Mood.AFFIRMED, Mood.ATTEMPTED)):
        message = f"question {mention.sentence.question} describes a search"
        weak.append(Evidence("answer", message, mention.sentence.place))
    if weak:
        summary = "A search over hyperparameters is only described, commented out, or known by what it left behind."
        return partial(summary, once(weak), _WORDS)
    return absent("No sweep file, no search in code or commands, and none in the answers.", words=_WORDS)


def _configured(configs: list[ConfigFile]) -> Iterator[Evidence]:
    for config in configs:
        for shape, message in ((Shape.SWEEP, "defines a W&B sweep"), (Shape.SWEEPER, "sets up a sweeper of Hydra")):
            found = config.shape(shape)
            if found and not config.is_output:
                yield Evidence("configuration", message, found.place)
        for setting in config.settings:
            if setting.key.rpartition(".")[2] in ("studySpec", "study_spec") or ".studySpec.metrics" in setting.key:
                yield Evidence("configuration", "defines a tuning job", setting.place)


def _commands(commands: list[Command]) -> tuple[list[Evidence], list[Evidence]]:
    """Commands that start a search, and those that a document only shows."""
    run: list[Evidence] = []
    documented: list[Evidence] = []
    for command in commands:
        if any(words and _searches_by(words) for words in command.programs()):
            piece = Evidence("command", f"starts a search: {command.text}", command.place)
            (run if command.live else documented).append(piece)
    return run, documented


def _searches_by(words: tuple[str, ...]) -> bool:
    if words[0] == "wandb":
        return words[1:2] in (("sweep",), ("agent",))
    if words[0] in ("gcloud", "optuna", "yolo"):
        return any(word in ("hp-tuning-jobs", "create-study", "tune") for word in words[1:])
    is_multirun = "--multirun" in words[1:] or "-m" in words[1:]
    return is_multirun and ("--multirun" in words or any(_CHOICES.fullmatch(word) for word in words[1:]))


def _dictionaries(module: PythonModule) -> Iterator[Evidence]:
    """Definitions of W&B sweeps as dictionaries."""
    functions = {found.function for found in module.assignments if found.target == "[parameters]"}
    for found in module.assignments:
        if found.target == "[method]" and found.value.literal in _METHODS and found.function in functions:
            yield Evidence("definition", "defines a W&B sweep", found.place)


def _searches(module: PythonModule) -> Iterator[Evidence]:
    """Searches written by hand: functions that are called so and train, or that train for each of a product."""
    for function in module.functions:
        calls = [call for call in module.calls if call.function == function.qualified_name and not call.is_decorator]
        if not any(_TRIES.search(call.name) for call in calls):
            continue
        if _SEARCH.search(function.name) and not function.is_stub:
            yield Evidence("function", f"{function.name} searches hyperparameters", function.place)
        for call in calls:
            if call.name == "itertools.product":
                yield Evidence("call", "trains for each combination", call.place)
    for call in module.calls:
        if call.attribute == "hyperparameter_search":
            yield Evidence("call", "searches hyperparameters", call.place)


def _combinations(python: PythonCode) -> Iterator[Evidence]:
    """Scripts that train for each of a product, outside of functions."""
    for call in python.calls("itertools.product"):
        module = python.module(call.place.path or "")
        tries = [one for one in module.calls if not one.function and _TRIES.search(one.name)] if module else []
        if tries and not call.function:
            yield Evidence("call", "trains for each combination", call.place)


def _leftovers(snapshot: Snapshot) -> Iterator[Evidence]:
    for entry in snapshot.files:
        if _LEFTOVER.search(entry.path):
            yield Evidence("file", "a run of a sweep left it behind", Place(entry.path))


_SWEEP = "method: bayes\nmetric: {name: loss, goal: minimize}\nparameters:\n  lr: {min: 0.001, max: 0.1}"

EXAMPLES = [
    Example("a sweep file", "present", {"configs/sweep.yaml": _SWEEP}, at=("configs/sweep.yaml:1-4",)),
    Example(
        "a dictionary that W&B is given",
        "present",
        {
            "sweep.py": """
                import wandb

                config = {
                    "method": "random",
                    "parameters": {"lr": {"values": [0.1, 0.01]}},
                }
                wandb.agent(wandb.sweep(config), count=3)
            """
        },
        at=("sweep.py:4", "sweep.py:7"),
    ),
    Example("Optuna", "present", {"a.py": "import optuna\n\nstudy = optuna.create_study()\nstudy.optimize(f, 10)"}),
    Example(
        "scikit-learn", "present", {"a.py": "from sklearn.model_selection import GridSearchCV as G\n\nG(m, {}).fit(x)"}
    ),
    Example(
        "Hydra's sweeper",
        "present",
        {"conf/config.yaml": "hydra:\n  sweeper:\n    params:\n      lr: 0.1,0.01\nlr: 0.1"},
    ),
    Example("a multirun in a script", "present", {"run.sh": "python src/train.py -m lr=0.1,0.01"}),
    Example(
        "a search by hand",
        "present",
        {"a.py": "import itertools\n\ndef go():\n    for a, b in itertools.product([1], [2]):\n        train(a, b)"},
    ),
    Example(
        "a search by a script",
        "present",
        {"a.py": "import itertools\n\nfor a, b in itertools.product([1], [2]):\n    train(a, b)"},
        at=("a.py:3",),
    ),
    Example(
        "a learning rate that is looked for",
        "partial",
        {"a.py": "from lightning.pytorch.tuner import Tuner\n\ntuner = Tuner(trainer)\ntuner.lr_find(model)"},
    ),
    Example(
        "what runs of one left behind",
        "partial",
        {
            "wandb/sweep-ab12cd/config-ef34.yaml": "wandb_version: 1\nlr:\n  value: 0.1",
            "train.py": "import wandb\n\nwandb.init()",
        },
    ),
    Example("documented", "partial", {"README.md": "# Tune\n\n```bash\nwandb sweep sweep.yaml\n```"}),
    Example(
        "described",
        "partial",
        {"a.py": "x = 1"},
        answers={14: "We ran a hyperparameter sweep of 20 runs over the learning rate."},
    ),
    Example("commented out", "partial", {"a.py": "import wandb\n\nx = 1\n# wandb.sweep(config, project='x')"}),
    Example("denied", "absent", {"a.py": "x = 1"}, answers={14: "We did not run a hyperparameter sweep."}),
    Example("a module that is run", "absent", {"run.sh": "python -m app.train lr=0.1"}),
    Example("a marker of pytest", "absent", {"run.sh": "pytest -m 'not slow'"}),
    Example("experiment files", "absent", {"conf/exp1.yaml": "lr: 0.1", "conf/exp2.yaml": "lr: 0.2"}),
    Example("only in a test", "absent", {"tests/test_a.py": "import optuna\n\noptuna.create_study()"}),
    Example("a dictionary about something else", "absent", {"a.py": "x = {'method': 'POST', 'parameters': {}}"}),
]
