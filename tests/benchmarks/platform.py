"""The whole production path at work: how fast it is together, and what each process holds.

All servers and all processes of the platform run side by side, as on a single host: `serve`, one
`intake`, `relay`, `link`. Documents go in by the broker, and the clock runs until their last event
is linked in Neo4j. Then a trace is asked over HTTP, so that the API has done its work too. Memory
is the most that a process ever held (``VmHWM``); PostgreSQL's processes share theirs, so of them
it is the sum of what each adds (``Pss``) at the end.
"""

from __future__ import annotations

import time
import urllib.request
import uuid
from contextlib import ExitStack, closing
from subprocess import Popen
from urllib.parse import quote

from tests.benchmarks.harvest import event
from tests.benchmarks.intake import FEWER_EVENTS, PARTITIONS, bodies, joined, send
from tests.benchmarks.processes import command_of, memory_added, memory_max, named
from tests.live.kafka_trade import process
from tests.live_servers import LocalServers, new_database, servers_in_a_new_home
from tests.running_server import free_port
from truyxuat.graph import Neo4jGraph, open_neo4j
from truyxuat.services.database import open_database
from truyxuat.services.kafka.topics import create_topics
from truyxuat.services.migrating import migrate
from truyxuat.services.settings import Settings

WORKERS = ("intake", "relay", "link")
POLL_SECONDS = 0.1


def run() -> str:
    """Send the events through everything, ask, and look at every process."""
    with ExitStack() as stack:
        servers = stack.enter_context(servers_in_a_new_home())
        settings = _settings(stack, servers)
        create_topics(settings, partitions=PARTITIONS, replication=1)
        with closing(open_database(settings)) as database:
            migrate(database)
        port = free_port()
        ran = {name: stack.enter_context(process(settings, name)) for name in WORKERS}
        ran["serve"] = stack.enter_context(process(settings, "serve", "--port", str(port)))
        while joined(settings) < 1:
            time.sleep(POLL_SECONDS)
        seconds = _linked(settings)
        _asked(port)
        return _told(seconds, ran)


def _settings(stack: ExitStack, servers: LocalServers) -> Settings:
    name = uuid.uuid4().hex[:8]
    return Settings(
        database_url=stack.enter_context(new_database(servers.started("postgresql"))),
        kafka_servers=servers.started("kafka"),
        kafka_partner_topic=f"partner-{name}",
        kafka_recorded_topic=f"recorded-{name}",
        kafka_parked_topic=f"parked-{name}",
        kafka_group=f"group-{name}",
        graph_url=servers.started("neo4j"),
        graph_log=f"log-{name}",
        link_log="kafka",
    )


def _linked(settings: Settings) -> float:
    """Send everything, and wait until the last event is in Neo4j; the seconds it took."""
    neo4j = open_neo4j(settings.graph_url)
    graph = Neo4jGraph(neo4j, settings.graph_log)
    began = time.perf_counter()
    send(settings, bodies(FEWER_EVENTS))
    while graph.position() < FEWER_EVENTS:
        time.sleep(POLL_SECONDS)
    seconds = time.perf_counter() - began
    neo4j.close()
    return seconds


def _asked(port: int) -> None:
    epcs = event(0)["epcList"]
    assert isinstance(epcs, list)
    address = f"http://127.0.0.1:{port}/trace/{quote(epcs[0], safe='')}"
    with urllib.request.urlopen(address, timeout=60) as answer:
        assert answer.status == 200


def _told(seconds: float, ran: dict[str, Popen[str]]) -> str:
    held = {f"truyxuat {name}": memory_max(each.pid) for name, each in ran.items()}
    for each in named("java"):
        held["Kafka" if "kafka.Kafka" in command_of(each) else "Neo4j"] = memory_max(each)
    held["PostgreSQL"] = sum(map(memory_added, named("postgres")))
    lines = [
        f"Broker to Neo4j, everything on one host: {FEWER_EVENTS:,} events of 10 objects in "
        f"{seconds:.1f} s, {FEWER_EVENTS / seconds:,.0f} events/s",
        *(f"  {name:<44}{kibibytes // 1024:>8,} MB" for name, kibibytes in held.items()),
    ]
    return "\n".join(lines)
