"""A batch of events as the parameters of one statement: rows that name each other by number.

Things, events and states are listed once; relationships are pairs of places in those lists. So
the database looks up a thing once per batch and not once per link, which is what loading costs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from truyxuat.graph.body import body_of
from truyxuat.graph.neo4j_chains import Chains, StateAt
from truyxuat.graph.neo4j_words import (
    EVENT_KINDS,
    GIVEN_BY,
    GIVEN_TO,
    KINDS,
    LINK_TYPES,
    PARTY_TYPES,
    event_kind,
    kind_of,
    parts_of,
    relation,
)
from truyxuat.graph.sql_rows import microseconds
from truyxuat.traceability.flows import Flow, Node, flows_of
from truyxuat.traceability.links import LinkedEvent

Parameters = dict[str, Any]
"""What the driver is given for a statement: numbers, texts, bytes, instants, lists of them."""


@dataclass(frozen=True, slots=True)
class Batch:
    """New events, ordered as they are numbered, with what flows in each."""

    events: Sequence[LinkedEvent]
    flows: Sequence[tuple[Flow, ...]]

    @classmethod
    def of(cls, events: Iterable[LinkedEvent]) -> Batch:
        """Order events by their label, since the statement makes them label by label."""
        rank = {kind: place for place, kind in enumerate(EVENT_KINDS)}
        ordered = sorted(
            events, key=lambda event: (rank[event_kind(event)], event.position)
        )
        return cls(ordered, [flows_of(event) for event in ordered])

    def touched(self) -> list[StateAt]:
        """Every state that something flows into or out of, each once."""
        return list(
            dict.fromkeys(
                StateAt(node, microseconds(event.time))
                for event, flows in zip(self.events, self.flows, strict=True)
                for flow in flows
                for node in flow
                if isinstance(node, str)
            )
        )

    def parameters(
        self, graph: str, chains: Chains, stored: Mapping[StateAt, str]
    ) -> Parameters:
        """Everything that the statement writes; ``stored`` gives states that exist."""
        things, number = self._things(graph)
        old = [*stored]
        states = {state: place for place, state in enumerate([*old, *chains.new])}
        return {
            "graph": graph,
            "things": things,
            "events": self._event_rows(graph),
            "links": self._link_rows(number),
            "stored": [stored[state] for state in old],
            "states": [[number[state.key], state.at] for state in chains.new],
            "cuts": [states[state] for state in chains.cuts],
            "joins": [[states[one], states[other]] for one, other in chains.joins],
            **self._flow_rows(states),
        }

    def _things(self, graph: str) -> tuple[dict[str, list[Parameters]], dict[str, int]]:
        keys = dict.fromkeys(link.key for event in self.events for link in event.links)
        keys |= dict.fromkeys(state.key for state in self.touched())
        for event in self.events:
            keys |= dict.fromkeys(key for _, key in (*event.sources, *event.destinations))
        rows: dict[str, list[Parameters]] = {kind: [] for kind in KINDS}
        for key in keys:
            rows[kind_of(key)].append({"graph": graph, **parts_of(key)})
        ordered = [row["key"] for kind in KINDS for row in rows[kind]]
        return rows, {key: place for place, key in enumerate(ordered)}

    def _event_rows(self, graph: str) -> dict[str, list[Parameters]]:
        rows: dict[str, list[Parameters]] = {kind: [] for kind in EVENT_KINDS}
        for event in self.events:
            rows[event_kind(event)].append(_event_row(graph, event))
        return rows

    def _link_rows(self, number: Mapping[str, int]) -> dict[str, list[list[object]]]:
        rows: dict[str, list[list[object]]] = {
            name: [] for name in (*LINK_TYPES, *PARTY_TYPES)
        }
        for place, event in enumerate(self.events):
            for link in event.links:
                row: list[object] = [number[link.key], place]
                if link.quantity is not None:
                    row.append({"quantity": float(link.quantity), "unit": link.unit})
                rows[relation(event, link)].append(row)
            for name, parties in (
                (GIVEN_BY, event.sources),
                (GIVEN_TO, event.destinations),
            ):
                rows[name] += ([number[key], place, {"as": as_}] for as_, key in parties)
        return rows

    def _flow_rows(self, states: Mapping[StateAt, int]) -> Parameters:
        """Flows into a step, out of a step, and from thing to thing."""
        rows: Parameters = {"enters": [], "leaves": [], "passes": []}
        for place, (event, flows) in enumerate(zip(self.events, self.flows, strict=True)):
            at = microseconds(event.time)

            def number(node: Node, at: int = at, place: int = place) -> int:
                return states[StateAt(node, at)] if isinstance(node, str) else place

            for source, target in flows:
                way = "enters" if isinstance(target, int) else "passes"
                way = "leaves" if isinstance(source, int) else way
                rows[way].append([number(source), number(target)])
        return rows


def _event_row(graph: str, event: LinkedEvent) -> Parameters:
    return {
        "graph": graph,
        "position": event.position,
        "id": event.event_id,
        "content": event.content,
        "type": event.type.value,
        "action": None if event.action is None else event.action.value,
        "step": event.step,
        "disposition": event.disposition,
        "time": event.time,
        "recorded": event.recorded,
        "body": body_of(event),
    }
