"""Fuzz all targets, each in a process of its own for its share of the time: `python -m fuzz [--minutes N] [TARGET]`.

With atheris inputs are guided by the code that they reach; where it is not installed, hypothesis makes them. Inputs
that reach something new are kept in out/fuzz, so that the next run goes on from there, and so are the ones that failed:
`python -m fuzz --input FILE TARGET` tries one of those again.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from fuzz.targets import TARGETS, Target

OUT = Path("out") / "fuzz"
_MEMORY = 2048  # MB that a target's process may have
_GROWTH = 400  # MB that it may come to need after its first inputs; caches of parsers and expressions fill up
_HANG = 30  # seconds for one input
_LINES = 30  # of what a process said, shown where it failed


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the fuzzing of a target ended. failure: empty where all properties held. Memory in MB, 0 if not known."""

    inputs: int
    first_memory: int
    peak_memory: int
    failure: str = ""


def main() -> int:
    """Run the command; returns its exit status, 1 where a property failed."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=(__doc__ or "").partition(":")[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"one or several of: {', '.join(TARGETS)}")
    parser.add_argument("--minutes", type=float, default=10.0, help="for all targets together (10)")
    parser.add_argument("--input", type=Path, metavar="FILE", help="try this file and nothing else")
    arguments = parser.parse_args()
    unknown = set(arguments.targets) - TARGETS.keys()
    if unknown:
        parser.error(f"there is no target {', '.join(sorted(unknown))}")
    targets = [TARGETS[name] for name in arguments.targets or TARGETS]
    if arguments.input:
        for target in targets:
            target.check(arguments.input.read_bytes())
        return 0
    is_guided = importlib.util.find_spec("atheris") is not None
    print(f"{arguments.minutes:g} minutes, inputs from {'atheris' if is_guided else 'hypothesis'}", flush=True)
    shares = sum(target.share for target in targets)
    failures = 0
    for target in targets:
        seconds = max(1, round(arguments.minutes * 60 * target.share / shares))
        outcome = _guided(target, seconds) if is_guided else _unguided(target, seconds)
        memory = f", {outcome.first_memory} to {outcome.peak_memory} MB" if outcome.peak_memory else ""
        print(f"{target.name:12} {outcome.inputs:>9,} inputs in {seconds} s{memory}  {outcome.failure}", flush=True)
        failures += bool(outcome.failure)
    return 1 if failures else 0


def _guided(target: Target, seconds: int) -> Outcome:
    corpus, findings = OUT / "corpus" / target.name, OUT / "findings"
    for folder in (corpus, findings):
        folder.mkdir(parents=True, exist_ok=True)
    code, said = _run(
        *("fuzz.guided", target.name, ",".join(target.packages), corpus, target.folder),
        *(f"-max_total_time={seconds}", f"-timeout={_HANG}"),
        *(f"-rss_limit_mb={_MEMORY}", f"-artifact_prefix={findings}/{target.name}-", "-print_final_stats=1"),
        seconds=seconds,
    )
    memory = [
        int(found) for found in re.findall(r"^#\d+\t(?:INITED|NEW|REDUCE|RELOAD|pulse|DONE).* rss: (\d+)Mb", said, re.M)
    ]
    first, peak = (memory[0], max(memory)) if memory else (0, 0)
    failure = ""
    if code:
        kept = re.search(r"written to (\S+)", said)
        failure = f"FAILED: {kept[1] if kept else 'see below'}\n{_last_lines(said)}"
    elif peak > first + _GROWTH:
        failure = "FAILED: its memory grows"
    return Outcome(_executed(said), first, peak, failure)


def _unguided(target: Target, seconds: int) -> Outcome:
    code, said = _run("fuzz.random_inputs", target.name, seconds, seconds=seconds)
    return Outcome(_executed(said), 0, 0, f"FAILED\n{_last_lines(said)}" if code else "")


def _run(module: str, *arguments: object, seconds: int) -> tuple[int, str]:
    """Exit status of a module of ours, and what it said; it is ended where it does not end by itself."""
    try:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", module, *map(str, arguments)],
            stderr=subprocess.STDOUT,
            stdout=subprocess.PIPE,
            timeout=2 * seconds + 10 * _HANG,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        return 1, (error.stdout or b"").decode(errors="replace") + "\nit did not end by itself"
    return done.returncode, done.stdout.decode(errors="replace")


def _executed(said: str) -> int:
    found = re.search(r"number_of_executed_units: (\d+)", said)
    return int(found[1]) if found else 0


def _last_lines(said: str) -> str:
    lines = [line for line in said.splitlines() if not re.match(r"#\d+\t|stat::|INFO: Instrumenting", line)]
    return "\n".join(f"    {line[:300]}" for line in lines[-_LINES:])


if __name__ == "__main__":
    sys.exit(main())
