"""What every event log promises, whoever holds the recorded events.

The table is the reference; the Kafka topic is filled by the real relay on a real broker, and is
read once more after the relay has fallen and begun again.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.services.documents import Event, body, declared_wrong, event
from truyxuat.services.capturing import capture
from truyxuat.services.database import Database, open_database
from truyxuat.services.event_log import EventLog, LoggedEvent, TableEventLog
from truyxuat.services.kafka.connecting import producing
from truyxuat.services.kafka.event_log import opened_log
from truyxuat.services.kafka.relaying import relay_step
from truyxuat.services.kafka.topics import create_topics, topic_facts
from truyxuat.services.linking import follow
from truyxuat.services.migrating import migrate
from truyxuat.services.settings import Settings
from truyxuat.traceability.epcis.reading import read_json
from truyxuat.traceability.linking import content_of
from truyxuat.traceability.memory_graph import MemoryGraph

MONDAY = datetime(2026, 9, 14, 12, 0, 0, 123_456, tzinfo=UTC)


class Trade:
    """A record that grows, and readers of its log."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def records(self, *events: Event) -> None:
        """These were captured, in one document."""
        with self.database.writing() as session:
            capture(session, read_json(body(*events)), now=MONDAY, events_max=999)

    @contextmanager
    def reader(self) -> Iterator[EventLog]:
        """Somebody who begins to read the log now."""
        with self.database.reading() as session:
            yield TableEventLog(session)


class TradeOverKafka(Trade):
    """The same, read from the topic that the relay fills."""

    def __init__(self, database: Database, settings: Settings) -> None:
        super().__init__(database)
        self._settings = settings
        [self._topic] = topic_facts(settings, settings.kafka_recorded_topic)

    def records(self, *events: Event) -> None:
        """These were captured and relayed, by two at a time; before the last the relay fell."""
        super().records(*events)
        with producing(self._settings) as producer:
            while relay_step(self.database, producer, self._topic, limit=2):
                pass
            self._fall_behind()
            while relay_step(self.database, producer, self._topic, limit=2):
                pass

    @contextmanager
    def reader(self) -> Iterator[EventLog]:
        """A consumer that opens the topic."""
        with opened_log(self._settings) as log:
            yield log

    def _fall_behind(self) -> None:
        """The relay falls after it sent its last events, before it noted that."""
        with self.database.writing() as session:
            session.connection().exec_driver_sql(
                "UPDATE relay_position SET position = position - 2 WHERE position > 2"
            )


@pytest.fixture(
    params=[
        "table on SQLite",
        pytest.param("table on PostgreSQL", marks=pytest.mark.live),
        pytest.param("kafka", marks=pytest.mark.live),
    ]
)
def trade(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Trade]:
    """A trade with an empty record, read from each kind of log."""
    url = f"sqlite:///{tmp_path / 'record.db'}"
    if request.param == "table on PostgreSQL":
        url = request.getfixturevalue("fresh_postgresql")
    settings = Settings(database_url=url)
    with ExitStack() as stack:
        if request.param == "kafka":
            name = uuid.uuid4().hex[:8]
            settings = settings.model_copy(
                update={
                    "kafka_servers": request.getfixturevalue("kafka_servers"),
                    "kafka_partner_topic": f"partner-{name}",
                    "kafka_recorded_topic": f"recorded-{name}",
                    "kafka_parked_topic": f"parked-{name}",
                }
            )
            create_topics(settings, partitions=1, replication=1)
        database = open_database(settings)
        stack.callback(database.close)
        migrate(database)
        if request.param == "kafka":
            yield TradeOverKafka(database, settings)
        else:
            yield Trade(database)


def read(trade: Trade, position: int = 0, limit: int = 99) -> list[LoggedEvent]:
    with trade.reader() as log:
        return log.read_after(position, limit=limit)


def positions(events: list[LoggedEvent]) -> list[int]:
    return [logged.position for logged in events]


def test_an_empty_log_gives_nothing(trade: Trade) -> None:
    assert read(trade) == []
    assert read(trade, position=7) == []


def test_events_come_in_the_order_of_the_record_none_left_out(trade: Trade) -> None:
    trade.records(event(3), event(1))
    trade.records(event(2))

    assert positions(read(trade)) == [1, 2, 3]


def test_reading_goes_on_behind_any_position(trade: Trade) -> None:
    trade.records(*(event(number) for number in range(1, 6)))

    for position in range(6):
        assert positions(read(trade, position)) == list(range(position + 1, 6))


def test_a_limit_cuts_and_the_rest_comes_next(trade: Trade) -> None:
    trade.records(*(event(number) for number in range(1, 6)))

    with trade.reader() as log:
        assert positions(log.read_after(0, limit=2)) == [1, 2]
        assert positions(log.read_after(2, limit=2)) == [3, 4]
        assert positions(log.read_after(4, limit=2)) == [5]
        assert log.read_after(5, limit=2) == []


def test_a_reader_may_go_back(trade: Trade) -> None:
    trade.records(*(event(number) for number in range(1, 6)))

    with trade.reader() as log:
        assert positions(log.read_after(3, limit=9)) == [4, 5]
        assert positions(log.read_after(0, limit=9)) == [1, 2, 3, 4, 5]
        assert positions(log.read_after(4, limit=9)) == [5]


def test_what_is_recorded_later_comes_later(trade: Trade) -> None:
    trade.records(event(1))
    assert positions(read(trade)) == [1]

    trade.records(event(2), event(3))

    assert positions(read(trade, 1)) == [2, 3]
    assert positions(read(trade)) == [1, 2, 3]


def test_a_reader_opened_anew_reads_the_same(trade: Trade) -> None:
    trade.records(event(1), event(2), event(3))

    first, again = read(trade), read(trade)

    assert first == again
    assert len(first) == 3


def test_an_event_comes_as_it_was_captured(trade: Trade) -> None:
    sent = (
        event(1, eventID=None, disposition="in_transit"),
        event(2, **{"@context": {"ex": "https://example.com/"}, "ex:line": "3"}),
        declared_wrong(
            event(2, **{"@context": {"ex": "https://example.com/"}, "ex:line": "3"})
        ),
    )
    trade.records(*sent)

    logged = read(trade)

    as_sent = read_json(body(*sent)).document.events
    assert tuple(each.event for each in logged) == as_sent
    assert [each.recorded for each in logged] == [MONDAY] * 3
    assert [each.content for each in logged] == [content_of(each) for each in as_sent]


def test_a_parked_event_comes_marked(trade: Trade) -> None:
    trade.records(event(1), event(1, bizStep="receiving"), event(2))

    assert [each.parked for each in read(trade)] == [False, True, False]


def test_a_graph_that_follows_the_log_knows_its_events(trade: Trade) -> None:
    trade.records(event(1), event(1, bizStep="receiving"), event(2))
    graph = MemoryGraph()

    with trade.reader() as log:
        while follow(log, graph, limit=2) < 3:
            pass

    item = "https://id.gs1.org/01/09521234001010/21/1"
    assert [linked.position for linked in graph.around([item])] == [1]
    assert graph.position() == 3
