"""Which files a tool wrote when the project ran, so that they tell of a run and are nothing that somebody set up."""

from __future__ import annotations

import re

# Folders of Hydra (outputs/2026-01-09/12-30-00, multirun, .hydra), Weights & Biases, Lightning, MLflow, TensorBoard,
# Ultralytics (runs/detect/train), Ray Tune, coverage, Jupyter and of Python tools' caches.
_FOLDER = re.compile(
    r"(?:^|/)(?:"
    r"\.hydra|(?:outputs?|multirun)/(?:[^/]+/)*?\d{4}-\d{2}-\d{2}|wandb/(?:(?:offline-)?run|sweep)-[^/]+"
    r"|lightning_logs|mlruns|tb_logs|runs/(?:detect|segment|classify|train|predict)|ray_results|htmlcov"
    r"|\.ipynb_checkpoints|__pycache__|\.dvc/(?:cache|tmp)|\.pytest_cache|\.mypy_cache|\.ruff_cache"
    r")/"
)


def is_run_output(path: str) -> bool:
    """Whether path lies in a folder that a tool writes its runs to."""
    return _FOLDER.search(path) is not None
