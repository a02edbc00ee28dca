"""A record of a million links in which one lot has eleven thousand descendants.

Links are built directly (reading them from documents is measured by the capture benchmark).
The tree is four levels of processing, ten lots out of each; the rest of the record is trade
that has nothing to do with it: cases packed, shipped and received.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from truyxuat.traceability.epcis.events import Action, EventType
from truyxuat.traceability.links import Link, LinkedEvent, Role

START = datetime(2026, 1, 1, tzinfo=UTC)
FAN_OUT = 10
LEVELS = 4
DESCENDANTS = sum(FAN_OUT**level for level in range(1, LEVELS + 1))
LINKS = 1_000_000
CASE_ITEMS = 8

GTIN_KEYS = [
    f"https://id.gs1.org/01/{gtin}" for gtin in ("09521234001010", "09521234001027")
]
PLACES = [f"https://id.gs1.org/414/952123400{number:04d}" for number in range(1, 400)]


def lot(name: str) -> str:
    """The key of a lot of the first product."""
    return f"{GTIN_KEYS[0]}/10/{name}"


ROOT = lot("R")


def family(positions: Iterator[int]) -> Iterator[LinkedEvent]:
    """Every processing step below the root: one lot in, ten lots out."""
    parents = [ROOT]
    for level in range(LEVELS):
        time = START + timedelta(days=level + 1)
        children = []
        for parent in parents:
            made = [f"{parent}-{number}" for number in range(FAN_OUT)]
            links = [Link(parent, Role.INPUT, Decimal(100), "KGM")]
            links += [Link(child, Role.OUTPUT, Decimal(10), "KGM") for child in made]
            links.append(Link(GTIN_KEYS[0], Role.CLASS))
            yield LinkedEvent(
                position=next(positions),
                event_id=f"urn:x-step:{parent}",
                content=f"urn:x-content:{parent}",
                explicit_id=True,
                type=EventType.TRANSFORMATION,
                time=time,
                recorded=time,
                step="commissioning",
                links=tuple(links),
            )
            children += made
        parents = children


def trade(positions: Iterator[int], links: int) -> Iterator[LinkedEvent]:
    """Cases packed, shipped and received elsewhere, until so many links are made."""
    made = 0
    for case in itertools.count():
        box = f"https://id.gs1.org/00/{case:018d}"
        items = [f"{GTIN_KEYS[1]}/21/{case}-{number}" for number in range(CASE_ITEMS)]
        packed = START + timedelta(minutes=case)
        inside = [Link(box, Role.PARENT), *(Link(item, Role.CHILD) for item in items)]
        steps = (
            (EventType.AGGREGATION, Action.ADD, "packing", 0, inside),
            (EventType.OBJECT, Action.OBSERVE, "shipping", 1, [Link(box, Role.EPC)]),
            (EventType.OBJECT, Action.OBSERVE, "receiving", 5, [Link(box, Role.EPC)]),
        )
        for type_, action, step, hours, named in steps:
            place = PLACES[(case + hours) % len(PLACES)]
            yield LinkedEvent(
                position=next(positions),
                event_id=f"urn:x-trade:{case}:{step}",
                content=f"urn:x-content:{case}:{step}",
                explicit_id=True,
                type=type_,
                action=action,
                time=packed + timedelta(hours=hours),
                recorded=packed,
                step=step,
                place=place,
                links=(*named, Link(place, Role.PLACE)),
            )
            made += len(named) + 1
            if made >= links:
                return


def record(links: int = LINKS) -> Iterator[LinkedEvent]:
    """The whole record, in position order."""
    positions = itertools.count(1)
    own = DESCENDANTS + DESCENDANTS // FAN_OUT + 1
    yield from family(positions)
    yield from trade(positions, links - own)
