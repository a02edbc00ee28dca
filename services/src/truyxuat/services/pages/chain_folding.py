"""Draw many things as one where a chain would be too big to read, and say what was folded.

Four folds, each only when its limit is passed: objects into their product, carriers of a day
and place into one outline, the last holders of a region into one lane, and the places of a
holder into one. What is asked about is never folded away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from truyxuat.services.pages.chain import REGION, UNKNOWN_LANE, Chain, Fold
from truyxuat.services.pages.chain_reading import Plan, read_chain
from truyxuat.traceability.links import LinkedEvent
from truyxuat.traceability.tracing.answer import Answer

OBJECTS_DRAWN_MAX = 36
"""More objects than this are folded by product."""

CARRIERS_DRAWN_MAX = 12
"""More carriers than this are folded by place and day."""

LANES_DRAWN_MAX = 16
"""More holders than this are folded: the last ones of each region share a lane."""

BOXES_DRAWN_MAX = 120
"""With more boxes than this a holder's places are drawn as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """How events' places become lanes, and lanes regions (from the master data)."""

    lane_of: Callable[[str], str]
    region_of: Callable[[str], str]
    class_of: Callable[[str], str]


def chain_of(answer: Answer, events: Iterable[LinkedEvent], places: Places) -> Chain:
    """The chain of an answer; `events` are the linked events that the answer names."""
    named = list(events)
    drawn, folds = _objects(answer, places)
    plan = Plan(drawn=drawn, lane_of=places.lane_of, by_place=not folds)
    chain = read_chain(answer, named, plan)
    carriers = {one for box in chain.boxes for one in box.carriers}
    if len(carriers) > CARRIERS_DRAWN_MAX:
        folds = (*folds, Fold("carriers", "", len(carriers)))
        plan = replace(plan, carriers_apart=False)
        chain = read_chain(answer, named, plan)
    if len(chain.lanes) > LANES_DRAWN_MAX:
        lane_of, more = _lanes(chain, places)
        folds = (*folds, *more)
        plan = replace(plan, lane_of=lane_of)
        chain = read_chain(answer, named, plan)
    if len(chain.boxes) > BOXES_DRAWN_MAX:
        chain = read_chain(answer, named, replace(plan, by_place=False))
    return replace(chain, folds=folds)


def _objects(answer: Answer, places: Places) -> tuple[dict[str, str], tuple[Fold, ...]]:
    """Each object's box name: itself, or its product where there are too many objects."""
    seeds = {one.id for one in answer.seeds}
    objects = [one.id for one in (*answer.seeds, *answer.affected)]
    if len(objects) <= OBJECTS_DRAWN_MAX:
        return {one: one for one in objects}, ()
    drawn = {one: one if one in seeds else places.class_of(one) for one in objects}
    count: dict[str, int] = defaultdict(int)
    for one, name in drawn.items():
        if one != name:
            count[name] += 1
    folds = (
        Fold("objects", name, many) for name, many in sorted(count.items()) if many > 1
    )
    return drawn, tuple(folds)


def _lanes(chain: Chain, places: Places) -> tuple[Callable[[str], str], tuple[Fold, ...]]:
    """Give the last holders of each region, from whom nothing went on, one lane together."""
    lanes = {box.name: box.lane for box in chain.boxes}
    going_on = {lanes[edge.source] for edge in chain.edges if edge.kind != "step"}
    regions: dict[str, list[str]] = defaultdict(list)
    for lane in chain.lanes:
        if lane not in going_on and lane != UNKNOWN_LANE:
            regions[places.region_of(lane)].append(lane)
    folded = {
        lane: f"{REGION}{region}"
        for region, members in regions.items()
        if len(members) > 1
        for lane in members
    }
    folds = tuple(
        Fold("holders", f"{REGION}{region}", len(members))
        for region, members in sorted(regions.items())
        if len(members) > 1
    )

    def lane_of(place: str) -> str:
        lane = places.lane_of(place)
        return folded.get(lane, lane)

    return lane_of, folds
