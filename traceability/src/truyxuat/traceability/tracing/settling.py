"""Settle things in the order in which they are reached, each with one chain of evidence.

The earliest arrival wins (forward; the latest, back), as in Dijkstra's algorithm: no path is
enumerated and loops end. Where the standard's anticausal steps make an arrival sink below what
was settled, the thing is settled again. What is waiting is known to be affected, so it may be
loaded together: one question to the graph per wave, not one per thing.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from truyxuat.traceability.tracing.answer import Via
from truyxuat.traceability.tracing.history import EPOCH, History
from truyxuat.traceability.tracing.query import Direction

SAME_LOT = 1
SAME_CLASS = 2

MICROSECOND = timedelta(microseconds=1)

ORIGINS: frozenset[Via] = frozenset({"seed", "composition", "identity"})
"""How a container must be reached for what is inside to be affected (trace rule 5)."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One way in which a thing is reached."""

    key: str
    time: datetime
    via: Via
    origin: Arrival | None = None
    """The arrival it follows from. A thing settled again keeps what followed from before."""
    events: tuple[str, ...] = ()
    """The evidence that leads from the origin to here."""
    until: datetime | None = None
    """Anticausal: what follows from it before this instant is anticausal too."""
    weak: int = 0
    """SAME_LOT, SAME_CLASS: what the chain had to take for one."""

    @property
    def source(self) -> str | None:
        """What it follows from."""
        return None if self.origin is None else self.origin.key

    @property
    def chain(self) -> list[Arrival]:
        """The arrivals from the seed to here."""
        found: list[Arrival] = []
        arrival: Arrival | None = self
        while arrival is not None:
            found.append(arrival)
            arrival = arrival.origin
        found.reverse()
        return found

    @property
    def label(self) -> tuple[datetime, int]:
        """Smaller is better evidence."""
        return self.until or EPOCH, self.weak


class Lead(NamedTuple):
    """Where a thing leads other than through a step, and the event that shows it."""

    key: str
    time: datetime
    via: Via
    event: str


class Frontier:
    """What is reached, and what is waiting to be followed."""

    def __init__(self, direction: Direction, objects_max: int) -> None:
        self.reached: dict[str, Arrival] = {}
        self.reachings: dict[str, list[Arrival]] = {}
        """Of a container every arrival counts, not only the first (rule 5)."""
        self.own: dict[str, Arrival] = {}
        """The first arrival other than as the assembly of an affected component (rule 7)."""
        self.marks: dict[str, set[tuple[str, str]]] = {}
        """By what source and evidence each thing was reached, to know of further paths."""
        self.reworked: set[str] = set()
        self.full = False
        self._sign = 1 if direction is Direction.FORWARD else -1
        self._objects_max = objects_max
        self._seeds: set[str] = set()
        self._waiting: list[tuple[int, str]] = []

    def seed(self, key: str, time: datetime) -> None:
        """Begin with a thing; nothing that arrives at it later moves it."""
        arrival = Arrival(key, time, "seed")
        self._seeds.add(key)
        self.reached[key] = self.own[key] = arrival
        self.reachings[key] = [arrival]
        self._push(arrival)

    def touch(self, arrival: Arrival) -> None:
        """Begin with a thing that only touched something, as if it were a seed."""
        self.reached[arrival.key] = self.own[arrival.key] = arrival
        self._push(arrival)

    def offer(self, arrival: Arrival, evidence: str) -> None:
        """Take note that a thing can be reached this way."""
        key = arrival.key
        if key in self._seeds:
            if arrival.via == "composition" and arrival.chain[0].key == key:
                self.reworked.add(key)
            return
        known = self.reached.get(key)
        if key == arrival.source and known and not self._better(arrival, known):
            return
        if key not in self.reached and len(self.reached) >= self._objects_max:
            self.full = True
            return
        self.marks.setdefault(key, set()).add((arrival.source or "", evidence))
        news = self._note(arrival)
        if known is None or self._better(arrival, known):
            self.reached[key] = arrival
            news = True
        if news:
            self._push(arrival)

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def settle(
        self,
        history: History,
        prepare: Callable[[list[str]], None],
        follow: Callable[[str], None],
    ) -> None:
        """Follow what waits, the next first; it may come again when more is known of it.

        ``prepare`` is told of a thing before it is first followed, together with all that
        waits then.
        """
        prepared: set[str] = set()
        while self and not (history.exhausted or self.full):
            key = heapq.heappop(self._waiting)[1]
            if key not in prepared:
                wave = {key, *(waiting for _, waiting in self._waiting)} - prepared
                prepare(sorted(wave))
                prepared |= wave
            follow(key)

    def sooner(self, one: datetime, other: datetime) -> bool:
        """Whether an instant comes before another in the direction of the walk."""
        return one < other if self._sign > 0 else other < one

    def _note(self, arrival: Arrival) -> bool:
        news = False
        if arrival.via in ORIGINS:
            known = self.reachings.setdefault(arrival.key, [])
            if all(each.time != arrival.time for each in known):
                known.append(arrival)
                news = True
        if arrival.via != "association":
            own = self.own.get(arrival.key)
            if own is None or self._better(arrival, own):
                self.own[arrival.key] = arrival
                news = True
        return news

    def _better(self, one: Arrival, other: Arrival) -> bool:
        if one.time != other.time:
            return self.sooner(one.time, other.time)
        return one.label < other.label

    def _push(self, arrival: Arrival) -> None:
        rank = self._sign * ((arrival.time - EPOCH) // MICROSECOND)
        heapq.heappush(self._waiting, (rank, arrival.key))
