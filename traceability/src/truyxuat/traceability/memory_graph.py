"""The graph kept in plain dictionaries: the reference that every other store must equal.

It exists for three readers: the laws and stories that need a graph without a database, the
contract suite that compares each store with it, and `check_worlds`, which builds thousands.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from truyxuat.traceability.flows import Node, flows_of
from truyxuat.traceability.links import Declaration, LinkedEvent
from truyxuat.traceability.tracing.query import Direction

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EVER = -(2**63)


class MemoryGraph:
    """A `Graph` in memory; nothing outlives the process."""

    def __init__(self) -> None:
        self._events: dict[int, LinkedEvent] = {}
        self._naming: dict[str, set[int]] = {}
        self._first_recorded: dict[str, datetime] = {}
        self._declared_by_id: dict[str, list[int]] = {}
        self._declared_by_content: dict[str, list[int]] = {}
        self._position = 0
        self._leads: dict[Direction, dict[Node, list[tuple[int, Node]]]] = {
            direction: {} for direction in Direction
        }
        """Where each node leads, and at which rank: what comes first in a direction is less."""

    def around(self, keys: Collection[str]) -> list[LinkedEvent]:
        """Every linked event that names any of the keys, by position, each once."""
        found: set[int] = set()
        for key in set(keys):
            found |= self._naming.get(key, set())
        return [self._with_declarations(self._events[place]) for place in sorted(found)]

    def reach(
        self,
        keys: Collection[str],
        direction: Direction,
        *,
        since: datetime | None = None,
    ) -> set[str]:
        """The closure over flows by earliest arrival (back: latest), as Dijkstra settles it."""
        leads = self._leads[direction]
        start = _EVER if since is None else _rank(since, direction)
        reached: dict[Node, int] = dict.fromkeys(keys, start)
        waiting = [(start, repr(key), key) for key in reached]
        heapq.heapify(waiting)
        while waiting:
            rank, _, node = heapq.heappop(waiting)
            if rank > reached[node]:
                continue
            for then, other in leads.get(node, ()):
                if then >= rank and (other not in reached or then < reached[other]):
                    reached[other] = then
                    heapq.heappush(waiting, (then, repr(other), other))
        return {node for node in reached if isinstance(node, str)} - set(keys)

    def add(self, events: Sequence[LinkedEvent], position: int) -> None:
        """Keep these events; one already kept (by position) changes nothing."""
        for event in events:
            if event.position not in self._events:
                self._keep(replace(event, declarations=()))
        self._position = max(self._position, position)

    def position(self) -> int:
        """How far the record has been read."""
        return self._position

    def _keep(self, event: LinkedEvent) -> None:
        self._events[event.position] = event
        for link in event.links:
            self._naming.setdefault(link.key, set()).add(event.position)
        forward, back = self._leads[Direction.FORWARD], self._leads[Direction.BACK]
        for source, target in flows_of(event):
            rank = _rank(event.time, Direction.FORWARD)
            forward.setdefault(source, []).append((rank, target))
            back.setdefault(target, []).append((-rank, source))
        if event.declares_wrong:
            self._declared_by_id.setdefault(event.event_id, []).append(event.position)
            self._declared_by_content.setdefault(event.content, []).append(event.position)
        else:
            known = self._first_recorded.get(event.event_id, event.recorded)
            self._first_recorded[event.event_id] = min(known, event.recorded)

    def _with_declarations(self, event: LinkedEvent) -> LinkedEvent:
        against = {
            *self._declared_by_id.get(event.event_id, ()),
            *self._declared_by_content.get(event.content, ()),
        }
        if not against:
            return event
        known = dict.fromkeys(self._declaration(place) for place in sorted(against))
        return replace(event, declarations=tuple(known))

    def _declaration(self, position: int) -> Declaration:
        event = self._events[position]
        return Declaration(
            event_id=event.event_id,
            content=event.content,
            declared=event.declared or event.recorded,
            recorded=event.recorded,
            target_recorded=self._first_recorded.get(event.event_id),
        )


def _rank(time: datetime, direction: Direction) -> int:
    number = (time - _EPOCH) // timedelta(microseconds=1)
    return number if direction is Direction.FORWARD else -number
