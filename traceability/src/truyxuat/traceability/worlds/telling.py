"""How a small world is told to the platform: as real events, by people who are only people.

The same thing is written in several spellings, a note comes late, twice, out of order or under
two eventIDs, packing is told as association, and some notes are wrong and are declared wrong
later. None of it may change an answer.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from truyxuat.traceability.epcis.events import (
    Action,
    AggregationEvent,
    AssociationEvent,
    ErrorDeclaration,
    Event,
    Location,
    ObjectEvent,
    QuantityElement,
    SensorElement,
    SensorReport,
    TransformationEvent,
    TypedId,
)
from truyxuat.traceability.linking import linked_event
from truyxuat.traceability.links import LinkedEvent
from truyxuat.traceability.worlds.notes import Kept, Named, Note
from truyxuat.traceability.worlds.things import in_lot, party, site, spellings

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
LOT_NUMBER = "{urn:epcglobal:cbv:mda}lotNumber"
DELAY_MAX = 240
"""Minutes until a note is recorded."""

_INTO = {
    Kept.PACK: Action.ADD,
    Kept.UNPACK: Action.DELETE,
    Kept.LOOK: Action.OBSERVE,
    Kept.FIT: Action.ADD,
    Kept.TAKE_OFF: Action.DELETE,
}
_STEPS = {
    Kept.MAKE: "commissioning",
    Kept.END: "destroying",
    Kept.SEE: "inspecting",
    Kept.SHIP: "shipping",
    Kept.RECEIVE: "receiving",
}


def instant(minute: float) -> datetime:
    """The instant of a minute of a world."""
    return EPOCH + timedelta(minutes=minute)


def tell(notes: list[Note], seed: int) -> list[LinkedEvent]:
    """Every note as the platform links it, in the order in which it came to be recorded."""
    told: list[tuple[datetime, Event]] = []
    for number, note in enumerate(notes):
        rng = Random(seed * 1_000_003 + number)
        event = _event(note, rng)
        if note.wrong or rng.random() < 0.5:
            event = replace(event, event_id=f"urn:uuid:{seed}-{number}")
        told += [(_late(note, rng), each) for each in _versions(note, event, rng)]
    told.sort(key=lambda each: each[0])
    return [
        linked_event(event, position=position, recorded=recorded)
        for position, (recorded, event) in enumerate(told, start=1)
    ]


def _late(note: Note, rng: Random) -> datetime:
    return instant(note.minute + rng.randint(0, DELAY_MAX))


def _versions(note: Note, event: Event, rng: Random) -> list[Event]:
    """The event, perhaps again, perhaps as a twin, perhaps with the word that it was wrong."""
    versions = [event]
    if note.wrong:
        declared = instant(note.minute + rng.randint(0, DELAY_MAX))
        versions.append(
            replace(event, error_declaration=ErrorDeclaration(declaration_time=declared))
        )
    amounts = any(named.pieces is not None for named in (*note.named, *note.outputs))
    chance = rng.random()
    if chance < 0.05:
        versions.append(event)
    elif chance < 0.1 and event.event_id is not None and not amounts and not note.wrong:
        versions.append(replace(event, event_id=f"{event.event_id}-twin"))
    return versions


def _event(note: Note, rng: Random) -> Event:
    if note.form is Kept.MIX:
        event: Event = _step(note, rng)
    elif note.form in _INTO:
        event = _containment(note, rng)
    else:
        event = _object(note, rng)
    if rng.random() < 0.3:
        event = replace(event, biz_location=Location(site(rng.randrange(3))))
    if note.sensor is not None:
        report = SensorReport(type="Temperature", device_id=_spelled(note.sensor, rng))
        event = replace(event, sensor_elements=(SensorElement(reports=(report,)),))
    return event


def _object(note: Note, rng: Random) -> ObjectEvent:
    action = {Kept.MAKE: Action.ADD, Kept.END: Action.DELETE}.get(note.form, Action.OBSERVE)
    if note.form is Kept.END and rng.random() < 0.3:
        action = Action.OBSERVE
    epcs, quantities, ilmd = _made(note.named, note.lot, rng)
    parties = tuple(TypedId(party(rng.randrange(3)), "possessing_party") for _ in range(2))
    handed = note.form in (Kept.SHIP, Kept.RECEIVE)
    return ObjectEvent(
        event_time=instant(note.minute),
        event_time_zone_offset="+07:00",
        action=action,
        biz_step=_STEPS[note.form],
        epcs=epcs,
        quantities=quantities,
        ilmd=ilmd,
        sources=parties[:1] if handed else (),
        destinations=parties[1:] if handed else (),
    )


def _containment(note: Note, rng: Random) -> AggregationEvent | AssociationEvent:
    built = note.form in (Kept.FIT, Kept.TAKE_OFF)
    loosely = bool(note.named) and rng.random() < 0.15
    kind = AssociationEvent if built or loosely else AggregationEvent
    epcs, quantities = _split(note.named, rng)
    return kind(
        event_time=instant(note.minute),
        event_time_zone_offset="-05:00",
        action=_INTO[note.form],
        parent_id=None if note.parent is None else _spelled(note.parent, rng),
        child_epcs=epcs,
        child_quantities=quantities,
    )


def _step(note: Note, rng: Random) -> TransformationEvent:
    input_epcs, input_quantities = _split(note.named, rng)
    output_epcs, output_quantities, ilmd = _made(note.outputs, note.lot, rng)
    return TransformationEvent(
        event_time=instant(note.minute),
        event_time_zone_offset="+00:00",
        input_epcs=input_epcs,
        input_quantities=input_quantities,
        output_epcs=output_epcs,
        output_quantities=output_quantities,
        transformation_id=note.batch,
        ilmd=ilmd,
    )


def _made(
    named: tuple[Named, ...], lot: str | None, rng: Random
) -> tuple[tuple[str, ...], tuple[QuantityElement, ...], dict[str, str]]:
    """What was made; its lot stands beside it or in each serial number's own spelling."""
    if lot is None:
        return (*_split(named, rng), {})
    if rng.random() < 0.5:
        items = (each.thing for each in named if "/21/" in each.thing)
        others = tuple(each for each in named if "/21/" not in each.thing)
        epcs, quantities = _split(others, rng)
        return (*epcs, *(in_lot(item, lot) for item in items)), quantities, {}
    return (*_split(named, rng), {LOT_NUMBER: lot.rpartition("/")[2]})


def _split(
    named: tuple[Named, ...], rng: Random
) -> tuple[tuple[str, ...], tuple[QuantityElement, ...]]:
    lots = [each for each in named if "/10/" in each.thing]
    return (
        tuple(_spelled(each.thing, rng) for each in named if each not in lots),
        tuple(
            QuantityElement(
                _spelled(each.thing, rng),
                None if each.pieces is None else Decimal(each.pieces),
            )
            for each in lots
        ),
    )


def _spelled(key: str, rng: Random) -> str:
    return rng.choice(spellings(key))
