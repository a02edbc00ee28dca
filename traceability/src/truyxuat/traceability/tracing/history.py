"""What counts as having happened, for one question: the effective events, by what they name.

A `History` asks the graph once for each key and keeps what holds at the question's knowledge
time (definition D4): errors declared and known by then are gone, one event recorded twice is
one `Fact`, and twins (equal content, different eventIDs) are one fact that remembers both ids.
Nothing here knows the order in which the record was filled, so no answer can depend on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from truyxuat.traceability.epcis.events import Action, EventType
from truyxuat.traceability.graph import Graph
from truyxuat.traceability.identifiers import facts as key_facts
from truyxuat.traceability.links import OBJECT_ROLES, Declaration, Link, LinkedEvent, Role
from truyxuat.traceability.tracing.answer import Level

EPOCH = datetime(1, 1, 1, tzinfo=UTC)
"""Before every event."""

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
"""After every event."""


class Fact:
    """One effective event. Equal content is one fact, whatever ids it was recorded under."""

    __slots__ = (
        "_members",
        "children",
        "event",
        "id",
        "ids",
        "inputs",
        "order",
        "outputs",
        "parent",
        "time",
    )

    def __init__(self, event: LinkedEvent, ids: tuple[str, ...]) -> None:
        self.event = event
        self.ids = ids
        self.id = ids[0]
        self.time = event.time
        self.order = (event.time, event.content)
        self.parent: str | None = None
        self.children: list[Link] = []
        self.inputs: list[Link] = []
        self.outputs: list[Link] = []
        self._members: dict[str, list[Link]] | None = None
        for link in event.links:
            if link.role is Role.CHILD:
                self.children.append(link)
            elif link.role is Role.INPUT:
                self.inputs.append(link)
            elif link.role is Role.OUTPUT:
                self.outputs.append(link)
            elif link.role is Role.PARENT:
                self.parent = link.key

    @property
    def twins(self) -> int:
        """How many events of this one content are recorded under ids of their own."""
        return len(self.ids)

    @property
    def step(self) -> str:
        """The transformation this event is part of: its ID, else the event itself (D7)."""
        return self.event.transformation or self.event.content

    def members(self, group: str) -> list[Link]:
        """How this event names instances that it shows to belong to a lot."""
        if self._members is None:
            self._members = {}
            for link in self.event.links:
                if link.lot is not None and link.role in OBJECT_ROLES:
                    self._members.setdefault(link.lot, []).append(link)
        return self._members.get(group, [])


class Named(NamedTuple):
    """A fact, and how it names the key that was asked for."""

    fact: Fact
    link: Link

    @property
    def time(self) -> datetime:
        """When it happened."""
        return self.fact.time

    @property
    def makes(self) -> bool:
        """Whether it commissions what it names: an ObjectEvent ADD or an output (D3, D9)."""
        return self.link.role is Role.OUTPUT or (
            self.link.role is Role.EPC
            and self.fact.event.type is EventType.OBJECT
            and self.fact.event.action is Action.ADD
        )


class History:
    """The effective events up to ``to``, gathered key by key as a trace needs them."""

    def __init__(
        self,
        graph: Graph,
        *,
        to: datetime | None,
        as_of: datetime | None,
        events_max: int,
        sensors: frozenset[str] = frozenset(),
    ) -> None:
        self.exhausted = False
        """Whether a question was not asked because ``events_max`` was reached."""
        self._graph = graph
        self._to = to or FOREVER
        self._as_of = as_of or FOREVER
        self._events_max = events_max
        self._sensors = sensors
        self._facts: dict[str, Fact | None] = {}
        self._by_id: dict[str, Fact] = {}
        self._named: dict[str, list[Named]] = {}
        self._later: dict[str, list[Fact]] = {}
        self._reporting: set[str] = set()
        self._levels: dict[str, Level] = {}

    def load(self, keys: Iterable[str]) -> None:
        """Make sure that everything about these keys is here: one question to the graph."""
        new = {key for key in keys if key not in self._named}
        if not new:
            return
        if len(self._facts) > self._events_max:
            self.exhausted = True
            return
        for key in new:
            self._named[key] = []
        contents: dict[str, list[LinkedEvent]] = {}
        for event in self._graph.around(new):
            contents.setdefault(event.content, []).append(event)
        for content, events in contents.items():
            if content not in self._facts:
                self._facts[content] = effective(events, self._as_of)
            fact = self._facts[content]
            if fact is not None:
                self._by_id[fact.id] = fact
                self._index(fact, new)
        for key in new:
            self._named[key].sort(key=_by_order)

    def of(self, key: str) -> list[Named]:
        """The facts that name a loaded key, in their order in time; several roles, several."""
        return self._named.get(key, [])

    def objects(self, key: str) -> list[Named]:
        """The facts that name the key as an object (not as a lot or class of something)."""
        return [named for named in self.of(key) if named.link.role in OBJECT_ROLES]

    def fact(self, event_id: str) -> Fact:
        """The loaded fact with this id."""
        return self._by_id[event_id]

    def later(self, key: str) -> list[Fact]:
        """The facts after ``to`` that name a loaded key: they link nothing, but they are known."""
        return self._later.get(key, [])

    def is_sensor(self, key: str) -> bool:
        """Whether the loaded key is a known sensor (D10)."""
        return key in self._sensors or key in self._reporting

    def level(self, key: str) -> Level:
        """Instance, lot or class; a URI that is no GS1 key is a lot where it has amounts."""
        known = self._levels.get(key)
        if known is None:
            identity = key_facts(key)
            known = identity.level
            if identity.scheme is None and any(
                named.link.quantity is not None for named in self.of(key)
            ):
                known = "lot"
            self._levels[key] = known
        return known

    def _index(self, fact: Fact, asked: Collection[str]) -> None:
        if fact.time > self._to:
            for link in fact.event.links:
                if link.key in asked:
                    self._later.setdefault(link.key, []).append(fact)
                    if link.role is Role.SENSOR:
                        self._reporting.add(link.key)
            return
        for link in fact.event.links:
            if link.key in asked:
                self._named[link.key].append(Named(fact, link))
                if link.role is Role.SENSOR:
                    self._reporting.add(link.key)


def effective(events: list[LinkedEvent], as_of: datetime) -> Fact | None:
    """The one fact that events of equal content amount to at a knowledge time (D4).

    An event without an eventID is the same as the one of its content that has one.
    """
    known = [
        event for event in events if event.recorded <= as_of and not event.declares_wrong
    ]
    named = [event for event in known if event.explicit_id] or known
    right = [
        event
        for event in named
        if not any(_nullifies(each, event, as_of) for each in event.declarations)
    ]
    if not right:
        return None
    first = min(right, key=lambda event: (event.event_id, event.recorded, event.position))
    return Fact(first, tuple(sorted({event.event_id for event in right})))


def _nullifies(declaration: Declaration, event: LinkedEvent, as_of: datetime) -> bool:
    if max(declaration.declared, declaration.recorded) > as_of:
        return False
    if declaration.event_id == event.event_id:
        return True
    # A declaration without an eventID is known by its content, and speaks of nothing else.
    target = declaration.target_recorded
    by_content = declaration.event_id == declaration.content
    unnamed = by_content or target is None or target > as_of
    return declaration.content == event.content and unnamed


def _by_order(named: Named) -> tuple[tuple[datetime, str], str]:
    return named.fact.order, named.link.role
