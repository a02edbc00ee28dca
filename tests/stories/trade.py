"""The trade's words for writing events: pack, ship, mix, fit, count, declare wrong.

A story is a list of events in any order; `recorded` links them into a graph, and `forward`
and `back` ask it. Times are short: ``"08:00"`` is 14 September 2026, ``"01-20 08:00"`` and
``"01-20"`` are days of that year, all UTC. A lot or class without an amount is named with an
unknown quantity; `pieces` and `kg` give one. The company prefix 952 is GS1's for examples.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeAlias

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
from truyxuat.traceability.memory_graph import MemoryGraph

Thing: TypeAlias = str | QuantityElement
Things: TypeAlias = "Thing | Iterable[Thing]"

ROOT = "https://id.gs1.org"
MILK = f"{ROOT}/01/09521234003014"
YOGHURT = f"{ROOT}/01/09521234003021"
CHEESE = f"{ROOT}/01/09521234005018"
BIKE = f"{ROOT}/01/09521234008019"

FARM = f"{ROOT}/414/9521234000013"
DAIRY = f"{ROOT}/414/9521234000020"
DEPOT = f"{ROOT}/414/9521234000037"
SHOP = f"{ROOT}/414/9521234000044"
MARKET = f"{ROOT}/414/9521234000051"

MILKERS = f"{ROOT}/417/9521234000013"
DAIRYMEN = f"{ROOT}/417/9521234000020"
CARRIERS = f"{ROOT}/417/9521234000037"
GROCERS = f"{ROOT}/417/9521234000044"
TRADERS = f"{ROOT}/417/9521234000051"

LOT_NUMBER = "{urn:epcglobal:cbv:mda}lotNumber"


def lot(number: str, of: str = MILK) -> str:
    return f"{of}/10/{number}"


def item(serial: str, of: str = MILK) -> str:
    return f"{of}/21/{serial}"


def pallet(number: int) -> str:
    """A logistic unit (SSCC)."""
    return f"{ROOT}/00/{with_check_digit(f'39521234{number:09}')}"


def crate(serial: str) -> str:
    """A returnable crate (GRAI): a container and an asset."""
    return f"{ROOT}/8003/0{with_check_digit('952123400001')}{serial}"


def machine(number: str) -> str:
    """A machine or vehicle (GIAI): an asset."""
    return f"{ROOT}/8004/9521234{number}"


def with_check_digit(digits: str) -> str:
    weighed = sum(
        int(digit) * (3 if place % 2 == 0 else 1)
        for place, digit in enumerate(reversed(digits))
    )
    return digits + str(-weighed % 10)


def at(text: str) -> datetime:
    """An instant of 2026 in UTC, from a short text."""
    if "-" not in text:
        text = f"09-14 {text}"
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


def pieces(thing: str, number: int | str) -> QuantityElement:
    return QuantityElement(thing, Decimal(number))


def kg(thing: str, number: int | str) -> QuantityElement:
    return QuantityElement(thing, Decimal(number), "KGM")


def made(time: str, *things: Thing, lot_number: str | None = None, **more: object) -> Event:
    """Commissioned: from now on it exists."""
    ilmd = {LOT_NUMBER: lot_number} if lot_number else {}
    more = {"biz_step": "commissioning", "ilmd": ilmd, **more}
    return _object(time, Action.ADD, things, more)


def seen(time: str, *things: Thing, **more: object) -> Event:
    return _object(time, Action.OBSERVE, things, more)


def counted(time: str, *things: Thing, where: str) -> Event:
    return seen(time, *things, biz_step="cycle_counting", biz_location=Location(where))


def ended(time: str, *things: Thing, **more: object) -> Event:
    """Destroyed: it, or this much of it, is no more."""
    return _object(time, Action.DELETE, things, {"biz_step": "destroying", **more})


def shipped(time: str, *things: Thing, by: str, to: str, **more: object) -> Event:
    return _handed(time, things, by, to, {"biz_step": "shipping", **more})


def received(time: str, *things: Thing, by: str, of: str, where: str) -> Event:
    more = {"biz_step": "receiving", "biz_location": Location(where)}
    return _handed(time, things, of, by, more)


def packed(time: str, parent: str | None, *children: Thing, **more: object) -> Event:
    return _into(AggregationEvent, time, parent, children, {"action": Action.ADD, **more})


def unpacked(time: str, parent: str | None, *children: Thing, **more: object) -> Event:
    """Taken out; naming no children empties the parent."""
    return _into(
        AggregationEvent, time, parent, children, {"action": Action.DELETE, **more}
    )


def seen_in(time: str, parent: str, *children: Thing, **more: object) -> Event:
    return _into(
        AggregationEvent, time, parent, children, {"action": Action.OBSERVE, **more}
    )


def fitted(time: str, parent: str, *children: Thing) -> Event:
    return _into(AssociationEvent, time, parent, children, {"action": Action.ADD})


def taken_off(time: str, parent: str, *children: Thing) -> Event:
    return _into(AssociationEvent, time, parent, children, {"action": Action.DELETE})


def turned(
    time: str,
    inputs: Things = (),
    outputs: Things = (),
    *,
    lot_number: str | None = None,
    **more: object,
) -> Event:
    """A transformation step: what went in, what came out."""
    input_epcs, input_quantities = _split(_several(inputs))
    output_epcs, output_quantities = _split(_several(outputs))
    return _event(
        TransformationEvent,
        time,
        {
            "input_epcs": input_epcs,
            "input_quantities": input_quantities,
            "output_epcs": output_epcs,
            "output_quantities": output_quantities,
            "ilmd": {LOT_NUMBER: lot_number} if lot_number else {},
            **more,
        },
    )


def known(time: str, event: Event) -> Event:
    """The event reached the record only then."""
    return replace(event, record_time=at(time))


def measured_by(device: str, event: Event) -> Event:
    report = SensorReport(type="Temperature", device_id=device, value=Decimal(4))
    return replace(event, sensor_elements=(SensorElement(reports=(report,)),))


def declared_wrong(time: str, event: Event) -> Event:
    """The same event again, declared wrong at this time and recorded at once."""
    declaration = ErrorDeclaration(declaration_time=at(time), reason="did_not_occur")
    return replace(event, error_declaration=declaration, record_time=at(time))


def recorded(*events: Event) -> MemoryGraph:
    """The graph of these events; each was recorded when it happened unless `known` later."""
    graph = MemoryGraph()
    linked = [
        linked_event(
            event, position=position, recorded=event.record_time or event.event_time
        )
        for position, event in enumerate(events, start=1)
    ]
    graph.add(linked, len(linked))
    return graph


def _several(things: Things) -> tuple[Thing, ...]:
    if isinstance(things, str | QuantityElement):
        return (things,)
    return tuple(things)


def _split(things: Iterable[Thing]) -> tuple[tuple[str, ...], tuple[QuantityElement, ...]]:
    """Into instances and amounts of lots or classes."""
    epcs = []
    quantities = []
    for thing in things:
        if isinstance(thing, QuantityElement):
            quantities.append(thing)
        elif _is_instance(thing):
            epcs.append(thing)
        else:
            quantities.append(QuantityElement(thing))
    return tuple(epcs), tuple(quantities)


def _is_instance(thing: str) -> bool:
    return "/21/" in thing or ("/01/" not in thing and ":class:" not in thing)


def _object(
    time: str, action: Action, things: tuple[Thing, ...], more: dict[str, object]
) -> Event:
    epcs, quantities = _split(things)
    fields = {"action": action, "epcs": epcs, "quantities": quantities, **more}
    return _event(ObjectEvent, time, fields)


def _handed(
    time: str, things: tuple[Thing, ...], of: str, to: str, more: dict[str, object]
) -> Event:
    parties = {
        "sources": (TypedId(of, "possessing_party"),),
        "destinations": (TypedId(to, "possessing_party"),),
    }
    return _object(time, Action.OBSERVE, things, {**parties, **more})


def _into(
    kind: type[AggregationEvent | AssociationEvent],
    time: str,
    parent: str | None,
    children: tuple[Thing, ...],
    more: dict[str, object],
) -> Event:
    epcs, quantities = _split(children)
    named = {"parent_id": parent, "child_epcs": epcs, "child_quantities": quantities}
    return _event(kind, time, {**named, **more})


def _event(kind: type[Event], time: str, fields: dict[str, object]) -> Event:
    where = fields.get("biz_location")
    if isinstance(where, str):
        fields = {**fields, "biz_location": Location(where)}
    fields = {"event_time": at(time), "event_time_zone_offset": "+00:00", **fields}
    return kind(**fields)  # type: ignore[arg-type]  # named fields of the event
