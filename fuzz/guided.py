"""One target under atheris, which keeps the inputs that reach new lines: `python -m fuzz.guided TARGET PACKAGES ...`.

PACKAGES, with commas between, are those whose lines count. What stands behind them goes to libFuzzer: options, and
folders of inputs, the first of which takes in new ones.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterable
from random import Random

import atheris

# Instrumented code is that much slower, and the machine may have other work.
_PATIENCE = 10.0


def fuzz(name: str, packages: list[str], options: list[str]) -> None:
    """Fuzz a target until an option ends it, or a property fails; does not return."""
    with atheris.instrument_imports(include=packages):
        _import_all(packages)  # many are imported where they are used, too late to be instrumented
        from fuzz.mutations import bent
        from fuzz.targets import MAX_BYTES, TARGETS

    target = TARGETS[name]

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        random = Random(seed)
        return bent(data, target.seeds, random, most) if random.random() < 0.5 else bytes(atheris.Mutate(data, most))

    def check(data: bytes) -> None:
        target.check(data, patience=_PATIENCE)

    atheris.Setup([sys.argv[0], f"-max_len={MAX_BYTES}", *options], check, custom_mutator=mutate)
    atheris.Fuzz()


def _import_all(packages: Iterable[str]) -> None:
    for name in packages:
        for info in pkgutil.walk_packages(getattr(importlib.import_module(name), "__path__", ()), f"{name}."):
            importlib.import_module(info.name)


if __name__ == "__main__":
    fuzz(sys.argv[1], sys.argv[2].split(","), sys.argv[3:])
