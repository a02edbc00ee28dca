"""Find out what the platform knows of a code: master data, its events, whether it is recalled.

One trace back from a lot or item gives everything that hangs on events: its state, that of its
lot, and the steps they came through. It is bounded small, for a page that anyone may ask for; a
chain beyond that is told in part and says so. A whole product has no one journey: only its
recalled lots are looked for. Recall is the persistent disposition `recalled` of the item, its
lot or its product, as the trace folds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from truyxuat.graph import object_table
from truyxuat.services import master
from truyxuat.services.event_index import KIND
from truyxuat.services.instants import instant
from truyxuat.services.linking import graph_of
from truyxuat.services.master import Asset, Lot, Party, Product
from truyxuat.services.pages.codes import GS1_HOME
from truyxuat.services.pages.wording import VIETNAM
from truyxuat.services.tables import EventObject, EventValue, RecordedEvent
from truyxuat.traceability.graph import Graph
from truyxuat.traceability.tracing import trace
from truyxuat.traceability.tracing.answer import Answer, AnswerEvent
from truyxuat.traceability.tracing.query import Budget, Direction, MasterData, Mode, Query

CONSUMER_BUDGET = Budget(objects_max=400, events_max=2_000)
"""A page that anyone may ask for stays cheap."""

RECALLED_LOTS_MAX = 50
"""Recalled lots looked at, and named, on the page of a product."""

RECALLED = "recalled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The parts of an address: which goods are asked about. All are known to be well formed."""

    gtin: str
    lot: str | None = None
    serial: str | None = None
    lot_key: str | None = None
    key: str
    """Canonical key of the narrowest thing named."""
    path: str
    expires_on: date | None = None
    """AI 17 of the address, where the printed code itself says it."""

    @property
    def names_all(self) -> bool:
        """Whether the whole product is asked about, and no lot or item of it."""
        return self.lot is None and self.serial is None

    @property
    def class_key(self) -> str:
        """Canonical key of the product."""
        return f"{GS1_HOME}/01/{self.gtin}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What is known of a code on a day."""

    code: Code
    today: date
    product: Product | None
    maker: Party | None
    lot: Lot | None
    events: tuple[AnswerEvent, ...]
    """Its own and those of what it was made from; none are told of a whole product."""
    events_complete: bool
    last_event: datetime | None
    seen: bool
    """Whether any event names exactly this key."""
    recalled: tuple[str, ...] = ()
    """Which keys of this code are recalled: item, lot or product."""
    recalled_since: datetime | None = None
    recalled_lots: tuple[str, ...] = ()
    """Recalled lots of this product, where no lot was asked for."""

    @property
    def known(self) -> bool:
        """Whether exactly what was asked about is declared or seen, and the product declared."""
        if self.product is None:
            return False
        if self.code.serial is not None:
            return self.seen
        return self.code.lot is None or self.lot is not None or self.seen

    @property
    def expires_on(self) -> date | None:
        """The use-by day: as the lot was declared, else as the printed code says."""
        if self.lot is not None and self.lot.expires_on is not None:
            return self.lot.expires_on
        return self.code.expires_on


def findings_of(session: Session, code: Code, now: datetime) -> Findings:
    """Everything the consumer page needs, read in one transaction."""
    graph = graph_of(session)
    product = session.get(Product, code.class_key)
    answer = None
    if not code.names_all or _ever_recalled(session, code.class_key, itself=True):
        answer = _traced(session, _seeds(code), now)
    lot_key = code.lot_key or _lot_of(answer, code)
    lot = None if code.names_all else master.lot(session, lot_key or code.key)
    maker_key = (lot.maker_key if lot else None) or (product.maker_key if product else None)
    recalled = _recalled(answer, (code.key, lot_key, code.class_key))
    return Findings(
        code=code,
        today=now.astimezone(VIETNAM).date(),
        product=product,
        maker=master.party(session, maker_key) if maker_key else None,
        lot=lot,
        events=answer.events if answer and not code.names_all else (),
        events_complete=answer is None or answer.complete,
        last_event=_last_event(session, code),
        seen=is_seen(session, code.key),
        recalled=recalled,
        recalled_since=_recalled_since(graph, recalled, now),
        recalled_lots=recalled_lots(session, code.class_key, now) if code.names_all else (),
    )


