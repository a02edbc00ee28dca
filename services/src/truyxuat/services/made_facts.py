"""What the event that made a thing says of it: lot, use-by date, best-before date.

Firms that declare no lots still print dates, and send them as instance/lot master data (ILMD)
with the event that made the goods (CBV 2.0 section 9). Only events that stand count: one that
was declared wrong says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session

from truyxuat.services.linking import graph_of
from truyxuat.services.recorded import at_positions
from truyxuat.traceability.epcis.events import Json, ObjectEvent, TransformationEvent
from truyxuat.traceability.epcis.namespaces import MASTER_DATA_NAMESPACES
from truyxuat.traceability.tracing.history import History
from truyxuat.traceability.tracing.lives import Lives

EVENTS_MAX = 2_000
"""Events looked through for the making of one thing; a consumer page must stay cheap."""

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFacts:
    """The dates of a lot or instance, and the lot of an instance, as its first making says."""

    lot: str | None
    produced_on: date
    expires_on: date | None
    best_before: date | None


def made_facts(session: Session, key: str) -> MadeFacts | None:
    """What is said where a lot or instance was made; None where no event made it."""
    history = History(graph_of(session), to=None, as_of=None, events_max=EVENTS_MAX)
    lives = Lives(history)
    lives.load([key])
    makings = lives.makings(key)
    if not makings:
        return None
    linked = makings[0].fact.event
    found = at_positions(session, [linked.position])
    if not found:
        return None  # archived, so its goods are past their dates for a year at least
    event = found[0].event()
    assert isinstance(event, ObjectEvent | TransformationEvent), "only these make things"
    lots = {link.lot for link in linked.links if link.key == key and link.lot is not None}
    return MadeFacts(
        lot=key if history.level(key) == "lot" else min(lots, default=None),
        produced_on=event.event_time.astimezone(VIETNAM).date(),
        expires_on=day_of(event.ilmd, "itemExpirationDate"),
        best_before=day_of(event.ilmd, "bestBeforeDate"),
    )


def day_of(facts: Mapping[str, Json], name: str) -> date | None:
    """A date of the ILMD; a date with a time is the day it stands on, anything else none."""
    for namespace in MASTER_DATA_NAMESPACES:
        value = facts.get(f"{{{namespace}}}{name}")
        if isinstance(value, str):
            try:
                return date.fromisoformat(value[:10])
            except ValueError:
                return None
    return None
