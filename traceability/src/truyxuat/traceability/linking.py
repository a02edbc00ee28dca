"""From an EPCIS event to what it proves: one table by event type, nothing else decides.

`links_of` gives each named thing its canonical key and the part it plays; on top come the
links that make lots, classes, places, transformations and sensors findable by the same
question. A lot named in the ILMD of the event that makes something becomes that thing's lot
(trace definition D9 and rule 4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
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
from truyxuat.traceability.identifiers import canonical, facts, parse
from truyxuat.traceability.links import OBJECT_ROLES, Declaration, Link, LinkedEvent, Role

MASTER_DATA_NAMESPACES = ("urn:epcglobal:cbv:mda", "https://ref.gs1.org/cbv", "cbvmda")
"""Where ``lotNumber`` is the CBV attribute of that name (CBV 2.0 section 9)."""


def links_of(event: Event) -> tuple[Link, ...]:
    """Everything the event names, each with its part.

    The same thing twice is one link, but amounts are never merged: two lines of one lot are
    two amounts of it.
    """
    named = [*_LINKS_OF[event.type](event)]
    more = [*_lots_and_classes(named), *_surroundings(event)]
    amounts = [link for link in named if link.quantity is not None]
    rest = [link for link in [*named, *more] if link.quantity is None]
    return (*dict.fromkeys(rest), *amounts)


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
        action=_action(event),
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
        malformed=tuple(sorted({text for text in _spellings(event) if _broken(text)})),
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


def _object_links(event: Event) -> Iterator[Link]:
    assert isinstance(event, ObjectEvent)
    made = event.action is Action.ADD
    lot = _lot_number(event.ilmd) if made else None
    yield from _named(event.epcs, event.quantities, Role.EPC, lot)


def _aggregation_links(event: Event) -> Iterator[Link]:
    assert isinstance(event, AggregationEvent | AssociationEvent)
    if event.parent_id is not None:
        yield from _named((event.parent_id,), (), Role.PARENT, None)
    yield from _named(event.child_epcs, event.child_quantities, Role.CHILD, None)


def _transaction_links(event: Event) -> Iterator[Link]:
    assert isinstance(event, TransactionEvent)
    if event.parent_id is not None:
        yield from _named((event.parent_id,), (), Role.PARENT, None)
    yield from _named(event.epcs, event.quantities, Role.EPC, None)


def _transformation_links(event: Event) -> Iterator[Link]:
    assert isinstance(event, TransformationEvent)
    yield from _named(event.input_epcs, event.input_quantities, Role.INPUT, None)
    lot = _lot_number(event.ilmd)
    yield from _named(event.output_epcs, event.output_quantities, Role.OUTPUT, lot)
    if event.transformation_id is not None:
        yield Link(_key(event.transformation_id), Role.STEP)


_LINKS_OF: dict[EventType, Callable[[Event], Iterator[Link]]] = {
    EventType.OBJECT: _object_links,
    EventType.AGGREGATION: _aggregation_links,
    EventType.TRANSACTION: _transaction_links,
    EventType.TRANSFORMATION: _transformation_links,
    EventType.ASSOCIATION: _aggregation_links,
}


def _named(
    epcs: Iterable[str],
    quantities: tuple[QuantityElement, ...],
    role: Role,
    made_lot: str | None,
) -> Iterator[Link]:
    """Links of an epcList and a quantityList; ``made_lot`` is the lot number in their ILMD."""
    for epc in epcs:
        key, own = _key_and_lot(epc)
        made = _lot_key(key, made_lot)
        if own is None or made is None or own == made:
            yield Link(key, role, lot=own or made)
        else:
            yield Link(key, role, lot=own)
            yield Link(key, role, lot=made)
    several = len(_classes(quantities)) > 1
    for element in quantities:
        key = _key(element.epc_class)
        if made_lot is not None and not several and facts(key).level == "class":
            key = _lot_key(key, made_lot) or key
        yield Link(key, role, element.quantity, element.uom)


def _lots_and_classes(named: list[Link]) -> Iterator[Link]:
    for link in named:
        if link.lot is not None:
            yield Link(link.lot, Role.LOT)
    for link in named:
        if link.role in OBJECT_ROLES:
            class_key = facts(link.key).class_key
            if class_key is not None and class_key != link.key:
                yield Link(class_key, Role.CLASS)


def _surroundings(event: Event) -> Iterator[Link]:
    """Places and sensors; a GLN with extension is found by the GLN alone as well."""
    for location, role in (
        (event.biz_location, Role.PLACE),
        (event.read_point, Role.READ_POINT),
    ):
        if location is not None:
            key = _key(location.id)
            yield Link(key, role)
            if "/254/" in key:
                yield Link(key.partition("/254/")[0], role)
    for element in event.sensor_elements:
        devices = [report.device_id for report in element.reports]
        if element.metadata is not None:
            devices.append(element.metadata.device_id)
        for device in devices:
            if device is not None:
                yield Link(_key(device), Role.SENSOR)


def _key(text: str) -> str:
    return _key_and_lot(text)[0]


def _key_and_lot(text: str) -> tuple[str, str | None]:
    """The canonical key, and the lot that the same spelling names beside a serial number."""
    try:
        key = canonical(text)
        if text.startswith("urn:") or facts(key).level != "instance":
            return key, None  # no EPC URN names a lot beside a serial number
        if facts(key).scheme is None:
            return key, None
        return key, parse(text).lot_key
    except InvalidIdentifier:
        return text, None


def _broken(text: str) -> bool:
    try:
        canonical(text)
    except InvalidIdentifier:
        return True
    return False


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


def _action(event: Event) -> Action | None:
    return None if isinstance(event, TransformationEvent) else _acting(event).action


def _acting(
    event: Event,
) -> ObjectEvent | AggregationEvent | TransactionEvent | AssociationEvent:
    assert isinstance(
        event, ObjectEvent | AggregationEvent | TransactionEvent | AssociationEvent
    )
    return event


def _parties(named: tuple[TypedId, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((party.type or "", _key(party.id)) for party in named)


def _spellings(event: Event) -> Iterator[str]:
    """Every identifier of an object, as the event spells it."""
    if isinstance(event, TransformationEvent):
        yield from (*event.input_epcs, *event.output_epcs)
        quantities = (*event.input_quantities, *event.output_quantities)
    elif isinstance(event, ObjectEvent):
        yield from event.epcs
        quantities = event.quantities
    elif isinstance(event, TransactionEvent):
        yield from (*filter(None, [event.parent_id]), *event.epcs)
        quantities = event.quantities
    else:
        assert isinstance(event, AggregationEvent | AssociationEvent)
        yield from (*filter(None, [event.parent_id]), *event.child_epcs)
        quantities = event.child_quantities
    yield from (element.epc_class for element in quantities)
