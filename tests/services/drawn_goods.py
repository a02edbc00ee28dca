"""Goods that move, for the tests of the drawn chain: events, an answer, its drawing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal

from msgspec.structs import replace

from truyxuat.services.pages.chain import Chain
from truyxuat.services.pages.chain_captions import captions_of
from truyxuat.services.pages.chain_drawing import Drawing, draw
from truyxuat.services.pages.chain_folding import (
    Places,
)
from truyxuat.services.pages.codes import class_key
from truyxuat.services.pages.naming import Known, Naming
from truyxuat.services.pages.wording import Words
from truyxuat.traceability.epcis.events import Action, EventType
from truyxuat.traceability.links import Link, LinkedEvent, Role
from truyxuat.traceability.tracing.answer import (
    Affected,
    Answer,
    AnswerEvent,
    Carrier,
    Gap,
)
from truyxuat.traceability.tracing.query import Query

MILK = "https://id.gs1.org/01/09521234003014/10/M1"
CHEESE = "https://id.gs1.org/01/09521234003021/10/C1"
PALLET = "https://id.gs1.org/00/395212340000000014"
DAIRY, SHOP, STALL = "farm:dairy", "shop:one", "stall:two"


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 9, day, hour, tzinfo=UTC)


def happened(
    time: datetime,
    step: str,
    place: str,
    links: tuple[Link, ...],
    to: str | None = None,
) -> LinkedEvent:
    name = f"{step}-{place}-{time:%d%H}"
    return LinkedEvent(
        position=1,
        event_id=name,
        content=name,
        explicit_id=True,
        type=EventType.OBJECT,
        time=time,
        recorded=time,
        action=Action.OBSERVE,
        step=step,
        place=place,
        destinations=(("owning_party", to),) if to else (),
        links=links,
    )


def made(time: datetime, links: tuple[Link, ...]) -> LinkedEvent:
    return replace(happened(time, "commissioning", DAIRY, links), action=Action.ADD)


def transformed(time: datetime, links: tuple[Link, ...]) -> LinkedEvent:
    return replace(
        happened(time, "commissioning", DAIRY, links), type=EventType.TRANSFORMATION
    )


def some(key: str, amount: int, role: Role = Role.EPC) -> tuple[Link, ...]:
    return (Link(key, role, Decimal(amount)),)


def affected(key: str, via: str = "composition") -> Affected:
    return Affected(id=key, level="lot", since=None, certainty="certain", via="composition")


def answer(
    seed: str,
    others: Iterable[str],
    events: list[LinkedEvent],
    *,
    carriers: tuple[Carrier, ...] = (),
    gaps: tuple[Gap, ...] = (),
) -> Answer:
    keys = {seed, *others}
    return Answer(
        query=Query(seeds=(seed,)),
        complete=True,
        truncated_by=None,
        linked_to=9,
        seeds=(affected(seed),),
        affected=tuple(affected(key) for key in others),
        carriers=carriers,
        events=tuple(
            AnswerEvent(
                id=event.event_id,
                time=event.time,
                type=event.type,
                step=event.step,
                inherited=False,
                place=event.place,
                objects=tuple(
                    keys
                    if event.step == "shipping" and not own(event, keys)
                    else own(event, keys)
                ),
            )
            for event in events
        ),
        consignees=(),
        gaps=gaps,
    )


def own(event: LinkedEvent, keys: set[str]) -> set[str]:
    return {link.key for link in event.links} & keys


PLACES = Places(
    lane_of=lambda place: place,
    region_of=lambda lane: lane.split(":")[0],
    class_of=class_key,
)


def drawn(chain: Chain, of: Answer) -> Drawing:
    names = {lane: Known(lane, "xã Tam Đảo") for lane in chain.lanes}
    naming = Naming(Words(), places=names)
    return draw(chain, captions_of(chain, of, naming, {}))


def boxes(chain: Chain) -> set[tuple[str, str, str]]:
    return {(box.object, box.lane, box.kind) for box in chain.boxes}


def edges(chain: Chain) -> set[tuple[str, str, str]]:
    lane = {box.name: box.lane for box in chain.boxes}
    return {(edge.kind, lane[edge.source], lane[edge.target]) for edge in chain.edges}


SPLIT = [
    made(at(1, 6), some(MILK, 100)),
    happened(at(1, 8), "shipping", DAIRY, some(MILK, 60), to=SHOP),
    happened(at(1, 9), "receiving", SHOP, some(MILK, 60)),
    happened(at(1, 8), "shipping", DAIRY, some(MILK, 30), to=STALL),
    happened(at(2, 9), "receiving", STALL, some(MILK, 30)),
]


CASE = "https://id.gs1.org/00/395212340000000021"
BOTTLE = "https://id.gs1.org/01/09521234003014/21/7"


def put_in(time: datetime, parent: str, *children: Link) -> LinkedEvent:
    links = (Link(parent, Role.PARENT), *children)
    packed = happened(time, "packing", DAIRY, links)
    return replace(packed, action=Action.ADD, type=EventType.AGGREGATION)


def carrier(key: str) -> Carrier:
    return Carrier(id=key, from_=None, to=None, of=(MILK,))
