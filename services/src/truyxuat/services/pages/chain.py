"""The chain of a trace as values: boxes in lanes, and how one came out of another.

A lot that was split stands once at each place it came to, so a box is an object (or a fold of
objects) at a place; a lane is the party that runs its places. `chain_reading` makes the boxes
from events, `chain_folding` draws many as one where there are too many to be read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

REGION = "region:"
"""Begins the name of a lane that stands for the last holders of a region."""

CARRIERS = "carriers:"
"""The object of a box that stands for several carriers."""

UNKNOWN_LANE = ""
"""The lane of what happened nobody said where."""

Kind = Literal["object", "carrier", "ghost"]
Joint = Literal["step", "move", "inside", "gap"]
Amount = tuple[Decimal | None, str | None]
NO_AMOUNT: Amount = (None, None)


@dataclass(slots=True)
class Box:
    """An object, or a fold of objects, at a place; or a carrier, or goods not seen again."""

    name: str
    kind: Kind
    object: str
    lane: str
    site: str
    """The place, or the lane where a fold stands for many places."""
    time: datetime
    step: str | None
    objects: set[str] = field(default_factory=set)
    carriers: set[str] = field(default_factory=set)
    witness: list[str] = field(default_factory=list)
    arrived: Decimal | None = None
    unit: str | None = None


@dataclass(slots=True)
class Edge:
    """How what stands in one box came into another."""

    source: str
    target: str
    kind: Joint
    events: list[str] = field(default_factory=list)
    amount: Decimal | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Fold:
    """What was drawn as one: so many objects of a product, holders of a region, carriers."""

    kind: Literal["objects", "holders", "carriers"]
    key: str
    count: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Boxes and edges, ready to be laid out."""

    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    lanes: tuple[str, ...]
    folds: tuple[Fold, ...] = ()
