"""How each part of the platform stands: does it answer, how far is it, what is before it?

A part is looked at when somebody asks (a scrape, a probe), never on the side. Every part is
looked at in a thread of its own for at most `LOOK_SECONDS_MAX`, so that one which hangs is told
as not answering and holds up neither the answer nor the other parts; it is not looked at a
second time before the first look has come back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from datetime import datetime

from truyxuat.traceability.errors import Unavailable

LOOK_SECONDS_MAX = 2.0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a part stood when it was looked at."""

    answers: bool
    position: int | None = None
    """How far it has come, where it has a position."""
    behind_events: int = 0
    """Recorded events (of Kafka: messages) it has not got yet."""
    behind_since: datetime | None = None
    """Record time of the oldest of them."""
    parked_messages: int | None = None
    """Messages kept aside until somebody mends them; None where there are no messages."""
    detail: str = ""
    """What is wrong, in words."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something this process stands on; ``needed``: without it the process does nothing."""

    name: str
    look: Callable[[], Standing]
    """May raise `Unavailable`, which is told as not answering."""
    needed: bool


class Parts:
    """The parts of one process, looked at together."""

    def __init__(
        self, parts: Sequence[Part], *, seconds_max: float = LOOK_SECONDS_MAX
    ) -> None:
        self._parts = tuple(parts)
        self._seconds_max = seconds_max
        self._looking: dict[str, Future[Standing]] = {}
        self._lock = threading.Lock()

    def add(self, part: Part) -> None:
        """Look at this one as well from now on."""
        self._parts = (*self._parts, part)

    def __iter__(self) -> Iterator[Part]:
        return iter(self._parts)

    def look(self) -> dict[str, Standing]:
        """How each part stands now, by name."""
        looks = {part.name: self._begin(part) for part in self}
        wait(looks.values(), timeout=self._seconds_max)
        return {
            name: look.result() if look.done() else self._silent()
            for name, look in looks.items()
        }

    def _begin(self, part: Part) -> Future[Standing]:
        with self._lock:
            running = self._looking.get(part.name)
            if running is not None and not running.done():
                return running
            look = self._looking[part.name] = Future()
        # A daemon: a look that hangs must not keep a stopping process from ending.
        threading.Thread(target=_look, args=(part, look), daemon=True).start()
        return look

    def _silent(self) -> Standing:
        return Standing(
            answers=False, detail=f"It did not answer within {self._seconds_max:g} s."
        )


def _look(part: Part, look: Future[Standing]) -> None:
    try:
        look.set_result(part.look())
    except Unavailable as error:
        look.set_result(Standing(answers=False, detail=str(error)))
    finally:
        if not look.done():
            look.set_result(Standing(answers=False, detail="Looking at it failed."))
