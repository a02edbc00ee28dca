"""What a query can find an event by: the things it names and the values it carries.

The query interface tells an instance named in an epcList from a class named in a quantityList
(EPCIS 2.0 section 8.2.7.1), which a trace does not; so this index stands beside the graph's
links. Keys are canonical: one thing is found in whatever spelling it was captured or is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum

from msgspec import Struct

from truyxuat.traceability.epcis.events import (
    AggregationEvent,
    AssociationEvent,
    Event,
    ObjectEvent,
    QuantityElement,
    TransactionEvent,
    TransformationEvent,
)
from truyxuat.traceability.identifiers import all_spelled, spelled


class Part(IntEnum):
    """Where an event names a thing. The numbers stand in the record: never change one."""

    EPC = 1
    """epcList or childEPCs."""
    PARENT = 2
    INPUT_EPC = 3
    OUTPUT_EPC = 4
    CLASS = 5
    """quantityList or childQuantityList."""
    INPUT_CLASS = 6
    OUTPUT_CLASS = 7
    READ_POINT = 8
    BIZ_LOCATION = 9
    TRANSFORMATION = 10


DECLARES_WRONG = ("errorDeclaration", "true")
"""The entry of every error declaration, few among many events."""

KIND = 100
"""Added to a part: the thing named there is of this class (what an EPC pattern asks for)."""


class Findable(Struct, frozen=True, gc=False):
    """An event's entries: (part, key) of things, (name, value) of the rest; each once."""

    things: tuple[tuple[int, str], ...]
    values: tuple[tuple[str, str], ...]


def findable(event: Event) -> Findable:
    """Everything this event can be found by."""
    things: dict[tuple[int, str], None] = {}
    for part, texts in _named(event):
        number = int(part)  # an enum's own hash is Python
        for known in all_spelled(texts):
            things[number, known.key] = None
            if known.above is not None:
                things[KIND + number, known.above] = None
    return Findable(tuple(things), tuple(dict.fromkeys(_values(event))))


def key_of(text: str) -> str:
    """The canonical key; an identifier kept though it is broken is its own key."""
    return spelled(text).key


def _named(event: Event) -> Iterator[tuple[Part, Sequence[str]]]:
    if event.read_point is not None:
        yield Part.READ_POINT, (event.read_point.id,)
    if event.biz_location is not None:
        yield Part.BIZ_LOCATION, (event.biz_location.id,)
    if isinstance(event, TransformationEvent):
        yield Part.INPUT_EPC, event.input_epcs
        yield Part.OUTPUT_EPC, event.output_epcs
        yield Part.INPUT_CLASS, _classes(event.input_quantities)
        yield Part.OUTPUT_CLASS, _classes(event.output_quantities)
        if event.transformation_id is not None:
            yield Part.TRANSFORMATION, (event.transformation_id,)
    elif isinstance(event, ObjectEvent):
        yield Part.EPC, event.epcs
        yield Part.CLASS, _classes(event.quantities)
    else:
        yield from _grouped(event)


def _grouped(event: Event) -> Iterator[tuple[Part, Sequence[str]]]:
    """The events that have a parent."""
    assert isinstance(event, AggregationEvent | AssociationEvent | TransactionEvent)
    if event.parent_id is not None:
        yield Part.PARENT, (event.parent_id,)
    if isinstance(event, TransactionEvent):
        yield Part.EPC, event.epcs
        yield Part.CLASS, _classes(event.quantities)
    else:
        yield Part.EPC, event.child_epcs
        yield Part.CLASS, _classes(event.child_quantities)


def _classes(elements: Iterable[QuantityElement]) -> list[str]:
    return [element.epc_class for element in elements]


def _values(event: Event) -> Iterator[tuple[str, str]]:
    for name, typed in (
        ("bizTransaction", event.biz_transactions),
        ("source", event.sources),
        ("destination", event.destinations),
    ):
        for one in typed:
            yield f"{name}_{one.type or ''}", key_of(one.id)
    persistent = event.persistent_disposition
    if persistent is not None:
        yield from (("persistentDisposition_set", word) for word in persistent.set)
        yield from (("persistentDisposition_unset", word) for word in persistent.unset)
    declaration = event.error_declaration
    if declaration is not None:
        yield DECLARES_WRONG
        if declaration.reason is not None:
            yield "errorReason", declaration.reason
        yield from (("correctiveEventID", id_) for id_ in declaration.corrective_event_ids)
