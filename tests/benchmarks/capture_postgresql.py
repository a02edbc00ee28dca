"""Events captured per second into PostgreSQL, beside row by row and beside bare COPY.

Ours does the whole job: check the document, hash every event, find repeats, record, index and
link, one durable transaction per document of a thousand events. "The writer's turn" is the part
of it that holds the lock, which is what bounds any number of processes that capture together.
The two others keep the event's text, its objects and its links in three indexed tables with
8-byte keys, and nothing else: row by row commits after every event, bare COPY copies a
document's rows to temporary tables and inserts from there what is new.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

import psycopg

from tests.benchmarks.capture import EVENTS, Sent, links_of, row_of
from tests.benchmarks.harvest import documents
from tests.benchmarks.rounds import ROUNDS, interleaved, table
from tests.live_servers import new_database, psycopg_url, servers_in_a_new_home
from truyxuat.graph.sql_rows import Row
from truyxuat.services.capturing import NamedDocument, capture_all, prepared
from truyxuat.services.database import Database, open_database
from truyxuat.services.migrating import migrate
from truyxuat.services.settings import Settings
from truyxuat.traceability.epcis.reading import read_json

TIMES = ROUNDS + 1
"""Each way runs once to warm up, and then in every round."""
NOW = datetime(2026, 4, 1, tzinfo=UTC)
TABLES = """
CREATE TABLE event (position bigint PRIMARY KEY, event_id text UNIQUE, body text);
CREATE TABLE object (id bigserial PRIMARY KEY, key text UNIQUE);
CREATE TABLE link (object bigint, position bigint, PRIMARY KEY (object, position));
CREATE TEMPORARY TABLE named (key text, position bigint) ON COMMIT DELETE ROWS
"""
ONE_LINK = """
WITH made AS (INSERT INTO object (key) VALUES (%(key)s) ON CONFLICT DO NOTHING RETURNING id)
INSERT INTO link SELECT id, %(at)s FROM made
UNION SELECT id, %(at)s FROM object WHERE key = %(key)s
"""
FROM_NAMED = """
INSERT INTO object (key) SELECT DISTINCT key FROM named ON CONFLICT DO NOTHING;
INSERT INTO link SELECT id, position FROM named JOIN object USING (key) ON CONFLICT DO NOTHING
"""


def run() -> str:
    """Capture the same documents in four ways, each time into an empty database."""
    sent = list(documents(EVENTS))
    named = [prepared(read_json(body), events_max=EVENTS) for _, body in sent]
    with ExitStack() as opened:
        servers = opened.enter_context(servers_in_a_new_home())
        server = servers.started("postgresql")
        records = iter([opened.enter_context(_record(server)) for _ in range(2 * TIMES)])
        plain = iter([opened.enter_context(_tables(server)) for _ in range(2 * TIMES)])
        timings = interleaved(
            {
                "captured (checked, hashed, indexed, linked)": _captured(sent, records),
                "of it, the writer's turn": _turn(named, records),
                "row by row, nothing checked": _by_row(sent, plain),
                "bare COPY, nothing checked": _bare(sent, plain),
            }
        )
    title = f"Capture of {EVENTS:,} events of 10 objects each, PostgreSQL"
    return table(title, timings, amount=EVENTS, unit="events")


def _captured(sent: Sent, records: Iterator[Database]) -> Callable[[], None]:
    def way() -> None:
        database = next(records)
        for _, body in sent:
            document = prepared(read_json(body), events_max=EVENTS)
            with database.writing() as session:
                capture_all(session, [document], now=NOW)

    return way


def _turn(named: list[NamedDocument], records: Iterator[Database]) -> Callable[[], None]:
    def way() -> None:
        database = next(records)
        for document in named:
            with database.writing() as session:
                capture_all(session, [document], now=NOW)

    return way


def _by_row(sent: Sent, plain: Iterator[psycopg.Connection]) -> Callable[[], None]:
    def way() -> None:
        connection = next(plain)
        for position, event in enumerate(itertools.chain(*(events for events, _ in sent))):
            row = row_of(position, event)
            connection.execute("INSERT INTO event VALUES (%s, %s, %s)", row)
            for key, at in links_of(position, event):
                connection.execute(ONE_LINK, {"key": key, "at": at})
            connection.commit()

    return way


def _bare(sent: Sent, plain: Iterator[psycopg.Connection]) -> Callable[[], None]:
    def way() -> None:
        connection = next(plain)
        position = 0
        for events, _ in sent:
            numbered = list(enumerate(events, position))
            position += len(events)
            copy_bare(connection, numbered)

    return way


def copy_bare(
    connection: psycopg.Connection, numbered: list[tuple[int, dict[str, object]]]
) -> None:
    """Events with their positions, and what they name, in one transaction."""
    rows = [row_of(place, event) for place, event in numbered]
    links = [link for place, event in numbered for link in links_of(place, event)]
    _copy(connection, "event", ["int8", "text", "text"], rows)
    _copy(connection, "named", ["text", "int8"], links)
    connection.execute(FROM_NAMED)
    connection.commit()


def _copy(
    connection: psycopg.Connection, into: str, types: list[str], rows: Sequence[Row]
) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {into} FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)


@contextmanager
def _record(server: str) -> Iterator[Database]:
    with new_database(server) as url:
        database = open_database(Settings(database_url=url))
        migrate(database)
        yield database
        database.close()


@contextmanager
def _tables(server: str) -> Iterator[psycopg.Connection]:
    with new_database(server) as url, psycopg.connect(psycopg_url(url)) as connection:
        connection.execute(TABLES)
        connection.commit()
        yield connection
