"""A batch of events as the parameters of one statement: rows that name each other by number.

Things, events and states are listed once; relationships are pairs of places in those lists. So
the database looks up a thing once per batch and not once per link, which is what loading costs.
Rows are lists, not maps: names of fields would be sent and read again with every row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from truyxuat.graph.body import body_of
from truyxuat.graph.neo4j_chains import Chains, StateAt
from truyxuat.graph.neo4j_words import (
    EVENT_KINDS,
    FIELDS,
    GIVEN_BY,
    GIVEN_TO,
    LINK_TYPES,
    PARTY_TYPES,
    event_kind,
    kind_of,
    relation,
    row_of,
)
from truyxuat.graph.sql_rows import microseconds
from truyxuat.traceability.flows import Node, flows_of
from truyxuat.traceability.links import LinkedEvent

Value: TypeAlias = "str | int | bytes | dict[str, float | str | None] | None"
Rows: TypeAlias = "list[list[Value]]"
Parameters: TypeAlias = "dict[str, object]"


@dataclass(frozen=True, slots=True)
class TimedFlows:
    """What flows in one event, with its instant in microseconds."""

    event: int
    """Its place in the batch, which is also the place of its step."""
    at: int
    flows: Sequence[tuple[Node, Node]]


@dataclass(frozen=True, slots=True)
class Batch:
    """New events, ordered as they are numbered, with what flows in each."""

    events: Sequence[LinkedEvent]
    flows: Sequence[TimedFlows]

    @classmethod
    def of(cls, events: Iterable[LinkedEvent]) -> Batch:
        """Order events by their label, since the statement makes them label by label."""
        by_kind: dict[str, list[LinkedEvent]] = {kind: [] for kind in EVENT_KINDS}
        for event in events:
            by_kind[event_kind(event)].append(event)
        ordered = [event for kind in EVENT_KINDS for event in by_kind[kind]]
        flows = [
            TimedFlows(place, microseconds(event.time), found)
            for place, event in enumerate(ordered)
            if (found := flows_of(event))
        ]
        return cls(ordered, flows)

    def touched(self) -> dict[StateAt, None]:
        """Every state that something flows into or out of."""
        return {
            (node, timed.at): None
            for timed in self.flows
            for flow in timed.flows
            for node in flow
            if isinstance(node, str)
        }

    def parameters(
        self, touched: Iterable[StateAt], chains: Chains, stored: Mapping[StateAt, str]
    ) -> Parameters:
        """Everything that the statement writes; ``stored`` gives the states that exist."""
        things, number = self._things(key for key, _ in touched)
        states = {state: place for place, state in enumerate([*stored, *chains.new])}
        return {
            "things": things,
            "events": self._event_rows(),
            **self._link_rows(number),
            "stored": list(stored.values()),
            "states": [[number[key], at] for key, at in chains.new],
            "cuts": [states[state] for state in chains.cuts],
            "joins": [[states[one], states[other]] for one, other in chains.joins],
            **self._flow_rows(states),
        }

    def _things(self, more: Iterable[str]) -> tuple[dict[str, Rows], dict[str, int]]:
        """Rows of every thing by its kind, and the places of things among all of them."""
        keys = {link.key for event in self.events for link in event.links}
        keys.update(more)
        for event in self.events:
            keys.update(key for _, key in (*event.sources, *event.destinations))
        rows: dict[str, Rows] = {kind: [] for kind in FIELDS}
        for key in sorted(keys):
            kind = kind_of(key)
            rows[kind].append([*row_of(key, kind)])
        ordered = (str(row[0]) for kind in FIELDS for row in rows[kind])
        return rows, {key: place for place, key in enumerate(ordered)}

    def _event_rows(self) -> dict[str, Rows]:
        rows: dict[str, Rows] = {kind: [] for kind in EVENT_KINDS}
        for event in self.events:
            rows[event_kind(event)].append(_event_row(event))
        return rows

    def _link_rows(self, number: Mapping[str, int]) -> dict[str, dict[str, Rows]]:
        """Links by type; those that tell more than that there is one stand apart."""
        plain: dict[str, Rows] = {name: [] for name in LINK_TYPES}
        told: dict[str, Rows] = {name: [] for name in (*LINK_TYPES, *PARTY_TYPES)}
        for place, event in enumerate(self.events):
            for link in event.links:
                name = relation(event, link)
                if link.quantity is None:
                    plain[name].append([number[link.key], place])
                else:
                    amount = {"quantity": float(link.quantity), "unit": link.unit}
                    told[name].append([number[link.key], place, amount])
            for name, parties in (
                (GIVEN_BY, event.sources),
                (GIVEN_TO, event.destinations),
            ):
                told[name] += ([number[key], place, {"as": as_}] for as_, key in parties)
        return {"links": plain, "told": told}

    def _flow_rows(self, states: Mapping[StateAt, int]) -> dict[str, Rows]:
        """Flows into a step, out of a step, and from thing to thing."""
        enters: Rows = []
        leaves: Rows = []
        passes: Rows = []
        for timed in self.flows:
            at, place = timed.at, timed.event
            for source, target in timed.flows:
                if isinstance(target, int):
                    assert isinstance(source, str), "a step is entered by a thing"
                    enters.append([states[source, at], place])
                elif isinstance(source, int):
                    leaves.append([place, states[target, at]])
                else:
                    passes.append([states[source, at], states[target, at]])
        return {"enters": enters, "leaves": leaves, "passes": passes}


EVENT_FIELDS = (
    "position",
    "id",
    "content",
    "type",
    "action",
    "step",
    "disposition",
    "body",
)
INSTANTS = ("time", "recorded")
"""Behind the fields, each as seconds and nanoseconds: the driver takes long over a datetime."""


def _event_row(event: LinkedEvent) -> list[Value]:
    """In the order of `EVENT_FIELDS` and `INSTANTS`."""
    return [
        event.position,
        event.event_id,
        event.content,
        event.type.value,
        None if event.action is None else event.action.value,
        event.step,
        event.disposition,
        body_of(event),
        *_seconds(event.time),
        *_seconds(event.recorded),
    ]


def _seconds(instant: datetime) -> tuple[int, int]:
    seconds, rest = divmod(microseconds(instant), 1_000_000)
    return seconds, rest * 1_000
