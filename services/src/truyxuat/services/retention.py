"""Until when the events of a block have to be kept, by what the events and the master data say.

Circular 31/2026 article 8.1 (R-112): 12 months after the expiry of the goods at least, 60 months
where there is none; the longer wins. A block holds goods of every kind, so it is kept for 60
months after its last event was recorded, and longer where goods named in it expire later than
four years after that. What is only stated in an earlier block needs no look: that block had to
be archived first, and could not be before its own goods were past their time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from truyxuat.graph import object_table
from truyxuat.services.event_blocks import EventBlock
from truyxuat.services.event_filters import ANY_CLASS, ANY_EPC
from truyxuat.services.instants import instant
from truyxuat.services.made_facts import day_of
from truyxuat.services.master import Lot
from truyxuat.services.recorded import fetch, stored_events
from truyxuat.services.tables import EventObject, RecordedEvent
from truyxuat.traceability.epcis.events import ObjectEvent, TransformationEvent

MONTHS_AFTER_EXPIRY = 12
MONTHS_WITHOUT_EXPIRY = 60
EVENTS_AT_ONCE = 5_000
GOODS = (*ANY_EPC, *ANY_CLASS)
"""Parts of an event that name goods, not places."""
DATES = ("itemExpirationDate", "bestBeforeDate")


@dataclass(frozen=True, slots=True, order=True)
class Kept:
    """The first day on which the events need not be kept any more, and why not before."""

    until: date
    because: str


def kept_until(session: Session, block: EventBlock) -> Kept:
    """How long the events of a block have to be kept, and by which of them."""
    return max(
        [_by_age(session, block), *_declared(session, block), *_stated(session, block)]
    )


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the first of the month after where there is none.

    >>> months_after(date(2027, 12, 31), 60)
    datetime.date(2032, 12, 31)
    >>> months_after(date(2028, 2, 29), 12)
    datetime.date(2029, 3, 1)
    >>> months_after(date.max, 12) == date.max
    True
    """
    years, month = divmod(day.month - 1 + months, 12)
    if day.year + years > MAXYEAR:
        return date.max
    try:
        return day.replace(year=day.year + years, month=month + 1)
    except ValueError:  # such a month is never December
        return date(day.year + years, month + 2, 1)


def _by_age(session: Session, block: EventBlock) -> Kept:
    position = col(RecordedEvent.position)
    last = select(func.max(col(RecordedEvent.record_time))).where(
        position.between(block.first, block.last)
    )
    recorded = instant(session.execute(last).scalar_one()).astimezone(UTC).date()
    return Kept(
        months_after(recorded, MONTHS_WITHOUT_EXPIRY),
        f"the last event was recorded on {recorded}, and goods without expiry are kept "
        f"{MONTHS_WITHOUT_EXPIRY} months",
    )


def _declared(session: Session, block: EventBlock) -> Iterable[Kept]:
    """The lot that expires last of those that events of the block name and firms declared."""
    expiry = func.greatest(col(Lot.expires_on), col(Lot.best_before))
    named = (
        select(col(Lot.key), expiry)
        .join(object_table, object_table.c.key == col(Lot.key))
        .join(EventObject, col(EventObject.object) == object_table.c.id)
        .where(col(EventObject.position).between(block.first, block.last))
        .where(expiry.is_not(None))
        .order_by(expiry.desc(), col(Lot.key))
        .limit(1)
    )
    for key, day in session.execute(named):
        yield _expiring(f"lot {key}", day)


def _stated(session: Session, block: EventBlock) -> Iterable[Kept]:
    """Dates that events state: those of the block, and later ones about the same things."""
    position = col(RecordedEvent.position)
    mine, later = aliased(EventObject), aliased(EventObject)
    again = (
        select(col(later.position))
        .join(mine, col(mine.object) == col(later.object))
        .where(
            col(mine.position).between(block.first, block.last),
            col(later.position) > block.last,
            col(mine.part).in_(GOODS),
            col(later.part).in_(GOODS),
        )
    )
    yield from _stated_by(session, position.between(block.first, block.last))
    yield from _stated_by(session, position.in_(again))


def _stated_by(session: Session, which: ColumnElement[bool]) -> Iterable[Kept]:
    position, reached = col(RecordedEvent.position), 0
    while True:
        question = stored_events().where(
            which, position > reached, col(RecordedEvent.body).contains('"ilmd":')
        )
        events = fetch(session, question.order_by(position).limit(EVENTS_AT_ONCE))
        for stored in events:
            event = stored.event()
            if isinstance(event, ObjectEvent | TransformationEvent):
                for name in DATES:
                    day = day_of(event.ilmd, name)
                    if day is not None:
                        yield _expiring(f"event {stored.event_id}", day)
        if len(events) < EVENTS_AT_ONCE:
            return
        reached = events[-1].position


def _expiring(what: str, day: date) -> Kept:
    return Kept(
        months_after(day, MONTHS_AFTER_EXPIRY),
        f"{what} says {day}, and goods are kept {MONTHS_AFTER_EXPIRY} months after that",
    )
