"""Where results go: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from auditor.errors import UnusableInput


def write_file(path: Path, data: bytes) -> None:
    """Write data to path. A file that is there is replaced at once, never seen half written.

    Raises UnusableInput where that cannot be done.
    """
    with replaced(path) as file:
        file.write(data)


@contextmanager
def replaced(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to, which takes the place of path once all is written; nothing changes where that fails.

    Raises UnusableInput where that cannot be done.
    """
    target = Path(os.path.realpath(path))
    try:
        if target.exists() and not target.is_file():  # a pipe or a device: there is nothing to replace
            with target.open("wb") as file:
                yield file
            return
        beside = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            with beside.open("wb") as file:
                yield file
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise UnusableInput(f"{path} cannot be written: {error.strerror or error}") from None


def write_out(text: str, encoding: str = "") -> None:
    """Write text to standard output, in the terminal's encoding unless told; what it does not have becomes "?".

    A reader who has seen enough (`| head`) ends the output, and is no error.
    """
    if sys.stdout is None:
        return
    data = text.encode(encoding or sys.stdout.encoding or "utf-8", errors="replace")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # What is left in the buffer would raise once more when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
