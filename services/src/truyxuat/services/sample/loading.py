"""Load the sample province: its master data, its events, and the recalls its officers drafted.

Events go in by the same capture as anybody's, upload by upload in the order in which the
platform would have come to know them; between two uploads an officer acts on what is known by
then. Nothing is left to chance: two loads give the same record.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session

from truyxuat.services import master, recalling
from truyxuat.services.capturing import capture
from truyxuat.services.database import Database
from truyxuat.services.sample import (
    foods,
    gas,
    honey,
    levers,
    metals_and_fuel,
    milk,
    susu,
    vegetables,
    workshop,
)
from truyxuat.services.sample.codes import FACTS_AS_OF, load_code_facts
from truyxuat.services.sample.officers import DEEDS, Deed
from truyxuat.services.sample.province import Province, province
from truyxuat.services.sample.telling import Story, Told, clock
from truyxuat.traceability.epcis.events import EpcisDocument
from truyxuat.traceability.epcis.reading import Reading
from truyxuat.traceability.tracing.query import Budget

Report = Callable[[int, int], None]
"""Told after each upload: how many events, of how many."""

LATE = {"E11": clock("2026-09-18 09:00")}
"""The cooperative wrote the second wash down four days late (see `susu`)."""

STORIES: tuple[Callable[[Province], Story], ...] = (
    foods.tell,
    honey.tell,
    gas.tell,
    levers.tell,
    metals_and_fuel.tell,
    workshop.tell,
    vegetables.tell,
    milk.tell,
)


@dataclass(frozen=True, slots=True)
class Upload:
    """Events that the platform comes to know at one instant."""

    recorded: datetime
    told: tuple[Told, ...]


def stories() -> list[Story]:
    """All stories of the province, the chayote first."""
    here = province()
    first = susu.tell(here, susu.deeds(), late=LATE)
    return [first, *(tell(here) for tell in STORIES)]


def uploads() -> list[Upload]:
    """All events by the instant at which they become known."""
    by_instant: dict[datetime, list[Told]] = {}
    for story in stories():
        for told in story.told:
            by_instant.setdefault(told.recorded.astimezone(UTC), []).append(told)
    return [Upload(when, tuple(by_instant[when])) for when in sorted(by_instant)]


def load_sample(
    database: Database,
    *,
    report: Report | None = None,
    facts_as_of: datetime = FACTS_AS_OF,
) -> int:
    """Load everything into an empty record, in one transaction; returns how many events.

    ``facts_as_of``: the day from which the lists of code facts count their age.
    """
    planned = uploads()
    goal, done = sum(len(upload.told) for upload in planned), 0
    with database.writing() as session:
        master.register(session, [*province().rows(), *susu.lots(province())])
        load_code_facts(session, province(), as_of=facts_as_of)
        deeds = iter(sorted(DEEDS, key=lambda deed: deed.when))
        waiting = next(deeds, None)
        for upload in planned:
            while waiting is not None and waiting.when < upload.recorded:
                _act(session, waiting)
                waiting = next(deeds, None)
            _take_in(session, upload)
            done += len(upload.told)
            if report is not None:
                report(done, goal)
        assert waiting is None, "every deed of an officer lies before the last upload"
    return done


def _take_in(session: Session, upload: Upload) -> None:
    document = EpcisDocument(events=tuple(told.event for told in upload.told))
    capture(
        session,
        Reading(document, ()),
        now=upload.recorded,
        events_max=len(upload.told),
    )


def _act(session: Session, deed: Deed) -> None:
    kept = recalling.draft(
        session,
        deed.question(province(), recalling.shared_places(session)),
        reason=deed.reason,
        now=deed.when,
        budget=Budget(),
    )
    if deed.announced is not None:
        recalling.announce(session, kept, deed.announced, now=deed.when)
