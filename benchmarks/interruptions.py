"""Whether a run that is killed over and over comes to the same, byte for byte, as one that nobody disturbs.

    .venv/bin/python benchmarks/interruptions.py GROUPS.csv [--kills N] [--seed N]

GROUPS.csv is a list of groups, as of `auditor batch`. Ends with 1 where a file differs.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMAND = (sys.executable, "-c", "import sys; from auditor.cli import main; sys.exit(main())", "batch")


def run(groups: Path, output: Path) -> subprocess.Popen[bytes]:
    """Start a run with its results in output."""
    return subprocess.Popen(
        [*COMMAND, str(groups), "--output", str(output)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def finish(groups: Path, output: Path) -> float:
    """Run to the end; the seconds that it took."""
    started = time.perf_counter()
    if run(groups, output).wait():
        sys.exit(f"the run failed: {' '.join(COMMAND)} {groups}")
    return time.perf_counter() - started


def audited(output: Path) -> int:
    """How many groups are done."""
    return len(list(output.glob("groups/*.json")))


def files(folder: Path) -> dict[str, bytes]:
    """All files of a folder by their paths in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def main() -> None:
    """Run undisturbed, run with kills, compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("groups", type=Path)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    moments = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="auditor-benchmark-") as folder:
        whole, killed = Path(folder) / "whole", Path(folder) / "killed"
        seconds = finish(options.groups, whole)
        print(f"undisturbed: {seconds:.1f} s, {audited(whole)} groups")
        for number in range(1, options.kills + 1):
            process = run(options.groups, killed)
            # What is left takes less and less time: on the average each run does its share.
            pause = moments.uniform(0, 2 * seconds / options.kills)
            time.sleep(pause)
            came_too_late = process.poll() is not None
            process.kill()
            process.wait()
            done = " (it had ended)" if came_too_late else ""
            print(f"kill {number:2}: after {pause:.2f} s{done}, {audited(killed)} groups")
        print(f"resumed: {finish(options.groups, killed):.1f} s, {audited(killed)} groups")
        expected, found = files(whole), files(killed)
        different = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
        print(f"{len(expected)} files, {len(different)} of them different", *different[:20], sep="\n  ")
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
