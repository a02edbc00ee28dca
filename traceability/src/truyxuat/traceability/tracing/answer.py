"""The answer of a trace: the contract of design/trace.md as values, and its JSON.

Names in JSON are fixed because other programs read them. Everything is ordered and every
quantity is a decimal string, so one answer has one spelling and one hash.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from truyxuat.traceability.tracing.query import Query

Level = Literal["instance", "lot", "class"]
Certainty = Literal["certain", "possible", "same_lot", "same_class"]
Via = Literal["seed", "composition", "identity", "content", "association", "contact"]
Life = Literal["unborn", "alive", "partly_consumed", "consumed", "ended"]


class Holding(StrEnum):
    """What became of an amount, in the terms of the mass balance (R-063)."""

    ON_HAND = "on_hand"
    IN_TRANSIT = "in_transit"
    SOLD = "sold"
    CONSUMED = "consumed"
    RETURNED = "returned"
    DESTROYED = "destroyed"
    SAMPLED = "sampled"
    EXPORTED = "exported"
    UNEXPLAINED = "unexplained"


class GapKind(StrEnum):
    """What the record does not know."""

    SHIPPED_NOT_RECEIVED = "shipped_not_received"
    NEVER_COMMISSIONED = "never_commissioned"
    UNKNOWN_PARENT = "unknown_parent"
    UNKNOWN_CHILD = "unknown_child"
    CLASS_REACHED = "class_reached"
    HIDDEN = "hidden"
    NOT_UNDERSTOOD = "not_understood"
    WINDOW_START_UNKNOWN = "window_start_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An amount of an affected object at one holder; bounds None = unknown, never 0."""

    party: str | None
    place: str | None
    state: Holding
    lower: Decimal | None
    upper: Decimal | None
    unit: str | None = None
    claimed_by: str | None = None
    """In transit: the destination the shipper claimed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """One object the answer is about."""

    id: str
    level: Level
    since: datetime | None
    certainty: Certainty
    via: Via
    anticausal: bool = False
    witness: tuple[str, ...] = ()
    """eventIDs of one chain from the seed to this object."""
    more_paths: bool = False
    life: Life = "alive"
    place: str | None = None
    holder: str | None = None
    owner: str | None = None
    disposition: str | None = None
    persistent_dispositions: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()
    flags: tuple[str, ...] = ()
    """Anomalies in words a program can read: stray, rework, implied_end, closed_at_instant …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A container that had affected objects inside; not affected itself (trace rule 6)."""

    id: str
    from_: datetime | None
    to: datetime | None
    of: tuple[str, ...]
    inferred: tuple[str, ...] = ()
    """Provenance of its bounds where not asserted: ``from:observed``, ``to:implied`` …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerEvent:
    """An event of an affected object; inherited when it names only a carrier."""

    id: str
    time: datetime
    type: str
    step: str | None
    inherited: bool
    place: str | None = None
    objects: tuple[str, ...] = ()
    """The affected objects it concerns (at most 100 named)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consignee:
    """A party that came to hold affected objects; wave = how many hand-overs from the seed."""

    party: str
    wave: int
    objects: tuple[str, ...]
    received: datetime | None
    contact: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something the record does not know, with the reason in words."""

    kind: GapKind
    object: str | None
    event: str | None
    since: datetime | None
    reason: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class AnsweredFrom:
    """Which store gave the links, and in words why not another; no answer depends on it."""

    store: Literal["record", "graph"] = "record"
    because: str | None = None


FROM_RECORD = AnsweredFrom()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Everything a trace found, and whether that is everything there is."""

    query: Query
    complete: bool
    truncated_by: str | None
    linked_to: int
    seeds: tuple[Affected, ...]
    affected: tuple[Affected, ...]
    carriers: tuple[Carrier, ...]
    events: tuple[AnswerEvent, ...]
    consignees: tuple[Consignee, ...]
    gaps: tuple[Gap, ...]
    contact: tuple[Affected, ...] = ()
    """Objects reached only by contact, kept apart (mode ``contact``)."""
    recorded_to: int = 0
    answered: AnsweredFrom = FROM_RECORD
