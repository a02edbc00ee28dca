"""The evidence of one chain from a seed to each object, and whether there are others."""

from __future__ import annotations

from truyxuat.traceability.epcis.events import EventType
from truyxuat.traceability.tracing.backward import Backward
from truyxuat.traceability.tracing.forward import Forward
from truyxuat.traceability.tracing.ground import Ground
from truyxuat.traceability.tracing.history import Fact
from truyxuat.traceability.tracing.settling import Arrival


class Chains:
    """Chains over the arrivals of a finished walk."""

    def __init__(self, ground: Ground, walk: Forward | Backward) -> None:
        self._ground = ground
        self._reached = dict(walk.frontier.reached)
        self._marks = dict(walk.frontier.marks)
        self._entered = dict(walk.entered)
        self._more: dict[str, bool] = {}

    def add(self, near: Forward | Backward) -> None:
        """Chains of what was only touched go on from what was reached."""
        for key, arrival in near.frontier.reached.items():
            if key not in self._reached:
                self._reached[key] = arrival
                self._marks[key] = near.frontier.marks.get(key, set())

    def witness(self, key: str) -> tuple[str, ...]:
        """EventIDs along one chain, in the order of the walk."""
        events: dict[str, None] = {}
        for arrival in self._reached[key].chain:
            events.update(dict.fromkeys(arrival.events))
        return tuple(events)

    def more(self, key: str) -> bool:
        """Whether more than one chain of evidence leads to the object."""
        for arrival in self._reached[key].chain:
            if arrival.key not in self._more:
                before = self._more.get(arrival.source or "", False)
                self._more[arrival.key] = before or len(self._ways(arrival.key)) > 1
        return self._more[key]

    def leaving(self, arrival: Arrival) -> Fact | None:
        """The event at which the chain leaves the source of an arrival."""
        facts = [self._ground.history.fact(event) for event in arrival.events]
        steps = [fact for fact in facts if fact.event.type is EventType.TRANSFORMATION]
        return next(iter([*steps, *facts]), None)

    def _ways(self, key: str) -> set[tuple[str, str]]:
        """Sources and evidence that lead here without leading through here."""
        found: set[tuple[str, str]] = set()
        for source, evidence in self._marks.get(key, ()):
            sources = {source}
            if evidence in self._entered:
                sources |= {each.source for each in self._entered[evidence]}
            for each in sources:
                if each != key and self._apart(each, key):
                    found.add((each, evidence))
            if len(found) > 1:
                break
        return found

    def _apart(self, key: str, other: str) -> bool:
        """Whether the chain to a thing does not lead through another."""
        known = self._reached.get(key)
        return known is None or all(each.key != other for each in known.chain)
