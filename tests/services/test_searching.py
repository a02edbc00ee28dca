"""What an officer types finds the same things on every engine, in the same order."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.services.documents import body, event, lot_event
from truyxuat.services.capturing import capture
from truyxuat.services.database import Database
from truyxuat.services.naming import named
from truyxuat.services.pages.searching import search
from truyxuat.services.record import numbered
from truyxuat.traceability.epcis.reading import read_json

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
LGTIN = "urn:epc:class:lgtin:9521234.000301"
MILK_LOTS = "https://id.gs1.org/01/09521234003014/10/"


def recorded(database: Database, *lots: str) -> None:
    events = [lot_event(place, f"{LGTIN}.{lot}", 1) for place, lot in enumerate(lots)]
    with database.writing() as session:
        capture(session, read_json(body(*events)), now=NOON, events_max=100)


def test_a_lot_is_found_by_its_number_in_small_letters_too(database: Database) -> None:
    recorded(database, "M1", "m1", "M12", "M-1")

    with database.reading() as session:
        found = search(session, "m1")

    assert found.keys == (f"{MILK_LOTS}M1", f"{MILK_LOTS}m1")


def test_signs_with_a_meaning_in_a_pattern_are_only_themselves(database: Database) -> None:
    recorded(database, "M_1", "MA1")
    with database.writing() as session:
        capture(session, read_json(body(event(50))), now=NOON, events_max=100)

    with database.reading() as session:
        assert search(session, "m_1").keys == (f"{MILK_LOTS}M_1",)
        assert search(session, "%1").keys == ()


def test_keys_are_listed_in_the_order_of_their_signs_whatever_the_language(
    database: Database,
) -> None:
    lots = [*"aAbBzZ09", "-"]
    recorded(database, *lots)

    with database.reading() as session:
        found = [search(session, lot).keys for lot in ("a", "b", "z")]

    assert found == [
        tuple(f"{MILK_LOTS}{lot}" for lot in pair) for pair in ("Aa", "Bb", "Zz")
    ]


def test_a_lot_that_only_a_refused_message_named_is_not_found(database: Database) -> None:
    events = named(read_json(body(lot_event(0, f"{LGTIN}.M7", 1))).document.events)

    with (
        pytest.raises(ZeroDivisionError),
        database.writing(lambda connection: numbered(connection, events)),
    ):
        1 / 0  # noqa: B018  # whatever goes wrong once numbers are given

    with database.reading() as session:
        assert search(session, "m7").keys == ()
