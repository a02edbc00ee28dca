"""A batch of events as the parameters of one statement: rows that name each other by number.

Things, events and states are listed once; relationships are pairs of places in those lists. So
the database looks up a thing once per batch and not once per link, which is what loading costs.
Rows are tuples, not maps: names of fields would be sent and read again with every row.

Numbers do not depend on what is stored. So nearly everything is prepared before the database is
asked, while it is still writing the batch before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from truyxuat.graph.body import body_of
from truyxuat.graph.neo4j_chains import StateAt, by_key, chains
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
from truyxuat.traceability.flows import flows_of
from truyxuat.traceability.links import LinkedEvent

Value: TypeAlias = "str | int | bytes | dict[str, float | str | None] | None"
Rows: TypeAlias = "list[tuple[Value, ...]]"
"""Tuples, since the garbage collector does not look again at those that hold no objects."""
Parameters: TypeAlias = "dict[str, object]"


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database has already of the things of a batch."""

    things: Mapping[int, str]
    """The id of each thing that exists, by its number."""
    states: Mapping[StateAt, str]
    """The ids of the states within what is touched of a thing, and of the nearest around it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """New events as rows, with everything in them that does not depend on what is stored."""

    keys: Sequence[str]
    """Every thing named, in the order of the index; its place is its number."""
    kinds: Sequence[str]
    """The kind of each."""
    times: Mapping[str, list[int]]
    """The instants at which something flows into or out of a thing, in order."""
    states: Mapping[StateAt, int]
    """The number of each state that something flows into or out of."""
    rows: Parameters

    @classmethod
    def of(cls, events: Iterable[LinkedEvent]) -> Batch:
        """Order events by their label, since the statement makes them label by label."""
        by_kind: dict[str, list[LinkedEvent]] = {kind: [] for kind in EVENT_KINDS}
        for event in events:
            by_kind[event_kind(event)].append(event)
        ordered = [event for kind in EVENT_KINDS for event in by_kind[kind]]
        states, flows = _flow_rows(ordered)
        keys = _keys(ordered, states)
        number = {key: place for place, key in enumerate(keys)}
        made = {kind: [_event_row(event) for event in by_kind[kind]] for kind in by_kind}
        rows: Parameters = {"events": made, **_link_rows(ordered, number), **flows}
        return cls(keys, [kind_of(key) for key in keys], by_key(states), states, rows)

    def spans(self) -> Parameters:
        """The keys, and between which instants each is touched, if it is."""
        times = [self.times.get(key) for key in self.keys]
        return {
            "keys": self.keys,
            "firsts": [found[0] if found else None for found in times],
            "lasts": [found[-1] if found else None for found in times],
        }

    def parameters(self, stored: Stored) -> Parameters:
        """Everything that the statement writes."""
        return {**self.rows, **self._things(stored.things), **self._chains(stored.states)}

    def _things(self, stored: Mapping[int, str]) -> Parameters:
        """Rows of every new thing by its kind, and where each thing is found behind them."""
        new: dict[str, list[int]] = {kind: [] for kind in FIELDS}
        for number, kind in enumerate(self.kinds):
            if number not in stored:
                new[kind].append(number)
        made = (number for numbers in new.values() for number in numbers)
        return {
            "known": list(stored.values()),
            "things": {
                kind: [row_of(self.keys[number], kind) for number in numbers]
                for kind, numbers in new.items()
            },
            "places": _places([*stored, *made]),
        }

    def _chains(self, stored: Mapping[StateAt, str]) -> Parameters:
        """The new states, and how the chains of all of them are put in order."""
        found = chains(self.times, by_key(stored))
        number = dict(self.states)
        for state in stored:
            number.setdefault(state, len(number))
        thing = {key: place for place, key in enumerate(self.keys)}
        return {
            "stored": list(stored.values()),
            "states": [(thing[key], at) for key, at in found.new],
            "state_places": _places([number[state] for state in (*stored, *found.new)]),
            "cuts": [number[state] for state in found.cuts],
            "joins": [(number[one], number[other]) for one, other in found.joins],
        }


def _places(numbers: Sequence[int]) -> list[int]:
    """At which place of a list each number stands.

    >>> _places([2, 0, 1])
    [1, 2, 0]
    """
    found = [0] * len(numbers)
    for place, number in enumerate(numbers):
        found[number] = place
    return found


def _keys(events: Sequence[LinkedEvent], states: Iterable[StateAt]) -> list[str]:
    keys = {link.key for event in events for link in event.links}
    keys.update(key for key, _ in states)
    for event in events:
        keys.update(key for _, key in (*event.sources, *event.destinations))
    return sorted(keys)


def _link_rows(
    events: Sequence[LinkedEvent], number: Mapping[str, int]
) -> dict[str, dict[str, Rows]]:
    """Links by type; those that tell more than that there is one stand apart."""
    plain: dict[str, Rows] = {name: [] for name in LINK_TYPES}
    told: dict[str, Rows] = {name: [] for name in (*LINK_TYPES, *PARTY_TYPES)}
    for place, event in enumerate(events):
        for link in event.links:
            name = relation(event, link)
            if link.quantity is None:
                plain[name].append((number[link.key], place))
            else:
                amount = {"quantity": float(link.quantity), "unit": link.unit}
                told[name].append((number[link.key], place, amount))
        for name, parties in ((GIVEN_BY, event.sources), (GIVEN_TO, event.destinations)):
            told[name] += ((number[key], place, {"as": as_}) for as_, key in parties)
    return {"links": plain, "told": told}


def _flow_rows(
    events: Sequence[LinkedEvent],
) -> tuple[dict[StateAt, int], dict[str, Rows]]:
    """The states that are flowed through; flows into a step, out of one, and past any."""
    states: dict[StateAt, int] = {}
    enters: Rows = []
    leaves: Rows = []
    passes: Rows = []

    def state(key: str, at: int) -> int:
        return states.setdefault((key, at), len(states))

    for place, event in enumerate(events):
        flows = flows_of(event)
        if not flows:
            continue
        at = microseconds(event.time)
        for source, target in flows:
            if isinstance(target, int):
                assert isinstance(source, str), "a step is entered by a thing"
                enters.append((state(source, at), place))
            elif isinstance(source, int):
                leaves.append((place, state(target, at)))
            else:
                passes.append((state(source, at), state(target, at)))
    return states, {"enters": enters, "leaves": leaves, "passes": passes}


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


def _event_row(event: LinkedEvent) -> tuple[Value, ...]:
    """In the order of `EVENT_FIELDS` and `INSTANTS`."""
    return (
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
    )


def _seconds(instant: datetime) -> tuple[int, int]:
    seconds, rest = divmod(microseconds(instant), 1_000_000)
    return seconds, rest * 1_000
