"""Tell a story of goods in the trade's words, and get the EPCIS events that record it.

Each sentence is one event as a firm's own system would send it: where it took place, who had
the goods before and after, and what CBV or the project's vocabulary calls the step. What is on
the move has no business location until somebody receives it. A sentence is normally recorded at
the end of its quarter of the day, as small firms do; a late one says when.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias, TypedDict
from zoneinfo import ZoneInfo

from truyxuat.services.sample.province import Province
from truyxuat.traceability.epcis.events import (
    Action,
    AggregationEvent,
    AssociationEvent,
    ErrorDeclaration,
    Event,
    Extensions,
    Json,
    Location,
    ObjectEvent,
    PersistentDisposition,
    QuantityElement,
    SensorElement,
    SensorMetadata,
    SensorReport,
    TransformationEvent,
    TypedId,
)
from truyxuat.traceability.epcis.namespaces import MASTER_DATA_NAMESPACE
from truyxuat.traceability.recalling.vocabulary import VOCABULARY

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
OFFSET = "+07:00"

UPLOAD_HOURS = 6
"""Firms send what they wrote down four times a day."""

Thing: TypeAlias = "str | QuantityElement"
"""An instance by its identifier, or so much of a lot or class."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event and when the platform came to know it."""

    event: Event
    recorded: datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """When and where a sentence happens, by the code of the place.

    ``then`` is where the goods are afterwards, where that is not the same place: the plant of
    a tank. ``recorded`` is when the platform comes to know it, where that is not the next
    upload; ``code`` names the event within its story, where its number should not.
    """

    when: datetime
    place: str
    recorded: datetime | None = None
    code: str | None = None
    then: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What is done: the bizStep, what the ILMD says of the things made, and a process's id."""

    word: str
    facts: Extensions = field(default_factory=dict)
    process: str | None = None
    certificates: tuple[str, ...] = ()


def clock(text: str) -> datetime:
    """An instant on Vietnam's clock.

    >>> clock("2026-09-14 06:30").isoformat()
    '2026-09-14T06:30:00+07:00'
    """
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=VIETNAM)


def on(text: str, place: str, *, then: str | None = None) -> Moment:
    """A moment by Vietnam's clock."""
    return Moment(clock(text), place, then=then)


def ilmd(**attributes: Json) -> Mapping[str, Json]:
    """CBV master data of what an event makes: ``lotNumber``, ``itemExpirationDate``.

    >>> ilmd(lotNumber="L1")
    {'{urn:epcglobal:cbv:mda}lotNumber': 'L1'}
    """
    return {
        f"{{{MASTER_DATA_NAMESPACE}}}{name}": value for name, value in attributes.items()
    }


