"""The chain of a trace as boxes in lanes: what stood where, and how it came there.

A lot that was split stands once at each place it came to, so a box is an object (or a fold of
objects) at a place; a lane is the party that runs its places. Boxes are joined by what the
events say: a step that made one thing of another, a hand-over from place to place, a carrier
that took things along. A hand-over that nobody confirmed ends in a ghost box. Nothing is
joined that no event joins.

Big answers are folded so that they can be read: many objects of one product into one box, many
last holders of one region into one lane. Every fold is named, with how much it stands for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from truyxuat.traceability.epcis.events import Action, EventType
from truyxuat.traceability.links import OBJECT_ROLES, Link, LinkedEvent, Role
from truyxuat.traceability.tracing.answer import Answer, GapKind
from truyxuat.traceability.tracing.query import Direction

OBJECTS_DRAWN_MAX = 36
"""More objects than this are folded by product."""

LANES_DRAWN_MAX = 16
"""More holders than this are folded: the last ones of each region share a lane."""

SENDING = frozenset({"shipping", "departing", "consigning"})
"""Steps after which goods are under way until somebody says they arrived."""

ARRIVING = frozenset({"receiving", "arriving", "accepting"})
"""Steps that say that goods came to a place."""

REGION = "region:"
"""Begins the name of a lane that stands for the last holders of a region."""

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
    """What was drawn as one: so many objects of a product, or holders of a region."""

    kind: Literal["objects", "holders"]
    key: str
    count: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Boxes and edges, ready to be laid out."""

    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    lanes: tuple[str, ...]
    folds: tuple[Fold, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """How events' places become lanes, and lanes regions (from the master data)."""

    lane_of: Callable[[str], str]
    region_of: Callable[[str], str]
    class_of: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Sent:
    """A hand-over under way: from which box, to which parties and places, how much."""

    source: str
    targets: tuple[str, ...]
    event: LinkedEvent
    amount: Decimal | None
    unit: str | None


def chain_of(answer: Answer, events: Iterable[LinkedEvent], places: Places) -> Chain:
    """The chain of an answer; `events` are the linked events that the answer names."""
    told = {event.id for event in answer.events}
    named = [event for event in events if event.event_id in told]
    named.sort(key=lambda event: (event.time, _after(event), event.position))
    drawn, folds = _fold_objects(answer, places)
    chain = _Drawing(drawn, answer, places.lane_of, by_place=not folds).draw(named)
    if len(chain.lanes) <= LANES_DRAWN_MAX:
        return Chain(chain.boxes, chain.edges, chain.lanes, folds)
    lane_of, lane_folds = _fold_lanes(chain, places)
    chain = _Drawing(drawn, answer, lane_of, by_place=not folds).draw(named)
    return Chain(chain.boxes, chain.edges, chain.lanes, folds + lane_folds)


def _after(event: LinkedEvent) -> int:
    """At one instant goods are made, then packed, then leave, then arrive."""
    if event.type is EventType.TRANSFORMATION or event.action is Action.ADD:
        return 0
    return 1 if event.step in SENDING else 2


def _fold_objects(
    answer: Answer, places: Places
) -> tuple[dict[str, str], tuple[Fold, ...]]:
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


def _fold_lanes(
    chain: Chain, places: Places
) -> tuple[Callable[[str], str], tuple[Fold, ...]]:
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


class _Drawing:
    """Reads the events in order and keeps where everything stands."""

    def __init__(
        self,
        drawn: Mapping[str, str],
        answer: Answer,
        lane_of: Callable[[str], str],
        *,
        by_place: bool,
    ) -> None:
        self.drawn = drawn
        self.by_place = by_place
        self.forward = answer.query.direction is Direction.FORWARD
        self.carriers = {carrier.id for carrier in answer.carriers}
        self.told = {event.id: event for event in answer.events}
        self.unreceived = {
            gap.event for gap in answer.gaps if gap.kind is GapKind.SHIPPED_NOT_RECEIVED
        }
        self.lane_of = lane_of
        self.boxes: dict[str, Box] = {}
        self.edges: dict[tuple[str, str, str], Edge] = {}
        self.standing: dict[str, str] = {}
        self.in_carrier: dict[str, str] = {}
        self.under_way: dict[str, list[_Sent]] = defaultdict(list)

    def draw(self, events: Sequence[LinkedEvent]) -> Chain:
        """All boxes and edges that the events give, then the ghosts of what never arrived."""
        for event in events:
            if event.type is EventType.TRANSFORMATION:
                self._step(event)
            else:
                self._seen(event)
        self._ghosts()
        lanes = tuple(dict.fromkeys(box.lane for box in self.boxes.values()))
        return Chain(tuple(self.boxes.values()), tuple(self.edges.values()), lanes)

    def _step(self, event: LinkedEvent) -> None:
        made_from = [
            self._stand(link, event)
            for link in event.links
            if link.role is Role.INPUT and link.key in self.drawn
        ]
        for link in event.links:
            if link.role is not Role.OUTPUT or link.key not in self.drawn:
                continue
            box = self._stand(link, event, step=event.step)
            for source in made_from:
                if source.name != box.name:
                    self._join(source.name, box.name, "step", event)

    def _seen(self, event: LinkedEvent) -> None:
        links = {
            link.key: link
            for link in event.links
            if link.role in OBJECT_ROLES and link.key in self.drawn
        }
        for key in self.told[event.event_id].objects:
            if key in self.drawn and key not in links:
                links[key] = Link(key, Role.EPC)
        for link in links.values():
            box = self._stand(link, event)
            if event.step in SENDING:
                self._send(link, box, event)
        self._load(event, links)

    def _load(self, event: LinkedEvent, links: Mapping[str, Link]) -> None:
        """Things put into, or taken out of, a carrier."""
        parents = [k.key for k in event.links if k.role is Role.PARENT]
        if event.type is not EventType.AGGREGATION or not parents:
            return
        carrier = parents[0]
        children = {key for key, link in links.items() if link.role is Role.CHILD}
        if event.action is Action.DELETE:
            for key in children or set(self.in_carrier):
                self.in_carrier.pop(self.drawn[key], None)
            return
        if event.action is not Action.ADD or carrier not in self.carriers:
            return
        box = self._box("carrier", carrier, self._site(event), event)
        box.objects |= children
        for key in children:
            name = self.drawn[key]
            self._join(self.standing[name], box.name, "inside", event)
            self.in_carrier[name] = box.name

    def _stand(self, link: Link, event: LinkedEvent, *, step: str | None = None) -> Box:
        """The box of an object where an event is; a new one is joined to where it was."""
        name, site = self.drawn[link.key], self._site(event)
        sent = self._arriving(name, site)
        if sent is None and step is None and event.step not in ARRIVING:
            site = self._resting(name, site)
        is_new = _key("object", name, site) not in self.boxes
        box = self._box("object", name, site, event)
        box.objects.add(link.key)
        if step:
            box.step = step
        if sent:
            kind: Joint = "gap" if sent.event.event_id in self.unreceived else "move"
            self._join(sent.source, box.name, kind, event, (sent.amount, sent.unit))
            _add(box, (link.quantity if sent.amount is None else sent.amount, link.unit))
        elif is_new:
            before = self.in_carrier.get(name) or self.standing.get(name)
            if before and before != box.name and step is None:
                self._join(before, box.name, "move", event)
            if event.step not in SENDING:
                _add(box, (link.quantity, link.unit))
        self.standing[name] = box.name
        return box

    def _send(self, link: Link, box: Box, event: LinkedEvent) -> None:
        targets = tuple(key for _, key in event.destinations)
        if box.site in targets:
            return
        name = self.drawn[link.key]
        source = self.in_carrier.get(name) or box.name
        self.under_way[name].append(_Sent(source, targets, event, link.quantity, link.unit))

    def _resting(self, name: str, site: str) -> str:
        """Within one party goods stay in their box until somebody hands them over."""
        standing = self.boxes.get(self.standing.get(name, ""))
        if standing is None or _key("object", name, site) in self.boxes:
            return site
        here = site == UNKNOWN_LANE or standing.lane == self._lane(site)
        return standing.site if here else site

    def _arriving(self, name: str, site: str) -> _Sent | None:
        """The earliest hand-over towards this place, or its party, not yet arrived."""
        waiting = self.under_way[name]
        for exact in (True, False):
            for sent in waiting:
                if self._leads_to(sent, site, exact=exact):
                    waiting.remove(sent)
                    return sent
        return None

    def _leads_to(self, sent: _Sent, site: str, *, exact: bool) -> bool:
        source = self.boxes[sent.source]
        if exact:
            return site in sent.targets and source.site != site
        lanes = {self.lane_of(target) for target in sent.targets}
        return source.lane != self._lane(site) and (not lanes or self._lane(site) in lanes)

    def _ghosts(self) -> None:
        """What was sent and not seen again. Looking back, only where the answer says so."""
        for name, waiting in self.under_way.items():
            for sent in waiting:
                if not self.forward and sent.event.event_id not in self.unreceived:
                    continue
                target = sent.targets[-1] if sent.targets else UNKNOWN_LANE
                box = self._box("ghost", name, self._site_of(target), sent.event)
                _add(box, (sent.amount, sent.unit))
                self._join(
                    sent.source, box.name, "gap", sent.event, (sent.amount, sent.unit)
                )

    def _site(self, event: LinkedEvent) -> str:
        """Where an event is: its place, else the side that has the goods after it."""
        place = event.place or event.read_point
        if place is None:
            sides = event.sources if event.step in SENDING else event.destinations
            place = sides[-1][1] if sides else UNKNOWN_LANE
        return self._site_of(place)

    def _site_of(self, place: str) -> str:
        lane = self.lane_of(place) if place else UNKNOWN_LANE
        return place if self.by_place and not lane.startswith(REGION) else lane

    def _lane(self, site: str) -> str:
        return site if not site or site.startswith(REGION) else self.lane_of(site)

    def _box(self, kind: Kind, name: str, site: str, event: LinkedEvent) -> Box:
        key = _key(kind, name, site)
        box = self.boxes.get(key)
        if box is None:
            box = Box(key, kind, name, self._lane(site), site, event.time, event.step)
            self.boxes[key] = box
        if event.event_id not in box.witness:
            box.witness.append(event.event_id)
        return box

    def _join(
        self,
        source: str,
        target: str,
        kind: Joint,
        event: LinkedEvent,
        amount: Amount = NO_AMOUNT,
    ) -> None:
        edge = self.edges.setdefault((source, target, kind), Edge(source, target, kind))
        if event.event_id not in edge.events:
            edge.events.append(event.event_id)
        if amount[0] is not None:
            edge.amount = (edge.amount or Decimal(0)) + amount[0]
            edge.unit = amount[1]


def _key(kind: Kind, name: str, site: str) -> str:
    return f"{kind} {name}@{site}"


def _add(box: Box, amount: Amount) -> None:
    number, unit = amount
    if number is not None and (box.unit == unit or box.arrived is None):
        box.arrived = (box.arrived or Decimal(0)) + number
        box.unit = unit
