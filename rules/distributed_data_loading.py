"""Data is loaded by several workers: a DataLoader, or a framework's loader, that is given two or more.

The number of workers is followed from the call to its default, to what callers pass, to the configuration and to the
command line. Loading with Dask, Ray Data, tf.data, WebDataset and their like counts as well. A number of workers that
is 0 or 1 wherever the repository sets it, or that cannot be told, is `partial`, and so are a framework that takes
several by itself, a sampler for several processes, and data that is prepared by several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.facts.python import Call, PythonCode
from auditor.facts.python.model import UNKNOWN
from auditor.facts.python.values import Possible, Values
from auditor.rule import Evidence, Example, Finding, Polarity, absent, partial, present
from rules.gathering import called, once

if TYPE_CHECKING:
    from auditor.facts.commands import Command
    from auditor.facts.configs import ConfigFile

_LOADERS = (
    "torch.utils.data.DataLoader",
    "torch.utils.data.dataloader.DataLoader",
    "torch_geometric.data.DataLoader",
    "torch_geometric.loader.DataLoader",
    "torchdata.stateful_dataloader.StatefulDataLoader",
    "monai.data.DataLoader",
)
_WORKERS_POSITION = 5  # of DataLoader's arguments
# How training frameworks and loaders of other libraries call the number of workers.
_KEYWORDS = ("num_workers", "dataloader_num_workers", "n_workers")
_ULTRALYTICS = ("ultralytics.YOLO.train", "ultralytics.YOLO.tune", "ultralytics.RTDETR.train")
_LIBRARIES = (
    "dask.dataframe.*",
    "dask.array.*",
    "dask.bag.*",
    "dask.delayed",
    "dask.distributed.*",
    "distributed.Client",
    "ray.data.*",
    "tensorflow.data.*",
    "tensorflow.keras.utils.image_dataset_from_directory",
    "tensorflow.keras.preprocessing.image_dataset_from_directory",
    "keras.utils.image_dataset_from_directory",
    "tensorflow_datasets.load",
    "webdataset.*",
    "ffcv.loader.*",
    "nvidia.dali.*",
    "petastorm.*",
    "litdata.*",
    "streaming.StreamingDataset",
    "streaming.StreamingDataLoader",
)
_SAMPLERS = ("torch.utils.data.distributed.DistributedSampler", "torch.utils.data.DistributedSampler")
_POOLS = (
    *("multiprocessing.Pool", "multiprocessing.pool.*", "torch.multiprocessing.Pool", "joblib.Parallel", "pyspark.*"),
    *("concurrent.futures.ProcessPoolExecutor", "concurrent.futures.ThreadPoolExecutor", "tqdm.contrib.concurrent.*"),
)
_OF_THE_MACHINE = (
    "cpu_count",
    "sched_getaffinity",
    "get_num_threads",
)  # as many as it has processors, which is several
_ABOUT_DATA = re.compile(r"data|load|preproc|image|process_|extract|download|feature", re.IGNORECASE)
_WORDS = ("num_workers", "workers", "dask", "webdataset", "tf.data")


def judge(python: PythonCode, configs: list[ConfigFile], commands: list[Command]) -> Finding:
    values = Values(python, configs, commands)
    several: list[Evidence] = []
    unclear: list[Evidence] = []
    without: list[Evidence] = []
    for call in _loader_calls(python):
        possible = _workers(call, values)
        enough = [value for value in possible if _are_several(value) or _counts_processors(value, python)]
        if enough:
            several += _evidence(call, enough)
        elif possible:
            unclear += _evidence(call, possible)
        elif call.attribute.endswith("DataLoader"):
            message = "a DataLoader without a number of workers"
            without.append(Evidence("call", message, call.place, Polarity.AGAINST))
    libraries = called(python.calls(*_LIBRARIES))
    if several:
        return present("Data is loaded by two or more worker processes.", once([*several, *libraries]))
    if libraries:
        return present("Data is loaded with a library that does so in parallel.", libraries)
    if unclear:
        summary = "The data loaders are given a number of workers, but nothing in the repository makes it two or more."
        return partial(summary, once(unclear), _WORDS)
    weak = list(_other_ways(python, values))
    if weak:
        return partial(
            "Data is prepared, or could be loaded, by several processes, but no loader is told so.", once(weak)
        )
    if without:
        return absent("The data loaders are given no number of workers, which means none.", without[:5], _WORDS)
    return absent("No data loader with worker processes, and no library that loads in parallel.", words=_WORDS)


def _loader_calls(python: PythonCode) -> Iterator[Call]:
    """Calls of loaders, known ones and whatever else of a library takes a number of workers.

    The project's own functions are left out: their parameters are followed from the loaders inside them.
    """
    for module in python.own:
        for call in module.calls:
            full = python.full_name(call.name) if call.is_resolved else ""
            takes_workers = any(keyword in call.keywords for keyword in _KEYWORDS)
            if full in (*_LOADERS, *_ULTRALYTICS) or (takes_workers and not python.is_own(full)):
                yield call


def _other_ways(python: PythonCode, values: Values) -> Iterator[Evidence]:
    """Calls that have several processes work on data without being told a number of a loader's workers."""
    for call in python.calls(*_ULTRALYTICS):
        if not _workers(call, values):
            yield Evidence("call", "Ultralytics loads with several workers by itself", call.place)
    for module in python.own:
        for call in module.calls:
            full = python.full_name(call.name) if call.is_resolved else ""
            if full.startswith("fastai.") and "DataLoaders" in full:
                yield Evidence("call", "fastai loads with several workers by itself", call.place)
            elif "num_proc" in call.keywords and any(map(_are_several, values.of_argument(call, "num_proc"))):
                yield Evidence("call", "prepares data in several processes", call.place)
    yield from called(python.calls(*_SAMPLERS), "shares the data among processes")
    for call in python.calls(*_POOLS):
        if _ABOUT_DATA.search(f"{call.place.path} {call.function}"):
            yield Evidence("call", "works on data in several processes", call.place)


