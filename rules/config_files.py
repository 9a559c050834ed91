"""Experiments have configuration files: settings such as hyperparameters, paths or the choice of a model.

YAML, TOML, JSON or INI files, or structured configs in code (a dataclass given to Hydra's ConfigStore, a class of
settings with hyperparameters). Only a sweep file, a module of constants or environment variables, files of another
format, the arguments of a cloud job, or files that are empty or commented out, is `partial`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.facts.configs import ConfigFile, Setting, Shape
from auditor.facts.python import PythonCode
from auditor.place import Place
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.gathering import called

_EXPERIMENT = re.compile(
    r"batch|epoch|learning_?rate|\blr\b|seed|optimi[sz]er|hidden|dropout|hyper|model|data|dim|layer|weight_decay|momentum"
    r"|num_workers|device|path|dir|split|max_|min_|threshold|image_size|lambda|_target_|defaults|train|loss|size|wandb|logger",
    re.IGNORECASE,
)
_FOLDER = re.compile(
    r"(?:^|/)(?:conf|confs|config|configs|configuration|configurations|cfg|hydra|params|experiments?)(?:/|$)"
)
_STRUCTURED = ("hydra.core.config_store.ConfigStore.instance.store", "hydra_zen.*", "ml_collections.ConfigDict")
_HYPERPARAMETER = re.compile(
    r"batch|epoch|learning_?rate|(?:^|_)lr(?:$|_)|seed|optimi[sz]er|hidden|dropout|weight_decay|momentum|num_(?:layers|workers"
    r"|classes)|max_(?:steps|len)|img_size|image_size|n_estimators|model_name|patience",
    re.IGNORECASE,
)
_CLASS_OF_SETTINGS = re.compile(
    r"(?:Config|Configuration|Cfg|Settings|Args|Arguments|Params|Parameters|HParams|Options)$"
)
_MODULE_OF_SETTINGS = re.compile(
    r"(?:^|[_/])(?:config|configs|configuration|cfg|settings|params|hparams|hyperparameters|constants)\.py$"
)
_OTHER_FORMATS = (".gin", ".jsonnet", ".libsonnet", ".hocon", ".conf", ".pbtxt")
_DEPLOYMENT = (Shape.VERTEX_JOB, Shape.KUBERNETES, Shape.PROMETHEUS, Shape.ALERT, Shape.DASHBOARD, Shape.COLLECTOR)


def judge(configs: list[ConfigFile], python: PythonCode, snapshot: Snapshot) -> Finding:
    own = [
        config
        for config in configs
        if not config.is_output and config.format != "env" and not any(map(config.shape, _DEPLOYMENT))
    ]
    experiments = [
        Evidence("configuration", _described(config), _place(config))
        for config in own
        if not config.shape(Shape.SWEEP) and _is_experiment(config)
    ]
    structured = [*called(python.calls(*_STRUCTURED), "stores a structured config"), *_classes(python)]
    if experiments or structured:
        count = len(experiments)
        what = (
            f"{count} configuration file{'s' if count != 1 else ''}" if count else "Structured configurations in code"
        )
        return present(f"{what} with experiment settings.", [*experiments, *structured])
    weak = [
        Evidence("configuration", "defines a sweep" if config.shape(Shape.SWEEP) else "sets nothing", config.place)
        for config in own
        if config.shape(Shape.SWEEP) or (_FOLDER.search(config.path) and not _set(config))
    ]
    if weak:
        return partial("There is only a sweep file, or configuration files that are empty.", weak)
    weak = [*_constants(python), *_variables(configs), *_other_formats(snapshot), *_jobs(configs)]
    if weak:
        summary = "Settings are only constants, environment variables, arguments of a cloud job, or in another format."
        return partial(summary, weak)
    return absent("No file with experiment settings, and no structured configuration in code.")


def _classes(python: PythonCode) -> Iterator[Evidence]:
    """Classes of settings, of which two or more are hyperparameters."""
    for module in python.own:
        for defined in module.classes if not module.is_notebook else ():
            if _CLASS_OF_SETTINGS.search(defined.name):
                start, end = defined.place.start or 0, defined.place.end or 0
                held = [
                    one for one in module.assignments if not one.function and start <= (one.place.start or 0) <= end
                ]
                if sum(1 for one in held if _HYPERPARAMETER.search(one.target)) > 1:
                    yield Evidence("class", f"{defined.name} holds settings", defined.place)


def _constants(python: PythonCode) -> Iterator[Evidence]:
    """Modules of settings that assign two or more hyperparameters."""
    for module in python.own:
        if _MODULE_OF_SETTINGS.search(module.path):
            found = [one for one in module.assignments if not one.function and _HYPERPARAMETER.search(one.target)]
            if len(found) > 1:
                yield from (Evidence("assignment", f"sets {one.target}", one.place) for one in found)


def _variables(configs: list[ConfigFile]) -> Iterator[Evidence]:
    for config in configs:
        found = [setting for setting in config.settings if _HYPERPARAMETER.search(setting.key)]
        if config.format == "env" and len(found) > 1:
            yield from (Evidence("configuration", f"sets {setting.key}", setting.place) for setting in found)


def _other_formats(snapshot: Snapshot) -> Iterator[Evidence]:
    for entry in snapshot.files:
        if (
            entry.path.endswith(_OTHER_FORMATS)
            and entry.size
            and _FOLDER.search(f"{entry.folder}/{_stem(entry.path)}/")
        ):
            yield Evidence("file", "a configuration of another format", Place(entry.path))


def _is_experiment(config: ConfigFile) -> bool:
    named = bool(_FOLDER.search(config.path.rpartition("/")[0])) or bool(_FOLDER.search(f"{_stem(config.path)}/"))
    relevant = sum(1 for setting in _set(config) if _EXPERIMENT.search(setting.key))
    return relevant >= 1 if named else relevant >= 3


def _set(config: ConfigFile) -> list[Setting]:
    """The settings with a value: a key above nothing is what is left of settings that were taken out."""
    return [setting for setting in config.settings if setting.value is not None]


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0].lower()


def _place(config: ConfigFile) -> Place:
    """The lines from the first setting to the last."""
    starts = [setting.place.start for setting in config.settings if setting.place.start]
    ends = [setting.place.end for setting in config.settings if setting.place.end]
    return Place(config.path, min(starts), max(ends)) if starts and ends else config.place


def _described(config: ConfigFile) -> str:
    keys = [setting.key for setting in config.settings if _EXPERIMENT.search(setting.key)]
    return f"sets {', '.join(keys[:3])}" + (f" and {len(keys) - 3} more" if len(keys) > 3 else "")


def _jobs(configs: list[ConfigFile]) -> Iterator[Evidence]:
    """Hyperparameters among the arguments that the file of a cloud job gives the training."""
    for config in configs:
        if config.shape(Shape.VERTEX_JOB):
            for setting in config.settings:
                text = str(setting.value)
                if text.startswith("-") and _HYPERPARAMETER.search(text.replace("-", "_").lstrip("_")):
                    yield Evidence("configuration", f"a job gives the training {text}", setting.place)


EXAMPLES = [
    Example(
        "arguments of a cloud job",
        "partial",
        {
            "configs/cpu.yaml": """
                workerPoolSpecs:
                  - machineSpec: {machineType: n1-highmem-2}
                    replicaCount: 1
                    containerSpec:
                      imageUri: x
                      args: ["--epochs=10", "--name=a"]
            """
        },
        at=("configs/cpu.yaml:6",),
    ),
    Example(
        "hyperparameters",
        "present",
        {"configs/config.yaml": "lr: 0.1\nbatch_size: 32"},
        at=("configs/config.yaml:1-2",),
    ),
    Example("beside the code", "present", {"src/app/params.json": '{"epochs": 3, "lr": 0.1, "seed": 1}'}),
    Example(
        "structured",
        "present",
        {
            "a.py": """
                from hydra.core.config_store import ConfigStore

                cs = ConfigStore.instance()
                cs.store(name='c', node=int)
            """
        },
    ),
    Example(
        "a class of settings",
        "present",
        {
            "a.py": """
                from dataclasses import dataclass

                @dataclass
                class TrainConfig:
                    lr: float = 0.1
                    batch_size: int = 8
            """
        },
        at=("a.py:3-6",),
    ),
    Example("a request's fields", "absent", {"a.py": "class Options:\n    name: str = 'x'\n    text: str = 'y'"}),
    Example("a module of constants", "partial", {"src/config.py": "LEARNING_RATE = 0.1\nEPOCHS = 3"}),
    Example("environment variables", "partial", {".env.example": "BATCH_SIZE=8\nEPOCHS=3"}),
    Example("another format", "partial", {"configs/train.gin": "train.lr = 0.1"}),
    Example(
        "only a sweep",
        "partial",
        {"configs/sweep.yaml": "method: bayes\nmetric: {name: loss}\nparameters:\n  lr: {min: 0.1}"},
    ),
    Example("commented out", "partial", {"configs/config.yaml": "# lr: 0.1"}),
    Example("a key above nothing", "partial", {"configs/config.yaml": "hyperparameters:\n  # lr: 0.1"}),
    Example("a workflow", "absent", {".github/workflows/t.yml": "on: push\njobs:\n  t:\n    steps:\n      - run: x"}),
    Example(
        "a tool's settings", "absent", {"mkdocs.yml": "site_name: x\nnav: []", ".pre-commit-config.yaml": "repos: []"}
    ),
]
