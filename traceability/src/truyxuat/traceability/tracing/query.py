"""The question of a trace (design D3), with every default spelled out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Direction(StrEnum):
    """Where it went, or what it came from."""

    FORWARD = "forward"
    BACK = "back"


class Mode(StrEnum):
    """``certain`` keeps what the record proves; ``possible`` what it cannot exclude."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


class Follow(StrEnum):
    """Ways goods pass on what they are. Composition (transformation) is always followed."""

    COMPOSITION = "composition"
    CONTAINMENT = "containment"
    ASSOCIATION = "association"
    CONTACT = "contact"
    """Also follow siblings in a container and other components, reported apart."""
    WIDEN = "widen"
    """Also go from an instance to its whole lot."""


DEFAULT_FOLLOW = frozenset({Follow.COMPOSITION, Follow.CONTAINMENT, Follow.ASSOCIATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked. ``seeds`` are canonical keys; instants are aware UTC, bounds inclusive.

    ``as_of`` None means everything recorded so far (the caller fills in ``now`` for display).
    """

    seeds: tuple[str, ...]
    direction: Direction = Direction.FORWARD
    from_: datetime | None = None
    to: datetime | None = None
    as_of: datetime | None = None
    mode: Mode = Mode.POSSIBLE
    follow: frozenset[Follow] = DEFAULT_FOLLOW
    since: tuple[tuple[str, datetime], ...] = ()
    """Seeds with an instant of their own, e.g. when each was present at a place (T21).

    It stands for t0 forward and t1 back of that seed, and is no bound on steps.
    """


@dataclass(frozen=True, slots=True)
class Budget:
    """How much one trace may cost; reaching a limit makes the answer ``complete=False``."""

    objects_max: int = 1_000_000
    events_max: int = 2_000_000


@dataclass(frozen=True, slots=True)
class MasterData:
    """What the trace may know beside events: sensors (D10), and places within places (T21)."""

    sensors: frozenset[str] = frozenset()
    parent_place: Mapping[str, str] = field(default_factory=dict)
    contacts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Party key -> contact facts (name, phone, email …) for consignees."""
    party_of: Mapping[str, str] = field(default_factory=dict)
    """Place key -> key of the party that runs it, where an event names no party."""