def _workers(call: Call, values: Values) -> list[Possible]:
    is_loader = call.attribute.endswith("DataLoader")
    found = values.of_argument(call, "num_workers", _WORKERS_POSITION if is_loader else -1)
    for keyword in (*_KEYWORDS[1:], "workers"):
        if not found and (keyword in call.keywords or call.spread):
            found = values.of_argument(call, keyword)
    return found


def _are_several(value: Possible) -> bool:
    if value.literal is UNKNOWN:
        return any(name in value.text for name in _OF_THE_MACHINE)
    try:
        return int(str(value.literal)) >= 2
    except ValueError:
        return False


def _counts_processors(value: Possible, python: PythonCode) -> bool:
    """Whether a value is what a function of the project makes of the number of the machine's processors."""
    name = re.match(r"(?:\w+\.)*(\w+)\(", value.text)
    return name is not None and any(
        call.attribute in _OF_THE_MACHINE and call.function.rpartition(".")[2] == name[1]
        for module in python.own
        for call in module.calls
    )


def _evidence(call: Call, possible: list[Possible]) -> Iterator[Evidence]:
    """The call, and where its number of workers comes from if that is elsewhere."""
    first = possible[0]
    is_unknown = first.literal is UNKNOWN and not _are_several(first)
    amount = "an unknown number of" if is_unknown else first.text
    noun = "worker" if amount == "1" else "workers"
    yield Evidence("call", f"{call.attribute} is given {amount} {noun}", call.place)
    for value in possible:
        if value.place != call.place:
            yield Evidence("setting", f"sets the number of workers: {value.text}", value.place)


_IMPORT = "from torch.utils.data import DataLoader\n\n"

