"""The time that one audit may take. What is not done by then is left, and told."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_AGAIN = 1.0  # seconds after which a piece of work is told once more that was deaf to the first time


class OutOfTime(BaseException):
    """The time is over. No Exception: nothing on the way may take it for an error of its own."""


class TimeLimit:
    """A span of time from when it is made. seconds: how long it is."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def is_over(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() >= self._end

    @contextmanager
    def held(self) -> Iterator[None]:
        """Raise OutOfTime inside once the time is over, in the middle of whatever is done there.

        Only the main thread can be interrupted so; in others the time is looked at when the work begins. Not to be used
        inside itself.
        """
        if self.is_over:
            raise OutOfTime
        if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
            yield
            return
        before = signal.signal(signal.SIGALRM, _raise)
        signal.setitimer(signal.ITIMER_REAL, max(self._end - time.monotonic(), 0.001), _AGAIN)
        try:
            try:
                yield
            finally:  # may be interrupted itself, but not the next one as well
                signal.setitimer(signal.ITIMER_REAL, 0)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)


def _raise(_: int, __: FrameType | None) -> None:
    raise OutOfTime
