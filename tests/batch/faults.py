"""What workers do in tests: fail in all the ways that there are, or write a line instead of an audit."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time

from auditor.batch.work import Task


def work(task: Task) -> None:
    """Do what the group's id says."""
    fault = task.group.partition("-")[0]
    if fault == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if fault == "hang":
        task.output.with_name("hang.begun").touch()
        time.sleep(60)
    if fault == "allocate":
        bytearray(4 * 1024**3)
    if fault == "raise":
        raise RuntimeError("no such luck")
    tried = task.repository / "tried"
    if fault == "once" and not tried.exists():
        tried.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if fault == "orphan" and not tried.exists() and (parent := multiprocessing.parent_process()):
        tried.touch()
        os.kill(parent.pid or 0, signal.SIGKILL)
        time.sleep(60)
    task.output.write_text(task.group)
    task.fingerprints.write_text("[]")
    task.key_file.write_text(task.key)