def _traced(session: Session, seeds: tuple[str, ...], now: datetime) -> Answer:
    """The states of the seeds, and what they were made from, within the small budget.

    No contacts are asked for: they are many, and no consumer is shown any.
    """
    query = Query(seeds=seeds, direction=Direction.BACK, mode=Mode.CERTAIN, as_of=now)
    sensors = select(Asset.key).where(Asset.kind == "sensor")
    known = MasterData(sensors=frozenset(session.exec(sensors)))
    return trace(graph_of(session), query, master=known, budget=CONSUMER_BUDGET)


def _recalled(answer: Answer | None, keys: Iterable[str | None]) -> tuple[str, ...]:
    """Which of these keys are recalled, by the state that a trace folds."""
    if answer is None:
        return ()
    states = {one.id: one for one in (*answer.seeds, *answer.affected)}
    return tuple(
        key
        for key in dict.fromkeys(keys)
        if key and key in states and RECALLED in states[key].persistent_dispositions
    )


def recalled_lots(session: Session, class_key: str, now: datetime) -> tuple[str, ...]:
    """Lots and items of a product that are recalled now, among those that ever were."""
    candidates = _ever_recalled(session, class_key, itself=False)
    if not candidates:
        return ()
    return _recalled(_traced(session, candidates, now), candidates)


def _ever_recalled(session: Session, class_key: str, *, itself: bool) -> tuple[str, ...]:
    """The product itself, or lots and items of it, that some event said are recalled."""
    key = object_table.c.key
    # What begins with the class and a slash, as a range, which an index answers: "0" follows "/".
    within = (key >= f"{class_key}/") & (key < f"{class_key}0")
    named = key == class_key if itself else within
    found = session.exec(
        select(object_table.c.key)
        .join(EventObject, col(EventObject.object) == object_table.c.id)
        .join(EventValue, col(EventValue.position) == col(EventObject.position))
        .where(
            named,
            col(EventObject.part) < KIND,
            EventValue.name == "persistentDisposition_set",
            EventValue.value == RECALLED,
        )
        .distinct()
        .order_by(object_table.c.key)
        .limit(RECALLED_LOTS_MAX)
    )
    return tuple(found)


def _last_event(session: Session, code: Code) -> datetime | None:
    """When the latest recorded event about this code (or its lot) happened."""
    keys = [*_seeds(code), code.class_key] if code.names_all else list(_seeds(code))
    latest = session.exec(
        select(func.max(RecordedEvent.event_time))
        .join(EventObject, col(EventObject.position) == col(RecordedEvent.position))
        .join(object_table, object_table.c.id == col(EventObject.object))
        .where(object_table.c.key.in_(keys))
    ).one()
    return instant(latest) if latest is not None else None


def _seeds(code: Code) -> tuple[str, ...]:
    """The narrowest key, and the lot that is written beside a serial."""
    keys = [code.key] if code.lot_key is None else [code.key, code.lot_key]
    return tuple(dict.fromkeys(keys))


def _lot_of(answer: Answer | None, code: Code) -> str | None:
    """The lot that the events say an item belongs to."""
    if code.serial is None or answer is None:
        return None
    prefix = f"{code.class_key}/10/"
    return next((one.id for one in answer.affected if one.id.startswith(prefix)), None)


def is_seen(session: Session, key: str) -> bool:
    """Whether any event names this key."""
    named = select(EventObject.position).join(
        object_table, object_table.c.id == col(EventObject.object)
    )
    return session.exec(named.where(object_table.c.key == key).limit(1)).first() is not None


def _recalled_since(
    graph: Graph, recalled: tuple[str, ...], now: datetime
) -> datetime | None:
    """When the latest event that says `recalled` of these keys happened."""
    said = [
        event.time
        for event in graph.around(recalled)
        if RECALLED in event.disposition_set and event.recorded <= now
    ]
    return max(said, default=None)
