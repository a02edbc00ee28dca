"""The chain of a trace as boxes in lanes: what stood where, and how it came there.

A lot that was split stands once at each holder, so a box is an object (or a fold of objects)
in a lane, a lane is a holder. Boxes are joined by what the events say: a step that made one
thing of another, a hand-over from lane to lane, a carrier that took things along. A hand-over
that nobody confirmed ends in a ghost box. Nothing is joined that no event joins.

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

OBJECTS_DRAWN_MAX = 36
"""More objects than this are folded by product."""

LANES_DRAWN_MAX = 16
"""More holders than this are folded: the last ones of each region share a lane."""

SENDING = frozenset({"shipping", "departing", "consigning"})
"""Steps after which goods are under way until somebody says they arrived."""

UNKNOWN_LANE = ""
"""The lane of what happened nobody said where."""

Kind = Literal["object", "carrier", "ghost"]
Joint = Literal["step", "move", "inside", "gap"]
Amount = tuple[Decimal | None, str | None]
NO_AMOUNT: Amount = (None, None)


@dataclass(slots=True)
class Box:
    """An object, or a fold of objects, at one holder; or a carrier, or goods not seen again."""

    name: str
    kind: Kind
    object: str
    lane: str
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
    """A hand-over under way: from which box, to which lane, how much."""

    source: str
    lane: str | None
    event: LinkedEvent
    amount: Decimal | None
    unit: str | None


def chain_of(answer: Answer, events: Iterable[LinkedEvent], places: Places) -> Chain:
    """The chain of an answer; `events` are the linked events that the answer names."""
    told = {event.id for event in answer.events}
    named = [event for event in events if event.event_id in told]
    named.sort(key=lambda event: (event.time, _after(event), event.position))
    drawn, folds = _fold_objects(answer, places)
    chain = _Drawing(drawn, answer, places.lane_of).draw(named)
    if len(chain.lanes) <= LANES_DRAWN_MAX:
        return Chain(chain.boxes, chain.edges, chain.lanes, folds)
    lane_of, lane_folds = _fold_lanes(chain, places)
    chain = _Drawing(drawn, answer, lane_of).draw(named)
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
        lane: f"region:{region}"
        for region, members in regions.items()
        if len(members) > 1
        for lane in members
    }
    folds = tuple(
        Fold("holders", f"region:{region}", len(members))
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
    ) -> None:
        self.drawn = drawn
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
        lane = self._lane(event)
        made_from = [
            self._stand(link, lane, event)
            for link in event.links
            if link.role is Role.INPUT and link.key in self.drawn
        ]
        for link in event.links:
            if link.role is not Role.OUTPUT or link.key not in self.drawn:
                continue
            box = self._stand(link, lane, event, step=event.step)
            for source in made_from:
                if source.name != box.name:
                    self._join(source.name, box.name, "step", event)

    def _seen(self, event: LinkedEvent) -> None:
        lane = self._lane(event)
        links = {
            link.key: link
            for link in event.links
            if link.role in OBJECT_ROLES and link.key in self.drawn
        }
        for key in self.told[event.event_id].objects:
            if key in self.drawn and key not in links:
                links[key] = Link(key, Role.EPC)
        for link in links.values():
            box = self._stand(link, lane, event)
            if event.step in SENDING:
                self._send(link, box, event)
        self._load(event, lane, links)

    def _load(self, event: LinkedEvent, lane: str, links: Mapping[str, Link]) -> None:
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
        box = self._box(f"{carrier}@{lane}", "carrier", carrier, lane, event)
        box.objects |= children
        for key in children:
            name = self.drawn[key]
            self._join(self.standing[name], box.name, "inside", event)
            self.in_carrier[name] = box.name

    def _stand(
        self, link: Link, lane: str, event: LinkedEvent, *, step: str | None = None
    ) -> Box:
        """The box of an object in a lane; a new one is joined to where the object was."""
        name = self.drawn[link.key]
        key = f"{name}@{lane}"
        is_new = key not in self.boxes
        box = self._box(key, "object", name, lane, event)
        box.objects.add(link.key)
        if step:
            box.step = step
        sent = self._arriving(name, lane)
        if sent and sent.source != key:
            kind: Joint = "gap" if sent.event.event_id in self.unreceived else "move"
            self._join(sent.source, key, kind, event, (sent.amount, sent.unit))
            _add(box, (link.quantity if sent.amount is None else sent.amount, link.unit))
        elif is_new:
            before = self.in_carrier.get(name) or self.standing.get(name)
            if before and before != key and step is None:
                self._join(before, key, "move", event)
            if event.step not in SENDING:
                _add(box, (link.quantity, link.unit))
        self.standing[name] = key
        return box

    def _send(self, link: Link, box: Box, event: LinkedEvent) -> None:
        targets = [key for _, key in event.destinations]
        lane = self.lane_of(targets[-1]) if targets else None
        if lane == box.lane:
            return
        name = self.drawn[link.key]
        source = self.in_carrier.get(name) or box.name
        amount = link.quantity
        self.under_way[name].append(_Sent(source, lane, event, amount, link.unit))

    def _arriving(self, name: str, lane: str) -> _Sent | None:
        """The earliest hand-over of the object towards this lane that had not arrived."""
        waiting = self.under_way[name]
        for sent in waiting:
            own = self.boxes[sent.source].lane
            if lane != own and sent.lane in (lane, None):
                waiting.remove(sent)
                return sent
        return None

    def _ghosts(self) -> None:
        for name, waiting in self.under_way.items():
            for sent in waiting:
                lane = sent.lane if sent.lane is not None else UNKNOWN_LANE
                key = f"{name}@{lane}?"
                box = self._box(key, "ghost", name, lane, sent.event)
                _add(box, (sent.amount, sent.unit))
                self._join(sent.source, key, "gap", sent.event, (sent.amount, sent.unit))

    def _lane(self, event: LinkedEvent) -> str:
        place = event.place or event.read_point
        if place:
            return self.lane_of(place)
        sides = event.sources if event.step in SENDING else event.destinations
        return self.lane_of(sides[-1][1]) if sides else UNKNOWN_LANE

    def _box(self, key: str, kind: Kind, name: str, lane: str, event: LinkedEvent) -> Box:
        box = self.boxes.get(key)
        if box is None:
            box = Box(key, kind, name, lane, event.time, event.step)
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


def _add(box: Box, amount: Amount) -> None:
    number, unit = amount
    if number is not None and (box.unit == unit or box.arrived is None):
        box.arrived = (box.arrived or Decimal(0)) + number
        box.unit = unit
