"""Read the events of a trace in order, and keep where everything stands.

Things are joined by what the events say: a step that made one of another, a hand-over from
place to place, a carrier that took things along. A hand-over that nobody confirmed ends in a
ghost box. Nothing is joined that no event joins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from truyxuat.services.pages.chain import (
    CARRIERS,
    NO_AMOUNT,
    REGION,
    UNKNOWN_LANE,
    Amount,
    Box,
    Chain,
    Edge,
    Joint,
    Kind,
)
from truyxuat.services.pages.wording import VIETNAM
from truyxuat.traceability.epcis.events import Action, EventType
from truyxuat.traceability.links import OBJECT_ROLES, Link, LinkedEvent, Role
from truyxuat.traceability.tracing.answer import Answer, GapKind
from truyxuat.traceability.tracing.query import Direction

SENDING = frozenset({"shipping", "departing", "consigning"})
"""Steps after which goods are under way until somebody says they arrived."""

ARRIVING = frozenset({"receiving", "arriving", "accepting"})
"""Steps that say that goods came to a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is drawn as what."""

    drawn: Mapping[str, str]
    """Object -> the name it is drawn under: its own, or its product's."""
    lane_of: Callable[[str], str]
    by_place: bool = True
    """Whether the places of a lane are boxes of their own."""
    carriers_apart: bool = True


@dataclass(frozen=True, slots=True)
class _Sent:
    """A hand-over under way: from which box, to which parties and places, how much."""

    source: str
    targets: tuple[str, ...]
    event: LinkedEvent
    amount: Decimal | None
    unit: str | None


def read_chain(answer: Answer, events: Iterable[LinkedEvent], plan: Plan) -> Chain:
    """Boxes and edges of those events that the answer names."""
    told = {event.id for event in answer.events}
    named = [event for event in events if event.event_id in told]
    named.sort(key=lambda event: (event.time, _after(event), event.position))
    return _Reader(answer, plan).read(named)


def _after(event: LinkedEvent) -> int:
    """At one instant goods are made, then packed, then leave, then arrive."""
    if event.type is EventType.TRANSFORMATION or event.action is Action.ADD:
        return 0
    return 1 if event.step in SENDING else 2


