"""git's processes: what they inherit, and what they may take."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Timer

from auditor.errors import UnusableInput
from auditor.limits import limits

# What git inherits from the caller: nothing but what it needs to run.
_INHERITED = ("PATH", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "LANG")
# What a process of git may have altogether, in allocations of the largest size.
_ALLOCATIONS = 4


def closed_environment() -> dict[str, str]:
    """The environment of every git process.

    No configuration of system or user, no repository around the caller's folder, no prompt, no network, no replacing.
    """
    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return kept | {
        "LC_ALL": "C.UTF-8",
        "GIT_DIR": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "true",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_PAGER": "cat",
    }


def start_git(*arguments: str, environment: Mapping[str, str], stdin: int, stderr: int) -> subprocess.Popen[bytes]:
    """Start git with its output in a pipe. Raises UnusableInput where there is no git."""
    # Not through GitPython's own runner: it hands the caller's whole environment on, every GIT_ variable with it.
    try:
        process = subprocess.Popen(
            ["git", *arguments], stdin=stdin, stdout=subprocess.PIPE, stderr=stderr, env=environment
        )
    except FileNotFoundError:
        raise UnusableInput("git is not installed, or not on the PATH") from None
    if hasattr(resource, "prlimit"):
        most = _ALLOCATIONS * limits().memory_bytes
        with suppress(OSError, ValueError):  # it is done already, or has less
            resource.prlimit(process.pid, resource.RLIMIT_DATA, (most, most))
    return process


def run_git(
    *arguments: str, environment: Mapping[str, str] | None = None, stdin: bytes = b""
) -> tuple[int, bytes, str]:
    """Run one git command; returns exit status, standard output and the last line of standard error.

    Of an output over the limit the beginning is returned with -1 as the status, as it is when the time is over.
    """
    most, seconds = limits().git_bytes, limits().git_seconds
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as errors:
        given.write(stdin)
        given.seek(0)
        inherited = closed_environment() if environment is None else environment
        process = start_git(*arguments, environment=inherited, stdin=given.fileno(), stderr=errors.fileno())
        with process, killed_after(process, seconds):
            assert process.stdout is not None
            out = process.stdout.read(most + 1)
            if len(out) > most:
                process.kill()
            process.wait()
        errors.seek(0)
        lines = errors.read().decode("utf-8", errors="replace").strip().splitlines()
    if len(out) > most:
        return -1, out[:most], f"git {arguments[0]} lists more than {most:,} bytes"
    if process.returncode == -signal.SIGKILL or (lines and "out of memory" in lines[-1].lower()):
        return -1, out, f"git {arguments[0]} was ended: it takes longer than {seconds} s, or too much memory"
    return process.returncode, out, lines[-1] if lines else ""


@contextmanager
def killed_after(process: subprocess.Popen[bytes], seconds: float) -> Iterator[None]:
    """Kill a process that is not done after some seconds, or when the work with it is interrupted."""
    timer = Timer(seconds, process.kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    except BaseException:
        process.kill()
        raise
    finally:
        timer.cancel()
