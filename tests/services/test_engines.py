"""What an engine says is told in words, and a reader reads: on PostgreSQL as on SQLite."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import DataError

from tests.services.reused_database import ReusedDatabase
from truyxuat.graph import object_table
from truyxuat.graph.sql_rows import numbers_of
from truyxuat.services.database import Database, open_database
from truyxuat.services.engines import POSTGRESQL_SAYS, kind_of
from truyxuat.services.migrating import migrate
from truyxuat.services.record import last_position
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import Unavailable

NOBODY_LISTENS = "No database server listens at the address of the record."


def refusal(url: str) -> str:
    """What is said when a record at this address is opened."""
    database = open_database(Settings(database_url=url))
    with pytest.raises(Unavailable) as refused:
        migrate(database)
    database.close()
    return str(refused.value)


@pytest.fixture
def server(reused: ReusedDatabase) -> Iterator[Database]:
    """A record on PostgreSQL."""
    opened = open_database(Settings(database_url=reused.emptied()))
    yield opened
    opened.close()


@pytest.mark.live
def test_a_reader_cannot_write(server: Database) -> None:
    with pytest.raises(Unavailable) as refused, server.reading() as session:
        session.execute(text("DELETE FROM event"))

    assert "cannot be written" in str(refused.value)


def test_a_reader_sees_one_state_while_others_write(database: Database) -> None:
    with database.reading() as reader:
        assert last_position(reader) == 0
        with database.writing() as writer:
            writer.execute(text("INSERT INTO object (key) VALUES ('urn:x:1')"))
        assert reader.execute(text("SELECT count(*) FROM object")).scalar() == 0

    with database.reading() as reader:
        assert reader.execute(text("SELECT count(*) FROM object")).scalar() == 1


@pytest.mark.live
def test_what_is_prepared_waits_for_no_writer_and_stays_when_its_turn_fails(
    server: Database,
) -> None:
    migrate(server)
    prepared = threading.Event()

    def prepare(connection: Connection) -> None:
        connection.execute(text("INSERT INTO object (key) VALUES ('urn:x:1')"))
        prepared.set()

    def write() -> None:
        with server.writing(prepare) as session:
            session.execute(text("INSERT INTO object (key) VALUES ('urn:x:2')"))
            session.execute(text("SELECT 1 / 0"))

    with ThreadPoolExecutor(1) as pool:
        with server.writing() as session:
            last_position(session)
            waiting = pool.submit(write)
            assert prepared.wait(20)
            assert not waiting.done()
        with pytest.raises(DataError):
            waiting.result(20)

    with server.reading() as session:
        kept = session.execute(text("SELECT key FROM object")).scalars()
        assert list(kept) == ["urn:x:1"]


def test_the_one_writer_of_a_file_prepares_nothing(tmp_path: Path) -> None:
    database = open_database(Settings(database_url=f"sqlite:///{tmp_path / 'record.db'}"))
    migrate(database)

    with database.writing(lambda _: pytest.fail("a second turn")) as session:
        assert last_position(session) == 0
    database.close()


@pytest.mark.live
def test_two_that_number_the_same_things_give_each_one_number(server: Database) -> None:
    migrate(server)
    keys = [f"urn:x:{number}" for number in range(2_000)]

    def give(ordered: list[str]) -> dict[str, int]:
        with server.engine.begin() as connection:
            early = numbers_of(connection, object_table, ordered[:1_000])
            return early | numbers_of(connection, object_table, ordered[500:])

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(give, [keys, keys[::-1], keys, keys[::-1]]))

    assert all(each == found[0] for each in found)
    assert len(set(found[0].values())) == len(keys)


@pytest.mark.live
@pytest.mark.parametrize("state", POSTGRESQL_SAYS)
def test_what_the_server_says_is_told_in_words(server: Database, state: str) -> None:
    raised = f"DO $$ BEGIN RAISE EXCEPTION 'inside' USING ERRCODE = '{state}'; END $$"

    with pytest.raises(Unavailable) as refused, server.writing() as session:
        session.execute(text(raised))

    assert str(refused.value) == POSTGRESQL_SAYS[state]
    assert "inside" not in str(refused.value)


@pytest.mark.live
def test_a_fault_of_ours_is_no_unavailability(server: Database) -> None:
    with pytest.raises(Exception, match="no_such_table"), server.writing() as session:
        session.execute(text("SELECT * FROM no_such_table"))


@pytest.mark.live
def test_a_database_or_role_that_is_not_there_is_said_so(postgresql_url: str) -> None:
    nowhere = make_url(postgresql_url).set(database="none")
    nobody = make_url(postgresql_url).set(username="nobody")

    assert refusal(nowhere.render_as_string()) == (
        "The database server has no database of the name in the record's address."
    )
    assert refusal(nobody.render_as_string()) == (
        "The database server does not let in the role in the record's address."
    )


def test_a_server_that_is_not_there_is_said_so() -> None:
    assert refusal("postgresql://trace@127.0.0.1:1/record") == NOBODY_LISTENS
    assert refusal("postgresql+psycopg:///record?host=/nowhere") == NOBODY_LISTENS


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (
            'FATAL:  password authentication failed for user "trace"',
            "The database server does not accept the password of the record's address.",
        ),
        (
            'FATAL:  no pg_hba.conf entry for host "10.0.0.7", user "trace"',
            "The database server does not let this machine or role in.",
        ),
        (
            "FATAL:  sorry, too many clients already",
            "The database server has no connection left for us; "
            "nothing was kept, try again.",
        ),
        (
            "FATAL:  the database system is starting up",
            "The database server is starting; nothing was kept, try again.",
        ),
        ("connection timeout expired", "The database server did not answer in time."),
        (
            "server closed the connection unexpectedly",
            "The database server does not answer; try again, a repeat changes nothing.",
        ),
    ],
)
def test_a_refused_connection_is_told_in_words(reason: str, said: str) -> None:
    kind = kind_of(make_url("postgresql:///record"))

    told = kind.told(psycopg.OperationalError(reason))

    assert isinstance(told, Unavailable)
    assert str(told) == said
