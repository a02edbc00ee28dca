"""A worker's end: SIGTERM and SIGINT ask it to finish what it has begun."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def asked_to_stop() -> Iterator[Callable[[float], bool]]:
    """Whether the process was asked to stop, waiting so many seconds for it if need be."""
    asked = threading.Event()

    def note(_signal: int, _frame: FrameType | None) -> None:
        asked.set()

    before = {each: signal.signal(each, note) for each in SIGNALS}
    try:
        yield asked.wait
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
