"""From an EPCIS event to what it proves: one table by event type, nothing else decides.

`links_of` gives each named thing its canonical key and the part it plays; on top come the
links that make lots, classes, places, transformations and sensors findable by the same
question. A lot named in the ILMD of the event that makes something becomes that thing's lot
(trace definition D9 and rule 4).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from truyxuat.traceability.epcis.events import (
    Action,
    AggregationEvent,
    AssociationEvent,
    Event,
    EventType,
    Extensions,
    ObjectEvent,
    QuantityElement,
    TransactionEvent,
    TransformationEvent,
    TypedId,
)
from truyxuat.traceability.epcis.hashing import event_hash
from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import all_spelled, canonical, facts, spelled
from truyxuat.traceability.links import Declaration, Link, LinkedEvent, Role

MASTER_DATA_NAMESPACES = ("urn:epcglobal:cbv:mda", "https://ref.gs1.org/cbv", "cbvmda")
"""Where ``lotNumber`` is the CBV attribute of that name (CBV 2.0 section 9)."""


def links_of(event: Event) -> tuple[Link, ...]:
    """Everything the event names, each with its part.

    The same thing twice is one link, but amounts are never merged: two lines of one lot are
    two amounts of it.
    """
    named = _Named()
    _LINKS_OF[event.type](event, named)
    _surroundings(event, named)
    return named.links()


def linked_event(
    event: Event, *, position: int, recorded: datetime, content: str | None = None
) -> LinkedEvent:
    """Cut an event down to what a trace needs of it; ``content`` where it is known already."""
    content = content or content_of(event)
    disposition = event.persistent_disposition
    return LinkedEvent(
        position=position,
        event_id=event.event_id or content,
        content=content,
        explicit_id=event.event_id is not None,
        type=event.type,
        time=event.event_time,
        recorded=recorded,
        action=getattr(event, "action", None),
        step=event.biz_step,
        disposition=event.disposition,
        disposition_set=disposition.set if disposition else (),
        disposition_unset=disposition.unset if disposition else (),
        read_point=_key(event.read_point.id) if event.read_point else None,
        place=_key(event.biz_location.id) if event.biz_location else None,
        sources=_parties(event.sources),
        destinations=_parties(event.destinations),
        transformation=_transformation(event),
        declares_wrong=event.error_declaration is not None,
        declared=event.error_declaration.declaration_time
        if event.error_declaration
        else None,
        lot_unknown=_lot_unknown(event),
        malformed=_malformed(event),
        links=links_of(event),
    )


def declaration_of(event: Event, recorded: datetime) -> Declaration | None:
    """What an event with an error declaration says of another event; None if it has none."""
    if event.error_declaration is None:
        return None
    content = content_of(event)
    return Declaration(
        event_id=event.event_id or content,
        content=content,
        declared=event.error_declaration.declaration_time,
        recorded=recorded,
    )


def content_of(event: Event) -> str:
    """The CBV event hash, equal for an event and for the declaration that it was wrong."""
    if event.error_declaration is not None:
        event = replace(event, error_declaration=None)
    return event_hash(event)


class _Named:
    """The links of one event as they come together, each thing once in each part."""

    __slots__ = ("_amounts", "_around", "_classes", "_lots", "_things")

    def __init__(self) -> None:
        self._things: dict[Link, None] = {}
        self._amounts: list[Link] = []
        self._lots: dict[str, None] = {}
        self._classes: dict[str, None] = {}
        self._around: dict[Link, None] = {}

    def epcs(self, epcs: tuple[str, ...], role: Role, made_lot: str | None = None) -> None:
        """The names in an epcList; ``made_lot`` is the lot number in their ILMD."""
        things, classes = self._things, self._classes
        for known in all_spelled(epcs):
            own = known.lot_beside
            if own is None and made_lot is None:
                things[Link(known.key, role)] = None
            else:
                made = _lot_key(known.key, made_lot)
                both = own is not None and made is not None and own != made
                for lot in (own, made) if both else (own or made,):
                    things[Link(known.key, role, None, None, lot)] = None
                    if lot is not None:
                        self._lots[lot] = None
            if known.above is not None:
                classes[known.above] = None

    def amounts(
        self,
        quantities: tuple[QuantityElement, ...],
        role: Role,
        made_lot: str | None = None,
    ) -> None:
        """The lines of a quantityList; a lot in the ILMD is that of the only class in it."""
        several = made_lot is None or len(_classes(quantities)) > 1
        for element in quantities:
            known = spelled(element.epc_class)
            if made_lot is not None and not several and known.facts.level == "class":
                known = spelled(_lot_key(known.key, made_lot) or known.key)
            link = Link(known.key, role, element.quantity, element.uom)
            if link.quantity is None:
                self._things[link] = None
            else:
                self._amounts.append(link)
            if known.above is not None:
                self._classes[known.above] = None

    def step(self, key: str) -> None:
        """The step that this event is a part of."""
        self._things[Link(key, Role.STEP)] = None

    def around(self, key: str, role: Role) -> None:
        """A place or a sensor."""
        self._around[Link(key, role)] = None

    def links(self) -> tuple[Link, ...]:
        """Things first, then what they belong to, then what was around them, then amounts."""
        return (
            *self._things,
            *(Link(lot, Role.LOT) for lot in self._lots),
            *(Link(key, Role.CLASS) for key in self._classes),
            *self._around,
            *self._amounts,
        )


def _object_links(event: Event, named: _Named) -> None:
    assert isinstance(event, ObjectEvent)
    lot = _lot_number(event.ilmd) if event.action is Action.ADD else None
    named.epcs(event.epcs, Role.EPC, lot)
    named.amounts(event.quantities, Role.EPC, lot)


def _aggregation_links(event: Event, named: _Named) -> None:
    assert isinstance(event, AggregationEvent | AssociationEvent)
    if event.parent_id is not None:
        named.epcs((event.parent_id,), Role.PARENT)
    named.epcs(event.child_epcs, Role.CHILD)
    named.amounts(event.child_quantities, Role.CHILD)


def _transaction_links(event: Event, named: _Named) -> None:
    assert isinstance(event, TransactionEvent)
    if event.parent_id is not None:
        named.epcs((event.parent_id,), Role.PARENT)
    named.epcs(event.epcs, Role.EPC)
    named.amounts(event.quantities, Role.EPC)


def _transformation_links(event: Event, named: _Named) -> None:
    assert isinstance(event, TransformationEvent)
    named.epcs(event.input_epcs, Role.INPUT)
    named.amounts(event.input_quantities, Role.INPUT)
    lot = _lot_number(event.ilmd)
    named.epcs(event.output_epcs, Role.OUTPUT, lot)
    named.amounts(event.output_quantities, Role.OUTPUT, lot)
    if event.transformation_id is not None:
        named.step(_key(event.transformation_id))


_LINKS_OF: dict[EventType, Callable[[Event, _Named], None]] = {
    EventType.OBJECT: _object_links,
    EventType.AGGREGATION: _aggregation_links,
    EventType.TRANSACTION: _transaction_links,
    EventType.TRANSFORMATION: _transformation_links,
    EventType.ASSOCIATION: _aggregation_links,
}


def _surroundings(event: Event, named: _Named) -> None:
    """Places and sensors; a GLN with extension is found by the GLN alone as well."""
    for location, role in (
        (event.biz_location, Role.PLACE),
        (event.read_point, Role.READ_POINT),
    ):
        if location is not None:
            key = _key(location.id)
            named.around(key, role)
            if "/254/" in key:
                named.around(key.partition("/254/")[0], role)
    for element in event.sensor_elements:
        devices = [report.device_id for report in element.reports]
        if element.metadata is not None:
            devices.append(element.metadata.device_id)
        for device in devices:
            if device is not None:
                named.around(_key(device), Role.SENSOR)


def _key(text: str) -> str:
    return spelled(text).key


def _lot_key(key: str, lot_number: str | None) -> str | None:
    """The lot with this number of the class that the key belongs to."""
    if lot_number is None:
        return None
    known = facts(key)
    class_key = key if known.level == "class" else known.class_key
    if class_key is None or "/01/" not in class_key:
        return None
    try:
        return canonical(f"{class_key}/10/{quote(lot_number, safe='')}")
    except InvalidIdentifier:
        return None


def _lot_number(ilmd: Extensions) -> str | None:
    """``cbvmda:lotNumber`` of the ILMD, where it is one value (CBV 2.0 section 9)."""
    for name, value in ilmd.items():
        namespace, _, local = name.lstrip("{").rpartition("}")
        if local == "lotNumber" and namespace.startswith(MASTER_DATA_NAMESPACES):
            values = value if isinstance(value, list) else [value]
            if len(values) == 1 and isinstance(values[0], str | int):
                return str(values[0])
    return None


def _classes(quantities: tuple[QuantityElement, ...]) -> set[str]:
    keys = {_key(element.epc_class) for element in quantities}
    return {key for key in keys if facts(key).level == "class"}


def _lot_unknown(event: Event) -> bool:
    if isinstance(event, ObjectEvent) and event.action is Action.ADD:
        made = event.quantities
    elif isinstance(event, TransformationEvent):
        made = event.output_quantities
    else:
        return False
    return _lot_number(event.ilmd) is not None and len(_classes(made)) > 1


def _transformation(event: Event) -> str | None:
    if not isinstance(event, TransformationEvent) or event.transformation_id is None:
        return None
    return _key(event.transformation_id)


def _parties(named: tuple[TypedId, ...]) -> tuple[tuple[str, str], ...]:
    return tuple([(party.type or "", _key(party.id)) for party in named])


def _malformed(event: Event) -> tuple[str, ...]:
    """Its identifiers of objects that are none."""
    texts = _spellings(event)
    known = zip(texts, all_spelled(texts), strict=True)
    return tuple(sorted({text for text, spelling in known if spelling.fault}))


def _spellings(event: Event) -> list[str]:
    """Every identifier of an object, as the event spells it."""
    if isinstance(event, TransformationEvent):
        epcs = [*event.input_epcs, *event.output_epcs]
        quantities = (*event.input_quantities, *event.output_quantities)
    elif isinstance(event, ObjectEvent):
        epcs, quantities = [*event.epcs], event.quantities
    elif isinstance(event, TransactionEvent):
        epcs, quantities = [*_parent(event), *event.epcs], event.quantities
    else:
        assert isinstance(event, AggregationEvent | AssociationEvent)
        epcs = [*_parent(event), *event.child_epcs]
        quantities = event.child_quantities
    return [*epcs, *(element.epc_class for element in quantities)]


def _parent(event: AggregationEvent | AssociationEvent | TransactionEvent) -> list[str]:
    return [] if event.parent_id is None else [event.parent_id]
