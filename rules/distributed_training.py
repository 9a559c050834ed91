"""The training is distributed: over several devices, processes or machines.

Present: DistributedDataParallel, DataParallel, FSDP, DeepSpeed, Horovod, Ray Train or an equivalent of TensorFlow or
JAX; a Trainer given `strategy="ddp"` (or its like) or two or more devices or nodes, in the code, the configuration or
on the command line; torchrun, accelerate launch and other launchers; a job with several workers or accelerators. What
could ask for it and does not (`devices="auto"`, a configuration with `devices: 1`, a process group of one), or a
library that is only required, is `partial`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING

from auditor.facts.configs import ConfigFile, Setting, Shape
from auditor.facts.python import Call, PythonCode
from auditor.facts.python.model import UNKNOWN
from auditor.facts.python.values import Possible, Values
from auditor.place import Place
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.gathering import called, once, required
from rules.lightning import PACKAGES, TRAINERS
from rules.vocabulary import programs, tools_of_kind

if TYPE_CHECKING:
    from auditor.facts.commands import Command
    from auditor.facts.manifests import Manifests

_TOOLS = tools_of_kind("distributed-training")
_LAUNCHERS = frozenset({*programs(_TOOLS), "accelerate"})
_CALLS = (
    "torch.nn.DataParallel",
    "torch.nn.parallel.DataParallel",
    "torch.nn.parallel.DistributedDataParallel",
    "torch.nn.parallel.distributed.DistributedDataParallel",
    "torch.distributed.fsdp.*",
    "torch.distributed.pipelining.*",
    "torch.distributed.tensor.parallel.*",
    "deepspeed.*",
    "fairscale.*",
    "colossalai.*",
    "horovod.*",
    "ray.train.torch.*",
    "ray.train.tensorflow.*",
    "ray.train.lightning.*",
    "ray.train.huggingface.*",
    "ray.train.ScalingConfig",
    "ray.air.config.ScalingConfig",
    "tensorflow.distribute.MirroredStrategy",
    "tensorflow.distribute.MultiWorkerMirroredStrategy",
    "tensorflow.distribute.TPUStrategy",
    "tensorflow.distribute.experimental.*",
    "jax.pmap",
    "jax.sharding.*",
    "flax.jax_utils.replicate",
    "xgboost.dask.*",
    "lightgbm.dask.*",
    "dask_ml.*",
    "pyspark.ml.*",
    *(f"{package}.strategies.{name}" for package in PACKAGES for name in ("DDPStrategy", "FSDPStrategy")),
    *(f"{package}.strategies.DeepSpeedStrategy" for package in PACKAGES),
)
# What prepares for several processes, and works with one as well.
_PREPARATIONS = ("torch.distributed.init_process_group", "accelerate.Accelerator")
_SPAWN = ("torch.multiprocessing.spawn", "torch.multiprocessing.start_processes")
_TRAINERS = (*TRAINERS, "lightning.fabric.Fabric", "lightning.Fabric", "lightning_fabric.Fabric")
_TRAINING = frozenset({"fit", "setup", "launch"})  # of a Trainer, and of Fabric
_COUNTS = ("devices", "num_nodes", "gpus", "tpu_cores", "num_processes")
_CLOUD = ("google.cloud.aiplatform.*", "sagemaker.*", "azure.ai.ml.*")
_CLOUD_COUNTS = ("replica_count", "accelerator_count", "instance_count")
_STRATEGY = re.compile(r"ddp|fsdp|deepspeed|^dp$|horovod|xla|colossalai|model_parallel|bagua|hivemind", re.IGNORECASE)
_ULTRALYTICS = ("ultralytics.YOLO.train", "ultralytics.RTDETR.train")
_JOB_COUNT = re.compile(r"(?:^|\.)(?:replicaCount|replica_count|acceleratorCount|accelerator_count)$")
_POOL = re.compile(r"(?:workerPoolSpecs|worker_pool_specs)\.(\d+)\.")
_COUNT_IN_COMMAND = re.compile(
    r"(?:replica-count|accelerator-count|--accelerator[= ]\S*count|nproc[-_]per[-_]node|nnodes|num[-_]processes"
    r"|num[-_]gpus)[= ](\d+|\w+)"
)
_DISTRIBUTED_JOBS = frozenset({"PyTorchJob", "TFJob", "MPIJob", "XGBoostJob", "RayJob", "TrainJob"})
_BATCH_SCRIPTS = (".sh", ".bsub", ".lsf", ".slurm", ".sbatch", ".job")
_SEVERAL_ACCELERATORS = re.compile(
    r"#BSUB\s+-gpu\s+[\"']?num=(?:[2-9]|\d\d)|#SBATCH\s+--(?:gres=gpu:(?:\w+:)?|gpus(?:-per-node)?=(?:\w+:)?)(?:[2-9]|\d\d)"
)
_WORDS = ("distributed", "dataparallel", "ddp", "strategy", "devices", "torchrun", "deepspeed", "accelerat", "horovod")


class _Asked(Enum):
    """What a value asks for."""

    SEVERAL = "several"
    PERHAPS = "whatever is there, or what is set"
    ONE = "one"


def judge(
    python: PythonCode, configs: list[ConfigFile], commands: list[Command], manifests: Manifests, snapshot: Snapshot
) -> Finding:
    values = Values(python, configs, commands)
    found: dict[_Asked, list[Evidence]] = {asked: [] for asked in _Asked}
    found[_Asked.SEVERAL] += called(python.calls(*_CALLS))
    found[_Asked.PERHAPS] += called(python.calls(*_PREPARATIONS), "prepares for several processes")
    for pieces in (_of_trainers(python, values), _of_other_calls(python, values), _configured(configs)):
        for asked, piece in pieces:
            found[asked].append(piece)
    for asked, command in _launched(commands):
        found[asked].append(Evidence("command", f"runs {command.text}", command.place))
    found[_Asked.SEVERAL] += _batch_jobs(snapshot)
    if found[_Asked.SEVERAL]:
        return present("The training is distributed over several devices or processes.", once(found[_Asked.SEVERAL]))
    if found[_Asked.PERHAPS]:
        summary = "The training could be distributed, but nothing in the repository asks for two or more devices."
        return partial(summary, once(found[_Asked.PERHAPS]), _WORDS)
    needed = list(required(manifests, *_TOOLS))
    if needed:
        return partial("A library for distributed training is only required.", needed, _WORDS)
    return absent("No code, configuration or command trains on more than one device.", words=_WORDS)


def _batch_jobs(snapshot: Snapshot) -> Iterator[Evidence]:
    """Jobs of a cluster that ask for several accelerators, in the remarks that LSF and Slurm read."""
    paths = [entry.path for entry in snapshot.files if entry.path.endswith(_BATCH_SCRIPTS)]
    snapshot.read(paths)
    for path in paths:
        for number, line in enumerate(snapshot.lines(path), start=1):
            if _SEVERAL_ACCELERATORS.match(line):
                yield Evidence("job", "a job with several accelerators", Place(path, number, number))


def _of_trainers(python: PythonCode, values: Values) -> Iterator[tuple[_Asked, Evidence]]:
    """What Trainers (and configurations of them) are given for devices, nodes and strategy."""
    training = {module.path for module in python.own if any(call.attribute in _TRAINING for call in module.calls)}
    for call in python.calls(*_TRAINERS):
        if call.place.path not in training:
            continue  # it evaluates
        for keyword in (*_COUNTS, "strategy", "accelerator"):
            for value in values.of_argument(call, keyword):
                asked = _of_setting(keyword, value)
                if asked is _Asked.ONE and value.place != call.place:
                    asked = _Asked.PERHAPS
                if asked:
                    yield from _evidence(asked, call, keyword, value)
    for module in python.own:
        for call in module.calls:
            for keyword in ("fsdp", "deepspeed", "deepspeed_config"):
                given = call.keywords.get(keyword)
                if given is not None and given.literal not in (None, "", False):
                    yield _Asked.SEVERAL, Evidence("call", f"{call.attribute} is given {keyword}", call.place)


def _of_other_calls(python: PythonCode, values: Values) -> Iterator[tuple[_Asked, Evidence]]:
    chosen = [(call, "nprocs", 2) for call in python.calls(*_SPAWN)]
    chosen += [(call, "device", -1) for call in python.calls(*_ULTRALYTICS)]
    for call in python.calls(*_CLOUD):
        chosen += [(call, keyword, -1) for keyword in _CLOUD_COUNTS if "deploy" not in call.attribute]
    for call, keyword, position in chosen:
        for value in values.of_argument(call, keyword, position):
            # Ultralytics' device is the number of a GPU, or several of them.
            asked = _count(value) if keyword != "device" or _is_list(value.literal) else None
            if keyword == "nprocs" and asked is not _Asked.SEVERAL:
                asked = _Asked.PERHAPS
            if asked:
                yield from _evidence(asked, call, keyword, value)


def _evidence(asked: _Asked, call: Call, keyword: str, value: Possible) -> Iterator[tuple[_Asked, Evidence]]:
    yield asked, Evidence("call", f"{call.attribute} is given {keyword} {value.text}", call.place)
    if value.place != call.place:
        yield asked, Evidence("setting", f"sets {keyword} to {value.text}", value.place)


def _of_setting(name: str, value: Possible) -> _Asked | None:
    """What a setting of a Trainer asks for."""
    if name in _COUNTS:
        return _count(value)
    if _STRATEGY.search(value.text if value.literal is UNKNOWN else str(value.literal)):
        return _Asked.SEVERAL
    return _Asked.PERHAPS if name == "strategy" and value.literal == "auto" else None


def _count(value: Possible) -> _Asked | None:
    """What a number (or list) of devices, processes or nodes asks for."""
    if value.literal is UNKNOWN:
        return _Asked.SEVERAL if "device_count" in value.text else None
    literal = value.literal
    if isinstance(literal, list | tuple):
        return _Asked.SEVERAL if len(literal) >= 2 else _Asked.ONE
    text = str(literal).strip()
    if text.lower() in ("auto", "-1"):
        return _Asked.PERHAPS
    if "," in text:
        return _Asked.SEVERAL
    return (_Asked.SEVERAL if int(text) >= 2 else _Asked.ONE) if re.fullmatch(r"\d{1,6}", text) else None


def _is_list(literal: object) -> bool:
    return isinstance(literal, list | tuple) or (isinstance(literal, str) and "," in literal)


def _configured(configs: list[ConfigFile]) -> Iterator[tuple[_Asked, Evidence]]:
    """What configurations ask for by themselves: of a Trainer to be made, of Accelerate, DeepSpeed, and cloud jobs."""
    for config in configs:
        trainers = {
            setting.key.rpartition(".")[0]
            for setting in config.settings
            if setting.key.rpartition(".")[2] == "_target_" and str(setting.value) in _TRAINERS
        }
        is_job = config.shape(Shape.VERTEX_JOB) is not None
        for setting in config.settings:
            mapping, _, name = setting.key.rpartition(".")
            value = Possible(setting.value, str(setting.value), setting.place)
            if mapping in trainers and name in (*_COUNTS, "strategy"):
                asked = _of_setting(name, value)
            elif is_job and _JOB_COUNT.search(setting.key):
                asked = _count(value)
            else:
                asked = _Asked.SEVERAL if _is_distributed(setting, is_job) else None
            if asked:
                yield asked, Evidence("configuration", f"sets {name} to {value.text}", setting.place)
        kubernetes = config.shape(Shape.KUBERNETES)
        if kubernetes and kubernetes.name in _DISTRIBUTED_JOBS:
            yield _Asked.SEVERAL, Evidence("configuration", f"defines a {kubernetes.name}", kubernetes.place)


def _is_distributed(setting: Setting, is_job: bool) -> bool:
    """Whether a setting is of a second pool of workers, or of Accelerate's or DeepSpeed's configuration."""
    if setting.key.rpartition(".")[2] == "distributed_type":
        return setting.value not in ("NO", "no", False, None)
    pool = _POOL.search(setting.key) if is_job else None
    return (pool is not None and int(pool[1]) >= 1) or setting.key.endswith("zero_optimization.stage")


def _launched(commands: list[Command]) -> Iterator[tuple[_Asked, Command]]:
    """Live commands that start several processes of a program, or a job with several workers or accelerators."""
    for command in commands:
        if not command.live:
            continue
        counts = _COUNT_IN_COMMAND.findall(command.text)
        for words in command.programs():
            is_launcher = (
                bool(words)
                and words[0] in _LAUNCHERS
                and (words[0] != "accelerate" or words[1:2] == ("launch",))
                and words[1:2] != ("--version",)
            )
            is_cloud = bool(words) and words[0] == "gcloud" and bool(counts)
            if is_launcher and counts and all(count == "1" for count in counts):
                yield _Asked.PERHAPS, command
            elif is_launcher or (is_cloud and any(count.isdigit() and int(count) >= 2 for count in counts)):
                yield _Asked.SEVERAL, command


_LIGHTNING = "import lightning as L\n\n"

EXAMPLES = [
    Example(
        "DistributedDataParallel under another name",
        "present",
        {"a.py": "from torch.nn.parallel import DistributedDataParallel as DDP\n\nmodel = DDP(net)"},
        at=("a.py:3",),
    ),
    Example("DataParallel", "present", {"a.py": "from torch import nn\n\nif n > 1:\n    m = nn.DataParallel(m)"}),
    Example("a strategy", "present", {"a.py": f"{_LIGHTNING}L.Trainer(strategy='ddp').fit(m)"}),
    Example(
        "devices from the configuration",
        "present",
        {
            "train.py": f"{_LIGHTNING}def go(cfg):\n    L.Trainer(devices=cfg.trainer.devices).fit(m)",
            "configs/trainer/gpu.yaml": "devices: 4",
            "configs/other.yaml": "devices: 1",
        },
        at=("train.py:4", "configs/trainer/gpu.yaml:1"),
    ),
    Example(
        "a Trainer that Hydra makes",
        "present",
        {"conf/trainer.yaml": "_target_: lightning.pytorch.Trainer\nstrategy: ddp_find_unused_parameters_true"},
        at=("conf/trainer.yaml:2",),
    ),
    Example("torchrun", "present", {"run.sh": "torchrun --nproc_per_node=2 train.py"}),
    Example("accelerate launch", "present", {"Makefile": "train:\n\taccelerate launch train.py"}),
    Example(
        "a job with several accelerators",
        "present",
        {
            "job.yaml": """
                workerPoolSpecs:
                  - machineSpec:
                      machineType: n1-standard-8
                      acceleratorType: NVIDIA_TESLA_T4
                      acceleratorCount: 2
                    replicaCount: 1
                    containerSpec:
                      imageUri: x
            """
        },
        at=("job.yaml:5",),
    ),
    Example(
        "two of Ultralytics' devices",
        "present",
        {"a.py": "from ultralytics import YOLO\n\nYOLO('n').train(device=[0, 1])"},
    ),
    Example(
        "whatever is there",
        "partial",
        {"conf/t.yaml": "_target_: pytorch_lightning.Trainer\ndevices: auto\nstrategy: auto"},
        at=("conf/t.yaml:2", "conf/t.yaml:3"),
    ),
    Example(
        "a process group of one",
        "partial",
        {
            "a.py": """
                import torch.distributed as dist
                import torch.multiprocessing as mp

                def work(rank, size):
                    dist.init_process_group("gloo", rank=rank, world_size=size)

                def main(cfg):
                    mp.spawn(work, args=(1,), nprocs=cfg.world_size)
            """,
            "c.yaml": "world_size: 1",
        },
    ),
    Example("only required", "partial", {"requirements.txt": "deepspeed"}),
    Example("only documented", "absent", {"README.md": "# Use\n\n```bash\ntorchrun --nproc_per_node=2 train.py\n```"}),
    Example("commented out", "absent", {"a.py": "import torch\n\nx = 1\n# m = torch.nn.DataParallel(m)"}),
    Example(
        "a job of a cluster", "present", {"job.sh": '#!/bin/sh\n#BSUB -gpu "num=2:mode=exclusive_process"\npython t.py'}
    ),
    Example("such a job with one", "absent", {"job.sh": '#!/bin/sh\n#BSUB -gpu "num=1"\npython t.py'}),
    Example("one device", "absent", {"a.py": f"{_LIGHTNING}L.Trainer(devices=1, accelerator='gpu').fit(m)"}),
    Example(
        "one device from the configuration",
        "partial",
        {"a.py": f"{_LIGHTNING}def go(cfg):\n    L.Trainer(devices=cfg.devices).fit(m)", "c.yaml": "devices: 1"},
    ),
    Example(
        "a Trainer that evaluates",
        "absent",
        {"a.py": f"{_LIGHTNING}def go(cfg):\n    L.Trainer(devices=cfg.devices).test(m)", "c.yaml": "devices: 1"},
    ),
    Example(
        "a job with one worker",
        "absent",
        {"job.yaml": "workerPoolSpecs:\n  - machineSpec: {machineType: n1}\n    replicaCount: 1"},
    ),
    Example(
        "a matrix of workflows",
        "absent",
        {".github/workflows/t.yml": "on: push\njobs:\n  t:\n    strategy:\n      matrix: {os: [a, b]}\n    steps: []"},
    ),
    Example("only in a test", "absent", {"tests/test_a.py": f"{_LIGHTNING}L.Trainer(devices=2).fit(m)"}),
    Example("a Trainer of one's own", "absent", {"a.py": "class Trainer: pass\n\nTrainer(devices=4).fit(m)"}),
]