def upload_of(event_time: datetime) -> datetime:
    """When a firm sends what happened then: at the end of that quarter of the day.

    >>> upload_of(clock("2026-09-14 06:30")).isoformat()
    '2026-09-14T12:00:00+07:00'
    """
    local = event_time.astimezone(VIETNAM)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    step = timedelta(hours=UPLOAD_HOURS)
    return midnight + step * -(-(local - midnight) // step)


def parted(things: Iterable[Thing]) -> tuple[tuple[str, ...], tuple[QuantityElement, ...]]:
    """Instances and amounts apart, as EPCIS lists them."""
    listed = list(things)
    return (
        tuple(thing for thing in listed if isinstance(thing, str)),
        tuple(thing for thing in listed if isinstance(thing, QuantityElement)),
    )


class _Here(TypedDict):
    event_time: datetime
    event_time_zone_offset: str
    read_point: Location | None
    biz_location: Location | None


@dataclass(slots=True)
class Story:
    """The events of one story, in the order they are told; ids follow from name and order."""

    name: str
    province: Province
    told: list[Told] = field(default_factory=list)

    def begin(self, moment: Moment, step: Step, things: Iterable[Thing]) -> Event:
        """Something comes into being that was made of nothing on record."""
        event = ObjectEvent(
            **self._here(moment),
            action=Action.ADD,
            biz_step=step.word,
            disposition="active",
            certification_info=step.certificates,
            ilmd=step.facts,
        )
        return self._tell_of(moment, event, things)

    def make(
        self, moment: Moment, step: Step, inputs: Iterable[Thing], outputs: Iterable[Thing]
    ) -> Event:
        """One thing is made of others."""
        input_epcs, input_quantities = parted(inputs)
        output_epcs, output_quantities = parted(outputs)
        event = TransformationEvent(
            **self._here(moment),
            input_epcs=input_epcs,
            input_quantities=input_quantities,
            output_epcs=output_epcs,
            output_quantities=output_quantities,
            biz_step=step.word,
            disposition="in_progress",
            transformation_id=step.process,
            certification_info=step.certificates,
            ilmd=step.facts,
        )
        return self._tell(moment, event)

    def ship(self, moment: Moment, to: str, things: Iterable[Thing]) -> Event:
        """Goods leave a place for another one; until they are received they are nowhere."""
        event = ObjectEvent(
            **self._left(moment),
            action=Action.OBSERVE,
            biz_step="shipping",
            disposition="in_transit",
            sources=self._ends(moment.place),
            destinations=self._ends(to),
        )
        return self._tell_of(moment, event, things)

    def receive(
        self,
        moment: Moment,
        of: str | None,
        things: Iterable[Thing],
        *,
        disposition: str = "in_progress",
    ) -> Event:
        """Goods arrive; ``of`` is the place they came from."""
        event = ObjectEvent(
            **self._here(moment),
            action=Action.OBSERVE,
            biz_step="receiving",
            disposition=disposition,
            sources=self._ends(of) if of else (),
            destinations=self._ends(moment.place),
        )
        return self._tell_of(moment, event, things)

    def hand_over(
        self, moment: Moment, to: str, things: Iterable[Thing], *, minutes: int
    ) -> None:
        """Goods leave, and arrive so many minutes later."""
        moved = list(things)
        self.ship(moment, to, moved)
        arrival = moment.when + timedelta(minutes=minutes)
        self.receive(Moment(arrival, to), moment.place, moved)

    def sell(self, moment: Moment, things: Iterable[Thing]) -> Event:
        """Goods go to people who keep no records."""
        event = ObjectEvent(
            **self._left(moment),
            action=Action.OBSERVE,
            biz_step="retail_selling",
            disposition="retail_sold",
        )
        return self._tell_of(moment, event, things)

    def export(self, moment: Moment, step: Step, things: Iterable[Thing]) -> Event:
        """Goods leave the country; nobody on record receives them."""
        event = ObjectEvent(
            **self._left(moment),
            action=Action.OBSERVE,
            biz_step=step.word,
            disposition="in_transit",
            sources=self._ends(moment.place),
        )
        return self._tell_of(moment, event, things)

    def end(self, moment: Moment, step: Step, things: Iterable[Thing]) -> Event:
        """Goods are eaten, destroyed, or used up in a test."""
        event = ObjectEvent(
            **self._here(moment),
            action=Action.DELETE,
            biz_step=step.word,
            disposition=ENDED_AS.get(step.word, "inactive"),
        )
        return self._tell_of(moment, event, things)

    def see(self, moment: Moment, step: Step, things: Iterable[Thing]) -> Event:
        """Goods or equipment are seen, counted or cleaned; nothing else changes."""
        event = ObjectEvent(
            **self._here(moment),
            action=Action.OBSERVE,
            biz_step=step.word,
            certification_info=step.certificates,
        )
        return self._tell_of(moment, event, things)

    def measure(
        self, moment: Moment, things: Iterable[str], reading: SensorElement
    ) -> Event:
        """A sensor that rides along reports; where that is, it does not say."""
        nowhere: _Here = {**self._left(moment), "read_point": None}
        event = ObjectEvent(
            **nowhere,
            action=Action.OBSERVE,
            epcs=tuple(things),
            biz_step="sensor_reporting",
            sensor_elements=(reading,),
        )
        return self._tell(moment, event)

    def mark(
        self, moment: Moment, disposition: PersistentDisposition, things: Iterable[Thing]
    ) -> Event:
        """A lasting fact about goods: recalled, expired."""
        event = ObjectEvent(
            **self._here(moment),
            action=Action.OBSERVE,
            biz_step="holding",
            persistent_disposition=disposition,
        )
        return self._tell_of(moment, event, things)

    def pack(
        self, moment: Moment, parent: str, things: Iterable[Thing], *, step: str = "packing"
    ) -> Event:
        """Goods go into a box, crate, pallet or cylinder."""
        return self._grouped(moment, Action.ADD, step, parent, things)

    def unpack(self, moment: Moment, parent: str, things: Iterable[Thing] = ()) -> Event:
        """Goods come out; nobody named means all of them."""
        return self._grouped(moment, Action.DELETE, "unpacking", parent, things)

    def fit(self, moment: Moment, parent: str, things: Iterable[str]) -> Event:
        """Components are fitted to a thing."""
        event = AssociationEvent(
            **self._here(moment),
            action=Action.ADD,
            parent_id=parent,
            child_epcs=tuple(things),
            biz_step="assembling",
            disposition="in_progress",
        )
        return self._tell(moment, event)

    def declare_wrong(self, wrong: Event, when: datetime, *, corrected_by: Event) -> Event:
        """Say that an event never happened so, and which one tells it right."""
        declaration = ErrorDeclaration(
            declaration_time=when,
            reason="incorrect_data",
            corrective_event_ids=(corrected_by.event_id or "",),
        )
        declared = replace(wrong, error_declaration=declaration)
        self.told.append(Told(declared, upload_of(when)))
        return declared

    def _grouped(
        self,
        moment: Moment,
        action: Action,
        step: str,
        parent: str,
        things: Iterable[Thing],
    ) -> Event:
        epcs, quantities = parted(things)
        event = AggregationEvent(
            **self._here(moment),
            action=action,
            parent_id=parent,
            child_epcs=epcs,
            child_quantities=quantities,
            biz_step=step,
            disposition="in_progress",
        )
        return self._tell(moment, event)

    def _tell_of(
        self, moment: Moment, event: ObjectEvent, things: Iterable[Thing]
    ) -> Event:
        epcs, quantities = parted(things)
        return self._tell(moment, replace(event, epcs=epcs, quantities=quantities))

    def _tell(self, moment: Moment, event: Event) -> Event:
        name = f"{VOCABULARY}event/{self.name}/{moment.code or len(self.told) + 1}"
        named = replace(event, event_id=f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}")
        self.told.append(Told(named, moment.recorded or upload_of(moment.when)))
        return named

    def _here(self, moment: Moment) -> _Here:
        place = Location(self.province.place(moment.place))
        return _Here(
            event_time=moment.when.astimezone(UTC),
            event_time_zone_offset=OFFSET,
            read_point=place,
            biz_location=Location(self.province.place(moment.then))
            if moment.then
            else place,
        )

    def _left(self, moment: Moment) -> _Here:
        return {**self._here(moment), "biz_location": None}

    def _ends(self, place: str) -> tuple[TypedId, ...]:
        """The party and place at one end of a hand-over (CBV source/destination types)."""
        return (
            TypedId(self.province.party_at(place), "possessing_party"),
            TypedId(self.province.place(place), "location"),
        )


ENDED_AS = {"destroying": "destroyed", "dispensing": "dispensed"}
"""Dispositions of what ends by a step, where CBV has one."""


def temperature(device: str, when: datetime, celsius: str) -> SensorElement:
    """One reading of a thermometer (CBV 2.0 measurement type Temperature, unit CEL)."""
    return SensorElement(
        metadata=SensorMetadata(time=when, device_id=device),
        reports=(SensorReport(type="Temperature", value=Decimal(celsius), uom="CEL"),),
    )