class _Reader:
    """Where everything stands, from event to event."""

    def __init__(self, answer: Answer, plan: Plan) -> None:
        self.plan = plan
        self.drawn = plan.drawn
        self.forward = answer.query.direction is Direction.FORWARD
        self.carriers = {carrier.id for carrier in answer.carriers}
        self.told = {event.id: event for event in answer.events}
        self.unreceived = {
            gap.event for gap in answer.gaps if gap.kind is GapKind.SHIPPED_NOT_RECEIVED
        }
        self.single = {
            one.id
            for one in (*answer.seeds, *answer.affected)
            if one.level == "instance" and self.drawn.get(one.id) == one.id
        }
        self.boxes: dict[str, Box] = {}
        self.edges: dict[tuple[str, str, str], Edge] = {}
        self.standing: dict[str, str] = {}
        self.inside: dict[str, tuple[str, str]] = {}
        """Name -> the carrier it is in, and that carrier's box."""
        self.outline: dict[str, str] = {}
        """Carrier -> its latest box."""
        self.under_way: dict[str, list[_Sent]] = defaultdict(list)
        self.visits: dict[tuple[str, str], int] = {}

    def read(self, events: Sequence[LinkedEvent]) -> Chain:
        """All boxes and edges that the events give, then the ghosts of what never arrived."""
        for event in events:
            if event.type is EventType.TRANSFORMATION:
                self._step(event)
            else:
                self._seen(event)
        self._ghosts()
        boxes = tuple(
            box for box in self.boxes.values() if box.objects or box.kind == "ghost"
        )
        lanes = tuple(dict.fromkeys(box.lane for box in boxes))
        return Chain(boxes, tuple(self.edges.values()), lanes)

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
        parents = [link.key for link in event.links if link.role is Role.PARENT]
        if event.type is EventType.AGGREGATION and parents:
            if event.action is Action.ADD and parents[0] in self.carriers:
                self._load(event, parents[0])
            elif event.action is Action.DELETE:
                self._unload(event, parents[0])

    def _load(self, event: LinkedEvent, carrier: str) -> None:
        """Things, or carriers with things in them, are put into a carrier."""
        day = f"{event.time.astimezone(VIETNAM):%Y%m%d}"
        name = carrier if self.plan.carriers_apart else CARRIERS
        box = self._box("carrier", name, self._site(event), event, visit=day)
        box.carriers.add(carrier)
        self.outline[carrier] = box.name
        for key in (link.key for link in event.links if link.role is Role.CHILD):
            if key in self.drawn:
                self._put_in(self.drawn[key], carrier, box, event)
                box.objects.add(key)
            elif key in self.outline:
                inner = self.boxes[self.outline[key]]
                for one in [one for one, (held, _) in self.inside.items() if held == key]:
                    self.inside[one] = (carrier, box.name)
                box.objects |= inner.objects
                if inner.name != box.name:
                    self._join(inner.name, box.name, "inside", event)

    def _put_in(self, name: str, carrier: str, box: Box, event: LinkedEvent) -> None:
        before = self.inside[name][1] if name in self.inside else self.standing[name]
        if before != box.name:
            self._join(before, box.name, "inside", event)
        self.inside[name] = (carrier, box.name)

    def _unload(self, event: LinkedEvent, carrier: str) -> None:
        children = {link.key for link in event.links if link.role is Role.CHILD}
        taken = {self.drawn[key] for key in children if key in self.drawn}
        for name, (held, _) in list(self.inside.items()):
            if held == carrier and (not children or name in taken):
                del self.inside[name]

    def _stand(self, link: Link, event: LinkedEvent, *, step: str | None = None) -> Box:
        """The box of an object where an event is; a new one is joined to where it was."""
        name, site = self.drawn[link.key], self._site(event)
        sent = self._arriving(name, site)
        if sent is None and step is None and event.step not in ARRIVING:
            site = self._resting(name, site)
        visit = self._visit(name, site)
        is_new = _key("object", name, site, visit) not in self.boxes
        box = self._box("object", name, site, event, visit=visit)
        box.objects.add(link.key)
        if step:
            box.step = step
        if sent:
            kind: Joint = "gap" if sent.event.event_id in self.unreceived else "move"
            self._join(sent.source, box.name, kind, event, (sent.amount, sent.unit))
            _add(box, (link.quantity if sent.amount is None else sent.amount, link.unit))
        elif is_new:
            before = (
                self.inside[name][1] if name in self.inside else self.standing.get(name)
            )
            if before and before != box.name and step is None:
                self._join(before, box.name, "move", event)
            if event.step not in SENDING:
                _add(box, (link.quantity, link.unit))
        self.standing[name] = box.name
        return box

    def _visit(self, name: str, site: str) -> str:
        """A single thing that comes back to a place stands there anew."""
        if name not in self.single:
            return ""
        number = self.visits.get((name, site), 0)
        standing = self.boxes.get(self.standing.get(name, ""))
        if standing is not None and standing.site != site:
            number += 1
        self.visits[name, site] = number
        return str(number or "")

    def _send(self, link: Link, box: Box, event: LinkedEvent) -> None:
        targets = tuple(key for _, key in event.destinations)
        if box.site in targets:
            return
        name = self.drawn[link.key]
        source = self.inside[name][1] if name in self.inside else box.name
        self.under_way[name].append(_Sent(source, targets, event, link.quantity, link.unit))

    def _resting(self, name: str, site: str) -> str:
        """Within one party goods stay in their box until somebody hands them over."""
        standing = self.boxes.get(self.standing.get(name, ""))
        if standing is None or _key("object", name, site, "") in self.boxes:
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
        lanes = {self.plan.lane_of(target) for target in sent.targets}
        return source.lane != self._lane(site) and (not lanes or self._lane(site) in lanes)

    def _ghosts(self) -> None:
        """What was sent and not seen again. Looking back, only where the answer says so."""
        for name, waiting in self.under_way.items():
            for sent in waiting:
                if not self.forward and sent.event.event_id not in self.unreceived:
                    continue
                target = sent.targets[-1] if sent.targets else UNKNOWN_LANE
                box = self._box("ghost", name, self._site_of(target), sent.event)
                amount = (sent.amount, sent.unit)
                _add(box, amount)
                self._join(sent.source, box.name, "gap", sent.event, amount)

    def _site(self, event: LinkedEvent) -> str:
        """Where an event is: its place, else the side that has the goods after it."""
        place = event.place or event.read_point
        if place is None:
            sides = event.sources if event.step in SENDING else event.destinations
            place = sides[-1][1] if sides else UNKNOWN_LANE
        return self._site_of(place)

    def _site_of(self, place: str) -> str:
        lane = self.plan.lane_of(place) if place else UNKNOWN_LANE
        return place if self.plan.by_place and not lane.startswith(REGION) else lane

    def _lane(self, site: str) -> str:
        return site if not site or site.startswith(REGION) else self.plan.lane_of(site)

    def _box(
        self, kind: Kind, name: str, site: str, event: LinkedEvent, visit: str = ""
    ) -> Box:
        key = _key(kind, name, site, visit)
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


def _key(kind: Kind, name: str, site: str, visit: str) -> str:
    return f"{kind} {name}@{site}#{visit}"


def _add(box: Box, amount: Amount) -> None:
    number, unit = amount
    if number is not None and (box.unit == unit or box.arrived is None):
        box.arrived = (box.arrived or Decimal(0)) + number
        box.unit = unit
