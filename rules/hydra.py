"""Hydra loads the configuration: `@hydra.main`, `hydra.compose` or `hydra.initialize` in live code.

There must be a configuration that it can load, in files or (with hydra-zen, say) in code. Importing or requiring Hydra,
using OmegaConf by itself, having it commented out, and only what its runs left behind are `partial`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.facts.python import PythonCode
from auditor.place import Place
from auditor.repository.snapshot import Snapshot
from auditor.rule import Evidence, Example, Finding, absent, partial, present
from rules.gathering import called, commented, imported, required
from rules.vocabulary import tools

if TYPE_CHECKING:
    from auditor.facts.configs import ConfigFile
    from auditor.facts.manifests import Manifests

_ENTRIES = (
    "hydra.main",
    "hydra.compose",
    "hydra.initialize",
    "hydra.initialize_config_dir",
    "hydra.initialize_config_module",
    "hydra.experimental.compose",
    "hydra.experimental.initialize",
)
_ZEN_ENTRIES = ("hydra_zen.zen", "hydra_zen.zen.hydra_main", "hydra_zen.launch")
_STORES = (
    "hydra.core.config_store.ConfigStore.instance.store",
    "hydra_zen.store",
    "hydra_zen.builds",
    "hydra_zen.make_config",
)
_LEFT_BEHIND = "/.hydra/"


def judge(python: PythonCode, configs: list[ConfigFile], manifests: Manifests, snapshot: Snapshot) -> Finding:
    entries = called(python.calls(*_ENTRIES, *_ZEN_ENTRIES))
    structured = called(python.calls(*_STORES), "stores a structured config")
    loadable = [
        Evidence("configuration", f"a configuration with {len(config.settings)} settings", config.place)
        for config in configs
        if config.format in ("yaml", "yml") and config.settings and not config.is_output
    ]
    if entries and (loadable or structured):
        return present("Hydra loads the project's configuration in live code.", [*entries, *structured])
    if entries:
        return partial("Hydra is called, but there is no configuration that it could load.", entries)
    weak = [
        *imported(python, *tools("hydra", "omegaconf")),
        *(piece for piece in required(manifests, *tools("hydra"))),
        *commented(python.commented_calls(*_ENTRIES)),
    ]
    left_behind = next((entry.path for entry in snapshot.files if _LEFT_BEHIND in f"/{entry.path}"), None)
    if left_behind is not None:
        weak.append(Evidence("file", "a file of a run with Hydra", Place(left_behind)))
    if weak:
        return partial(
            "Hydra or OmegaConf is there, but no live code loads a configuration with Hydra.", weak, ["hydra"]
        )
    return absent("Neither code nor manifests mention Hydra.", words=["hydra", "omegaconf"])


_MAIN = """
    import hydra

    @hydra.main(config_path="../configs", config_name="config", version_base=None)
    def train(cfg):
        print(cfg.lr)
"""

EXAMPLES = [
    Example(
        "a decorated entry point",
        "present",
        {"src/train.py": _MAIN, "configs/config.yaml": "lr: 0.1"},
        at=("src/train.py:3",),
    ),
    Example(
        "compose",
        "present",
        {
            "app.py": "from hydra import compose, initialize\n\nwith initialize('conf'):\n    cfg = compose('c')",
            "conf/c.yaml": "lr: 0.1",
        },
    ),
    Example(
        "hydra-zen",
        "present",
        {"t.py": "from hydra_zen import store, zen\n\nstore(dict, lr=0.1)\nzen(print).hydra_main(config_name='a')"},
    ),
    Example("left behind by a run", "partial", {"outputs/2026-01-01/.hydra/hydra.yaml": "hydra:\n  job: {}"}),
    Example("nothing to load", "partial", {"src/train.py": _MAIN}),
    Example("only required", "partial", {"requirements.txt": "hydra-core==1.3"}),
    Example("OmegaConf alone", "partial", {"a.py": "from omegaconf import OmegaConf\n\nOmegaConf.load('x.yaml')"}),
    Example(
        "commented out",
        "partial",
        {
            "train.py": "# import hydra\n# @hydra.main(config_name='c')\n# def f(cfg): hydra.main()\nx = 1",
            "c.yaml": "a: 1",
        },
    ),
    Example("in a string", "absent", {"train.py": "print('@hydra.main')", "c.yaml": "a: 1"}),
]
