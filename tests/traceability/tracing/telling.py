"""Small histories in the trade's words, as linked events, for the parts of a trace.

A thing is a key, or `some` of one. Times are hours of one day in September. Content is told
from what the event says, so that the same event written twice is the same event.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeAlias

from msgspec import structs

from truyxuat.traceability.epcis.events import Action, EventType
from truyxuat.traceability.identifiers import facts
from truyxuat.traceability.links import Link, LinkedEvent, Role
from truyxuat.traceability.memory_graph import MemoryGraph
from truyxuat.traceability.tracing import trace
from truyxuat.traceability.tracing.answer import Affected, Answer, Gap, Held
from truyxuat.traceability.tracing.ground import Ground
from truyxuat.traceability.tracing.history import History
from truyxuat.traceability.tracing.query import (
    DEFAULT_FOLLOW,
    Budget,
    Direction,
    Follow,
    MasterData,
    Mode,
    Query,
)

Thing: TypeAlias = str | Link

GTIN = "https://id.gs1.org/01/09521234001010"
A, B, C, D, L, M = (f"{GTIN}/10/{name}" for name in "ABCDLM")
ONE, TWO, THREE = (f"{GTIN}/21/{name}" for name in "123")
P, P2, CASE = (
    "https://id.gs1.org/00/395212340000000014",
    "https://id.gs1.org/00/395212340000000021",
    "https://id.gs1.org/00/395212340000000038",
)
CRATE = "https://id.gs1.org/8003/09521234000129C1"
MACHINE = "https://id.gs1.org/8004/9521234M1"
FARM, SHOP, STORE, MARKET = (
    f"https://id.gs1.org/414/95212340001{number}" for number in ("12", "29", "36", "43")
)
FARMER, SHOPKEEPER, STOREKEEPER = (
    f"https://id.gs1.org/417/95212340001{number}" for number in ("12", "29", "36")
)


def at(time: str) -> datetime:
    """An hour of the day of the history, as ``08:00``."""
    hour, minute = time.split(":")
    return datetime(2026, 9, 14, int(hour), int(minute), tzinfo=UTC)


def some(key: str, amount: int | str | None, unit: str | None = None) -> Link:
    return Link(key, Role.EPC, None if amount is None else Decimal(amount), unit)


def of_lot(key: str, lot: str) -> Link:
    """An instance, where the event shows the lot it belongs to."""
    return Link(key, Role.EPC, lot=lot)


def event(
    type_: EventType, time: str, links: Iterable[Link], **more: object
) -> LinkedEvent:
    named = list(links)
    named += [Link(link.lot, Role.LOT) for link in named if link.lot is not None]
    for link in list(named):
        above = facts(link.key).class_key
        if above is not None and above != link.key:
            named.append(Link(above, Role.CLASS))
    for part, role in (("place", Role.PLACE), ("read_point", Role.READ_POINT)):
        spot = str(more.get(part) or "")
        named += [Link(key, role) for key in {spot, spot.partition("/254/")[0]} if key]
    name = more.pop("id", None)
    told = LinkedEvent(
        position=0,
        event_id="",
        content="",
        explicit_id=name is not None,
        type=type_,
        time=at(time),
        recorded=at("23:00"),
        links=tuple(named),
    )
    told = structs.replace(told, **more)
    said = repr(
        structs.replace(told, recorded=at("00:00"), explicit_id=False, declares_wrong=False)
    )
    content = f"ni:///sha-256;{hashlib.sha256(said.encode()).hexdigest()}"
    return structs.replace(told, content=content, event_id=str(name or content))


def made(time: str, *things: Thing, **more: object) -> LinkedEvent:
    return _object(time, Action.ADD, things, more)


def seen(time: str, *things: Thing, **more: object) -> LinkedEvent:
    return _object(time, Action.OBSERVE, things, more)


def ended(time: str, *things: Thing, **more: object) -> LinkedEvent:
    return _object(time, Action.DELETE, things, more)


def packed(time: str, parent: str | None, *things: Thing, **more: object) -> LinkedEvent:
    return _enclosing(time, parent, things, {"action": Action.ADD, **more})


def unpacked(time: str, parent: str | None, *things: Thing, **more: object) -> LinkedEvent:
    return _enclosing(time, parent, things, {"action": Action.DELETE, **more})


def seen_in(time: str, parent: str | None, *things: Thing, **more: object) -> LinkedEvent:
    return _enclosing(time, parent, things, {"action": Action.OBSERVE, **more})


def fitted(time: str, parent: str, *things: Thing, **more: object) -> LinkedEvent:
    more = {"type_": EventType.ASSOCIATION, "action": Action.ADD, **more}
    return _enclosing(time, parent, things, more)


def taken_off(time: str, parent: str, *things: Thing, **more: object) -> LinkedEvent:
    more = {"type_": EventType.ASSOCIATION, "action": Action.DELETE, **more}
    return _enclosing(time, parent, things, more)


def turned(
    time: str, inputs: Iterable[Thing], outputs: Iterable[Thing], **more: object
) -> LinkedEvent:
    links = [_link(thing, Role.INPUT) for thing in inputs]
    links += [_link(thing, Role.OUTPUT) for thing in outputs]
    if "transformation" in more:
        links.append(Link(str(more["transformation"]), Role.STEP))
    return event(EventType.TRANSFORMATION, time, links, **more)


def shipped(time: str, thing: Thing, place: str | None, to: str | None) -> LinkedEvent:
    parties = () if to is None else (("possessing_party", to),)
    return seen(time, thing, step="shipping", place=place, destinations=parties)


def received(time: str, thing: Thing, place: str | None, by: str | None) -> LinkedEvent:
    parties = () if by is None else (("possessing_party", by),)
    return seen(time, thing, step="receiving", place=place, destinations=parties)


def graph_of(*events: LinkedEvent) -> MemoryGraph:
    graph = MemoryGraph()
    for position, each in enumerate(events, start=1):
        graph.add([structs.replace(each, position=position)], position)
    return graph


def ground_of(*events: LinkedEvent, mode: Mode = Mode.CERTAIN) -> Ground:
    """The ground of a walk over a history, with nothing loaded."""
    history = History(graph_of(*events), to=None, as_of=None, events_max=1_000)
    return Ground.of(Query(seeds=(), mode=mode), Budget(), history, mode)


def forward(*events: LinkedEvent, seed: str, **more: object) -> Answer:
    return _asked(events, seed, {"direction": Direction.FORWARD, **more})


def back(*events: LinkedEvent, seed: str, **more: object) -> Answer:
    return _asked(events, seed, {"direction": Direction.BACK, **more})


def ids(answer: Answer) -> set[str]:
    return {each.id for each in answer.affected}


def about(answer: Answer, key: str) -> Affected:
    [found] = [each for each in (*answer.seeds, *answer.affected) if each.id == key]
    return found


def held(rows: Iterable[Held]) -> dict[tuple[str, str | None], str]:
    """State and holder -> amount, ``lower`` or ``lower..upper``."""
    told = {}
    for row in rows:
        amount = str(row.lower) if row.lower == row.upper else f"{row.lower}..{row.upper}"
        told[row.state.value, row.claimed_by or row.party or row.place] = amount
    return told


def gaps(answer: Answer) -> set[tuple[str, str | None]]:
    return {(gap.kind.value, gap.object) for gap in answer.gaps}


def gap(answer: Answer, kind: str) -> Gap:
    [found] = [each for each in answer.gaps if each.kind == kind]
    return found


def _asked(events: tuple[LinkedEvent, ...], seed: str, asked: dict[str, object]) -> Answer:
    master, budget = asked.pop("master", MasterData()), asked.pop("budget", Budget())
    assert isinstance(master, MasterData)
    assert isinstance(budget, Budget)
    also = asked.pop("also", None)
    if isinstance(also, Follow):
        asked["follow"] = DEFAULT_FOLLOW | {also}
    query = replace(Query(seeds=(seed,), mode=Mode.CERTAIN), **asked)  # type: ignore[arg-type]  # named fields of the query
    return trace(graph_of(*events), query, master=master, budget=budget)


def _object(
    time: str, action: Action, things: Iterable[Thing], more: dict[str, object]
) -> LinkedEvent:
    links = [_link(thing, Role.EPC) for thing in things]
    return event(EventType.OBJECT, time, links, **{"action": action, **more})


def _enclosing(
    time: str, parent: str | None, things: Iterable[Thing], more: dict[str, object]
) -> LinkedEvent:
    type_ = more.pop("type_", EventType.AGGREGATION)
    assert isinstance(type_, EventType)
    links = [] if parent is None else [Link(parent, Role.PARENT)]
    links += [_link(thing, Role.CHILD) for thing in things]
    return event(type_, time, links, **more)


def _link(thing: Thing, role: Role) -> Link:
    return (
        Link(thing, role) if isinstance(thing, str) else structs.replace(thing, role=role)
    )
