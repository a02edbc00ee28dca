"""Find out what the platform knows of a code: master data, its events, whether it is recalled.

One trace back from the narrowest key gives everything that hangs on events: the state of the
item, of its lot and the steps they came through. It is bounded small, for a page that anyone
may ask for; a chain beyond that is told in part and says so. Recall is the persistent
disposition `recalled` of the item, its lot or its product, as the trace folds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from truyxuat.services import master
from truyxuat.services.event_index import KIND
from truyxuat.services.linking import graph_of
from truyxuat.services.master import Lot, Party, Product
from truyxuat.services.pages.codes import GS1_HOME
from truyxuat.services.pages.wording import VIETNAM
from truyxuat.services.tables import EventObject, EventValue, NamedObject
from truyxuat.traceability.graph import Graph
from truyxuat.traceability.tracing import trace
from truyxuat.traceability.tracing.answer import Affected, Answer
from truyxuat.traceability.tracing.query import Budget, Direction, Mode, Query

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
    answer: Answer
    """Traced back: its own state and events, and those of what it was made from."""
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
    answer = trace(
        graph,
        Query(seeds=_seeds(code), direction=Direction.BACK, mode=Mode.CERTAIN, as_of=now),
        master=master.master_data(session),
        budget=CONSUMER_BUDGET,
    )
    lot_key = code.lot_key or _lot_of(answer, code)
    lot = session.get(Lot, lot_key) if lot_key else None
    maker_key = (lot.maker_key if lot else None) or (product.maker_key if product else None)
    states = {one.id: one for one in (*answer.seeds, *answer.affected)}
    own = [key for key in (code.key, lot_key, code.class_key) if key and key in states]
    recalled = tuple(key for key in own if RECALLED in states[key].persistent_dispositions)
    asked_whole = code.lot is None and code.serial is None
    return Findings(
        code=code,
        today=now.astimezone(VIETNAM).date(),
        product=product,
        maker=master.party(session, maker_key) if maker_key else None,
        lot=lot,
        answer=answer,
        seen=is_seen(session, code.key),
        recalled=recalled,
        recalled_since=_recalled_since(graph, recalled, now),
        recalled_lots=recalled_lots(session, code.class_key, now) if asked_whole else (),
    )


def recalled_lots(session: Session, class_key: str, now: datetime) -> tuple[str, ...]:
    """Lots of a product that are recalled now, found by the events that ever said so."""
    candidates = _ever_recalled(session, class_key)
    if not candidates:
        return ()
    answer = trace(
        graph_of(session),
        Query(seeds=candidates, direction=Direction.BACK, mode=Mode.CERTAIN, as_of=now),
        master=master.master_data(session),
        budget=CONSUMER_BUDGET,
    )
    states: dict[str, Affected] = {one.id: one for one in (*answer.seeds, *answer.affected)}
    return tuple(
        key
        for key in candidates
        if key in states and RECALLED in states[key].persistent_dispositions
    )


def _ever_recalled(session: Session, class_key: str) -> tuple[str, ...]:
    """Keys of this product's lots that some event set the disposition `recalled` on."""
    product, lot = aliased(EventObject), aliased(EventObject)
    product_name, lot_name = aliased(NamedObject), aliased(NamedObject)
    found = session.exec(
        select(lot_name.key)
        .join(lot, col(lot.object) == col(lot_name.id))
        .join(product, col(product.position) == col(lot.position))
        .join(product_name, col(product_name.id) == col(product.object))
        .join(EventValue, col(EventValue.position) == col(lot.position))
        .where(
            EventValue.name == "persistentDisposition_set",
            EventValue.value == RECALLED,
            product_name.key == class_key,
            col(product.part) > KIND,
            col(lot_name.key).startswith(class_key + "/10/", autoescape=True),
        )
        .distinct()
        .order_by(lot_name.key)
        .limit(RECALLED_LOTS_MAX)
    )
    return tuple(found)


def _seeds(code: Code) -> tuple[str, ...]:
    """The narrowest key, and the lot that is written beside a serial."""
    keys = [code.key] if code.lot_key is None else [code.key, code.lot_key]
    return tuple(dict.fromkeys(keys))


def _lot_of(answer: Answer, code: Code) -> str | None:
    """The lot that the events say an item belongs to."""
    if code.serial is None:
        return None
    prefix = f"{code.class_key}/10/"
    return next((one.id for one in answer.affected if one.id.startswith(prefix)), None)


def is_seen(session: Session, key: str) -> bool:
    """Whether any event names this key."""
    named = select(EventObject.position).join(
        NamedObject, col(NamedObject.id) == col(EventObject.object)
    )
    return session.exec(named.where(NamedObject.key == key).limit(1)).first() is not None


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
