"""What only touched: siblings in a container, other components, machines on both sides of a step.

Contact is no proof that anything passed on, so these stand apart in the answer (rules 6, 7 and
D7). What touched an affected thing is followed like a seed, by every rule, with assets passing
on what they touched; but what touched *that* is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from truyxuat.traceability.links import Role
from truyxuat.traceability.tracing.ground import Ground
from truyxuat.traceability.tracing.history import EPOCH, FOREVER
from truyxuat.traceability.tracing.query import Direction, Follow
from truyxuat.traceability.tracing.settling import Arrival, Frontier, Lead


def touched(ground: Ground, frontier: Frontier) -> list[Arrival]:
    """One arrival for each thing that touched something reached, the first (back, last)."""
    reached = frontier.reached
    prepare(ground, list(reached))
    found: dict[str, Arrival] = {}
    for arrival in reached.values():
        for lead in _leads(ground, arrival):
            known = found.get(lead.key)
            if lead.key in reached or not ground.bounded(lead.time):
                continue
            if known is None or frontier.sooner(lead.time, known.time):
                found[lead.key] = Arrival(
                    lead.key,
                    lead.time,
                    "contact",
                    arrival,
                    (lead.event,),
                )
    return [found[key] for key in sorted(found)]


def prepare(ground: Ground, keys: list[str]) -> None:
    """Load what was in the carriers, and on the assemblies, of what was reached."""
    ground.lives.load(keys)
    if ground.follows(Follow.CONTAINMENT):
        carriers = {carrier for key in keys for carrier, _ in ground.containment.above(key)}
        ground.containment.settle_contents(sorted(carriers | set(keys)))
    if ground.follows(Follow.ASSOCIATION):
        ground.association.settle_contents(keys)


def _leads(ground: Ground, arrival: Arrival) -> Iterator[Lead]:
    yield from _siblings(ground, arrival)
    yield from _fitted(ground, arrival)
    yield from _machines(ground, arrival)


def _siblings(ground: Ground, arrival: Arrival) -> Iterator[Lead]:
    """What was in a container with it; looking back, also the container itself."""
    back = ground.query.direction is Direction.BACK
    since, until = (EPOCH, arrival.time) if back else (arrival.time, FOREVER)
    for carrier, span in ground.containment.above(arrival.key):
        start = span.first_from(since)
        if start is None or start > until:
            continue
        event = span.first.opened_by.id
        end = min(span.hi, until)
        if back:
            yield Lead(carrier, end, "contact", event)
        for inner, other in ground.containment.below(carrier):
            meeting = other.first_from(start)
            if meeting is not None and (meeting < end or span.holds(meeting)):
                time = min(end, other.hi) if back else meeting
                yield Lead(inner, time, "contact", other.first.opened_by.id)


def _fitted(ground: Ground, arrival: Arrival) -> Iterator[Lead]:
    """An affected assembly's other components, and what it contains."""
    if ground.query.direction is Direction.BACK or arrival.via != "association":
        return
    for enclosure in (ground.association, ground.containment):
        for inner, span in enclosure.below(arrival.key):
            time = span.first_from(arrival.time)
            if time is not None:
                yield Lead(inner, time, "contact", span.first.opened_by.id)


def _machines(ground: Ground, arrival: Arrival) -> Iterator[Lead]:
    """Assets that went into a step with it, or came out of one, and stayed as they were."""
    back = ground.query.direction is Direction.BACK
    role = Role.OUTPUT if back else Role.INPUT
    for fact, link in ground.history.objects(arrival.key):
        if link.role is not role or not _matters(arrival, fact.time, back=back):
            continue
        for part in ground.lives.parts(fact):
            for asset in part.inputs if back else part.outputs:
                kept = ground.lives.keeps(part, asset.key)
                if asset.key != arrival.key and (
                    kept or ground.lives.keeps(fact, arrival.key)
                ):
                    yield Lead(asset.key, part.time, "contact", fact.id)


def _matters(arrival: Arrival, time: datetime, *, back: bool) -> bool:
    return time <= arrival.time if back else time >= arrival.time
