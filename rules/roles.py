"""Which of a project's modules, classes and functions are about data, which about the model or its training."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.facts.python import PythonCode

DATASET_BASES = (
    "torch.utils.data.Dataset",
    "torch.utils.data.IterableDataset",
    "torch.utils.data.dataset.Dataset",
    "torch_geometric.data.Dataset",
    "torch_geometric.data.InMemoryDataset",
    "torchvision.datasets.*",
    "torchaudio.datasets.*",
    "datasets.GeneratorBasedBuilder",
    "lightning.LightningDataModule",
    "lightning.pytorch.LightningDataModule",
    "pytorch_lightning.LightningDataModule",
    "tensorflow.keras.utils.Sequence",
)
MODEL_BASES = (
    "torch.nn.Module",
    "torch.nn.modules.module.Module",
    "torch.nn.modules.Module",
    "lightning.LightningModule",
    "lightning.pytorch.LightningModule",
    "pytorch_lightning.LightningModule",
    "transformers.PreTrainedModel",
    "tensorflow.keras.Model",
    "keras.Model",
    "sklearn.base.BaseEstimator",
    "flax.linen.Module",
)
_DATA_WORD = re.compile(
    r"data|preproc|(?<!model)(?<!model_)loader|tokeniz|augment|corpus|transform(?!er)|ingest|normali[sz]e|split"
    r"|feature(?!_?extract)",
    re.IGNORECASE,
)
_MODEL_WORD = re.compile(
    r"model|train|predict|infer|net$|net\d|network|classif|backbone|encoder|decoder|transformer|learner|regress"
    r"|detector|evaluat|optimi[sz]er|loss|checkpoint|architect|gan\b|vae|forecast|generat",
    re.IGNORECASE,
)
_INFRASTRUCTURE = re.compile(
    r"(?:api|app|main|server|frontend|service|drift|monitor\w*|cli|config|utils?)", re.IGNORECASE
)


class Roles:
    """Tells by name and by base class what the project's own names are about."""

    def __init__(self, python: PythonCode) -> None:
        self._python = python
        self._own = {module.name for module in python.own if not module.is_notebook}
        self._data_classes = self._class_names(DATASET_BASES)
        self._model_classes = self._class_names(MODEL_BASES)

    def _class_names(self, bases: tuple[str, ...]) -> frozenset[str]:
        modules = {module.path: module.name for module in self._python.modules}
        return frozenset(
            f"{modules[found.place.path or '']}.{found.qualified_name}" for found in self._python.classes(*bases)
        )

    def own_names(self, names: Iterable[str]) -> list[str]:
        """Those of full dotted names that are of the project's own non-test modules."""
        return [name for name in names if self._module_of(name)]

    def _module_of(self, name: str) -> str:
        head = name
        while head:
            if head in self._own:
                return head
            head = head.rpartition(".")[0]
        return ""

    def data_names(self, names: Iterable[str]) -> list[str]:
        """The project's own names among names that are about data."""
        return [name for name in self.own_names(names) if self._is(name, self._data_classes, _DATA_WORD)]

    def model_names(self, names: Iterable[str]) -> list[str]:
        """The project's own names among names that are about a model or its training."""
        return [name for name in self.own_names(names) if self._is(name, self._model_classes, _MODEL_WORD)]

    def is_infrastructure(self, name: str) -> bool:
        """Whether a full name is of a module for serving or plumbing rather than of data or model code."""
        return bool(_INFRASTRUCTURE.fullmatch(self._module_of(name).rpartition(".")[2]))

    def _is(self, name: str, classes: frozenset[str], word: re.Pattern[str]) -> bool:
        if any(name == defined or name.startswith(f"{defined}.") for defined in classes):
            return True
        module = self._module_of(name)
        symbol = name[len(module) + 1 :]
        parts = module.split(".")
        local = ".".join(parts[1:]) or module  # the package's own name says nothing of what a module is for
        return bool(word.search(local.rpartition(".")[2]) or word.search(symbol.partition(".")[0])) or (
            len(parts) > 2 and bool(word.search(parts[-2]))
        )
