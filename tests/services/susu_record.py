"""The chayote story in a record of its own: small, real, captured as firms would send it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from sqlmodel import Session

from truyxuat.services import master
from truyxuat.services.capturing import capture
from truyxuat.services.database import open_database
from truyxuat.services.master import Lot, Source
from truyxuat.services.sample import susu
from truyxuat.services.sample.province import province
from truyxuat.services.settings import Settings
from truyxuat.traceability.epcis.events import EpcisDocument
from truyxuat.traceability.epcis.reading import Reading

MADE, USE_BY = date(2026, 9, 14), date(2099, 9, 22)
"""Far enough away that no test of today finds the lots past their date."""

LATE_WASH = datetime(2026, 9, 18, 2, tzinfo=UTC)
"""When the platform came to know the wash of 07:15."""


def keep_susu(settings: Settings, *, use_by: Mapping[str, date] | None = None) -> None:
    """Record the story, its master data, and its lots with their use-by days."""
    database = open_database(settings)
    with database.writing() as session:
        _tell(session, use_by or {})
    database.close()


def _tell(session: Session, use_by: Mapping[str, date]) -> None:
    known = province()
    story = susu.tell(known, susu.deeds(), late={"E11": LATE_WASH})
    master.register(session, known.rows())
    master.register(
        session,
        [
            Lot(
                key=susu.lot_key(known, lot),
                produced_on=MADE,
                expires_on=use_by.get(lot, USE_BY),
                maker_key=known.party("HTX"),
                source=Source.DECLARED,
            )
            for lot in ("L1", "L2", "L3", "L4")
        ],
    )
    for told in sorted(story.told, key=lambda one: one.recorded):
        document = EpcisDocument(events=(told.event,))
        capture(session, Reading(document, ()), now=told.recorded, events_max=10)
