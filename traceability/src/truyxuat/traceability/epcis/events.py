"""The five EPCIS 2.0 event types and the document, as values that cannot be half-right.

One value whatever the syntax: JSON-LD and XML of the same event read into equal values.
Vocabulary terms of the CBV stand as their bare word (``shipping``, ``in_transit``,
``possessing_party``); anything else is the absolute URI it was. Identifiers stand as they
were written (the record keeps what was captured); ``links_of`` makes them canonical.
Times are aware UTC; ``event_time_zone_offset`` is for display only. Quantities are exact
decimals. Fields and their order follow EPCIS 2.0 section 7.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, TypeAlias

Json: TypeAlias = "bool | int | float | Decimal | str | list[Json] | dict[str, Json] | None"
"""A JSON value. In extensions every object key is ``{namespace}local`` (Clark notation)."""

Extensions: TypeAlias = Mapping[str, Json]
"""User extension elements, verbatim, by ``{namespace}local`` (EPCIS 2.0 section 6.5)."""


class EventType(StrEnum):
    """The event types of EPCIS 2.0 section 7.4."""

    OBJECT = "ObjectEvent"
    AGGREGATION = "AggregationEvent"
    TRANSACTION = "TransactionEvent"
    TRANSFORMATION = "TransformationEvent"
    ASSOCIATION = "AssociationEvent"


class Action(StrEnum):
    """What the event says of the life cycle of what it names (EPCIS 2.0 section 7.3.2)."""

    ADD = "ADD"
    OBSERVE = "OBSERVE"
    DELETE = "DELETE"


@dataclass(frozen=True, slots=True)
class QuantityElement:
    """So much of a class; no quantity means an unknown one (section 7.3.3.3)."""

    epc_class: str
    quantity: Decimal | None = None
    uom: str | None = None


@dataclass(frozen=True, slots=True)
class TypedId:
    """A business transaction, source or destination with its type (sections 7.3.5.3-4)."""

    id: str
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """A read point or business location, with its extensions (section 7.3.5)."""

    id: str
    extensions: Extensions = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PersistentDisposition:
    """Dispositions that hold until they are unset (section 7.3.5.6)."""

    set: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorDeclaration:
    """Says that the event with this eventID was wrong from the start (section 7.4.1.3)."""

    declaration_time: datetime
    reason: str | None = None
    corrective_event_ids: tuple[str, ...] = ()
    extensions: Extensions = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorMetadata:
    """What holds for all reports of one sensor element (section 7.3.7.2)."""

    time: datetime | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    device_id: str | None = None
    device_metadata: str | None = None
    raw_data: str | None = None
    data_processing_method: str | None = None
    biz_rules: str | None = None
    extensions: Extensions = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorReport:
    """One measured or derived value (section 7.3.7.3); field names follow the standard."""

    type: str | None = None
    exception: str | None = None
    device_id: str | None = None
    device_metadata: str | None = None
    raw_data: str | None = None
    data_processing_method: str | None = None
    time: datetime | None = None
    microorganism: str | None = None
    chemical_substance: str | None = None
    value: Decimal | None = None
    component: str | None = None
    string_value: str | None = None
    boolean_value: bool | None = None
    hex_binary_value: str | None = None
    uri_value: str | None = None
    min_value: Decimal | None = None
    max_value: Decimal | None = None
    mean_value: Decimal | None = None
    s_dev: Decimal | None = None
    perc_rank: Decimal | None = None
    perc_value: Decimal | None = None
    uom: str | None = None
    coordinate_reference_system: str | None = None
    biz_rules: str | None = None
    """Not in the standard's list of report fields, but in its JSON schema."""
    extensions: Extensions = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorElement:
    """Sensor data of the event's objects or place (section 7.3.7.1)."""

    metadata: SensorMetadata | None = None
    reports: tuple[SensorReport, ...] = ()
    extensions: Extensions = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What all five event types share (section 7.4.1)."""

    type: ClassVar[EventType]
    """The standard's name of this event's type."""

    event_time: datetime
    event_time_zone_offset: str
    event_id: str | None = None
    record_time: datetime | None = None
    error_declaration: ErrorDeclaration | None = None
    certification_info: tuple[str, ...] = ()
    biz_step: str | None = None
    disposition: str | None = None
    persistent_disposition: PersistentDisposition | None = None
    read_point: Location | None = None
    biz_location: Location | None = None
    biz_transactions: tuple[TypedId, ...] = ()
    sources: tuple[TypedId, ...] = ()
    destinations: tuple[TypedId, ...] = ()
    sensor_elements: tuple[SensorElement, ...] = ()
    extensions: Extensions = field(default_factory=dict)
    prefixes: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Namespace -> prefix as it was written, so that writing gives the same spelling back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectEvent(Event):
    """Objects were made, seen or ended (section 7.4.2)."""

    type: ClassVar[EventType] = EventType.OBJECT

    action: Action
    epcs: tuple[str, ...] = ()
    quantities: tuple[QuantityElement, ...] = ()
    ilmd: Extensions = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AggregationEvent(Event):
    """Things were put into, seen in or taken out of a container (section 7.4.3)."""

    type: ClassVar[EventType] = EventType.AGGREGATION

    action: Action
    parent_id: str | None = None
    child_epcs: tuple[str, ...] = ()
    child_quantities: tuple[QuantityElement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionEvent(Event):
    """Objects became tied to business transactions (section 7.4.4)."""

    type: ClassVar[EventType] = EventType.TRANSACTION

    action: Action
    parent_id: str | None = None
    epcs: tuple[str, ...] = ()
    quantities: tuple[QuantityElement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TransformationEvent(Event):
    """Inputs were used up and outputs made (section 7.4.5)."""

    type: ClassVar[EventType] = EventType.TRANSFORMATION

    input_epcs: tuple[str, ...] = ()
    input_quantities: tuple[QuantityElement, ...] = ()
    output_epcs: tuple[str, ...] = ()
    output_quantities: tuple[QuantityElement, ...] = ()
    transformation_id: str | None = None
    ilmd: Extensions = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssociationEvent(Event):
    """Components were fitted to or taken off an object or place (section 7.4.6)."""

    type: ClassVar[EventType] = EventType.ASSOCIATION

    action: Action
    parent_id: str | None = None
    child_epcs: tuple[str, ...] = ()
    child_quantities: tuple[QuantityElement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VocabularyElement:
    """Master data of one identifier, as the header of a document carries it (section 7.1)."""

    type: str
    id: str
    attributes: Mapping[str, Json] = field(default_factory=dict)
    children: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EpcisDocument:
    """A capture document: its events in order, and what its header says."""

    events: tuple[Event, ...]
    schema_version: str = "2.0"
    creation_date: datetime | None = None
    sender: str | None = None
    receiver: str | None = None
    instance_identifier: str | None = None
    master_data: tuple[VocabularyElement, ...] = ()
    extensions: Extensions = field(default_factory=dict)
    """Extensions of the document and of its header."""
    prefixes: Mapping[str, str] = field(default_factory=dict, compare=False)
