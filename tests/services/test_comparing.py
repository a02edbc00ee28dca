"""The record's own links are compared with its events, both ways: none lost, none too many."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, insert, select
from typer.testing import CliRunner

from tests.services.documents import CHEESE, MILK, body, event
from tests.services.test_linking import MILK_KEY, captured, trade
from truyxuat.graph.sql_tables import object_table, tables
from truyxuat.services.__main__ import app
from truyxuat.services.checking import compare_own
from truyxuat.services.database import Database
from truyxuat.services.settings import Settings

CHEESE_KEY = "https://id.gs1.org/01/09521234003021/10/C1"
MADE_AT = "2026-09-13T07:00:00+00:00"
GRAPH = tables(1)


@pytest.fixture
def linked(database: Database) -> Database:
    """A trade, and one lot made of another twice at the same instant: one flow, two events."""
    trade(database)
    made = {
        "type": "TransformationEvent",
        "action": None,
        "bizStep": None,
        "epcList": None,
        "inputQuantityList": [{"epcClass": MILK}],
        "outputQuantityList": [{"epcClass": CHEESE}],
    }
    times = {"eventTime": "2026-09-13T07:00:00Z"}
    captured(database, body(event(70, **made, **times)))
    named = {"transformationID": "urn:epc:id:gdti:0614141.06012.1234"}
    captured(database, body(*(event(n, **made, **named, **times) for n in (71, 72))))
    return database


def number_of(database: Database, key: str) -> int:
    with database.reading() as session:
        thing = object_table.c
        return int(session.execute(select(thing.id).where(thing.key == key)).scalar_one())


def changed(database: Database, *changes: object) -> None:
    with database.writing() as session:
        for change in changes:
            session.connection().execute(change)  # type: ignore[call-overload]  # any statement


def test_a_graph_that_was_never_harmed_is_proven_row_by_row(linked: Database) -> None:
    found = compare_own(linked)

    assert found.equal
    assert (found.unproven.rows, found.position, found.graph) == (0, 36, found.record)


def test_a_link_that_no_event_proves_is_named(linked: Database) -> None:
    milk = number_of(linked, MILK_KEY)
    changed(
        linked,
        insert(GRAPH.link).values(object=milk, position=7),
        insert(GRAPH.link).values(object=4711, position=900),
    )

    found = compare_own(linked)

    assert not found.equal
    assert found.unproven.first == [
        f"a link too many, from position 7 to {MILK_KEY}",
        "a link too many, from position 900 to thing 4711, which has no key",
    ]


def test_a_flow_that_no_event_proves_is_named_and_so_is_one_that_is_lost(
    linked: Database,
) -> None:
    milk, cheese = number_of(linked, MILK_KEY), number_of(linked, CHEESE_KEY)
    flow = GRAPH.flow
    changed(
        linked,
        delete(flow).where(flow.c.source == milk, flow.c.target == -34),
        insert(flow).values(source=cheese, at=0, target=milk),
    )

    found = compare_own(linked)

    assert not found.equal
    assert set(found.unproven.first) == {
        f"a flow is missing, from {MILK_KEY} to the step at position 34 at {MADE_AT}",
        f"a flow too many, from {CHEESE_KEY} to {MILK_KEY} at 1970-01-01T00:00:00+00:00",
    }


def test_a_lost_link_is_told_by_the_position_of_its_event(linked: Database) -> None:
    changed(linked, delete(GRAPH.link).where(GRAPH.link.c.position == 5))

    found = compare_own(linked)

    assert (found.differing, found.unproven.rows) == ([5], 0)


def test_an_operator_reads_what_is_too_many(
    linked: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUYXUAT_DATABASE_URL", settings.database_url)
    sound = CliRunner().invoke(app, ["check-graph"])
    surplus = insert(GRAPH.link).values(object=number_of(linked, MILK_KEY), position=7)
    changed(linked, surplus)

    harmed = CliRunner().invoke(app, ["check-graph"])

    assert (sound.exit_code, harmed.exit_code) == (0, 1)
    assert "equal to the record up to position 36" in sound.output
    assert (
        f"the record's own links: a link too many, from position 7 to {MILK_KEY}."
        in harmed.output
    )
