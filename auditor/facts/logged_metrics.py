"""The metrics that code logs with an experiment tracker, as W&B, MLflow, TensorBoard and Lightning have them.

Sources: wandb.log (docs.wandb.ai), mlflow.log_metric(s) (mlflow.org), SummaryWriter.add_scalar
(docs.pytorch.org), LightningModule.log and log_dict (lightning.ai).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditor.place import Place

if TYPE_CHECKING:
    from auditor.facts.python import PythonCode, PythonModule
    from auditor.facts.python.model import Call, Value

ANY = "*"  # what only a run can tell: the part of a name that is put into it

_SPLITS = {"train": "training", "val": "validation", "dev": "validation", "eval": "validation", "test": "test"}
_SPLIT = re.compile(
    r"(?<![a-z])(?:(?P<train>train(?:ing)?)|(?P<val>val(?:id(?:ations?)?)?)|(?P<dev>dev)|(?P<eval>eval(?:uation)?)"
    r"|(?P<test>test(?:ing)?))(?![a-z])"
)
# In code and in prose alike; the groups are named as the metrics are called.
MEASURE = (
    r"(?P<loss>loss(?:es)?|nll)|(?P<accuracy>acc(?:urac(?:y|ies))?|top1)|(?P<F1>f1)|(?P<precision>prec(?:ision)?)"
    r"|(?P<recall>rec(?:all)?)|(?P<AUC>(?:roc[\W_]?)?auc|auroc)|(?P<mAP>map(?:[\W_]?50)?(?:[\W_]?95)?)|(?P<IoU>iou)|(?P<dice>dice)"
    r"|(?P<perplexity>perplexity|ppl)|(?P<RMSE>rmse)|(?P<MSE>mse)|(?P<MAE>mae)"
)
_MEASURE = re.compile(rf"(?<![a-z])(?:{MEASURE})(?![a-z])")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

_NAMED = frozenset({"log", "log_metric", "add_scalar", "log_scalar", "scalar"})
_SEVERAL = frozenset({"log", "log_dict", "log_metrics", "add_scalars"})
# Tools that log what they think fit, under names of their own.
_LOGGING_BY_THEMSELVES = (
    "transformers.Trainer", "transformers.Seq2SeqTrainer", "trl.*", "ultralytics.*", "fastai.*", "mlflow.autolog",
    "mlflow.pytorch.*", "mlflow.sklearn.*", "mlflow.tensorflow.*", "mlflow.xgboost.*", "mlflow.lightgbm.*",
    "mlflow.transformers.*", "wandb.sklearn.*", "wandb.xgboost.*", "wandb.keras.*", "wandb.integration.*",
    "tensorflow.keras.*", "keras.*", "setfit.*", "stable_baselines3.*", "xgboost.*", "lightgbm.*", "wandb.watch",
    "torchmetrics.MetricCollection", "sentence_transformers.*",
)  # fmt: skip
# What is called log and is none of metrics.
_OTHER_LOGS = re.compile(
    r"(?:c?math|numpy|jax\.numpy|torch|torch\.Tensor|tensorflow(?:\.math)?)\.log$|(?:logging|loguru|structlog)\."
)


@dataclass(frozen=True, slots=True)
class LoggedMetric:
    """A metric that is logged, by its name as written ("{}" for what is put into it).

    split is training, validation or test, measure is loss, accuracy, F1 and so on; either is ANY where only a run can
    tell, and empty where the name does not. The split is that of the function or the file where the name has none.
    """

    name: str
    split: str
    measure: str
    place: Place


@dataclass(slots=True)
class LoggedMetrics:
    """All of them. is_open: others may be logged as well, by a tool itself or under names that only a run has."""

    metrics: list[LoggedMetric] = field(default_factory=list)
    is_open: bool = False


def parts_of(name: str) -> tuple[str, str]:
    """The split and the measure that a metric's name speaks of; either may be empty."""
    plain = _CAMEL.sub("_", name).lower()
    split, measure = _SPLIT.search(plain), _MEASURE.search(plain) or _MEASURE.search(name.lower())
    return _SPLITS[split.lastgroup or ""] if split else "", (measure.lastgroup or "") if measure else ""


def read_logged_metrics(python: PythonCode) -> LoggedMetrics:
    """What the project's own code logs, tests left out; in the order of the modules."""
    found = LoggedMetrics()
    found.is_open = any(True for _ in python.calls(*_LOGGING_BY_THEMSELVES)) or any(
        True for _ in python.classes(*_LOGGING_BY_THEMSELVES)
    )
    for module in python.own:
        for call in module.calls:
            for given in _given(call):
                _add(found, module, call, given)
    return found


def _given(call: Call) -> Iterator[Value]:
    """What a call logs: a name, or a dictionary of names; nothing where it logs no metric."""
    if call.is_decorator or not call.arguments or (call.is_resolved and _OTHER_LOGS.match(call.name)):
        return
    first = call.arguments[0]
    if isinstance(first.node, ast.Constant) and (not isinstance(first.literal, str) or first.literal.isupper()):
        return  # logger.log(10, ...) and logger.log("INFO", ...)
    if call.attribute in _NAMED and isinstance(first.node, ast.Constant | ast.JoinedStr):
        yield first
    elif call.attribute in _SEVERAL:
        yield call.arguments[1] if call.attribute == "add_scalars" and len(call.arguments) > 1 else first


def _add(found: LoggedMetrics, module: PythonModule, call: Call, given: Value) -> None:
    names = _names(given.node)
    if names is None and isinstance(given.node, ast.Name):
        names = _of_variable(module, given.node.id, call.function)
    if names is None:
        found.is_open = True
        return
    for name in names:
        found.metrics += _metrics(name, module, call.function, call.place)


def _names(node: ast.expr) -> list[str] | None:
    """The names that an expression stands for; None where only a run can tell."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)]
    if isinstance(node, ast.DictComp):
        return _names(node.key)
    if isinstance(node, ast.Dict):
        found: list[str] = []
        for key in node.keys:
            names = _names(key) if key is not None else None
            if names is None:
                return None
            found += names
        return found
    return None


def _of_variable(module: PythonModule, name: str, function: str) -> list[str] | None:
    """The keys of a dictionary that a function makes; with those that it gives any other, as `other["key"] = 1`."""
    assignments = [assignment for assignment in module.assignments if assignment.function == function]
    made = [assignment.value.node for assignment in assignments if assignment.target == name]
    if not made or not all(isinstance(node, ast.Dict) and _names(node) is not None for node in made):
        return None
    return [assignment.target[1:-1] for assignment in assignments if assignment.target.startswith("[")]


def _metrics(name: str, module: PythonModule, function: str, place: Place) -> Iterator[LoggedMetric]:
    """The metric of a name; of a name that is put together one for each split that the module names."""
    split, measure = parts_of(name)
    if "{}" in name:
        yield LoggedMetric(name, split or ANY, measure or ANY, place)
        words = {text.value for text in module.texts if _SPLIT.fullmatch(text.value)} if measure and not split else ()
        yield from (LoggedMetric(name, parts_of(word)[0], measure, place) for word in sorted(words))
        return
    around = (parts_of(part)[0] for part in (function.rpartition(".")[2], module.path.rpartition("/")[2]))
    yield LoggedMetric(name, split or next(filter(None, around), ""), measure, place)