EXAMPLES = [
    Example(
        "a framework's own number",
        "partial",
        {"a.py": "from ultralytics import YOLO\n\nYOLO('n').train(data='a.yaml')"},
    ),
    Example(
        "prepared in several processes",
        "partial",
        {"a.py": "import datasets\n\nd = datasets.load_dataset('cats')\nd.map(tokenize, num_proc=4)"},
        at=("a.py:4",),
    ),
    Example(
        "several processes for something else",
        "absent",
        {"serve.py": "from multiprocessing import Pool\n\nPool(4).map(answer, requests)"},
    ),
    Example("in the call", "present", {"a.py": f"{_IMPORT}DataLoader([], num_workers=4)"}, at=("a.py:3",)),
    Example(
        "from Hydra's configuration, through the class that is instantiated",
        "present",
        {
            "app/data.py": """
                from torch.utils.data import DataLoader

                class Module:
                    def __init__(self, n_workers=0):
                        self.n_workers = n_workers

                    def train_dataloader(self):
                        return DataLoader([], num_workers=self.n_workers)
            """,
            "configs/data/default.yaml": "_target_: app.data.Module\nn_workers: 6",
        },
        at=("app/data.py:8", "configs/data/default.yaml:2"),
    ),
    Example(
        "from a key of the configuration",
        "present",
        {
            "train.py": f"{_IMPORT}def train(cfg):\n    return DataLoader([], num_workers=cfg.loader.num_workers)",
            "conf/config.yaml": "loader:\n  num_workers: 8\nother:\n  num_workers: 0",
        },
        at=("train.py:4", "conf/config.yaml:2"),
    ),
    Example(
        "what a caller passes",
        "present",
        {"a.py": f"{_IMPORT}def load(n=0):\n    return DataLoader([], num_workers=n)\n\nload(3)"},
        at=("a.py:4", "a.py:6"),
    ),
    Example(
        "what a function makes of the number of processors",
        "present",
        {
            "a.py": f"""
                import multiprocessing
                {_IMPORT.strip()}

                def workers(part=0.5):
                    cores = multiprocessing.cpu_count()
                    return max(1, int(cores * part))

                DataLoader([], num_workers=workers())
            """
        },
    ),
    Example(
        "one less than there are processors",
        "present",
        {"a.py": f"import os\n{_IMPORT}n = max(1, os.cpu_count() - 1)\nDataLoader([], num_workers=n)"},
    ),
    Example(
        "an option of the command line",
        "present",
        {
            "a.py": """
                import argparse
                from torch.utils.data import DataLoader

                parser = argparse.ArgumentParser()
                parser.add_argument("--num-workers", type=int, default=2)
                args = parser.parse_args()
                DataLoader([], num_workers=args.num_workers)
            """
        },
        at=("a.py:5", "a.py:7"),
    ),
    Example(
        "spread from the configuration",
        "present",
        {
            "a.py": f"{_IMPORT}def go(config):\n    DataLoader([], **config.loader)",
            "config.yaml": "loader:\n  batch_size: 4\n  num_workers: 2",
        },
        at=("a.py:4", "config.yaml:3"),
    ),
    Example("Ultralytics", "present", {"a.py": "from ultralytics import YOLO\n\nYOLO('n.pt').train(workers=4)"}),
    Example(
        "Hugging Face",
        "present",
        {"a.py": "import transformers as t\n\nt.TrainingArguments('out', dataloader_num_workers=2)"},
    ),
    Example("tf.data", "present", {"a.py": "import tensorflow as tf\n\ntf.data.Dataset.from_tensor_slices([1])"}),
    Example(
        "zero everywhere",
        "partial",
        {
            "a.py": f"{_IMPORT}def load(num_workers=0):\n    return DataLoader([], num_workers=num_workers)\n\nload()",
            "conf/a.yaml": "num_workers: 0",
        },
    ),
    Example(
        "a default that no caller leaves",
        "partial",
        {"a.py": f"{_IMPORT}def load(n=4):\n    return DataLoader([], num_workers=n)\n\nload(0)"},
    ),
    Example(
        "a configuration that sets something else",
        "partial",
        {
            "a.py": f"{_IMPORT}def load(cfg):\n    return DataLoader([], num_workers=cfg.num_workers)",
            "conf/a.yaml": "workers: 8",
        },
    ),
    Example("commented out", "absent", {"a.py": f"{_IMPORT}# DataLoader([], num_workers=4)"}),
    Example("none", "absent", {"a.py": f"{_IMPORT}DataLoader([], batch_size=4)"}, at=("a.py:3",)),
    Example("only in a test", "absent", {"tests/test_a.py": f"{_IMPORT}DataLoader([], num_workers=4)"}),
    Example("in a string", "absent", {"a.py": "print('DataLoader(num_workers=4)')"}),
    Example(
        "a server's workers",
        "absent",
        {"a.py": "import uvicorn\n\nuvicorn.run('a:app', workers=4)", "c.yaml": "workers: 4"},
    ),
]
