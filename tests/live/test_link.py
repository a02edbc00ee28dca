"""`truyxuat link` on a real Neo4j: it follows, waits, is alone, and ends when it is asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.live.kafka_trade import until
from tests.live.neo4j_trade import followed, graph_in, neo4j_of, settings_of
from tests.live_servers import LocalServers
from tests.services.documents import body, event
from tests.services.test_linking import NOW
from truyxuat.graph import Neo4jGraph, open_neo4j
from truyxuat.services.capturing import capture
from truyxuat.services.checking import compare
from truyxuat.services.database import Database, open_database
from truyxuat.services.following import Follower, Patience, table_log
from truyxuat.services.kafka.connecting import producing
from truyxuat.services.kafka.event_log import TopicKeptOpen
from truyxuat.services.kafka.relaying import relay_step
from truyxuat.services.kafka.topics import topic_facts
from truyxuat.services.migrating import migrate
from truyxuat.services.settings import Settings
from truyxuat.traceability.epcis.reading import read_json
from truyxuat.traceability.errors import Conflict, Unavailable

pytestmark = pytest.mark.live


@contextmanager
def recorded(settings: Settings, events: int) -> Iterator[Database]:
    opened = open_database(settings)
    try:
        migrate(opened)
        captured(opened, 0, events)
        yield opened
    finally:
        opened.close()


def captured(database: Database, first: int, last: int) -> None:
    with database.writing() as session:
        document = body(*(event(number) for number in range(first, last)))
        capture(session, read_json(document), now=NOW, events_max=9_999)


@contextmanager
def linker(settings: Settings, log: Path, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """The command as an operator runs it, with small batches."""
    environment = {
        **os.environ,
        "TRUYXUAT_DATABASE_URL": settings.database_url,
        "TRUYXUAT_GRAPH_URL": settings.graph_url,
        "TRUYXUAT_GRAPH_LOG": settings.graph_log,
        "TRUYXUAT_LINK_BATCH_EVENTS_MAX": "7",
        "TRUYXUAT_LINK_WAIT_SECONDS": "0.05",
        "TRUYXUAT_LINK_RETRY_SECONDS_MAX": "1",
        **more,
    }
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "truyxuat.services", "link"],
            env=environment,
            stdout=out,
            stderr=out,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait(timeout=20)


def stands_at(settings: Settings, position: int) -> None:
    with neo4j_of(settings) as neo4j:
        graph = graph_in(neo4j, settings)

        def holds() -> bool:
            try:
                return graph.position() == position
            except Unavailable:
                return False

        until(holds, f"the graph at position {position}")


def test_the_linker_follows_what_is_captured_and_ends_when_asked(
    neo4j_url: str, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path, neo4j_url)
    with recorded(settings, 20) as database, linker(settings, tmp_path / "log") as process:
        stands_at(settings, 20)
        captured(database, 20, 30)
        stands_at(settings, 30)

        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=20) == 0
        said = (tmp_path / "log").read_text()
        assert "stopped; the graph stands at position 30 of the record" in said
        with neo4j_of(settings) as neo4j:
            assert compare(database, graph_in(neo4j, settings)).equal


def test_a_linker_waits_for_a_neo4j_that_is_away_and_catches_up(
    own_servers: LocalServers, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path, own_servers.started("neo4j"))
    with recorded(settings, 20) as database, linker(settings, tmp_path / "log") as process:
        stands_at(settings, 20)
        own_servers.kill("neo4j")
        captured(database, 20, 50)
        until(lambda: "waiting" in (tmp_path / "log").read_text(), "the linker's word")
        assert process.poll() is None

        own_servers.start("neo4j")

        stands_at(settings, 50)
        with neo4j_of(settings) as neo4j:
            assert compare(database, graph_in(neo4j, settings)).equal


def test_a_second_linker_is_refused_and_goes_on_from_the_position_it_finds(
    neo4j_url: str, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path, neo4j_url)
    with recorded(settings, 30) as database, neo4j_of(settings) as neo4j:
        first, second = graph_in(neo4j, settings), graph_in(neo4j, settings)
        assert followed(database, neo4j, settings, most=5) == 5
        assert (first.position(), second.position()) == (5, 5)
        first.add([], 9)

        with pytest.raises(Conflict) as refused:
            second.add([], 12)

        assert str(refused.value) == (
            f"The graph of {settings.graph_log!r} stands at position 9, expected 5: "
            "somebody else is linking into it."
        )
        assert followed(database, neo4j, settings) == 30


def test_an_address_where_nothing_listens_is_unavailable(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "bolt://127.0.0.1:9")
    with recorded(settings, 3) as database, neo4j_of(settings) as neo4j:
        follower = Follower(neo4j, "x", table_log(database), batch_events_max=5)

        with pytest.raises(
            Unavailable, match=r"^Neo4j at bolt://127.0.0.1:9 does not answer"
        ):
            follower.step()
        with pytest.raises(Unavailable):
            Neo4jGraph(neo4j, "x").around(["urn:x:1"])


def test_a_linker_may_follow_the_topic_of_the_relay(
    trade: Settings, record: Database, neo4j_url: str
) -> None:
    log = f"test-{uuid.uuid4().hex}"
    captured(record, 0, 12)
    [topic] = topic_facts(trade, trade.kafka_recorded_topic)
    reader = TopicKeptOpen(trade)
    neo4j = open_neo4j(neo4j_url)
    try:
        follower = Follower(neo4j, log, reader.opened, batch_events_max=5)
        with producing(trade) as producer:
            relay_step(record, producer, topic, limit=20)
            steps = [len(follower.step()) for _ in range(4)]
            captured(record, 12, 14)
            relay_step(record, producer, topic, limit=20)
            steps.append(len(follower.step()))

        assert steps == [5, 5, 2, 0, 2]
        assert compare(record, Neo4jGraph(neo4j, log)).equal
    finally:
        reader.close()
        neo4j.close()


def test_patience_doubles_and_is_renewed() -> None:
    patience = Patience(1.0)

    assert [patience.pause() for _ in range(4)] == [0.25, 0.5, 1.0, 1.0]
    patience.renewed()
    assert patience.pause() == 0.25
