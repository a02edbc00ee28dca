"""Ask a server that may hang, and wait no longer than one is willing to.

The driver bounds how long a connection takes to open, but not how long an answer on an open one
takes: a server that was stopped, or a network that swallows what is sent, would be waited for
for ever. So the question is asked in a thread of its own, and given up when its time is over.
A thread that was given up ends when the server lives again or its connection breaks; there are
never more of them than connections were open, since a new one does not open on such a server.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import TypeVar

_T = TypeVar("_T")


class GivenUp(Exception):
    """Nobody waits for this work any more; raised in it, so that it keeps nothing."""


class Patience:
    """How long somebody waits for one piece of work, and whether he still does."""

    def __init__(self, seconds_max: float) -> None:
        self.seconds_max = seconds_max
        self._gone = threading.Event()

    def require(self) -> None:
        """Go on only for somebody who waits.

        Raises:
            GivenUp: nobody does.
        """
        if self._gone.is_set():
            raise GivenUp

    def answer(self, work: Callable[[], _T]) -> _T:
        """What the work returns or raises.

        Raises:
            TimeoutError: it took too long. It may go on until it next asks `require`.
        """
        answers: list[_T] = []
        trouble = _Trouble()

        def ask() -> None:
            with trouble:
                answers.append(work())

        # A daemon: work that hangs must not keep a stopping process from ending.
        thread = threading.Thread(target=copy_context().run, args=(ask,), daemon=True)
        thread.start()
        thread.join(self.seconds_max)
        if thread.is_alive():
            self._gone.set()
            raise TimeoutError
        trouble.tell()
        return answers[0]


class _Trouble:
    """Keeps what a block of work raises, for the thread that waits for it."""

    def __init__(self) -> None:
        self._error: BaseException | None = None

    def tell(self) -> None:
        """Raise what the block raised."""
        if self._error is not None:
            raise self._error

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, *__: object
    ) -> bool:
        self._error = error
        return True
