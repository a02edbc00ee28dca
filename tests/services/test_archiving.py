"""Old events leave the record when the data say that they may, and the record says where to."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, text
from sqlmodel import Session, col
from typer.testing import CliRunner

from tests.services.documents import MILK, Event, body, document, event, lot_event
from truyxuat.services.__main__ import app
from truyxuat.services.app import create_app
from truyxuat.services.archiving import archive_oldest, restore
from truyxuat.services.capturing import Captured, capture
from truyxuat.services.database import Database, open_database
from truyxuat.services.event_blocks import open_block
from truyxuat.services.holds import (
    hold_identifier,
    hold_positions,
    legal_holds,
    release,
)
from truyxuat.services.kafka.tables import RelayPosition
from truyxuat.services.linking import rebuild
from truyxuat.services.master import Lot, register
from truyxuat.services.migrating import migrate
from truyxuat.services.recorded import read_after
from truyxuat.services.settings import Settings
from truyxuat.services.tables import RecordedEvent
from truyxuat.services.traces import trace_recorded
from truyxuat.traceability.epcis.reading import read_json
from truyxuat.traceability.errors import Conflict, InvalidInput, NotFound
from truyxuat.traceability.tracing.answer import Answer
from truyxuat.traceability.tracing.query import Query

pytestmark = pytest.mark.live

CAPTURED = datetime(2026, 9, 14, 12, tzinfo=UTC)
FIVE_YEARS_ON = datetime(2031, 9, 14, tzinfo=UTC)
MILK_KEY = "https://id.gs1.org/01/09521234003014/10/M1"
KEPT_BY_AGE = (
    "Positions 1 to 3 are kept until 2031-09-14: the last event was recorded on 2026-09-14, "
    "and goods without expiry are kept 60 months."
)


@pytest.fixture
def settings(fresh_postgresql: str) -> Settings:
    return Settings(database_url=fresh_postgresql)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """A record whose first two blocks have room for three events each."""
    opened = open_database(settings)
    migrate(opened)
    with opened.writing() as session:
        for _ in range(2):
            open_block(session, events=3)
    yield opened
    opened.close()


def captured(database: Database, *events: Event) -> Captured:
    with database.writing() as session:
        return capture(session, read_json(body(*events)), now=CAPTURED, events_max=100)


def made(number: int, **dates: str) -> Event:
    stated = {f"cbvmda:{name}": day for name, day in dates.items()}
    return lot_event(number, MILK, 10, action="ADD", bizStep="commissioning", ilmd=stated)


def everything(session: Session) -> list[tuple[object, ...]]:
    columns = RecordedEvent.__table__.columns  # type: ignore[attr-defined]  # SQLModel's
    rows = session.execute(select(*columns).order_by(col(RecordedEvent.position)))
    return [tuple(row) for row in rows]


def traced(database: Database, settings: Settings) -> Answer:
    with database.reading() as session:
        asked = Query(seeds=(MILK_KEY,), as_of=CAPTURED)
        return trace_recorded(session, asked, now=CAPTURED, settings=settings)


def test_events_stand_in_blocks_and_a_document_may_need_two(database: Database) -> None:
    captured(database, *(event(number) for number in range(7)))

    with database.reading() as session:
        counts = [
            session.execute(text(f"SELECT count(*) FROM event_from_{first}")).scalar()
            for first in (1, 4, 7)
        ]
        assert [stored.position for stored in read_after(session, 0, limit=9)] == [
            *range(1, 8)
        ]
    assert counts == [3, 3, 1]


def test_events_are_kept_sixty_months(database: Database, tmp_path: Path) -> None:
    captured(database, *(event(number) for number in range(4)))

    with pytest.raises(Conflict) as refused:
        archive_oldest(database, tmp_path, now=datetime(2031, 9, 13, 23, tzinfo=UTC))

    assert str(refused.value) == KEPT_BY_AGE
    assert list(tmp_path.iterdir()) == []
    assert archive_oldest(database, tmp_path, now=FIVE_YEARS_ON).first == 1


@pytest.mark.parametrize(
    ("mine", "later"),
    [({"itemExpirationDate": "2031-12-31"}, {}), ({}, {"bestBeforeDate": "2031-12-31"})],
)
def test_events_are_kept_a_year_longer_than_their_goods_last(
    database: Database, tmp_path: Path, mine: dict[str, str], later: dict[str, str]
) -> None:
    captured(database, made(1, **mine), event(2), event(3), made(4, **later))

    with pytest.raises(Conflict) as refused:
        archive_oldest(database, tmp_path, now=FIVE_YEARS_ON)

    by = 1 if mine else 4
    assert str(refused.value) == (
        "Positions 1 to 3 are kept until 2032-12-31: event "
        f"urn:uuid:00000000-0000-4000-8000-00000000000{by} says 2031-12-31, "
        "and goods are kept 12 months after that."
    )


def test_events_about_a_lot_that_was_declared_are_kept_as_long_as_it_needs(
    database: Database, tmp_path: Path
) -> None:
    captured(database, lot_event(1, MILK, 10), *(event(number) for number in (2, 3, 4)))
    with database.writing() as session:
        register(session, [Lot(key=MILK_KEY, expires_on=date(2035, 2, 1))])

    with pytest.raises(Conflict, match="kept until 2036-02-01: lot https"):
        archive_oldest(database, tmp_path, now=FIVE_YEARS_ON)


@pytest.mark.parametrize(
    ("held", "position"),
    [(MILK_KEY, 2), ("https://id.gs1.org/01/09521234003014", 2), (range(3, 9), 3)],
)
def test_what_a_legal_hold_needs_stays_until_it_is_released(
    database: Database, tmp_path: Path, held: str | range, position: int
) -> None:
    captured(database, event(1), lot_event(2, MILK, 10), *(event(n) for n in (3, 4)))
    with database.writing() as session:
        if isinstance(held, str):
            hold = hold_identifier(session, held, reason="case 17/2031", now=CAPTURED)
        else:
            span = (held.start, held.stop)
            hold = hold_positions(session, *span, reason="case 17/2031", now=CAPTURED)
        hold_identifier(session, f"{MILK_KEY}0", reason="of another lot", now=CAPTURED)

    with pytest.raises(Conflict) as refused:
        archive_oldest(database, tmp_path, now=FIVE_YEARS_ON)
    assert str(refused.value) == (
        f"Positions 1 to 3 are kept by legal hold {hold.id} on {hold.what} (case 17/2031): "
        f"it needs position {position}."
    )

    with database.writing() as session:
        release(session, hold.id or 0, because="closed", now=CAPTURED)
    assert archive_oldest(database, tmp_path, now=FIVE_YEARS_ON).last == 3


def test_a_hold_says_why_and_is_released_once(database: Database) -> None:
    with database.writing() as session:
        number = hold_positions(session, 1, 2, reason=" case 17 ", now=CAPTURED).id or 0
        release(session, number, because="closed", now=CAPTURED)

        assert legal_holds(session) == []
        assert [each.reason for each in legal_holds(session, released=True)] == ["case 17"]
        with pytest.raises(Conflict, match=r"was released on 2026-09-14: closed\.$"):
            release(session, number, because="again", now=CAPTURED)
        with pytest.raises(NotFound, match=r"^There is no legal hold 99\.$"):
            release(session, 99, because="none", now=CAPTURED)
        with pytest.raises(InvalidInput, match="expected a reason"):
            hold_identifier(session, MILK_KEY, reason="  ", now=CAPTURED)
        with pytest.raises(InvalidInput, match=r"FIRST-LAST such as 1-500, got 4-3"):
            hold_positions(session, 4, 3, reason="case 18", now=CAPTURED)


def test_what_is_not_relayed_yet_stays(database: Database, tmp_path: Path) -> None:
    captured(database, *(event(number) for number in range(4)))
    topic = "truyxuat.recorded-events"
    with database.writing() as session:
        session.add(relayed(topic, "made anew", 2, at=7))
        session.add(relayed(topic, "deleted", 900, at=6))

    with pytest.raises(Conflict) as refused:
        archive_oldest(database, tmp_path, now=FIVE_YEARS_ON, relayed=topic)
    assert str(refused.value) == (
        f"Topic {topic} holds the record to position 2 only, and the block ends at 3; "
        "`truyxuat relay` goes on."
    )

    with database.writing() as session:
        session.merge(relayed(topic, "made anew", 3, at=8))
    assert archive_oldest(database, tmp_path, now=FIVE_YEARS_ON, relayed=topic).last == 3


def relayed(topic: str, topic_id: str, position: int, *, at: int) -> RelayPosition:
    return RelayPosition(topic=topic, topic_id=topic_id, position=position, updated_at=at)


def test_a_topic_that_was_never_filled_holds_nothing(
    database: Database, tmp_path: Path
) -> None:
    captured(database, *(event(number) for number in range(4)))

    with pytest.raises(Conflict, match=r"^Topic none holds the record to position 0 only"):
        archive_oldest(database, tmp_path, now=FIVE_YEARS_ON, relayed="none")


def test_what_neo4j_has_not_followed_yet_stays(
    fresh_postgresql: str, neo4j_url: str, tmp_path: Path
) -> None:
    settings = Settings(
        database_url=fresh_postgresql,
        graph_url=neo4j_url,
        graph_log=f"test-{tmp_path.name}",
    )
    database = open_database(settings)
    try:
        migrate(database)
        with database.writing() as session:
            open_block(session, events=3)
        captured(database, *(event(number) for number in range(4)))

        with pytest.raises(Conflict, match=r"^Neo4j has followed the record to position 0"):
            archive_oldest(database, tmp_path, now=FIVE_YEARS_ON)
    finally:
        database.close()


def test_an_operator_holds_lists_and_releases(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUYXUAT_DATABASE_URL", settings.database_url)

    def said(*asked: str, code: int = 0) -> str:
        ran = CliRunner().invoke(app, ["hold", *asked])
        assert ran.exit_code == code, ran.output
        return ran.output

    assert said("add", "(01)09521234003014(10)M1", "--reason", "case 17") == (
        f"Legal hold 1 keeps {MILK_KEY}.\n"
    )
    assert said("add", "--positions", "1-500", "--reason", "case 18") == (
        "Legal hold 2 keeps positions 1 to 500.\n"
    )
    assert "case 17" in said("list")
    assert "keeps positions 1 to 500 no more" in said("release", "2", "--reason", "closed")
    assert "case 18" not in said("list")
    assert "case 18" in said("list", "--all")
    assert "FIRST-LAST such as 1-500, got 'x'" in said(
        "add", "--positions", "x", "--reason", "y", code=2
    )
    assert "give an identifier, or --positions" in said("add", "--reason", "y", code=2)


def test_the_youngest_events_stay_in_any_case(database: Database, tmp_path: Path) -> None:
    captured(database, *(event(number) for number in range(3)))

    with pytest.raises(Conflict, match="No block of events is full"):
        archive_oldest(database, tmp_path, now=FIVE_YEARS_ON)


def test_what_is_archived_is_in_the_file_and_the_record_says_so(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    captured(database, made(1), lot_event(2, MILK, 10), *map(event, range(3, 6)))
    before = traced(database, settings)

    block = archive_oldest(database, tmp_path, now=FIVE_YEARS_ON)

    with TestClient(create_app(settings)) as platform:
        gone = platform.get("/events/urn:uuid:00000000-0000-4000-8000-000000000002")
        left = platform.get("/events")
        again = platform.post("/capture", json=document(made(1)))
    assert gone.status_code == 404
    assert gone.json()["detail"] == (
        "Not in the record any more: positions 1 to 3, recorded from "
        "2026-09-14T12:00:00.000Z to 2026-09-14T12:00:00.000Z, are archived in "
        f"{tmp_path}/events-1-3.jsonl.gz."
    )
    assert left.headers["Truyxuat-Archived-To"] == "2026-09-14T12:00:00.000Z"
    assert again.json()["duplicateCount"] == 1
    assert traced(database, settings) == before
    assert block.kept_in is not None
    assert gzip.decompress(Path(block.kept_in).read_bytes()).count(b"\n") == 3


def test_nobody_reads_on_over_archived_events_as_if_there_were_none(
    database: Database, tmp_path: Path
) -> None:
    captured(database, *(event(number) for number in range(5)))
    archive_oldest(database, tmp_path, now=FIVE_YEARS_ON)

    with database.reading() as session:
        assert [stored.position for stored in read_after(session, 3, limit=9)] == [4, 5]
        with pytest.raises(NotFound, match="positions 1 to 3"):
            read_after(session, 2, limit=9)
    with pytest.raises(NotFound, match="positions 1 to 3"):
        rebuild(database)


def test_what_was_archived_comes_back_as_it_was(database: Database, tmp_path: Path) -> None:
    captured(database, *(event(number) for number in range(8)))
    with database.reading() as session:
        before = everything(session)
    files = [
        archive_oldest(database, tmp_path, now=FIVE_YEARS_ON).kept_in for _ in range(2)
    ]
    with database.writing() as session:
        session.execute(text("DROP TABLE event_from_1"))

    for file in reversed(files):
        assert file is not None
        restore(database, Path(file))

    with database.reading() as session:
        assert everything(session) == before
    assert rebuild(database) == 8


def test_another_file_is_not_taken_for_the_archive(
    database: Database, tmp_path: Path
) -> None:
    captured(database, *(event(number) for number in range(4)))
    archive_oldest(database, tmp_path, now=FIVE_YEARS_ON)
    other = tmp_path / "other.gz"
    other.write_bytes(gzip.compress(b"[]"))

    with pytest.raises(InvalidInput, match="expected the file that was written as"):
        restore(database, other)


def test_the_command_says_why_events_stay(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    captured(database, made(1, itemExpirationDate="9990-01-01"), *map(event, (2, 3, 4)))
    monkeypatch.setenv("TRUYXUAT_DATABASE_URL", settings.database_url)

    ran = CliRunner().invoke(app, ["archive", str(tmp_path)])

    assert ran.exit_code == 2
    assert "Positions 1 to 3 are kept until 9991-01-01" in ran.stderr.replace("\n", " ")
